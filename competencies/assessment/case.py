"""One portfolio before the rules of one day, with what several checks need worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.days import FIRST_DAY, LAST_DAY, Period, add_months, overlap
from competencies.assessment.findings import NOTHING
from competencies.assessment.providers import Qualification, Qualifications
from competencies.assessment.rules import RscHours, Rules


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry and the first code that applies to it; empty when it counts."""

    entry: object
    code: str = ""
    details: Mapping[str, object] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Clipped:
    """A time within the day and the cycle: all of it, what is left, and what took the rest or (`code`) everything."""

    span: Period
    counted: Period
    code: str = ""
    clipped_by: str = ""


IN_FUTURE = "in_future"
OUTSIDE_CYCLE = "outside_cycle"
BEFORE_DEGREE = "before_degree"
TOO_LITTLE_INFORMATION = 6
"""So many "not enough information" answers make a rating unusable."""


class Case:
    """What the checks look at. Lists are in the order of day and id, so that the document's order never matters."""

    def __init__(self, portfolio: facts.Portfolio, rules: Rules, on: date):
        self.portfolio, self.rules, self.on = portfolio, rules, on
        self.today = on.toordinal()
        self.cycle: Period = (FIRST_DAY, LAST_DAY)
        if rules.cycle:
            self.cycle = (rules.cycle[0].toordinal(), rules.cycle[1].toordinal())

    def clipped(self, since: date, until: date | None) -> Clipped:
        """A time clipped to the day and the cycle; one without an end runs to the day."""
        first = since.toordinal()
        last = max(first, self.today) if until is None else until.toordinal()
        span = (first, last)
        if first > self.today:
            return Clipped(span, span, IN_FUTURE)
        counted = overlap((first, min(last, self.today)), self.cycle)
        if counted is None:
            return Clipped(span, span, OUTSIDE_CYCLE)
        if counted == span:
            return Clipped(span, counted)
        return Clipped(span, counted, "", IN_FUTURE if last > self.today else OUTSIDE_CYCLE)

    @cached_property
    def after_degree(self) -> Period | None:
        """The days after the earliest education that the rules accept, None without one."""
        asked = self.rules.requirement("education")
        accepted = asked.education if asked else ()
        days = [
            entry.awarded_on.toordinal()
            for entry in self.portfolio.education
            if any(not alternative.code(entry) for alternative in accepted)
        ]
        return (min(days) + 1, LAST_DAY) if days else None

    @cached_property
    def education(self) -> list[facts.Education]:
        return sorted(self.portfolio.education, key=lambda entry: (entry.awarded_on, entry.id))

    @cached_property
    def work(self) -> list[facts.Work]:
        return sorted(self.portfolio.work, key=lambda entry: (entry.since, entry.id))

    @cached_property
    def training(self) -> list[Judged]:
        """Every training with the reason why it counts nowhere, if there is one."""
        judged = []
        for entry in sorted(self.portfolio.training, key=lambda entry: (entry.on, entry.id)):
            code = ""
            if entry.on > self.on:
                code = IN_FUTURE
            elif not self.cycle[0] <= entry.on.toordinal() <= self.cycle[1]:
                code = OUTSIDE_CYCLE
            elif not entry.competencies:
                code = "no_competency"
            judged.append(Judged(entry, code))
        return judged

    @cached_property
    def rsc(self) -> list[Judged]:
        """Every RSC entry judged by the days it was received; an overlay's window comes later."""
        entries = sorted(self.portfolio.rsc, key=lambda entry: (entry.since, entry.id))
        hours = self.rules.requirement("rsc.hours") or RscHours(Decimal(0))
        return [self._judged_rsc(entry, hours) for entry in entries]

    def rsc_period(self, entry: facts.Rsc) -> tuple[int, int]:
        """First and last day of an RSC entry; one without an end runs to the day of judgement."""
        return entry.since.toordinal(), self.today if entry.until is None else entry.until.toordinal()

    def _judged_rsc(self, entry: facts.Rsc, hours: RscHours) -> Judged:
        first, last = self.rsc_period(entry)
        if max(first, last) > self.today:
            return Judged(entry, IN_FUTURE)
        if first < self.cycle[0] or last > self.cycle[1]:
            return Judged(entry, OUTSIDE_CYCLE)
        if entry.format == "peer" and not hours.peers:
            return Judged(entry, "peer_supervision")
        if hours.after_degree and (self.after_degree is None or first < self.after_degree[0]):
            return Judged(entry, BEFORE_DEGREE)
        if entry.format == "peer":
            return Judged(entry)
        verdict = self.qualification(entry.provider).of(first, last)
        return Judged(entry, verdict.code, MappingProxyType({"provider": entry.provider, **verdict.details}))

    @cached_property
    def _qualifications(self) -> Qualifications:
        rules = self.rules
        return Qualifications(rules.provider_periods, rules.vetting, rules.association)

    def qualification(self, provider: str) -> Qualification:
        """When that provider's RSC counts for this category and association."""
        return self._qualifications.of(provider, self.portfolio.providers[provider])

    @cached_property
    def references(self) -> list[Judged]:
        """Every reference with the reason why it is unusable, if there is one."""
        entries = sorted(self.portfolio.references, key=lambda entry: (entry.completed_on or date.max, entry.id))
        return [Judged(entry, *self._unusable(entry)) for entry in entries]

    def _unusable(self, entry: facts.Reference) -> tuple[str, Mapping[str, object]]:
        if entry.completed_on is None:
            return "pending", NOTHING
        if entry.completed_on > self.on:
            return IN_FUTURE, NOTHING
        if entry.not_enough_information >= TOO_LITTLE_INFORMATION:
            return "too_little_information", MappingProxyType({"answers": entry.not_enough_information})
        months = self.rules.references_valid_months
        if months is not None and (last := add_months(entry.completed_on, months)) < self.on:
            return "expired", MappingProxyType({"last_day": last})
        return "", NOTHING
