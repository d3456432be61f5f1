"""Crispy layout pieces: a field whose error line can be exchanged while one types, and a part with its own template."""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django.template.loader import render_to_string
from django.utils.html import format_html


class Noted(LayoutObject):
    """A field as the theme shows it, followed by its error line, which is there even while it is empty."""

    def __init__(self, name: str):
        self.fields = [name]

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        name = self.fields[0]
        field = render_field(name, form, context, template_pack=template_pack)
        return format_html('<div class="noted">{}{}</div>', field, error_line(form[name]))


class Section(LayoutObject):
    """A field with a template of its own; the template gets ``form`` and ``field``."""

    def __init__(self, name: str, template: str):
        self.fields, self.template = [name], template

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        form.rendered_fields.add(self.fields[0])
        return render_to_string(self.template, {**context.flatten(), "form": form, "field": form[self.fields[0]]})


def error_line(bound) -> str:
    """The line below a field that says what is wrong with it."""
    return render_to_string("endorsement/portfolio/parts/error_line.html", {"field": bound, "oob": False})
