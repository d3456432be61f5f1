"""The portfolio document out and in again: nothing is lost, nothing overwritten silently, all of it or nothing."""

import copy
import datetime
import json
import random
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common import clock
from common.ids import new_code
from competencies.assessment.document import parse
from competencies.standard.models import Competency
from endorsement.portfolio import actions, schedule
from endorsement.portfolio.actions import PlanChanged, note_membership, save_entry, store_import, take_over
from endorsement.portfolio.enums import About, AgeBand, Format, LeadershipKind, Level, Nature, Topic
from endorsement.portfolio.models import KINDS, Education, PortfolioImport, Rsc, Training, WaimhMembership, Work
from endorsement.portfolio.transfer import plan_of, portfolio_document
from tests import factories
from tests.endorsement.portfolio.test_providers import endorsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

PREVIEW_QUERIES = 14


@pytest.fixture
def owner(db):
    return factories.person("Olive Owner")


def rich(person, association, seed):
    """A portfolio with a bit of everything, the same for the same seed."""
    pick = random.Random(seed)
    known = list(Competency.objects.values_list("pk", flat=True))
    provider = endorsed(f"Maria Castillo {seed}", association)

    def day():
        return datetime.date(2010, 1, 1) + datetime.timedelta(days=pick.randrange(5000))

    def quarter():
        return Decimal(pick.randrange(1, 4000)) / 4

    def one(choices):
        return pick.choice(choices.values)

    for _number in range(pick.randrange(1, 5)):
        first = day()
        until = first + datetime.timedelta(days=pick.randrange(900))
        kinds = {
            "education": {"level": one(Level), "field": pick.choice(["", "Nursing", "<b>&"]), "institution": "College",
                          "related": pick.random() < 0.5, "awarded_on": first},
            "work": {"title": "Home visitor", "employer": "Early Start", "started_on": first,
                     "ended_on": pick.choice([until, None]), "paid": pick.random() < 0.5,
                     "supervised": pick.random() < 0.5, "specialised_training": pick.random() < 0.5,
                     "age_bands": pick.choice([AgeBand.values, AgeBand.values[:1]]),
                     "families": pick.choice([None, 0, 7]), "nature": one(Nature)},
            "training": {"title": pick.choice(["Sleep", "=1+1", "👶"]), "held_on": first, "hours": quarter(),
                         "topic": one(Topic)},
            "rsc": {"provider": pick.choice([provider, None]), "provider_name": pick.choice(["Élsa Who", "élsa who"]),
                    "started_on": first, "ended_on": until, "hours": quarter(), "format": one(Format),
                    "about": one(About)},
            "licences": {"name": "Counsellor", "region": pick.choice(["", "Ohio"]), "issued_on": first,
                         "expires_on": pick.choice([until, None])},
            "rsc_given": {"setting": "A team", "started_on": first, "ended_on": pick.choice([until, None]),
                          "hours": quarter()},
            "leadership": {"title": "Director", "organisation": "Early Start", "started_on": first,
                           "ended_on": pick.choice([until, None]), "leadership_kind": one(LeadershipKind)},
        }  # fmt: skip
        if pick.random() < 0.5:
            named = pick.choice([provider, None])
            kinds["work"] |= {"internship": True, "internship_supervisor": named,
                              "internship_supervisor_name": named.name if named else "Élsa Who"}  # fmt: skip
        if kinds["rsc"]["provider"]:
            kinds["rsc"]["provider_name"] = provider.name
        for kind, values in kinds.items():
            maps = set(pick.sample(known, pick.randrange(3))) if kind in ("education", "training") else None
            save_entry(by=person, kind=kind, code=new_code(), values=values, competencies=maps)
    for year in pick.sample(range(2010, 2020), 2):
        until = pick.choice([datetime.date(year, 12, 31), None])
        note_membership(by=person, started_on=datetime.date(year, 3, 1), ended_on=until)


def emptied(person):
    WaimhMembership.objects.filter(person=person).delete()
    for model in KINDS.values():
        model.objects.filter(person=person).delete()


def bring(person, document, chosen=()):
    store_import(by=person, document=document)
    return take_over(by=person, digest=plan_of(document, person).digest, chosen=chosen)


def without_ids(document):
    """The document with its entries in an order that does not depend on their ids, which are left out."""
    found = copy.deepcopy(document)
    for kind in KINDS:
        for row in found[kind]:
            del row["id"]
        found[kind].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_out_and_in_again_is_the_same(owner, association, seed):
    rich(owner, association, seed)
    factories.member(owner, association)
    before = portfolio_document(owner)
    parse(before)
    emptied(owner)
    bring(owner, before)
    assert portfolio_document(owner) == before


def test_into_an_empty_person_beside_it(owner, association):
    rich(owner, association, 3)
    document = portfolio_document(owner)
    other = factories.person("Olive Owner")
    bring(other, document)
    assert without_ids(portfolio_document(other)) == without_ids(document)
    assert portfolio_document(owner) == document


def test_a_second_time_changes_nothing(owner, association):
    rich(owner, association, 1)
    document = portfolio_document(owner)
    versions = [list(model.objects.values_list("pk", "version")) for model in KINDS.values()]
    assert {item.what for item in plan_of(document, owner).items} == {"same"}
    assert bring(owner, document) == {"new": 0, "back": 0, "changed": 0}
    assert take_over(by=owner, digest="", chosen=()) is None
    assert [list(model.objects.values_list("pk", "version")) for model in KINDS.values()] == versions


def test_foreign_ids_are_matched_by_what_they_say(owner, association):
    rich(owner, association, 2)
    document = portfolio_document(owner)
    for kind in KINDS:
        for number, row in enumerate(document[kind]):
            row["id"] = f"{kind} no {number}"
    assert {item.what for item in plan_of(document, owner).items} == {"same"}
    emptied(owner)
    bring(owner, document)
    assert without_ids(portfolio_document(owner)) == without_ids(document)
    assert {item.what for item in plan_of(document, owner).items} == {"same"}


def training(id="TRA000000001", **values):
    return {"id": id, "title": "Sleep", "on": "2024-03-01", "hours": 2, "topic": "iecmh", "competencies": []} | values


def test_two_alike_are_two(owner):
    document = {"version": 1, "training": [training("a"), training("b")]}
    bring(owner, document)
    assert [item.what for item in plan_of(document, owner).items] == ["same", "same"]
    assert Training.objects.count() == 2
    document["training"].append(training("c"))
    assert [item.what for item in plan_of(document, owner).items] == ["same", "same", "new"]


def test_what_differs_stays_unless_it_is_chosen(owner):
    bring(owner, {"version": 1, "training": [training()]})
    entry = Training.objects.get()
    document = {"version": 1, "training": [training(hours=3)]}
    assert bring(owner, document)["changed"] == 0
    entry.refresh_from_db()
    assert entry.hours == 2
    assert bring(owner, document, chosen={"training-TRA000000001"})["changed"] == 1
    entry.refresh_from_db()
    assert entry.hours == 3


def test_what_the_document_cannot_say_is_kept(owner):
    values = {"title": "Sleep", "provider": "Institute", "held_on": datetime.date(2024, 3, 1), "hours": 2}
    save_entry(by=owner, kind="training", code="TRA000000001", values={**values, "topic": "iecmh"}, competencies=set())
    bring(owner, {"version": 1, "training": [training(hours=3)]}, chosen={"training-TRA000000001"})
    entry = Training.objects.get()
    assert (entry.hours, entry.provider) == (3, "Institute")


def test_a_removed_entry_comes_back(owner):
    bring(owner, {"version": 1, "training": [training()]})
    actions.remove_entry(by=owner, entry=Training.objects.get())
    assert bring(owner, {"version": 1, "training": [training()]}) == {"new": 0, "back": 1, "changed": 0}
    assert Training.objects.get().removed_at is None


def test_what_is_missing_makes_a_draft(owner):
    document = {
        "version": 1,
        "work": [{"id": "w", "title": "Home visitor", "from": "2020-01-01"}],
        "rsc": [{"id": "r", "provider": "p", "from": "2020-01-01", "hours": 2}],
        "providers": {"p": {"endorsements": [{"category": "IMHS", "from": "2019-01-01"}]}},
    }
    bring(owner, document)
    assert (Work.objects.get().complete, Rsc.objects.get().complete) == (False, False)
    assert Rsc.objects.get().provider_name == "p"


def test_an_unknown_id_of_a_provider_is_no_name(owner):
    key = "5d0ee1b0-6f0e-4c39-9d52-b9a7d2b6f1aa"
    row = {"id": "r", "provider": key, "from": "2020-01-01", "until": "2020-02-01", "hours": 2, "format": "group"}
    bring(owner, {"version": 1, "rsc": [row | {"about": "own_work"}], "providers": {key: {}}})
    assert (Rsc.objects.get().provider_name, Rsc.objects.get().complete) == ("", False)


def test_nobody_becomes_their_own_provider(owner, association):
    owner = endorsed("Olive Endorsed", association)
    key = str(owner.public_id)
    row = {"id": "r", "provider": key, "from": "2020-01-01", "until": "2020-02-01", "hours": 2}
    bring(owner, {"version": 1, "rsc": [row], "providers": {key: {}}})
    assert Rsc.objects.get().provider is None


def test_an_internship_comes_with_its_supervisor(owner, association):
    supervisor = endorsed("Maria Castillo", association)
    keys = (str(supervisor.public_id), "named Sam Supervisor", None)
    jobs = [
        {"id": f"w{number}", "title": "Student", "from": "2020-01-01", "age_bands": ["infant"], "nature": "prevention",
         "internship": True} | ({"internship_supervisor": key} if key else {})
        for number, key in enumerate(keys)
    ]  # fmt: skip
    bring(owner, {"version": 1, "work": jobs, "providers": {key: {} for key in keys if key}})
    made = Work.objects.order_by("pk").values_list(
        "internship", "internship_supervisor", "internship_supervisor_name", "complete"
    )
    assert list(made) == [
        (True, supervisor.pk, "Maria Castillo", True),
        (True, None, "Sam Supervisor", True),
        (True, None, "", True),
    ]


def test_all_of_it_or_nothing(owner, monkeypatch):
    document = {"version": 1, "training": [training("a"), training("b")]}
    store_import(by=owner, document=document)
    monkeypatch.setattr(actions, "MOST_ENTRIES", 1)
    with pytest.raises(actions.TooMany):
        take_over(by=owner, digest=plan_of(document, owner).digest, chosen=())
    assert (Training.objects.count(), PortfolioImport.objects.count()) == (0, 1)


def test_what_cannot_be_stored_is_a_fault_with_its_place(owner, signed_in):
    document = {"version": 1, "training": [training(title="x" * 300)]}
    store_import(by=owner, document=document)
    plan = plan_of(document, owner)
    assert [place for place, _sentence in plan.faults] == ["training[0].title"]
    page = signed_in(owner).get(reverse("portfolio:transfer_preview")).content.decode()
    assert "training[0].title" in page
    assert "Take it over" not in page
    with pytest.raises(PlanChanged):
        take_over(by=owner, digest=plan.digest, chosen=())


class TestPages:
    @pytest.fixture
    def client(self, signed_in, owner):
        return signed_in(owner)

    def upload(self, client, content):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        return client.post(reverse("portfolio:transfer"), {"file": SimpleUploadedFile("p.json", content)})

    def test_from_the_download_to_the_portfolio(self, client, owner, association):
        rich(owner, association, 4)
        download = client.get(reverse("portfolio:export"))
        assert download["Content-Disposition"] == 'attachment; filename="my-portfolio.json"'
        emptied(owner)
        assert self.upload(client, download.content)["Location"] == reverse("portfolio:transfer_preview")
        assert "A document is waiting" in client.get(reverse("portfolio:transfer")).content.decode()
        answer = client.get(reverse("portfolio:transfer_preview"))
        digest = answer.context["plan"].digest
        done = client.post(reverse("portfolio:transfer_preview"), {"digest": digest}, follow=True)
        assert "entries were added." in done.content.decode()
        assert json.loads(client.get(reverse("portfolio:export")).content) == json.loads(download.content)
        again = client.post(reverse("portfolio:transfer_preview"), {"digest": digest}, follow=True)
        assert "taken over already, or put aside" in again.content.decode()

    def test_differences_are_shown_and_chosen(self, client, owner):
        bring(owner, {"version": 1, "training": [training()]})
        self.upload(client, {"version": 1, "training": [training(hours=3)], "references": [{"id": "f"}]})
        answer = client.get(reverse("portfolio:transfer_preview"))
        page = answer.content.decode()
        assert "yours: 2; the document&#x27;s: 3" in page or "yours: 2; the document's: 3" in page
        assert "only a rater can give one" in page
        digest = answer.context["plan"].digest
        data = {"digest": digest, "chosen": "training-TRA000000001"}
        done = client.post(reverse("portfolio:transfer_preview"), data, follow=True)
        assert "1 entry was changed." in done.content.decode()

    def test_a_stale_preview_takes_nothing_over(self, client, owner):
        document = {"version": 1, "training": [training()]}
        self.upload(client, document)
        digest = client.get(reverse("portfolio:transfer_preview")).context["plan"].digest
        bring(owner, document)
        store_import(by=owner, document=document)
        answer = client.post(reverse("portfolio:transfer_preview"), {"digest": digest})
        assert "please look again" in answer.content.decode()
        assert "Everything is there already" in answer.content.decode()

    def test_too_many_is_said(self, client, owner, monkeypatch):
        monkeypatch.setattr(actions, "MOST_ENTRIES", 0)
        self.upload(client, {"version": 1, "training": [training()]})
        digest = client.get(reverse("portfolio:transfer_preview")).context["plan"].digest
        answer = client.post(reverse("portfolio:transfer_preview"), {"digest": digest})
        assert "holds at most" in answer.content.decode()

    def test_put_aside(self, client):
        self.upload(client, {"version": 1, "training": [training()]})
        answer = client.post(reverse("portfolio:transfer_discard"), follow=True)
        assert "Your portfolio is unchanged" in answer.content.decode()
        assert (Training.objects.count(), PortfolioImport.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "This file is empty"),
            (b'"\x80"', "is not written in UTF-8"),
            (b"[1]", "must be an object"),
            (b'{"version": 1, "a": 1, "a": 2}', "twice"),
            ({"version": 1, "training": [training(hours=0)]}, "training[0].hours"),
            ({"version": 1, "training": [training(competencies=["nosuch"])]}, "training[0].competencies[0]"),
            ({"version": 2, "unknown": "<script>"}, "is not a known key"),
        ],
    )
    def test_faults_are_shown_with_their_place(self, client, content, said):
        answer = self.upload(client, content)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert PortfolioImport.objects.count() == 0

    def test_many_faults_are_counted(self, client):
        answer = self.upload(client, {"version": 1, "training": [training(f"t{n}", hours=0) for n in range(60)]})
        assert "and 10 more" in answer.content.decode()

    def test_no_file_and_a_large_one(self, client, settings):
        assert client.post(reverse("portfolio:transfer")).status_code == 422
        settings.UPLOAD_MAX_BYTES = 3
        assert "The most we can take" in self.upload(client, {"version": 1}).content.decode()

    @pytest.mark.parametrize("count", [2, 12])
    def test_the_preview_costs_the_same_for_any_document(self, client, owner, count, django_assert_num_queries):
        known = list(Competency.objects.values_list("key", flat=True)[:3])
        rows = [training(f"t{number}", hours=number + 1, competencies=known) for number in range(count)]
        bring(owner, {"version": 1, "training": rows[: count // 2]})
        store_import(by=owner, document={"version": 1, "training": rows})
        client.get(reverse("portfolio:transfer_preview"))
        with django_assert_num_queries(PREVIEW_QUERIES):
            client.get(reverse("portfolio:transfer_preview"))

    def test_the_portfolio_leads_here(self, client):
        assert reverse("portfolio:transfer") in client.get(reverse("portfolio:overview")).content.decode()


def test_documents_nobody_took_over_are_forgotten(owner):
    store_import(by=owner, document={"version": 1})
    assert schedule.run() == 0
    PortfolioImport.objects.update(uploaded_at=clock.now() - datetime.timedelta(days=2))
    assert schedule.run() == 1


def test_a_document_takes_the_place_of_the_one_before(owner):
    store_import(by=owner, document={"version": 1})
    store_import(by=owner, document={"version": 1, "training": [training()]})
    assert PortfolioImport.objects.get().document["training"]


def test_education_without_its_school_is_finished(owner):
    row = {"id": "EDU000000001", "level": "bachelor", "awarded_on": "2015-06-30"}
    bring(owner, {"version": 1, "education": [row]})
    assert (Education.objects.get().complete, Education.objects.get().institution) == (True, "")
