"""How what was submitted is read."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from associations.activity.enums import Area, Heading
from associations.activity.models import (
    ActivityPassage,
    ActivitySubmission,
    SubmittedPassage,
)
from associations.activity.queries import written
from common.text import folded, places_of


def marked(text: str, words: str) -> SafeString:
    """The text, escaped, with every place where a word of the search stands in a ``mark``."""
    parts, last = [], 0
    for first, after in places_of(folded(words).split(), text):
        parts += [(text[last:first],), (format_html("<mark>{}</mark>", text[first:after]),)]
        last = after
    return format_html_join(
        "", "{}", [part if isinstance(part, tuple) else (part,) for part in (*parts, (text[last:],))]
    )


@dataclass(frozen=True)
class Read:
    """A submitted passage as it is read: ``own`` areas of the association, ``staff`` those the Alliance marked."""

    passage: SubmittedPassage
    text: SafeString
    own: list[str]
    staff: list[str]


def read(passage: SubmittedPassage, words: str = "") -> Read:
    return Read(
        passage,
        marked(passage.text, words),
        [Area(one.area).label for one in passage.marks if not one.by_staff],
        [Area(one.area).label for one in passage.marks if one.by_staff],
    )


def tag_choices(passage: SubmittedPassage) -> list[dict]:
    """Every area with who marked it: ``own`` marks of the association cannot be taken away here."""
    by = {one.area: one.by_staff for one in passage.marks}
    return [
        {"value": area.value, "label": area.label, "own": by.get(area.value) is False, "checked": area.value in by}
        for area in Area
    ]


@dataclass(frozen=True)
class ReadSection:
    """A heading with what stands under it; ``label`` alone where nothing does."""

    label: str
    passages: list[Read]


def read_sections(passages: Iterable[SubmittedPassage]) -> list[ReadSection]:
    """Every heading, silent ones too."""
    rows = list(passages)
    return [ReadSection(heading.label, [read(one) for one in rows if one.heading == heading]) for heading in Heading]


def draft_sections(passages: dict[str, list[ActivityPassage]]) -> list[ReadSection]:
    """The same of what would be submitted now."""
    return [
        ReadSection(
            heading.label,
            [
                Read(one, marked(one.text, ""), [Area(area).label for area in one.areas], [])
                for one in written(passages[heading])
            ],
        )
        for heading in Heading
    ]


def figure_rows(rows: Iterable[dict]) -> list[dict]:
    """Figures as a submission keeps them, with the day in words."""
    return [{**row, "day": date_format(datetime.date.fromisoformat(row["day"]))} for row in rows]


@dataclass(frozen=True)
class Group:
    """The passages of one association under one heading, as they follow each other on a page."""

    label: str
    first: bool
    association: object
    submission: ActivitySubmission
    passages: list[Read]


def groups_of(passages: Iterable[SubmittedPassage], words: str) -> list[Group]:
    """Heading by heading, there association by association; ``first``: the heading begins here."""
    groups, before = [], None
    for passage in passages:
        here = (passage.heading, passage.submission_id)
        if before != here:
            first = before is None or before[0] != passage.heading
            label = Heading(passage.heading).label
            groups.append(Group(label, first, passage.submission.summary.association, passage.submission, []))
            before = here
        groups[-1].passages.append(read(passage, words))
    return groups


def found_words(number: int, chosen: dict) -> str:
    """How many passages there are of what is asked for."""
    if any(chosen.values()):
        return ngettext("%(count)s passage found", "%(count)s passages found", number) % {"count": number}
    return ngettext("%(count)s passage", "%(count)s passages", number) % {"count": number}
