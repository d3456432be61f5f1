import json

from django import forms
from django.utils.translation import gettext_lazy as _

from common.outbox.tables import STATES


class MailSearchForm(forms.Form):
    """What the list of messages can be narrowed by. Wrong values narrow nothing."""

    q = forms.CharField(label=_("Address or subject"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("every state")), ("trouble", _("did not arrive")), *STATES.items()],
    )


def bounce_of(body: bytes) -> tuple[str, str] | None:
    """``(message id, reason)`` of a provider's report, None when it is none."""
    try:
        report = json.loads(body)
    except ValueError:
        return None
    if not isinstance(report, dict):
        return None
    message_id, reason = report.get("message_id"), report.get("reason", "")
    if not (isinstance(message_id, str) and isinstance(reason, str) and message_id.strip()):
        return None
    return message_id[:300].replace("\x00", ""), reason
