import django_tables2 as tables
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from associations.activity.models import ActivitySummary
from associations.activity.presenters import STATE_TONES, last_told
from common.components.dates import day_words
from common.components.elements import badge


class SummaryTable(tables.Table):
    """Who is asked for a year, for Alliance staff. Columns cost no queries: see ``queries.summaries_of``."""

    caption = _("Associations and their summaries")
    association = tables.Column(verbose_name=_("Association"), orderable=False, empty_values=())
    state = tables.Column(verbose_name=_("Summary"), orderable=False, empty_values=())
    submitted = tables.Column(verbose_name=_("Submitted"), orderable=False, empty_values=())
    written = tables.Column(verbose_name=_("Last written to"), orderable=False, empty_values=())

    class Meta:
        model = ActivitySummary
        fields = ("association", "state", "submitted", "written")
        empty_text = _("Nobody is asked yet. Opening the year asks every member of the Alliance.")

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def render_association(self, record):
        address = reverse("activity:one", args=[self.year.year, record.association.slug])
        return format_html('<a href="{}">{}</a>', address, record.association.name)

    def render_state(self, record):
        return badge(record.get_state_display(), tone=STATE_TONES[record.state])

    def render_submitted(self, record):
        return day_words(record.submitted_at, settings.TIME_ZONE) if record.submitted_at else _("not yet")

    def render_written(self, record):
        return last_told(record.told, settings.TIME_ZONE) or _("never")
