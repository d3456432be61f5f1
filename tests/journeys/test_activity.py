"""A year of the Alliance: opened, told of by two associations, a third reminded, read across, printed."""

import datetime
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.endorsement.award import pdf
from tests.journeys import steps
from tests.journeys.portal import ROOT, body

pytestmark = pytest.mark.journey
MAKE = "from tests.journeys.telling import make; make()"


@pytest.fixture
def people(portal, actor):
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE], cwd=ROOT, env=portal.env, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr[-3000:]
    people = {name: actor(f"{name.title()} Invented", f"{name}@activity.example") for name in ("sana", "ada", "bea")}
    for one in people.values():
        one.sign_in()
        one.set_up_second_factor()
    return people


def confirm(actor, name, question):
    """A button that asks first."""
    actor.page.get_by_role("button", name=name).first.click()
    actor.page.locator("[data-confirm-yes]", has_text=question).click()
    actor.settle()
    return actor.check()


def tell(actor, heading, text, *areas):
    """Types into the first passage of a heading, until it is saved."""
    passage = actor.page.locator(f"#passages-{heading} form.passage").first
    passage.locator("textarea").fill(text)
    for area in areas:
        passage.get_by_label(area, exact=True).check()
    expect(passage.locator("[data-draft-words]")).to_contain_text("Saved", timeout=15_000)
    expect(passage.locator(".saved-by")).to_contain_text(actor.name)


def test_a_year_from_opening_to_its_synopsis(people, tmp_path):
    sana, ada, bea = people["sana"], people["ada"], people["bea"]
    year = open_the_year(sana)

    assert "seven headings" in body(ada.postbox.wait(ada.address, f"Your year {year}"))
    ada.goto(f"/a/coaimh/activity/{year}/")
    tell(ada, "programmes", "Groups for parents of babies in hospital.", "Cross-systems collaboration")
    tell(ada, "policy", "The health plan pays for dyadic work.")
    two_windows(ada, year)
    ada.picture("activity-write")
    ada.page.set_viewport_size({"width": 360, "height": 800})
    ada.check()
    ada.page.set_viewport_size({"width": 1280, "height": 900})
    submit(ada)

    bea.goto(f"/a/massaimh/activity/{year}/")
    tell(bea, "rsc", "Four new providers were mentored.", "Reflective supervision capacity")
    submit(bea)

    sana.goto(f"/alliance/activity/{year}/")
    sana.see("2 of ")
    sana.page.locator("main a[href$='/associations/i-aimh/']").click()
    sana.settle()
    confirm(sana, "Remind now", "Remind")
    sana.see("Cleo Invented")
    assert "is not submitted yet" in body(sana.postbox.wait("cleo@activity.example", "Reminder"))
    read_across(sana, year)
    print_the_synopsis(sana, year, tmp_path)


def open_the_year(sana) -> int:
    sana.goto("/alliance/activity/")
    sana.press("Prepare a year")
    year = int(sana.page.locator("main [name=year]").input_value())
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=40)
    steps.fill(sana, due_on=day.isoformat(), words="Please tell us of your year.")
    steps.submit(sana, "Save")
    confirm(sana, "Open the year", "Open the year")
    sana.see("is open.")
    return year


def two_windows(ada, year):
    """What a second window saved is never overwritten: the first is asked."""
    other = ada.context.new_page()
    other.goto(f"{ada.portal.url}/a/coaimh/activity/{year}/")
    elsewhere = other.locator("#passages-policy form.passage").first
    elsewhere.locator("textarea").fill("Written in the second window.")
    expect(elsewhere.locator("[data-draft-words]")).to_contain_text("Saved", timeout=15_000)
    other.close()
    here = ada.page.locator("#passages-policy form.passage").first
    here.locator("textarea").fill("Written in the first window.")
    ada.see("Saved in another window meanwhile")
    ada.see("Written in the second window.")
    ada.check()
    ada.page.get_by_role("button", name="Keep what stands below").click()
    expect(here.locator("[role=alert]")).to_have_count(0)
    assert here.locator("textarea").input_value() == "Written in the first window."


def submit(actor):
    actor.press("Read it through and submit")
    actor.see("as the Alliance will read it")
    steps.submit(actor, "Submit to the Alliance")
    actor.see("Submission 1")


def read_across(sana, year):
    sana.goto(f"/alliance/activity/{year}/")
    sana.press("Read across")
    steps.fill(sana, q="FIRST window")
    steps.submit(sana, "Show")
    sana.see("1 passage found")
    assert sana.page.locator("mark").all_inner_texts() == ["first", "window"]
    sana.press("Mark areas")
    sana.page.get_by_label("Policy", exact=True).check()
    steps.submit(sana, "Mark")
    assert "q=FIRST" in sana.page.url
    sana.goto(f"/alliance/activity/{year}/reading/?area=policy")
    sana.see("1 passage found")


def print_the_synopsis(sana, year, tmp_path):
    sana.goto(f"/alliance/activity/{year}/synopsis/")
    steps.submit(sana, "Print the synopsis")
    download = sana.page.get_by_role("link", name="Download (PDF")
    download.wait_for(timeout=45_000)
    sana.check()
    with sana.page.expect_download() as saved:
        download.click()
    saved.value.save_as(tmp_path / "synopsis.pdf")
    said = pdf.text((tmp_path / "synopsis.pdf").read_bytes())
    for words in ("Written in the first window.", "Four new providers were mentored.", "2 of "):
        assert words in said
    assert "second window" not in said
