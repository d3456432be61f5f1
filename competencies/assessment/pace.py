"""Ready by: when an unmet requirement will be met if life goes on as it does. Judges nothing: it asks `assess`.

Months of work that still runs fill by themselves: the day is the first on which `assess` finds them met. Hours fill at
the pace of the last twelve months: the hours that counted and were received in them, spread evenly over their days.
What depends on other people or on a decision has no pace. The rules are those of the day of judgement throughout.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from competencies.assessment.assess import assess
from competencies.assessment.days import Period, add_months, last_day_of_months, overlap
from competencies.assessment.facts import Portfolio
from competencies.assessment.findings import MET, UNMET, Assessment, Finding
from competencies.assessment.rules import Rules

BY_ITSELF, AT_PACE = "by_itself", "at_pace"
NO_PACE, NOTHING_RUNS, OUT_OF_WINDOW, TOO_FAR = "no_pace", "nothing_runs", "out_of_window", "too_far"
NOT_BY_TIME = "not_by_time"

MONTHS_BACK, FARTHEST_MONTHS = 12, 120

_RUNNING = frozenset({"work.months", "rsc_given.months", "leadership.months"})
_HOURS_OF: Mapping[str, str] = MappingProxyType({"training": "training", "rsc": "rsc"})
"""First part of a requirement in hours -> the list its entries are in."""


@dataclass(frozen=True, slots=True)
class Projection:
    """When one unmet requirement will be met: `day`, or None where it cannot be told and `code` says why.

    `recent` are the hours of the last twelve months that count.
    """

    requirement: str
    code: str
    day: date | None = None
    recent: Fraction = Fraction(0)


def project(portfolio: Portfolio, rules: Rules, assessment: Assessment) -> tuple[Projection, ...]:
    """A projection for each unmet finding, in the order of the findings of `assessment`, which is by `rules`."""
    return tuple(
        _project(portfolio, rules, assessment.on, finding) for finding in assessment.findings if finding.status == UNMET
    )


def ready_on(projections: Iterable[Projection]) -> date | None:
    """The last of the days when hours and months fill; None where one cannot be told or nothing fills with time."""
    growing = [one.day for one in projections if one.code != NOT_BY_TIME]
    return max(growing) if growing and None not in growing else None


def _project(portfolio: Portfolio, rules: Rules, on: date, finding: Finding) -> Projection:
    key = finding.requirement
    if key in _RUNNING or (key == "education" and finding.unit == "months"):
        return _by_itself(portfolio, rules, on, finding)
    entries = _HOURS_OF.get(key.partition(".")[0])
    if entries and finding.unit == "hours" and finding.missing:
        return _at_pace(portfolio, rules, on, finding, entries)
    return Projection(key, NOT_BY_TIME)


def _by_itself(portfolio: Portfolio, rules: Rules, on: date, finding: Finding) -> Projection:
    key = finding.requirement
    # Hours are left out for speed. The rest stays: the degree day of months after a degree comes from the education.
    asked = tuple((name, one) for name, one in rules.requirements if not _in_hours(name))
    narrowed = replace(rules, requirements=asked, competencies=())

    def then(ordinal: int) -> Finding:
        return assess(portfolio, narrowed, date.fromordinal(ordinal)).finding(key)

    first, last = on.toordinal(), add_months(on, FARTHEST_MONTHS).toordinal()
    if then(last).status != MET:
        return Projection(key, NOTHING_RUNS)
    while last - first > 1:
        middle = (first + last) // 2
        if then(middle).status == MET:
            last = middle
        else:
            first = middle
    return Projection(key, BY_ITSELF, date.fromordinal(last))


def _in_hours(key: str) -> bool:
    return key.partition(".")[0] in _HOURS_OF


def _at_pace(portfolio: Portfolio, rules: Rules, on: date, finding: Finding, entries: str) -> Projection:
    key, today = finding.requirement, on.toordinal()
    back = (add_months(on, -MONTHS_BACK).toordinal() + 1, today)
    spans = {entry.id: _span(entry, today) for entry in getattr(portfolio, entries)}
    counting = [(spans[evidence.entry], evidence.counted) for evidence in finding.evidence]
    recent = sum((Fraction(hours) * _share(span, back) for span, hours in counting), Fraction(0))
    if not recent:
        return Projection(key, NO_PACE)
    day = today + -(-Fraction(finding.missing) * (back[1] - back[0] + 1) // recent)
    if day > add_months(on, FARTHEST_MONTHS).toordinal():
        return Projection(key, TOO_FAR, recent=recent)
    window = rules.requirement("rsc.window") if entries == "rsc" else None
    if window is not None:
        earliest = date.fromordinal(min(span[0] for span, _ in counting))
        if day > last_day_of_months(earliest, window.months).toordinal():
            return Projection(key, OUT_OF_WINDOW, recent=recent)
    return Projection(key, AT_PACE, date.fromordinal(day), recent)


def _span(entry, today: int) -> Period:
    """The days of a training or of RSC; RSC without an end runs to the day of judgement."""
    on = getattr(entry, "on", None)
    if on is not None:
        return on.toordinal(), on.toordinal()
    return entry.since.toordinal(), today if entry.until is None else entry.until.toordinal()


def _share(span: Period, within: Period) -> Fraction:
    """The part of the days of `span` that lies within the other."""
    both = overlap(span, within)
    return Fraction(both[1] - both[0] + 1, span[1] - span[0] + 1) if both else Fraction(0)
