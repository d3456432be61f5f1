"""Everything that reads more than one row of rosters and imports."""

import datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from accounts.models import Person
from associations.directory.models import Association
from associations.people.models import Membership, RoleGrant
from common import clock
from endorsement.award.models import Endorsement
from endorsement.roster.models import Errand, ErrandPerson, ImportBatch, ImportRow, RosterPlace

UNDO_FOR = datetime.timedelta(days=30)


def roster_of(association: Association) -> QuerySet[Person]:
    """Everybody the association has to do with: members past and present, roles held, Endorsements, mere entries."""
    return Person.objects.filter(pk__in=RosterPlace.objects.filter(association_id=association.pk).values("person_id"))


def how_many(association: Association) -> int:
    """People on the roster, counted in the index alone."""
    return RosterPlace.objects.filter(association_id=association.pk).count()


def errands_of(association: Association) -> QuerySet[Errand]:
    """What was done to many of the association's people, newest first, with how many: ``happens``, ``left_out``."""
    rows = Errand.objects.filter(association=association).select_related("association", "begun_by")
    return rows.annotate(
        happens=Count("people", filter=Q(people__left_out="")), left_out=Count("people", filter=~Q(people__left_out=""))
    ).order_by("-begun_at", "-pk")


def errand_people(errand: Errand, *, left_out: bool) -> QuerySet[ErrandPerson]:
    """Whom it happens to, or whom it leaves out and why, each with their ``name``; by name."""
    people = Person.objects.filter(pk=OuterRef("person_id"))
    rows = errand.people.exclude(left_out="") if left_out else errand.people.filter(left_out="")
    return rows.annotate(name=Subquery(people.values("name"))).order_by(Lower("name"), "pk")


def imports_of(association: Association) -> QuerySet[ImportBatch]:
    """The association's imports, newest first."""
    return ImportBatch.objects.filter(association=association).select_related("association", "uploaded_by")


def problem_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows something keeps out and nobody has left out, in the file's order."""
    rows = ImportRow.objects.filter(batch=batch, skipped=False)
    return rows.filter(Q(faults__isnull=False) | Q(clashes__isnull=False)).order_by("row")


def rows_read(batch: ImportBatch) -> int:
    """How many rows the worker has read by now."""
    return ImportRow.objects.filter(batch=batch).count()


def still_undoable(batch: ImportBatch) -> bool:
    return batch.applied_at is not None and clock.now() - batch.applied_at <= UNDO_FOR


def shown_roster(association: Association, people: QuerySet[Person]) -> QuerySet[Person]:
    """``people`` by name, each with ``memberships_here`` (newest first), ``endorsements_here``, ``roles_here``."""
    own = {"association": association}
    grants = RoleGrant.objects.filter(ended_at__isnull=True, **own).order_by("granted_at", "pk")
    held = Endorsement.objects.filter(**own).exclude(standing="revoked").select_related("category")
    return people.prefetch_related(
        "addresses",
        Prefetch("memberships", Membership.objects.filter(**own).order_by("-valid_from"), to_attr="memberships_here"),
        Prefetch("endorsements", held.order_by("-endorsed_on", "pk"), to_attr="endorsements_here"),
        Prefetch("role_grants", grants, to_attr="roles_here"),
    ).order_by(Lower("name"), "pk")


def figures(association: Association) -> dict[str, list[tuple[str, int]]]:
    """What may be known of a roster without knowing anybody: people, members now, Endorsements by category, roles."""
    day = clock.today(association.time_zone)
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    members = Membership.objects.filter(running, association=association, valid_from__lte=day)
    held = Endorsement.objects.filter(association=association, standing="valid")
    grants = RoleGrant.objects.filter(association=association, ended_at__isnull=True)
    return {
        "people": how_many(association),
        "members": members.values("person").distinct().count(),
        "kinds": list(members.values_list("kind").annotate(people=Count("person", distinct=True)).order_by("kind")),
        "categories": list(
            held.order_by("category__position").values_list("category__key").annotate(people=Count("person"))
        ),
        "roles": list(grants.order_by("role").values_list("role").annotate(people=Count("person", distinct=True))),
    }
