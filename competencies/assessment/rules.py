"""What is asked, as frozen records: the requirements of one category on one day, overlays already applied.

`requirement_from` reads one requirement from data (an edition's text, a row, an overlay) and says what is wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.findings import NOTHING, ExceptionNote
from competencies.assessment.reading import DocumentFault, Faults, Item


@dataclass(frozen=True, slots=True)
class EducationAlternative:
    """Education of one of the levels; those in `related_levels` must be related to the field."""

    key: str
    levels: frozenset[str]
    related_levels: frozenset[str] = frozenset()

    def code(self, entry: facts.Education) -> str:
        """Why that education is none of these, whenever it was awarded; empty when it is one."""
        if entry.level not in self.levels:
            return "other_level"
        if entry.level in self.related_levels and not entry.related:
            return "not_related"
        return ""


@dataclass(frozen=True, slots=True)
class InternshipTerms:
    """At most so many months of internship, under somebody of one of those kinds; none means any supervisor."""

    months: int
    supervisor_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkTerms:
    """Which work counts; no `natures` means any. `volunteers`: also unpaid work that was supervised and trained for.

    `after_degree`: only time after the earliest education that the category accepts. Without `internship` no
    internship counts.
    """

    months: int
    paid: bool = False
    supervised: bool = False
    natures: frozenset[str] = frozenset()
    volunteers: bool = False
    after_degree: bool = False
    internship: InternshipTerms | None = None


@dataclass(frozen=True, slots=True)
class Education:
    """One of the alternatives is enough: an education, months of work, or a licence of that kind valid on the day."""

    education: tuple[EducationAlternative, ...]
    work: WorkTerms | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class WorkMonths:
    """Months of work on the terms named."""

    terms: WorkTerms


@dataclass(frozen=True, slots=True)
class WorkFamilies:
    """Families served in the work that counts."""

    families: int


@dataclass(frozen=True, slots=True)
class TrainingHours:
    """Training hours, of every topic or of one."""

    hours: Decimal
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class RscHours:
    """Hours of RSC received from those whose RSC counted on the day it was given.

    `after_degree`: only hours after the earliest education that the category accepts. `peers`: also hours among
    peers, which need no qualified provider.
    """

    hours: Decimal
    after_degree: bool = False
    peers: bool = False


@dataclass(frozen=True, slots=True)
class RscAboutGiven:
    """So many of the hours that count were about the RSC the person gives."""

    hours: Decimal


@dataclass(frozen=True, slots=True)
class RscWindow:
    """The RSC that counts lies within a span of so many months."""

    months: int


@dataclass(frozen=True, slots=True)
class RscSources:
    """Most hours from one provider, the rest from at most `others` more; expected, not required."""

    others: int = 1


@dataclass(frozen=True, slots=True)
class RscGivenMonths:
    """Calendar months in which the person gave RSC."""

    months: int


@dataclass(frozen=True, slots=True)
class LeadershipMonths:
    """Calendar months of leadership of one of the kinds; none means any."""

    months: int
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReferencesCount:
    """So many usable references."""

    count: int


@dataclass(frozen=True, slots=True)
class ReferencesRoles:
    """A usable reference of its own for each place; a place names the roles any of which fills it."""

    places: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReferencesEndorsed:
    """So many usable references from people endorsed, or `vetted` where that is accepted."""

    count: int
    vetted: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """One of the two agreements is signed."""

    name: str


@dataclass(frozen=True, slots=True)
class MembershipTerms:
    """Membership on the day, of any member association or WAIMH, or (`own`) of the association itself."""

    own: bool = False


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A category of one of the kinds is held on the day, or (`own`) the very category that is renewed."""

    kinds: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class CompetenciesAsked:
    """Every competency the category asks for has evidence that counts."""


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam follows once the portfolio is approved."""


Requirement = (
    Education
    | WorkMonths
    | WorkFamilies
    | TrainingHours
    | RscHours
    | RscAboutGiven
    | RscWindow
    | RscSources
    | RscGivenMonths
    | LeadershipMonths
    | ReferencesCount
    | ReferencesRoles
    | ReferencesEndorsed
    | Agreement
    | MembershipTerms
    | Prerequisite
    | CompetenciesAsked
    | Exam
)


@dataclass(frozen=True, slots=True)
class ProviderPeriod:
    """Days of RSC and the kinds of category that give it during them; None is open, both days included."""

    since: date | None
    until: date | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VettingPeriod:
    """Days of RSC for which the association's vetted providers count, and how long one vetting lasts."""

    since: date | None
    until: date | None
    months: int | None


@dataclass(frozen=True, slots=True)
class AskedCompetency:
    """`standing` is asked (a gap is unmet) or example (a gap is for a person to judge)."""

    competency: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything `assess` applies for one category, association and day.

    `requirements` are in the order of the findings. `members` are the keys of associations whose membership counts
    anywhere. `references_valid_months` is None where references do not age. `cycle` is the first and last day of the
    cycle in a renewal, None in a first award.
    """

    category: str
    kind: str
    track: str
    edition: str
    association: str = ""
    requirements: tuple[tuple[str, Requirement], ...] = ()
    provider_periods: tuple[ProviderPeriod, ...] = ()
    vetting: tuple[VettingPeriod, ...] = ()
    references_valid_months: int | None = None
    competencies: tuple[AskedCompetency, ...] = ()
    members: frozenset[str] = frozenset()
    exceptions: Mapping[str, ExceptionNote] = field(default_factory=lambda: NOTHING)
    cycle: tuple[date, date] | None = None

    def requirement(self, key: str) -> Requirement | None:
        """The requirement of that key, None where it is not asked."""
        return next((requirement for name, requirement in self.requirements if name == key), None)


def _kinds(item: Item, key: str, *, required: bool = False) -> tuple[str, ...]:
    return item.choices(key, tuple(facts.CATEGORIES_OF_KIND), required=required)


def _internship(item: Item | None) -> InternshipTerms | None:
    if item is None:
        return None
    terms = InternshipTerms(item.count("months", required=True, least=1), _kinds(item, "supervisor_kinds"))
    item.close()
    return terms


def _work_terms(item: Item) -> WorkTerms:
    return WorkTerms(
        months=item.count("months", required=True, least=1),
        paid=item.flag("paid"),
        supervised=item.flag("supervised"),
        natures=frozenset(item.choices("natures", facts.NATURES)),
        volunteers=item.flag("volunteers"),
        after_degree=item.flag("after_degree"),
        internship=_internship(item.item("internship")),
    )


def _licence(item: Item | None) -> str | None:
    if item is None:
        return None
    kind = item.choice("kind", facts.LICENCE_KINDS, required=True)
    item.close()
    return kind


def _education(item: Item) -> Education:
    work = item.item("or_work")
    requirement = Education(
        education=tuple(
            EducationAlternative(
                key=alternative.text("key", required=True),
                levels=frozenset(alternative.choices("levels", facts.LEVELS, required=True)),
                related_levels=frozenset(alternative.choices("related_levels", facts.LEVELS)),
            )
            for alternative in item.items("any_of", required=True)
        ),
        work=None if work is None else _work_terms(work),
        licence=_licence(item.item("or_licence")),
    )
    if work is not None:
        work.close()
    return requirement


def _training(topic: str | None) -> "Callable[[Item], TrainingHours]":
    return lambda item: TrainingHours(item.hours("hours", required=True), topic)


def _roles(item: Item) -> ReferencesRoles:
    return ReferencesRoles(tuple(item.choice_lists("places", facts.ROLES)))


def _membership(item: Item) -> MembershipTerms:
    return MembershipTerms(own=item.choice("of", ("any", "own"), required=True) == "own")


def _rsc_hours(item: Item) -> RscHours:
    return RscHours(item.hours("hours", required=True), item.flag("after_degree"), item.flag("peers"))


def _leadership(item: Item) -> LeadershipMonths:
    return LeadershipMonths(
        item.count("months", required=True, least=1), frozenset(item.choices("kinds", facts.LEADERSHIP_KINDS))
    )


def _prerequisite(item: Item) -> Prerequisite:
    own = item.flag("own")
    return Prerequisite(_kinds(item, "kinds", required=not own), own)


READERS: Mapping[str, Callable[[Item], Requirement]] = MappingProxyType(
    {
        "education": _education,
        "work.months": lambda item: WorkMonths(_work_terms(item)),
        "work.families": lambda item: WorkFamilies(item.count("families", required=True, least=1)),
        "training.hours": _training(None),
        "training.iecmh": _training("iecmh"),
        "training.giving_rsc": _training("giving_rsc"),
        "training.dei": _training("dei"),
        "rsc.hours": _rsc_hours,
        "rsc.about_rsc_given": lambda item: RscAboutGiven(item.hours("hours", required=True)),
        "rsc.window": lambda item: RscWindow(item.count("months", required=True, least=1)),
        "rsc.sources": lambda item: RscSources(item.count("others", required=True)),
        "rsc_given.months": lambda item: RscGivenMonths(item.count("months", required=True, least=1)),
        "leadership.months": _leadership,
        "references.count": lambda item: ReferencesCount(item.count("count", required=True, least=1)),
        "references.roles": _roles,
        "references.endorsed": lambda item: ReferencesEndorsed(
            item.count("count", required=True, least=1), item.flag("vetted")
        ),
        "agreements.code_of_ethics": lambda item: Agreement("code_of_ethics"),
        "agreements.endorsement_agreement": lambda item: Agreement("endorsement_agreement"),
        "membership": _membership,
        "prerequisite": _prerequisite,
        "competencies": lambda item: CompetenciesAsked(),
        "exam": lambda item: Exam(),
    }
)

REQUIREMENT_KEYS = tuple(READERS)
"""Every requirement key the engine judges, in the order of the findings."""


def requirement_from(key: str, params: object, place: str, *, partial: bool = False) -> Requirement:
    """Read one requirement from data; `partial` data changes another's and may leave out what it does not change.

    Raises `DocumentFault` with every fault and its place (which begins with `place`) when the key is unknown or
    the parameters are not what the key needs.
    """
    faults = Faults()
    if key not in READERS:
        faults.add(place, f"is no requirement known here; known are {', '.join(REQUIREMENT_KEYS)}")
        raise DocumentFault(faults.found)
    item = Item.of(params, place, faults, partial=partial)
    requirement = READERS[key](item)
    item.close()
    if faults.found:
        raise DocumentFault(faults.found)
    return requirement
