import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.interest.models import Assistance, Interest
from associations.interest.presenters import TONES
from common.components.elements import badge


class InterestTable(tables.Table):
    """Interest for Alliance staff. Columns cost no queries: see ``queries.visible_to``."""

    caption = _("Interest from new states and countries")
    region = tables.Column(verbose_name=_("State or region"), orderable=False)
    country = tables.Column(verbose_name=_("Country"), orderable=False)
    state = tables.Column(verbose_name=_("Stage"), orderable=False)
    owner = tables.Column(verbose_name=_("Who looks after it"), orderable=False, empty_values=())
    next_on = tables.Column(verbose_name=_("Next date"), orderable=False, empty_values=())

    class Meta:
        model = Interest
        fields = ("region", "country", "state", "owner", "next_on")
        empty_text = _("Nobody has asked yet.")

    def render_region(self, record):
        return format_html('<a href="{}">{}</a>', reverse("interest:open", args=[record.code]), record.region)

    def render_state(self, record):
        return badge(record.get_state_display(), tone=TONES[record.state])

    def render_owner(self, record):
        return record.owner.name if record.owner else _("nobody yet")

    def render_next_on(self, record):
        return date_format(record.next_on) if record.next_on else _("none")


class AssistanceTable(tables.Table):
    """The log of technical assistance. Columns cost no queries: see ``queries.assistance``."""

    caption = _("Technical assistance")
    association = tables.Column(verbose_name=_("Association"), orderable=False)
    given_on = tables.Column(verbose_name=_("Day"), orderable=False)
    hours = tables.Column(verbose_name=_("Hours"), orderable=False)
    topic = tables.Column(verbose_name=_("Topic"), orderable=False)
    note = tables.Column(verbose_name=_("Note"), orderable=False)
    given_by = tables.Column(verbose_name=_("Given by"), orderable=False)

    class Meta:
        model = Assistance
        fields = ("association", "given_on", "hours", "topic", "note", "given_by")
        empty_text = _("Nothing is noted yet.")

    def render_association(self, record):
        address = reverse("interest:assistance_change", args=[record.pk])
        return format_html('<a href="{}">{}</a>', address, record.association.name)

    def render_given_on(self, value):
        return date_format(value)

    def render_given_by(self, value):
        return value.name
