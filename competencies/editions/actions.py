"""What Alliance staff do with an edition of their own: copy, edit, publish from a day, take back, discard."""

import datetime
import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import clock
from common.workflow.engine import lock, move
from competencies.assessment.reading import DocumentFault
from competencies.assessment.rules import requirement_from
from competencies.editions import hooks, queries
from competencies.editions.enums import DraftState
from competencies.editions.models import EditionDraft
from competencies.editions.workflow import MACHINE
from competencies.standard.actions import amending, lock_editions
from competencies.standard.changes import COMPETENCIES
from competencies.standard.models import Edition, EditionCompetency, Requirement, StandardLoad
from competencies.standard.queries import ONE_DAY, as_stored, standard
from competencies.standard.texts import STANDINGS


class Refused(ValueError):
    """It cannot be done; ``str()`` is the sentence that says why. ``field`` names the form's field it is about."""

    def __init__(self, sentence: str, field: str | None = None):
        self.field = field
        super().__init__(sentence)


def copy_edition(*, edition: Edition, key: str, in_force_from: datetime.date, by) -> EditionDraft:
    """Begins a draft that asks what ``edition`` asks. Raises Refused when the key is taken."""
    taken = _("There is an edition or a draft called “%(key)s” already.") % {"key": key}
    if queries.key_taken(key):
        raise Refused(taken, "key")
    moment = clock.now()
    try:
        with transaction.atomic():
            draft = EditionDraft.objects.create(
                key=key,
                base_key=edition.key,
                requirements=queries.asked_by(edition),
                competencies=_listed_by(edition),
                in_force_from=in_force_from,
                state_since=moment,
                begun_at=moment,
            )
    except IntegrityError as twice:
        raise Refused(taken, "key") from twice
    return draft


def _listed_by(edition: Edition) -> dict[str, dict[str, str]]:
    listed = {kind: queries.standings_in(edition, kind) for kind in queries.KINDS}
    return {kind: standings for kind, standings in listed.items() if standings}


@transaction.atomic
def set_competencies(*, draft: EditionDraft, kind: str, standings: dict[str, str], seen: str, by) -> EditionDraft:
    """Asks ``kind`` for these competencies: key -> asked or example. Saving the same again changes nothing.

    ``seen``: the mark of the standings that the page showed. Raises Refused when they are others by now, when none is
    left or one is unknown, or the draft is no draft any more.
    """
    locked = lock(draft)
    if locked.state != DraftState.DRAFT:
        raise Refused(_("This edition is no draft any more. Nothing was changed."))
    known = standard().competencies
    if not standings or not standings.keys() <= known.keys() or not set(standings.values()) <= set(STANDINGS):
        raise Refused(_("Choose at least one competency. To ask for none, no longer ask for competencies."))
    now = queries.standings_of(locked, kind)
    asked = COMPETENCIES in locked.requirements.get(kind, {})
    if now == standings and asked:
        return locked
    if queries.mark_of(now) != seen:
        raise Refused(_("Somebody else has changed these competencies since you opened the page. Please look again."))
    locked.competencies = {**locked.competencies, kind: {key: standings[key] for key in known if key in standings}}
    own = queries.in_order({**locked.requirements.get(kind, {}), COMPETENCIES: {}})
    everything = {**locked.requirements, kind: own}
    locked.requirements = {name: everything[name] for name in queries.KINDS if everything.get(name)}
    locked.version += 1
    locked.save(update_fields=["requirements", "competencies", "version"])
    return locked


@transaction.atomic
def set_requirement(*, draft: EditionDraft, kind: str, key: str, params: dict | None, seen: str, by) -> EditionDraft:
    """Asks ``key`` of ``kind`` with ``params``; None no longer asks for it. Saving the same again changes nothing.

    ``seen``: the mark of the parameters that the page showed. Raises Refused when they are others by now or the draft
    is no draft any more, and DocumentFault with every fault when the engine cannot read the parameters.
    """
    locked = lock(draft)
    if locked.state != DraftState.DRAFT:
        raise Refused(_("This edition is no draft any more. Nothing was changed."))
    if params is not None:
        requirement_from(key, params, key)
    now = locked.requirements.get(kind, {}).get(key)
    if now == params:
        return locked
    if queries.mark_of(now) != seen:
        raise Refused(_("Somebody else has changed this requirement since you opened the page. Please look again."))
    asked = {**locked.requirements.get(kind, {})}
    asked.pop(key, None)
    if params is not None:
        asked[key] = params
    everything = {**locked.requirements, kind: queries.in_order(asked)}
    locked.requirements = {name: everything[name] for name in queries.KINDS if everything.get(name)}
    locked.version += 1
    locked.save(update_fields=["requirements", "version"])
    return locked


@transaction.atomic
def publish(
    *, draft: EditionDraft, in_force_from: datetime.date, grace_until: datetime.date | None, version: int, by
) -> Edition:
    """Makes the draft an edition in force from a day on; the newest one ends the day before.

    ``version``: what the page showed. ``grace_until``: the last day on which drafts begun before may still be judged
    by the edition before. Raises Refused where the days, the content or what upper rooms build on it (an association's
    difference) do not allow it, MoveGone when it is no draft.
    """
    lock_editions()
    locked = move(MACHINE, draft, "publish", by=by, in_force_from=in_force_from, grace_until=grace_until)
    before = queries.newest_edition()
    _check(locked, before, version)
    text = queries.text_of_draft(locked)
    moment = clock.now()
    edition = Edition.objects.create(
        key=locked.key,
        in_force_from=in_force_from,
        grace_until=grace_until,
        source=Edition.Source.PORTAL,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        loaded_at=moment,
    )
    _write_rows(edition, locked)
    Edition.objects.filter(pk=edition.pk).update(published_at=moment)
    if before is not None:
        before.in_force_until = in_force_from - ONE_DAY
        before.save(update_fields=["in_force_until"])
    StandardLoad.objects.create(loaded_at=moment, sha256=edition.text_sha256)
    after = as_stored()
    if obstacles := [sentence for told in hooks.obstacles for sentence in told(after)]:
        raise Refused(" ".join(obstacles))
    return edition


def _check(draft: EditionDraft, before: Edition | None, version: int) -> None:
    if draft.version != version:
        raise Refused(_("Somebody else has changed this draft since you opened the page. Please look again."))
    if draft.in_force_from < clock.today():
        raise Refused(_("Choose a day that is not in the past."), "in_force_from")
    if before is not None and draft.in_force_from <= before.in_force_from:
        raise Refused(
            _("The edition %(key)s begins on %(day)s. Choose a later day.")
            % {"key": before.key, "day": before.in_force_from.isoformat()},
            "in_force_from",
        )
    if draft.grace_until is not None and draft.grace_until < draft.in_force_from:
        raise Refused(_("The grace period must not end before the edition begins."), "grace_until")
    if Edition.objects.filter(key=draft.key).exists():
        raise Refused(_("There is an edition called “%(key)s” already.") % {"key": draft.key})
    if not draft.requirements:
        raise Refused(_("This draft asks for nothing yet."))
    faults: list[str] = []
    for kind, asked in draft.requirements.items():
        for key, params in asked.items():
            try:
                requirement_from(key, params, f"{kind} {key}")
            except DocumentFault as fault:
                faults.append(str(fault))
    if faults:
        raise Refused(_("The portal cannot read all of it: %(faults)s") % {"faults": " ".join(faults)})


def _write_rows(edition: Edition, draft: EditionDraft) -> None:
    known = standard()
    requirements, competencies = [], []
    for kind, asked in draft.requirements.items():
        listed = queries.competencies_of(draft, kind, known) if COMPETENCIES in asked else ()
        for category in queries.categories_of(kind, known):
            requirements += [
                Requirement(edition=edition, category=category, kind=key, position=position, params=params)
                for position, (key, params) in enumerate(queries.in_order(asked).items())
            ]
            competencies += [
                EditionCompetency(
                    edition=edition,
                    category=category,
                    competency=known.competencies[one.competency],
                    standing=one.standing,
                )
                for one in listed
            ]
    Requirement.objects.bulk_create(requirements)
    EditionCompetency.objects.bulk_create(competencies)


@transaction.atomic
def take_back(*, draft: EditionDraft, reason: str, by) -> EditionDraft:
    """Makes a published edition that is not in force yet a draft again; the one before it is open as it was.

    Raises Refused when it is in force, has its text among the files, or another was published after it.
    """
    lock_editions()
    edition = queries.edition_of(draft)
    if not queries.may_take_back(edition):
        raise Refused(
            _(
                "Only an edition published here that is not in force yet, and after which none was published, can be "
                "taken back."
            )
        )
    locked = move(MACHINE, draft, "take_back", by=by, reason=reason)
    last = edition.in_force_from - ONE_DAY
    before = Edition.objects.filter(in_force_until=last).first()
    changes = {edition.key: ["taken back before it was in force"]}
    if before is not None:
        changes[before.key] = [f"in_force.until: {last} would become open"]
    with amending(changes, reason=reason, by=by):
        edition.delete()
        if before is not None:
            before.in_force_until = None
            before.save(update_fields=["in_force_until"])
    StandardLoad.objects.create(loaded_at=clock.now(), sha256=edition.text_sha256)
    return locked


def discard(*, draft: EditionDraft, by) -> EditionDraft:
    """Puts the draft away; its key is free again. Raises MoveGone when it is no draft."""
    return move(MACHINE, draft, "discard", by=by)
