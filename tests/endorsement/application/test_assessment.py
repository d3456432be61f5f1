"""One application judged: the same document and the same answer for dashboard, gate and snapshot."""

import datetime

import pytest

from associations.people import actions as people
from associations.policy.importers import read_overlay_file
from associations.policy.models import Overlay
from competencies.assessment.document import parse
from competencies.standard.models import Category, Competency
from competencies.standard.queries import NotOffered
from endorsement.application import actions
from endorsement.application.assessment import document_of, judge
from endorsement.application.models import Application
from endorsement.portfolio.actions import note_membership, save_entry
from tests import factories
from tests.endorsement.portfolio.test_providers import endorsed

DAY = datetime.date(2026, 1, 15)
QUERIES = 7


@pytest.fixture
def applicant(db):
    return factories.person("Anna Applicant")


@pytest.fixture
def application(applicant, association, standard):
    return actions.start(association=association, category=Category.objects.get(key="IFS"), by=applicant)


def training(by, code, hours, competencies=(), **values):
    values = {"title": f"Training {code}", "held_on": datetime.date(2024, 3, 1), "topic": "iecmh", **values}
    complete = values.pop("complete", True)
    return save_entry(
        by=by,
        kind="training",
        code=code,
        values={**values, "hours": hours},
        competencies=set(competencies),
        complete=complete,
    )


def rsc(by, code, provider, since, until, hours):
    values = {"provider": provider, "provider_name": provider.name, "started_on": since, "ended_on": until}
    return save_entry(
        by=by, kind="rsc", code=code, values={**values, "hours": hours, "format": "individual", "about": "own_work"}
    )


def test_an_empty_portfolio(application, applicant):
    judged = judge(application, DAY)
    assert judged.document == {
        "version": 1,
        "person": {"name": "Anna Applicant", "resides_in": "", "endorsements": [], "memberships": []},
        "education": [],
        "licences": [],
        "work": [],
        "training": [],
        "rsc": [],
        "rsc_given": [],
        "leadership": [],
        "providers": {},
        "references": [],
        "agreements": {},
    }
    assert (judged.extras, judged.drafts, judged.edition, judged.on) == ({}, (), "2025", DAY)
    assert judged.assessment.eligible is False
    assert document_of(application, DAY) == judged.document


def test_the_providers_standing_of_the_day_decides(application, applicant, association):
    provider = endorsed("Maria Castillo", association)
    rsc(applicant, "RSC000000001", provider, datetime.date(2023, 1, 1), datetime.date(2023, 6, 30), 12)
    rsc(applicant, "RSC000000002", provider, datetime.date(2019, 6, 1), datetime.date(2020, 6, 30), 6)
    finding = judge(application, DAY).assessment.finding("rsc.hours")
    assert (finding.status, finding.counted, finding.required) == ("unmet", 12, 24)
    assert [(reason.entry, reason.code, reason.offered) for reason in finding.reasons] == [
        ("RSC000000002", "provider_endorsed_later", 6)
    ]


def test_a_vetted_provider_counts_only_where_the_association_accepts_it(applicant, association, standard):
    """By the difference that ORIMHA publishes: five years from the vetting, and only of ORIMHA's own vetting."""
    (published,) = (rule for rule in read_overlay_file() if rule.key == "orimha-vetted-providers")
    orimha = factories.association("orimha", abbreviation="ORIMHA")
    Overlay.objects.create(
        key=published.key, association=orimha, requirement=published.requirement, params=published.params
    )
    provider, coordinator = factories.person("Vera Vetted", login=False), factories.person()
    rsc(applicant, "RSC000000001", provider, datetime.date(2023, 1, 1), datetime.date(2023, 6, 30), 12)
    places = [
        actions.start(association=place, category=Category.objects.get(key="IFS"), by=applicant)
        for place in (orimha, association)
    ]

    def counted():
        return [judge(place, DAY).assessment.finding("rsc.hours").counted for place in places]

    assert counted() == [0, 0]
    vet = {"person": provider, "valid_from": datetime.date(2022, 1, 1), "valid_until": None, "by": coordinator}
    people.note_vetting(association=association, **vet)
    assert counted() == [0, 0]
    vetting = people.note_vetting(association=orimha, **vet)
    assert counted() == [12, 0]
    assert judge(places[0], DAY).document["providers"] == {
        str(provider.public_id): {
            "endorsements": [],
            "vetted_by": [
                {"association": "CT-AIMH", "from": "2022-01-01"},
                {"association": "ORIMHA", "from": "2022-01-01"},
            ],
        }
    }
    people.end_vetting(vetting=vetting, valid_until=datetime.date(2022, 12, 31), by=coordinator)
    assert counted() == [0, 0]


def test_membership_and_drafts(application, applicant, association):
    factories.member(applicant, association, since=datetime.date(2020, 1, 1), until=datetime.date(2026, 12, 31))
    training(applicant, "TRA000000001", 5, complete=False, title="")
    judged = judge(application, DAY)
    assert judged.assessment.finding("membership").status == "met"
    assert judged.document["person"]["memberships"] == [
        {"association": association.abbreviation, "from": "2020-01-01", "until": "2026-12-31"}
    ]
    assert [(draft.kind, draft.code, draft.label) for draft in judged.drafts] == [("training", "TRA000000001", "")]


def test_one_s_own_membership_of_waimh_counts_but_not_where_the_association_asks_for_its_own(
    application, applicant, association
):
    note_membership(by=applicant, started_on=datetime.date(2020, 1, 1), ended_on=DAY)
    judged = judge(application, DAY)
    assert judged.assessment.finding("membership").status == "met"
    assert judged.document["person"]["memberships"] == [
        {"association": "WAIMH", "from": "2020-01-01", "until": DAY.isoformat()}
    ]
    assert judge(application, DAY + datetime.timedelta(1)).assessment.finding("membership").status == "unmet"
    Overlay.objects.create(key="own", association=association, requirement="membership", params={"of": "own"})
    finding = judge(application, DAY).assessment.finding("membership")
    assert [(finding.status, reason.code) for reason in finding.reasons] == [("unmet", "other_association")]


def test_a_former_association_s_membership_does_not_count(application, applicant, neighbour):
    neighbour.member_status = "former"
    neighbour.save()
    factories.member(applicant, neighbour)
    finding = judge(application, DAY).assessment.finding("membership")
    assert [(finding.status, reason.code) for reason in finding.reasons] == [("unmet", "other_association")]


def test_agreements_are_dated_in_the_associations_zone(application, applicant, association):
    from endorsement.application.models import Agreement

    Agreement.objects.create(
        application=application,
        kind="code_of_ethics",
        text_version="1",
        text="t",
        typed_name="Anna",
        signed_at=datetime.datetime(2026, 1, 16, 2, 0, tzinfo=datetime.UTC),
    )
    assert document_of(application, DAY)["agreements"] == {"code_of_ethics": "2026-01-15"}
    assert judge(application, DAY).assessment.finding("agreements.code_of_ethics").status == "met"


def test_a_category_not_offered_that_day(application):
    with pytest.raises(NotOffered, match="IFS cannot be applied for on 2000-01-01"):
        judge(application, datetime.date(2000, 1, 1))


@pytest.mark.parametrize("count", [1, 40])
def test_as_many_queries_for_any_portfolio(application, applicant, association, count, django_assert_num_queries):
    provider = endorsed("Maria Castillo", association)
    known = list(Competency.objects.values_list("pk", flat=True)[:6])
    for number in range(count):
        training(applicant, f"TRA{number:09}", 2, known)
        rsc(applicant, f"RSC{number:09}", provider, datetime.date(2023, 1, 1), datetime.date(2023, 1, 31), 1)
    judge(application, DAY)
    row = Application.objects.select_related("person", "association", "category").get(pk=application.pk)
    with django_assert_num_queries(QUERIES):
        judged = judge(row, DAY)
    assert judged.assessment.finding("training.hours").counted == 2 * count
    parse(judged.document, competencies=judged.known.competencies)
