"""The matrix of an area: its competencies in rows, the entries mapped to any of them in columns."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.components.elements import icon

_MARKS = {
    "covered": ("check-circle-fill", gettext_lazy("has evidence:")),
    "gap": ("x-circle", gettext_lazy("no evidence yet:")),
    "open": ("eye", gettext_lazy("no evidence, a reviewer will look:")),
}
_NOT_MAPPED = SafeString('<td role="cell" class="matrix-none"></td>')


@dataclass(frozen=True)
class EntryLine:
    """An entry in a row: what it is called, where it is mended, how much of it counts, and why not more."""

    label: str
    url: str
    amount: str
    sentence: str = ""


@dataclass(frozen=True)
class CompetencyRow:
    """One competency asked for. ``standing``: "gap", "open" (a person will look) or "covered".

    ``cells``: one for each column of its area, None where the entry is not mapped to it; a cell with a ``sentence``
    does not count. ``add_url`` is empty where nothing can be added any more.
    """

    title: str
    language: str
    standing: str
    add_url: str
    entries: dict[str, EntryLine]
    cells: tuple[EntryLine | None, ...] = ()

    @property
    def drawn(self) -> SafeString:
        """The row's cells. Drawn here, since a matrix has hundreds and a template takes several times as long."""
        title = format_html('<span lang="{}">{}</span>', self.language, self.title)
        return format_html(
            '<th scope="row" role="rowheader" class="matrix-name"><span class="competency-name">{} {}</span>{}</th>{}',
            icon(*_MARKS[self.standing]),
            title,
            _drawn_add(self.add_url, title) if self.add_url and self.standing != "covered" else "",
            SafeString("".join(map(_drawn_cell, self.cells))),
        )


@dataclass(frozen=True)
class Column:
    """An entry that is evidence in an area, with its day."""

    label: str
    url: str
    day: str


@dataclass(frozen=True)
class AreaRows:
    """The competencies of one area, and the entries mapped to any of them, in the order of their days."""

    title: str
    covered: int
    rows: tuple[CompetencyRow, ...]
    columns: tuple[Column, ...]

    @property
    def has_gap(self) -> bool:
        return any(row.standing == "gap" for row in self.rows)


def _drawn_add(url: str, title: SafeString) -> SafeString:
    return format_html(
        '<a class="mend-link" href="{}">{} {}<span class="visually-hidden">: {}</span></a>',
        url,
        icon("plus-lg"),
        _("Add training"),
        title,
    )


def _drawn_cell(line: EntryLine | None) -> SafeString:
    """Each says its entry, so that a phone shows a list."""
    if line is None:
        return _NOT_MAPPED
    if not line.sentence:
        return format_html(
            '<td role="cell"><a class="matrix-mark" href="{}">{}<span class="matrix-entry">{}</span></a></td>',
            line.url,
            icon("check-lg", _("counts:")),
            line.label,
        )
    return format_html(
        '<td role="cell"><a class="matrix-mark matrix-mark-out" href="{}">{}<span class="matrix-entry">{}'
        ' <span class="matrix-why">{}</span></span></a></td>',
        line.url,
        icon("exclamation-circle", _("does not count:")),
        line.label,
        line.sentence,
    )
