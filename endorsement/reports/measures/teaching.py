"""Measures of what associations teach, and of what they tell the Alliance of their year."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from associations.activity.enums import SummaryState, YearState
from associations.activity.models import ActivitySummary
from associations.training.enums import TAUGHT, SessionTopic
from associations.training.models import TrainingSession
from common import clock
from endorsement.reports import dimensions as by
from endorsement.reports.measures.base import TODAY, Column, Figure, Measure, moments_within

_SESSION = "trainingsession__"
_TRAINING = "trainingsession__training__"


def _taught() -> QuerySet:
    """Pairs of a session that is over and a competency it covered."""
    return TrainingSession.competencies.through.objects.filter(
        trainingsession__dropped_at__isnull=True,
        trainingsession__training__state__in=TAUGHT,
        trainingsession__ends_at__lte=clock.now(),
    )


TAUGHT_HOURS = Measure(
    key="training-hours",
    title=_("Training hours by competency"),
    counted=_(
        "Sessions of associations' trainings that ended in the period, neither dropped nor cancelled: a session counts "
        "with all its hours for each competency it covers, so the total counts some hours several times."
    ),
    unit=_("sessions"),
    facts=_taught,
    during=moments_within(f"{_SESSION}ends_at"),
    dimensions=(by.COMPETENCY, by.ASSOCIATION, by.of_choices("topic", _("Topic"), SessionTopic)),
    paths={
        "competency": "competency__key",
        "association": f"{_TRAINING}association_id",
        "topic": f"{_SESSION}topic",
    },
    figures=(Figure("hours", _("Hours"), "sum", f"{_SESSION}hours"),),
    columns=(
        Column("training", _("Training"), f"{_TRAINING}title"),
        Column("association", _("Association"), f"{_TRAINING}association__slug"),
        Column("session", _("Session"), f"{_SESSION}title"),
        Column("ended", _("Ended"), f"{_SESSION}ends_at"),
        Column("hours", _("Hours"), f"{_SESSION}hours"),
        Column("competency", _("Competency"), "competency__english_title"),
    ),
    association=f"{_TRAINING}association_id",
    category="",
    order=(f"{_SESSION}ends_at", "pk"),
)

SUMMARIES = Measure(
    key="activity-summaries",
    title=_("Yearly summaries in"),
    counted=_("Associations asked to tell of a year that was opened, by how far their answer is now."),
    unit=_("summaries"),
    facts=lambda: ActivitySummary.objects.exclude(year__state=YearState.PREPARING),
    during=lambda _period: Q(),
    dimensions=(
        by.year(),
        by.of_choices("state", _("State"), SummaryState),
        by.ASSOCIATION,
    ),
    paths={"year": "year__year", "state": "state", "association": "association_id"},
    figures=(Figure("in", _("Submitted"), "count", only=Q(state=SummaryState.SUBMITTED)),),
    columns=(
        Column("association", _("Association"), "association__name"),
        Column("year", _("Year"), "year__year"),
        Column("state", _("State"), "state", dict(SummaryState.choices)),
        Column("since", _("Since"), "state_since"),
    ),
    category="",
    default=TODAY,
    dated=False,
    past=False,
    order=("year__year", "association__name"),
)
MEASURES = (TAUGHT_HOURS, SUMMARIES)
