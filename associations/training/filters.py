import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from associations.directory.queries import members_of_the_alliance
from associations.training.enums import Kind, State
from associations.training.models import Training, TrainingSession
from competencies.standard.models import Competency


class CalendarFilter(django_filters.FilterSet):
    """The public calendar: by words, kind, competency and whether one can take part online."""

    q = django_filters.CharFilter(
        label=_("Words of the title"), field_name="title", lookup_expr="icontains", max_length=200
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("Any kind"))
    competency = django_filters.ModelChoiceFilter(
        label=_("Competency"),
        queryset=Competency.objects.order_by("position"),
        to_field_name="key",
        method="by_competency",
        empty_label=_("Any competency"),
    )
    online = django_filters.ChoiceFilter(
        label=_("Where"),
        choices=[("1", _("online"))],
        method="by_online",
        empty_label=_("Anywhere"),
    )

    class Meta:
        model = Training
        fields: list[str] = []

    def by_competency(self, trainings, name, value):
        covering = TrainingSession.objects.filter(training=OuterRef("pk"), dropped_at__isnull=True, competencies=value)
        return trainings.filter(Exists(covering))

    def by_online(self, trainings, name, value):
        return trainings.filter(online=True)


class AllianceFilter(CalendarFilter):
    """The same over all associations."""

    association = django_filters.ModelChoiceFilter(
        label=_("Association"),
        queryset=members_of_the_alliance().order_by("name"),
        to_field_name="slug",
        empty_label=_("Any association"),
    )


class OfficeFilter(django_filters.FilterSet):
    """An association's trainings for its office."""

    q = django_filters.CharFilter(
        label=_("Words of the title"), field_name="title", lookup_expr="icontains", max_length=200
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("Any state"))

    class Meta:
        model = Training
        fields: list[str] = []
