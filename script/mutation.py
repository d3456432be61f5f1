"""Mutation testing of the judgement with mutmut, whose settings are in pyproject.toml.

    python script/mutation.py EMPTY_FOLDER [MODULE...]

It works on a copy, so that a change under test never stands in the project. mutmut leaves decorated functions alone, so
in the copy a decorator is called after its function. What `lru_cache` kept from the run without a change would hide the
change: it is taken away.
"""

import ast
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
JUDGEMENT = Path("competencies/assessment")
PARTS = ["competencies", "tests/competencies", "tests/cases"]
FILES = ["pyproject.toml", "tests/__init__.py"]
CALLED_AFTER, TAKEN_AWAY = {"cached_property", "property"}, {"lru_cache"}
KILLED = {"killed", "timeout"}


def copy(to: Path) -> None:
    for part in PARTS:
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, to / name)
    for path in (to / JUDGEMENT).glob("*.py"):
        path.write_text(undecorated(path.read_text()))


def undecorated(source: str) -> str:
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda node: -node.lineno):
        for decorator in function.decorator_list:
            name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
            if name in CALLED_AFTER:
                lines.insert(
                    function.end_lineno, f"{' ' * function.col_offset}{function.name} = {name}({function.name})"
                )
            if name in CALLED_AFTER | TAKEN_AWAY:
                del lines[decorator.lineno - 1]
    return "\n".join(lines) + "\n"


def results(folder: Path) -> dict[str, str]:
    """Mutant -> killed, timeout, survived, no tests or not checked."""
    said = subprocess.run(
        ["mutmut", "results", "--all", "true"], cwd=folder, check=True, capture_output=True, text=True
    )
    return dict(line.strip().split(": ", 1) for line in said.stdout.splitlines() if ": " in line)


def report(folder: Path, found: dict[str, str]) -> None:
    for mutant, status in found.items():
        if status not in KILLED:
            print(subprocess.run(["mutmut", "show", mutant], cwd=folder, capture_output=True, text=True).stdout)
    modules: dict[str, Counter] = {}
    for mutant, status in found.items():
        modules.setdefault(mutant.split(".")[2], Counter()).update([status])
    print("| Module | Mutants | Killed | Survivors |\n|---|---|---|---|")
    for module, counted in sorted(modules.items()):
        killed = sum(counted[status] for status in KILLED)
        print(f"| `{module}` | {counted.total()} | {killed} | {counted.total() - killed} |")


def main(to: str, *modules: str) -> int:
    folder = Path(to)
    copy(folder)
    if unknown := [name for name in modules if not (folder / JUDGEMENT / f"{name}.py").exists()]:
        print(f"No such module in {JUDGEMENT}: {', '.join(unknown)}", file=sys.stderr)
        return 1
    patterns = [f"competencies.assessment.{name}.*" for name in modules]
    if subprocess.run(["mutmut", "run", *patterns], cwd=folder).returncode:
        return 1
    found = {mutant: status for mutant, status in results(folder).items() if status != "not checked"}
    report(folder, found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
