"""Who may make one of two, what happens to sign-ins, the three steps in the browser."""

import datetime

import pytest
import rules
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Address, Person
from associations.merging import actions, moving, queries
from associations.merging.models import Merge, TwoPeople
from associations.people.actions import open_person
from associations.people.enums import Role
from associations.people.models import RosterEntry
from associations.tasks import do_what_is_due
from associations.training.models import Attendee
from common import clock
from common.audit.models import AccessLog
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from endorsement.portfolio.models import Rsc, Work
from endorsement.references.models import Reference
from endorsement.review.models import Assignment
from tests import factories
from tests.associations.merging.makings import row_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)


@pytest.fixture
def staff():
    person = factories.person("Sam of the Alliance")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def ada(association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


def known(association, name="Ana Ruiz", **given):
    person = factories.person(name, **{"login": False, **given})
    RosterEntry.objects.create(person=person, association=association, since=DAY)
    return person


@pytest.fixture
def two(association):
    return [known(association), known(association)]


def merge(two, association, by):
    return actions.merge(kept=two[0], gone=two[1], association=association, by=by)


def page(association, name, *two):
    return reverse(f"merging:{name}", args=[association.slug, *(one.public_id for one in two)])


def texts(answer):
    return [str(message) for message in answer.context["messages"]]


def refused(two, association, by):
    with pytest.raises(actions.Refused) as error:
        merge(two, association, by)
    assert Merge.objects.count() == 0
    return str(error.value)


class TestSignIns:
    def test_that_of_who_goes_moves(self, association, ada, client):
        two = [known(association), known(association, login=True)]
        user = two[1].user
        done = merge(two, association, ada)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("people:me")).context["request"].person.pk == two[0].pk
        assert [one.to for one in Message.objects.filter(kind="people.merged")] == [user.email]
        actions.undo(merge=done, by=ada)
        assert Person.objects.get(user=user) == two[1]
        # Told once for each time it happened.
        merge(two, association, ada)
        assert Message.objects.filter(kind="people.merged").count() == 2

    def test_two_are_the_alliances_to_merge_and_one_is_closed(self, association, ada, staff, client):
        two = [known(association, login=True), known(association, login=True)]
        assert "Both sign in" in refused(two, association, ada)
        client.force_login(two[1].user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("people:me")).status_code == 200
        done = merge(two, None, staff)
        # Out at once, and the password opens nothing any more: neither the old record nor the new one.
        assert client.get(reverse("people:me")).status_code == 302
        login = {"login": two[1].user.email, "password": "a long enough password"}
        assert client.post(reverse("account_login"), login).url == reverse("account_inactive")
        told = {one.to: one.text for one in Message.objects.filter(kind="people.merged")}
        assert ["no longer signs in" in told[one.user.email] for one in two] == [False, True]
        client.force_login(two[0].user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("people:me")).status_code == 200
        client.logout()
        actions.undo(merge=done, by=staff)
        assert client.post(reverse("account_login"), login).url != reverse("account_inactive")

    def test_one_that_was_closed_before_stays_closed(self, association, staff):
        two = [known(association, login=True), known(association, login=True)]
        two[1].user.is_active = False
        two[1].user.save()
        actions.undo(merge=merge(two, None, staff), by=staff)
        two[1].user.refresh_from_db()
        assert not two[1].user.is_active

    def test_one_that_was_closed_for_another_reason_meanwhile_stays_closed(self, association, staff):
        two = [known(association, login=True), known(association, login=True)]
        done = merge(two, None, staff)
        user = two[1].user
        user.is_active, user.closed_for = False, "stolen"
        user.save()
        actions.undo(merge=done, by=staff)
        user.refresh_from_db()
        assert (user.is_active, user.closed_for) == (False, "stolen")

    def test_a_sign_in_that_changed_hands_stops_the_undo(self, association, ada):
        two = [known(association), known(association, login=True)]
        done = merge(two, association, ada)
        Person.objects.filter(pk=two[0].pk).update(user=None)
        with pytest.raises(actions.Refused, match="sign-in has changed"):
            actions.undo(merge=done, by=ada)
        done.refresh_from_db()
        assert done.state == "done"


class TestWhoMay:
    def test_people_of_another_association_are_the_alliances_affair(self, association, neighbour, ada, staff, two):
        RosterEntry.objects.create(person=two[1], association=neighbour, since=DAY)
        assert "another association" in refused(two, association, ada)
        assert merge(two, None, staff).association is None

    def test_what_only_hangs_on_another_associations_row_counts_too(self, standard, association, neighbour, ada, two):
        there = row_of(Attendee, person=two[1])
        there.training.association = neighbour
        there.training.save()
        assert "another association" in refused(two, association, ada)
        there.delete()
        review = row_of(Assignment, reviewer=two[0])
        review.cycle.application.association = neighbour
        review.cycle.application.save()
        assert "another association" in refused(two, association, ada)

    @pytest.mark.parametrize(("model", "field"), [(Rsc, "provider"), (Work, "internship_supervisor")])
    def test_a_supervisor_of_another_associations_person_is_its_affair_too(
        self, standard, association, neighbour, ada, two, model, field
    ):
        """Such a row names no association: it is of that of the person whose it is."""
        owner = known(association)
        row_of(model, person=owner, **{field: two[1]})
        merge(two, association, ada)
        others = [known(association), known(association)]
        row_of(model, person=known(neighbour), **{field: others[1]})
        with pytest.raises(actions.Refused, match="another association"):
            merge(others, association, ada)

    def test_nothing_is_gained_that_an_administrator_could_not_give(self, association, ada, two):
        factories.role(two[1], Role.ADMINISTRATOR, association)
        assert "a role that you do not give" in refused(two, association, ada)
        factories.role(two[0], Role.ALLIANCE_STAFF)
        assert "a role that you do not give" in refused(two, association, ada)

    def test_nobody_merges_themselves(self, association, ada, staff):
        for by in (ada, staff):
            RosterEntry.objects.create(person=by, association=association, since=DAY)
            assert "Nobody merges their own record" in refused([known(association), by], association, by)

    @pytest.mark.parametrize("place", [0, 1])
    def test_nobody_takes_themselves_apart(self, association, staff, place):
        two = [known(association, login=True), known(association)]
        done = merge(two, None, staff)
        factories.role(two[place], Role.ALLIANCE_STAFF)
        with pytest.raises(actions.Refused, match="their own record"):
            actions.undo(merge=done, by=two[place])
        done.refresh_from_db()
        assert done.state == "done"

    def test_the_undo_is_for_who_may_merge(self, association, neighbour, ada, staff, two, signed_in):
        done = merge(two, association, ada)
        address = reverse("merging:undo", args=[association.slug, done.code])
        RosterEntry.objects.create(person=two[0], association=neighbour, since=DAY)
        assert signed_in(ada).post(address).status_code == 404
        assert signed_in(staff).post(reverse("merging:staff_undo", args=[done.code])).status_code == 302
        done.refresh_from_db()
        assert done.state == "undone"

    def test_what_staff_merged_is_not_on_an_associations_page(self, association, ada, staff, two, signed_in):
        done = merge(two, None, staff)
        address = reverse("merging:undo", args=[association.slug, done.code])
        assert signed_in(ada).post(address).status_code == 404


class TestTwoPeople:
    """What nobody does with themselves."""

    def test_a_reviewer_and_their_applicant(self, standard, association, ada, two):
        made = row_of(Assignment, reviewer=two[0])
        application = made.cycle.application
        application.person = two[1]
        application.save()
        assert "asked to review" in refused(two, association, ada)

    def test_a_rater(self, standard, association, ada, two):
        row_of(Reference, person=two[1], rater_email=two[0].email.upper().lower(), association=association)
        assert "asked for a reference" in refused(two, association, ada)

    def test_a_supervisor(self, standard, association, ada, two):
        row_of(Rsc, person=two[0], provider=two[1])
        assert "supervised the other" in refused(two, association, ada)


class TestOnce:
    def test_the_same_twice_is_one(self, association, ada, two):
        assert merge(two, association, ada) == merge(two, association, ada)
        assert StatusChange.objects.filter(machine="merge").count() == 1
        assert AccessLog.objects.filter(action="merge people").count() == 1

    def test_the_other_way_round_or_into_a_third_is_too_late(self, association, ada, two):
        merge(two, association, ada)
        for pair in (two[::-1], [known(association), two[1]], [two[1], known(association)], [two[0], two[0]]):
            with pytest.raises(actions.Refused, match="merged meanwhile"):
                merge(pair, association, ada)
            with pytest.raises(actions.Refused, match="merged meanwhile"):
                actions.ask_staff(kept=pair[0], gone=pair[1], association=association, by=ada, reason="the same")

    def test_what_slips_in_between_is_said(self, association, ada, two, monkeypatch):
        def broken(*_given):
            raise IntegrityError

        monkeypatch.setattr(moving, "carry_out", broken)
        assert "changed meanwhile" in refused(two, association, ada)

    def test_a_chain_is_taken_apart_from_its_end(self, association, ada, two):
        third = known(association)
        first = merge(two, association, ada)
        second = merge([third, two[0]], association, ada)
        with pytest.raises(actions.Refused, match="merged again since"):
            actions.undo(merge=first, by=ada)
        for one in (second, first):
            one.refresh_from_db()
            actions.undo(merge=one, by=ada)
        assert Address.objects.filter(person__in=two).count() == 2
        assert Person.objects.filter(merged_into__isnull=False).count() == 0

    def test_an_undo_once_and_within_30_days(self, association, ada, two):
        done = merge(two, association, ada)
        with clock.at(clock.now() + datetime.timedelta(days=31)):
            with pytest.raises(actions.Refused, match="30 days"):
                actions.undo(merge=done, by=ada)
            do_what_is_due()
        done.refresh_from_db()
        assert (done.state, done.record) == ("done", {})

    def test_undone_twice(self, association, ada, two):
        done = merge(two, association, ada)
        do_what_is_due()
        actions.undo(merge=done, by=ada)
        with pytest.raises(MoveGone):
            actions.undo(merge=done, by=ada)

    @pytest.mark.parametrize("slips", ["elsewhere", "clash"])
    def test_what_changed_hands_stops_the_undo(self, association, ada, two, slips, monkeypatch):
        done = merge(two, association, ada)
        if slips == "elsewhere":
            Address.objects.filter(person=two[0], is_primary=False).update(
                person=known(association, email="x@p.example")
            )
        else:

            def broken(*_given):
                raise IntegrityError

            monkeypatch.setattr(moving, "carry_back", broken)
        with pytest.raises(actions.Refused, match="changed hands"):
            actions.undo(merge=done, by=ada)


class TestCandidates:
    def pairs(self, association):
        people = {one.pk: one.name for one in Person.objects.all()}
        return [(people[pair.one], people[pair.other], pair.why) for pair in queries.pairs_of(association)]

    def test_name_and_region_telephone_and_nearly_the_same_address(self, association, neighbour):
        rows = [
            ("José Núñez", "jose@p.example", "Ohio", ""),
            ("NUNEZ, Jose", "other@p.example", "OHIO", ""),
            ("Jose Nunez", "third@p.example", "Iowa", ""),
            ("Amy Lee", "amy.lee@p.example", "", "(555) 010-1234"),
            ("Amy Li", "AmyLee+aimh@p.example", "", "555 0101234"),
            ("Bo Short", "bo@p.example", "", "12"),
            ("Bea Short", "bea@p.example", "", "12"),
        ]
        for name, email, region, phone in rows:
            Person.objects.filter(pk=known(association, name, email=email).pk).update(resides_in=region, phone=phone)
        known(neighbour, "Amy Lee", email="a@p.example")
        assert self.pairs(association) == [
            ("José Núñez", "NUNEZ, Jose", ("name",)),
            ("Amy Lee", "Amy Li", ("phone", "address")),
        ]

    def test_two_people_are_not_proposed_again(self, association, ada, two, signed_in):
        assert len(self.pairs(association)) == 1
        client = signed_in(ada)
        for pair in (two, two[::-1]):
            answer = client.post(page(association, "two", *pair), follow=True)
            assert texts(answer) == ["They are two people: you will not be asked about them again."]
        assert (self.pairs(association), TwoPeople.objects.count()) == ([], 1)
        assert "Nobody looks like somebody else" in answer.text


class TestInTheBrowser:
    def test_three_steps_and_back(self, association, ada, two, signed_in):
        client = signed_in(ada)
        assert "the same name" in client.get(page(association, "candidates")).text
        answer = client.get(page(association, "choose", *two))
        assert [one.email in answer.text for one in two] == [True, True]
        address = page(association, "preview", *two)
        answer = client.get(address)
        assert dict(answer.context["moves"]) == {"E-mail addresses": 1}
        assert dict(answer.context["doubles"]) == {"Entries on a roster": 1}
        assert Merge.objects.count() == 0
        answer = client.post(address, follow=True)
        assert texts(answer) == ["The two are one now. You can take them apart again for 30 days."]
        assert "Take apart again" in answer.text
        done = Merge.objects.get()
        assert client.get(reverse("people:person", args=[association.slug, two[1].public_id])).status_code == 404
        undo = reverse("merging:undo", args=[association.slug, done.code])
        assert texts(client.post(undo, follow=True)) == ["They are two again, each with what was theirs."]
        assert "no longer possible" in texts(client.post(undo, follow=True))[0]

    def test_what_stands_in_the_way_is_said_and_nothing_happens(self, standard, association, ada, two, signed_in):
        row_of(Rsc, person=two[0], provider=two[1])
        client, address = signed_in(ada), page(association, "preview", *two)
        answer = client.get(address)
        assert ("These two cannot be merged" in answer.text, "Merge the two" in answer.text) == (True, False)
        assert "supervised the other" in texts(client.post(address, follow=True))[0]
        assert Merge.objects.count() == 0

    @pytest.mark.parametrize(
        ("logins", "says"),
        [
            ((False, False), "Neither has ever signed in."),
            ((False, True), "opens all of it from now on"),
            ((True, False), "stays and opens what moves too"),
            ((True, True), "is closed and opens nothing any more"),
        ],
    )
    def test_the_preview_says_what_becomes_of_the_sign_ins(self, association, ada, signed_in, logins, says):
        two = [known(association, login=login) for login in logins]
        Person.objects.filter(pk=two[1].pk).update(phone="555")
        answer = signed_in(ada).get(page(association, "preview", *two))
        assert any(says in words for words in answer.context["details"])
        assert any("telephone" in words for words in answer.context["details"])

    def test_the_alliance_is_asked_and_merges(self, association, neighbour, ada, staff, two, signed_in):
        factories.role(two[1], Role.COORDINATOR, neighbour)
        client = signed_in(ada)
        preview, ask = (page(association, name, *two) for name in ("preview", "ask"))
        assert "Send it to the Alliance" in client.get(preview).text
        assert list(client.post(ask, {"reason": ""}).context["ask_form"].errors) == ["reason"]
        for _ in range(2):
            client.post(ask, {"reason": "she told us on the telephone"})
        asked = Merge.objects.get()
        assert (asked.state, asked.association) == ("asked", association)
        mail = Message.objects.get(kind="people.merge_asked")
        assert (mail.to, "Ruiz" in mail.text + mail.subject) == (staff.email, False)

        client = signed_in(staff)
        answer = client.get(reverse("merging:asked"))
        assert ("she told us" in answer.text, "Ruiz" in answer.text) == (True, False)
        chosen = reverse("merging:staff_choose", args=[one.public_id for one in two])
        merge_them = reverse("merging:staff_preview", args=[one.public_id for one in two])
        assert [client.get(chosen).status_code, client.post(merge_them).status_code] == [404, 404]
        assert client.post(reverse("merging:look", args=[asked.code])).url == chosen
        assert "Ana Ruiz" in client.get(chosen).text
        assert client.get(merge_them).status_code == 200
        assert texts(client.post(merge_them, follow=True))[0].startswith("The two are one now.")
        asked.refresh_from_db()
        assert (asked.state, asked.done_by, asked.asked_by) == ("done", staff, ada)
        undo = reverse("merging:staff_undo", args=[asked.code])
        assert "Take apart again" in client.get(reverse("merging:asked")).text
        client.post(undo)
        asked.refresh_from_db()
        assert asked.state == "undone"

    def test_the_alliance_declines(self, association, neighbour, ada, staff, two, signed_in):
        asked = actions.ask_staff(kept=two[0], gone=two[1], association=association, by=ada, reason="the same")
        client, address = signed_in(staff), reverse("merging:decline", args=[asked.code])
        assert texts(client.post(address, follow=True)) == ["They stay two. The association sees that on its page."]
        assert "no longer possible" in texts(client.post(address, follow=True))[0]
        assert "not merged" in signed_in(ada).get(page(association, "candidates")).text

    def test_a_request_for_two_who_are_merged_by_now(self, association, ada, two, signed_in):
        client, ask = signed_in(ada), page(association, "ask", *two)
        two_more = known(association)
        merge([two_more, two[1]], association, ada)
        RosterEntry.objects.create(person=two[1], association=association, since=DAY)
        assert "merged meanwhile" in texts(client.post(ask, {"reason": "the same one"}, follow=True))[0]

    def test_staff_say_who_else_somebody_is(self, association, staff, two, signed_in):
        client = signed_in(staff)
        address = reverse("merging:other", args=[two[0].public_id])
        assert client.get(address).status_code == 404
        open_person(person=two[0], reason="asked by mail", by=staff)
        assert client.get(address).status_code == 200
        for email in ("nobody@p.example", two[0].email):
            answer = client.post(address, {"email": email, "reason": "asked by mail"})
            assert list(answer.context["form"].errors) == ["email"]
        answer = client.post(address, {"email": two[1].email, "reason": "asked by mail"})
        assert answer.url == reverse("merging:staff_choose", args=[one.public_id for one in two])
        assert client.get(answer.url).status_code == 200
        same = [two[0].public_id] * 2
        for name in ("staff_choose", "staff_preview"):
            assert client.get(reverse(f"merging:{name}", args=same)).status_code == 404
        factories.role(staff, Role.ADMINISTRATOR, association)
        RosterEntry.objects.create(person=staff, association=association, since=DAY)
        own = reverse("merging:staff_preview", args=[two[0].public_id, staff.public_id])
        assert "Nobody merges their own record" in texts(client.post(own, follow=True))[0]


def test_the_rules_that_the_table_of_moves_names(association, neighbour, ada, staff, two):
    """Staff merge and decline anything; administrators what is their association's and needs nobody else."""
    own, alliances = (Merge(association=place, kept=two[0], gone=two[1]) for place in (association, None))
    other = Merge(association=neighbour, kept=two[0], gone=two[1])
    assert [rules.has_perm("merging.merge", staff, one) for one in (own, alliances, other)] == [True] * 3
    assert [rules.has_perm("merging.merge", ada, one) for one in (own, alliances, other)] == [True, False, False]
    assert [rules.has_perm("merging.decline", who, own) for who in (staff, ada)] == [True, False]
