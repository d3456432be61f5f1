"""The coordinator's queue."""

import django_tables2 as tables
from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.components.dates import local_date
from common.components.elements import badge, sample_mark
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.presenters import days_waiting, whose_turn
from endorsement.application.wording import STATE_TONES, is_handlers_turn

PER_PAGE = 50


class QueueTable(tables.Table):
    """One row an application; everything shown is on the row, so the page costs the same at any length."""

    person = tables.Column(verbose_name=_("Applicant"), empty_values=(), order_by=("person__name", "pk"))
    category = tables.Column(verbose_name=_("Category"), empty_values=(), order_by=("category__position", "pk"))
    association = tables.Column(verbose_name=_("Association"), empty_values=(), order_by=("association__name", "pk"))
    state = tables.Column(verbose_name=_("State"), empty_values=(), order_by=("state", "state_since"))
    turn = tables.Column(verbose_name=_("Whose turn"), empty_values=(), orderable=False)
    waiting = tables.Column(verbose_name=_("Waiting"), empty_values=(), order_by=("-state_since", "pk"))
    submitted_at = tables.Column(verbose_name=_("Submitted"), empty_values=())

    class Meta:
        model = Application
        fields = ()
        sequence = ("person", "category", "association", "state", "turn", "waiting", "submitted_at")
        empty_text = _("No application here. Choose another tab, or clear the filter.")
        attrs = {"class": "table"}

    caption = _("Applications")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._drawn = {}

    def _once(self, *key, draw):
        """What is the same on many rows is drawn once a page."""
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]

    def render_person(self, record):
        mark = sample_mark() if record.is_sample else ""
        return format_html(
            '<a href="{}">{}</a> {}<br><span class="text-secondary">{}</span>',
            reverse("application:handle", args=[record.association.slug, record.code]),
            record.person.name,
            mark,
            record.code,
        )

    def render_category(self, record):
        name, key = record.category_name, record.category.key
        return self._once("category", name, draw=lambda: format_html('<abbr title="{}">{}</abbr>', name, key))

    def render_association(self, record):
        return record.association.abbreviation

    def render_state(self, record):
        state = ApplicationState(record.state)
        return self._once("state", state, draw=lambda: badge(str(state.label), tone=STATE_TONES[state]))

    def render_turn(self, record):
        if is_handlers_turn(record):
            return format_html("<strong>{}</strong>", _("yours"))
        return self._once("turn", record.state, draw=lambda: whose_turn(record))

    def render_waiting(self, record):
        if record.closed_at:
            return "—"
        days = days_waiting(record)
        if not days:
            return _("since today")
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

    def render_submitted_at(self, record):
        return local_date(record.submitted_at, record.association.time_zone) or self.default

    def order_submitted_at(self, queryset, is_descending):
        """Those never submitted come last either way."""
        field = F("submitted_at")
        order = field.desc(nulls_last=True) if is_descending else field.asc(nulls_last=True)
        return queryset.order_by(order, "pk"), True
