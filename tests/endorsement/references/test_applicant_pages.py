"""The applicant's page: states, what to do, and never a rating."""

import datetime

import pytest
from django.urls import reverse

from associations.policy.models import Policy
from common.audit.models import AccessLog
from endorsement.application.models import Application
from endorsement.references import queries
from endorsement.references.actions import rating
from endorsement.references.enums import ReferenceState
from endorsement.references.models import Reference
from endorsement.references.workflow import MACHINE
from tests import factories
from tests.endorsement.references.conftest import mails, rating_changes, tokens

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def page(case, signed_in):
    client = signed_in(case.person)
    client.address = reverse("references:ask", args=[case.association.slug, case.category.slug])
    return client


def post_of(*raters):
    data = {"raters-TOTAL_FORMS": "3", "raters-INITIAL_FORMS": "0"}
    for place, rater in enumerate(raters):
        for name, value in rater.items():
            data[f"raters-{place}-{name}"] = value
    return data


def rater(**fields):
    return {"name": "Rita Rater", "email": "rita@gmail.com", "roles": ["current_supervisor"]} | fields


def send(reference, *, overall="recommend", comment=""):
    changes = rating_changes(queries.items_for(reference.association), overall=overall) | {"comment": comment}
    rating.send_rating(token=tokens(reference)[0], version=0, changes=changes)


def part(page, name, reference):
    return reverse(f"references:{name}", args=["ct-aimh", "ifs", reference.code])


def test_three_on_one_screen_one_send(page):
    assert page.get(page.address).text.count('type="email"') == 3
    data = post_of(rater(), rater(name="Paul", email="paul@gmail.com", waived_access="on"), rater(email="t@gmail.com"))
    response = page.post(page.address, data, follow=True)
    assert "3 raters have been asked by mail" in response.text
    assert list(Reference.objects.values_list("rater_email", "waived_access")) == [
        ("rita@gmail.com", False),
        ("paul@gmail.com", True),
        ("t@gmail.com", False),
    ]
    again = page.post(page.address, post_of(rater()), follow=True)
    assert "not asked again" in again.text
    assert Reference.objects.count() == 3


def test_empty_rows_are_left_for_later_but_one_is_needed(page):
    assert "Please name at least one rater" in page.post(page.address, post_of({}, {}, {})).text
    assert page.post(page.address, post_of({}, rater(), {})).status_code == 302
    assert Reference.objects.count() == 1


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"email": "ANA@people.example"}, "This is your own address"),
        ({"email": "no address"}, "valid email address"),
        ({"email": "x" * 400 + "@gmail.com"}, "valid email address"),
        ({"name": ""}, "required"),
        ({"name": "\u202e\u200b"}, "required"),
        ({"name": "see http://evil.example"}, "without an address or a link"),
        ({"name": "www.evil.example"}, "without an address or a link"),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"name": "nul\x00"}, "Null characters"),
        ({"roles": []}, "required"),
        ({"roles": ["emperor"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(page, odd, words):
    response = page.post(page.address, post_of(rater(name="Paul", email="paul@gmail.com"), rater(**odd)))
    assert response.status_code == 200
    assert words in response.text
    assert "paul@gmail.com" in response.text
    assert Reference.objects.count() == 0


def test_the_same_address_twice_among_the_three(page):
    response = page.post(page.address, post_of(rater(), rater(name="Other", email="RITA@gmail.com")))
    assert "This address stands twice" in response.text
    assert Reference.objects.count() == 0


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "O’Brien 🙂", "مريم", "J.R.R. Tolkien", "Dr.Smith.com", "a" * 200])
def test_odd_names_are_names(page, name):
    assert page.post(page.address, post_of(rater(name=name))).status_code == 302
    assert page.get(page.address).status_code == 200
    assert ".com" not in Reference.objects.get().rater_name


def test_more_forms_than_three_are_refused(page):
    data = post_of(rater()) | {"raters-TOTAL_FORMS": "1000000"}
    assert page.post(page.address, data).status_code == 200
    assert page.post(page.address, {}).status_code == 200
    assert Reference.objects.count() == 0


def test_a_further_person_one_at_a_time_up_to_six(page, ask):
    for n in range(5):
        ask(email=f"r{n}@gmail.com")
    assert page.get(page.address).text.count('type="email"') == 1
    data = {"raters-TOTAL_FORMS": "1", "raters-INITIAL_FORMS": "0"}
    one = {f"raters-0-{key}": value for key, value in rater(email="sixth@gmail.com").items()}
    assert page.post(page.address, data | one).status_code == 302
    seventh = {f"raters-0-{key}": value for key, value in rater(email="seventh@gmail.com").items()}
    assert "up to 6 references" in page.post(page.address, data | seventh).text
    assert "Ask a further person" not in page.get(page.address).text


def test_employers_addresses_are_warned_about(page, ask):
    hint = reverse("references:address_hint", args=["ct-aimh", "ifs"])
    assert "Is this a work address?" in page.post(hint, {"raters-0-email": "x@clinic.example"}).text
    for email in ("x@gmail.com", "half", ""):
        assert page.post(hint, {"raters-0-email": email}).text.strip() == ""
    assert page.post(hint, {}).text.strip() == ""
    ask(email="x@clinic.example")
    assert "No sign of them yet" not in page.get(page.address).text
    Reference.objects.update(asked_at=START)
    assert "No sign of them yet" in page.get(page.address).text


@pytest.mark.parametrize("state", list(ReferenceState))
def test_every_state_says_what_to_do_and_offers_only_what_is_possible(page, ask, state):
    reference = ask()
    Reference.objects.update(state=state, problem="550 no such user")
    reference.links.update(sent_at=START)
    text = page.get(page.address).text
    offered = {name for name in ("resend", "correct", "replace") if part(page, name, reference) in text}
    assert (
        offered
        == {
            "asked": {"resend", "correct", "replace"},
            "opened": {"resend", "correct", "replace"},
            "bounced": {"resend", "correct", "replace"},
            "expired": {"resend", "correct", "replace"},
            "declined": {"replace"},
            "done": set(),
            "replaced": set(),
        }[state]
    )
    assert ("550 no such user" in text) == (state == "bounced")
    assert "Rita Rater" in text


def test_the_page_never_holds_a_link_of_the_rater(page, ask):
    token = tokens(ask())[0]
    assert token not in page.get(page.address).text
    assert "/rate/" not in page.get(page.address).text


def test_the_rating_is_never_on_the_page(page, ask, case):
    reference = ask()
    send(reference, overall="do_not_recommend", comment="secret words")
    text = page.get(page.address).text
    assert "done" in text
    for hidden in ("do not recommend", "do_not_recommend", "secret words", "since 2023"):
        assert hidden not in text


def test_the_page_costs_the_same_for_one_and_for_six(page, ask, django_assert_num_queries):
    for n in range(6):
        ask(email=f"r{n}@gmail.com")
        if n in (0, 4):
            with django_assert_num_queries(12):
                page.get(page.address)


def test_send_again(page, ask):
    reference = ask()
    assert page.get(part(page, "resend", reference)).status_code == 405
    assert "within the last 24 hours" in page.post(part(page, "resend", reference), follow=True).text
    assert "You can send it again from" in page.get(page.address).text
    reference.links.update(sent_at=START)
    assert "on its way" in page.post(part(page, "resend", reference), follow=True).text
    Reference.objects.update(state="done")
    assert "no longer possible" in page.post(part(page, "resend", reference), follow=True).text
    assert len(mails(kind="reference.again")) == 1


def test_correct_the_address(page, ask):
    reference = ask(email="wrong@gmail.com")
    ask(email="used@gmail.com")
    address = part(page, "correct", reference)
    assert "wrong@gmail.com" in page.get(address).text
    assert "nonsense" in page.post(address, {"email": "nonsense"}).text
    assert "your own address" in page.post(address, {"email": "ana@people.example"}).text
    assert "Another of your raters" in page.post(address, {"email": "used@gmail.com"}).text
    assert "Nothing was sent" in page.post(address, {"email": "wrong@gmail.com"}, follow=True).text
    assert "on its way to the new address" in page.post(address, {"email": "new@gmail.com"}, follow=True).text
    Reference.objects.update(state="opened")
    assert "thrown away" in page.get(address).text
    Reference.objects.update(state="done")
    assert "no longer waits" in page.get(address, follow=True).text


def test_ask_someone_else(page, ask):
    reference, _used = ask(), ask(email="used@gmail.com")
    address = part(page, "replace", reference)
    assert page.get(address).status_code == 200
    assert "required" in page.post(address, {}).text
    assert "Another of your raters" in page.post(address, rater(email="used@gmail.com")).text
    assert "Nova has been asked" in page.post(address, rater(name="Nova", email="nova@gmail.com"), follow=True).text
    assert "Replaced earlier" in page.get(page.address).text
    assert "You can ask a further person" in page.get(address, follow=True).text


def test_moves_that_are_gone_when_the_form_arrives(page, ask, case, monkeypatch):
    """The rater answers between the view's look and the action's lock."""
    from endorsement.references.views import applicant

    reference = ask()
    seen = Reference.objects.select_related(*case.where).get()
    monkeypatch.setattr(applicant, "_reference", lambda case, code: seen)
    Reference.objects.update(state="done")
    for name, data in (("correct", {"email": "new@gmail.com"}), ("replace", rater(email="new@gmail.com"))):
        assert "no longer possible" in page.post(part(page, name, reference), data, follow=True).text


def test_a_closed_application_shows_but_changes_nothing(page, ask):
    reference = ask()
    Application.objects.update(state="endorsed")
    text = page.get(page.address).text
    assert "This application is closed" in text
    assert part(page, "correct", reference) not in text
    reference.links.update(sent_at=START)
    assert "closed" in page.post(part(page, "resend", reference), follow=True).text
    assert "closed" in page.post(part(page, "correct", reference), {"email": "new@gmail.com"}).text
    assert "closed" in page.post(page.address, post_of(rater(email="new@gmail.com"))).text
    assert Reference.objects.count() == 1


# Access to a rating


@pytest.mark.parametrize(
    ("access", "waived", "offered"),
    [
        ("never", False, False),
        ("on_request", False, True),
        ("on_request", True, True),
        ("unless_waived", False, True),
        ("unless_waived", True, False),
    ],
)
def test_access_follows_the_recorded_policy(page, ask, case, coordinator, access, waived, offered):
    Policy.objects.filter(association=case.association).update(rating_access=access)
    reference = ask(waived=waived)
    address = part(page, "access", reference)
    page.post(address)
    assert mails(kind="reference.access") == []
    send(reference)
    assert (address in page.get(page.address).text) == offered
    for _ in range(2):
        page.post(address, follow=True)
    sent = mails(kind="reference.access")
    assert [mail.to for mail in sent] == (["cora@office.example"] if offered else [])
    assert AccessLog.objects.filter(action="request access").count() == int(offered)
    assert ("You have asked the coordinator" in page.get(page.address).text) == offered
    assert "recommend" not in "".join(mail.text for mail in sent)


def test_a_request_for_access_reaches_the_office_where_nobody_holds_the_role(page, ask, case):
    Policy.objects.update(rating_access="on_request")
    reference = ask()
    send(reference)
    page.post(part(page, "access", reference))
    assert [mail.to for mail in mails(kind="reference.access")] == ["office@ct-aimh.example"]


def test_a_request_for_access_with_nobody_to_write_to(page, ask, case):
    Policy.objects.update(rating_access="on_request")
    case.association.contact_email = ""
    case.association.save()
    reference = ask()
    send(reference)
    assert page.post(part(page, "access", reference)).status_code == 302
    assert AccessLog.objects.filter(action="request access").count() == 1


# Whose page it is


def test_visitors_sign_in_and_others_find_nothing(client, case, ask, signed_in, page):
    reference = ask()
    client.logout()
    assert client.get(page.address).status_code == 302
    stranger = signed_in(factories.person("Stranger"))
    names = ("resend", "correct", "replace", "access")
    for address in (page.address, *(part(page, name, reference) for name in names)):
        assert stranger.post(address).status_code == 404
    assert stranger.get(page.address).status_code == 404


def test_another_applicant_cannot_reach_my_references(case, ask, signed_in, association, category):
    from tests.endorsement.references.conftest import open_application

    reference = ask()
    other = factories.person("Other")
    open_application(other, association, category)
    client = signed_in(other)
    for name in ("resend", "correct", "replace", "access"):
        assert client.post(part(client, name, reference)).status_code == 404
    assert "Rita" not in client.get(reverse("references:ask", args=["ct-aimh", "ifs"])).text


@pytest.mark.parametrize("path", ["/references/nowhere/ifs/", "/references/ct-aimh/xyz/", "/references/a/b/c/resend/"])
def test_addresses_that_lead_nowhere(page, path):
    assert page.get(path).status_code in (404, 405)


def test_the_category_by_key_or_by_slug(page):
    assert page.get("/references/ct-aimh/IFS/").status_code == 200


# Totality


def test_every_state_and_move_is_provided_for():
    from endorsement.references import permissions, presenters

    assert set(MACHINE.states) == set(ReferenceState.values)
    for table in (presenters.TONES, presenters.ICONS, presenters._TO_DO):
        assert set(table) == set(ReferenceState)
    assert set(MACHINE.transitions) <= set(presenters.MOVE_WORDS)
    assert {transition.permission for transition in MACHINE.transitions.values()} <= set(permissions.TABLE)
