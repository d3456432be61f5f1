"""The gate over what the runs of the suite have measured."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def found(missing_lines=(), missing_branches=(), lines=(1, 2, 3, 4), branches=((2, 3), (2, 4))):
    return {
        "executed_lines": [line for line in lines if line not in missing_lines],
        "missing_lines": list(missing_lines),
        "executed_branches": [list(branch) for branch in branches if branch not in missing_branches],
        "missing_branches": [list(branch) for branch in missing_branches],
    }


def check(folder, *runs):
    """Exit status and output, as if every module but those named were covered."""
    modules = [path for app in ("accounts", "alliance_portal", "associations", "common", "competencies", "endorsement")
               for path in (ROOT / app).rglob("*.py")]  # fmt: skip
    covered = {path.relative_to(ROOT).as_posix(): found() for path in modules}
    paths = []
    for number, run in enumerate(runs):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(json.dumps({"files": {name: one for name, one in (covered | run).items() if one}}))
    script = [sys.executable, "script/check_coverage.py", *paths]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_what_one_run_misses_another_may_cover(tmp_path):
    name = "endorsement/decision/actions.py"
    one, other = {name: found(missing_branches=[(2, 3)])}, {name: found(missing_lines=[4])}
    assert check(tmp_path, one, other)[0] == 0
    status, output = check(tmp_path, one, one)
    assert status == 1
    assert f"{name}: (2, 3)" in output


def test_a_module_that_no_run_imported_is_missed(tmp_path):
    status, output = check(tmp_path, {"endorsement/decision/permissions.py": None})
    assert status == 1
    assert "endorsement/decision/permissions.py: 1, 2" in output


def test_nine_tenths_of_the_rest(tmp_path):
    assert check(tmp_path, {"common/clock.py": found(missing_lines=[3])})[0] == 0
    big = found(lines=tuple(range(1, 9000)), missing_lines=tuple(range(1, 4500)))
    status, output = check(tmp_path, {"common/clock.py": big})
    assert status == 1
    assert "common/clock.py" in output
