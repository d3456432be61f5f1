"""Everything that reads references. Every view starts here."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from accounts.models import Address, Person
from associations.directory.models import Association
from associations.people.models import RoleGrant
from associations.people.queries import associations_where, is_alliance_staff
from common import clock
from common.ids import hash_token
from common.outbox.models import Message
from common.prepared import Prepared
from common.workflow.models import StatusChange
from competencies.standard.models import Category, preference
from endorsement.award.queries import endorsed_categories_on, provider_standing
from endorsement.references import hooks, items
from endorsement.references.enums import ReferenceState, Scale
from endorsement.references.models import Rating, RatingItemSet, Reference, ReferenceLink
from endorsement.references.permissions import HANDLING_ROLES
from endorsement.references.workflow import LIVE, MACHINE, WAITING

ACCESS_MAIL = "reference.access"


@dataclass(frozen=True)
class Case:
    """Whose references, for what: one person's request to one association for one category."""

    person: Person
    association: Association
    category: Category

    @property
    def key(self) -> tuple[int, int, int]:
        return (self.person.pk, self.association.pk, self.category.pk)

    @property
    def category_name(self) -> str:
        """What the association calls the category."""
        return self.association.name_of(self.category)

    @property
    def where(self) -> dict:
        return {"person": self.person, "association": self.association, "category": self.category}


def case_of(reference: Reference) -> Case:
    return Case(reference.person, reference.association, reference.category)


def open_among(cases) -> set[tuple[int, int, int]]:
    """Of ``cases`` (ids), those somebody still works on."""
    cases = list(cases)
    return set().union(*(ask(cases) for ask in hooks.open_cases)) if cases else set()


def is_open(case: Case) -> bool:
    return case.key in open_among([case.key])


def find_case(person, slug: str, category_key: str) -> Case | None:
    """The person's case by the parts of its address (the category's key or slug); None when it is not theirs.

    A case is theirs while it is open, and afterwards as long as it has references to look at.
    """
    association = Association.objects.filter(slug=slug).first()
    category = Category.objects.filter(Q(slug__iexact=category_key) | Q(key__iexact=category_key)).first()
    if association is None or category is None:
        return None
    case = Case(person, association, category)
    if is_open(case) or Reference.objects.filter(**case.where).exists():
        return case
    return None


def of_case(case: Case) -> list[Reference]:
    """Every reference of the case in the order of asking; replaced ones last. Links newest first. Two queries."""
    rows = Reference.objects.filter(**case.where).prefetch_related(
        Prefetch("links", ReferenceLink.objects.order_by("-sent_at", "-pk"), to_attr="links_newest_first")
    )
    return sorted(rows, key=lambda row: (row.state == ReferenceState.REPLACED, row.position, row.pk))


def access_requests(references) -> set[str]:
    """Codes of those whose rating the applicant has asked to see. One query."""
    wanted = {f"reference:{reference.code}": reference.code for reference in references}
    rows = Message.objects.filter(kind=ACCESS_MAIL, about__in=wanted).values_list("about", flat=True)
    return {wanted[about] for about in rows}


def _with_parties() -> QuerySet[Reference]:
    own_grant = RoleGrant.objects.filter(
        person_id=OuterRef("person_id"),
        association_id=OuterRef("association_id"),
        role__in=HANDLING_ROLES,
        ended_at__isnull=True,
    )
    return Reference.objects.select_related("person", "association", "category").annotate(
        applicant_handles=Exists(own_grant)
    )


def handled_by(person) -> QuerySet[Reference]:
    """The references this person handles: the same rule as ``permissions.handles``, as one query."""
    if not person:
        return Reference.objects.none()
    others = _with_parties().exclude(person_id=person.pk)
    if is_alliance_staff(person):
        return others
    where = associations_where(person, *HANDLING_ROLES)
    return others.filter(
        Q(association_id__in=where, applicant_handles=False)
        | Q(association__deputy_id=person.pk, applicant_handles=True)
    )


def asked_by(person) -> QuerySet[Reference]:
    """The person's own references, of all their cases."""
    return _with_parties().filter(person_id=person.pk) if person else Reference.objects.none()


def story(reference: Reference) -> list[StatusChange]:
    """Every move, oldest first."""
    return list(StatusChange.objects.filter(machine=MACHINE.name, object_id=reference.pk).order_by("at", "pk"))


# Links


@dataclass(frozen=True)
class Found:
    """What a link leads to. ``usable`` is False when it was ended, or its reference answered, expired or replaced."""

    reference: Reference
    usable: bool


def by_token(token: str) -> Found | None:
    """The reference a link belongs to; None for a link that was never sent."""
    link = (
        ReferenceLink.objects.filter(token_hash=hash_token(token))
        .select_related("reference__person", "reference__association", "reference__category")
        .first()
    )
    if link is None:
        return None
    reference = link.reference
    usable = link.ended_at is None and reference.state in WAITING and reference.expires_at > clock.now()
    return Found(reference, usable)


# Items and ratings


def items_for(association: Association) -> RatingItemSet:
    """The association's newest statements, else the newest shared ones, else the placeholders (unsaved).

    Of each, those in the active language before those in English, before any other.
    """
    of_these = Q(association=association) | Q(association__isnull=True, version__gt=0)
    newest = max(
        RatingItemSet.objects.filter(of_these),
        key=lambda row: (row.association_id is not None, preference(row.language), row.version),
        default=None,
    )
    return newest or _placeholder_set()


def newest_items(association: Association | None, language: str) -> RatingItemSet | None:
    """The newest statements of one association, or of all (None), in that language."""
    rows = RatingItemSet.objects.filter(association=association, language=language, version__gt=0)
    return rows.select_related("saved_by").order_by("-version").first()


def shown_items(reference: Reference, item_set_id: int | None) -> RatingItemSet:
    """The statements a rater has before them, saved meanwhile or not: ``item_set_id`` is what their page was made of.

    None gives the current ones, 0 the placeholders (perhaps unsaved). A foreign id is not believed.
    """
    allowed = RatingItemSet.objects.filter(Q(association=reference.association_id) | Q(association__isnull=True))
    if item_set_id == 0:
        return allowed.filter(association__isnull=True, version=0).first() or _placeholder_set()
    shown = allowed.filter(pk=item_set_id).first() if item_set_id else None
    return shown or items_for(reference.association)


def _placeholder_set() -> RatingItemSet:
    return RatingItemSet(version=0, items=items.placeholders())


def own_item_sets(association: Association) -> list[RatingItemSet]:
    """The association's versions, newest first."""
    return list(association.rating_item_sets.select_related("saved_by").order_by("-saved_at", "-pk"))


def rating_of(reference: Reference) -> Rating | None:
    return Rating.objects.filter(reference=reference).select_related("item_set").first()


def not_enough_information(answers: dict) -> int:
    """How many answers say that the rater cannot tell."""
    return sum(1 for answer in answers.values() if answer == Scale.NOT_ENOUGH)


# What the portfolio is told


def people_by_address(emails) -> dict[str, int]:
    """Address in lower case -> id of the person who has it. One query."""
    wanted = {email.lower() for email in emails}
    rows = Address.objects.annotate(lower=Lower("email")).filter(lower__in=wanted)
    return dict(rows.values_list("lower", "person_id"))


def is_endorsed(person_id: int | None, day: datetime.date) -> bool:
    """Whether the Alliance's registry knows a valid Endorsement of that person on ``day``."""
    return person_id is not None and bool(endorsed_categories_on([person_id], day))


class KnownRater(NamedTuple):
    """A reference as the judgement needs it. ``answers`` and ``overall`` of its rating are None before there is one;
    ``known_id``: whose address it was sent to, None for somebody the portal does not know."""

    person_id: int
    association_id: int
    category_id: int
    code: str
    rater_name: str
    roles: list[str]
    state: str
    endorsed: bool
    vetted_at: datetime.datetime | None
    completed_on: datetime.date | None
    answers: dict | None
    overall: str | None
    known_id: int | None

    def get_state_display(self) -> str:
        return ReferenceState(self.state).label


def known_raters(person, association, category) -> list[KnownRater]:
    """The references of a case that were not replaced, with their ratings, in order. One query."""
    rows = _of_case.rows(person=person.pk, association=association.pk, category=category.pk)
    return [KnownRater(*row) for row in rows]


def known_raters_of(people) -> dict[tuple[int, int, int], list[KnownRater]]:
    """The same for every case of these people (ids), by the ids of person, association and category. One query."""
    found: dict[tuple[int, int, int], list[KnownRater]] = {}
    for row in map(KnownRater._make, _of_people.rows(people=people)):
        found.setdefault((row.person_id, row.association_id, row.category_id), []).append(row)
    return found


def _known() -> QuerySet:
    known = Address.objects.annotate(lower=Lower("email")).filter(lower=Lower(OuterRef("rater_email")))
    rows = Reference.objects.exclude(state=ReferenceState.REPLACED).order_by("position", "pk")
    own = KnownRater._fields[: KnownRater._fields.index("answers")]
    rating = ("rating__answers", "rating__overall")
    return rows.annotate(known_id=Subquery(known.values("person_id")[:1])).values_list(*own, *rating, "known_id")


@Prepared
def _of_case(person: int, association: int, category: int) -> QuerySet:
    return _known().filter(person_id=person, association_id=association, category_id=category)


@Prepared
def _of_people(people: list[int]) -> QuerySet:
    return _known().filter(person_id__in=people)


def facts_of(rows: list[KnownRater], day: datetime.date, standing: dict[int, list[dict]]) -> list[dict]:
    """What ``facts`` says, from rows of ``known_raters`` and what ``provider_standing`` says of their ``known_id``."""
    return [
        _fact(row, row.endorsed or any(_holds(period, day) for period in standing.get(row.known_id, [])))
        for row in rows
        if row.state in LIVE
    ]


def _holds(period: dict, day: datetime.date) -> bool:
    return period["from"] <= day and (period["until"] is None or day <= period["until"])


def facts(person, association, category) -> list[dict]:
    """The references as the portfolio document wants them; those still awaited without ``completed_on``.

    Whether a rater is endorsed comes from the Alliance's own registry, found by the address; what a rater says of
    themselves is not asked. Two queries, however many references.
    """
    rows = known_raters(person, association, category)
    standing = provider_standing({row.known_id for row in rows if row.known_id})
    return facts_of(rows, clock.today(association.time_zone), standing)


def _fact(reference: KnownRater, endorsed: bool) -> dict:
    fact = {
        "id": reference.code,
        "roles": list(reference.roles),
        "endorsed": endorsed,
        "vetted": reference.vetted_at is not None,
    }
    if reference.state == ReferenceState.DONE:
        fact |= {
            "completed_on": reference.completed_on.isoformat(),
            "not_enough_information": not_enough_information(reference.answers),
            "overall": reference.overall,
        }
    return fact


def raters_of(person_id: int) -> tuple[set[int], set[str]]:
    """Ids and lower-case addresses of everybody this person ever asked, for those who look for conflicts."""
    rows = Reference.objects.filter(person_id=person_id).values_list("rater_id", "rater_email")
    return {pk for pk, _email in rows if pk}, {email.lower() for _pk, email in rows}


def own_mail(person) -> Q:
    """Mails about the person's own references: a coordinator reads none about themselves."""
    codes = Reference.objects.filter(person_id=person.pk).values_list("code", flat=True)
    return Q(about__in=[f"reference:{code}" for code in codes])
