"""Measures of applications: where they are, how long each state took, why some were deferred."""

import datetime
from collections import defaultdict
from functools import partial

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from common.workflow.models import StatusChange
from endorsement.application.enums import ApplicationState, Turn
from endorsement.application.models import Application
from endorsement.application.queries import handled_by
from endorsement.application.workflow import MACHINE, OPEN_STATES, TURN_OF, states_of_turn
from endorsement.decision.enums import DecisionState, Outcome
from endorsement.decision.models import Decision
from endorsement.reports import dimensions as by
from endorsement.reports.measures.base import (
    TODAY,
    Column,
    Counted,
    Figure,
    Measure,
    Question,
    Tally,
    moments_within,
    scoped,
)
from endorsement.reports.periods import Period

STATE = by.of_choices("state", _("State"), ApplicationState)
TURN = by.Dimension(
    "turn",
    _("Whose turn"),
    lambda _known, _keys: dict(Turn.choices),
    fold=lambda _known, state: str(TURN_OF[state]),
    raw=lambda _known, turn: states_of_turn(turn),
)
AGES = {"14": _("up to 14 days"), "30": _("15 to 30 days"), "90": _("31 to 90 days"), "more": _("more than 90 days")}
AGE = by.bands("age", _("In this state for"), AGES)


def page(row: dict) -> str:
    """An application as whoever handles it sees it."""
    return reverse("application:handle", args=[row["association__slug"], row["code"]])


def handled(lookup: str, facts: QuerySet, person) -> QuerySet:
    """The facts about applications that the person handles: never their own, nor a colleague's."""
    return facts.filter(**{f"{lookup}__in": handled_by(person).order_by().values("pk")})


def _open_applications() -> QuerySet:
    moment = clock.now()
    ages = [
        When(state_since__gt=moment - datetime.timedelta(days=int(most) + 1), then=Value(most))
        for most in AGES
        if most != "more"
    ]
    age = Case(*ages, default=Value("more"), output_field=CharField())
    return Application.objects.filter(state__in=OPEN_STATES).annotate(age=age)


PIPELINE = Measure(
    key="pipeline",
    title=_("Applications under way"),
    counted=_("Applications neither endorsed nor withdrawn, as they stand now, by the days since they came there."),
    unit=_("applications"),
    facts=_open_applications,
    during=lambda _period: Q(),
    dimensions=(STATE, AGE, TURN, by.CATEGORY, by.TRACK, by.ASSOCIATION),
    paths={
        "state": "state",
        "age": "age",
        "turn": "state",
        "category": "category_id",
        "track": "category_id",
        "association": "association_id",
    },
    columns=(
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "person__name"),
        Column("category", _("Category"), "category__key"),
        Column("association", _("Association"), "association__slug"),
        Column("state", _("State"), "state", dict(ApplicationState.choices)),
        Column("since", _("Since"), "state_since"),
    ),
    default=TODAY,
    dated=False,
    past=False,
    order=("state_since", "pk"),
    opens=partial(handled, "pk"),
    link=page,
)


def _of_application(field: str, output) -> Subquery:
    return Subquery(Application.objects.filter(pk=OuterRef("object_id")).values(field)[:1], output_field=output)


def _stretches() -> QuerySet:
    """Every move of an application, as the end of the stretch in the state it left."""
    earlier = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk"))
    before = StatusChange.objects.filter(earlier, machine=MACHINE.name, object_id=OuterRef("object_id"))
    began = Coalesce(
        Subquery(before.order_by("-at", "-pk").values("at")[:1]), _of_application("started_at", DateTimeField())
    )
    return (
        StatusChange.objects.filter(machine=MACHINE.name)
        .annotate(
            began=began,
            association_id=_of_application("association_id", BigIntegerField()),
            category_id=_of_application("category_id", BigIntegerField()),
            person_id=_of_application("person_id", BigIntegerField()),
            code=_of_application("code", CharField()),
            association__slug=_of_application("association__slug", CharField()),
        )
        .annotate(taken=ExpressionWrapper(F("at") - F("began"), output_field=DurationField()))
    )


STRETCHES = Measure(
    key="time-in-states",
    title=_("Time in each state"),
    counted=_(
        "Stretches that ended in the period: an application came to a state and left it. The first, in preparation, "
        "begins when the application was started. What still lasts is not counted here but under way."
    ),
    unit=_("stretches"),
    facts=_stretches,
    during=moments_within("at"),
    dimensions=(STATE, by.CATEGORY, by.TRACK, by.ASSOCIATION),
    paths={
        "state": "source",
        "category": "category_id",
        "track": "category_id",
        "association": "association_id",
    },
    figures=(
        Figure("average", _("Average days"), "average", "taken", unit="days"),
        Figure("longest", _("Longest, days"), "most", "taken", unit="days"),
    ),
    columns=(
        Column("code", _("Code"), "code"),
        Column("association", _("Association"), "association__slug"),
        Column("state", _("State"), "source", dict(ApplicationState.choices)),
        Column("from", _("From"), "began"),
        Column("until", _("Until"), "at"),
        Column("days", _("Days"), "taken"),
    ),
    order=("at", "pk"),
    opens=partial(handled, "object_id"),
    link=page,
)


# Why applications were deferred. The reasons of a decision are one JSON list: no query groups by what is in it.

_FIELDS = ("pk", "reasons", "snapshot__application__person_id", "category_at", "association_at", "decided_at")


def _deferrals() -> QuerySet:
    found = Decision.objects.filter(state=DecisionState.SENT, outcome=Outcome.DEFER)
    return found.annotate(
        category_at=F("snapshot__application__category_id"), association_at=F("snapshot__application__association_id")
    )


def _reasons(measure: Measure, question: Question, period: Period):
    """``(decision, competency, person, group values)`` of every reason that the letter of a decision gave."""
    facts = scoped(measure, question).filter(measure.during(period)).order_by(*measure.order)
    for pk, reasons, person, category, association, _at in facts.values_list(*_FIELDS):
        groups = {"category": category, "track": category, "association": association}
        for competency in dict.fromkeys(one["competency"] for one in reasons if one["text"].strip()):
            yield pk, competency, person, groups | {"competency": competency}


def _count_reasons(measure: Measure, question: Question, known) -> Counted:
    dimensions = [measure.dimension(name) for name in (question.by, question.across)]
    cells: dict[tuple[str, str], Tally] = defaultdict(Tally)
    heads: dict = defaultdict(set)
    periods = {"number": question.period}
    if not question.across:
        periods["before"] = question.period.year_before()
    for part, period in periods.items():
        for _pk, _competency, person, groups in _reasons(measure, question, period):
            key = tuple(one.fold(known, groups[one.key]) if one else "" for one in dimensions)
            setattr(cells[key], part, getattr(cells[key], part) + 1)
            heads[part, key].add(person)
            heads[part].add(person)
    for key, tally in cells.items():
        tally.people, tally.people_before = len(heads["number", key]), len(heads["before", key])
    return Counted(dict(cells), len(heads["number"]), len(heads["before"]))


def _reason_rows(measure: Measure, question: Question, known, at: dict[str, str], person) -> list[dict]:
    """A row for each reason, as it was counted."""
    chosen = [
        (pk, competency)
        for pk, competency, _person, groups in _reasons(measure, question, question.period)
        if all(measure.dimension(name).fold(known, groups[name]) == key for name, key in at.items())
    ]
    decisions = measure.facts().filter(pk__in={pk for pk, _competency in chosen})
    if person is not None:
        decisions = measure.opens(decisions, person)
    paths = dict.fromkeys(column.path for column in measure.columns if column.path != "competency")
    found = {row["pk"]: row for row in decisions.values("pk", *paths)}
    titles = by.COMPETENCY.words(known, {competency for _pk, competency in chosen})
    return [
        found[pk] | {"competency": titles[competency], "association__slug": found[pk][_SLUG], "code": found[pk][_CODE]}
        for pk, competency in chosen
        if pk in found
    ]


_SLUG, _CODE = "snapshot__application__association__slug", "snapshot__application__code"

DEFERRALS = Measure(
    key="deferrals",
    title=_("Reasons of deferrals"),
    counted=_(
        "Reasons that the letters of deferral sent in the period gave: one for each competency a letter names, and one "
        "for what it says of the application as a whole."
    ),
    unit=_("reasons"),
    facts=_deferrals,
    during=moments_within("decided_at"),
    dimensions=(by.COMPETENCY, by.CATEGORY, by.TRACK, by.ASSOCIATION),
    paths={},
    columns=(
        Column("code", _("Code"), _CODE),
        Column("association", _("Association"), _SLUG),
        Column("category", _("Category"), "snapshot__application__category__key"),
        Column("competency", _("Competency"), "competency"),
        Column("decided_at", _("Decided"), "decided_at"),
    ),
    association="association_at",
    category="category_at",
    person="snapshot__application__person_id",
    sensitive=True,
    order=("decided_at", "pk"),
    opens=partial(handled, "snapshot__application_id"),
    link=page,
    tally=_count_reasons,
    rows=_reason_rows,
)
MEASURES = (PIPELINE, STRETCHES, DEFERRALS)
