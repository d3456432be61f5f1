"""The list of messages."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.components.dates import local_datetime
from common.components.elements import badge
from common.outbox.models import Message

TONES = {"queued": "info", "sent": "success", "failed": "danger", "bounced": "danger", "cancelled": "neutral"}
STATES = {
    "queued": _("waiting to be sent"),
    "sent": _("sent"),
    "failed": _("not sent"),
    "bounced": _("came back"),
    "cancelled": _("cancelled"),
}


def state_badge(message: Message):
    return badge(str(STATES[message.state]), tone=TONES[message.state])


class MessageTable(tables.Table):
    """``zones``: scope -> time zone. ``caption`` names the list for screen readers; two on one page need two names."""

    subject = tables.Column(verbose_name=_("Subject"), orderable=False)
    to = tables.Column(verbose_name=_("To"), orderable=False)
    state = tables.Column(verbose_name=_("State"), orderable=False, attrs={"td": {"class": "text-nowrap"}})
    attempts = tables.Column(verbose_name=_("Tries"), orderable=False)
    created_at = tables.Column(verbose_name=_("Written"), orderable=False)

    class Meta:
        empty_text = _("No mail here")

    def __init__(self, *args, zones, caption="", **kwargs):
        super().__init__(*args, **kwargs)
        self.zones = zones
        self.caption = caption or _("Mail")

    def render_subject(self, record):
        return format_html('<a href="{}">{}</a>', reverse("mail:message", args=[record.pk]), record.subject or "—")

    def render_to(self, record):
        if record.to_name:
            return format_html('{} <span class="text-secondary text-break">{}</span>', record.to_name, record.to)
        return record.to

    def render_state(self, record):
        return state_badge(record)

    def render_created_at(self, value, record):
        return local_datetime(value, self.zones[record.scope])
