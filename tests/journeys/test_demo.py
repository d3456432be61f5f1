"""The demonstration in a browser: one button per role, no second factor, said on every page."""

import pytest

from alliance_portal.demo.people import OTHERS, SIGN_INS, STEPS, sign_in_addresses
from tests.journeys.actors import Actor
from tests.journeys.portal import Portal

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def demo(tmp_path_factory, groundwork):
    made = Portal(tmp_path_factory.mktemp("demo") / "var", demo=True, groundwork=groundwork)
    made.manage("seed_demo", "--applications", "26", "--endorsements", "60")
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.mark.parametrize("width", [360, 1280])
def test_one_button_per_role(demo, browser, width):
    for role, place in {
        "applicant": "/applications/", "member": "/", "reviewer": "/reviews/", "coordinator": "/applications/",
        "administrator": "/applications/", "staff": "/alliance/",
    }.items():  # fmt: skip
        actor = Actor(browser, demo, None, role, width=width)
        actor.goto("/accounts/login/")
        assert actor.page.locator("button[name=key]").count() == len(SIGN_INS) + len(STEPS) + len(OTHERS)
        actor.page.locator(f"button[name=key][value={role}]").click()
        actor.settle()
        actor.check()
        assert place in actor.page.url
        actor.see("Demonstration")
        assert actor.page.locator("meta[name=robots][content*=noindex]").count() == 1
        if width == 1280:
            photograph(actor, role)
        actor.context.close()


def photograph(actor, role):
    """The README's pictures of a portal with people in it."""
    if role == "applicant":
        actor.page.locator(".card-grid a.btn").first.click()
        actor.settle()
        actor.picture("dashboard")
        actor.goto("/portfolio/")
        actor.picture("portfolio")
    elif role in ("coordinator", "staff"):
        if role == "coordinator":
            actor.goto("/a/ct-aimh/applications/?turn=all")
        actor.picture("queue" if role == "coordinator" else "associations")
        if role == "staff":
            actor.goto("/alliance/activity/")
            actor.page.locator("main a.entry-title").first.click()
            actor.settle()
            actor.check()
            actor.picture("activity-year")


def test_public_pages_say_sample(demo, browser):
    visitor = Actor(browser, demo, None, "visitor")
    for path in ("/registry/", "/verify/", "/standard/", "/", "/style-guide/", "/about/"):
        visitor.goto(path)
        visitor.see("Sample")
    visitor.context.close()
    assert "invented" in demo.output()
    for email in sign_in_addresses().values():
        assert email in demo.output()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("submitted", "submitted"),
        ("returned", "returned to the applicant"),
        ("deferred", "deferred"),
        ("held", "on hold"),
        ("endorsed", "endorsed"),
    ],
)
def test_one_button_per_later_step(demo, browser, step, words):
    actor = Actor(browser, demo, None, step)
    actor.goto("/accounts/login/")
    actor.see("This is a demonstration with invented people")
    actor.page.locator(f"button[name=key][value={step}]").click()
    actor.settle()
    actor.check()
    assert "/applications/" in actor.page.url
    actor.see(words)
    actor.context.close()
