"""Renewal: the same portfolio judged by what a cycle asks of somebody who holds the category already."""

from dataclasses import dataclass, replace
from datetime import date

from competencies.assessment import facts
from competencies.assessment.assess import assess
from competencies.assessment.case import Case
from competencies.assessment.days import add_months, last_day_of_months, period, union
from competencies.assessment.findings import Assessment
from competencies.assessment.rules import REQUIREMENT_KEYS, Requirement, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalTerm:
    """A requirement of a renewal and when it is asked; the conditions are those of `standard/renewal/`."""

    key: str
    requirement: Requirement
    kinds: tuple[str, ...] = ()
    first: bool = False
    gave_rsc: bool = False
    held_months: int = 0
    cycles_ending_from: date | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """How long a cycle is, in months, and what it asks; a later term replaces an earlier one of the same key."""

    months: int
    terms: tuple[RenewalTerm, ...]

    def cycle(self, cycle_from: date) -> tuple[date, date]:
        """The first and last day of the cycle that begins on that day."""
        return cycle_from, last_day_of_months(cycle_from, self.months)


def _last_held(portfolio: facts.Portfolio, category: str, on: date) -> tuple[date, date] | None:
    """The last unbroken time of holding the category that began by that day, None without one."""
    held = union(period(one.since, one.until) for one in portfolio.person.endorsements if one.category == category)
    begun = [span for span in held if span[0] <= on.toordinal()]
    return (date.fromordinal(begun[-1][0]), date.fromordinal(begun[-1][1])) if begun else None


def held_since(portfolio: facts.Portfolio, category: str, on: date) -> date | None:
    """The first day of the unbroken time through which the category is held on that day, None when it is not."""
    held = _last_held(portfolio, category, on)
    return held[0] if held and on <= held[1] else None


def renewal_rules(portfolio: facts.Portfolio, rules: Rules, regime: Regime, on: date, cycle_from: date) -> Rules:
    """What the cycle asks of this person; `rules` says everything but the requirements and the cycle."""
    first_day, last_day = regime.cycle(cycle_from)
    rules = replace(rules, cycle=(first_day, last_day), competencies=())
    since = held_since(portfolio, rules.category, on)
    # An Endorsement that lapsed before the day was awarded within the cycle all the same.
    last_held = _last_held(portfolio, rules.category, on)
    first_renewal = last_held is not None and first_day <= last_held[0] <= last_day
    case = Case(portfolio, rules, on)
    gave_rsc = any(not case.clipped(entry.since, entry.until).code for entry in portfolio.rsc_given)

    def holds(term: RenewalTerm) -> bool:
        if (term.kinds and rules.kind not in term.kinds) or (first_renewal and not term.first):
            return False
        if term.cycles_ending_from and last_day < term.cycles_ending_from:
            return False
        if term.gave_rsc and not gave_rsc:
            return False
        return not term.held_months or (since is not None and add_months(since, term.held_months) <= on)

    asked = {term.key: term.requirement for term in regime.terms if holds(term)}
    return replace(rules, requirements=tuple((key, asked[key]) for key in REQUIREMENT_KEYS if key in asked))


def assess_renewal(portfolio: facts.Portfolio, rules: Rules, regime: Regime, on: date, cycle_from: date) -> Assessment:
    """Judge a renewal on a day. Only what is dated within the cycle counts (`outside_cycle`)."""
    return assess(portfolio, renewal_rules(portfolio, rules, regime, on, cycle_from), on)
