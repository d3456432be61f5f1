"""How licences and the growth of the Alliance look."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory.models import Association, Licence
from associations.directory.queries import NOTICE, Growth, GrowthYear
from common.colours import LEAST_CONTRAST, contrast_to_white


def licence_state(licence: Licence, today: datetime.date) -> tuple[str, str]:
    """``(label, tone)`` of a licence of ``queries.licences()``."""
    if licence.valid_from and licence.valid_from > today:
        return _("not yet begun"), "info"
    last = licence.valid_until
    if last is None or (last - today > NOTICE):
        return _("in force"), "success"
    if licence.followed:
        return (_("renewed"), "success") if last >= today else (_("ended, renewed"), "neutral")
    if last < today:
        return _("ended, not renewed"), "danger"
    days = (last - today).days
    left = ngettext("renewal due: %(days)s day left", "renewal due: %(days)s days left", days) % {"days": days}
    return left, "warning"


WIDTH, HEIGHT, TOP, BOTTOM = 400, 220, 24, 26
"""Of the chart's view box: the words above the bars and the years below them have their room."""


@dataclass(frozen=True)
class Bar:
    """One year's bar in the units of the view box. ``figure``: written above it, where the total changed."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    year: str
    figure: str


def bars(growth: Growth) -> list[Bar]:
    """The chart's bars, a year each; every fifth year is written below its bar."""
    most = max((one.total for one in growth.years), default=0)
    step = WIDTH / max(len(growth.years), 8)
    room = HEIGHT - TOP - BOTTOM
    made, before = [], 0
    for place, one in enumerate(growth.years):
        tall = round(room * one.total / most, 2) if most else 0
        left = round(place * step + step * 0.12, 2)
        made.append(
            Bar(
                x=left,
                y=round(HEIGHT - BOTTOM - tall, 2),
                width=round(step * 0.76, 2),
                height=tall,
                middle=round(place * step + step / 2, 2),
                year=str(one.year) if one.year % 5 == 0 else "",
                figure=str(one.total) if one.total != before else "",
            )
        )
        before = one.total
    return made


def changes(growth: Growth) -> list[GrowthYear]:
    """The years of the table: those in which the total changed, and the running one."""
    before, kept = 0, []
    for one in growth.years:
        if one.total != before or one.began or one is growth.years[-1]:
            kept.append(one)
        before = one.total
    return kept


def house_colour(association: Association) -> str:
    """The association's colour; the portal's own where white text could not be read on it (older colours were not
    checked)."""
    own = association.accent
    try:
        readable = len(own) == 7 and contrast_to_white(own) >= LEAST_CONTRAST
    except ValueError:
        readable = False
    return own if readable else Association._meta.get_field("accent").default
