import datetime

import pytest

from associations.policy.models import Policy
from common import clock
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from competencies.standard.models import Category
from endorsement.application.actions import withdraw
from endorsement.award.actions import import_endorsements
from endorsement.award.actions.awarding import ImportRow
from endorsement.portfolio.models import Rsc, Work
from endorsement.references.models import Reference
from endorsement.review import actions, queries
from endorsement.review.models import Assignment, Cycle
from tests import factories
from tests.endorsement.review import cases

DAY = datetime.date(2020, 1, 1)


def endorse(person, association, category):
    row = ImportRow(
        f"test:{person.pk}", person, association, Category.objects.get(key=category), DAY, None, clock.now()
    )
    import_endorsements(rows=[row], by=None)


def subjects(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("to", "subject"))


def reference(person, association, category, **fields):
    moment = clock.now()
    return Reference.objects.create(
        person=person,
        association=association,
        category=category,
        rater_name=fields.pop("rater_name", "Rob Rater"),
        rater_email=fields.pop("rater_email", "rob@raters.example"),
        state_since=moment,
        asked_at=moment,
        expires_at=moment,
        **fields,
    )


def test_assigning_opens_a_round_asks_both_and_tells_the_applicant(office, association):
    coordinator, reviewers = office
    application = cases.submitted(association)
    cycle = actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    application.refresh_from_db()
    assert application.state == "in_review"
    assert cycle.snapshot == application.snapshots.get()
    rows = list(cycle.assignments.order_by("pk").values_list("reviewer", "state", "due_on", "is_third"))
    assert rows == [(person.pk, "asked", cases.due(), False) for person in reviewers]
    assert [to for to, _ in subjects("review.asked")] == [person.email for person in reviewers]
    assert [to for to, _ in subjects("application.in_review")] == [application.person.email]
    assert Message.objects.get(kind="application.in_review").text.count("Rena") == 0
    change = StatusChange.objects.get(machine="application", object_id=application.pk)
    assert (change.transition, change.by_id) == ("send_to_review", coordinator.pk)


def test_a_second_click_finds_the_move_gone(office, association):
    coordinator, reviewers = office
    application = cases.submitted(association)
    actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    with pytest.raises(MoveGone) as gone:
        actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    assert "in review" in str(gone.value)
    assert Cycle.objects.count() == 1
    assert Assignment.objects.count() == 2
    assert len(subjects("review.asked")) == 2


@pytest.mark.parametrize("chosen", [[], [0], [0, 0], [0, 1, 2]])
def test_the_policy_says_how_many(office, association, chosen):
    coordinator, reviewers = office
    reviewers = [*reviewers, cases.reviewer(association)]
    with pytest.raises(actions.Refused, match="exactly 2 reviewers"):
        actions.assign(
            application=cases.submitted(association),
            reviewers=[reviewers[place] for place in chosen],
            due_on=cases.due(),
            by=coordinator,
        )
    assert not Cycle.objects.exists()


def test_one_reviewer_where_the_policy_says_one(office, association):
    coordinator, reviewers = office
    Policy.objects.create(association=association, valid_from=datetime.date(2020, 1, 1), reviewers=1)
    application = cases.submitted(association)
    with pytest.raises(actions.Refused, match=r"exactly 1 reviewer\."):
        actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    cycle = actions.assign(application=application, reviewers=reviewers[:1], due_on=cases.due(), by=coordinator)
    cases.signed(cases.load(cycle.assignments.all()).get())
    application.refresh_from_db()
    assert application.state == "to_decide"


def test_who_lacks_the_standing_that_the_policy_asks_is_not_asked(office, association):
    coordinator, reviewers = office
    application = cases.submitted(association)
    Policy.objects.create(association=association, valid_from=DAY, reviewer_standing="endorsed")
    endorse(reviewers[0], association, "IFA")
    assert [[one.kind for one in each.conflicts] for each in queries.candidates(application)] == [[], ["standing"]]
    with pytest.raises(actions.Refused, match="asks of a reviewer here"):
        actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    endorse(reviewers[1], association, "IFA")
    assert actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)


def test_a_later_policy_does_not_change_a_running_round(pair, association, application):
    Policy.objects.create(association=association, valid_from=clock.today() + datetime.timedelta(days=1), reviewers=3)
    assert queries.reviewers_wanted(application, pair[0].cycle.opened_at) == 2
    assert queries.reviewers_wanted(application) == 2


def test_a_due_date_in_the_past_is_refused(office, association):
    coordinator, reviewers = office
    with pytest.raises(actions.Refused, match="lies in the past"):
        actions.assign(
            application=cases.submitted(association), reviewers=reviewers, due_on=cases.due(-2), by=coordinator
        )


def test_nobody_but_a_reviewer_of_the_association_is_asked(office, association, neighbour):
    coordinator, reviewers = office
    stranger = cases.reviewer(neighbour, "Nora Neighbour")
    with pytest.raises(actions.Refused, match="Nora Neighbour is not a reviewer of this association"):
        actions.assign(
            application=cases.submitted(association),
            reviewers=[reviewers[0], stranger],
            due_on=cases.due(),
            by=coordinator,
        )


# Who is too close ------------------------------------------------------------------------------------------------


def reason_for(application, person):
    found = {one.person.pk: one for one in queries.candidates(application)}[person.pk]
    return found.excluded, found.doubtful, [conflict.sentence for conflict in found.conflicts]


APPLICANT = "This is the applicant."
RATER = "The applicant asked this person for a reference rating."
PROVIDER = "Gave the applicant reflective supervision or consultation."
SUPERVISOR = "Supervises or supervised the applicant's work."
DEPUTY = "Decides this application as the association's deputy, so cannot review it too."


def test_the_applicant_raters_and_providers_are_excluded_with_the_reason(office, association):
    _coordinator, reviewers = office
    application = cases.submitted(association)
    factories.role(application.person, "reviewer", association)
    by_person = cases.reviewer(association, "Pat")
    by_address = cases.reviewer(association, "Mail Match", email="Second@Address.example")
    provider = cases.reviewer(association, "Prov Ider")
    reference(application.person, association, application.category, rater=by_person)
    reference(
        application.person,
        association,
        application.category,
        rater_email="second@address.EXAMPLE",
        state="replaced",
    )
    Rsc.objects.create(person=application.person, provider=provider, removed_at=clock.now())
    supervisor = cases.reviewer(association, "Ines Intern")
    Work.objects.create(
        person=application.person, internship_supervisor=supervisor, internship_supervisor_name="Ines Intern"
    )
    assert reason_for(application, supervisor) == (True, False, [SUPERVISOR])
    assert reason_for(application, application.person) == (True, False, [APPLICANT])
    assert reason_for(application, by_person) == (True, False, [RATER])
    assert reason_for(application, by_address) == (True, False, [RATER])
    assert reason_for(application, provider) == (True, False, [PROVIDER])
    assert reason_for(application, reviewers[0]) == (False, False, [])


def test_a_name_alone_needs_the_coordinators_word(office, association):
    coordinator, reviewers = office
    application = cases.submitted(association)
    Work.objects.create(person=application.person, supervisor_name="Dr. RENA reviewer")
    Rsc.objects.create(person=application.person, provider_name="Reviewer, Rena")
    rena = reviewers[0]
    expected = [f"Someone of the same name: {SUPERVISOR}", f"Someone of the same name: {PROVIDER}"]
    assert reason_for(application, rena) == (False, True, expected)
    with pytest.raises(actions.Refused, match=r"Rena Reviewer cannot be chosen\. Someone of the same name"):
        actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    cycle = actions.assign(
        application=application,
        reviewers=reviewers,
        due_on=cases.due(),
        by=coordinator,
        another_person=[rena.pk],
    )
    assert cycle.assignments.count() == 2


def test_a_certain_conflict_cannot_be_vouched_away(office, association):
    coordinator, reviewers = office
    application = cases.submitted(association)
    reference(application.person, association, application.category, rater=reviewers[0])
    with pytest.raises(actions.Refused, match=r"Rena Reviewer cannot be chosen\. The applicant asked this person"):
        actions.assign(
            application=application,
            reviewers=reviewers,
            due_on=cases.due(),
            by=coordinator,
            another_person=[reviewers[0].pk],
        )


def test_the_deputy_who_decides_a_colleagues_application_does_not_review_it(office, association):
    _coordinator, reviewers = office
    association.deputy = reviewers[0]
    association.save()
    colleague = factories.person("Carl Colleague")
    factories.role(colleague, "administrator", association)
    of_a_colleague = cases.submitted(association, colleague)
    of_somebody = cases.submitted(association, factories.person("Sue Somebody"))
    assert reason_for(of_a_colleague, reviewers[0]) == (True, False, [DEPUTY])
    assert reason_for(of_somebody, reviewers[0]) == (False, False, [])


def test_candidates_free_ones_first_then_by_what_they_have_open(office, association):
    coordinator, reviewers = office
    idle = cases.reviewer(association, "Zoe Idle")
    cases.in_review(association, coordinator, reviewers, person=factories.person("First"))
    application = cases.submitted(association, factories.person("Second"))
    reference(application.person, association, application.category, rater=reviewers[1])
    found = [(one.person.name, one.open_reviews) for one in queries.candidates(application)]
    assert found == [("Zoe Idle", 0), ("Rena Reviewer", 1), ("Remy Reviewer", 1)]
    assert found[0][0] == idle.name


def test_candidates_cost_the_same_at_any_number(office, association, django_assert_num_queries):
    application = cases.submitted(association)
    for size in (2, 12):
        while len(queries.candidates(application)) < size:
            cases.reviewer(association)
        fresh = type(application).objects.select_related("association", "person", "category").get(pk=application.pk)
        with django_assert_num_queries(7):
            queries.candidates(fresh)


# A third, and somebody instead -----------------------------------------------------------------------------------


@pytest.fixture
def to_decide(pair):
    cases.signed(pair[0])
    cases.signed(pair[1], recommendation="defer")
    return cases.again(pair[0]).cycle.application


def test_a_third_reviewer_is_asked_and_the_round_opens_again(to_decide, office, association):
    coordinator, _ = office
    third = cases.reviewer(association, "Tess Third")
    made = actions.add_third(
        application=to_decide, reviewer=third, due_on=cases.due(), by=coordinator, reason="They differ"
    )
    to_decide.refresh_from_db()
    assert (to_decide.state, made.is_third, made.state, made.cycle.closed_at) == ("in_review", True, "asked", None)
    cases.signed(cases.again(made))
    to_decide.refresh_from_db()
    assert to_decide.state == "to_decide"
    assert len(subjects("review.all_signed")) == 2


def test_a_third_twice_or_one_who_reviewed_already_is_refused(to_decide, office, association):
    coordinator, reviewers = office
    with pytest.raises(actions.Refused, match="already reviews this application"):
        actions.add_third(application=to_decide, reviewer=reviewers[0], due_on=cases.due(), by=coordinator)
    third = cases.reviewer(association, "Tess Third")
    actions.add_third(application=to_decide, reviewer=third, due_on=cases.due(), by=coordinator)
    with pytest.raises(MoveGone):
        actions.add_third(application=to_decide, reviewer=third, due_on=cases.due(), by=coordinator)
    assert Assignment.objects.count() == 3


def test_a_third_who_hands_back_leaves_it_to_be_decided_and_may_be_replaced(to_decide, office, association):
    coordinator, _ = office
    third, fourth = cases.reviewer(association, "Tess Third"), cases.reviewer(association, "Fay Fourth")
    made = actions.add_third(application=to_decide, reviewer=third, due_on=cases.due(), by=coordinator)
    actions.hand_back(assignment=cases.again(made), by=third, reason="I know them")
    to_decide.refresh_from_db()
    assert to_decide.state == "to_decide"
    again = actions.add_third(application=to_decide, reviewer=fourth, due_on=cases.due(), by=coordinator)
    assert again.is_third


def test_instead_of_one_who_handed_back(pair, office, association, application):
    coordinator, _ = office
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="I know them")
    other, another = cases.reviewer(association, "Olu Other"), cases.reviewer(association, "Ann Another")
    made = actions.replace(assignment=pair[0], reviewer=other, due_on=cases.due(), by=coordinator)
    assert (made.state, made.is_third, cases.again(pair[0]).state) == ("asked", False, "handed_back")
    with pytest.raises(actions.Refused, match="Somebody else was already asked"):
        actions.replace(assignment=pair[0], reviewer=another, due_on=cases.due(), by=coordinator)
    cases.signed(pair[1])
    cases.signed(cases.again(made))
    application.refresh_from_db()
    assert application.state == "to_decide"


def test_instead_of_one_who_does_not_answer(pair, office, association):
    coordinator, _ = office
    other = cases.reviewer(association, "Olu Other")
    actions.replace(assignment=pair[0], reviewer=other, due_on=cases.due(), by=coordinator)
    assert cases.again(pair[0]).state == "cancelled"
    assert subjects("review.cancelled") == [(pair[0].reviewer.email, "A review you need not do any more")]
    assert not queries.visible_to(pair[0].reviewer).exists()


def test_who_handed_back_can_be_asked_again_and_finds_the_earlier_work(pair, office):
    coordinator, _ = office
    cases.judge(cases.opened(pair[0]), comment="Half way", recommendation="")
    actions.hand_back(assignment=cases.again(pair[0]), by=pair[0].reviewer, reason="No time this week")
    again = actions.replace(assignment=pair[0], reviewer=pair[0].reviewer, due_on=cases.due(30), by=coordinator)
    assert (again.pk, again.state, again.due_on, again.handed_back_reason) == (pair[0].pk, "asked", cases.due(30), "")
    reopened = cases.opened(cases.again(again))
    assert {row.comment for row in queries.judgements_of(reopened)} == {"Half way"}
    assert len(subjects("review.asked")) == 3


def test_a_third_who_left_is_replaced_by_a_third(to_decide, office, association):
    coordinator, _ = office
    third, fourth = cases.reviewer(association, "Tess Third"), cases.reviewer(association, "Fay Fourth")
    made = actions.add_third(application=to_decide, reviewer=third, due_on=cases.due(), by=coordinator)
    swapped = actions.replace(assignment=cases.again(made), reviewer=fourth, due_on=cases.due(), by=coordinator)
    assert swapped.is_third


def test_a_signed_review_is_not_taken_away(pair, office, association):
    coordinator, _ = office
    cases.signed(pair[0])
    with pytest.raises(MoveGone):
        actions.replace(
            assignment=cases.again(pair[0]), reviewer=cases.reviewer(association), due_on=cases.due(), by=coordinator
        )


def test_the_other_reviewer_is_no_replacement(pair, office):
    coordinator, reviewers = office
    with pytest.raises(actions.Refused, match="already reviews"):
        actions.replace(assignment=pair[0], reviewer=reviewers[1], due_on=cases.due(), by=coordinator)
    assert cases.again(pair[0]).state == "asked"


def test_nobody_is_replaced_after_the_review(to_decide, pair, office, association):
    coordinator, _ = office
    with pytest.raises(actions.Refused, match="no longer in review"):
        actions.replace(
            assignment=cases.again(pair[0]), reviewer=cases.reviewer(association), due_on=cases.due(), by=coordinator
        )


def test_withdrawing_ends_open_reviews_and_tells_their_reviewers(pair, application):
    cases.signed(pair[0])
    withdraw(application=application, by=application.person)
    assert [cases.again(one).state for one in pair] == ["signed", "cancelled"]
    assert [to for to, _ in subjects("review.cancelled")] == [pair[1].reviewer.email]
    assert Cycle.objects.get().closed_at is not None
    assert not queries.queue(pair[1].reviewer).exists()
