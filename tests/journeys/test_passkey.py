"""A passkey: set up where the role asks for a second step, used as that step, and instead of a password."""

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import PASSWORD
from tests.journeys.steps import fill, submit

pytestmark = pytest.mark.journey
MAKE = f"""
from accounts.actions import create_account
from associations.directory.models import Association
from associations.people.actions import grant_role
keeper = create_account(email="keeper@passkey.example", name="Karin Keeper", password="{PASSWORD}")
grant_role(person=keeper, role="coordinator", association=Association.objects.get(slug="mi-aimh"), by=None, tell=False)
"""
OFFICE = "/a/mi-aimh/people/"


@pytest.fixture
def keeper(actor, portal):
    """A coordinator whose browser has a device that makes passkeys. A passkey belongs to a host, and an IP is none."""
    portal.manage("shell", "-c", MAKE)
    one = actor("Karin Keeper", "keeper@passkey.example", host="localhost")
    one.device = one.context.new_cdp_session(one.page)
    one.device.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    one.authenticator = one.device.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    return one


def credentials(keeper) -> list[dict]:
    return keeper.device.send("WebAuthn.getCredentials", {"authenticatorId": keeper.authenticator})["credentials"]


def sign_out(keeper):
    keeper.goto("/accounts/logout/")
    submit(keeper)
    keeper.goto(OFFICE)
    assert "/accounts/login/" in keeper.page.url


def test_set_up_as_second_step_and_instead_of_a_password(keeper):
    keeper.sign_in()
    keeper.goto(OFFICE)
    keeper.see("Your role needs a second step")
    keeper.press("Add a passkey")
    fill(keeper, name="My telephone")
    keeper.page.locator("input[name=passwordless]").check()
    keeper.press("Add the passkey")
    (made,) = credentials(keeper)
    assert (made["rpId"], made["isResidentCredential"]) == ("localhost", True)
    keeper.goto("/accounts/2fa/webauthn/")
    keeper.see("My telephone")
    keeper.see("Signs in without a password")

    sign_out(keeper)
    keeper.sign_in()
    assert "/2fa/authenticate/" in keeper.page.url
    keeper.press("Use a passkey or security key")
    keeper.goto(OFFICE)
    assert keeper.page.url == keeper.portal.url + OFFICE

    sign_out(keeper)
    keeper.press("Sign in with a passkey")
    assert keeper.page.url == keeper.portal.url + OFFICE
    assert credentials(keeper)[0]["signCount"] == made["signCount"] + 2

    sign_out(keeper)
    keeper.device.send("WebAuthn.clearCredentials", {"authenticatorId": keeper.authenticator})
    keeper.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(keeper.page.locator("[data-passkey-error]")).to_contain_text("could not be used", timeout=15_000)
    assert "NotAllowedError" in keeper.console.pop()
    keeper.goto(OFFICE)
    assert "/accounts/login/" in keeper.page.url
