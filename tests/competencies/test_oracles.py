"""The quick ways of the engine against slow ones that are plainly right."""

import datetime
import itertools
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.assessment import facts
from competencies.assessment.days import add_months, months_of
from competencies.assessment.providers import Qualifications
from competencies.assessment.references import _match
from competencies.assessment.rules import ProviderPeriod, VettingPeriod

quick = settings(max_examples=150, deadline=None, derandomize=True)

DAY = datetime.timedelta(days=1)
START = date(2022, 1, 1)
near = st.integers(0, 60).map(lambda count: START + count * DAY)
KINDS = ("FS", "MHS", "MHM-C", "ERS")


@st.composite
def spans(draw):
    first, last = sorted((draw(near), draw(near)))
    return first, last


@st.composite
def rule_texts(draw):
    """Two or three periods that follow each other, open at both ends."""
    borders = sorted(draw(st.sets(near, min_size=1, max_size=2)))
    starts, ends = [None, *borders], [*(border - DAY for border in borders), None]
    return tuple(
        ProviderPeriod(first, last, tuple(draw(st.sets(st.sampled_from(KINDS), max_size=2))))
        for first, last in zip(starts, ends, strict=True)
    )


@st.composite
def providers(draw):
    held = tuple(
        facts.Held(category=draw(st.sampled_from(["IFS", "IMHS", "ECMHS", "IMHM-C", "ERS"])), since=first, until=last)
        for first, last in draw(st.lists(spans(), max_size=3))
    )
    vetted = tuple(
        facts.Vetting(since=first, until=last, association=draw(st.sampled_from("XY")))
        for first, last in draw(st.lists(spans(), max_size=2))
    )
    return facts.Provider(endorsements=held, vetted_by=vetted)


def named(rule, vetting, day):
    """What the rule says on a day: the categories it names, and whether vetted providers count."""
    kinds = {
        kind for part in rule if (part.since or date.min) <= day <= (part.until or date.max) for kind in part.kinds
    }
    categories = {key for kind in kinds for key in facts.CATEGORIES_OF_KIND[kind]}
    return categories, any(part.since <= day <= part.until for part in vetting)


def qualifies(rule, vetting, provider, day):
    categories, vetted = named(rule, vetting, day)
    if any(held.category in categories and held.since <= day <= held.until for held in provider.endorsements):
        return True
    return vetted and any(
        one.association == "X" and one.since <= day <= one.until and day < add_months(one.since, vetting[0].months)
        for one in provider.vetted_by
    )


def slow_verdict(rule, vetting, provider, first, last):
    span = [first + count * DAY for count in range((last - first).days + 1)]
    if all(qualifies(rule, vetting, provider, day) for day in span):
        return ""
    parts = [[span[0]]]
    for day in span[1:]:
        if named(rule, vetting, day) != named(rule, vetting, day - DAY):
            parts.append([])
        parts[-1].append(day)
    if any(all(qualifies(rule, vetting, provider, day) for day in part) for part in parts):
        return "spans_rule_change"
    every = [START + count * DAY for count in range(-10, 100)]
    earliest = next((day for day in every if qualifies(rule, vetting, provider, day)), None)
    return "provider_endorsed_later" if earliest and earliest > first else "provider_not_qualified"


@quick
@given(rule_texts(), st.lists(spans(), max_size=1), providers(), spans())
def test_the_provider_rule_day_by_day(rule, vetted_days, provider, entry):
    vetting = tuple(VettingPeriod(first, last, 1) for first, last in vetted_days)
    first, last = entry
    verdict = Qualifications(rule, vetting, "X").of("p", provider).of(first.toordinal(), last.toordinal())
    assert verdict.code == slow_verdict(rule, vetting, provider, first, last)
    if "split_on" in verdict.details:
        cut = verdict.details["split_on"]
        assert first < cut <= last
        if verdict.details.get("first_part_counts"):
            assert slow_verdict(rule, vetting, provider, first, cut - DAY) == ""
        else:
            assert slow_verdict(rule, vetting, provider, cut, cut) == ""


@quick
@given(st.lists(spans(), max_size=6))
def test_months_day_by_day(periods):
    slow = {day for first, last in periods for day in range(first.toordinal(), last.toordinal() + 1)}
    tenths = (len(slow) * 960 + 1461) // 2922
    assert months_of((first.toordinal(), last.toordinal()) for first, last in periods) * 10 == tenths


roles = st.sampled_from(facts.ROLES[:4])


@quick
@given(
    st.lists(st.sets(roles, min_size=1, max_size=3), max_size=4),
    st.lists(st.sets(roles, max_size=3), max_size=4),
)
def test_the_matching_of_roles_is_the_largest(places, references):
    usable = [facts.Reference(id=str(i), roles=tuple(names)) for i, names in enumerate(references)]
    wanted = tuple(tuple(place) for place in places)
    best = max(
        sum(bool(names & place) for names, place in zip(order, places, strict=False) if names is not None)
        for order in itertools.permutations([*references, *[None] * len(places)], len(places))
    )
    filled = _match(wanted, usable)
    assert len(filled) == best
    assert len(set(filled.values())) == len(filled)
    assert all(set(wanted[place]) & set(usable[index].roles) for index, place in filled.items())
