"""What the page frame does in a browser: drafts, a session that ended, questions, errors, keyboard, width."""

import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import expect

from tests.journeys import frame_pages

pytestmark = pytest.mark.journey


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Says nothing: the test tells what went wrong."""


@pytest.fixture
def address(settings):
    """The frame's pages, served without a database: none of them may need one."""
    settings.ROOT_URLCONF = "tests.journeys.frame_pages"
    settings.PORTAL_DEMO = True
    frame_pages.ANSWERS["draft"] = "saved"
    frame_pages.RECEIVED.clear()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser, address):
    """A tab at the form. What the browser complains about (a blocked script, an error) fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="en-GB")
    tab = context.new_page()
    complaints = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
    tab.goto(f"{address}/frame/")
    yield tab
    context.close()
    assert complaints == []


def status(page):
    return page.locator("[data-draft-words]")


def test_what_is_typed_is_saved_with_its_token(page):
    expect(status(page)).to_have_text("Drafts are saved as you type")
    page.fill("#id_title", "Peas")
    expect(status(page)).to_contain_text("Saved")
    assert [(one["title"], one["text"]) for one in frame_pages.RECEIVED] == [("Peas", "")]


def test_someone_who_goes_on_typing_is_saved_all_the_same(page):
    page.locator("#id_text").press_sequentially("x" * 28, delay=190)
    expect(page.locator("#id_text")).to_have_value("x" * 28)
    assert 0 < len(frame_pages.RECEIVED[0]["text"]) < 28
    expect(status(page)).to_contain_text("Saved")


def test_a_server_that_is_down_is_said_and_tried_again(page):
    frame_pages.ANSWERS["draft"] = "503"
    page.fill("#id_title", "Peas")
    expect(status(page)).to_have_text("Not saved – reconnecting…")
    frame_pages.ANSWERS["draft"] = "saved"
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Saved")


@pytest.mark.parametrize("answer", ["signed out", "401", "403"])
def test_a_session_that_ended_keeps_the_page_and_asks_to_sign_in(page, answer):
    frame_pages.ANSWERS["draft"] = answer
    page.fill("#id_text", "A long text")
    dialog = page.get_by_role("dialog", name="Please sign in again")
    expect(dialog).to_be_visible()
    link = dialog.get_by_role("link", name="Sign in on a new tab")
    assert (link.get_attribute("target"), link.get_attribute("href")) == ("_blank", "/accounts/login/")
    dialog.get_by_role("button", name="Back to my text").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_text")).to_have_value("A long text")
    expect(status(page)).to_have_text("Not saved – reconnecting…")


def test_a_newer_version_is_shown_where_the_server_says(page):
    frame_pages.ANSWERS["draft"] = "conflict"
    page.fill("#id_title", "Peas")
    expect(page.locator("#choice")).to_have_text("A newer version is stored.")
    expect(status(page)).to_have_text("Not saved. Please look at the form.")
    expect(page.locator("#id_title")).to_have_value("Peas")


def test_offline_is_said(page):
    page.context.set_offline(True)
    expect(page.locator("[data-offline-notice]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-offline-notice]")).to_be_hidden()


def test_a_question_comes_first_and_can_be_refused(page):
    page.get_by_role("button", name="Remove", exact=True).click()
    dialog = page.get_by_role("dialog", name="Remove it?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="Frame")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()
    dialog.get_by_role("button", name="Yes, remove").click()
    expect(page.get_by_role("heading", name="Removed")).to_be_visible()


def test_escape_refuses_too(page):
    page.get_by_role("button", name="Remove", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Remove it?")).to_be_hidden()
    expect(page.get_by_role("heading", name="Frame")).to_be_visible()


def test_errors_get_the_focus_and_lead_to_the_field(page):
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_be_focused()


def test_control_and_enter_send(page):
    page.fill("#id_title", "Peas")
    page.locator("#id_text").press("Control+Enter")
    expect(page.get_by_role("heading", name="Sent")).to_be_visible()


def test_a_counter_counts_and_a_closed_button_says_why(page):
    page.fill("#id_text", "12345")
    expect(page.locator(".counter")).to_have_text("5 / 50")
    page.get_by_role("button", name="Submit all").click(force=True)
    expect(page.locator("#reason")).to_be_focused()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/about/", "/style-guide/", "/frame/", "/accounts/login/", "/accounts/signup/", "/nothing/"]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(page, address, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/style-guide/")
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".btn, .form-control, .form-select, .page-link, .nav-link, .tab-links a, .navbar-toggler, summary"
        )].filter((e) => e.offsetParent && e.offsetHeight < 44).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
