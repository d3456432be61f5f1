"""Looking inside a PDF."""

import re
import subprocess
from io import BytesIO

import page
import pikepdf


def text(content: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def fonts(content: bytes) -> set[str]:
    """Names of the embedded fonts, without the subset's prefix."""
    found = set()
    document = opened(content)
    for font in document.pages[0].Resources.Font.values():
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        found.add(str(font.BaseFont).partition("+")[2])
    return found


def tags(content: bytes) -> list[str]:
    """The structure tree, depth first."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S)[1:])
            if "/K" in node:
                walk(node.K)

    document = opened(content)
    walk(document.Root.StructTreeRoot.K)
    return found


def alternatives(content: bytes) -> list[str]:
    """The alternative texts of the pictures."""
    document = opened(content)
    return [
        str(thing.Alt)
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
    ]


def words(content: bytes) -> list[tuple[str, float, float]]:
    """``(word, top, bottom)`` in points from the top of the page, in reading order."""
    run = ["pdftotext", "-bbox", "-", "-"]
    page = subprocess.run(run, input=content, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</word>', page)
    return [(word, float(top), float(bottom)) for top, bottom, word in found]


def faults(content: bytes) -> list[str]:
    """What an independent validator finds against PDF/UA-1, ISO 14289-1."""
    return [f"{fault.rule_id} {fault.message}" for fault in page.validate_pdf_bytes(content, profile="ua1").failures]


_PLACES = {
    "LI": {"L"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
_WITHIN_A_LIST = {"L", "LI", "Caption"}


def misplaced(content: bytes) -> list[tuple[str, str]]:
    """``(parent, child)`` where a list or a table is not built as ISO 32000-1, 14.8.4.3 asks."""
    found = []

    def walk(node, parent):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child, parent)
        elif isinstance(node, pikepdf.Dictionary):
            tag = str(node.S)[1:] if "/S" in node else parent
            wrong_place = tag not in _WITHIN_A_LIST if parent == "L" else parent not in _PLACES.get(tag, {parent})
            if "/S" in node and wrong_place:
                found.append((parent, tag))
            if "/K" in node:
                walk(node.K, tag)

    document = opened(content)
    walk(document.Root.StructTreeRoot.K, "")
    return found
