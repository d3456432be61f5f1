"""Whose RSC counts on which days: an hour is judged by the day it was received."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.days import Period, last_day_of_months, overlap, period, union
from competencies.assessment.findings import NOTHING
from competencies.assessment.rules import ProviderPeriod, VettingPeriod

SPANS_RULE_CHANGE = "spans_rule_change"
ENDORSED_LATER = "provider_endorsed_later"
NOT_QUALIFIED = "provider_not_qualified"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Empty code: qualified through the whole span. `details` name the days a sentence needs."""

    code: str = ""
    details: Mapping[str, object] = field(default_factory=lambda: NOTHING)


QUALIFIED = Verdict()


class Qualification:
    """The days on which one provider's RSC counts, and the days on which a new rule begins."""

    def __init__(self, days: list[Period], changes: Sequence[int]):
        self._days, self._changes = days, changes
        self._firsts = [first for first, _ in days]

    def wholly(self, first: int, last: int) -> bool:
        """The provider qualifies on every day of the span."""
        index = bisect_right(self._firsts, first) - 1
        return index >= 0 and self._days[index][1] >= last

    def of(self, first: int, last: int) -> Verdict:
        """Judge a span of days.

        When it is not qualified as a whole: `spans_rule_change` if some of its parts between changes of the rule
        qualify wholly and others do not (`split_on`: the day on which a part judged otherwise begins; `split_again_on`:
        the next such day, where there is one); else
        `provider_endorsed_later` if the provider first qualifies after the first day (`qualified_on`; `split_on` when
        that day lies within the span); else `provider_not_qualified` (`qualified_until` when they qualified at first).
        """
        if self.wholly(first, last):
            return QUALIFIED
        starts = [first, *(day for day in self._changes if first < day <= last)]
        ends = [day - 1 for day in starts[1:]] + [last]
        verdicts = [self.wholly(start, end) for start, end in zip(starts, ends, strict=True)]
        if any(verdicts):
            splits = [starts[i] for i in range(1, len(starts)) if verdicts[i] != verdicts[i - 1]]
            again = {"split_again_on": splits[1]} if len(splits) > 1 else {}
            return _verdict(SPANS_RULE_CHANGE, split_on=splits[0], first_part_counts=verdicts[0], **again)
        if self._days and self._firsts[0] > first:
            begins = self._firsts[0]
            if begins <= last:
                return _verdict(ENDORSED_LATER, qualified_on=begins, split_on=begins)
            return _verdict(ENDORSED_LATER, qualified_on=begins)
        index = bisect_right(self._firsts, first) - 1
        if index >= 0 and self._days[index][1] >= first:
            return _verdict(NOT_QUALIFIED, qualified_until=self._days[index][1])
        return Verdict(NOT_QUALIFIED)


class Qualifications:
    """The qualification of each provider under one set of rules, worked out when first asked for."""

    def __init__(self, rule: tuple[ProviderPeriod, ...], vetting: tuple[VettingPeriod, ...], association: str):
        self._timeline = _timeline(rule, vetting)
        self._association = association
        self._known: dict[str, Qualification] = {}

    def of(self, key: str, provider: facts.Provider) -> Qualification:
        """The qualification of the provider known under that key."""
        if key not in self._known:
            self._known[key] = Qualification(union(self._qualifying(provider)), self._timeline.changes)
        return self._known[key]

    def _qualifying(self, provider: facts.Provider) -> list[Period]:
        days = [
            overlap(span, period(held.since, held.until))
            for span, categories in self._timeline.rule
            for held in provider.endorsements
            if held.category in categories
        ]
        for span, months in self._timeline.vetting:
            for vetted in provider.vetted_by:
                if vetted.association == self._association:
                    first, last = period(vetted.since, vetted.until)
                    if months is not None:
                        last = min(last, last_day_of_months(vetted.since, months).toordinal())
                    days.append(overlap(span, (first, last)))
        return [found for found in days if found is not None]


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The provider rule as spans of days, and the days on which what it says becomes another."""

    rule: tuple[tuple[Period, frozenset[str]], ...]
    vetting: tuple[tuple[Period, int | None], ...]
    changes: tuple[int, ...]


@lru_cache(maxsize=256)
def _timeline(rule: tuple[ProviderPeriod, ...], vetting: tuple[VettingPeriod, ...]) -> _Timeline:
    spans = tuple(
        (
            period(part.since, part.until),
            frozenset(key for kind in part.kinds for key in facts.CATEGORIES_OF_KIND[kind]),
        )
        for part in rule
    )
    vetting_spans = tuple((period(part.since, part.until), part.months) for part in vetting)
    borders = {day for (first, last), _ in (*spans, *vetting_spans) for day in (first, last + 1)}

    def says(day: int) -> tuple[frozenset[str], frozenset[int]]:
        categories = frozenset().union(*(named for (first, last), named in spans if first <= day <= last))
        vetted = frozenset(i for i, ((first, last), _) in enumerate(vetting_spans) if first <= day <= last)
        return categories, vetted

    return _Timeline(spans, vetting_spans, tuple(day for day in sorted(borders) if says(day) != says(day - 1)))


def _verdict(code: str, first_part_counts: bool | None = None, **days: int) -> Verdict:
    details: dict[str, object] = {name: date.fromordinal(day) for name, day in days.items()}
    if first_part_counts is not None:
        details["first_part_counts"] = first_part_counts
    return Verdict(code, MappingProxyType(details))
