"""Signed personal exceptions: one more layer of the same judgement, everywhere, and the finding says so."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from associations.people.enums import Role
from common import clock
from common.files.sniff import BadFile
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from competencies.assessment.findings import MET, UNMET
from competencies.standard.wording import finding_sentence
from endorsement.application import actions, permissions, queries
from endorsement.application.assessment import judge, with_signatures
from endorsement.application.enums import ApplicationState, ExceptionState
from endorsement.application.models import Application, PersonalException, Snapshot
from endorsement.portfolio.models import Training
from tests import factories
from tests.access.world import PDF
from tests.endorsement.application import makings
from tests.endorsement.application.test_twice_at_once import together

WAIVED = {"not_required": True}


@pytest.fixture
def short(ready):
    """All that is asked, but 20 of the 30 training hours."""
    Training.objects.filter(person=ready.person).update(hours=20)
    return queries.with_parties().get(pk=ready.pk)


def today_at(application):
    return clock.today(application.association.time_zone)


def values(params=WAIVED, since=None, until=None, today=None):
    today = today or clock.today()
    return {
        "params": params,
        "accepted": "Twenty hours of a programme abroad are enough.",
        "reason": "The programme ended before hours were written down.",
        "valid_from": since or today,
        "valid_until": until,
    }


def propose(application, by, requirement="training.hours", **more):
    said = values(today=today_at(application), **more)
    return actions.propose_exception(
        application=application, requirement=requirement, values=said, signed_name="Cora C.", by=by
    )


def finding(application, on=None, key="training.hours"):
    return judge(Application.objects.get(pk=application.pk), on).assessment.finding(key)


def test_waived_is_met_and_says_by_whom(short, coordinator, staff):
    made = propose(short, coordinator)
    assert finding(short).status == UNMET
    actions.approve_exception(exception=made, by=staff)
    found = finding(short)
    assert (found.status, found.counted, found.required) == (MET, 20, 30)
    sentence = finding_sentence(found)
    assert sentence.startswith("By a personal exception of ")
    assert sentence.endswith(", approved by Stan Staff, this is not asked.")
    yesterday = today_at(short) - datetime.timedelta(days=1)
    assert finding(short, yesterday).status == UNMET


def test_replaced_counts_by_the_other_number_and_says_so(short, coordinator, staff):
    actions.approve_exception(exception=propose(short, coordinator, params={"hours": 20}), by=staff)
    found = finding(short)
    assert (found.status, found.required) == (MET, 20)
    sentence = finding_sentence(found)
    assert sentence.startswith("Counted: 20 of 20 hours. By a personal exception of ")
    assert sentence.endswith(", approved by Stan Staff.")
    Training.objects.update(hours=10)
    assert finding(short).status == UNMET


def test_the_same_everywhere(short, coordinator, staff, signed_in):
    """Dashboard, gate, snapshot, what the coordinator and the reviewers read."""
    with pytest.raises(actions.NotReady):
        actions.submit(application=short, by=short.person)
    actions.approve_exception(exception=propose(short, coordinator), by=staff)
    words = "approved by Stan Staff, this is not asked."
    page = signed_in(short.person).get(reverse("application:dashboard", args=[short.code])).content.decode()
    assert words in page
    snapshot = actions.submit(application=short, by=short.person)
    frozen = {one["requirement"]: one for one in snapshot.assessment["findings"]}["training.hours"]
    assert (frozen["status"], words in frozen["sentence"]) == ("met", True)
    handled = reverse("application:handle", args=[short.association.slug, short.code])
    assert words in signed_in(coordinator).get(handled).content.decode()
    assert Message.objects.filter(kind="application.excepted", to=short.person.email).count() == 1


def test_below_the_core_needs_the_alliance(short, coordinator, staff):
    below = propose(short, coordinator)
    with pytest.raises(actions.NotSaid, match="needs the Alliance"):
        actions.approve_exception(exception=below, by=coordinator)
    more = propose(short, coordinator, "references.count", params={"count": 4})
    same = propose(short, coordinator, "training.hours", params={"hours": 30})
    for made in (more, same):
        actions.approve_exception(exception=made, by=coordinator)
    assert finding(short, key="references.count").required == 4
    assert PersonalException.objects.filter(state=ExceptionState.IN_FORCE).count() == 2
    assert below.state == ExceptionState.PROPOSED


def test_who_may(short, coordinator, staff, association):
    applicant_coordinator = factories.person("Own Coordinator")
    factories.role(applicant_coordinator, Role.COORDINATOR, association)
    for who, adds, below, refuses in (
        (staff, True, True, True),
        (coordinator, True, False, False),
        (short.person, False, False, False),
        (factories.person(), False, False, False),
    ):
        found = [permissions.may_approve_exception(who, short, one) for one in ("adds", "below", "differs", "same")]
        assert found == [adds, below, below, adds], who.name
        assert permissions.may(who, "application.refuse_exception", short) == refuses
    factories.role(short.person, Role.ALLIANCE_STAFF)
    assert not permissions.may_approve_exception(short.person, short, "adds")


def test_twice_in_a_row(short, coordinator, staff):
    made = propose(short, coordinator)
    assert propose(short, coordinator) == made
    actions.approve_exception(exception=made, by=staff)
    for call in (
        lambda: actions.approve_exception(exception=made, by=staff),
        lambda: actions.refuse_exception(exception=made, reason="No.", by=staff),
        lambda: actions.withdraw_exception(exception=made, by=coordinator),
    ):
        with pytest.raises(MoveGone):
            call()
    moves = StatusChange.objects.filter(machine="personal_exception", object_id=made.pk).order_by("pk")
    assert [move.transition for move in moves] == ["propose", "approve"]
    assert Message.objects.filter(kind="application.excepted").count() == 1


def test_refused_is_told_with_the_reason_and_withdrawn_is_gone(short, coordinator, staff):
    actions.refuse_exception(exception=propose(short, coordinator), reason="Not enough.", by=staff)
    letter = Message.objects.get(kind="application.exception_refused")
    assert (letter.to, "Not enough." in letter.text) == (coordinator.email, True)
    actions.withdraw_exception(exception=propose(short, coordinator), by=coordinator)
    gone = propose(short, coordinator)
    PersonalException.objects.filter(pk=gone.pk).update(proposed_by=None)
    actions.refuse_exception(exception=PersonalException.objects.get(pk=gone.pk), reason="No.", by=staff)
    assert queries.exceptions_of(short) == []


def test_days_do_not_overlap_and_must_be_offered(short, coordinator, staff):
    today = today_at(short)
    actions.approve_exception(exception=propose(short, coordinator, until=today), by=staff)
    waiting = propose(short, coordinator, since=today + datetime.timedelta(days=1))
    with pytest.raises(actions.NotSaid, match="shared day"):
        propose(short, coordinator, params={"hours": 1})
    for since, words in ((datetime.date(2000, 1, 1), "cannot be applied for"),):
        with pytest.raises(actions.NotSaid, match=words):
            propose(short, coordinator, since=since)
    with pytest.raises(actions.NotSaid, match="could be changed so"):
        propose(short, coordinator, "work.months", params={"paid": True})
    earlier = propose(
        short, coordinator, since=today - datetime.timedelta(days=9), until=today, requirement="membership"
    )
    actions.approve_exception(exception=waiting, by=staff)
    actions.approve_exception(exception=earlier, by=staff)
    Application.objects.filter(pk=short.pk).update(state=ApplicationState.WITHDRAWN)
    with pytest.raises(MoveGone):
        propose(short, coordinator, "exam")


def test_it_costs_no_query_where_there_is_none(short, coordinator, staff, django_assert_num_queries):
    one = with_signatures(queries.with_parties()).get(pk=short.pk)
    with django_assert_num_queries(0):
        assert queries.exceptions_of(one) == []
    actions.approve_exception(exception=propose(short, coordinator), by=staff)
    one = with_signatures(queries.with_parties()).get(pk=short.pk)
    with django_assert_num_queries(1):
        assert len(queries.exceptions_of(one)) == 1


def test_a_file_is_kept_privately_once(short, coordinator, staff, signed_in):
    def send():
        return actions.propose_exception(
            application=short,
            requirement="training.hours",
            values=values(),
            signed_name="Cora C.",
            upload=SimpleUploadedFile("../letter.pdf", PDF, "application/pdf"),
            by=coordinator,
        )

    made = send()
    assert send() == made
    address = reverse("application:exception_file", args=[short.association.slug, made.code])
    answer = signed_in(coordinator).get(address)
    assert (b"".join(answer.streaming_content), answer["Content-Disposition"]) == (
        PDF,
        'attachment; filename="letter.pdf"',
    )
    assert signed_in(short.person).get(address).status_code == 404
    bare = propose(short, coordinator, "membership")
    assert signed_in(coordinator).get(address.replace(made.code, bare.code)).status_code == 404
    with pytest.raises(BadFile):
        actions.propose_exception(
            application=short, requirement="exam", values=values(), signed_name="C",
            upload=SimpleUploadedFile("a.txt", b"plain"), by=coordinator,
        )  # fmt: skip


# The pages


def address(name, application, *more):
    return reverse(f"application:{name}", args=[application.association.slug, *(more or [application.code])])


def test_from_the_coordinators_proposal_to_the_alliances_approval(short, coordinator, staff, signed_in):
    client = signed_in(coordinator)
    assert "No exceptions" in client.get(address("exceptions", short)).content.decode()
    asked = f"{address('propose_exception', short)}?requirement=training.hours"
    data = {
        "effect": "instead",
        "value": "20",
        "accepted": "Twenty hours abroad are enough.",
        "since": today_at(short).isoformat(),
        "until": "",
        "reason": "Kept words",
        "typed_name": "Cora Coordinator",
        "file": SimpleUploadedFile("a.txt", b"plain"),
    }
    for faulty, words in (
        ({"typed_name": "1"}, "Type your full name to sign."),
        ({}, "This is not a PDF, PNG or JPEG file"),
        ({"since": "2000-01-01", "file": ""}, "cannot be applied for"),
        ({"accepted": "", "file": ""}, "Say what is accepted instead."),
    ):
        data["file"].seek(0)
        page = client.post(asked, data | faulty).content.decode()
        assert words in page
        assert "Kept words" in page
    page = client.post(asked, data | {"file": ""}, follow=True).content.decode()
    for words in ("Twenty hours abroad are enough.", "falls below the core", "signed by Cora Coordinator"):
        assert words in page, words
    assert "Put in force" not in page
    assert "&lt;" not in page
    made = PersonalException.objects.get()
    refused = client.post(address("approve_exception", short, made.code), follow=True)
    assert "needs the Alliance" in refused.content.decode()
    assert client.post(address("refuse_exception", short, made.code), {"reason": "x"}).status_code == 404
    client = signed_in(staff)
    assert short.person.name in client.get(reverse("application:exceptions_waiting")).content.decode()
    page = client.post(address("refuse_exception", short, made.code), {"reason": ""}).content.decode()
    assert "Say why." in page
    page = client.post(address("approve_exception", short, made.code), follow=True).content.decode()
    assert "Approved by Stan Staff" in page
    assert "Nothing waits" in client.get(reverse("application:exceptions_waiting")).content.decode()
    assert "Twenty hours abroad" in client.get(address("exceptions", short)).content.decode()


def test_ended_on_the_page(short, coordinator, staff, signed_in):
    made = propose(short, coordinator)
    actions.approve_exception(exception=made, by=staff)
    page = signed_in(coordinator).post(address("end_exception", short, made.code), follow=True).content.decode()
    assert "today is its last day" in page
    assert (finding(short).status, finding(short, today_at(short) + datetime.timedelta(days=1)).status) == (MET, UNMET)
    page = signed_in(coordinator).post(address("end_exception", short, made.code), follow=True).content.decode()
    assert "no longer possible" in page


def test_refused_and_withdrawn_on_the_page(short, coordinator, staff, signed_in):
    made = propose(short, coordinator)
    page = signed_in(staff).post(address("refuse_exception", short, made.code), {"reason": "Not enough."}, follow=True)
    assert "Refused." in page.content.decode()
    again = propose(short, coordinator)
    signed_in(coordinator).post(address("withdraw_exception", short, again.code))
    again.refresh_from_db()
    assert again.state == ExceptionState.WITHDRAWN
    assert signed_in(coordinator).get(f"{address('propose_exception', short)}?requirement=no").status_code == 404


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_at_once(standard, association, coordinator, staff):
    application = makings.draft(factories.person("Ama Applicant"), association)
    made = [propose(application, coordinator), propose(application, staff, params={"hours": 20})]
    results = together(*[lambda one=one: actions.approve_exception(exception=one, by=staff) for one in made * 2])
    assert sorted(isinstance(one, PersonalException) for one in results) == [False, False, False, True]
    assert PersonalException.objects.filter(state=ExceptionState.IN_FORCE).count() == 1
    assert Snapshot.objects.count() == 0
