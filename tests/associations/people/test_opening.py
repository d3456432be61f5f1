"""Alliance staff see figures; whom they need to see they open with a reason, and the reason is kept."""

import datetime

import pytest
from django.urls import reverse

from associations.people import actions
from associations.people.enums import Role
from associations.people.models import RoleGrant
from common import clock
from common.audit.models import AccessLog
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = ("Ana Ruiz", "ana@people.example", "Cora Coordinator")


@pytest.fixture
def staff():
    person = factories.person("Sam of the Alliance")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def ana(association):
    person = factories.person("Ana Ruiz", email="ana@people.example")
    factories.role(person, Role.REVIEWER, association)
    factories.role(factories.person("Cora Coordinator"), Role.COORDINATOR, association)
    factories.member(person, association)
    return person


@pytest.fixture
def office(staff, signed_in):
    return signed_in(staff)


def named(answer):
    return [name for name in NAMES if name in answer.content.decode()]


def of_association(association, ana):
    """Every page and every button of one person of an association."""
    grant, period = RoleGrant.objects.get(person=ana), ana.memberships.get()
    whom = [association.slug, ana.public_id]
    return [
        ("get", reverse("people:person", args=whom)),
        ("post", reverse("people:person", args=whom)),
        ("get", reverse("people:end_role", args=[*whom, grant.pk])),
        ("post", reverse("people:end_role", args=[*whom, grant.pk])),
        ("post", reverse("people:add_membership", args=whom)),
        ("get", reverse("people:end_membership", args=[*whom, period.pk])),
        ("post", reverse("people:end_membership", args=[*whom, period.pk])),
        ("post", reverse("people:note_vetting", args=whom)),
    ]


def test_lists_are_figures(association, ana, office):
    for address in (reverse("people:everybody"), reverse("people:list", args=[association.slug])):
        answer = office.get(address, {"q": "Ruiz"})
        assert (answer.status_code, named(answer)) == (200, []), address
    text = office.get(reverse("people:list", args=[association.slug])).content.decode()
    assert ("<dd>1</dd>" in text, "Reviewer" in text) == (True, True)
    assert named(office.get(reverse("roster:list", args=[association.slug]))) == []
    for export in ("roster:export_csv", "roster:export_xlsx"):
        assert office.get(reverse(export, args=[association.slug])).status_code == 404


def test_invitations_of_others_are_counted_not_shown(association, staff, ana, office):
    cora = RoleGrant.objects.get(role=Role.COORDINATOR).person
    for email, role, by in (("nia@p.example", "reviewer", cora), ("amy@p.example", "administrator", staff)):
        actions.invite(email=email, name="", role=role, association=association, by=by)
    text = office.get(reverse("people:list", args=[association.slug])).content.decode()
    assert ("amy@p.example" in text, "nia@p.example" in text) == (True, False)
    assert "1 further invitation is open." in text


def test_nobody_is_shown_before_they_are_opened(association, ana, office):
    record = reverse("people:record", args=[ana.public_id])
    for method, address in of_association(association, ana):
        answer = getattr(office, method)(address)
        assert (answer.status_code, answer.url) == (302, record), address
    answer = office.get(record)
    assert (named(answer), "Reviewer, Association ct-aimh" in answer.content.decode()) == ([], True)
    grant = RoleGrant.objects.get(person=ana)
    for route, args in (("people:end_any_role", [grant.pk]), ("people:reset_second_factor", [])):
        address = reverse(route, args=[ana.public_id, *args])
        assert [office.get(address).status_code, office.post(address).status_code] == [404, 404]
    grant.refresh_from_db()
    assert (grant.ended_at, AccessLog.objects.count()) == (None, 0)


def test_opening_asks_for_a_reason_and_lasts_an_hour(association, staff, ana, office):
    record, opening = (reverse(f"people:{name}", args=[ana.public_id]) for name in ("record", "open_record"))
    for reason in ("", "  ", "x"):
        answer = office.post(opening, {"reason": reason})
        assert (answer.status_code, list(answer.context["form"].errors), named(answer)) == (200, ["reason"], [])
    assert office.post(opening, {"reason": "lost second step"}).url == record
    log = AccessLog.objects.get()
    assert (log.by_id, log.about, log.reason) == (staff.pk, f"person:{ana.pk}", "lost second step")
    assert named(office.get(record)) == list(NAMES[:2])
    gets = [address for method, address in of_association(association, ana) if method == "get"]
    assert [office.get(address).status_code for address in gets] == [200, 200, 200]
    with clock.at(clock.now() + datetime.timedelta(minutes=61)):
        assert named(office.get(record)) == []


def test_a_reason_opens_one_person_to_one_of_the_staff(association, ana, staff, signed_in):
    actions.open_person(person=ana, reason="asked by mail", by=staff)
    cora = RoleGrant.objects.get(role=Role.COORDINATOR).person
    assert named(signed_in(staff).get(reverse("people:record", args=[cora.public_id]))) == []
    other = factories.person("Sue of the Alliance")
    factories.role(other, Role.ALLIANCE_STAFF)
    assert named(signed_in(other).get(reverse("people:record", args=[ana.public_id]))) == []
    # Colleagues know each other.
    assert "Sam of the Alliance" in signed_in(other).get(reverse("people:record", args=[staff.public_id])).text


def test_who_also_keeps_a_roster_sees_its_people_there(association, ana, staff, signed_in):
    factories.role(staff, Role.COORDINATOR, association)
    client = signed_in(staff)
    assert "Ana Ruiz" in named(client.get(reverse("people:list", args=[association.slug])))
    assert client.get(reverse("people:person", args=[association.slug, ana.public_id])).status_code == 200
    assert named(client.get(reverse("people:record", args=[ana.public_id]))) == []


def test_finding_somebody_asks_for_a_reason_too(ana, staff, office):
    address = reverse("people:everybody")
    for data, wrong in (
        ({"q": "Ruiz", "reason": ""}, ["reason"]),
        ({"q": "Ru", "reason": "she wrote"}, ["q"]),
        ({"q": "\x00\x00\x00", "reason": "she wrote"}, ["q"]),
    ):
        answer = office.post(address, data)
        assert (answer.status_code, list(answer.context["form"].errors), named(answer)) == (200, wrong, [])
    assert AccessLog.objects.count() == 0
    for words in ("ruiz", "ANA@people.example"):
        assert named(office.post(address, {"q": words, "reason": "she wrote"})) == list(NAMES[:2])
    # Part of an address finds nobody: whoever knows it whole may ask.
    assert named(office.post(address, {"q": "ana@people", "reason": "she wrote"})) == []
    assert [log.about for log in AccessLog.objects.all()] == [f"person:{ana.pk}"] * 2


def test_too_many_are_not_all_shown(office, association):
    for number in range(21):
        factories.person(f"Robin Alike {number:02}", login=False)
    answer = office.post(reverse("people:everybody"), {"q": "Alike", "reason": "she wrote"})
    assert (answer.text.count("Robin Alike"), "There are more." in answer.text) == (20, True)
    assert AccessLog.objects.count() == 20
