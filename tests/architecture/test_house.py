"""The codebase tests its own manners: docs/architecture.md, "Signs of health"."""

import ast
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import pytest_runtest_makereport

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "alliance_portal", "associations", "common", "competencies", "endorsement")
SOURCES = sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete", "update"}


def tree(path):
    return ast.parse(path.read_text())


def name_of(path):
    return str(path.relative_to(ROOT))


def test_no_source_file_over_400_lines():
    assert [name_of(p) for p in SOURCES if len(p.read_text().splitlines()) > 400] == []


def test_no_function_over_60_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60
    ]
    assert long == []


def test_views_write_nothing():
    """A view loads, builds a form, calls one action and answers; ``session`` and ``cache`` are not the domain's."""
    found = []
    for path in SOURCES:
        if not path.name.startswith("views"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                owner = ast.unparse(node.func.value)
                if re.search(r"objects|\.filter\(|^(form|instance|row|thing)$", owner):
                    found.append(f"{name_of(path)}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


def test_who_answers_get_answers_head():
    pattern = re.compile(r"require_GET|require_http_methods\(\[(?!.*HEAD)[^]]*GET")
    assert [name_of(p) for p in SOURCES if pattern.search(p.read_text())] == []


def test_no_model_signals():
    found = [name_of(p) for p in SOURCES if re.search(r"(pre|post)_(save|delete|init)|m2m_changed", p.read_text())]
    assert found == []


def test_only_the_clock_reads_the_clock():
    pattern = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|utcnow\(|localdate\(")
    found = [name_of(p) for p in SOURCES if name_of(p) != "common/clock.py" and pattern.search(p.read_text())]
    assert found == []


def test_common_speaks_no_word_of_the_domain():
    words = re.compile(r"endorse|applicant|reviewer|association|competenc|portfolio|certificate|coordinator", re.I)
    found = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != "common" or "styleguide" in str(path):
            continue
        found += [f"{name_of(path)}:{node.lineno} {node.id}" for node in ast.walk(tree(path))
                  if isinstance(node, ast.Name) and words.search(node.id)]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("what", [r"<script(?![^>]*\bsrc=)[^>]*>", r"<style", r'\sstyle="', r"\son[a-z]+=\""])
def test_no_inline_script_or_style_in_pages(what):
    """Strict Content-Security-Policy. Mails and printed documents are no pages."""
    printed = ("emails", "pdf", "print", "certificate")
    found = [
        f"{name_of(path)}: {hit.group(0)}"
        for path in TEMPLATES
        if not any(word in name_of(path) for word in printed)
        for hit in re.finditer(what, path.read_text())
        if "application/json" not in hit.group(0)
    ]
    assert found == []


def test_no_page_asks_another_host():
    found = []
    for path in [*TEMPLATES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        if "vendor" in path.parts or "emails" in path.parts:
            continue
        found += [
            f"{name_of(path)}: {hit.group(0)}"
            for hit in re.finditer(
                r"(src|href|action)=[\"']https?://[^\"'{]+|url\([\"']?https?://|@import", path.read_text()
            )
            if not re.match(r"href=", hit.group(0))
        ]
    assert found == []


def test_no_template_is_unused():
    """A template is named by a source file or by another template, or belongs to a library that finds it by place."""
    by_place = ("account/", "mfa/", "allauth/", "bootstrap5/", "admin/")
    pages_of_errors = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
    text = "\n".join(p.read_text() for p in [*SOURCES, *(ROOT / "templates").rglob("*.*")] if p.is_file())
    unused = []
    for path in (ROOT / "templates").rglob("*"):
        name = str(path.relative_to(ROOT / "templates"))
        if path.is_dir() or name.startswith(by_place) or name in pages_of_errors:
            continue
        tags = name.startswith("components/") and f'"{path.stem}"' in text  # rendered by the tag of that name
        if not tags and name not in text and path.name not in text and name.rpartition(".")[0] not in text:
            unused.append(name)
    assert unused == []


def test_no_file_names_a_secret_place():
    """No path of a machine and no private key in what is committed."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    pattern = re.compile("/wo" + "rk/|BEGIN [A-Z ]*PRIVATE KEY|/ro" + "ot/")
    found = []
    for name in filter(None, tracked):
        path = ROOT / name
        is_text = path.suffix in {".py", ".md", ".html", ".txt", ".toml", ".yaml", ".yml", ".css", ".js", ".ini", ""}
        if is_text and path.is_file() and pattern.search(path.read_text(errors="replace")):
            found.append(name)
    assert found == []


def test_no_skipped_tests():
    pattern = re.compile(r"pytest\.(mark\.)?(skip|xfail)|importorskip|unittest\.skip")
    mine = Path(__file__)
    found = [name_of(p) for p in (ROOT / "tests").rglob("*.py") if p != mine and pattern.search(p.read_text())]
    assert found == []


def test_a_test_that_skips_itself_fails():
    hook = pytest_runtest_makereport(None, None)
    next(hook)
    with pytest.raises(StopIteration) as end:
        hook.send(SimpleNamespace(skipped=True, outcome="skipped", longrepr="no server"))
    assert (end.value.value.outcome, "no server" in end.value.value.longrepr) == ("failed", True)


def test_nothing_counts_a_second_time():
    """Hours, months and references are counted by ``assess``, for an edition of the day, coming or compared."""
    callers = {
        name_of(path)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "assess"
    }
    outside = {name for name in callers if not name.startswith(("competencies/", "associations/"))}
    names = ("assessment", "coming", "comparing")
    assert outside == {f"endorsement/application/{name}.py" for name in names}
    adding = [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        if name_of(path).startswith("endorsement/")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("sum", "Sum")
        if any(getattr(node, "attr", getattr(node, "value", "")) in ("hours", "families") for node in ast.walk(call))
    ]
    assert adding == []
