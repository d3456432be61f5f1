"""Ready by, in words: when each meter fills at the pace of the last twelve months, or that it cannot be told."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competencies.assessment import pace
from competencies.assessment.pace import Projection, project, ready_on
from competencies.standard import wording
from endorsement.application.assessment import Judged

_UNTOLD = {
    pace.NO_PACE: gettext_lazy("When it fills cannot be told: nothing that counts was added for the last 12 months."),
    pace.NOTHING_RUNS: gettext_lazy("When it fills cannot be told: nothing that counts here goes on for long enough."),
    pace.OUT_OF_WINDOW: gettext_lazy(
        "When it fills cannot be told: at the pace of the last 12 months the oldest hours would no longer lie within "
        "the time that hours may span."
    ),
}
_NOT_BY_TIME = {
    "references": gettext_lazy("When this is there depends on your raters; no pace can tell it."),
    "agreements": gettext_lazy("You can do this today."),
}


@dataclass(frozen=True)
class Forecast:
    """``sentences``: requirement -> when it fills; ``summary``: when everything does, empty where nothing grows."""

    sentences: dict[str, str] = field(default_factory=dict)
    summary: str = ""


def forecast(judged: Judged) -> Forecast:
    """Asks the database nothing."""
    found = project(judged.portfolio, judged.rules, judged.assessment)
    return Forecast({one.requirement: _sentence(one) for one in found}, _summary(found))


def _summary(found: Iterable[Projection]) -> str:
    growing = [one for one in found if one.code != pace.NOT_BY_TIME]
    if not growing:
        return ""
    if day := ready_on(found):
        return _("At the pace of the last 12 months all hours and months are there by %(day)s.") % {"day": _day(day)}
    untold = ", ".join(wording.title(one.requirement) for one in growing if one.day is None)
    return _("When all hours and months are there cannot be told yet. It depends on: %(titles)s.") % {"titles": untold}


def _sentence(one: Projection) -> str:
    match one.code:
        case pace.BY_ITSELF:
            return _("If your work goes on as it does, this fills by itself on %(day)s.") % {"day": _day(one.day)}
        case pace.AT_PACE:
            return _("At the pace of the last 12 months (%(hours)s), this fills by %(day)s.") % {
                "hours": _hours(one.recent),
                "day": _day(one.day),
            }
        case pace.TOO_FAR:
            return _("At the pace of the last 12 months (%(hours)s), this would take more than ten years.") % {
                "hours": _hours(one.recent)
            }
        case pace.NOT_BY_TIME:
            return str(_NOT_BY_TIME.get(one.requirement.partition(".")[0], ""))
    return str(_UNTOLD[one.code])


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _hours(recent: Fraction) -> str:
    """Rounded up to quarter hours, for the eye; the day is reckoned exactly."""
    return wording.amount(Decimal(math.ceil(recent * 4)) / 4, "hours")
