"""One thing done to many people of a roster: looked at first, done once, by who may."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Address, Person
from associations.people import actions as people
from associations.people.enums import Role
from associations.people.models import Invitation, Membership, MembershipTerms, RoleGrant, RosterEntry
from common import clock
from common.jobs.models import Job
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from endorsement.roster.actions import errands
from endorsement.roster.models import Errand, ErrandPerson
from tests import factories
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)


@pytest.fixture
def cora(association):
    person = factories.person("Cora Coordinator")
    factories.role(person, Role.COORDINATOR, association)
    return person


@pytest.fixture
def office(cora, signed_in):
    return signed_in(cora)


@pytest.fixture
def some(association):
    """Ana, Ben and Cy are on the roster; Cy has no address."""
    made = [factories.person(name, login=False) for name in ("Ana Ruiz", "Ben Silva", "Cy Stone")]
    for one in made:
        RosterEntry.objects.create(person=one, association=association, since=DAY)
    Address.objects.filter(person=made[2]).delete()
    return made


def prepared(association, cora, some, kind, **given):
    errand = errands.begin_errand(association=association, kind=kind, people=[one.pk for one in some], by=cora)
    return errands.fill_errand(errand=errand, given=given, by=cora) if given else errand


def left_out(errand):
    names = dict(Person.objects.values_list("pk", "name"))
    rows = errand.people.exclude(left_out="").order_by("person_id")
    return {names.get(row.person_id, "").partition(" ")[0]: row.left_out for row in rows}


def done(errand, cora, run_jobs):
    errands.do_errand(errand=errand, by=cora)
    run_jobs()
    errand.refresh_from_db()
    return errand


class TestEachKind:
    def test_inviting(self, association, cora, some, run_jobs):
        factories.role(some[0], Role.REVIEWER, association)
        people.invite(email=some[1].email, name="", role=Role.REVIEWER, association=association, by=cora)
        errand = prepared(association, cora, some, "invite", role="reviewer")
        assert left_out(errand) == {"Ana": "has_role", "Ben": "invited", "Cy": "no_address"}
        errand = prepared(association, cora, some, "invite", role="applicant")
        assert left_out(errand) == {"Cy": "no_address"}
        assert done(errand, cora, run_jobs).state == "done"
        invited = Invitation.objects.filter(role="applicant")
        assert {(one.email, one.name) for one in invited} == {(one.email, one.name) for one in some[:2]}

    def test_writing(self, association, cora, some, run_jobs):
        text = "Dear {name},\n\nplease\ncome. <b>{email}"
        errand = prepared(association, cora, some, "letter", subject="Our meeting\r\nBcc: x@p.example", text=text)
        assert left_out(errand) == {"Cy": "no_address"}
        done(errand, cora, run_jobs)
        letters = Message.objects.filter(kind="roster.letter").order_by("pk")
        assert [one.to for one in letters] == [one.email for one in some[:2]]
        first = letters[0]
        assert (first.subject, first.reply_to, first.from_name, first.scope, first.about) == (
            "Our meeting Bcc: x@p.example",
            association.contact_email,
            association.name,
            association.slug,
            f"person:{some[0].pk}",
        )
        assert "Dear Ana Ruiz," in first.text and "<b>{email}" in first.text and "<b>" not in first.html

    def test_giving_and_ending_a_role(self, standard, association, cora, some, run_jobs):
        factories.role(some[0], Role.REVIEWER, association)
        errand = prepared(association, cora, some, "grant", role="reviewer")
        assert left_out(errand) == {"Ana": "has_role"}
        done(errand, cora, run_jobs)
        held = RoleGrant.objects.filter(role=Role.REVIEWER, ended_at=None)
        assert set(held.values_list("person", flat=True)) == {one.pk for one in some}
        held.get(person=some[2]).delete()
        errand = prepared(association, cora, some, "end", role="reviewer")
        assert left_out(errand) == {"Cy": "no_role"}
        done(errand, cora, run_jobs)
        assert RoleGrant.objects.filter(role=Role.REVIEWER, ended_at=None).count() == 0

    def test_noting_a_period(self, association, cora, some, run_jobs):
        factories.member(some[0], association, since=DAY, until=DAY)
        factories.member(some[1], association, since=DAY - datetime.timedelta(days=9), until=None)
        errand = prepared(association, cora, some, "membership", valid_from="2024-05-01", valid_until="2024-05-01")
        assert left_out(errand) == {"Ana": "same_period", "Ben": "overlap"}
        done(errand, cora, run_jobs)
        made = Membership.objects.get(person=some[2])
        assert (made.valid_from, made.valid_until) == (DAY, DAY)
        Membership.objects.all().delete()
        done(prepared(association, cora, some, "membership", valid_from="2024-05-01", valid_until=None), cora, run_jobs)
        assert Membership.objects.filter(valid_until=None).count() == 3

    def test_reminding(self, association, cora, some, run_jobs):
        dee = factories.person("Dee Free", login=False)
        for one, until in ((some[0], DAY), (dee, None), (some[2], DAY)):
            factories.member(one, association, since=DAY, until=until)
        everybody = [*some, dee]
        errand = prepared(association, cora, everybody, "remind")
        assert left_out(errand) == {"Ben": "no_membership", "Cy": "no_address", "Dee": "runs_on"}
        done(errand, cora, run_jobs)
        assert Message.objects.get(kind="people.membership_ends").to == some[0].email
        assert left_out(prepared(association, cora, everybody, "remind"))["Ana"] == "reminded"
        with clock.at(clock.now() + datetime.timedelta(days=8)):
            assert "Ana" not in left_out(prepared(association, cora, everybody, "remind"))


class TestOnceAndAsLookedAt:
    def test_twice_is_once(self, association, cora, some, run_jobs):
        errand = done(prepared(association, cora, some, "letter", subject="S", text="T"), cora, run_jobs)
        with pytest.raises(MoveGone):
            errands.do_errand(errand=errand, by=cora)
        with pytest.raises(errands.Refused, match="on its way"):
            errands.fill_errand(errand=errand, given={"subject": "S", "text": "other"}, by=cora)
        errands.run_errand(Job.objects.get(task=errands.TASK))
        assert Message.objects.filter(kind="roster.letter").count() == 2

    def test_a_worker_that_died_goes_on_where_it_was(self, association, cora, some, run_jobs):
        errand = prepared(association, cora, some, "letter", subject="S", text="T")
        errands.do_errand(errand=errand, by=cora)
        first = errand.people.get(person_id=some[0].pk)
        errands._do_chunk(Errand.objects.get(), [first], cora)
        Message.objects.filter(kind="roster.letter").update(key="written before")
        run_jobs()
        assert Message.objects.filter(kind="roster.letter").count() == 2

    def test_what_changed_since_is_looked_at_again(self, association, cora, some, office):
        errand = prepared(association, cora, some, "letter", subject="S", text="T")
        RosterEntry.objects.filter(person=some[0]).delete()
        address = reverse("roster:do_errand", args=[association.slug, errand.code])
        answer = office.post(address, follow=True)
        assert "Something changed since you looked" in str(next(iter(answer.context["messages"])))
        assert (left_out(errand), Job.objects.filter(task=errands.TASK).count()) == (
            {"Ana": "not_here", "Cy": "no_address"},
            0,
        )
        assert office.post(address).status_code == 302
        assert Job.objects.filter(task=errands.TASK).count() == 1

    def test_what_changes_while_it_is_done_is_told(self, association, cora, some, run_jobs):
        dee = factories.person("Dee Free", login=False)
        RosterEntry.objects.create(person=dee, association=association, since=DAY)
        given = {"valid_from": "2024-05-01", "valid_until": None}
        errand = prepared(association, cora, [*some, dee], "membership", **given)
        errands.do_errand(errand=errand, by=cora)
        factories.member(some[0], association, since=DAY + datetime.timedelta(days=1))
        RosterEntry.objects.filter(person=dee).delete()
        Address.objects.filter(person=dee).delete()
        dee.delete()
        run_jobs()
        assert errand.people.filter(left_out="refused").count() == 2
        assert Membership.objects.count() == 3

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            ("invite", {"role": "reviewer"}),
            ("letter", {"subject": "S", "text": "T"}),
            ("remind", {}),
            ("end", {"role": "reviewer"}),
        ],
    )
    def test_what_is_gone_by_then_is_left_out(self, association, cora, some, kind, given, run_jobs):
        factories.member(some[0], association, since=DAY, until=DAY)
        if kind == "end":
            factories.role(some[0], Role.REVIEWER, association)
        errand = prepared(association, cora, some[:1], kind, **given)
        errands.do_errand(errand=errand, by=cora)
        Address.objects.filter(person=some[0]).delete()
        Membership.objects.all().delete()
        RoleGrant.objects.filter(person=some[0]).delete()
        run_jobs()
        assert left_out(errand) == {"Ana": "refused"}

    def test_nobody_and_nothing(self, association, cora, some):
        with pytest.raises(errands.Refused, match="tick somebody"):
            errands.begin_errand(association=association, kind="letter", people=[], by=cora)
        empty = errands.begin_errand(association=association, kind="letter", people=[some[0].pk], by=cora)
        with pytest.raises(errands.Refused, match="say first"):
            errands.do_errand(errand=empty, by=cora)
        nobody = prepared(association, cora, some[2:], "letter", subject="S", text="T")
        with pytest.raises(errands.Refused, match="nobody left"):
            errands.do_errand(errand=nobody, by=cora)

    def test_only_who_may_give_the_role(self, association, cora, some, run_jobs):
        errand = prepared(association, cora, some, "grant", role="administrator")
        with pytest.raises(errands.Refused, match="do not give"):
            errands.do_errand(errand=errand, by=cora)
        errand = prepared(association, cora, some, "grant", role="reviewer")
        errands.do_errand(errand=errand, by=cora)
        RoleGrant.objects.filter(person=cora).update(ended_at=clock.now())
        run_jobs()
        errand.refresh_from_db()
        assert (errand.state, RoleGrant.objects.filter(role="reviewer").count()) == ("draft", 0)

    def test_a_worker_that_gave_up_gives_it_back(self, association, cora, some):
        errand = prepared(association, cora, some, "letter", subject="S", text="T")
        errands.do_errand(errand=errand, by=cora)
        for _ in range(2):
            errands.gave_up(Job.objects.get(task=errands.TASK))
        errand.refresh_from_db()
        assert errand.state == "draft"


class TestInTheBrowser:
    def begin(self, office, association, **data):
        return office.post(reverse("roster:begin_errand", args=[association.slug]), data)

    def test_ticked_then_said_then_looked_at_then_done(self, association, office, some, run_jobs):
        listed = office.get(reverse("roster:list", args=[association.slug])).text
        assert f'value="{some[0].pk}"' in listed
        data = {"kind": "letter", "whom": "ticked", "person": [some[0].pk, some[2].pk, "x", "9" * 30]}
        address = self.begin(office, association, **data).url
        assert "2 people are chosen." in office.get(address).text
        assert list(office.post(address, {"subject": "", "text": "T"}).context["form"].errors) == ["subject"]
        office.post(address, {"subject": "S", "text": "Dear {name}"})
        text = office.get(address).text
        assert ("Dear Ana Ruiz" in text, "Cy Stone" in text, "Send to 1 person" in text) == (True, False, True)
        assert "No e-mail address is known" in office.get(address, {"show": "out"}).text
        assert 'value="S"' in office.get(address, {"change": "1"}).text
        office.post(f"{address}do/")
        running = office.get(address, headers={"HX-Request": "true"}).text
        assert ("0 of 1 so far" in running, "<html" in running) == (True, False)
        run_jobs()
        assert "It happened to 1 person." in office.get(address).text
        assert "no longer possible" in office.post(f"{address}do/", follow=True).text
        assert "no longer possible" in office.post(f"{address}discard/", follow=True).text
        assert "on its way" in office.post(address, {"subject": "S", "text": "Dear"}, follow=True).text
        assert "Write a mail" in office.get(reverse("roster:errands", args=[association.slug])).text

    def test_everybody_the_filter_shows_and_nobody_else(self, association, neighbour, office, some):
        other = factories.person("Ana of the neighbour", login=False)
        RosterEntry.objects.create(person=other, association=neighbour, since=DAY)
        self.begin(office, association, kind="remind", whom="shown", query="q=ana")
        assert set(ErrandPerson.objects.values_list("person_id", flat=True)) == {some[0].pk}
        self.begin(office, association, kind="remind", whom="ticked", person=[other.pk])
        assert Errand.objects.count() == 1

    def test_too_little_is_said(self, association, office, some):
        for data in ({}, {"kind": "letter"}, {"kind": "x", "whom": "shown"}, {"kind": "letter", "whom": "ticked"}):
            address = self.begin(office, association, **data).url
            assert address.partition("?")[0] == reverse("roster:list", args=[association.slug])
        assert Errand.objects.count() == 0

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"kind": "letter", "whom": "ticked"}, "Please tick somebody first"),
            ({"kind": "letter"}, "Please say what to do, and with whom."),
        ],
    )
    def test_who_ticked_nobody_finds_the_list_as_they_left_it(self, association, office, some, data, sentence):
        """Not a longer list, to whose people the mail would go with the next press."""
        listed = reverse("roster:list", args=[association.slug])
        closed = office.get(listed, {"q": "ana", "columns": ["phone", "region"]})
        assert '<details class="disclosure" id="several">' in closed.text
        address = self.begin(office, association, query=closed.context["query"], **data).url
        again = office.get(address)
        assert sentence in again.text
        assert [row.record.name for row in again.context["table"].page] == ["Ana Ruiz"]
        assert again.context["query"] == closed.context["query"] == "q=ana&columns=phone&columns=region"
        assert '<details class="disclosure" id="several" open>' in again.text
        assert '<option value="letter" selected>' in again.text

    def test_a_place_nothing_is_put_into_is_refused_where_it_stands(self, association, cora, office, some):
        errand = prepared(association, cora, some, "letter")
        address = reverse("roster:errand", args=[association.slug, errand.code])
        typed = "Dear {name}, {foo} and {Name}, {foo}"
        answer = office.post(address, {"subject": "Our meeting", "text": typed})
        assert answer.context["form"].errors == {
            "text": ["Nothing is known to put in place of {foo}, {Name}. What you can use here: {name}."]
        }
        assert (typed in answer.text, 'value="Our meeting"' in answer.text) == (True, True)
        errand.refresh_from_db()
        assert errand.given is None
        answer = office.post(address, {"subject": "For {name}", "text": "Dear {name}"})
        assert answer.context["form"].errors == {
            "subject": ["A subject is the same for everybody: nothing is put in place of {name}."]
        }
        assert office.post(address, {"subject": "Our meeting", "text": "Dear {name}"}).status_code == 302

    def test_each_form_and_each_sentence(self, standard, association, cora, office, some):
        reviewer = cases.reviewer(association, "Rhea Reader")
        application = cases.submitted(association, factories.person(), category="IFS")
        cases.asked(application, cora, [reviewer, cases.reviewer(association, "Remy Reader")])
        MembershipTerms.objects.create(association=association)
        said = {}
        for kind, data in {
            "invite": {"role": "applicant"},
            "grant": {"role": "applicant"},
            "end": {"role": "reviewer"},
            "membership": {"valid_from": "2024-05-01", "valid_until": ""},
            "remind": None,
        }.items():
            address = self.begin(office, association, kind=kind, whom="shown").url
            assert office.get(address).status_code == 200
            if data:
                office.post(address, data)
            said[kind] = office.get(address).context["words"]["sentence"]
            if kind == "end":
                assert "1 review they have not signed is handed back" in office.get(address).text
        assert "Applicant" in said["invite"] and "gets a mail" in said["grant"] and "Reviewer" in said["end"]
        assert "from 2024-05-01 until it is ended" in said["membership"]
        bad = {"valid_from": "2024-05-02", "valid_until": "2024-05-01"}
        address = self.begin(office, association, kind="membership", whom="shown").url
        assert list(office.post(address, bad).context["form"].errors) == ["valid_until"]
        assert office.post(f"{address}discard/").url == reverse("roster:list", args=[association.slug])

    def test_no_year_is_settled_and_nobody_is_left(self, association, office, some):
        address = self.begin(office, association, kind="membership", whom="shown").url
        assert office.get(address).context["form"].initial == {}
        address = self.begin(office, association, kind="letter", whom="ticked", person=[some[2].pk]).url
        office.post(address, {"subject": "S", "text": "Dear {name}"})
        assert "It would happen to nobody." in office.get(address).text
        address = self.begin(office, association, kind="grant", whom="ticked", person=[some[2].pk]).url
        office.post(address, {"role": "reviewer"})
        assert "Nobody is left out." in office.get(address, {"show": "out"}).text
