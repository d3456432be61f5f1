"""What is asked instead, compared with the core: pure."""

from decimal import Decimal

import pytest

from associations.policy.importers import read_overlay_file
from competencies.assessment import rules as r
from competencies.assessment.reading import DocumentFault
from competencies.standard.directions import (
    ADDS,
    BELOW,
    DIFFERS,
    SAME,
    direction,
    exception_direction,
    overlay_direction,
)
from tests.competencies.builders import overlay

BACHELOR, MASTER, ASSOCIATE = (
    r.EducationAlternative("a", frozenset({"bachelor", "master"})),
    r.EducationAlternative("b", frozenset({"master"})),
    r.EducationAlternative("c", frozenset({"associate"}), frozenset({"associate"})),
)
ANY_ASSOCIATE = r.EducationAlternative("d", frozenset({"associate"}))
WORK = r.WorkTerms(24, paid=True, natures=frozenset({"prevention"}))


def hours(number, **more):
    return r.RscHours(Decimal(number), **more)


def work(months=24, **more):
    return r.WorkMonths(r.WorkTerms(months, **more))


CASES = [
    (None, None, SAME),
    (None, hours(24), ADDS),
    (hours(24), None, BELOW),
    (hours(24), hours(24), SAME),
    (hours(24), hours(25), ADDS),
    (hours(24), hours("23.75"), BELOW),
    (hours(24), hours(24, peers=True), BELOW),
    (hours(24), hours(24, after_degree=True), ADDS),
    (hours(24), hours(25, peers=True), DIFFERS),
    (hours(24), r.RscWindow(24), DIFFERS),
    (r.RscWindow(24), r.RscWindow(12), ADDS),
    (r.RscWindow(24), r.RscWindow(36), BELOW),
    (r.RscSources(1), r.RscSources(2), BELOW),
    (r.TrainingHours(Decimal(3), "dei"), r.TrainingHours(Decimal(3), "iecmh"), DIFFERS),
    (work(), work(36), ADDS),
    (work(), work(natures=frozenset({"prevention"})), ADDS),
    (work(natures=frozenset({"prevention"})), work(), BELOW),
    (work(natures=frozenset({"prevention"})), work(natures=frozenset({"promotion"})), DIFFERS),
    (work(), work(volunteers=True), BELOW),
    (work(), work(internship=r.InternshipTerms(12)), BELOW),
    (work(internship=r.InternshipTerms(12)), work(), ADDS),
    (work(internship=r.InternshipTerms(12)), work(internship=r.InternshipTerms(6)), ADDS),
    (work(internship=r.InternshipTerms(12, ("MHS",))), work(internship=r.InternshipTerms(12)), BELOW),
    (r.LeadershipMonths(12), r.LeadershipMonths(12, frozenset({"policy"})), ADDS),
    (r.ReferencesEndorsed(1), r.ReferencesEndorsed(1, vetted=True), BELOW),
    (r.ReferencesCount(3), r.ReferencesCount(2), BELOW),
    (r.ReferencesRoles((("a",), ("b",))), r.ReferencesRoles((("b",), ("a",))), SAME),
    (r.ReferencesRoles((("a",),)), r.ReferencesRoles((("a",), ("b",))), ADDS),
    (r.ReferencesRoles((("a",), ("b",))), r.ReferencesRoles((("a",),)), BELOW),
    (r.ReferencesRoles((("a",),)), r.ReferencesRoles((("b",),)), DIFFERS),
    (r.MembershipTerms(), r.MembershipTerms(own=True), ADDS),
    (r.MembershipTerms(own=True), r.MembershipTerms(), BELOW),
    (r.Prerequisite(("FS",)), r.Prerequisite(("FS", "MHS")), BELOW),
    (r.Prerequisite(("FS",)), r.Prerequisite(("FS",), own=True), DIFFERS),
    (r.Education((BACHELOR,)), r.Education((MASTER,)), ADDS),
    (r.Education((MASTER,)), r.Education((MASTER, BACHELOR)), BELOW),
    (r.Education((MASTER,)), r.Education((ASSOCIATE,)), DIFFERS),
    (r.Education((ASSOCIATE,)), r.Education((ANY_ASSOCIATE,)), BELOW),
    (r.Education((MASTER,)), r.Education((MASTER,), work=WORK), BELOW),
    (r.Education((MASTER,), work=WORK), r.Education((MASTER,)), ADDS),
    (r.Education((MASTER,), licence="mental_health"), r.Education((MASTER,), licence="other"), DIFFERS),
    (r.Agreement("a"), r.Agreement("b"), DIFFERS),
    (r.Exam(), r.Exam(), SAME),
]


@pytest.mark.parametrize(("core", "own", "expected"), CASES)
def test_direction(core, own, expected):
    assert direction(core, own) == expected


def test_every_shipped_overlay_is_known_for_what_it_is(standard):
    found = {rule.key: overlay_direction(standard, rule) for rule in read_overlay_file()}
    below = {key for key, one in found.items() if one == BELOW}
    assert below == {
        "kaimh-membership",
        "riaimh-ers-prerequisite",
        "nys-aimh-mhs-internship",
        "ncimha-vetted-providers",
        "first3years-vetted-providers",
        "cerh-vetted-providers",
        "coaimh-vetted-providers",
        "orimha-vetted-providers",
    }
    assert {one for key, one in found.items() if key not in below} == {ADDS}


def test_an_overlay_that_adds_in_one_edition_and_not_in_another_differs(standard):
    """MHS ask 30 training hours to 2024 and 33 from 2025."""
    assert overlay_direction(standard, overlay("training.hours", {"hours": 31}, kinds=["MHS"])) == DIFFERS


def test_what_makes_no_requirement_is_said(standard):
    with pytest.raises(DocumentFault, match="FA"):
        overlay_direction(standard, overlay("work.months", {"paid": True}, kinds=["FA"]))


def test_an_exception_is_compared_with_the_edition():
    core = {"rsc.hours": {"hours": 24}}
    assert exception_direction(core, "rsc.hours", {"hours": 20}) == BELOW
    assert exception_direction(core, "rsc.hours", {"hours": 24}) == SAME
    assert exception_direction(core, "rsc.hours", {"not_required": True}) == BELOW
    assert exception_direction(core, "rsc.window", {"not_required": True}) == SAME
