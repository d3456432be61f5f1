"""Holds the coverage: every branch of what judges, moves and permits; nine tenths of the rest.

    python script/check_coverage.py MEASURED.json...

The files are SlipCover's, one of each run; what any run has covered is covered. A module that no run has imported
counts as one missing line for each of its lines.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ["accounts", "alliance_portal", "associations", "common", "competencies", "endorsement"]
EVERY_BRANCH = [
    "competencies/assessment/*",
    "*/workflow.py",
    "*/permissions.py",
    "*/actions.py",
    "*/actions/*",
    "common/workflow/*",
]


def measured(documents: list[dict]) -> dict[str, tuple[int, list]]:
    """Module -> (how many lines and branches it has, those that no run has covered)."""
    everything, missing = {}, {}
    for document in documents:
        for name, found in document["files"].items():
            gaps = {*found["missing_lines"], *map(tuple, found["missing_branches"])}
            covered = {*found["executed_lines"], *map(tuple, found["executed_branches"])}
            everything.setdefault(name, set()).update(gaps | covered)
            missing[name] = missing.get(name, gaps) & gaps
    return {name: (len(all_), sorted(missing[name], key=str)) for name, all_ in everything.items()}


def never_imported(known: set[str]) -> dict[str, tuple[int, list]]:
    found = {}
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name not in known and "/migrations/" not in name and (lines := path.read_text().splitlines()):
            found[name] = (len(lines), list(range(1, len(lines) + 1)))
    return found


def share(files: dict[str, tuple[int, list]]) -> float:
    """The covered part in per cent."""
    total = sum(size for size, _ in files.values())
    return 100 * (1 - sum(len(gaps) for _, gaps in files.values()) / total)


def gaps(files: dict[str, tuple[int, list]]) -> str:
    return "\n".join(f"  {name}: {', '.join(map(str, missing))}" for name, (_, missing) in files.items() if missing)


def main(paths: list[str]) -> int:
    files = measured([json.loads(Path(path).read_text()) for path in paths])
    files = {name: found for name, found in sorted(files.items()) if name.split("/")[0] in APPS}
    files |= never_imported(set(files))
    strict = {name: found for name, found in files.items() if any(fnmatch(name, pattern) for pattern in EVERY_BRANCH)}
    print(f"Judgement, workflows, permissions, actions: {share(strict):.2f} % of lines and branches (100 asked)")
    print(f"Everything: {share(files):.2f} % (90 asked)")
    if share(strict) < 100:
        print(gaps(strict))
    if share(files) < 90:
        print(gaps(files))
    return int(share(strict) < 100 or share(files) < 90)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
