"""Interest from new states and countries: asked in public, followed by staff through its stages."""

import datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from associations.directory.models import Licence
from associations.interest import actions
from associations.interest.enums import Stage
from associations.interest.models import Interest, InterestNote
from associations.interest.queries import visible_to
from associations.interest.workflow import MACHINE
from associations.people.enums import Role
from common import clock
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests import factories

pytestmark = pytest.mark.django_db
TYPED = {
    "region": "Atlantis",
    "country": "Nowhere",
    "organisation": "Friends of Infants",
    "name": "Ida Invented",
    "email": "Ida@People.example",
    "message": "How could Endorsement come here?\r\nWe are forty.",
}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def staff(db):
    person = factories.person("Sam Staff", email="staff@people.example")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def interest(staff):
    return actions.ask(**TYPED)


def send(client, **changes):
    return client.post(reverse("interest:ask"), TYPED | changes)


def test_asking_makes_a_row_and_a_mail_to_each_of_the_staff(client, staff):
    staff_two = factories.person(email="two@people.example")
    factories.role(staff_two, Role.ALLIANCE_STAFF)
    nobody = factories.person("Nowhere Now")
    factories.role(nobody, Role.ALLIANCE_STAFF)
    nobody.addresses.all().delete()
    answer = send(client)
    assert answer.url == reverse("interest:thanks")
    assert "Your letter has arrived" in client.get(answer.url).content.decode()
    row = Interest.objects.get()
    assert (row.email, row.state, row.owner) == ("ida@people.example", "asked", None)
    assert row.message == "How could Endorsement come here?\nWe are forty."
    mails = Message.objects.filter(kind="interest.asked")
    assert sorted(mails.values_list("to", flat=True)) == ["staff@people.example", "two@people.example"]
    assert mails[0].subject == "Interest in Endorsement: Atlantis, Nowhere"
    assert f"/alliance/interest/{row.code}/" in mails[0].text
    assert not any("Ida" in one.text + one.html or "forty" in one.text for one in mails)


def test_asking_again_is_one_row_and_new_words_are_a_note(interest, client):
    assert actions.ask(**TYPED) == interest
    assert send(client, message="One more thing").status_code == 302
    assert send(client, message="One more thing").status_code == 302
    assert Interest.objects.get() == interest
    assert list(interest.notes.values_list("text", "by", "by_name")) == [("One more thing", None, "Ida Invented")]
    assert Message.objects.count() == 1
    actions.move(interest=interest, name="decline", by=factories.person(), reason="Not now")
    assert actions.ask(**TYPED) != interest


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region": " "}, "This field is required."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"message": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, changes, sentence):
    page = send(client, **changes).content.decode()
    assert sentence in page
    assert "Friends of Infants" in page
    assert not Interest.objects.exists()


def test_hostile_words_are_only_words(client, staff, signed_in):
    evil = "<script>alert(1)</script> \u202e=HYPERLINK(1)"
    assert send(client, region=f"{evil}\r\nBcc: x@people.example", message=evil).status_code == 302
    row = Interest.objects.get()
    assert row.region == "<script>alert(1)</script> =HYPERLINK(1) Bcc: x@people.example"
    mail = Message.objects.get()
    assert "\n" not in mail.subject
    assert "<script>" not in mail.html
    for address in (reverse("interest:list"), reverse("interest:open", args=[row.code])):
        assert "<script>alert" not in signed_in(staff).get(address).content.decode()


def test_too_many_letters_from_one_network(client):
    for number in range(5):
        assert send(client, email=f"a{number}@people.example").status_code == 302
    answer = send(client, email="a6@people.example")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "This came too often from your network. Please send it again in an hour." in page
    assert "We are forty." in page
    assert Interest.objects.count() == 5


def test_the_way_to_a_licence(interest, staff, association, signed_in):
    client = signed_in(staff)
    page = reverse("interest:open", args=[interest.code])

    def go(name, **data):
        return client.post(reverse("interest:move", args=[interest.code, name]), data)

    assert go("explore").url == page
    assert go("prepare", reason="Forty people, two trainers").url == page
    association.licences.all().delete()
    assert "It needs a licence that is in force." in go("license").content.decode()
    assert "Select a valid choice" in go("license", association=association.slug).content.decode()
    Licence.objects.create(association=association, kind="guidelines")
    assert go("license", association=association.slug).url == page
    interest.refresh_from_db()
    assert (interest.state, interest.association) == ("licensed", association)
    assert interest.closed_at
    changes = StatusChange.objects.filter(machine="interest", object_id=interest.pk).order_by("pk")
    assert [(one.transition, one.by_name, one.reason) for one in changes] == [
        ("explore", "Sam Staff", ""),
        ("prepare", "Sam Staff", "Forty people, two trainers"),
        ("license", "Sam Staff", ""),
    ]
    shown = client.get(page).content.decode()
    assert shown.index("Note the licence") < shown.index("Forty people") < shown.index("We are forty.")
    assert association.name in shown
    assert "The next stage" not in shown
    answer = client.post(reverse("interest:move", args=[interest.code, "decline"]), {"reason": "Late"}, follow=True)
    assert "is no longer possible: the stage is now “licensed”" in answer.content.decode()
    assert client.get(reverse("interest:move", args=[interest.code, "jump"])).status_code == 404


@pytest.mark.parametrize("state", Stage)
@pytest.mark.parametrize("name", MACHINE.transitions)
def test_every_move_from_every_stage(staff, association, state, name):
    now = clock.now()
    row = Interest.objects.create(region="R", country="C", state=state, state_since=now, asked_at=now, closed_at=now)
    given = {"interest": row, "name": name, "by": staff, "reason": "Because", "association": association}
    if state not in MACHINE.transitions[name].sources:
        with pytest.raises(MoveGone):
            actions.move(**given)
        return
    moved = actions.move(**given)
    assert moved.state == MACHINE.transitions[name].target
    assert moved.association == (association if name == "license" else None)
    if name == "reopen":
        assert moved.closed_at is None
    with pytest.raises(MoveGone):
        actions.move(**given)


def test_declining_needs_a_reason_and_can_be_taken_back(interest, staff):
    with pytest.raises(actions.NotSaid) as missing:
        actions.move(interest=interest, name="decline", by=staff, reason=" \n")
    assert missing.value.field == "reason"
    assert actions.move(interest=interest, name="decline", by=staff, reason="No group yet").closed_at
    assert actions.move(interest=interest, name="reopen", by=staff).closed_at is None


def test_owner_next_date_and_notes(interest, staff, association, signed_in):
    client, page = signed_in(staff), reverse("interest:open", args=[interest.code])
    plan = reverse("interest:plan", args=[interest.code])
    assert "Nobody looks after it yet." in client.get(page).content.decode()
    outsider = factories.person()
    factories.role(outsider, Role.COORDINATOR, association)
    assert "Select a valid choice" in client.post(plan, {"owner": outsider.pk}).content.decode()
    assert "between 1990 and 2100" in client.post(plan, {"next_on": "0999-01-01"}).content.decode()
    for _twice in range(2):
        assert client.post(plan, {"owner": staff.pk, "next_on": "2026-12-01"}).url == page
    shown = client.get(page).content.decode()
    assert "Next on Dec. 1, 2026." in shown
    assert shown.count("Looked after by Sam Staff.") == 1
    assert client.post(plan, {}).url == page
    for _twice in range(2):
        assert client.post(page, {"text": "Called her.\r\nShe is glad."}).url == page
    assert "This field is required." in client.post(page, {"text": " "}).content.decode()
    texts = list(InterestNote.objects.values_list("text", flat=True))
    assert texts == ["Looked after by Sam Staff.", "Looked after by nobody.", "Called her.\nShe is glad."]


def test_only_staff_see_it(interest, staff, association):
    administrator = factories.person()
    factories.role(administrator, Role.ADMINISTRATOR, association)
    assert (list(visible_to(staff)), list(visible_to(administrator)), list(visible_to(None))) == ([interest], [], [])


def test_the_list_begins_with_what_is_to_be_done(staff, signed_in):
    now = clock.now()
    plan = {"a": (None, "asked"), "b": (datetime.date(2026, 9, 1), "exploring"), "c": (None, "declined")}
    plan["d"] = (datetime.date(2026, 7, 1), "preparing")
    for name, (day, state) in plan.items():
        Interest.objects.create(
            region=f"Region {name}", country="C", email=f"{name}@people.example", next_on=day, state=state,
            state_since=now, asked_at=now,
        )  # fmt: skip
    client, address = signed_in(staff), reverse("interest:list")
    rows = [row.record.region[-1] for row in client.get(address).context["table"].paginated_rows]
    assert rows == ["a", "d", "b", "c"]
    narrowed = client.get(address, {"state": "declined"}).context["table"]
    assert [row.record.region for row in narrowed.paginated_rows] == ["Region c"]
