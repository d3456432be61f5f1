"""Everything that reads applications. Every view starts here."""

import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import Person
from associations.directory.models import Association
from associations.fees.holding import held_up
from associations.people.enums import DEPUTY, Role
from associations.people.models import Membership, RoleGrant
from associations.people.queries import associations_where, holders, is_alliance_staff
from common import clock
from common.prepared import Prepared
from common.workflow.models import StatusChange
from competencies.standard.models import Category
from competencies.standard.overlays import ExceptionRule
from competencies.standard.queries import categories_on
from endorsement.application.enums import ExceptionState, Section, Turn
from endorsement.application.models import Application, Comment, DataExport, PersonalException, Snapshot
from endorsement.application.permissions import HANDLING_ROLES, is_colleagues_own
from endorsement.application.workflow import MACHINE, OPEN_STATES, TURN_OF, states_of_turn


def with_parties(applications: QuerySet | None = None) -> QuerySet[Application]:
    """Applications with person, association, category, and ``applicant_handles`` (see ``permissions``): one query."""
    own_grant = RoleGrant.objects.filter(
        person_id=OuterRef("person_id"),
        association_id=OuterRef("association_id"),
        role__in=HANDLING_ROLES,
        ended_at__isnull=True,
    )
    applications = Application.objects.all() if applications is None else applications
    return applications.select_related("person", "association", "category").annotate(
        applicant_handles=Exists(own_grant)
    )


def mine(person) -> QuerySet[Application]:
    """The person's own applications, newest first."""
    if not person:
        return Application.objects.none()
    return with_parties(Application.objects.filter(person_id=person.pk)).order_by("-started_at", "-pk")


def handled_by(person) -> QuerySet[Application]:
    """What this person handles: the same rule as ``permissions.handles``, as one query. Never their own."""
    if not person:
        return Application.objects.none()
    if is_alliance_staff(person):
        return with_parties().exclude(person_id=person.pk)
    return handled_in(person.pk, associations_where(person, *HANDLING_ROLES), associations_where(person, DEPUTY))


def handled_in(person: int, where: Collection[int], deputy_in: Collection[int]) -> QuerySet[Application]:
    """What somebody (an id) handles who is not Alliance staff: in these associations (ids) by role or as the deputy."""
    rows = with_parties().filter(association_id__in={*where, *deputy_in}).exclude(person_id=person)
    return rows.filter(
        Q(association_id__in=where, applicant_handles=False) | Q(association_id__in=deputy_in, applicant_handles=True)
    )


def visible_to(person) -> QuerySet[Application]:
    """The person's own applications and those they handle. Reviewers see snapshots, through their assignments."""
    if not person:
        return Application.objects.none()
    handled = handled_by(person).values("pk")
    return with_parties(Application.objects.filter(Q(person_id=person.pk) | Q(pk__in=handled)))


def handlers_of(application) -> list[Person]:
    """Who is told when it is the coordinator's turn: coordinators (else administrators) of the association.

    An application of one of them goes to the named deputy, else to Alliance staff. Never the applicant.
    """
    association = application.association
    if is_colleagues_own(application):
        people = Person.objects.filter(pk=association.deputy_id) if association.deputy_id else Person.objects.none()
        candidates = [people, holders(None, Role.ALLIANCE_STAFF)]
    else:
        candidates = [holders(association.pk, role) for role in HANDLING_ROLES]
    for people in candidates:
        if found := list(people.exclude(pk=application.person_id).prefetch_related("addresses")):
            return found
    return []


def offered_by(association, day) -> list[Category]:
    """The categories that can be applied for at this association on ``day``: of the tracks it offers, and add-ons."""
    if association.member_status != Association.Status.MEMBER:
        return []
    return [one for one in categories_on(day) if association.offers(one)]


def associations_to_apply_at() -> QuerySet[Association]:
    """The associations that take applications, by name."""
    return Association.objects.filter(member_status=Association.Status.MEMBER).order_by("name")


def likely_association(person) -> Association | None:
    """Where this person will most likely apply: where they are a member now, else where they live."""
    open_to_all = associations_to_apply_at()
    member_of = Membership.objects.filter(person=person).order_by("-valid_from")
    ids = [one.association_id for one in member_of if one.valid_until is None or one.valid_until >= clock.today()]
    if ids and (found := open_to_all.filter(pk=ids[0]).first()):
        return found
    home = person.resides_in.strip()
    if not home:
        return None
    return open_to_all.filter(Q(region__iexact=home) | Q(country__iexact=home)).first()


def open_application(person, association, category) -> Application | None:
    """The application of this person that is still open there, if any: there is at most one."""
    return Application.objects.filter(
        person=person, association=association, category=category, state__in=OPEN_STATES
    ).first()


def unpaid_before(application, step) -> str:
    """Why a step of ``fees.holding`` is closed today; empty where no fee holds it up."""
    return held_up(application.association, f"application:{application.pk}", step)


def newest_snapshot(application) -> Snapshot | None:
    """What was submitted last; None before the first submission."""
    return Snapshot.objects.filter(application=application).order_by("-number").first()


def story(application) -> list[StatusChange]:
    """Every move, oldest first."""
    return list(StatusChange.objects.filter(machine=MACHINE.name, object_id=application.pk).order_by("at", "pk"))


@dataclass(frozen=True)
class Event:
    """A move or a comment. ``name``: the transition or the section; ``state``: what a move led to, else empty.

    ``is_open``: a comment to the applicant that they have not answered by submitting again.
    """

    at: datetime.datetime
    kind: str
    name: str
    state: str
    by_name: str
    text: str
    by_applicant: bool
    is_open: bool

    @property
    def section_label(self) -> str:
        """The section of a comment."""
        return str(Section(self.name).label)


_MOVE, _COMMENT = "move", "comment"


@Prepared
def _moves_and_comments(application: int, applicant: int) -> QuerySet:
    moves = StatusChange.objects.filter(machine=MACHINE.name, object_id=application).order_by()
    comments = Comment.objects.filter(application_id=application).order_by()
    own = Case(When(by_id=applicant, then=True), default=False, output_field=BooleanField())
    return moves.values_list(
        "at", Value(_MOVE), "pk", "transition", "target", "by_name", "reason", own, Value(False)
    ).union(
        comments.values_list(
            "written_at",
            Value(_COMMENT),
            "pk",
            "section",
            Value(""),
            "author_name",
            "text",
            "by_applicant",
            Q(resolved_at__isnull=True, by_applicant=False),
        ),
        all=True,
    )


def history(application) -> list[Event]:
    """Every move and every comment, oldest first. One query."""
    rows = _moves_and_comments.rows(application=application.pk, applicant=application.person_id)
    found = sorted(rows, key=lambda row: row[:3])
    return [Event(at, kind, *rest[:-2], *map(bool, rest[-2:])) for at, kind, _pk, *rest in found]


def comments_by_section(application) -> dict[str, list[Comment]]:
    """Section -> its comments, oldest first, in the order of the sections; sections without any are left out."""
    found: dict[str, list[Comment]] = {}
    for comment in Comment.objects.filter(application=application).select_related("author"):
        found.setdefault(comment.section, []).append(comment)
    return {section: found[section] for section in Section.values if section in found}


def waiting_for_coordinator(person) -> int:
    """How many applications this person handles are the coordinator's turn, for the menu's badge."""
    return handled_by(person).filter(state__in=states_of_turn(Turn.COORDINATOR)).count()


def exceptions_of(application) -> list[ExceptionRule]:
    """The personal exceptions that hold on their days, as the rules of a day take them.

    No query for an application that came with ``has_exceptions`` and has none.
    """
    if not getattr(application, "has_exceptions", True):
        return []
    rows = PersonalException.held().filter(application=application).order_by("pk")
    return [exception_rule(row) for row in rows]


def exceptions_by_application(applications) -> dict[int, list[ExceptionRule]]:
    """The same for each of these applications (ids) that has any. One query."""
    found: dict[int, list[ExceptionRule]] = {}
    for row in PersonalException.held().filter(application_id__in=applications).order_by("pk"):
        found.setdefault(row.application_id, []).append(exception_rule(row))
    return found


def exception_rule(row: PersonalException) -> ExceptionRule:
    """A personal exception as data for the rules of a day; one not approved yet as if it were from its first day."""
    return ExceptionRule(
        requirement=row.requirement,
        params=row.params,
        since=row.valid_from,
        until=row.valid_until,
        on=row.approved_on or row.valid_from,
        approved_by=row.approved_name,
    )


def exceptions_to_approve(person) -> QuerySet[PersonalException]:
    """The proposals that wait, of applications this person handles, the oldest first."""
    waiting = PersonalException.objects.filter(state=ExceptionState.PROPOSED)
    waiting = waiting.filter(application__in=handled_by(person).values("pk"))
    return waiting.select_related("application__association", "application__category", "application__person").order_by(
        "signed_at", "pk"
    )


def open_comments(application) -> list[Comment]:
    """What whoever handles the application wrote and the applicant has not yet answered by submitting again."""
    return list(Comment.objects.filter(application=application, by_applicant=False, resolved_at__isnull=True))


def exports_of(person) -> QuerySet[DataExport]:
    """The person's archives, newest first."""
    return DataExport.objects.filter(person_id=person.pk).order_by("-requested_at", "-pk")


def zone_of(person) -> str:
    """The time zone in which a person's own pages show times: that of their newest application, else the portal's."""
    zones = Application.objects.filter(person_id=person.pk).order_by("-started_at")
    return zones.values_list("association__time_zone", flat=True).first() or settings.TIME_ZONE


def cited_document(person, document) -> bool:
    """Whether ``person`` handles a submitted application whose snapshot cites the file. For ``portfolio.hooks``."""
    handled = handled_by(person).filter(person_id=document.person_id)
    extras = Snapshot.objects.filter(application__in=handled.values("pk")).values_list("extras", flat=True)
    return any(
        one.get("code") == document.code
        for extra in extras
        for fields in extra.values()
        for one in fields.get("documents", [])
    )


@dataclass(frozen=True)
class TurnCounts:
    """How many applications wait for whom; ``closed`` are endorsed or withdrawn."""

    coordinator: int = 0
    applicant: int = 0
    reviewers: int = 0
    closed: int = 0

    def of(self, turn: str) -> int:
        """Of one turn or of "closed"; of anything else, all."""
        named = asdict(self)
        return named.get(turn, sum(named.values()))


def turn_counts(applications: QuerySet[Application]) -> TurnCounts:
    """Counted over a scoped list. One query."""
    counted = {"coordinator": 0, "applicant": 0, "reviewers": 0, "closed": 0}
    for state, number in applications.order_by().values_list("state").annotate(n=Count("*")):
        counted[TURN_OF[state] or "closed"] += number
    return TurnCounts(**counted)


def places_of(person) -> list[Association]:
    """The associations whose applications this person handles, by name: by role, as deputy, all for Alliance staff."""
    if is_alliance_staff(person):
        return list(Association.objects.order_by("name"))
    return list(Association.objects.filter(pk__in=associations_where(person, *HANDLING_ROLES, DEPUTY)).order_by("name"))
