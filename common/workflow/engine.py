"""One engine for every table of transitions: lock the row, re-read, check, save, write the StatusChange."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction

from common import clock
from common.workflow.models import StatusChange


class MoveGone(Exception):
    """The move is no longer open: someone made it, or another, first. ``str()`` is a sentence for people."""

    def __init__(self, machine, transition, state):
        self.machine, self.transition, self.state = machine, transition, state
        super().__init__(machine.gone_sentence(transition, state))


@dataclass(frozen=True)
class State:
    """``turn``: whose move it is: a word of the machine's own, or "" when nobody's; ``label`` may be lazy."""

    key: str
    label: str
    turn: str
    closed: bool = False


@dataclass(frozen=True)
class Transition:
    """``permission``: the rules permission asked at the edge; ``tells``: names of who is told, possibly nobody."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    tells: tuple[str, ...] = ()


class Machine:
    """A named table of states and transitions over the field ``state`` of one model."""

    def __init__(self, name: str, states: Iterable[State], transitions: Iterable[Transition], gone: str):
        self.name = name
        self.states = {state.key: state for state in states}
        self.transitions = {transition.name: transition for transition in transitions}
        self._gone = gone

    def gone_sentence(self, transition: str, state: str) -> str:
        return str(self._gone) % {
            "move": str(self.transitions[transition].label),
            "state": str(self.states[state].label),
        }

    def open(self, state: str) -> list[Transition]:
        """The transitions that may be made from ``state``, in the table's order."""
        return [t for t in self.transitions.values() if state in t.sources]

    def choices(self) -> list[tuple[str, str]]:
        return [(state.key, state.label) for state in self.states.values()]


@transaction.atomic
def lock(thing: models.Model) -> models.Model:
    """The row as it is now, locked until the transaction ends (only this row, not its relations)."""
    return type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)


@transaction.atomic
def move(machine: Machine, thing: models.Model, name: str, *, by, reason: str = "", **changes) -> models.Model:
    """Makes the transition ``name`` on the locked, re-read row and returns it.

    ``by``: whoever acts (has ``pk`` and ``name``), or None for the portal itself. ``changes`` are saved with the state,
    and so are ``state_since`` and, at a closed state, ``closed_at`` where the model has them.
    Raises MoveGone when the row's state is not among the transition's sources.
    """
    transition = machine.transitions[name]
    locked = lock(thing)
    source = locked.state
    if source not in transition.sources:
        raise MoveGone(machine, name, source)
    moment = clock.now()
    locked.state = transition.target
    fields = ["state"]
    if hasattr(locked, "state_since"):
        locked.state_since = moment
        fields.append("state_since")
    if machine.states[transition.target].closed and hasattr(locked, "closed_at"):
        changes.setdefault("closed_at", moment)
    fields += changes
    for field, value in changes.items():
        setattr(locked, field, value)
    locked.save(update_fields=fields)
    StatusChange.objects.create(
        machine=machine.name,
        object_id=locked.pk,
        transition=name,
        source=source,
        target=transition.target,
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        at=moment,
        reason=reason,
    )
    thing.state = locked.state
    return locked
