"""A training from its announcement to hours in a portfolio: an administrator and two who attend."""

import datetime
import re
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.portal import ROOT, body

pytestmark = pytest.mark.journey
MAKE = "from tests.journeys.training_people import make; make()"
HOUSE = "/a/coaimh"


@pytest.fixture
def people(portal):
    """An administrator, and an applicant with an open application, both with a sign-in."""
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE],
        cwd=ROOT, env=portal.env, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]


def test_from_announcement_to_hours_in_a_portfolio(actor, people):
    ada = actor("Ada Administrator", "ada@training.example")
    anna = actor("Anna Applicant", "anna@training.example", width=360)
    visitor = actor("Wanda Walkin", "wanda@training.example", width=360)
    ada.sign_in()
    ada.set_up_second_factor()
    code = announce(ada)
    register(anna, code)
    check_in_by_the_screen(ada, anna, code)
    note_who_came(ada, code)
    close(ada, code)
    hours_have_landed(anna)
    mail = visitor.postbox.wait(visitor.address, "certificate of attendance", seconds=90)
    verify(visitor, mail)


def announce(ada) -> str:
    """Planned as a draft, looked at, announced. A session that runs now, so that people can check in."""
    ada.goto(f"{HOUSE}/trainings/manage/")
    ada.press("Plan a training")
    steps.fill(ada, title="Observing together", summary="An invented training.", place="Sample Hall")
    steps.submit(ada, "Save")
    ada.press("Add a session")
    begins, ends = hours_of_now()
    steps.fill(
        ada, day=begins.date().isoformat(), begins=begins.strftime("%H:%M"), ends=ends.strftime("%H:%M"), hours="1.5"
    )
    ada.page.evaluate("document.querySelectorAll('main details').forEach(group => group.open = true)")
    for place in (0, 1, 2):
        ada.page.locator("main [name=competencies]").nth(place).check()
    steps.submit(ada, "Save")
    ada.press("Preview")
    ada.see("This is how everybody will see it.")
    ada.press("Back")
    steps.submit(ada, "Announce it")
    ada.see("It is announced")
    ada.picture("training")
    return re.search(r"/manage/(\w{12})/", ada.page.url).group(1)


def hours_of_now():
    """Two hours of today in Denver that are running, or the first of the day just after midnight."""
    now = datetime.datetime.now(ZoneInfo("America/Denver")).replace(second=0, microsecond=0)
    begins = min(now, now.replace(hour=21, minute=59))
    return begins, begins + datetime.timedelta(hours=2)


def register(anna, code):
    """On a telephone, from the calendar."""
    anna.sign_in()
    anna.goto("/trainings/")
    anna.picture("trainings-phone")
    anna.press("Observing together")
    steps.submit(anna, "Register")
    anna.see("You are on the list.")
    assert "Sample Hall" in body(anna.postbox.wait(anna.address, "registered"))


def check_in_by_the_screen(ada, anna, code):
    """The code on the screen changes; opening it notes nothing, the button does."""
    ada.goto(f"{HOUSE}/trainings/manage/{code}/")
    ada.press("Code for the screen")
    expect(ada.page.locator(".screen-code svg")).to_be_visible()
    ada.picture("training-code")
    anna.goto(anna.portal.manage("shell", "-c", TOKEN % code).stdout.strip().splitlines()[-1])
    anna.see("You are signed in as Anna Applicant.")
    steps.submit(anna, "Check me in")
    anna.see("You are checked in.")


TOKEN = (
    "from associations.training import codes; from associations.training.models import TrainingSession as S;"
    "print('/trainings/check-in/' + codes.for_screen(S.objects.get(training__code='%s')) + '/')"
)


def note_who_came(ada, code):
    """Somebody without an account comes too; the boxes work by the keyboard and are saved at once."""
    ada.goto(f"{HOUSE}/trainings/manage/{code}/")
    ada.press("Attendance", exact=True)
    ada.see("1 of 1 are there.")
    ada.press("Add a person")
    steps.fill(ada, name="Wanda Walkin", email="wanda@training.example")
    steps.submit(ada, "Add")
    ada.see("2 of 2 are there.")
    wanda = ada.page.get_by_label("Wanda Walkin")
    for sentence in ("1 of 2 are there.", "2 of 2 are there."):
        wanda.focus()
        ada.page.keyboard.press("Space")
        ada.see(sentence)
    ada.page.set_viewport_size({"width": 360, "height": 800})
    ada.check()
    ada.picture("attendance-phone")
    ada.page.set_viewport_size({"width": 1280, "height": 900})


def close(ada, code):
    ada.goto(f"{HOUSE}/trainings/manage/{code}/")
    steps.submit(ada, "Close attendance")
    ada.page.get_by_role("dialog").get_by_role("button", name="Close attendance").click()
    ada.settle()
    ada.check()
    ada.see("Attendance is closed.")
    ada.goto(f"{HOUSE}/trainings/manage/coverage/")
    ada.picture("coverage")


def hours_have_landed(anna):
    """Mapped and verified, without a form; the certificate is in the mail."""
    anna.goto("/portfolio/")
    anna.see("Verified by")
    anna.press("Observing together")
    anna.see("1.5 hours")
    assert anna.page.locator("main [name=hours]").count() == 0
    mail = anna.postbox.wait(anna.address, "certificate of attendance", seconds=90)
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    anna.goto("/me/trainings/")
    anna.see("they stand in your portfolio")


def verify(visitor, mail):
    """Who has no account has the certificate; anyone can check its number."""
    (paper,) = mail.iter_attachments()
    number = re.search(r"attendance-([0-9A-Z-]+)\.pdf", paper.get_filename()).group(1)
    visitor.goto(f"/trainings/certificates/{number}/")
    visitor.see("This certificate of attendance is genuine.")
    visitor.see("Wanda Walkin")
