"""What tests of components share."""

from django import forms
from django.template import Context, Template


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


def flat(html: str) -> str:
    """The words of the HTML, without its tags."""
    inside, words = False, []
    for char in html:
        inside = char == "<" or (inside and char != ">")
        words.append(" " if char in "<>" else "" if inside else char)
    return " ".join("".join(words).split())


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="In full.")
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The whole is wrong.")


class UploadForm(forms.Form):
    paper = forms.FileField(label="Paper", required=False, help_text="One page.")
