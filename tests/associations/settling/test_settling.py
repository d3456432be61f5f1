"""An association settles its policy: dated, previewed, audited; the portal behaves by it."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.urls import reverse

from associations.directory.models import Association
from associations.people.enums import Role
from associations.policy.models import Overlay, Policy
from associations.policy.queries import policy_on
from associations.settling import actions, hooks, presenters
from associations.settling.elsewhere import elsewhere
from common import clock
from competencies.standard.statements import title_of
from endorsement.review.standing import may_review
from tests import factories
from tests.associations.people.test_at_once import at_once

pytestmark = pytest.mark.django_db
SETTINGS = {
    "reviewers": 2,
    "one_reviewer_kinds": ["FA", "FS"],
    "review_order": "in_turn",
    "reviewer_standing": "same_or_higher",
    "review_days": 14,
    "consensus": True,
    "may_hold": False,
    "intake": "monthly",
    "intake_kinds": ["FA"],
    "intake_days": ["03-15", "12-15"],
    "intake_nth": 1,
    "intake_weekday": 4,
    "intake_months": [1, 2],
    "intake_window_days": 10,
    "cohort_from": None,
    "cohort_until": None,
    "cohort_places": None,
    "lead_days": 28,
    "reference_link_days": 90,
    "chaser_days": [5, 10],
    "rating_access": "on_request",
    "concurrent_applications": False,
    "draft_days": 90,
    "answer_days": 365,
    "cycle_years": 1,
    "cycle_ends": datetime.date(2027, 6, 30),
    "fees_hold_up": "submission",
    "late_fee_days": 30,
}


TYPED = SETTINGS | {
    "chaser_days": "10, 5",
    "concurrent_applications": "no",
    "cycle_ends": "2027-06-30",
    "consensus": "yes",
    "may_hold": "no",
    "intake_days": "12-15; 3-15",
    **dict.fromkeys(("cohort_from", "cohort_until", "cohort_places"), ""),
}


def typed(part="review", **more):
    form = {name: TYPED[name] for name in actions.PARTS[part]}
    return form | {"valid_from": (clock.today() + datetime.timedelta(days=10)).isoformat()} | more


@pytest.fixture
def administrator(association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def page(signed_in, administrator, association):
    client = signed_in(administrator)
    return lambda name, *args: (client, reverse(f"settling:{name}", args=[association.slug, *args]))


def test_a_policy_holds_from_its_day_and_says_what_it_does(association, administrator):
    today = clock.today(association.time_zone)
    day = today + datetime.timedelta(days=3)
    made = actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS)
    assert policy_on(association, day - datetime.timedelta(days=1)).review_days == 21
    assert policy_on(association, day) == made
    assert [line.sentence for line in presenters.lines(made)] == [
        "2 reviewers, one after the other: endorsed in the same category or higher. One is enough for Family Associate "
        "and Family Specialist.",
        "A review is due 14 days after its reviewer was asked, unless the coordinator says otherwise.",
        "An application is endorsed only when every reviewer recommends it.",
        "A decision is to endorse or to defer.",
        "Applications are reviewed in rounds: submit by the first Friday of January and February. Submitting is open "
        "in the 10 days before each. Only Family Associate; the others are taken all year.",
        "An application is submitted 4 weeks after it was started, at the earliest.",
        "A person may have one open application at a time.",
        "An application that is not submitted in 90 days is closed after two reminders.",
        "One that was returned or deferred and not submitted again in 365 days is closed after two reminders.",
        "A rater's link works for 90 days.",
        "Raters who have not answered are reminded after 5 and 10 days.",
        "A request for access is answered by the coordinator.",
        "An Endorsement is valid until the end of a cycle of 1 year that ends on June 30, 2027.",
        "An application is submitted once its registration fee is paid.",
        "Whoever has not paid a renewal fee 30 days after it became owed, owes the late fee too.",
    ]
    assert (made.settled_by, LogEntry.objects.get_for_object(made).count()) == (administrator, 1)
    again = actions.settle(association=association, valid_from=day, by=factories.person(), **SETTINGS)
    assert (again.pk, again.settled_by, LogEntry.objects.get_for_object(made).count()) == (made.pk, administrator, 1)
    other = actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS | {"reviewers": 1})
    assert (other.pk, presenters.lines(other)[0].sentence) == (
        made.pk,
        "1 reviewer: endorsed in the same category or higher.",
    )
    assert LogEntry.objects.get_for_object(made).count() == 2
    with pytest.raises(actions.Refused, match="tomorrow at the earliest"):
        actions.settle(association=association, valid_from=today, by=administrator, **SETTINGS)


def test_only_what_has_not_begun_is_taken_back(association, administrator):
    day = clock.today(association.time_zone) + datetime.timedelta(days=3)
    made = actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS)
    actions.take_back(policy=made, by=administrator)
    actions.take_back(policy=Policy(pk=made.pk or 10**6, association=association), by=administrator)
    assert not Policy.objects.filter(valid_from=day).exists()
    with pytest.raises(actions.Refused, match="in force already"):
        actions.take_back(policy=Policy.objects.get(association=association), by=administrator)


def test_nothing_reminded_and_a_cycle_of_the_alliance():
    policy = Policy(chaser_days=[], cycle_ends=None)
    said = [line.sentence for line in presenters.lines(policy)]
    assert said[0] == "2 reviewers at once: any reviewer of the association."
    assert "Raters who have not answered are not reminded." in said
    assert said[-3:] == [
        "An Endorsement is valid until the end of a cycle of 3 years; the Alliance's ends on 31 December.",
        "An unpaid fee holds nothing up.",
        "The late fee is only added by hand.",
    ]


def test_each_part_is_settled_by_itself_and_keeps_the_others(association, administrator):
    day = clock.today(association.time_zone) + datetime.timedelta(days=3)
    first = actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS)
    later = day + datetime.timedelta(days=1)
    second = actions.settle(association=association, valid_from=later, by=administrator, review_days=30)
    assert (second.pk != first.pk, second.review_days, second.chaser_days) == (True, 30, [5, 10])
    same = actions.settle(association=association, valid_from=later, by=administrator, chaser_days=[5, 10])
    assert (same, Policy.objects.filter(association=association).count()) == (second, 3)
    with pytest.raises(ValueError, match="settled_at"):
        actions.settle(association=association, valid_from=later, by=administrator, settled_at=None)


def test_the_effect_is_shown_before_it_applies(page, association, monkeypatch):
    client, address = page("change", "review")
    assert client.get(address).status_code == 200
    answer = client.post(address, typed())
    shown = answer.content.decode()
    assert "What would change from" in shown
    assert "2 reviewers, one after the other: endorsed in the same category or higher." in shown
    assert "0 applications in review keep the number and order of reviewers they began with." in shown
    assert "0 of the association&#x27;s 0 reviewers will hold an Endorsement on that day." in shown
    assert "Endorsements already awarded" not in shown  # another part
    assert Policy.objects.filter(association=association).count() == 1
    assert "Days to review" in client.post(address, typed(edit="1")).content.decode()
    for _click in range(2):
        assert client.post(address, typed(apply="1")).status_code == 302
    assert Policy.objects.filter(association=association).count() == 2
    overview = client.get(page("overview")[1]).content.decode()
    assert "One is enough for Family Associate and Family Specialist." in overview
    assert "Ada Administrator" in overview
    coming = Policy.objects.get(association=association, review_days=14)
    assert (
        "the policy already settled for that day holds"
        in client.post(
            address, typed(valid_from=(clock.today() + datetime.timedelta(days=2)).isoformat())
        ).content.decode()
    )
    client.post(page("take_back", coming.pk)[1])
    assert "One is enough" not in client.get(page("overview")[1]).content.decode()
    monkeypatch.setattr(hooks, "effects", [])
    assert "Nothing that runs is touched." in client.post(address, typed()).content.decode()


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("decision", "0 applications that wait for a decision and 0 in review are decided by the new rule."),
        ("intake", "0 applications in preparation could not be submitted on that day yet."),
        ("applications", "0 people have several open applications and may finish them."),
        ("applications", "0 applications would be past their time on that day"),
        ("references", "0 raters who have not answered are reminded by the new days."),
        ("renewal", "Endorsements already awarded keep their last day."),
        ("fees", "It also holds for 0 applications under way, and for 0 that wait for reviewers."),
    ],
)
def test_every_part_is_previewed_and_settled(page, association, part, sentence):
    client, address = page("change", part)
    assert sentence in client.post(address, typed(part)).content.decode()
    client.post(address, typed(part, apply="1"))
    made = Policy.objects.get(association=association, settled_by__isnull=False)
    assert {name: getattr(made, name) for name in actions.PARTS[part]} == {
        name: SETTINGS[name] for name in actions.PARTS[part]
    }
    assert client.get(page("change", "nothing")[1]).status_code == 404


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Applications are taken all year."),
        (
            {"intake": "dates", "intake_days": ["03-15", "12-15"]},
            "Applications are reviewed in rounds: submit by March 15 and December 15.",
        ),
        (
            {"intake": "monthly", "intake_nth": 5},
            "Applications are reviewed in rounds: submit by the last Friday of each month.",
        ),
        (
            {
                "intake": "cohort",
                "cohort_from": datetime.date(2027, 1, 4),
                "cohort_until": datetime.date(2027, 1, 29),
                "cohort_places": 12,
            },
            "Applications begin in a cohort from Jan. 4, 2027 to Jan. 29, 2027, with 12 places.",
        ),
    ],
)
def test_the_intake_in_a_sentence(settings, sentence):
    assert sentence in [line.sentence for line in presenters.lines(Policy(**settings))]


def test_a_cohort_is_previewed_with_who_counts_for_it(page):
    client, address = page("change", "intake")
    day = clock.today().isoformat()
    cohort = {"intake": "cohort", "cohort_from": day, "cohort_until": day, "cohort_places": "5"}
    shown = client.post(address, typed("intake", **cohort)).content.decode()
    assert "0 applications begun on these days count for the cohort." in shown
    shown = client.post(address, typed("intake", intake="cohort", cohort_from="2027-02-01", cohort_until="2027-01-01"))
    assert "The last day lies before the first." in shown.content.decode()
    assert "A cohort needs this." in shown.content.decode()
    assert (
        "Please name at least one day."
        in client.post(address, typed("intake", intake="dates", intake_days=" ")).content.decode()
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("intake_days", "02-29", "Please write month and day with commas between"),
        (
            "intake_days",
            "01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 01-09 01-10 01-11 01-12 01-13",
            "At most 12 days",
        ),
        ("valid_from", "2020-01-01", "A policy begins tomorrow at the earliest."),
        ("chaser_days", "soon", "Please write numbers of days"),
        ("chaser_days", "0, 5", "Please choose days from 1 to 365."),
        ("chaser_days", "1 2 3 4 5 6 7", "At most 6 reminders"),
        ("reviewers", "9", "less than or equal to 3"),
    ],
)
def test_bad_input_says_so_and_keeps_what_was_typed(page, field, value, sentence):
    part = next(key for key, names in actions.PARTS.items() if field in (*names, "valid_from"))
    client, address = page("change", part)
    shown = client.post(address, typed(part, **{field: value})).content.decode()
    assert sentence in shown
    assert f'value="{value}"' in shown


def test_what_holds_already_is_said(page, association, administrator):
    client, address = page("change", "review")
    day = clock.today(association.time_zone) + datetime.timedelta(days=1)
    Policy.objects.create(association=association, valid_from=datetime.date(2020, 1, 1), reviewers=1)
    for reviewers in (1, 2):
        actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS | {"reviewers": reviewers})
    shown = client.post(address, typed(valid_from=day.isoformat())).content.decode()
    assert "nothing would change" in shown
    in_force = Policy.objects.get(association=association, valid_from=datetime.date(2020, 1, 1))
    client.post(page("take_back", in_force.pk)[1])
    shown = client.get(page("overview")[1]).content.decode()
    assert "in force already" in shown
    assert "What held before" in shown


@pytest.mark.parametrize(
    ("standing", "category", "held", "may"),
    [
        ("any", "IMHS", set(), True),
        ("endorsed", "IMHS", {"IFA"}, True),
        ("endorsed", "IMHS", set(), False),
        ("same_or_higher", "IFS", {"ECFS"}, True),
        ("same_or_higher", "IFS", {"IFA"}, False),
        ("same_or_higher", "IFS", {"IMHM-P"}, True),
        ("same_or_higher", "IMHS", {"IFS", "ERS"}, False),
        ("same_or_higher", "ERS", {"IMHS"}, False),
        ("same_or_higher", "ERS", {"ERS"}, True),
        ("same_or_higher", "ERS", {"IMHM-C"}, True),
    ],
)
def test_who_may_review_by_what_they_hold(standing, category, held, may):
    assert may_review(standing, category, held) is may


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_settled_at_once_it_is_one_policy(administrator, association):
    day = clock.today(association.time_zone) + datetime.timedelta(days=3)
    made = at_once(*[lambda: actions.settle(association=association, valid_from=day, by=administrator, **SETTINGS)] * 2)
    assert made[0] == made[1]
    assert Policy.objects.filter(association=association, valid_from=day).count() == 1


class TestEverythingInOnePlace:
    def said(self, association):
        groups = elsewhere(association, datetime.date(2026, 6, 1))
        return {row.label: row for _title, rows in groups for row in rows}

    def test_of_western_australia(self, standard):
        call_command("load_associations", verbosity=0)
        said = self.said(Association.objects.get(slug="aaimh-wa"))
        assert said["Tracks"].sentences == ["IMH-E® can be applied for."]
        assert "IFS: Infant Family Practitioner" in said["Names of categories"].sentences
        assert said["Membership year"].sentences == [
            "The membership year begins on July 1.",
            "Members are not reminded.",
        ]
        assert any(sentence.startswith("Registration") for sentence in said["Fees"].sentences)
        said = self.said(Association.objects.get(slug="ncimha"))
        assert "Dec. 31, 2027" in " ".join(said["Differences from the core"].sentences)
        said = self.said(Association.objects.get(slug="mi-aimh"))
        assert "Who joins from October 1 on is a member for the next year too." in said["Membership year"].sentences
        said = self.said(Association.objects.get(slug="cerh"))  # what ended is not said
        assert not [one for one in said["Differences from the core"].sentences if "vetted" in one.lower()]

    def test_where_nothing_is_chosen(self, association):
        factories.no_edition()
        said = self.said(association)
        assert said["Edition of the requirements"].sentences == ["None is in force."]
        assert said["Differences from the core"].sentences == ["None: what the Alliance asks holds."]
        assert said["Fees"].sentences == ["None is set."]

    def test_a_difference_that_no_longer_fits_is_named(self, standard, association):
        Overlay.objects.create(key="odd", association=association, requirement="rsc.window", params={"odd": 1})
        assert self.said(association)["Differences from the core"].sentences == [title_of("rsc.window")]

    def test_each_is_said_on_the_page_and_its_page_is_there(self, page, association, standard):
        client, address = page("overview")
        shown = client.get(address).content.decode()
        for row in self.said(association).values():
            assert row.label.replace("'", "&#x27;") in shown
            if row.url:
                assert row.url in shown
                assert client.get(row.url).status_code == 200

    def test_the_page_costs_the_same_however_much_was_settled(
        self, page, association, administrator, standard, django_assert_num_queries
    ):
        client, address = page("overview")
        client.get(address)
        with django_assert_num_queries(11):
            client.get(address)
        today = clock.today(association.time_zone)
        for number in range(1, 11):
            Policy.objects.create(association=association, valid_from=today + datetime.timedelta(days=number))
            Overlay.objects.create(
                key=f"o{number}",
                association=association,
                requirement="rsc.hours",
                params={"hours": number},
                valid_from=today + datetime.timedelta(days=number),
            )
        with django_assert_num_queries(11):
            client.get(address)
