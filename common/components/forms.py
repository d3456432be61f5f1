"""Forms: error summary, the form itself, single fields, uploads, questions before something is done."""

import copy

from crispy_forms.helper import FormHelper
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from crispy_forms.utils import render_crispy_form
from django import forms
from django.middleware.csrf import get_token
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.components import props


def _forms(form):
    """The forms of a form or a formset."""
    return list(form.forms) if hasattr(form, "management_form") else [form]


def errors_of(form) -> list[dict]:
    """Every error as ``text`` and ``target`` (the field's id, empty for an error of the whole form)."""
    found = []
    if hasattr(form, "management_form"):
        found += [{"text": text, "target": "", "label": ""} for text in form.non_form_errors()]
    for one in _forms(form):
        found += [{"text": text, "target": "", "label": ""} for text in one.non_field_errors()]
        for bound in one:
            target = "" if bound.is_hidden else bound.id_for_label or bound.auto_id
            found += [{"text": text, "target": target, "label": bound.label} for text in bound.errors]
    return found


def error_summary(form) -> SafeString:
    """What is wrong, at the top, each line a link to its field. Nothing while the form is unbound or right."""
    if not hasattr(form, "errors"):
        raise props.PropError("error_summary: give a form or a formset.")
    if not form.is_bound:
        return SafeString("")
    errors = errors_of(form)
    if not errors:
        return SafeString("")
    return render_to_string("components/error_summary.html", {"errors": errors})


def _helper(form):
    helper = copy.copy(getattr(form, "helper", None) or FormHelper())
    helper.form_tag = False
    helper.disable_csrf = True
    helper.inputs = []
    return helper


def form_body(form) -> SafeString:
    """All fields through crispy (the form's own ``helper.layout`` if it has one), without ``<form>``, token or button.

    Errors of the whole form are left to ``error_summary``.
    """
    return SafeString(render_crispy_form(form, _helper(form), {"error_summary_above": True}))


def ui_form(
    context,
    form,
    submit: str,
    action: str = "",
    method: str = "post",
    id: str = "",
    cancel_url: str = "",
    cancel_label: str = "",
    submit_icon: str = "",
    submit_name: str = "",
    submit_value: str = "",
    submit_tone: str = "primary",
    submit_key: bool = False,
    guard: bool = False,
    confirm: str = "",
    autosave: str = "",
    extra: str = "",
) -> SafeString:
    """A whole form: error summary, token, fields, one primary button.

    ``submit_key`` sends it with Ctrl+Enter; ``guard`` warns before typed text is left behind; ``confirm`` asks that
    question first; ``autosave`` is the address that gets the draft (htmx) as it is typed, with its saved indicator;
    ``extra`` is further safe HTML inside the form, such as a hidden input.
    """
    props.filled("ui_form", "submit", submit)
    props.one_of("ui_form", "method", method, ("post", "get"))
    props.one_of("ui_form", "submit_tone", submit_tone, props.BUTTON_TONES)
    request = context.get("request")
    if method == "post" and request is None:
        raise props.PropError("ui_form: no request in the context, so there is no CSRF token.")
    return render_to_string(
        "components/form.html",
        {
            "form": form,
            "submit": submit,
            "action": action,
            "method": method,
            "id": id,
            "cancel_url": cancel_url,
            "cancel_label": cancel_label or _("Cancel"),
            "submit_icon": submit_icon,
            "submit_name": submit_name,
            "submit_value": submit_value,
            "submit_tone": submit_tone,
            "submit_key": submit_key,
            "guard": guard,
            "confirm": confirm,
            "autosave": autosave,
            "extra": extra,
            "multipart": any(one.is_multipart() for one in _forms(form)),
            "csrf": get_token(request) if method == "post" else "",
        },
    )


def ui_field(field) -> SafeString:
    """One bound field through crispy: label, help, error, input."""
    if not hasattr(field, "field") or not hasattr(field, "form"):
        raise props.PropError("ui_field: give a field of a form, such as form.title.")
    return as_crispy_field(field)


def filter_field(field) -> SafeString:
    """One field of a filter: label, control, error. Lists are opened all day, and crispy takes a third of such a page
    for its three fields; what is no text, date or choice is left to it."""
    if isinstance(field.field.widget, forms.Select):
        css = "form-select"
    elif isinstance(field.field.widget, forms.TextInput):
        css = "form-control"
    else:
        return ui_field(field)
    errors = format_html('<p class="invalid-feedback" id="{}_error">{}</p>', field.auto_id, " ".join(field.errors))
    attributes = {"class": f"{css} is-invalid", "aria-describedby": f"{field.auto_id}_error"} if field.errors else {}
    return format_html(
        '<div class="mb-3"><label class="form-label" for="{}">{}</label>{}{}</div>',
        field.id_for_label,
        field.label,
        field.as_widget(attrs={"class": css, **attributes}),
        errors if field.errors else "",
    )


def file_field(
    field, formats: str, max_bytes: int, note: str = "", current: str = "", current_url: str = ""
) -> SafeString:
    """An upload: what is taken ("PDF, JPEG or PNG"), how large, and ``note`` (what does not belong here)."""
    props.filled("file_field", "formats", formats)
    if not hasattr(field, "field"):
        raise props.PropError("file_field: give a field of a form.")
    if current_url and not current:
        raise props.PropError("file_field: current_url needs current, the name of the file that is there.")
    return render_to_string(
        "components/file_field.html",
        {
            "field": field,
            "formats": formats,
            "limit": filesizeformat(max_bytes),
            "max_bytes": max_bytes,
            "note": note,
            "current": current,
            "current_url": current_url,
            "help_id": f"{field.auto_id}_help",
            "error_id": f"{field.auto_id}_error",
        },
    )


def confirm_button(
    context,
    label: str,
    url: str,
    question: str,
    confirm_label: str = "",
    tone: str = "danger",
    icon: str = "",
    size: str = "md",
    name: str = "",
    value: str = "",
    hidden: dict | None = None,
) -> SafeString:
    """A button that posts to ``url`` after a question in a dialog. ``hidden``: further values to send."""
    for prop, given in (("label", label), ("url", url), ("question", question)):
        props.filled("confirm_button", prop, given)
    props.one_of("confirm_button", "tone", tone, props.BUTTON_TONES)
    request = context.get("request")
    if request is None:
        raise props.PropError("confirm_button: no request in the context, so there is no CSRF token.")
    return render_to_string(
        "components/confirm_button.html",
        {
            "label": label,
            "url": url,
            "question": question,
            "confirm_label": confirm_label or label,
            "tone": tone,
            "icon": icon,
            "size": size,
            "name": name,
            "value": value,
            "hidden": hidden or {},
            "csrf": get_token(request),
        },
    )


def draft_status(saved_at: str = "", form: str = "") -> SafeString:
    """The line that says whether what was typed is saved; ``draft.js`` fills it on the htmx requests of its form.

    ``form`` is the form's id when the line stands outside it.
    """
    return render_to_string("components/draft_status.html", {"saved_at": saved_at, "form": form})
