"""Statements for raters: the portal's placeholders, and an association's own text as it is typed."""

import re

from django.utils.translation import gettext_lazy as _

from competencies.assessment.case import TOO_LITTLE_INFORMATION

UNUSABLE_FROM = TOO_LITTLE_INFORMATION
"""So many answers "not enough information" and a rating cannot be counted."""
MOST_ITEMS = 100
LONGEST_ITEM = 500

_GROUPS = (_("Working with others"), _("Thinking"), _("Reflection"))
_PER_GROUP = 4


class ItemsFault(ValueError):
    """The text cannot be read as statements; ``str()`` is a sentence for people."""


def placeholders() -> list[dict]:
    """``[{"key", "group", "text"}]`` in the reader's language. The official statements are not the portal's to give."""
    return [
        {
            "key": f"p{place * _PER_GROUP + number}",
            "group": str(group),
            "text": str(_("Statement %(number)s (the association loads its own wording)"))
            % {"number": place * _PER_GROUP + number},
        }
        for place, group in enumerate(_GROUPS)
        for number in range(1, _PER_GROUP + 1)
    ]


def read(text: str) -> list[dict]:
    """Statements from text: one a line; a line that begins with # names the group of those below it.

    Raises ItemsFault. Keys are ``s1``, ``s2``, ... in the order of the lines.
    """
    found: list[dict] = []
    group, seen = "", set()
    for line in (re.sub(r"\s+", " ", raw).strip() for raw in text.splitlines()):
        if line.startswith("#"):
            group = line.lstrip("# ")[:120]
        elif line:
            if len(line) > LONGEST_ITEM:
                raise ItemsFault(
                    _("A statement may have up to %(most)s characters; this one has more: “%(start)s…”")
                    % {"most": LONGEST_ITEM, "start": line[:60]}
                )
            if line.casefold() in seen:
                raise ItemsFault(_("This statement is there twice: “%(text)s”") % {"text": line[:100]})
            seen.add(line.casefold())
            found.append({"key": f"s{len(found) + 1}", "group": group, "text": line})
    if not found:
        raise ItemsFault(_("Please give at least one statement."))
    if len(found) > MOST_ITEMS:
        words = {"most": MOST_ITEMS, "count": len(found)}
        raise ItemsFault(_("At most %(most)s statements; these are %(count)s.") % words)
    return found


def write(items: list[dict]) -> str:
    """The text that ``read`` makes these items of."""
    lines, group = [], ""
    for item in items:
        if item["group"] != group:
            group = item["group"]
            lines += ["", f"# {group}"] if lines else [f"# {group}"]
        lines.append(item["text"])
    return "\n".join(lines)
