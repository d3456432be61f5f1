import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.training import presenters
from associations.training.models import Training, TrainingProvider
from common.components.elements import badge


class TrainingTable(tables.Table):
    """An association's trainings for its office. Columns cost no queries: see ``queries.for_office``."""

    caption = gettext_lazy("Trainings")
    title = tables.Column(verbose_name=gettext_lazy("Title"), orderable=False)
    first_day = tables.Column(verbose_name=gettext_lazy("Days"), orderable=False, empty_values=())
    state = tables.Column(verbose_name=gettext_lazy("State"), orderable=False)
    listed = tables.Column(verbose_name=gettext_lazy("On the list"), orderable=False)

    class Meta:
        model = Training
        fields = ("title", "first_day", "state", "listed")
        empty_text = gettext_lazy("No training is planned yet.")

    def render_title(self, record):
        address = reverse("training:desk", args=[record.association.slug, record.code])
        return format_html('<a href="{}">{}</a>', address, record.title)

    def render_first_day(self, record):
        return presenters.days_words(record) or _("no session yet")

    def render_state(self, record):
        return badge(record.get_state_display(), tone=presenters.TONES[record.state])

    def render_listed(self, record):
        return f"{record.listed} / {record.seats}" if record.seats else record.listed


class ProviderTable(tables.Table):
    """The providers whose trainings an association approves."""

    caption = gettext_lazy("Approved providers")
    name = tables.Column(verbose_name=gettext_lazy("Name"), orderable=False)
    approved_from = tables.Column(verbose_name=gettext_lazy("Approved from"), orderable=False)
    approved_until = tables.Column(verbose_name=gettext_lazy("Approved until"), orderable=False, empty_values=())
    note = tables.Column(verbose_name=gettext_lazy("Note"), orderable=False, default="–")

    class Meta:
        model = TrainingProvider
        fields = ("name", "approved_from", "approved_until", "note")
        empty_text = gettext_lazy("No provider is approved yet: all trainings are your own.")

    def __init__(self, *args, association, **kwargs):
        super().__init__(*args, **kwargs)
        self.association = association

    def render_name(self, record):
        address = reverse("training:provider", args=[self.association.slug, record.pk])
        return format_html('<a href="{}">{}</a>', address, record.name)

    def render_approved_from(self, value):
        return date_format(value)

    def render_approved_until(self, record):
        return date_format(record.approved_until) if record.approved_until else _("without end")
