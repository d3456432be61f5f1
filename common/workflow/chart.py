"""Every machine of the portal as a page of documentation: a Mermaid diagram and a table, made from the code."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

from common.workflow.engine import Machine

HEAD = """# Workflow

Made from the tables in the code by `manage.py workflow_docs`; a test compares them. Each move is made by one engine,
`common/workflow/engine.py`: it locks the row, reads it again, checks, saves and writes a `StatusChange`. A second click
finds the move gone and says so.
"""


def machines() -> list[Machine]:
    """The machines in every feature's ``workflow.py``, by name."""
    found = {}
    for app in apps.get_app_configs():
        home = Path(app.path)
        if not home.is_relative_to(settings.BASE_DIR):
            continue
        for path in sorted(home.glob("*/workflow.py")):
            module = import_module(f"{app.name}.{path.parent.name}.workflow")
            found.update({thing.name: thing for thing in vars(module).values() if isinstance(thing, Machine)})
    return [found[name] for name in sorted(found)]


def _diagram(machine: Machine) -> list[str]:
    first = next(iter(machine.states))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {state.key} : {state.label}" for state in machine.states.values()]
    lines += [
        f"    {source} --> {move.target} : {move.name}"
        for move in machine.transitions.values()
        for source in move.sources
    ]
    lines += [f"    {state.key} --> [*]" for state in machine.states.values() if state.closed]
    return [*lines, "```"]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(cells)} |" for cells in rows),
    ]


def _chapter(machine: Machine) -> list[str]:
    states = [
        (f"`{state.key}`", str(state.label), state.turn or "nobody", "closed" if state.closed else "open")
        for state in machine.states.values()
    ]
    moves = [
        (
            f"`{move.name}`",
            str(move.label),
            ", ".join(f"`{source}`" for source in move.sources),
            f"`{move.target}`",
            f"`{move.permission}`",
            ", ".join(move.tells) or "nobody",
        )
        for move in machine.transitions.values()
    ]
    return [
        f"## {machine.name.replace('_', ' ').capitalize()}",
        "",
        *_diagram(machine),
        "",
        *_table(("state", "in words", "whose turn", ""), states),
        "",
        *_table(("move", "in words", "from", "to", "permission", "tells"), moves),
        "",
    ]


def page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        chapters = [line for machine in machines() for line in _chapter(machine)]
    return "\n".join([HEAD, *chapters])
