"""The coverage map as pictures in the page, each beside the table with the same numbers."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from associations.training.coverage import Coverage, Place
from common.text import clean_line
from competencies.standard.amounts import number

WIDTH, ROW, BAR, LEFT = 400, 34, 12, 0


@dataclass(frozen=True)
class Bar:
    """One row of the chart in the units of its view box."""

    label: str
    figure: str
    y: float
    text_y: float
    width: float
    whole: float


@dataclass(frozen=True)
class Chart:
    box: str
    bars: tuple[Bar, ...]


def _chart(rows: list[tuple[str, int, int]]) -> Chart:
    """``rows``: label, how many, of how many."""
    most = max((whole for _label, _part, whole in rows), default=0) or 1
    bars = tuple(
        Bar(
            label=clean_line(label),
            figure=_("%(part)s of %(whole)s") % {"part": part, "whole": whole},
            y=place * ROW + 18,
            text_y=place * ROW + 13,
            width=round(WIDTH * part / most, 2),
            whole=round(WIDTH * whole / most, 2),
        )
        for place, (label, part, whole) in enumerate(rows)
    )
    return Chart(f"0 0 {WIDTH} {len(rows) * ROW + 4}", bars)


def of_areas(found: Coverage) -> Chart:
    return _chart([(area.title, area.taught, len(area.rows)) for area in found.areas])


def of_places(places: list[Place]) -> Chart:
    return _chart([(place.association.abbreviation, place.taught, place.asked) for place in places])


def quarter_words(found: Coverage) -> list[str]:
    """The heads of the table's columns."""
    return [
        _("%(first)s to %(last)s")
        % {"first": formats.date_format(first, "M j, Y"), "last": formats.date_format(last, "M j, Y")}
        for first, last in found.quarters
    ]


def area_rows(found: Coverage) -> list[dict]:
    """The table: areas with their competencies, in the Standard's order."""
    return [
        {
            "title": area.title,
            "taught": area.taught,
            "asked": len(area.rows),
            "rows": [
                {
                    "title": row.competency.title[:1].upper() + row.competency.title[1:],
                    "hours": [number(hours) if hours else "" for hours in row.hours],
                    "total": number(row.total) if row.sessions else "",
                    "gap": not row.sessions,
                }
                for row in area.rows
            ],
        }
        for area in found.areas
    ]
