"""Everything that reads reviews. Every view starts here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import Address, Person
from associations.people.enums import Role
from associations.people.queries import associations_where, holders
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock
from competencies.standard.models import Competency, EditionCompetency
from competencies.standard.queries import Standard, standard
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application, Snapshot
from endorsement.application.permissions import is_colleagues_own
from endorsement.award.queries import endorsed_categories_on
from endorsement.portfolio.models import Rsc, Work
from endorsement.references.models import Reference
from endorsement.review.conflicts import Conflict, Party, Tie, TieKind, conflicts_of
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment, Cycle, Judgement
from endorsement.review.standing import may_review
from endorsement.review.workflow import ACTIVE_STATES, ASKED_STATES, OWED_STATES

CLOSED_STATES = (ApplicationState.ENDORSED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED)
"""The portfolio of an application in one of these is no longer open to its reviewers."""


def visible_to(person) -> QuerySet[Assignment]:
    """The assignments this person may open: their own, where they still are a reviewer, never of their application."""
    if not person:
        return Assignment.objects.none()
    return reviewed_in(person.pk, associations_where(person, Role.REVIEWER))


def reviewed_in(person: int, where: Collection[int]) -> QuerySet[Assignment]:
    """What somebody (an id) may open who is a reviewer in these associations (ids)."""
    return (
        Assignment.objects.filter(reviewer_id=person, state__in=ASKED_STATES)
        .filter(cycle__application__association_id__in=where)
        .exclude(cycle__application__person_id=person)
    )


def with_case(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With application, applicant, association and category: the same one query."""
    return assignments.select_related(
        "cycle__application__person", "cycle__application__association", "cycle__application__category", "reviewer"
    )


def _judged_count():
    judged = Judgement.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    return {
        "judged": Subquery(judged.exclude(verdict="").annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
        "to_judge": Subquery(judged.annotate(n=Count("pk")).values("n"), output_field=IntegerField()),
    }


def queue(person) -> QuerySet[Assignment]:
    """What the reviewer owes, the earliest due first, with ``judged`` and ``to_judge`` (None before it is opened)."""
    return with_case(those_owed(visible_to(person))).annotate(**_judged_count()).order_by("due_on", "pk")


def finished(person) -> QuerySet[Assignment]:
    """What the reviewer signed, newest first."""
    return with_case(visible_to(person)).filter(state=AssignmentState.SIGNED).order_by("-signed_at", "-pk")


def those_owed(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those of ``assignments`` that wait for their reviewer."""
    return assignments.filter(state__in=OWED_STATES, cycle__application__state=ApplicationState.IN_REVIEW)


def owed(person) -> int:
    """How many reviews wait for this person, for the menu's badge."""
    return those_owed(visible_to(person)).count()


def next_owed(person, *, after: Assignment) -> Assignment | None:
    """The next review the person owes: those already opened first, then the earliest due."""
    return queue(person).exclude(pk=after.pk).order_by(F("opened_at").asc(nulls_last=True), "due_on", "pk").first()


def current_cycle(application: Application) -> Cycle | None:
    """The newest round of review of the application."""
    return (
        Cycle.objects.filter(application=application).select_related("snapshot").order_by("-snapshot__number").first()
    )


def seats_of(cycle: Cycle) -> list[Assignment]:
    """All assignments of the round with reviewer and judgements, in the order they were asked. Two queries."""
    judgements = Judgement.objects.select_related("competency").order_by("competency__position", "pk")
    return list(
        Assignment.objects.filter(cycle=cycle)
        .select_related("reviewer")
        .prefetch_related(Prefetch("judgements", judgements))
        .order_by("assigned_at", "pk")
    )


def judgements_of(assignment: Assignment) -> list[Judgement]:
    """In the order of the Standard."""
    return list(
        Judgement.objects.filter(assignment=assignment)
        .select_related("competency")
        .order_by("competency__position", "pk")
    )


def previous_snapshot(snapshot: Snapshot) -> Snapshot | None:
    """What was submitted before this one, if anything."""
    if snapshot.number == 1:
        return None
    return Snapshot.objects.filter(application_id=snapshot.application_id, number=snapshot.number - 1).first()


@dataclass(frozen=True)
class Asked:
    """The competencies a reviewer judges (``to_judge``) and those of areas whose list is open (``examples``)."""

    to_judge: tuple[Competency, ...]
    examples: tuple[Competency, ...]


def asked_of(snapshot: Snapshot, category, *, known: Standard | None = None) -> Asked:
    """What the snapshot's edition asks of the category. Where an edition has examples only, those are judged."""
    known = known or standard()
    edition = next((one for one in known.editions if one.key == snapshot.edition), None)
    rows = known.asked.get((edition.pk, category.pk), ()) if edition else ()
    asked, examples = [], []
    for row in rows:
        target = asked if row.standing == EditionCompetency.Standing.ASKED else examples
        target.append(known.competencies[row.competency])
    if not asked:
        asked, examples = examples, []
    return Asked(tuple(asked), tuple(examples))


def round_policy(application: Application, opened_at=None) -> Policy:
    """The association's policy on the day the round was opened (now, if not yet): a round ends as it began."""
    zone = application.association.time_zone
    day = opened_at.astimezone(ZoneInfo(zone)).date() if opened_at else clock.today(zone)
    return policy_on(application.association, day)


def reviewers_wanted(application: Application, opened_at=None) -> int:
    """How many reviewers the policy of the round asks for in the application's category."""
    return round_policy(application, opened_at).reviewers_for(application.category.key)


def in_turn(application: Application, opened_at=None) -> bool:
    """Whether the reviewers of the round are asked one after the other."""
    return round_policy(application, opened_at).in_turn


def place_free(application: Application, cycle: Cycle, seats: Iterable[Assignment]) -> bool:
    """Whether the round has fewer active reviewers than it should, the third one, once asked, included."""
    seats = list(seats)
    active = sum(1 for seat in seats if seat.state in ACTIVE_STATES and not seat.is_third)
    thirds = [seat.state in ACTIVE_STATES for seat in seats if seat.is_third]
    return active < reviewers_wanted(application, cycle.opened_at) or (bool(thirds) and not any(thirds))


# Who could review ------------------------------------------------------------------------------------------------


def ties_of(application: Application) -> list[Tie]:
    """Everyone close to the applicant whom the portfolio and the references name, removed entries included."""
    person_id = application.person_id
    ties = [Tie(TieKind.APPLICANT, _party(application.person, list(application.person.addresses.all())))]
    for reference in Reference.objects.filter(person_id=person_id).select_related("rater"):
        party = Party(reference.rater_name, reference.rater_id, frozenset({reference.rater_email}))
        ties.append(Tie(TieKind.RATER, party))
    for entry in Work.objects.filter(person_id=person_id).select_related("internship_supervisor"):
        known = entry.internship_supervisor
        of_internship = Party(known.name, known.pk) if known else Party(entry.internship_supervisor_name)
        parties = (Party(entry.supervisor_name), of_internship)
        ties += [Tie(TieKind.SUPERVISOR, party) for party in parties if party.name]
    for entry in Rsc.objects.filter(person_id=person_id).select_related("provider"):
        name = entry.provider.name if entry.provider else entry.provider_name
        ties.append(Tie(TieKind.RSC_PROVIDER, Party(name, entry.provider_id)))
    deputy_id = application.association.deputy_id
    if deputy_id and is_colleagues_own(application):
        ties.append(Tie(TieKind.DECIDES, Party(person_id=deputy_id)))
    return ties


def _party(person: Person, addresses: list[Address]) -> Party:
    return Party(person.name, person.pk, frozenset(address.email for address in addresses))


@dataclass(frozen=True)
class Candidate:
    """A reviewer of the association: how much they have open, and why they may not be chosen, if so."""

    person: Person
    open_reviews: int
    conflicts: tuple[Conflict, ...]
    reviewed_before: bool = False

    @property
    def excluded(self) -> bool:
        return any(conflict.certain for conflict in self.conflicts)

    @property
    def doubtful(self) -> bool:
        """Only a name is the same: the coordinator must say that it is another person."""
        return bool(self.conflicts) and not self.excluded


def candidates(application: Application) -> list[Candidate]:
    """Every reviewer of the association, free ones first, then by how much they have open. A constant few queries."""
    ties = ties_of(application)
    open_reviews = (
        Assignment.objects.filter(reviewer=OuterRef("pk"), state__in=OWED_STATES)
        .filter(cycle__application__state=ApplicationState.IN_REVIEW)
        .order_by()
        .values("reviewer")
        .annotate(n=Count("pk"))
        .values("n")
    )
    before = Assignment.objects.filter(
        reviewer=OuterRef("pk"), cycle__application=application, state=AssignmentState.SIGNED
    )
    people = (
        holders(application.association_id, Role.REVIEWER)
        .annotate(open_reviews=Subquery(open_reviews, output_field=IntegerField()), reviewed_before=Exists(before))
        .prefetch_related("addresses")
    )
    unfit = _without_standing(application, people)
    found = [
        Candidate(
            person,
            person.open_reviews or 0,
            tuple(conflicts_of(_party(person, list(person.addresses.all())), ties)) or unfit.get(person.pk, ()),
            person.reviewed_before,
        )
        for person in people
    ]
    return sorted(
        found, key=lambda one: (one.excluded, one.doubtful, not one.reviewed_before, one.open_reviews, one.person.name)
    )


def _without_standing(application: Application, people) -> dict[int, tuple[Conflict, ...]]:
    """Who holds today no Endorsement that the policy asks of a reviewer of this category. Two queries, or none."""
    today = clock.today(application.association.time_zone)
    asked = policy_on(application.association, today).reviewer_standing
    if asked == Policy.ReviewerStanding.ANY:
        return {}
    held = endorsed_categories_on([person.pk for person in people], today)
    reason = (Conflict(TieKind.STANDING, certain=True),)
    return {
        person.pk: reason
        for person in people
        if not may_review(asked, application.category.key, held.get(person.pk, ()))
    }


# What is late ----------------------------------------------------------------------------------------------------


def owed_by(day_latest) -> QuerySet[Assignment]:
    """Owed assignments of running rounds due on or before ``day_latest``, for the reminders."""
    running = Q(state__in=OWED_STATES, cycle__application__state=ApplicationState.IN_REVIEW, due_on__lte=day_latest)
    return with_case(Assignment.objects.filter(running)).order_by("due_on", "pk")


# What lower rooms ask: registered in ``EndorsementConfig.ready`` --------------------------------------------------


def reads_document(person, document) -> bool:
    """Whether ``person`` reviews an application, still open, whose snapshot cites the file; not before they declared
    that nothing stands in the way. For ``portfolio.hooks.document_readers``."""
    extras = (
        visible_to(person)
        .filter(cycle__application__person_id=document.person_id)
        .filter(Q(state=AssignmentState.OPEN) | Q(state=AssignmentState.SIGNED))
        .exclude(cycle__application__state__in=CLOSED_STATES)
        .values_list("cycle__snapshot__extras", flat=True)
    )
    return any(
        one.get("code") == document.code
        for extra in extras
        for fields in extra.values()
        for one in fields.get("documents", [])
    )


def personal_data(person) -> dict[str, object]:
    """The person's own work as a reviewer, for "everything that is mine"; nothing about the applicants."""
    rows = Assignment.objects.filter(reviewer=person).select_related("cycle__application")
    rows = rows.prefetch_related("judgements__competency").order_by("pk")
    if not rows:
        return {}
    return {
        "reviews.json": [
            {
                "application": row.cycle.application.code,
                "state": row.state,
                "assigned_at": row.assigned_at,
                "due_on": row.due_on,
                "signed_at": row.signed_at,
                "recommendation": row.recommendation,
                "comment": row.comment,
                "judgements": [
                    {"competency": one.competency.key, "verdict": one.verdict, "comment": one.comment}
                    for one in row.judgements.all()
                ],
            }
            for row in rows
        ]
    }
