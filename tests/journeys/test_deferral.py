"""Deferred with reasons, amended, submitted again: reviewers see what changed."""

import re
import subprocess
import sys

import pytest

from tests.journeys import steps
from tests.journeys.portal import ROOT, body

pytestmark = pytest.mark.journey
MAKE = "from tests.journeys.submitted import make; print('CODE', make())"


@pytest.fixture
def submitted(portal) -> str:
    """The code of a submitted application at MI-AIMH, with the people who handle it."""
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE],
        cwd=ROOT, env=portal.env, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return re.search(r"CODE (\w+)", made.stdout).group(1)


def test_deferred_amended_and_endorsed(actor, submitted):
    code, house = submitted, "/a/mi-aimh"
    people = {name.split()[0].lower(): actor(name, f"{name.split()[0].lower()}@deferral.example") for name in (
        "Cleo Keeper", "Rita Reader", "Ravi Reader", "Dana Deferred",
    )}  # fmt: skip
    cleo, dana, reviewers = people["cleo"], people["dana"], [people["rita"], people["ravi"]]
    for one in people.values():
        one.sign_in()
    cleo.set_up_second_factor()

    assign(cleo, house, code)
    for reviewer, doubts in zip(reviewers, (2, 1), strict=True):
        reviewer.goto("/reviews/")
        reviewer.press("Dana Deferred")
        steps.judge_all(reviewer, "defer", doubts)
    cleo.goto(f"{house}/applications/{code}/reviews/")
    cleo.picture("differences")
    steps.decide(cleo, code, "defer", reason="Both see gaps, if not quite the same.", house=house)
    letter = body(dana.postbox.wait(dana.address, "still needed"))
    assert "Not shown yet" in letter
    assert "Rita" not in letter and "Ravi" not in letter

    dana.goto(f"/applications/{code}/")
    steps.add_entry(
        dana, "training", competencies=range(10), title="A course in depth", provider="Example", held_on="2026-02-01",
        hours="12",
    )  # fmt: skip
    dana.goto(f"/applications/{code}/submit/")
    dana.see("A course in depth")
    dana.picture("resubmit")
    steps.submit(dana, "Submit the application")

    assign(cleo, house, code)
    for reviewer in reviewers:
        reviewer.goto("/reviews/")
        reviewer.press("Dana Deferred")
        steps.submit(reviewer, "No: open the portfolio")
        reviewer.see("A course in depth")
        reviewer.picture("review-changes")
        steps.judge_all(reviewer, "endorse")
    steps.decide(cleo, code, "endorse", house=house)
    dana.postbox.wait(dana.address, "certificate", seconds=90)


def assign(coordinator, house, code):
    coordinator.goto(f"{house}/applications/{code}/reviewers/")
    for box in coordinator.page.locator("[name=reviewers]:not([disabled])").all():
        box.check()
    steps.submit(coordinator, "Send to review")
