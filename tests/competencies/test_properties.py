"""What holds for every portfolio."""

import copy
import datetime
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from competencies.assessment import assess, assess_renewal, document, facts
from competencies.assessment.document import DocumentFault
from competencies.assessment.schema import portfolio_schema
from tests.competencies.builders import complete, overlay, rules, standard

# The same examples in every run, and no deadline: a busy machine is no fault.
settings.register_profile(
    "portal", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("portal")

ON = date(2025, 3, 1)
OVERLAYS = [
    overlay("rsc.window", {"months": 24}),
    overlay("rsc.vetted_providers", {"months": 60}, until=date(2023, 1, 31)),
    overlay("references.validity", {"months": 12}),
    overlay("training.dei", {"hours": 3}),
]
INTERNSHIP = [overlay("work.months", {"internship": {"months": 12}}, kinds=("MHS",))]


class Judging:
    """One way of judging: a category and day, with or without overlays, or a renewal."""

    def __init__(self, category, on=ON, overlays=(), regime=None):
        self.on, self.overlays = on, overlays
        self.regime = regime and standard().renewal_on(on).regimes[regime].regime(overlays, on)
        self.rules = rules(category, on, overlays=overlays, offered=regime is None)
        self.category, self.windowed = category, any(rule.requirement == "rsc.window" for rule in overlays)

    def __call__(self, portfolio):
        if self.regime:
            return assess_renewal(portfolio, self.rules, self.regime, self.on, date(self.on.year - 2, 1, 1))
        return assess(portfolio, self.rules, self.on)

    def __repr__(self):
        return (
            f"{self.category} on {self.on}{' with overlays' if self.overlays else ''}{' again' if self.regime else ''}"
        )


AWARDS = [
    *(Judging(category, overlays=found) for category in ("IFA", "ECFS", "IFS") for found in ((), OVERLAYS)),
    Judging("IFRS", date(2023, 6, 1)),
    Judging("IMHS", date(2024, 10, 1)),
    Judging("IMHS", date(2024, 10, 1), INTERNSHIP),
    *(Judging(category) for category in ("ECMHS", "IMHM-C", "IMHM-P", "IMHM-R/F", "ERS")),
]
RENEWALS = [
    Judging(category, regime=regime) for category in ("IFS", "IMHM-C", "ERS") for regime in ("annual", "three_year")
]
RULES = {("IFS", False): rules("IFS", ON), ("IFS", True): rules("IFS", ON, overlays=OVERLAYS)}
any_judging = st.sampled_from([*AWARDS, *RENEWALS])
# The window keeps the best span, so that an hour outside it may push others out of the best one.
plain_judging = st.sampled_from([judging for judging in [*AWARDS, *RENEWALS] if not judging.windowed])

days = st.dates(date(2017, 1, 1), date(2026, 1, 1))
hours = st.integers(1, 200).map(lambda quarters: Decimal(quarters) / 4)
keys = st.sampled_from([asked.competency for asked in RULES["IFS", False].competencies])


@st.composite
def spans(draw, open_end=True):
    first = draw(days)
    last = first + datetime.timedelta(days=draw(st.integers(0, 900)))
    return first, None if open_end and draw(st.booleans()) else last


@st.composite
def holdings(draw):
    since, until = draw(spans())
    return facts.Held(category=draw(st.sampled_from(sorted(facts.CATEGORIES))), since=since, until=until)


@st.composite
def vettings(draw):
    since, until = draw(spans())
    return facts.Vetting(since=since, until=until, association=draw(st.sampled_from(["CT-AIMH", "MI-AIMH"])))


providers = st.builds(
    facts.Provider,
    endorsements=st.lists(holdings(), max_size=3).map(tuple),
    vetted_by=st.lists(vettings(), max_size=2).map(tuple),
)


def numbered(entries):
    """The same entries with ids of their own, as a tuple."""
    return tuple(entry.__class__(**fields(entry) | {"id": f"x{index}"}) for index, entry in enumerate(entries))


def fields(record):
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@st.composite
def works(draw):
    since, until = draw(spans())
    return facts.Work(
        id="",
        since=since,
        until=until,
        paid=draw(st.booleans()),
        supervised=draw(st.booleans()),
        specialised_training=draw(st.booleans()),
        age_bands=tuple(draw(st.sets(st.sampled_from(facts.AGE_BANDS)))),
        families=draw(st.integers(0, 20)),
        nature=draw(st.sampled_from(["prevention", "dyadic_therapy", "teaching_research"])),
        internship=draw(st.integers(0, 3)) == 0,
        internship_supervisor=draw(st.sampled_from([None, "p", "q"])),
    )


@st.composite
def rscs(draw):
    since, until = draw(spans())
    return facts.Rsc(
        id="",
        provider=draw(st.sampled_from("pqr")),
        since=since,
        until=until,
        hours=draw(hours),
        format=draw(st.sampled_from(["group", "individual", "peer"])),
        about=draw(st.sampled_from([None, *facts.ABOUTS])),
    )


@st.composite
def givens(draw):
    since, until = draw(spans())
    return facts.RscGiven(id="", since=since, until=until, hours=draw(hours))


@st.composite
def leaderships(draw):
    since, until = draw(spans())
    return facts.Leadership(id="", since=since, until=until, kind=draw(st.sampled_from(facts.LEADERSHIP_KINDS)))


@st.composite
def licences(draw):
    since, until = draw(spans())
    return facts.Licence(id="", kind="mental_health", issued_on=since, expires_on=until)


trainings = st.builds(
    facts.Training,
    id=st.just(""),
    on=days,
    hours=hours,
    topic=st.sampled_from([None, *facts.TOPICS]),
    competencies=st.lists(keys, max_size=3).map(tuple),
)
educations = st.builds(
    facts.Education,
    id=st.just(""),
    level=st.sampled_from(facts.LEVELS),
    awarded_on=days,
    related=st.booleans(),
    competencies=st.lists(keys, max_size=2).map(tuple),
)
references = st.builds(
    facts.Reference,
    id=st.just(""),
    roles=st.sets(st.sampled_from(facts.ROLES), max_size=3).map(tuple),
    endorsed=st.booleans(),
    vetted=st.booleans(),
    completed_on=st.none() | days,
    not_enough_information=st.integers(0, 8),
    overall=st.sampled_from([None, *facts.OVERALLS]),
)
memberships = spans().map(lambda span: facts.Membership(since=span[0], until=span[1], association="CT-AIMH"))


@st.composite
def portfolios(draw):
    return facts.Portfolio(
        person=facts.Person(
            memberships=tuple(draw(st.lists(memberships, max_size=2))),
            endorsements=tuple(draw(st.lists(holdings(), max_size=3))),
        ),
        education=numbered(draw(st.lists(educations, max_size=3))),
        licences=numbered(draw(st.lists(licences(), max_size=1))),
        work=numbered(draw(st.lists(works(), max_size=4))),
        rsc_given=numbered(draw(st.lists(givens(), max_size=2))),
        leadership=numbered(draw(st.lists(leaderships(), max_size=2))),
        training=numbered(draw(st.lists(trainings, max_size=5))),
        rsc=numbered(draw(st.lists(rscs(), max_size=5))),
        references=numbered(draw(st.lists(references, max_size=5))),
        agreements=facts.Agreements(code_of_ethics=draw(st.none() | days)),
        providers={key: draw(providers) for key in "pqr"},
    )


NEW = {
    "education": educations,
    "licences": licences(),
    "work": works(),
    "training": trainings,
    "rsc": rscs(),
    "rsc_given": givens(),
    "leadership": leaderships(),
    "references": references,
}
"""List of the portfolio -> any entry of it."""


WHOLE = {kind: document.parse(complete(kind)) for kind in ("FA", "FS", "MHS", "MHM-C")}


@st.composite
def nearly_whole(draw):
    """A portfolio in which most is met, with some entries more."""
    whole, more = WHOLE[draw(st.sampled_from(list(WHOLE)))], draw(portfolios())
    lists = {name: getattr(whole, name) + getattr(more, name)[:1] for name in NEW if name != "references"}
    return changed(whole, **lists, person=more.person, providers={**more.providers, **whole.providers})


def changed(portfolio, **values):
    return facts.Portfolio(**fields(portfolio) | values)


@given(portfolios(), any_judging, st.randoms(use_true_random=False))
def test_order_never_matters(portfolio, judging, random):
    def shuffled(entries):
        return tuple(random.sample(entries, len(entries)))

    person = facts.Person(
        memberships=shuffled(portfolio.person.memberships), endorsements=shuffled(portfolio.person.endorsements)
    )
    other = changed(portfolio, person=person, **{name: shuffled(getattr(portfolio, name)) for name in NEW})
    assert judging(other) == judging(portfolio)


@given(portfolios(), any_judging)
def test_counted_never_exceeds_offered(portfolio, judging):
    assessment = judging(portfolio)
    for finding in assessment.findings:
        for one in (*finding.reasons, *finding.evidence):
            assert 0 <= one.counted <= one.offered
            assert not isinstance(one.counted, float)
        assert not isinstance(finding.counted, float)
        ids = [one.entry for one in finding.reasons if one.entry and not one.counted]
        assert len(ids) == len(set(ids))
        assert not set(ids) & {one.entry for one in finding.evidence}
    offered = {"training.hours": portfolio.training, "rsc.hours": portfolio.rsc, "rsc.about_rsc_given": portfolio.rsc}
    for key, entries in offered.items():
        if (finding := assessment.finding(key)) is not None:
            assert finding.counted <= sum(entry.hours for entry in entries)
    assert assessment.eligible == all(finding.status != "unmet" for finding in assessment.findings)


@given(portfolios(), any_judging)
def test_what_is_unmet_has_a_reason_or_a_plain_shortfall(portfolio, judging):
    for finding in judging(portfolio).findings:
        if finding.status == "unmet":
            assert finding.reasons or finding.missing > 0
        elif finding.status == "met" and finding.requirement not in ("rsc.window", "rsc.sources"):
            assert finding.counted >= finding.required


@given(portfolios() | nearly_whole(), plain_judging, days, hours)
def test_a_qualified_hour_never_lowers_a_count(portfolio, judging, day, more):
    mentor = facts.Provider(endorsements=(facts.Held(category="IMHM-C", since=date(2000, 1, 1)),))
    richer = changed(
        portfolio,
        training=(*portfolio.training, facts.Training(id="new", on=day, hours=more, competencies=("a",))),
        rsc=(*portfolio.rsc, facts.Rsc(id="new", provider="new", since=day, until=day, hours=more)),
        providers={**portfolio.providers, "new": mentor},
    )
    before, after = judging(portfolio), judging(richer)
    for finding in before.findings:
        if finding.requirement != "rsc.sources":
            assert after.finding(finding.requirement).counted >= finding.counted
    counts = {reason.entry for found in after.findings for reason in found.reasons}
    for key in ("training.hours", "rsc.hours"):
        if (finding := before.finding(key)) is not None and "new" not in counts:
            assert after.finding(key).counted == finding.counted + more


@given(nearly_whole(), any_judging, st.data())
def test_adding_an_entry_never_turns_met_into_unmet(portfolio, judging, data):
    """Exempt, and named in docs/standard.md: `rsc.window`, and what a renewal asks only of those who give RSC."""
    name = data.draw(st.sampled_from(list(NEW)))
    (entry,) = numbered([data.draw(NEW[name])])
    entry = entry.__class__(**fields(entry) | {"id": "new"})
    after = judging(changed(portfolio, **{name: (*getattr(portfolio, name), entry)}))
    for finding in judging(portfolio).findings:
        if finding.status != "unmet" and finding.requirement != "rsc.window":
            later = after.finding(finding.requirement)
            assert later.status != "unmet", (name, finding.requirement)


def halves(entry, data):
    """Two entries that together are that one: their days follow each other, their hours and families add up."""
    cut = entry.since + datetime.timedelta(days=data.draw(st.integers(1, (entry.until - entry.since).days)))
    first = {"id": "one", "until": cut - datetime.timedelta(days=1)}
    second = {"id": "two", "since": cut}
    if hasattr(entry, "hours"):
        first["hours"] = Decimal(data.draw(st.integers(1, int(entry.hours * 4) - 1))) / 4
        second["hours"] = entry.hours - first["hours"]
    if hasattr(entry, "families"):
        first["families"] = data.draw(st.integers(0, entry.families))
        second["families"] = entry.families - first["families"]
    return tuple(entry.__class__(**fields(entry) | part) for part in (first, second))


@given(portfolios() | nearly_whole(), any_judging, st.data())
def test_splitting_an_entry_never_lowers_and_a_whole_equals_its_parts(portfolio, judging, data):
    splittable = [
        (name, entry)
        for name in ("work", "rsc", "rsc_given", "leadership")
        for entry in getattr(portfolio, name)
        if entry.until and entry.until > entry.since and getattr(entry, "hours", 1) > Decimal("0.25")
    ]
    if not splittable:
        return
    name, entry = data.draw(st.sampled_from(splittable))
    rest = tuple(one for one in getattr(portfolio, name) if one is not entry)
    after = judging(changed(portfolio, **{name: (*rest, *halves(entry, data))}))
    for finding in judging(portfolio).findings:
        # How long the hours take and from how many they come may change with what counts.
        if finding.requirement in ("rsc.window", "rsc.sources"):
            continue
        later = after.finding(finding.requirement)
        assert later.counted >= finding.counted
        whole = [one for one in finding.evidence if one.entry == entry.id and one.counted == one.offered]
        if whole and not judging.windowed and later.unit == finding.unit:
            assert later.counted == finding.counted


@given(portfolios(), any_judging, st.data())
def test_training_in_two_parts_counts_as_much(portfolio, judging, data):
    splittable = [entry for entry in portfolio.training if entry.hours > Decimal("0.25")]
    if not splittable:
        return
    entry = data.draw(st.sampled_from(splittable))
    share = Decimal(data.draw(st.integers(1, int(entry.hours * 4) - 1))) / 4
    parts = tuple(
        facts.Training(**fields(entry) | part)
        for part in ({"id": "one", "hours": share}, {"id": "two", "hours": entry.hours - share})
    )
    rest = tuple(one for one in portfolio.training if one is not entry)
    after = judging(changed(portfolio, training=(*rest, *parts)))
    for finding in judging(portfolio).findings:
        assert after.finding(finding.requirement).counted == finding.counted


@given(portfolios())
def test_a_document_carries_a_portfolio_whole(portfolio):
    text = json.dumps(document.dump(portfolio))
    assert document.loads(text) == portfolio


PATHS = []
SCHEMA = Draft202012Validator(portfolio_schema())


def _walk(value, path):
    PATHS.append(path)
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _walk(inner, (*path, index))


_walk(complete(), ())
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["2023-01-01", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.sampled_from(PATHS), junk), min_size=1, max_size=3))
def test_a_mangled_document_gives_faults_or_an_assessment(changes):
    data = {"whole": copy.deepcopy(complete())}
    for path, value in changes:
        target = data
        try:
            for step in ("whole", *path)[:-1]:
                target = target[step]
            target[("whole", *path)[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue
    try:
        portfolio = document.parse(data["whole"])
    except DocumentFault as fault:
        assert fault.faults
        assert all(place and sentence for place, sentence in fault.faults)
        str(fault).encode()
    else:
        assess(portfolio, RULES["IFS", True], ON)
        assert list(SCHEMA.iter_errors(data["whole"])) == []


@given(st.text(max_size=50) | st.binary(max_size=50) | junk.map(json.dumps))
def test_any_text_gives_faults(text):
    with pytest.raises(DocumentFault):
        document.loads(text)
