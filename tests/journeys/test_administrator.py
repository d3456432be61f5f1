"""A week of an administrator: a roster brought and mended, people invited, two made one, a policy, a payment."""

import re
import subprocess
import sys

import pytest

from tests.journeys import steps
from tests.journeys.portal import ROOT, body

pytestmark = pytest.mark.journey
MAKE = "from tests.journeys.office_people import make; make()"
HOUSE = "/a/kaimh"
ROSTER = (
    "First name,Last name,E-mail,Telephone,Member since,Member to\n"
    "Ana,Ruiz,ana@roster.example,555 010 1234,2026-01-01,2026-12-31\n"
    "Ana,Ruiz,ana.ruiz@work.example,,2026-01-01,2026-12-31\n"
    "Ben,Silva,ben@roster.example,,2026-13-01,2026-12-31\n"
    ",,nobody@roster.example,,,\n"
)


@pytest.fixture
def ada(actor, portal):
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", MAKE],
        cwd=ROOT, env=portal.env, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return actor("Ada Administrator", "ada@office.example")


def test_an_administrators_week(ada, actor, tmp_path):
    ada.sign_in()
    ada.set_up_second_factor()
    bring(ada, tmp_path)
    mend_and_apply(ada)
    export(ada, tmp_path)
    merge(ada)
    invite(ada)
    settle(ada)
    record_a_payment(ada)
    phone = actor("Ada Administrator", ada.address, width=360)
    phone.context.add_cookies(ada.context.cookies())
    for page in ("people/", "roster/", "roster/import/", "roster/errands/", "people/twice/"):
        phone.goto(f"{HOUSE}/{page}")
    undo(ada)


def bring(ada, tmp_path):
    """A wrong column is named again."""
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER)
    ada.goto(f"{HOUSE}/roster/")
    ada.press("Import")
    ada.page.locator("input[type=file]").set_input_files(path)
    steps.submit(ada, "Bring the file")
    steps.fill(ada, column_4="member_until", column_5="member_from")
    steps.submit(ada, "Read the file")
    ada.see("Back to the columns")
    steps.submit(ada, "Back to the columns")
    steps.fill(ada, column_4="member_from", column_5="member_until")
    steps.submit(ada, "Read the file")


def mend_and_apply(ada):
    """Only the rows with a problem are shown: one is mended, one left out."""
    ada.see("2 rows with a problem")
    ada.settle()
    ada.check()
    ada.see("day and month exchanged")
    ada.picture("import")
    ada.page.locator("#row-4 [name=member_from]").fill("2026-01-13")
    ada.page.locator("#row-4").get_by_role("button", name="Save the row").click()
    ada.settle()
    ada.see("Row 4 is in order.")
    ada.page.locator("#row-5").get_by_role("button", name="Leave it out").click()
    ada.settle()
    ada.check()
    ada.see("Nothing is in the way")
    steps.submit(ada, "Apply the import")
    ada.page.get_by_role("link", name="See the people").wait_for()


def export(ada, tmp_path):
    ada.goto(f"{HOUSE}/roster/?member=now&columns=phone")
    ada.picture("roster")
    with ada.page.expect_download() as download:
        ada.page.get_by_role("link", name="As CSV").click()
    path = tmp_path / "exported.csv"
    download.value.save_as(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("name,email,region,phone")
    assert {line.partition(",")[0] for line in lines[1:]} == {"Ana Ruiz", "Ben Silva"}


def merge(ada):
    """The same person twice, in three steps."""
    ada.goto(f"{HOUSE}/people/")
    ada.press("The same person twice")
    ada.press("Look at the two")
    ada.press("This one stays")
    ada.see("This is exactly what will happen.")
    ada.picture("merge")
    steps.submit(ada, "Merge the two")
    ada.see("The two are one now.")


def invite(ada):
    """Everybody the list shows; who is left out and why stands there first."""
    ada.goto(f"{HOUSE}/roster/?member=now")
    ada.page.get_by_text("Do something with several of them").click()
    steps.fill(ada, kind="invite")
    ada.page.locator("main [name=whom][value=shown]").check()
    steps.submit(ada, "Go on")
    ada.page.locator("main [name=role][value=reviewer]").check()
    steps.submit(ada, "See whom it happens to")
    ada.see("Each gets a mail that invites them")
    ada.picture("errand")
    steps.submit(ada, "Do it for 2 people")
    ada.page.get_by_text("It happened to 2 people.").wait_for()
    assert "Reviewer" in body(ada.postbox.wait("ben@roster.example", "Invitation"))


def settle(ada):
    ada.goto(f"{HOUSE}/settings/policy/change/review/")
    steps.fill(ada, reviewers="3")
    steps.submit(ada, "Show what would change")
    ada.picture("policy")
    steps.submit(ada, "Settle this policy")


def record_a_payment(ada):
    ada.goto(f"{HOUSE}/people/?q=ben")
    ada.press("Ben Silva")
    ada.press("Add a fee")
    steps.fill(ada, kind="membership", amount="45")
    steps.submit(ada, "Add")
    ada.goto(f"{HOUSE}/fees/")
    ada.page.locator("main table input[type=checkbox]").first.check()
    steps.submit(ada, "Record a payment")
    steps.fill(ada, means="cheque", reference="1044")
    steps.submit(ada, "Record the payment")
    ada.see("1044")
    assert re.search(r"/fees/payments/\w{12}/$", ada.page.url), ada.page.locator("main").inner_text()


def undo(ada):
    """What somebody built on stays, and is said."""
    ada.goto(f"{HOUSE}/roster/import/")
    ada.press("roster.csv")
    ada.page.get_by_role("button", name="Undo the whole import").click()
    ada.page.locator("dialog[open]").get_by_role("button", name="Undo the whole import").click()
    ada.see("Not everything could be taken back")
    ada.settle()
    ada.check()
