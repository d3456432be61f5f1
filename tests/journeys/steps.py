"""What people do, step by step, in the words of the pages."""

import re

from playwright.sync_api import expect

from tests.journeys.actors import PASSWORD, Actor
from tests.journeys.portal import body, link

CODE_OF_CERTIFICATE = re.compile(r"/verify/([0-9A-Z-]+)/")
HOUSE = "/a/coaimh"


def submit(actor: Actor, name: str = ""):
    """Sends the page's form by the button of that name, or by its primary button."""
    button = (
        actor.page.get_by_role("button", name=name) if name else actor.page.locator("main .btn-primary[type=submit]")
    )
    button.first.click()
    actor.settle()
    return actor.check()


def fill(actor: Actor, **fields):
    for name, value in fields.items():
        box = actor.page.locator(f"main [name={name}]")
        if box.first.evaluate("node => node.tagName") == "SELECT":
            box.first.select_option(value)
        else:
            box.first.fill(value)


def first_administrator(actor: Actor):
    """Made on the command line; follows the printed link to choose a password, then sets up the second factor."""
    printed = actor.portal.manage("make_alliance_admin", "--email", actor.address, "--name", actor.name).stdout
    actor.goto(re.search(r"https?://\S+", printed).group(0))
    for box in actor.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    submit(actor)
    actor.goto("/accounts/login/")
    actor.sign_in()
    actor.set_up_second_factor()


def open_the_house(staff: Actor):
    """Alliance staff enter a licence and a signatory and name the first coordinator."""
    staff.goto("/alliance/associations/")
    staff.picture("associations")
    staff.goto("/alliance/associations/coaimh/")
    staff.press("Add a licence")
    fill(staff, kind="endorsement", valid_from="2010-01-01")
    submit(staff)
    staff.goto(f"{HOUSE}/settings/")
    staff.press("Add a signatory")
    fill(staff, name="Paula President", title="President of the board")
    submit(staff)


def invite(actor: Actor, address: str, name: str, role: str):
    actor.goto(f"{HOUSE}/people/invite/")
    fill(actor, email=address, name=name)
    actor.page.locator(f"main [name=role][value={role}]").check()
    submit(actor)


def accept_invitation(actor: Actor, second_factor: bool = False):
    """Signs up from the mail, accepts by a button, sets up the second factor where the role asks for it."""
    address = link(actor.postbox.wait(actor.address, "invit"))
    actor.goto(address)
    actor.press("Create an account")
    actor.sign_up(here=True)
    actor.goto(address)
    submit(actor, "Accept")
    if second_factor:
        actor.set_up_second_factor()


def add_entry(actor: Actor, kind: str, checks=(), competencies=(), **fields):
    """One entry, added as a person does; by the button, which works without a script too."""
    actor.goto(f"/portfolio/{kind}/add/")
    fill(actor, **fields)
    for name in checks:
        actor.page.locator(f"main [name={name}]").first.check()
    actor.page.evaluate("document.querySelectorAll('main details').forEach(group => group.open = true)")
    boxes = actor.page.locator("main [name=competencies]")
    for place in competencies:
        boxes.nth(place).check()
    submit(actor, "Save")


def ask_raters(actor: Actor, raters: list[tuple[str, str, str]]):
    """``raters``: (name, address, role), all on one screen, one send."""
    for place, (name, address, _role) in enumerate(raters):
        actor.page.locator(f"[name=raters-{place}-name]").fill(name)
        actor.page.locator(f"[name=raters-{place}-email]").fill(address)
    actor.settle()
    for place, (_name, _address, role) in enumerate(raters):
        actor.page.locator(f"[name=raters-{place}-roles][value={role}]").check()
    submit(actor, "Ask these people by mail")


def rate(actor: Actor, overall: str = "recommend"):
    """A rater without an account: opens the link, fills in, is interrupted, resumes by the same link, sends."""
    address = link(actor.postbox.wait(actor.address, "reference"))
    actor.goto(address)
    actor.picture("rating")
    actor.page.locator("[name=known_since]").fill("three years")
    actor.page.locator("fieldset.scale").first.locator("input[value='4']").check()
    expect(actor.page.locator("#rating-version")).not_to_have_value("0")
    actor.goto(address)
    assert actor.page.locator("[name=known_since]").input_value() == "three years"
    for scale in actor.page.locator("fieldset.scale").all():
        if scale.locator(f"input[value={overall}]").count():
            scale.locator(f"input[value={overall}]").check()
        else:
            scale.locator("input[value='4']").check()
    submit(actor, "Send the rating")
    actor.see("Thank you")


def sign_agreements(actor: Actor, code: str):
    for _ in range(2):
        actor.goto(f"/applications/{code}/agreements/")
        actor.page.locator("[name$=typed_name]").first.fill(actor.name)
        submit(actor, "Sign")


def judge_all(actor: Actor, recommendation: str, doubts: int = 0):
    """Declares no conflict, judges every competency, the first ``doubts`` of them not met; signs."""
    if actor.page.get_by_role("button", name="No: open the portfolio").count():
        submit(actor, "No: open the portfolio")
    panels = actor.page.locator("fieldset.judgement[id^=judge-]")
    for place in range(panels.count()):
        panel = panels.nth(place)
        panel.locator(f"input[value={'not_met' if place < doubts else 'met'}]").check()
        panel.locator("textarea").fill(
            "Not shown yet: the training names it only in passing." if place < doubts else "Clearly shown."
        )
    actor.page.locator(f"#recommendation input[value={recommendation}]").check()
    actor.page.locator("#recommendation textarea").fill("A careful portfolio.")
    submit(actor, "Sign and next")


def decide(actor: Actor, code: str, outcome: str, reason: str = "", house: str = HOUSE):
    actor.goto(f"{house}/applications/{code}/decision/")
    actor.page.locator(f"[name=outcome][value={outcome}]").check()
    actor.settle()
    if reason:
        actor.page.locator("[name=reason]").fill(reason)
    actor.settle()
    submit(actor, "Preview the letter")
    actor.picture(f"decision-{outcome}")
    submit(actor, "Decide and send the letter")


__all__ = ["HOUSE", "PASSWORD", "body", "link"]
