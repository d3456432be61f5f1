"""Permission at the edge and the second factor that some roles ask."""

import time

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    validate_totp_code,
)
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.urls import reverse

from accounts import access, second_factor
from accounts.middleware import SecondFactorMiddleware
from associations.people.enums import Role
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def fresh(person):
    return type(person.user).objects.get(pk=person.user.pk)


def code_of(secret, at=None):
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


def view(request):
    return HttpResponse("seen")


def ask(rf, view, person, path="/somewhere/?a=1"):
    request = rf.get(path)
    request.person = person
    return view(request)


def test_require():
    access.require(True)
    with pytest.raises(Http404):
        access.require(False)


def test_visitors_are_asked_to_sign_in_and_come_back(rf):
    for guard in (access.person_required, access.staff_required):
        assert ask(rf, guard(view), None).url == "/accounts/login/?next=/somewhere/%3Fa%3D1"


def test_what_is_saved_as_typed_hears_that_nobody_is_signed_in(rf):
    request = rf.post("/", headers={"HX-Request": "true"})
    request.person = None
    assert access.person_required(view)(request).status_code == 401


def test_people_and_staff(rf):
    person, staff = factories.person(), factories.person()
    factories.role(staff, Role.ALLIANCE_STAFF)
    assert ask(rf, access.person_required(view), person).content == b"seen"
    assert ask(rf, access.staff_required(view), staff).content == b"seen"
    with pytest.raises(Http404):
        ask(rf, access.staff_required(view), person)
    assert (access.is_staff(None), access.is_staff(person), access.is_staff(staff)) == (False, False, True)


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        (Role.MEMBER, False),
        (Role.APPLICANT, False),
        (Role.REVIEWER, False),
        (Role.COORDINATOR, True),
        (Role.ADMINISTRATOR, True),
        (Role.ALLIANCE_STAFF, True),
    ],
)
def test_who_must_have_a_second_factor(role, asked, association, settings):
    person = factories.person()
    factories.role(person, role, None if role == Role.ALLIANCE_STAFF else association)
    assert second_factor.must_have(fresh(person)) is asked
    settings.PORTAL_DEMO = True
    assert second_factor.must_have(fresh(person)) is False


def test_who_has_no_person_or_rules_the_admin(db):
    user = fresh(factories.person())
    assert second_factor.must_have(user) is False
    user.is_superuser = True
    assert second_factor.must_have(user) is True
    user.is_superuser, user.is_staff = False, True
    assert second_factor.must_have(user) is True
    user.person.delete()
    assert second_factor.must_have(type(user).objects.get(pk=user.pk)) is False


@pytest.fixture
def coordinator(association):
    person = factories.person(email="coordinator@people.example")
    factories.role(person, Role.COORDINATOR, association)
    return person


@pytest.mark.parametrize(("seconds", "right"), [(0, True), (30, True), (60, False), (-30, True)])
def test_a_code_typed_slowly_is_still_right(seconds, right):
    secret, now = generate_totp_secret(), 1_790_000_010
    with time_machine.travel(now, tick=False):
        assert validate_totp_code(secret, code_of(secret, now - seconds)) is right


def sign_in(client):
    return client.post(reverse("account_login"), {"login": "coordinator@people.example", "password": PASSWORD})


@pytest.mark.django_db(transaction=True)
def test_without_a_factor_one_is_set_up_and_then_the_way_is_free(client, coordinator):
    sign_in(client)
    held = client.get("/style-guide/?x=1")
    assert held.url == "/accounts/2fa/?required=1&next=%2Fstyle-guide%2F%3Fx%3D1"
    assert client.get("/accounts/logout/").status_code == 200
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get("/style-guide/").status_code == 200
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert set(Message.objects.values_list("kind", flat=True)) == {"account.totp_activated"}


def test_a_session_older_than_the_factor_proves_it_once(client, coordinator):
    sign_in(client)
    secret = generate_totp_secret()
    TOTP.activate(coordinator.user, secret)
    held = client.get("/style-guide/")
    assert held.url == "/accounts/2fa/reauthenticate/?next=%2Fstyle-guide%2F"
    assert client.post(held.url, {"code": "000000x"}).status_code == 200
    assert client.get("/style-guide/").status_code == 302
    assert client.post(held.url, {"code": code_of(secret)}).url == "/style-guide/"
    assert client.get("/style-guide/").status_code == 200


def test_signing_in_with_the_code_or_a_recovery_code(client, coordinator):
    secret = generate_totp_secret()
    TOTP.activate(coordinator.user, secret)
    codes = RecoveryCodes.activate(coordinator.user).get_unused_codes()
    for code in (code_of(secret), codes[0]):
        assert sign_in(client).url == reverse("mfa_authenticate")
        assert client.post(reverse("mfa_authenticate"), {"code": "nothing"}).status_code == 200
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert client.get("/style-guide/").status_code == 200
        client.logout()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" not in client.session


def test_a_factor_of_another_session_user_does_not_count(rf, coordinator):
    request = rf.get("/")
    request.user = coordinator.user
    request.session = {
        "account_authentication_methods": [{"method": "mfa"}],
        "account_authentication_methods_user": "999999",
    }
    assert second_factor.proved(request) is False
    request.session["account_authentication_methods_user"] = str(coordinator.user.pk)
    assert second_factor.proved(request) is True


def test_only_a_passkey_is_proved_by_the_passkey(coordinator):
    Authenticator.objects.create(user=coordinator.user, type=Authenticator.Type.WEBAUTHN, data={})
    assert second_factor.next_step(coordinator.user) == reverse("mfa_reauthenticate_webauthn")


def test_htmx_and_posts_are_led_there_too(client, coordinator):
    sign_in(client)
    answer = client.post("/style-guide/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/accounts/2fa/?required=1&next=%2F"


def test_visitors_and_open_pages_pass(rf):
    passed = SecondFactorMiddleware(lambda request: "through")
    request = rf.get("/anything/")
    request.user = AnonymousUser()
    assert passed(request) == "through"
    request = rf.get("/accounts/login/")
    assert passed(request) == "through"


def test_the_last_factor_of_who_must_have_one_stays(coordinator):
    first = Authenticator.objects.create(user=coordinator.user, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=coordinator.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    first.user = fresh(coordinator)
    assert get_adapter().can_delete_authenticator(first) is False
    Authenticator.objects.create(user=coordinator.user, type=Authenticator.Type.WEBAUTHN, data={})
    assert get_adapter().can_delete_authenticator(first) is True
    someone = factories.person()
    free = Authenticator.objects.create(user=someone.user, type=Authenticator.Type.TOTP, data={})
    free.user = fresh(someone)
    assert get_adapter().can_delete_authenticator(free) is True


def test_the_passkey_says_whose_portal_it_is(rf):
    from allauth.core import context

    with context.request_context(rf.get("/", headers={"host": "localhost:8000"})):
        assert get_adapter().get_public_key_credential_rp_entity() == {"id": "localhost", "name": "Alliance Portal"}
