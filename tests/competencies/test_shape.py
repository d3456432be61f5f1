"""What parameters a requirement takes, as its reader asks for them; and the faults of what a reader is given."""

from decimal import Decimal

import pytest

from competencies.assessment import facts
from competencies.assessment.reading import DocumentFault
from competencies.assessment.rules import requirement_from
from competencies.assessment.shape import Parameter, Recorder, parameters_of


def test_the_parameters_of_work():
    kinds = tuple(facts.CATEGORIES_OF_KIND)
    assert parameters_of("work.months") == (
        Parameter("months", "count", True, 1),
        Parameter("paid", "flag"),
        Parameter("supervised", "flag"),
        Parameter("natures", "choices", choices=tuple(facts.NATURES)),
        Parameter("volunteers", "flag"),
        Parameter("after_degree", "flag"),
        Parameter(
            "internship",
            "item",
            parts=(Parameter("months", "count", True, 1), Parameter("supervisor_kinds", "choices", choices=kinds)),
        ),
    )


def test_the_parameters_of_education():
    levels = tuple(facts.LEVELS)
    found = {one.key: one for one in parameters_of("education")}
    assert len(found) == 3
    assert found["any_of"] == Parameter(
        "any_of",
        "items",
        True,
        parts=(
            Parameter("key", "text", True),
            Parameter("levels", "choices", True, choices=levels),
            Parameter("related_levels", "choices", choices=levels),
        ),
    )
    assert found["or_work"] == Parameter("or_work", "item", parts=parameters_of("work.months"))
    assert found["or_licence"] == Parameter(
        "or_licence", "item", parts=(Parameter("kind", "choice", True, choices=tuple(facts.LICENCE_KINDS)),)
    )


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("training.dei", (Parameter("hours", "hours", True),)),
        ("membership", (Parameter("of", "choice", True, choices=("any", "own")),)),
        ("references.roles", (Parameter("places", "choice_lists", True, choices=tuple(facts.ROLES)),)),
        ("rsc.sources", (Parameter("others", "count", True),)),
        (
            "leadership.months",
            (
                Parameter("months", "count", True, 1),
                Parameter("kinds", "choices", choices=tuple(facts.LEADERSHIP_KINDS)),
            ),
        ),
        (
            "prerequisite",
            (
                Parameter("own", "flag"),
                Parameter("kinds", "choices", True, choices=tuple(facts.CATEGORIES_OF_KIND)),
            ),
        ),
        ("exam", ()),
    ],
)
def test_the_parameters_of_others(key, expected):
    assert parameters_of(key) == expected


def test_an_unknown_requirement_takes_none():
    with pytest.raises(KeyError):
        parameters_of("nothing")


@pytest.mark.parametrize(
    ("key", "params", "fault"),
    [
        ("nothing", {}, ("here", "is no requirement known here; known are education, work.months")),
        ("references.roles", {"places": [[], ["colleague"]]}, ("here.places[0]", "must be a list of at least one")),
        ("references.roles", {"places": ["colleague"]}, ("here.places[0]", "must be a list of at least one")),
        ("references.roles", {"places": [["nobody"]]}, ("here.places[0][0]", "must be one of")),
    ],
)
def test_the_place_of_a_fault(key, params, fault):
    with pytest.raises(DocumentFault) as caught:
        requirement_from(key, params, "here")
    ((place, message),) = caught.value.faults
    assert (place, message[: len(fault[1])]) == fault


def test_what_changes_another_may_leave_out_what_it_does_not_change():
    requirement_from("rsc.sources", {}, "here", partial=True)
    with pytest.raises(DocumentFault):
        requirement_from("rsc.sources", {}, "here")


def test_what_a_reader_asks_for_without_more_need_not_be_there():
    recorder = Recorder()
    answers = [recorder.text("a"), recorder.count("b"), recorder.hours("c"), recorder.choice("d", ["x", "y"])]
    assert [*answers, len(list(recorder.items("e")))] == ["", 0, Decimal("0.25"), "x", 1]
    assert recorder.shape == (
        Parameter("a", "text"),
        Parameter("b", "count"),
        Parameter("c", "hours"),
        Parameter("d", "choice", choices=("x", "y")),
        Parameter("e", "items"),
    )
