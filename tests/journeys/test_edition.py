"""Alliance staff publish an edition: copied, changed, compared on real portfolios, with a grace, and taken back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import PASSWORD
from tests.journeys.steps import fill, submit

pytestmark = pytest.mark.journey
MAKE = f"""
import datetime
from accounts.actions import create_account
from associations.directory.models import Association
from associations.people.actions import grant_role
from common.ids import new_code
from competencies.standard.models import Category, Competency
from endorsement.application import actions as applying
from endorsement.portfolio.actions import save_entry
staff = create_account(email="stella@edition.example", name="Stella Standard", password="{PASSWORD}")
grant_role(person=staff, role="alliance_staff", association=None, by=None, tell=False)
anna = create_account(email="anna@edition.example", name="Anna Applicant", password="{PASSWORD}")
house = Association.objects.get(slug="mi-aimh")
application = applying.start(association=house, category=Category.objects.get(key="IFA"), by=anna)
values = dict(title="A year of training", held_on=datetime.date(2026, 1, 10), hours=30, topic="iecmh")
mapped = set(Competency.objects.values_list("pk", flat=True)[:3])
save_entry(by=anna, kind="training", code=new_code(), values=values, competencies=mapped)
"""


@pytest.fixture
def stella(actor, portal):
    portal.manage("shell", "-c", MAKE)
    one = actor("Stella Standard", "stella@edition.example")
    one.sign_in()
    one.set_up_second_factor()
    return one


def test_copied_changed_compared_published_and_taken_back(stella):
    stella.goto("/editions/")
    stella.press("Prepare a new edition")
    fill(stella, key="2098", in_force_from="2098-01-01")
    submit(stella, "Make the draft")
    draft = stella.page.url

    stella.press("FA (IFA, ECFA)")
    stella.goto(f"{draft}fa/training.hours/")
    fill(stella, hours="31")
    submit(stella, "Save")
    stella.goto(f"{draft}fa/competencies/")
    fill(stella, **{"competency-40": "example"})
    submit(stella, "Save")
    stella.goto(draft)
    stella.see("Now: At least 31 hours of training")
    stella.picture("edition")

    stella.press("Compare")
    submit(stella, "Compare")
    expect(stella.page.get_by_role("link", name="As CSV")).to_be_visible()
    stella.check()
    stella.see("Training hours: Met → Not met yet")
    stella.picture("edition-compared")
    with stella.page.expect_download() as download:
        stella.page.get_by_role("link", name="As CSV").click()
    assert "IFA" in download.value.path().read_text()

    stella.goto(f"{draft}publish/")
    fill(stella, in_force_from="2098-01-01", grace_until="2098-06-30")
    stella.page.locator("main .btn-primary[type=submit]").click()
    stella.see("Publish edition 2098?")
    stella.page.locator("[data-confirm-yes]:visible").click()
    stella.settle()
    stella.see("Edition 2098 is published")
    stella.check()
    stella.goto("/standard/changes/?before=2025&after=2098")
    stella.see("At least 31 hours of training")
    stella.see("newly an example")

    # Other journeys share this portal: until its first day an edition can be taken back.
    stella.goto(draft)
    stella.press("Take it back")
    fill(stella, reason="Tried out.")
    submit(stella)
    stella.see("The edition is taken back")
