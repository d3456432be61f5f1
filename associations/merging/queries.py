"""Who may be the same person twice, and what was merged."""

import datetime
import re
from collections import defaultdict
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import Person
from associations.directory.models import Association
from associations.merging.enums import MergeState
from associations.merging.models import Merge, TwoPeople
from associations.people.queries import is_alliance_staff, people_of
from common import clock
from common.text import name_key

UNDO_FOR = datetime.timedelta(days=30)
SHORTEST_NUMBER = 7


class Pair(NamedTuple):
    """Two ids, the smaller first, and the codes of what they have in common."""

    one: int
    other: int
    why: tuple[str, ...]


def address_key(email: str) -> str:
    """The same for a.ruiz+work@p.example and ARuiz@P.example: some post offices read them as one."""
    local, _at, domain = email.lower().partition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def pairs_of(association: Association) -> list[Pair]:
    """Pairs of the association's people with the same name and region, telephone or nearly the same address.

    Three queries at any size; those that somebody said are two are left out.
    """
    people = people_of(association).prefetch_related(None).order_by("pk")
    groups = defaultdict(lambda: defaultdict(list))
    regions = {}
    for pk, name, region, phone in people.values_list("pk", "name", "resides_in", "phone"):
        regions[pk] = region.casefold()
        groups["name"][name_key(name)].append(pk)
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= SHORTEST_NUMBER:
            groups["phone"][digits].append(pk)
    for pk, email in people.filter(addresses__isnull=False).values_list("pk", "addresses__email"):
        groups["address"][address_key(email)].append(pk)
    found = defaultdict(list)
    for why, alike in groups.items():
        for ids in alike.values():
            first, *others = sorted(set(ids))
            for other in others:
                both = regions[first], regions[other]
                if why != "name" or both[0] == both[1] or "" in both:
                    found[first, other].append(why)
    two = set(TwoPeople.objects.values_list("one", "other")) if found else set()
    return [Pair(*ids, tuple(why)) for ids, why in sorted(found.items()) if ids not in two]


def people_by_id(ids) -> dict[int, Person]:
    return {one.pk: one for one in Person.objects.filter(pk__in=ids).prefetch_related("addresses")}


def visible_to(person) -> QuerySet[Merge]:
    """What was asked or merged: all of it for Alliance staff. ``merges_of`` is an association's own."""
    return Merge.objects.all() if is_alliance_staff(person) else Merge.objects.none()


def merges_of(association: Association) -> QuerySet[Merge]:
    """What the association asked or merged, newest first."""
    return Merge.objects.filter(association=association).select_related("kept", "gone", "done_by", "asked_by")


def still_undoable(merge: Merge) -> bool:
    return merge.state == MergeState.DONE and clock.now() - merge.done_at <= UNDO_FOR
