"""Large demonstrations: the told applications copied in bulk for new people. For benchmarks, mostly."""

import copy

from django.db import transaction

from accounts.models import Person
from alliance_portal.demo import seed
from associations.people.models import Membership
from common.ids import new_code
from common.workflow.models import StatusChange
from endorsement.application.models import Agreement, Application, Snapshot
from endorsement.application.workflow import MACHINE
from endorsement.decision.models import Decision
from endorsement.portfolio.models import KINDS
from endorsement.references.models import Rating, Reference
from endorsement.review.models import Assignment, Cycle, Judgement

BATCH = 500
TOLD = 120
"""So many of the first applications are copied."""


def multiply(world, count: int, first: int = 0) -> None:
    """``count`` further applications: copies of the told ones with their evidence, reviews and history.

    ``first``: how many were made so before, so that addresses differ.
    """
    originals = list(Application.objects.exclude(state="endorsed").order_by("pk")[:TOLD])
    for start in range(first, first + count, BATCH):
        size = min(BATCH, first + count - start)
        people = seed.new_people(world.rng, world.names, size, 1_000_000 + start)
        chosen = [originals[(start + place) % len(originals)] for place in range(size)]
        with transaction.atomic():
            copy_batch(chosen, people)


def _fresh(row, **changes):
    """A copy to be inserted, with ``changes`` and a code of its own."""
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new._state.adding, new._state.fields_cache = True, {}
    new.pk = None
    if hasattr(new, "code"):
        new.code = new_code()
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def _grouped(model, field, ids):
    found = {}
    for row in model.objects.filter(**{f"{field}__in": set(ids)}).order_by("pk"):
        found.setdefault(getattr(row, f"{field}_id"), []).append(row)
    return found


def _copy_rows(model, field, pairs, **extra):
    """Copies ``model``'s rows of each old parent for its new one. ``pairs``: (old id, new id, ...).

    ``extra``: column -> function of (old row, new parent id). Returns (old id, new id, new parent id) of the copies.
    """
    by_old = _grouped(model, field, [old for old, _new, _more in pairs])
    old_rows, new_rows = [], []
    for old, new, _more in pairs:
        for row in by_old.get(old, []):
            changes = {f"{field}_id": new} | {name: value(row, new) for name, value in extra.items()}
            old_rows.append(row)
            new_rows.append(_fresh(row, **changes))
    made = model.objects.bulk_create(new_rows, batch_size=BATCH)
    return [(old.pk, new.pk, getattr(new, f"{field}_id")) for old, new in zip(old_rows, made, strict=True)]


def copy_batch(originals: list[Application], people: list[Person]) -> None:
    """A copy of each application for the person at its place."""
    made = Application.objects.bulk_create(
        [_fresh(old, person_id=person.pk) for old, person in zip(originals, people, strict=True)]
    )
    pairs = [(old.pk, new.pk, new.person_id) for old, new in zip(originals, made, strict=True)]
    Membership.objects.bulk_create(
        [
            Membership(person_id=new.person_id, association_id=new.association_id, valid_from="2020-01-01")
            for new in made
        ]
    )
    _copy_people_rows(originals, made)
    _copy_rows(Agreement, "application", pairs)
    snapshots = _copy_rows(Snapshot, "application", pairs)
    _copy_rows(Decision, "snapshot", snapshots)
    # An original may be copied several times in one batch: its snapshot's copy is found by the new application too.
    copies = {(old, application): new for old, new, application in snapshots}
    cycles = _copy_rows(Cycle, "application", pairs, snapshot_id=lambda row, new: copies[row.snapshot_id, new])
    assignments = _copy_rows(Assignment, "cycle", cycles)
    _copy_rows(Judgement, "assignment", assignments)
    _copy_story(pairs)


def _copy_people_rows(originals, made) -> None:
    """References and entries hang on the person; mapped competencies are copied with them."""
    pairs = [(old.person_id, new.person_id, new.person_id) for old, new in zip(originals, made, strict=True)]
    references = _copy_rows(Reference, "person", pairs, token_hash=lambda _row, _p: new_code(20) + new_code(20))
    _copy_rows(Rating, "reference", references)
    for model in KINDS.values():
        # Nobody verified a copy.
        unverified = {"attended": lambda _row, _person: None} if hasattr(model, "attended") else {}
        entries = _copy_rows(model, "person", pairs, **unverified)
        if hasattr(model, "competencies"):
            through = model.competencies.through
            column = f"{model._meta.model_name}_id"
            links = {}
            for old, competency in through.objects.filter(
                **{f"{column}__in": {old for old, _n, _p in entries}}
            ).values_list(column, "competency_id"):
                links.setdefault(old, []).append(competency)
            through.objects.bulk_create(
                [
                    through(**{column: new, "competency_id": one})
                    for old, new, _ in entries
                    for one in links.get(old, [])
                ],
                batch_size=2000,
            )


def _copy_story(pairs) -> None:
    by_old = {}
    for row in StatusChange.objects.filter(machine=MACHINE.name, object_id__in={old for old, _n, _p in pairs}):
        by_old.setdefault(row.object_id, []).append(row)
    StatusChange.objects.bulk_create(
        [_fresh(row, object_id=new) for old, new, _person in pairs for row in by_old.get(old, [])], batch_size=1000
    )
