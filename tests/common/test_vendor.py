"""What is shipped of others is what was written down, and nothing comes from other hosts."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings

from common.icons import ICONS

STATIC = Path(settings.BASE_DIR) / "static"
RECORD = json.loads((STATIC / "vendor" / "VENDOR.json").read_text())
# Addresses that are names, never fetched: XML namespaces, and those inside licences and comments of vendored files.
OWN = [
    path
    for path in STATIC.rglob("*")
    if path.is_file() and path.suffix in (".css", ".js", ".svg") and "vendor" not in path.relative_to(STATIC).parts
]


def test_every_vendored_file_has_the_hash_that_was_written_down():
    recorded = {name: digest for package in RECORD.values() for name, digest in package["files"].items()}
    actual = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in recorded}
    assert actual == recorded


def test_no_vendored_file_is_unrecorded():
    recorded = {name for package in RECORD.values() for name in package["files"] if name.startswith("vendor/")}
    shipped = {str(path.relative_to(STATIC)) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert shipped == recorded | {"vendor/VENDOR.json"}


def test_every_package_has_a_version_and_a_free_licence_with_its_text():
    assert {name: package["licence"] for name, package in RECORD.items()} == {
        "@fontsource-variable/fraunces": "OFL-1.1",
        "@fontsource-variable/source-sans-3": "OFL-1.1",
        "bootstrap": "MIT",
        "bootstrap-icons": "MIT",
    }
    for package in RECORD.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert [name for name in package["files"] if name.endswith("/LICENSE")]


def test_the_sprite_holds_exactly_the_icons_of_the_list():
    sprite = (STATIC / "img" / "icons.svg").read_text()
    assert tuple(re.findall(r'<symbol id="([^"]+)"', sprite)) == ICONS


def test_the_list_of_icons_is_sorted_and_without_doubles():
    assert list(ICONS) == sorted(set(ICONS))


def test_our_styles_scripts_and_pictures_name_no_other_host():
    found = {
        str(path.relative_to(STATIC)): hosts
        for path in OWN
        if (hosts := set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", path.read_text())) - {"http://www.w3.org"})
    }
    assert found == {}


def test_files_that_the_theme_names_exist():
    css = STATIC / "css" / "portal.css"
    names = re.findall(r'url\("([^"]+)"\)', css.read_text())
    assert names
    assert [name for name in names if not (css.parent / name).resolve().is_file()] == []
