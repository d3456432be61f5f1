"""People in browsers. Every page they see is checked by axe and for sideways scrolling; main pages are photographed."""

import base64
import hmac
import os
import re
import struct
import time
from collections import Counter
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.portal import link

PICTURES = Path(os.environ["PORTAL_PICTURES"]) if os.environ.get("PORTAL_PICTURES") else None
PASSWORD = "kindly-held-in-mind"
LOOKED_AT: Counter = Counter()
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
AXE_TAGS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def totp(secret: str, at: float | None = None) -> str:
    """The six digits of RFC 6238 for a base-32 ``secret``."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int((at or time.time()) // 30)), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Actor:
    """One person with a browser of their own."""

    def __init__(self, browser, portal, postbox, name: str, address: str = "", width: int = 1280, axe=True):
        self.portal, self.postbox, self.name, self.address, self.axe = portal, postbox, name, address, axe
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-US")
        self.page = self.context.new_page()
        self.page.set_default_timeout(45_000)
        self.console = []
        self.page.on("console", lambda m: self.console.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.console.append(str(e)))
        self.page.on("request", self._stay_home)
        self.strangers = []
        self.under_way = set()
        self.page.on("request", lambda request: self.under_way.add(request))
        self.page.on("requestfinished", lambda request: self.under_way.discard(request))
        self.page.on("requestfailed", lambda request: self.under_way.discard(request))
        self.secret = ""

    def _stay_home(self, request):
        if not request.url.startswith((self.portal.url, "data:", "blob:")):
            self.strangers.append(request.url)

    def goto(self, path: str):
        self.page.goto(path if path.startswith("http") else self.portal.url + path)
        return self.check()

    def settle(self):
        """Waits until the page that a click leads to is there, with all it asked for: the click itself returns before
        the browser sets off. (Playwright's "networkidle" waits half a second each time.)"""
        self.page.wait_for_timeout(120)
        self.page.wait_for_load_state("load")
        for _ in range(100):
            if not self.under_way:
                break
            self.page.wait_for_timeout(30)

    def check(self):
        """What ``_check`` finds; once more when the page went elsewhere meanwhile."""
        for _ in range(4):
            try:
                return self._check()
            except PlaywrightError as error:
                if "context was destroyed" not in str(error) and "navigation" not in str(error):
                    raise
                self.settle()
        return self._check()

    def _fresh(self) -> bool:
        """Whether axe has looked at this page, at this width, fewer than twice in this run: it takes a second."""
        path = re.sub(r"[0-9A-Z]{12}|[\w-]{43}|\d+", "*", self.page.url.partition("?")[0].removeprefix(self.portal.url))
        seen = LOOKED_AT[path, self.page.viewport_size["width"]] = LOOKED_AT[path, self.page.viewport_size["width"]] + 1
        return seen <= 2

    def _check(self):
        """axe finds nothing, no other host was asked, nothing in the console, nothing wider than the window."""
        if self.axe and self._fresh():
            result = Axe().run(self.page, options=AXE_TAGS)
            problems = [
                f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}"
                for v in result.response["violations"]
            ]
            assert problems == [], f"{self.page.url}: {problems}"
        assert self.strangers == []
        # The second is the hash of an empty style attribute: axe leaves such behind, and htmx carries them over.
        expected = re.compile(r"status of (4\d\d|503)|sha256-47DEQpj8HBSa\+/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU=")
        unexpected = [line for line in self.console if not expected.search(line)]
        assert unexpected == [], f"{self.page.url}: {unexpected}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide at {self.page.viewport_size['width']} px"
        return self.page

    def picture(self, name: str, full: bool = False):
        if PICTURES:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png", full_page=full)

    def press(self, name: str, exact: bool = False):
        """The button or link of that name; then the page it leads to is checked."""
        found = self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )
        found.first.click()
        self.settle()
        return self.check()

    def see(self, text: str):
        self.page.get_by_text(text).first.wait_for()

    def sign_up(self, here: bool = False):
        """Makes an account (on this page if ``here``), confirms the address from the mail, signs in."""
        if not here:
            self.goto("/accounts/signup/")
        self.page.locator("input[name=name]").fill(self.name)
        self.page.locator("input[name=email]").fill(self.address)
        self.page.locator("input[name=password1]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").last.click()
        self.settle()
        self.check()
        self.page.goto(link(self.postbox.wait(self.address, "confirm")))
        self.check()
        self.page.locator("main form button[type=submit]").last.click()
        self.settle()
        self.check()
        if "/login/" not in self.page.url:
            self.goto("/accounts/login/")
        if self.page.locator("input[name=login]").count():
            self.sign_in()

    def sign_in(self):
        if "/login/" not in self.page.url:
            self.goto("/accounts/login/")
        self.page.locator("input[name=login]").fill(self.address)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.settle()
        self.check()

    def set_up_second_factor(self):
        """Activates an authenticator app; the portal sent us here because the role asks for it."""
        self.goto("/accounts/2fa/totp/activate/")
        if self.page.locator("input[name=password]").count():
            self.page.locator("input[name=password]").fill(PASSWORD)
            self.page.locator("main form button[type=submit]").first.click()
            self.settle()
            self.check()
        text = self.page.content()
        self.secret = re.search(r"\b([A-Z2-7]{32})\b", text.replace(" ", "")).group(1)
        self.page.locator("input[name=code]").fill(totp(self.secret))
        self.page.locator("main form button[type=submit]").first.click()
        self.settle()
        self.check()
        assert "/totp/activate/" not in self.page.url, self.page.locator("main").inner_text()
