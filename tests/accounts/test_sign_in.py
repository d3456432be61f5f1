"""Signing up, confirming, signing in, resetting, as a browser does it."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.entry_forms import SignUp
from accounts.letters import LETTERS
from accounts.models import Address, Person, User
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def sign_up(client, email="ana@people.example", name="Ana Ruiz", **more):
    return client.post(reverse("account_signup"), {"email": email, "name": name, "password1": PASSWORD, **more})


def link_in(message):
    return re.search(r"http\S+(/accounts/\S+)", message.text).group(1)


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_from_sign_up_to_signed_in(client):
    answer = sign_up(client, name="Ana \x00\u202eRuiz\n")
    assert (answer.status_code, answer.url) == (302, reverse("account_email_verification_sent"))


@pytest.fixture
def signed_up(client):
    sign_up(client)
    return User.objects.get(email="ana@people.example")


def test_sign_up_asks_to_confirm_and_does_not_sign_in(client, signed_up):
    message = Message.objects.get()
    assert (message.kind, message.to) == ("account.email_confirmation_signup", "ana@people.example")
    assert signed_up.person.name == "Ana Ruiz"
    assert "_auth_user_id" not in client.session
    assert list(signed_up.person.addresses.all()) == []


def test_looking_at_the_link_confirms_nothing_posting_does(client, signed_up):
    link = link_in(Message.objects.get())
    assert client.get(link).status_code == 200
    assert EmailAddress.objects.get().verified is False
    client.post(link)
    assert EmailAddress.objects.get().verified is True
    address = signed_up.person.addresses.get()
    assert (address.email, address.is_primary, address.verified_at is not None) == ("ana@people.example", True, True)
    assert (sign_in(client, "ANA@people.example").url, client.session["_auth_user_id"]) == ("/", str(signed_up.pk))


def test_a_used_or_mangled_confirmation_is_a_page_not_an_error(client, signed_up):
    link = link_in(Message.objects.get())
    client.post(link)
    assert client.get(link).status_code == 200
    assert client.post(link).status_code in (200, 302, 404)
    assert client.get(link.replace(":", "x")).status_code in (200, 404)
    assert Person.objects.count() == 1


def test_the_links_lead_to_the_portals_own_address(client, settings):
    client.post(
        reverse("account_signup"),
        {"email": "eve@people.example", "name": "Eve", "password1": PASSWORD},
        headers={"host": "localhost"},
    )
    assert f"{settings.PORTAL_URL}/accounts/confirm-email/" in Message.objects.get().text


def test_unconfirmed_cannot_sign_in(client, signed_up):
    answer = sign_in(client, "ana@people.example")
    assert (answer.url, "_auth_user_id" in client.session) == (reverse("account_email_verification_sent"), False)


def test_a_second_sign_up_looks_alike_and_makes_no_second_account(client, signed_up):
    cache.clear()  # mails to one address are minutes apart
    answer = sign_up(client, email="ANA@People.Example", name="Somebody else")
    assert answer.url == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert Message.objects.order_by("-pk")[0].kind == "account.account_already_exists"


def test_a_sign_up_that_loses_the_race_looks_alike(client, monkeypatch):
    factories.person(email="race@people.example")
    monkeypatch.setattr(SignUp, "validate_unique_email", lambda self, value: value)
    answer = sign_up(client, email="race@people.example")
    assert answer.url == reverse("account_email_verification_sent")
    assert (User.objects.count(), Message.objects.get().kind) == (1, "account.account_already_exists")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "x" * 201}, "name"),
        ({"name": "\x07\n"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"password1": "short"}, "password1"),
    ],
)
def test_bad_input_is_said_at_its_field(client, fields, field):
    answer = sign_up(client, **{"email": "b@people.example", "name": "B", **fields})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.count() == 0


def test_password_reset_by_mail(client):
    person = factories.person(email="pia@people.example")
    client.post(reverse("account_reset_password"), {"email": "PIA@people.example"})
    link = link_in(Message.objects.get(kind="account.password_reset_key"))
    form = client.get(link, follow=True)
    new = "another long password"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert sign_in(client, "pia@people.example", new).url == "/"
    assert client.session["_auth_user_id"] == str(person.user.pk)
    assert Message.objects.filter(kind="account.password_reset").count() == 1
    client.logout()
    assert client.get(link, follow=True).status_code == 200


def test_password_reset_of_an_unknown_address_looks_alike(client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@people.example"})
    assert answer.url == reverse("account_reset_password_done")
    assert Message.objects.get().kind == "account.unknown_account"


def test_failed_sign_ins_are_limited_per_address(client):
    factories.person(email="lea@people.example")
    for _ in range(5):
        assert sign_in(client, "lea@people.example", "wrong").status_code == 200
    answer = sign_in(client, "lea@people.example")
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_failed_sign_ins_are_limited_per_visitor(client):
    factories.person(email="lea@people.example")
    for number in range(10):
        sign_in(client, f"guess{number}@people.example", "wrong")
    sign_in(client, "lea@people.example")
    assert "_auth_user_id" not in client.session


def test_addresses_are_unique_in_any_case():
    person = factories.person(email="kim@people.example")
    for make in (
        lambda: User.objects.create(email="KIM@people.example"),
        lambda: Address.objects.create(person=person, email="Kim@People.example"),
        lambda: EmailAddress.objects.create(user=person.user, email="KIM@PEOPLE.EXAMPLE"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_every_mail_of_the_library_has_our_words(rf):
    context = dict.fromkeys(
        ("activate_url", "password_reset_url", "signup_url"), "http://elsewhere.example/accounts/x/"
    )
    context |= {"from_email": "a@b.example", "to_email": "c@d.example", "deleted_email": "e@f.example"}
    for prefix in LETTERS:
        get_adapter().send_mail(prefix, "you@people.example", dict(context))
    assert Message.objects.count() == len(LETTERS)
    assert Message.objects.filter(text__contains="elsewhere.example").count() == 0
    assert Message.objects.exclude(html__contains="<html").count() == 0


def test_a_further_address_must_be_nobodys(client, signed_in):
    person = factories.person()
    factories.person(email="taken@people.example")
    signed_in(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 9e9, "reauthenticated": True}]
    session.save()
    answer = client.post(reverse("account_email"), {"action_add": "", "email": "Taken@people.example"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["email"])
    client.post(reverse("account_email"), {"action_add": "", "email": "mine@people.example"})
    assert EmailAddress.objects.filter(user=person.user, verified=False).get().email == "mine@people.example"


def test_after_a_while_the_password_is_asked_again(client):
    factories.person(email="lea@people.example")
    sign_in(client, "lea@people.example")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 600
    session.save()
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_an_address_somebody_only_named_is_free_for_its_owner(client):
    squatter = factories.person()
    EmailAddress.objects.create(user=squatter.user, email="owner@people.example", verified=False)
    sign_up(client, email="owner@people.example")
    assert EmailAddress.objects.get(email="owner@people.example").user.person.name == "Ana Ruiz"


def test_the_admin_has_no_door_of_its_own(client):
    assert client.get("/admin/login/").url == "/accounts/login/?next=%2Fadmin%2Flogin%2F"


def test_who_asks_for_a_new_password_while_signed_in_is_named(client):
    person = factories.person("Ana Ruiz")
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "You are signed in as Ana Ruiz." in client.get(reverse("account_reset_password")).content.decode()
