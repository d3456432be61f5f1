"""No template works around the Content-Security-Policy, and each compiles."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Mail and printed sheets are not pages: no policy applies to them, and they cannot load a stylesheet by address.
NOT_PAGES = ("emails/", "pdf/", "endorsement/award/certificate", "endorsement/award/previews/")

PAGES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if not str(path.relative_to(TEMPLATES)).startswith(NOT_PAGES)
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_inline(name):
    text = (TEMPLATES / name).read_text()
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\son[a-z]+\s*=", text) == []
    assert re.findall(r"hx-on\b|javascript:", text) == []
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_no_other_host(name):
    text = (TEMPLATES / name).read_text()
    assert re.findall(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", text) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_compiles(name):
    assert get_template(name)


def test_no_template_hides_in_an_app():
    assert [
        str(path)
        for app in ("common", "accounts", "associations", "competencies", "endorsement", "alliance_portal")
        for path in (ROOT / app).rglob("templates/*")
    ] == []
