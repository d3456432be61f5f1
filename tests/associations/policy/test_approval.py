"""Differences from the core: proposed, approved by whom it is for, dated, and applied only in force."""

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse

from associations.people.enums import Role
from associations.policy import actions, importers, permissions, queries
from associations.policy.enums import OverlayState
from associations.policy.models import Overlay
from associations.policy.permissions import may_approve
from common import clock
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from competencies.assessment.reading import DocumentFault
from competencies.standard.overlays import OverlayRule, conflicts, read_overlays
from competencies.standard.queries import rules_for
from tests import factories

DAY = datetime.date
MAY = DAY(2026, 5, 1)
LESS, MORE = {"hours": 20}, {"hours": 30}


@pytest.fixture
def admin(standard, association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def staff(standard):
    person = factories.person("Sam Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


def rule(params, *, requirement="rsc.hours", since=MAY, until=None, kinds=("FS",), key=""):
    return OverlayRule("CT-AIMH", requirement, since, until, kinds, params, key)


def propose(association, by, params=MORE, **more):
    return actions.propose(association=association, rule=rule(params, **more), reason="Our board.", by=by)


def hours(association, on=MAY):
    return rules_for("IFS", on, queries.overlays_of(association), association="CT-AIMH").requirement("rsc.hours").hours


def test_what_adds_the_association_puts_in_force_itself(association, admin):
    made = propose(association, admin)
    assert hours(association) == 24
    actions.approve(overlay=made, by=admin)
    made.refresh_from_db()
    assert (made.state, made.approved_by, made.approved_name) == (OverlayState.IN_FORCE, admin, admin.name)
    assert made.approved_on
    assert (hours(association), hours(association, MAY - datetime.timedelta(days=1))) == (30, 24)
    moves = StatusChange.objects.filter(machine="overlay", object_id=made.pk).order_by("pk")
    assert [(move.transition, move.by_name) for move in moves] == [("propose", admin.name), ("approve", admin.name)]


@pytest.mark.parametrize("params", [LESS, {"not_required": True}, {"hours": 30, "peers": True}])
def test_what_does_not_only_add_needs_the_alliance(association, admin, staff, params):
    made = propose(association, admin, params)
    with pytest.raises(actions.Refused, match="needs the Alliance"):
        actions.approve(overlay=made, by=admin)
    assert hours(association) == 24
    actions.approve(overlay=made, by=staff)
    assert queries.overlays_of(association)[0].params == params


def test_twice_in_a_row(association, admin, staff):
    made = propose(association, admin)
    assert propose(association, admin) == made
    actions.approve(overlay=made, by=admin)
    for call in (
        lambda: actions.approve(overlay=made, by=staff),
        lambda: actions.refuse(overlay=made, reason="No.", by=staff),
        lambda: actions.withdraw(overlay=made, by=admin),
    ):
        with pytest.raises(MoveGone):
            call()
    other = propose(association, admin, {"hours": 40}, requirement="training.hours")
    actions.refuse(overlay=other, reason="No.", by=staff)
    third = propose(association, admin, {"hours": 40}, requirement="training.hours")
    actions.withdraw(overlay=third, by=admin)
    assert [rule.key for rule in queries.overlays_of(association)] == [made.key]
    assert StatusChange.objects.get(machine="overlay", object_id=other.pk, transition="refuse").reason == "No."


def test_ended_today_it_holds_up_to_today(association, admin, signed_in):
    today = clock.today(association.time_zone)
    made = propose(association, admin, since=DAY(2025, 6, 1))
    with pytest.raises(MoveGone):
        actions.end(overlay=made, by=admin)
    actions.approve(overlay=made, by=admin)
    page = signed_in(admin).post(address("end", association, made.key), follow=True).content.decode()
    assert "today is its last day" in page
    made.refresh_from_db()
    assert (made.state, made.valid_until) == (OverlayState.ENDED, today)
    assert (hours(association, today), hours(association, today + datetime.timedelta(days=1))) == (30, 24)
    with pytest.raises(MoveGone):
        actions.end(overlay=made, by=admin)
    importers.load_overlays([rule({"hours": 26}, requirement="training.hours", key="shipped")])
    with pytest.raises(actions.Refused, match="part of the loaded Standard"):
        actions.end(overlay=Overlay.objects.get(key="shipped"), by=admin)


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_two_in_conflict_approved_at_once(association, admin, staff):
    made = [propose(association, admin), propose(association, staff, LESS)]

    def run(overlay):
        try:
            actions.approve(overlay=overlay, by=staff)
        except (actions.Refused, MoveGone):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[overlay]) for overlay in made * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Overlay.objects.filter(state=OverlayState.IN_FORCE).count() == 1
    assert StatusChange.objects.filter(machine="overlay", transition="approve").count() == 1


def test_days(association, admin):
    actions.approve(overlay=propose(association, admin, until=DAY(2026, 12, 31)), by=admin)
    for faulty, words in (
        ({"since": DAY(2017, 12, 31)}, "before the first edition"),
        ({"since": DAY(2026, 12, 31)}, "on a shared day"),
        ({"since": DAY(2018, 1, 1), "until": MAY}, "on a shared day"),
        ({"since": DAY(2026, 6, 1), "kinds": ()}, "on a shared day"),
    ):
        with pytest.raises(actions.Refused, match=words):
            propose(association, admin, {"hours": 31}, **faulty)
    assert propose(association, admin, {"hours": 31}, since=DAY(2027, 1, 1))
    assert propose(association, admin, {"hours": 60}, kinds=("MHS",))


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (rule({"hours": 24}), "nothing to change"),
        (rule({"paid": True}, requirement="work.months", kinds=("FA",)), "could be changed so"),
    ],
)
def test_what_changes_nothing_or_makes_no_requirement(association, admin, faulty, words):
    with pytest.raises(actions.Refused, match=words):
        actions.propose(association=association, rule=faulty, reason="", by=admin)
    assert not Overlay.objects.exists()


def test_a_file_in_conflict_is_refused_with_the_place(association, admin):
    one = {"association": "CT-AIMH", "requirement": "rsc.hours", "kinds": ["FS"], "params": {"hours": 25}}
    text = {"overlays": [one | {"key": "a"}, one | {"key": "b", "from": DAY(2026, 1, 1)}]}
    with pytest.raises(DocumentFault) as fault:
        read_overlays(text)
    assert [place for place, _sentence in fault.value.faults] == ["overlays.yaml.overlays[1].requirement"]
    assert "set by a too" in str(fault.value)
    text["overlays"][0]["until"] = DAY(2025, 12, 31)
    assert len(read_overlays(text)) == 2
    actions.approve(overlay=propose(association, admin), by=admin)
    with pytest.raises(DocumentFault, match=r"overlays\[0\]: Another difference"):
        importers.load_overlays([rule({"hours": 26}, since=None, key="new")])
    with pytest.raises(DocumentFault, match="before the first edition"):
        importers.load_overlays([rule(MORE, since=DAY(2017, 1, 1), until=DAY(2017, 2, 1), key="new")])
    assert not Overlay.objects.filter(key="new").exists()


def test_conflicts_is_about_the_same_association_requirement_kind_and_day():
    base = rule(MORE)
    others = [
        rule(MORE, requirement="training.hours"),
        rule(MORE, kinds=("MHS",)),
        rule(MORE, since=None, until=DAY(2026, 4, 30)),
        OverlayRule("MI-AIMH", "rsc.hours", MAY, None, ("FS",), MORE),
    ]
    assert conflicts([base, *others]) == []
    assert len(conflicts([base, rule(LESS, kinds=())])) == 1


def test_who_may(association, neighbour, admin, staff):
    made = propose(association, admin)
    stranger = factories.person()
    factories.role(stranger, Role.ADMINISTRATOR, neighbour)
    found = [(may_approve(who, made, "adds"), may_approve(who, made, "below")) for who in (staff, admin, stranger)]
    assert found == [(True, True), (True, False), (False, False)]


# The pages


def address(name, association, *more):
    return reverse(f"policy:{name}", args=[association.slug, *more])


def test_proposed_on_the_page_and_put_in_force(association, admin, signed_in):
    client = signed_in(admin)
    asked = f"{address('propose', association)}?requirement=rsc.hours"
    assert "Hours" in client.get(asked).content.decode()
    data = {"effect": "instead", "value": "30", "kinds": ["FS"], "since": "2026-05-01", "until": "", "reason": "Board."}
    answer = client.post(asked, data, follow=True)
    page = answer.content.decode()
    for words in ("30", "adds to the core", "Family Specialist", "Put in force", f"Proposed by {admin.name}"):
        assert words in page, words
    assert "&lt;" not in page
    made = Overlay.objects.get()
    answer = client.post(address("approve", association, made.key), follow=True)
    assert f"Approved by {admin.name}" in answer.content.decode()
    answer = client.post(address("approve", association, made.key), follow=True)
    assert "no longer possible" in answer.content.decode()


@pytest.mark.parametrize(
    ("requirement", "data", "params"),
    [
        ("education", {"value": ["master", "doctorate"]},
         {"any_of": [{"key": "association", "levels": ["master", "doctorate"]}]}),
        ("membership", {"value": "own"}, {"of": "own"}),
        ("membership", {"effect": "not_asked"}, {"not_required": True}),
        ("rsc.hours", {"value": "24.25"}, {"hours": 24.25}),
        ("rsc.sources", {"value": "0"}, {"others": 0}),
        ("references.validity", {"value": "12"}, {"months": 12}),
        ("exam", {"effect": "not_asked", "kinds": ["MHM-C"]}, {"not_required": True}),
    ],
)  # fmt: skip
def test_every_way_to_say_it(association, admin, signed_in, requirement, data, params):
    sent = {"effect": "instead", "since": "2026-05-01", "reason": "Board.", "kinds": ["FS"]} | data
    signed_in(admin).post(f"{address('propose', association)}?requirement={requirement}", sent)
    assert Overlay.objects.get().params == params


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"value": ""}, "Say what is asked instead."),
        ({"value": "24.1"}, "counted in quarters"),
        ({"value": "-1"}, "greater than or equal"),
        ({"value": "NaN"}, "Enter a number"),
        ({"since": "2026-05-02", "until": "2026-05-01"}, "lies before the first"),
        ({"since": "0001-01-01"}, "between 1940 and 2100"),
        ({"until": "9999-12-31"}, "between 1940 and 2100"),
        ({"since": "2017-01-01"}, "before the first edition"),
        ({"reason": ""}, "Say why."),
    ],
)
def test_bad_input_is_said_and_kept(association, admin, signed_in, data, words):
    sent = {"effect": "instead", "value": "30", "since": "2026-05-01", "reason": "Kept words", "kinds": ["FS"]} | data
    page = signed_in(admin).post(f"{address('propose', association)}?requirement=rsc.hours", sent).content.decode()
    assert words in page
    assert "Kept words" in page or "reason" in data
    assert not Overlay.objects.exists()


def test_the_alliance_sees_all_and_refuses_with_a_reason(association, admin, staff, signed_in):
    made = propose(association, admin, LESS)
    page = signed_in(admin).get(address("overlay", association, made.key)).content.decode()
    assert "falls below the core" in page
    assert "Put in force" not in page
    client = signed_in(staff)
    page = client.get(reverse("policy:all_overlays")).content.decode()
    assert association.name in page
    refused = address("refuse", association, made.key)
    assert "Say why." in client.post(refused, {"reason": ""}).content.decode()
    client.post(refused, {"reason": "Too few."})
    made.refresh_from_db()
    assert made.state == OverlayState.REFUSED
    page = client.get(address("overlay", association, made.key)).content.decode()
    assert "Too few." in page
    again = propose(association, admin, LESS)
    signed_in(admin).post(address("withdraw", association, again.key))
    again.refresh_from_db()
    assert again.state == OverlayState.WITHDRAWN


def test_each_shipped_overlay_says_what_it_does(standard, staff, signed_in):
    for name in {rule.association for rule in importers.read_overlay_file()}:
        factories.association(name.lower().replace(" ", "-"), abbreviation=name)
    importers.load_overlays(importers.read_overlay_file())
    page = signed_in(staff).get(reverse("policy:all_overlays")).content.decode()
    assert page.count("part of the loaded Standard") == len(importers.read_overlay_file())
    assert page.count("falls below the core") == 8
    for words in ("Membership: Not required.", "vetting", "25", "Up to 12 months after it was completed"):
        assert words in page, words


def test_nothing_there(association, admin, signed_in):
    client = signed_in(admin)
    assert client.get(f"{address('propose', association)}?requirement=nothing").status_code == 404
    assert "No differences" in client.get(address("overlays", association)).content.decode()


def test_the_table_of_who_may(association, admin, staff):
    overlay = Overlay(association=association)
    nobody = factories.person("Nobody")
    allowed = {
        key: [may.test(one, overlay) for one in (nobody, admin, staff)] for key, may in permissions.TABLE.items()
    }
    assert allowed == {
        "overlay.propose": [False, True, True],
        "overlay.refuse": [False, False, True],
        "overlay.approve": [False, True, True],
    }
