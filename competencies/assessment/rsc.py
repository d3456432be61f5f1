"""Reflective supervision received: its hours, the span they lie in, and from how many providers they come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from competencies.assessment.case import Case, Judged
from competencies.assessment.days import last_day_of_months, months_of
from competencies.assessment.findings import MET, REVIEW, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import RscAboutGiven, RscHours, RscSources, RscWindow

OUTSIDE_WINDOW = "outside_window"


@dataclass(frozen=True, slots=True)
class _Windowed:
    """RSC after an overlay's window: `judged` has every entry, `before` the hours that counted without the window."""

    judged: list[Judged]
    before: Decimal
    after: Decimal


def _windowed(case: Case) -> _Windowed:
    window = case.rules.requirement("rsc.window")
    counting = [judged.entry for judged in case.rsc if not judged.code]
    before = sum((entry.hours for entry in counting), Decimal(0))
    if window is None or not counting:
        return _Windowed(case.rsc, before, before)
    first, last = _best_window(case, window)
    inside = {entry.id for entry in counting if _within(case.rsc_period(entry), (first, last))}
    details = MappingProxyType({"window_from": date.fromordinal(first), "window_until": date.fromordinal(last)})
    judged = [
        item if item.code or item.entry.id in inside else Judged(item.entry, OUTSIDE_WINDOW, details)
        for item in case.rsc
    ]
    return _Windowed(judged, before, sum((e.hours for e in counting if e.id in inside), Decimal(0)))


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _best_window(case: Case, window: RscWindow) -> tuple[int, int]:
    """The span of that length with the most hours, the latest of equals; a best one begins with an entry."""
    spans = [(case.rsc_period(judged.entry), int(judged.entry.hours * 4)) for judged in case.rsc if not judged.code]
    found = []
    for first in {first for (first, _), _ in spans}:
        last = last_day_of_months(date.fromordinal(first), window.months).toordinal()
        quarters = sum(quarters for span, quarters in spans if _within(span, (first, last)))
        found.append((quarters, first, last))
    _, first, last = max(found)
    return first, last


def check_hours(case: Case, requirement: RscHours) -> Finding:
    """`rsc.hours`."""
    found = _windowed(case)
    return _hours("rsc.hours", requirement.hours, found.after, found.judged)


def check_about_given(case: Case, requirement: RscAboutGiven) -> Finding:
    """`rsc.about_rsc_given`: those of the hours that count that were about the RSC the person gives."""
    judged = [item for item in _windowed(case).judged if item.entry.about == "rsc_given"]
    counted = sum((item.entry.hours for item in judged if not item.code), Decimal(0))
    return _hours("rsc.about_rsc_given", requirement.hours, counted, judged)


def _hours(key: str, required: Decimal, counted: Decimal, judged: list[Judged]) -> Finding:
    return Finding(
        key,
        MET if counted >= required else UNMET,
        required,
        counted,
        "hours",
        tuple(Reason(r.entry.id, r.code, 0, r.entry.hours, r.details) for r in judged if r.code),
        tuple(Evidence(r.entry.id, r.entry.hours, r.entry.hours) for r in judged if not r.code),
    )


def check_window(case: Case, requirement: RscWindow) -> Finding:
    """`rsc.window`: unmet when the window alone makes `rsc.hours` short; counted is the span in months."""
    hours = case.rules.requirement("rsc.hours")
    found = _windowed(case)
    short = hours is not None and found.after < hours.hours <= found.before
    outside = tuple(
        Reason(r.entry.id, r.code, 0, r.entry.hours, r.details) for r in found.judged if r.code == OUTSIDE_WINDOW
    )
    spanned = [case.rsc_period(r.entry) for r in found.judged if not r.code or (short and r.code == OUTSIDE_WINDOW)]
    counted = months_of([(min(f for f, _ in spanned), max(last for _, last in spanned))]) if spanned else Decimal(0)
    return Finding("rsc.window", UNMET if short else MET, requirement.months, counted, "months", outside)


def check_sources(case: Case, requirement: RscSources) -> Finding | None:
    """`rsc.sources`: review when no provider gave more than half of the counted hours, or too many gave the rest."""
    found = _windowed(case)
    by_provider: dict[str, Decimal] = {}
    for judged in found.judged:
        if not judged.code:
            entry = judged.entry
            by_provider[entry.provider] = by_provider.get(entry.provider, Decimal(0)) + entry.hours
    if not by_provider:
        return None
    allowed = requirement.others + 1
    reasons = []
    if max(by_provider.values()) * 2 <= found.after:
        reasons.append(Reason(None, "no_main_source", max(by_provider.values()), found.after))
    if len(by_provider) > allowed:
        reasons.append(Reason(None, "many_sources", allowed, len(by_provider)))
    return Finding("rsc.sources", REVIEW if reasons else MET, allowed, len(by_provider), "providers", tuple(reasons))
