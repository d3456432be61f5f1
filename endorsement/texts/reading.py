"""A file of the licence holder's texts, read and checked; nothing here touches the database.

YAML is a mapping of sections: those of keyed texts a mapping of key to text, `reference_items` a list of groups with
their statements, the agreements one text each. CSV has the columns section, key, text: the key of a statement is its
group, an agreement has none. An empty text says nothing, so that a template can be filled in bit by bit.
"""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import yaml
from django.utils.translation import gettext as _

from common.text import clean_line, clean_text
from competencies.assessment.reading import DocumentFault, Faults, shown
from endorsement.references import items

KEYED = ("category_names", "competency_titles", "competency_texts")
ITEMS = "reference_items"
AGREEMENTS = ("code_of_ethics", "endorsement_agreement")
SECTIONS = (*KEYED, ITEMS, *AGREEMENTS)
OF_ASSOCIATIONS = (ITEMS, *AGREEMENTS)
"""What an association may have of its own; the rest is the Standard's and the same for all."""

COLUMNS = ["section", "key", "text"]
LONGEST = {"category_names": 120, "competency_titles": 200, "competency_texts": 20_000, ITEMS: items.LONGEST_ITEM}
LONGEST |= dict.fromkeys(AGREEMENTS, 100_000)
LONGEST_GROUP = 120
MOST_TEXTS = 2000
_LINES = ("category_names", "competency_titles", ITEMS)


@dataclass
class Texts:
    """`sections`: section -> key -> text, those without any text left out. The key of an agreement is "", of a
    statement s1, s2, ...; `groups` is key of statement -> its group."""

    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    @property
    def items(self) -> list[dict]:
        """The statements as a rating's item set holds them."""
        statements = self.sections.get(ITEMS, {})
        return [{"key": key, "group": self.groups[key], "text": text} for key, text in statements.items()]


class _Said(NamedTuple):
    line: int
    section: str
    key: str
    text: str


def read(
    raw: bytes, name: str, *, language: str, known: Mapping[str, Collection[str]], own_of_association: bool = False
) -> Texts:
    """Read a file by its name's ending. `known` is keyed section -> the keys there are.

    Raises `DocumentFault` with every fault, each place being the line and what stands there.
    """
    faults = Faults()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise DocumentFault([(_line(line), _("is not UTF-8 text. Save the file as UTF-8."))]) from fault
    rows = _csv(content, faults) if name.lower().endswith(".csv") else _yaml(content, faults)
    # YAML's aliases can make a short file endless.
    said = list(islice(rows, MOST_TEXTS + 1))
    if len(said) > MOST_TEXTS:
        raise DocumentFault(
            [(_line(said[-1].line), _("is beyond the %(most)s texts a file may hold") % {"most": MOST_TEXTS})]
        )
    texts = Texts()
    seen: set[tuple[str, str]] = set()
    for one in said:
        if one.section == "language":
            if one.text and one.text != language:
                words = {"said": shown(one.text), "language": language}
                faults.add(_place(one), _("says %(said)s, but the file is loaded as %(language)s") % words)
        elif _is_fine(one, known, own_of_association, faults):
            _take(one, texts, seen, faults)
    if len(texts.sections.get(ITEMS, {})) > items.MOST_ITEMS:
        faults.add(ITEMS, _("has more than %(most)s statements") % {"most": items.MOST_ITEMS})
    if not faults.found and not texts.sections:
        faults.add(_line(1), _("holds no text at all"))
    if faults.found:
        raise DocumentFault(faults.found)
    return texts


def _line(line: int) -> str:
    return _("line %(line)s") % {"line": line}


def _place(one: _Said) -> str:
    return ", ".join(part for part in (_line(one.line), one.section, one.key) if part)


def _is_fine(one: _Said, known, own_of_association: bool, faults: Faults) -> bool:
    """Adds a fault where the section or the key is not one that is known."""
    if one.section not in SECTIONS:
        faults.add(_place(one), _("is no section; there are %(known)s") % {"known": ", ".join(SECTIONS)})
    elif own_of_association and one.section not in OF_ASSOCIATIONS and one.text:
        faults.add(_place(one), _("is the same for all associations; load it without naming one"))
    elif one.section in KEYED and one.key not in known[one.section]:
        faults.add(_place(one), _("is no key of the Standard"))
    elif one.section in AGREEMENTS and one.key:
        faults.add(_place(one), _("has no key: it is one text"))
    else:
        return True
    return False


def _take(one: _Said, texts: Texts, seen: set, faults: Faults) -> None:
    """Puts one text where it belongs, cleaned; adds the faults that are in the text itself."""
    text = (clean_line if one.section in _LINES else clean_text)(one.text)
    into = texts.sections.get(one.section, {})
    if one.section == ITEMS:
        key, mark = f"s{len(into) + 1}", (one.section, text.casefold())
    else:
        key, mark = one.key, (one.section, one.key)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in one.text):
        faults.add(_place(one), _("holds a character that is not text"))
    elif len(text) > LONGEST[one.section]:
        words = {"most": LONGEST[one.section], "length": len(text)}
        faults.add(_place(one), _("may have up to %(most)s characters; this has %(length)s") % words)
    elif mark in seen and (text or one.section != ITEMS):
        faults.add(_place(one), _("is there twice"))
    elif text:
        texts.sections[one.section] = {**into, key: text}
        if one.section == ITEMS:
            texts.groups[key] = clean_line(one.key)[:LONGEST_GROUP]
    seen.add(mark)


def _csv(content: str, faults: Faults) -> Iterator[_Said]:
    rows = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        if [cell.strip() for cell in next(rows, [])] != COLUMNS:
            faults.add(_line(1), _("must be: %(columns)s") % {"columns": ",".join(COLUMNS)})
            return
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(COLUMNS):
                faults.add(_line(rows.line_num), _("must have %(count)s columns") % {"count": len(COLUMNS)})
            else:
                yield _Said(rows.line_num, row[0].strip(), row[1].strip(), row[2])
    except csv.Error as fault:
        faults.add(_line(rows.line_num), _("is not CSV: %(fault)s") % {"fault": fault})


def _yaml(content: str, faults: Faults) -> Iterator[_Said]:
    """The texts of a YAML file, each a scalar as it stands there, so that no key or text turns into a number or day."""
    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else content.count("\n", 0, getattr(fault, "position", 0)) + 1
        problem = getattr(fault, "problem", None) or getattr(fault, "reason", None) or ""
        faults.add(_line(line), _("is not YAML: %(problem)s") % {"problem": problem})
        return
    except RecursionError:
        faults.add(_line(1), _("is not YAML: %(problem)s") % {"problem": _("too deeply nested")})
        return
    for section, node in _pairs(root, "", faults):
        line = node.start_mark.line + 1
        if section == ITEMS:
            yield from _groups(node, faults)
        elif section in KEYED:
            yield from (
                _Said(value.start_mark.line + 1, section, key, _scalar(value, f"{section}, {key}", faults))
                for key, value in _pairs(node, section, faults)
            )
        else:
            is_text = section in (*AGREEMENTS, "language")
            yield _Said(line, section, "", _scalar(node, section, faults) if is_text else "")


def _groups(node, faults: Faults) -> Iterator[_Said]:
    for entry in _sequence(node, ITEMS, faults):
        parts = dict(_pairs(entry, ITEMS, faults))
        group = _scalar(parts.pop("group"), f"{ITEMS}, group", faults) if "group" in parts else ""
        statements = parts.pop("statements", None)
        for name, odd in parts.items():
            faults.add(f"{_line(odd.start_mark.line + 1)}, {ITEMS}, {name}", _("must be group or statements"))
        for one in _sequence(statements, f"{ITEMS}, {group}", faults):
            yield _Said(one.start_mark.line + 1, ITEMS, group, _scalar(one, f"{ITEMS}, {group}", faults))


def _is_nothing(node) -> bool:
    return node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith((":null",)))


def _pairs(node, where: str, faults: Faults) -> Iterator[tuple[str, yaml.Node]]:
    if _is_nothing(node):
        return
    if not isinstance(node, yaml.MappingNode):
        faults.add(_join(node, where), _("must be a mapping of names to texts"))
        return
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield key.value, value
        else:
            faults.add(_join(key, where), _("must be a name"))


def _sequence(node, where: str, faults: Faults) -> list:
    if _is_nothing(node):
        return []
    if isinstance(node, yaml.SequenceNode):
        return node.value
    faults.add(_join(node, where), _("must be a list"))
    return []


def _scalar(node, where: str, faults: Faults) -> str:
    if _is_nothing(node):
        return ""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    faults.add(_join(node, where), _("must be a text"))
    return ""


def _join(node, where: str) -> str:
    return ", ".join(part for part in (_line(node.start_mark.line + 1), where) if part)
