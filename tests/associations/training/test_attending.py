"""Who is on the list, and who was there."""

import datetime

import pytest

from accounts.actions import confirm_address, create_account
from accounts.models import Address, User
from associations.training import actions, documents, queries
from associations.training.actions import Refused
from associations.training.enums import Means, Origin
from associations.training.models import Attendee, Presence
from common import clock
from common.outbox.models import Message
from endorsement.portfolio.models import Training as Entry
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY, HOUR, fresh

pytestmark = pytest.mark.django_db
WANDA = {"name": "Wanda Walkin", "email": "Wanda@People.example"}


def test_registering(running, anna):
    training, _session = running
    places = [actions.register(training=training, by=anna) for _twice in range(2)]
    assert places[0] == places[1] == Attendee.objects.get()
    assert (places[0].person, places[0].email, places[0].origin) == (anna, "anna@people.example", Origin.REGISTERED)
    assert Message.objects.filter(kind="training.registered", to="anna@people.example").count() == 1


def test_the_mail_says_where(association, admin, anna):
    training, _session = makings.announced(
        association, admin, online=True, join_link="https://meet.example/x", place=""
    )
    actions.register(training=training, by=anna)
    text = Message.objects.get(kind="training.registered").text
    assert "https://meet.example/x" in text
    assert "Where:" not in text


def test_a_visitor_registers_by_name_and_address(running, anna):
    training, _session = running
    unknown = actions.register(training=training, by=None, **WANDA)
    assert (unknown.person, unknown.email) == (None, "wanda@people.example")
    assert actions.register(training=training, by=None, name="W.", email="WANDA@people.example") == unknown
    known = actions.register(training=training, by=None, name="Anna", email="anna@people.example")
    assert known.person == anna
    assert actions.register(training=training, by=anna) == known


def test_an_address_that_nobody_proved_is_nobodys(running):
    training, _session = running
    person = factories.person()
    Address.objects.create(person=person, email="unproved@people.example")
    roster = factories.person(email="roster@people.example", login=False)
    assert actions.register(training=training, by=None, name="U", email="unproved@people.example").person is None
    assert actions.register(training=training, by=None, name="R", email="roster@people.example").person == roster


def test_full_closed_and_over(association, admin, anna):
    training, _session = makings.announced(association, admin, seats=1)
    first = actions.register(training=training, by=anna)
    for _twice in range(2):
        assert actions.register(training=training, by=None, **WANDA) is None
    mail = Message.objects.get(kind="training.full")
    assert (mail.to, "all seats are taken" in mail.text) == ("wanda@people.example", True)
    actions.withdraw(attendee=first, by=anna)
    assert actions.register(training=training, by=None, **WANDA).withdrawn_at is None
    with pytest.raises(Refused, match="seats"):
        actions.register(training=training, by=anna)
    over, _session = makings.announced(association, admin, clock.now() - 2 * DAY)
    with pytest.raises(Refused, match="closed"):
        actions.register(training=over, by=anna)
    with pytest.raises(Refused, match="closed"):
        actions.register(training=makings.draft(association, admin), by=anna)


def test_who_gives_up_a_place_may_come_back(running, anna):
    training, _session = running
    place = actions.register(training=training, by=anna)
    for _twice in range(2):
        assert actions.withdraw(attendee=place, by=anna).withdrawn_at
    assert queries.attendee_of(anna, training) is None
    assert actions.register(training=training, by=anna) == place
    assert fresh(place).withdrawn_at is None
    assert Message.objects.filter(kind="training.registered").count() == 2


def test_without_an_address_no_certificate_could_come(running):
    training, session = running
    person = factories.person()
    person.addresses.all().delete()
    with pytest.raises(Refused, match="address"):
        actions.register(training=training, by=person)
    with pytest.raises(Refused, match="address"):
        actions.check_in(session=session, by=person)


def test_who_was_there_stays_on_the_list(running, admin, anna):
    training, session = running
    place, _new = actions.check_in(session=session, by=anna)
    with pytest.raises(Refused, match="take that back"):
        actions.withdraw(attendee=place, by=anna)
    actions.close(training=training, by=admin)
    with pytest.raises(Refused, match="closed"):
        actions.withdraw(attendee=place, by=anna)


def test_the_office_adds_who_came(running, admin, anna):
    training, session = running
    for _twice in range(2):
        place = actions.add_there(session=session, by=admin, **WANDA)
    assert (place.origin, place.presences.get().means) == (Origin.OFFICE, Means.LIST)
    registered = actions.register(training=training, by=anna)
    assert actions.add_there(session=session, name="A", email="anna@people.example", by=admin) == registered
    assert registered.presences.count() == 1
    actions.mark(session=session, attendee=registered, there=False, by=admin)
    actions.withdraw(attendee=registered, by=anna)
    assert actions.add_there(session=session, name="A", email="anna@people.example", by=admin) == registered
    assert fresh(registered).withdrawn_at is None


def test_before_the_session_they_are_put_on_the_list_alone(association, admin):
    _training, session = makings.announced(association, admin, clock.now() + DAY)
    place = actions.add_there(session=session, by=admin, **WANDA)
    assert not place.presences.exists()
    with pytest.raises(Refused, match="not begun"):
        actions.mark(session=session, attendee=place, there=True, by=admin)


def test_noting_and_taking_back(running, admin, anna):
    training, session = running
    place = actions.register(training=training, by=anna)
    for there in (True, True, False, False, True):
        actions.mark(session=session, attendee=place, there=there, by=admin)
        assert Presence.objects.filter(attendee=place).count() == there
    assert Presence.objects.get().noted_by == admin


def test_nobody_vouches_for_themself(running, admin):
    training, session = running
    place = actions.register(training=training, by=admin)
    with pytest.raises(Refused, match="Somebody else"):
        actions.mark(session=session, attendee=place, there=True, by=admin)
    with pytest.raises(Refused, match="Somebody else"):
        actions.mark_list(session=session, shown=[place.code], was=[], now=[place.code], by=admin)


def test_what_fell_out_has_no_attendance(association, admin, anna):
    training, session = makings.announced(association, admin)
    makings.session(training, clock.now(), by=admin)
    place = actions.register(training=training, by=anna)
    actions.drop_session(session=session, by=admin)
    dropped = queries.session_coded(session.code)
    with pytest.raises(Refused, match="not begun"):
        actions.mark(session=dropped, attendee=place, there=True, by=admin)
    with pytest.raises(Refused, match="closed"):
        actions.check_in(session=dropped, by=anna)


def test_the_list_notes_only_what_differs(running, admin, anna):
    """Two who tick at once do not undo each other: what the page did not change stays as it is."""
    training, session = running
    names = ("Ben", "Cleo", "Dora")
    ben, cleo, dora = (
        actions.register(training=training, by=None, name=name, email=f"{name}@people.example") for name in names
    )
    for one in (ben, cleo):
        actions.mark(session=session, attendee=one, there=True, by=admin)
    shown = [ben.code, cleo.code, dora.code]
    # The page was opened before Cleo was ticked; there Ben is unticked and Dora ticked.
    assert actions.mark_list(session=session, shown=shown, was=[ben.code], now=[dora.code, "unknown"], by=admin) == 2
    assert {one.name for one in queries.list_of(session).filter(here=True)} == {"Cleo", "Dora"}


def test_closed_is_closed(running, admin, anna):
    training, session = running
    place = actions.register(training=training, by=anna)
    actions.close(training=training, by=admin)
    for attempt in (
        lambda: actions.mark(session=session, attendee=place, there=True, by=admin),
        lambda: actions.add_there(session=session, by=admin, **WANDA),
        lambda: actions.check_in(session=session, by=anna),
    ):
        with pytest.raises(Refused):
            attempt()
    assert not Presence.objects.exists()


def test_checking_in(running, anna):
    _training, session = running
    place, new = actions.check_in(session=session, by=anna)
    assert (new, place.origin, place.presences.get().means) == (True, Origin.CHECK_IN, Means.CODE)
    assert actions.check_in(session=session, by=anna) == (place, False)
    visitor, new = actions.check_in(session=session, by=None, **WANDA)
    assert (new, visitor.person, visitor.email) == (True, None, "wanda@people.example")
    assert actions.check_in(session=session, by=None, **WANDA) == (visitor, False)
    assert visitor.presences.get().means == Means.TOLD


ANNA = {"name": "Anna", "email": "anna@people.example"}


def test_whoever_types_an_address_earns_its_owner_nothing(running, admin, anna):
    """It stands in the list that the office looks through, and counts once somebody ticks it."""
    training, session = running
    place, new = actions.check_in(session=session, by=None, **ANNA)
    assert (new, place.person) == (True, anna)
    row = queries.list_of(session).get()
    assert (row.here, row.told, queries.told_of(training)) == (False, True, 1)
    closed = actions.close(training=training, by=admin)
    assert (queries.credits_of(closed, [place]), documents.earned_by(closed, [place])) == ([], {})
    assert not Entry.objects.exists()
    reopened = actions.reopen(training=closed, by=admin, reason="She was there.")
    actions.mark_list(session=session, shown=[place.code], was=[], now=[place.code], by=admin)
    closed = actions.close(training=reopened, by=admin)
    assert [one.hours for one in queries.credits_of(closed, [place])] == [3]
    assert Entry.objects.get().person == anna


def test_her_own_check_in_counts_whatever_a_visitor_typed(running, admin, anna):
    training, session = running
    place, _new = actions.check_in(session=session, by=None, **ANNA)
    assert actions.check_in(session=session, by=anna) == (place, True)
    assert actions.check_in(session=session, by=None, **ANNA) == (place, False)
    found = place.presences.get()
    assert (found.means, found.noted_by, queries.told_of(training)) == (Means.CODE, anna, 0)


def test_what_a_visitor_typed_holds_nobody_on_the_list(running, anna):
    _training, session = running
    place, _new = actions.check_in(session=session, by=None, **ANNA)
    assert actions.withdraw(attendee=place, by=anna).withdrawn_at
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    ("after", "words"), [(-2 * HOUR, "too early"), (-HOUR / 2, ""), (3.5 * HOUR, ""), (4.5 * HOUR, "too late")]
)
def test_when_one_can_check_in(running, anna, after, words):
    _training, session = running
    with clock.at(session.starts_at + after):
        if words:
            with pytest.raises(Refused, match=words):
                actions.check_in(session=session, by=anna)
        else:
            assert actions.check_in(session=session, by=anna)[1]


def test_signing_up_claims_what_was_noted(running, admin):
    """Whoever came without an account has their place once they prove the address."""
    _training, session = running
    place = actions.add_there(session=session, by=admin, **WANDA)
    user = User.objects.create_user("wanda@people.example", "a long enough password")
    person = confirm_address(user=user, email="wanda@people.example")
    assert fresh(place).person == person
    assert [one.pk for one in queries.mine(person)] == [place.pk]


def test_nobody_is_on_one_list_twice_by_claiming(running, admin, anna):
    training, session = running
    actions.register(training=training, by=anna)
    other = actions.add_there(session=session, name="Anna", email="anna@work.example", by=admin)
    confirm_address(user=anna.user, email="anna@work.example")
    assert fresh(other).person is None


def test_renaming(running, admin):
    _training, session = running
    place = actions.add_there(session=session, by=admin, **WANDA)
    for _twice in range(2):
        actions.rename(attendee=place, name="Wanda Walker", by=admin)
    assert fresh(place).name == "Wanda Walker"


def test_a_person_who_is_gone_leaves_the_attendance(running):
    _training, session = running
    person = create_account(email="gone@people.example", name="Gone", password=None)
    place, _new = actions.check_in(session=session, by=person)
    person.delete()
    assert (fresh(place).person, fresh(place).name) == (None, "Gone")


def test_the_registered_row_by_address_is_found_for_its_person(running, anna):
    """An attendance noted under an address of Anna's before it was hers is found when she registers."""
    training, _session = running
    place = actions.register(training=training, by=None, name="A", email="anna@people.example")
    Attendee.objects.filter(pk=place.pk).update(person=None)
    assert actions.register(training=training, by=anna) == place
    assert datetime.timedelta(0) <= clock.now() - fresh(place).listed_at
