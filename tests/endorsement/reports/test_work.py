"""Reports of applications, reviewers, raters, providers and money against the world counted by hand."""

import pytest

pytestmark = pytest.mark.django_db


def figures(answer) -> dict:
    """Key -> what is worked out beside the number; days to one digit."""
    return {
        ("total" if line is answer.total else line.key): tuple(
            round(value, 1) if isinstance(value, float) else value for value in line.figures
        )
        for line in [*answer.lines, answer.total]
    }


def test_applications_under_way(numbers, ask):
    # Leo's is endorsed. Hal came to preparation 14 days ago, Ida was submitted 45 days ago, the others long ago.
    assert numbers("pipeline") == {"draft": 1, "submitted": 1, "in_review": 1, "deferred": 2, "total": 5}
    assert numbers("pipeline", by="age") == {"14": 1, "90": 1, "more": 3, "total": 5}
    assert numbers("pipeline", by="turn") == {"applicant": 3, "coordinator": 1, "reviewers": 1, "total": 5}
    assert numbers("pipeline", association="nb") == {"in_review": 1, "total": 1}
    crossed = ask("pipeline", by="state", across="age")
    assert {line.key: line.cells for line in crossed.lines} == {
        "draft": {"14": 1, "90": 0, "more": 0},
        "submitted": {"14": 0, "90": 1, "more": 0},
        "in_review": {"14": 0, "90": 0, "more": 1},
        "deferred": {"14": 0, "90": 0, "more": 2},
    }


def test_time_in_each_state(numbers, ask):
    # Ended in 2026 until today: in preparation Ida's 30 days and Jon's 10; submitted Jon's 2 and Leo's 14; in review
    # Kay's 365 and Leo's 20; to be decided Kay's 6 and Leo's 5. A year before: Kay's 40 and 4.
    assert numbers("time-in-states", before=True) == {
        "draft": (2, 1), "submitted": (2, 1), "in_review": (2, 0), "to_decide": (2, 0), "total": (8, 2),
    }  # fmt: skip
    assert figures(ask("time-in-states")) == {
        "draft": (20, 30), "submitted": (8, 14), "in_review": (192.5, 365), "to_decide": (5.5, 6), "total": (56.5, 365),
    }  # fmt: skip
    assert figures(ask("time-in-states", by="association"))["nb"] == (10.2, 20)  # 10, 2, 14, 20, 5


def test_reasons_of_deferrals(world, numbers):
    # This year Kay's letter names both competencies, Max's the first and the whole; last spring Kay's the second.
    first, second = (one.key for one in world.competencies)
    assert numbers("deferrals", before=True, unmasked=True) == {
        first: (2, 0), second: (1, 1), "": (1, 0), "total": (4, 1),
    }  # fmt: skip
    assert numbers("deferrals", unmasked=True, by="category") == {"IFS": 4, "total": 4}
    assert numbers("deferrals", unmasked=True, association="nb") == {"total": 0}


def test_few_people_are_hidden_from_the_alliance(ask, numbers):
    # One person was deferred in the year that is over: nothing of it is shown but to their association.
    answer = ask("deferrals")
    assert answer.hidden
    assert {line.number for line in [*answer.lines, answer.total]} == {None}
    # One person owed a fee in the year that is over.
    assert set(numbers("fees").values()) == {None}


def test_raters(numbers, ask):
    assert numbers("references", before=True, unmasked=True, by="association") == {
        "ct": (3, 1), "nb": (1, 0), "total": (4, 1),
    }  # fmt: skip
    # CT: two of three answered, after 3 and 7 days.
    assert figures(ask("references", unmasked=True, by="association"))["ct"] == (2, 5, 7)
    assert figures(ask("references", unmasked=True, by="association"))["nb"] == (0, None, None)
    assert numbers("references", unmasked=True) == {"asked": 1, "done": 2, "declined": 1, "total": 4}


def test_reviewers(world, numbers, ask):
    rita, ravi = (str(world.people[name].public_id) for name in ("Rita", "Ravi"))
    assert numbers("reviewers", before=True) == {ravi: (1, 1), rita: (1, 1), "total": (2, 2)}
    # To do, signed, days: Rita's still lies there, Ravi took 10 days. Kay's were assigned the year before.
    assert figures(ask("reviewers")) == {ravi: (0, 1, 10), rita: (1, 0, None), "total": (1, 1, 10)}
    assert [line.words for line in ask("reviewers").lines] == ["Ravi", "Rita"]
    past = figures(ask("reviewers", from_="2025-01-01", until="2025-12-31"))
    assert (past[rita], past[ravi]) == ((0, 1, 10), (0, 1, 365))


def test_fees(numbers, ask):
    assert numbers("fees", before=True, unmasked=True) == {
        "membership": (1, 0), "registration": (2, 0), "processing": (1, 1), "total": (4, 1),
    }  # fmt: skip
    # Asked, paid, left. The payment for Hal's membership was taken back.
    assert figures(ask("fees", unmasked=True)) == {
        "membership": ({"USD": 1000}, {"USD": 0}, {"USD": 1000}),
        "registration": ({"CAD": 3000, "USD": 2500}, {"CAD": 0, "USD": 2500}, {"CAD": 3000, "USD": 0}),
        "processing": ({"USD": 10000}, {"USD": 4000}, {"USD": 6000}),
        "total": ({"CAD": 3000, "USD": 13500}, {"CAD": 0, "USD": 6500}, {"CAD": 3000, "USD": 7000}),
    }


def test_capacity(numbers, ask):
    # Pia and Quin may give RSC for each of these since 2025. Kay's and Max's IFS are with their applicants; Hal's IFA
    # asks for no RSC of theirs.
    assert numbers("rsc-capacity") == {"FS": 2, "FRS": 2, "MHS": 2, "MHM-C": 2, "ERS": 2, "total": 2}
    assert figures(ask("rsc-capacity"))["FS"] == (2,)
    assert figures(ask("rsc-capacity"))["MHS"] == (0,)
    assert numbers("rsc-capacity", by="association") == {"ct": 1, "nb": 1, "total": 2}
    assert figures(ask("rsc-capacity", by="association")) == {"ct": (2,), "nb": (0,), "total": (2,)}
    assert numbers("rsc-capacity", association="nb")["total"] == 1


def test_training_hours(world, numbers, ask):
    # CT taught twice this year, once for both competencies; what was dropped and what is to come do not count. NB a
    # year before.
    first, second = (one.key for one in world.competencies)
    assert numbers("training-hours", before=True) == {first: (2, 0), second: (1, 1), "total": (3, 1)}
    assert figures(ask("training-hours")) == {first: (3.5,), second: (2,), "total": (5.5,)}
    assert numbers("training-hours", by="topic", association="ct") == {"iecmh": 2, "dei": 1, "total": 3}


def test_yearly_summaries(numbers, ask):
    assert numbers("activity-summaries") == {"2025": 2, "2026": 1, "total": 3}
    assert figures(ask("activity-summaries")) == {"2025": (1,), "2026": (0,), "total": (1,)}
    assert numbers("activity-summaries", by="state") == {"asked": 2, "submitted": 1, "total": 3}
