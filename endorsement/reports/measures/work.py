"""Measures of who does the work: raters, reviewers, providers of RSC; and of money."""

from collections import defaultdict

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from associations.fees.enums import FeeKind
from associations.fees.models import Due
from associations.fees.queries import with_paid
from associations.people.models import RoleGrant
from competencies.assessment.facts import CATEGORIES_OF_KIND
from endorsement.application.models import Application
from endorsement.application.workflow import EDITABLE_STATES
from endorsement.award.models import Endorsement
from endorsement.references.enums import ReferenceState
from endorsement.references.models import Reference
from endorsement.references.permissions import HANDLING_ROLES
from endorsement.reports import dimensions as by
from endorsement.reports.dimensions import Lexicon
from endorsement.reports.measures.applications import handled
from endorsement.reports.measures.base import (
    TODAY,
    Column,
    Counted,
    Figure,
    Measure,
    Question,
    Tally,
    days_within,
    moments_within,
    scoped,
)
from endorsement.reports.measures.endorsements import columns_of, in_force, not_own, page_of
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment
from endorsement.review.workflow import ACTIVE_STATES

PARTS = (by.CATEGORY, by.TRACK, by.ASSOCIATION)


def _parts(prefix: str = "") -> dict[str, str]:
    places = {"category": "category_id", "track": "category_id", "association": "association_id"}
    return {name: f"{prefix}{path}" for name, path in places.items()}


def _days_between(first: str, last: str):
    return ExpressionWrapper(F(last) - F(first), output_field=DurationField())


def _references() -> QuerySet:
    return Reference.objects.annotate(
        answered_at=ExpressionWrapper(F("rating__sent_at"), output_field=DateTimeField()),
        taken=_days_between("asked_at", "rating__sent_at"),
    )


def _not_a_colleagues(facts: QuerySet, person) -> QuerySet:
    """Not about the person, nor about somebody who handles references in the same association."""
    grants = RoleGrant.objects.filter(
        person_id=OuterRef("person_id"),
        association_id=OuterRef("association_id"),
        role__in=HANDLING_ROLES,
        ended_at__isnull=True,
    )
    return facts.filter(~Exists(grants) | Q(association__deputy_id=person.pk)).exclude(person_id=person.pk)


REFERENCES = Measure(
    key="references",
    title=_("Raters and how soon they answer"),
    counted=_(
        "References asked for in the period, replaced ones too; and the days from asking to the rating, of those that "
        "were answered by now."
    ),
    unit=_("references"),
    facts=_references,
    during=moments_within("asked_at"),
    dimensions=(by.of_choices("state", _("State"), ReferenceState), *PARTS),
    paths=_parts() | {"state": "state"},
    figures=(
        Figure("answered", _("Answered"), "count", only=Q(state=ReferenceState.DONE)),
        Figure("average", _("Average days to the answer"), "average", "taken", unit="days"),
        Figure("longest", _("Longest, days"), "most", "taken", unit="days"),
    ),
    columns=(
        Column("code", _("Code"), "code"),
        Column("applicant", _("Applicant"), "person__name"),
        Column("category", _("Category"), "category__key"),
        Column("association", _("Association"), "association__slug"),
        Column("state", _("State"), "state", dict(ReferenceState.choices)),
        Column("asked", _("Asked"), "asked_at"),
        Column("answered", _("Answered"), "rating__sent_at"),
    ),
    sensitive=True,
    order=("asked_at", "pk"),
    opens=_not_a_colleagues,
    link=lambda row: reverse("references:handle", args=[row["association__slug"], row["code"]]),
)

_CASE = "cycle__application__"
REVIEWERS = Measure(
    key="reviewers",
    title=_("Reviewers and their load"),
    counted=_(
        "Reviews assigned in the period, whatever became of them: how many are still to do, how many are signed, and "
        "the days from assigning to signing."
    ),
    unit=_("reviews"),
    facts=lambda: Assignment.objects.annotate(taken=_days_between("assigned_at", "signed_at")),
    during=moments_within("assigned_at"),
    dimensions=(by.PERSON, by.of_choices("state", _("State"), AssignmentState), *PARTS),
    paths=_parts(_CASE) | {"state": "state", "reviewer": "reviewer__public_id"},
    figures=(
        Figure("open", _("Still to do"), "count", only=Q(state__in=ACTIVE_STATES) & ~Q(state=AssignmentState.SIGNED)),
        Figure("signed", _("Signed"), "count", only=Q(state=AssignmentState.SIGNED)),
        Figure("average", _("Average days to signing"), "average", "taken", unit="days"),
    ),
    columns=(
        Column("code", _("Application"), f"{_CASE}code"),
        Column("association", _("Association"), f"{_CASE}association__slug"),
        Column("category", _("Category"), f"{_CASE}category__key"),
        Column("reviewer", _("Reviewer"), "reviewer__name"),
        Column("state", _("State"), "state", dict(AssignmentState.choices)),
        Column("assigned", _("Assigned"), "assigned_at"),
        Column("due", _("Due"), "due_on"),
        Column("signed", _("Signed"), "signed_at"),
    ),
    association=f"{_CASE}association_id",
    category=f"{_CASE}category_id",
    person="reviewer_id",
    order=("assigned_at", "pk"),
    opens=lambda facts, person: handled(f"{_CASE}pk", facts, person),
    link=lambda row: reverse("application:handle", args=[row[f"{_CASE}association__slug"], row[f"{_CASE}code"]]),
)

FEES = Measure(
    key="fees",
    title=_("Fees"),
    counted=_(
        "Fees owed since a day of the period: what was asked, what payments or waivers that stand gave to them by now, "
        "and what is left. Each currency is added up by itself."
    ),
    unit=_("fees"),
    facts=lambda: with_paid(Due.objects.all()),
    during=days_within("owed_since"),
    dimensions=(by.of_choices("fee", _("Fee"), FeeKind), *PARTS),
    paths=_parts() | {"fee": "kind"},
    figures=(
        Figure("asked", _("Asked"), "sum", "amount", unit="money"),
        Figure("paid", _("Paid or waived"), "sum", "paid", unit="money"),
        Figure("left", _("Left"), "sum", "open", unit="money"),
    ),
    columns=(
        Column("name", _("Name"), "person__name"),
        Column("fee", _("Fee"), "kind", dict(FeeKind.choices)),
        Column("category", _("Category"), "category__key"),
        Column("association", _("Association"), "association__slug"),
        Column("since", _("Owed since"), "owed_since"),
        Column("amount", _("Amount, in hundredths"), "amount"),
        Column("paid", _("Paid, in hundredths"), "paid"),
        Column("currency", _("Currency"), "currency"),
    ),
    currency="currency",
    sensitive=True,
    order=("owed_since", "pk"),
    opens=not_own(),
)

# RSC capacity: who may supervise whom, by the rule of the day, against those who are still collecting their hours.


def _kinds(known: Lexicon, _keys) -> dict[str, str]:
    """Kinds of category, each by the names of its categories."""
    return {
        kind: " · ".join(known.name_of(one) for key in keys if (one := known.category(key)))
        for kind, keys in CATEGORIES_OF_KIND.items()
    }


SUPERVISED = by.Dimension("kind", _("RSC for applicants for"), _kinds)


def _providers_of(known: Lexicon, day) -> dict[str, list[int]]:
    """Kind of category applied for -> ids of the categories whose holders may give RSC for it on ``day``."""
    found: dict[str, set[int]] = defaultdict(set)
    for rule in known.standard.provider_rules:
        begun = rule.valid_from is None or rule.valid_from <= day
        if begun and (rule.valid_until is None or day <= rule.valid_until):
            held = {key for kind in rule.providers for key in CATEGORIES_OF_KIND[kind]}
            ids = {one.pk for key in held if (one := known.category(key))}
            for kind in rule.applies_to:
                found[kind] |= ids
    return {kind: sorted(ids) for kind, ids in found.items()}


def _waiting(known: Lexicon, question: Question, group: str) -> dict:
    """Applications still with their applicants, by association or by kind of category applied for."""
    rows = Application.objects.filter(state__in=EDITABLE_STATES)
    if question.places is not None:
        rows = rows.filter(association_id__in=question.places)
    kinds = {key: kind for kind, keys in CATEGORIES_OF_KIND.items() for key in keys}
    found: dict[str, int] = defaultdict(int)
    pairs = rows.order_by().values_list("association_id", "category_id").annotate(n=Count("*"))
    wanted = _providers_of(known, question.period.until)
    for association, category, number in pairs:
        kind = kinds[known.categories[category].key]
        if kind in wanted:
            found[kind if group == "kind" else known.associations[association].slug] += number
    return found


def _holders(measure: Measure, question: Question, categories) -> QuerySet:
    return scoped(measure, question).filter(measure.during(question.period), category_id__in=categories).order_by()


def _capacity(measure: Measure, question: Question, known: Lexicon) -> Counted:
    wanted = _providers_of(known, question.period.until)
    everything = sorted({one for ids in wanted.values() for one in ids})
    holders = _holders(measure, question, everything)
    if question.by == "kind":
        columns = {
            f"k{at}": Count("person", distinct=True, filter=Q(category_id__in=ids))
            for at, ids in enumerate(wanted.values())
        }
        row = holders.aggregate(everybody=Count("person", distinct=True), **columns)
        numbers = {kind: row[f"k{at}"] for at, kind in enumerate(wanted)}
        together = row["everybody"]
    else:
        pairs = holders.values_list("association_id").annotate(n=Count("person", distinct=True))
        numbers = {known.associations[pk].slug: number for pk, number in pairs}
        together = holders.aggregate(n=Count("person", distinct=True))["n"]
    waiting = _waiting(known, question, question.by)
    cells = {(key, ""): _tally(numbers.get(key, 0), waiting.get(key, 0)) for key in {*numbers, *waiting}}
    return Counted(cells, total=_tally(together, sum(waiting.values())))


def _tally(number: int, waiting: int) -> Tally:
    made = Tally(number)
    made.parts["waiting_sum"] = {"": waiting}
    return made


def _provider_rows(measure: Measure, question: Question, known: Lexicon, at: dict[str, str], person):
    """Each provider once, by their first Endorsement among those that let them give RSC."""
    wanted = _providers_of(known, question.period.until)
    kinds = [at["kind"]] if "kind" in at else list(wanted)
    holders = _holders(measure, question, sorted({one for kind in kinds for one in wanted.get(kind, ())}))
    if "association" in at:
        holders = holders.filter(by.ASSOCIATION.where(known, "association_id", at["association"]))
    first = holders.values("person").annotate(first=Min("pk")).values("first")
    rows = measure.facts().filter(pk__in=first)
    if person is not None:
        rows = measure.opens(rows, person)
    return rows.order_by(*measure.order).values(*dict.fromkeys(column.path for column in measure.columns))


CAPACITY = Measure(
    key="rsc-capacity",
    title=_("Who may give RSC, and who waits"),
    counted=_(
        "People who today hold, in force, an Endorsement that lets them give reflective supervision/consultation, by "
        "the core rule of the day; each once in a line. Beside them the applications still with their applicants. "
        "An association's own differences, and providers it vetted, are not counted."
    ),
    unit=_("people"),
    facts=Endorsement.objects.all,
    during=in_force,
    dimensions=(SUPERVISED, by.ASSOCIATION),
    paths={},
    figures=(Figure("waiting", _("Applications waiting"), "count"),),
    columns=(*columns_of(), Column("pk", "", "pk")),
    default=TODAY,
    dated=False,
    past=False,
    crossing=False,
    order=("listed_name", "pk"),
    opens=not_own(),
    link=page_of(),
    tally=_capacity,
    rows=_provider_rows,
)
MEASURES = (CAPACITY, REVIEWERS, REFERENCES)
MONEY = (FEES,)
