"""An import in the browser: bring, name the columns, look at the problems only, mend or leave out, apply, undo."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Address, Person
from associations.people.models import Membership, RoleGrant, RosterEntry
from common import clock
from common.jobs.models import Job
from endorsement.award.actions import issue_certificate
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.roster import writing
from endorsement.roster.actions import batches, importing
from endorsement.roster.models import ColumnMap, ImportBatch, ImportChange, ImportRow
from endorsement.roster.schedule import run as run_schedule
from tests import factories
from tests.endorsement.roster.conftest import csv_of
from tests.endorsement.roster.test_command import ANA, FULL, NOON

pytestmark = pytest.mark.django_db
BEN = {"name": "Ben Silva", "email": "ben@people.example"}


@pytest.fixture(autouse=True)
def _june(standard):
    with clock.at(NOON):
        yield


@pytest.fixture
def keeper(association):
    person = factories.person("Kim Keeper")
    factories.role(person, "administrator", association)
    return person


@pytest.fixture
def office(signed_in, keeper):
    return signed_in(keeper)


@pytest.fixture
def bring(office, association, run_jobs):
    """Brings a file, names its columns as guessed, has it read; gives the batch."""

    def go(rows, **choices):
        content = rows if isinstance(rows, bytes) else csv_of(rows)
        upload = SimpleUploadedFile("roster.csv", content, "text/csv")
        answer = office.post(reverse("roster:import", args=[association.slug]), {"file": upload})
        assert answer.status_code == 302, answer.content.decode()
        page = office.get(answer["Location"]).content.decode()
        names = re.findall(r'<select name="(column_\d+)".*?</select>', page, re.S)
        chosen = {
            name: (re.search(rf'<select name="{name}".*?<option value="([^"]*)"\s+selected', page, re.S) or ["", ""])[1]
            for name in names
        }
        answer = office.post(answer["Location"], chosen | choices)
        assert answer.status_code == 302, answer.content.decode()
        run_jobs()
        return ImportBatch.objects.latest("pk")

    return go


@pytest.fixture
def do(office, association, run_jobs):
    """``do(batch, "mend", 3, name="Ana")`` posts, runs the jobs and gives the page one lands on."""

    def post(batch, what, *args, **data):
        answer = office.post(reverse(f"roster:{what}", args=[association.slug, batch.code, *args]), data, follow=True)
        run_jobs()
        batch.refresh_from_db()
        return answer.content.decode()

    return post


def page_of(office, batch):
    return office.get(reverse("roster:batch", args=[batch.association.slug, batch.code])).content.decode()


def test_bring_look_at_the_problems_only_mend_apply_and_undo(office, bring, do):
    before = list(Person.objects.values_list("pk", flat=True))
    batch = bring([FULL, BEN | {"email": "ben at people"}, {"name": "", "email": "x@people.example"}])
    assert batch.state == "checked"
    page = page_of(office, batch)
    assert "2 rows with a problem" in page
    assert "ben at people" in page
    assert "ana@people.example" not in page  # what is in order is not shown
    assert "something still keeps it out" in do(batch, "mend", 3, email="ben@")
    assert "Row 3 is in order" in do(batch, "mend", 3, email="ben@people.example")
    assert "mend them or leave them out first" in do(batch, "apply")
    assert "Row 4 is left out" in do(batch, "skip", 4)
    assert "Nothing is in the way" in page_of(office, batch)
    assert Person.objects.count() == len(before)
    do(batch, "apply")
    assert (batch.state, batch.report["created"], batch.report["skipped"]) == ("applied", 2, 1)
    assert sorted(Person.objects.exclude(pk__in=before).values_list("name", flat=True)) == ["Ana Ruiz", "Ben Silva"]
    assert AwardEvent.objects.get().by_name == "Kim Keeper"
    assert "Undo the whole import" in page_of(office, batch)
    do(batch, "undo")
    assert (batch.state, batch.report["kept"]) == ("undone", {"people": 0, "endorsements": 0})
    assert list(Person.objects.values_list("pk", flat=True)) == before
    assert not any(model.objects.exists() for model in (Membership, Endorsement, AwardEvent, RosterEntry))
    assert RoleGrant.objects.count() == 1  # Kim's


def test_the_columns_are_remembered_and_each_is_named_once(office, bring, association):
    rows = b"E-Mail;Wer;Schuhe\nana@people.example;Ana Ruiz;39\n"
    address = reverse("roster:import", args=[association.slug])
    upload = SimpleUploadedFile("r.csv", rows)
    columns = office.post(address, {"file": upload})["Location"]
    assert "Please say which column is" in office.post(columns, {"column_1": "name"}).content.decode()
    assert "is chosen twice" in office.post(columns, {"column_0": "name", "column_1": "name"}).content.decode()
    office.post(columns, {"column_0": "email", "column_1": "name"})
    assert ColumnMap.objects.get().names == {"e-mail": "email", "wer": "name", "schuhe": ""}
    assert bring(rows).mapping == ["email", "name", ""]


def test_a_heading_in_the_words_of_the_page_needs_no_naming(office, association):
    rows = b"Name,e-mail address,Endorsement Category,endorsed_on,Shoes\nAna,ana@people.example,,,\n"
    upload = SimpleUploadedFile("r.csv", rows)
    office.post(reverse("roster:import", args=[association.slug]), {"file": upload})
    assert ImportBatch.objects.get().mapping == ["name", "email", "category", "endorsed_on", ""]


def test_an_unreadable_file_is_said_at_the_field(office, association):
    for content, words in [(b"", "empty"), (b"\xd0\xcf\x11\xe0", "old kind"), (b"PK\x03\x04", "cannot be read")]:
        upload = SimpleUploadedFile("r.xls", content)
        page = office.post(reverse("roster:import", args=[association.slug]), {"file": upload}).content.decode()
        assert words in page
    assert not ImportBatch.objects.exists()


def test_another_way_to_read_the_accents(bring):
    content = "name,email\nJosé,jose@people.example\n".encode("cp1252")
    assert bring(content).report["refused"] == 1
    assert bring(content, encoding="cp1252").report["refused"] == 0


def test_who_a_row_means_is_chosen_among_candidates(office, bring, do, association):
    known = factories.person("Ana Ruiz", email="old@people.example", login=False)
    factories.member(known, association)
    batch = bring([ANA, BEN])
    page = page_of(office, batch)
    assert "Ana Ruiz, old@people.example" in page
    assert "Please choose who" in do(batch, "choose", 2)
    stranger = factories.person()
    assert "no longer among the candidates" in do(batch, "choose", 2, person=stranger.pk)
    do(batch, "choose", 2, person=known.pk)
    assert "Nothing is in the way" in page_of(office, batch)
    do(batch, "apply")
    assert set(known.addresses.values_list("email", "is_primary")) == {
        ("old@people.example", True), ("ana@people.example", False),
    }  # fmt: skip
    do(batch, "undo")
    assert [row.email for row in known.addresses.all()] == ["old@people.example"]
    other = bring([ANA])
    do(other, "choose", 2, person=0)
    do(other, "apply")
    assert Person.objects.filter(name="Ana Ruiz").count() == 2


def test_all_problems_are_left_out_at_once_and_a_batch_is_discarded(bring, do, django_capture_on_commit_callbacks):
    batch = bring([ANA, {"name": "x", "email": "x"}, {"name": "y", "email": "y"}])
    assert "2 rows are left out" in do(batch, "skip_all")
    with django_capture_on_commit_callbacks(execute=True):
        assert "The import is discarded" in do(batch, "discard")
    assert (batch.state, batch.file, ImportRow.objects.count()) == ("discarded", "", 0)
    assert not default_storage.exists(f"rosters/{batch.code}")


def test_the_undo_brings_old_values_back_but_not_over_newer_ones(bring, do):
    do(bring([FULL, BEN | {"phone": "1", "member_from": "2026-01-01"}]), "apply")
    second = bring(
        [FULL | {"name": "Ana Lee", "renewed_until": "2030-12-31"},
         BEN | {"phone": "2", "member_from": "2026-01-01", "member_until": "2026-02-01"}]
    )  # fmt: skip
    do(second, "apply")
    assert not RoleGrant.objects.filter(person__name="Ben Silva", ended_at__isnull=True).exists()
    Person.objects.filter(name="Ben Silva").update(phone="3")
    do(second, "undo")
    ana, ben = Person.objects.get(name="Ana Ruiz"), Person.objects.get(name="Ben Silva")
    assert (ben.phone, ben.memberships.get().valid_until) == ("3", None)
    assert ben.role_grants.filter(role="member", ended_at__isnull=True).exists()
    one = ana.endorsements.get()
    assert (str(one.valid_until), [event.kind for event in one.events.all()]) == ("2027-12-31", ["imported"])


def test_what_somebody_built_on_stays_and_is_said(office, bring, do, association):
    batch = bring([FULL, BEN])
    do(batch, "apply")
    issue_certificate(endorsement=Endorsement.objects.get(), by=None)
    factories.role(Person.objects.get(name="Ben Silva"), "applicant", association)
    do(batch, "undo")
    assert batch.report["kept"] == {"people": 2, "endorsements": 1}
    page = page_of(office, batch)
    assert "2 people stay" in page
    assert "1 Endorsement stays" in page


def test_after_thirty_days_it_stays_and_the_rows_are_forgotten(office, bring, do):
    batch = bring([FULL | {"name": "Ana"}])
    do(batch, "apply")
    waiting = bring([BEN])
    with clock.at(NOON + datetime.timedelta(days=31)):
        assert "these are over" in do(batch, "undo")
        assert "Undo the whole import" not in page_of(office, batch)
        run_schedule()
        run_schedule()
    waiting.refresh_from_db()
    assert (batch.state, waiting.state) == ("applied", "discarded")
    assert not ImportRow.objects.exists()
    assert not ImportChange.objects.exists()
    assert Person.objects.filter(name="Ana").exists()


def test_what_changed_since_the_check_gives_the_batch_back(bring, do, association):
    batch = bring([FULL])
    other = factories.person("Other", login=False)
    batches_before = Endorsement.objects.count()
    from competencies.standard.models import Category
    from endorsement.award.actions import import_endorsements
    from endorsement.award.actions.awarding import ImportRow as Awarded

    made = import_endorsements(
        rows=[Awarded("x:1", other, association, Category.objects.get(key="IFS"), datetime.date(2020, 1, 1))], by=None
    )[0]
    Endorsement.objects.filter(pk=made.pk).update(number="CT-77")
    do(batch, "apply")
    assert (batch.state, batch.report["refused"]) == ("checked", 1)
    assert Endorsement.objects.count() == batches_before + 1


@pytest.mark.parametrize("step", ["_people", "_memberships", "_endorsements"])
def test_a_worker_killed_half_way_leaves_nothing_and_the_next_one_finishes(bring, do, run_jobs, monkeypatch, step):
    batch = bring([FULL])
    before = Person.objects.count()

    def die(params):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, step, die)
        with pytest.raises(KeyboardInterrupt):
            do(batch, "apply")
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count(), Membership.objects.count()) == ("applying", before, 0)
    with clock.at(NOON + datetime.timedelta(hours=1)):
        Job.objects.filter(task=batches.APPLY).update(state="queued")
        run_jobs()
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("applied", before + 1)


def test_a_worker_that_gives_up_gives_the_batch_back(bring, do, monkeypatch):
    batch = bring([FULL])

    def fail(params):
        raise ValueError("no disk")

    monkeypatch.setattr(writing, "_people", fail)
    do(batch, "apply")
    job = Job.objects.get(task=batches.APPLY)
    batches.gave_up(job)
    batches.gave_up(job)
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_every_click_twice_is_once(bring, do):
    batch = bring([FULL])
    do(batch, "apply")
    assert "no longer possible" in do(batch, "apply")
    assert "already on its way" in do(batch, "mend", 2, name="Eve")
    assert Endorsement.objects.count() == 1
    for task in (batches.read_batch, batches.apply_batch):
        task(Job.objects.filter(args__batch=batch.pk).first())
    do(batch, "undo")
    assert "no longer possible" in do(batch, "undo")
    batches.undo_batch(Job.objects.filter(args__batch=batch.pk).first())
    assert (batch.state, Address.objects.filter(email="ana@people.example").exists()) == ("undone", False)


def test_the_page_while_the_worker_has_it(office, bring, association, run_jobs):
    upload = SimpleUploadedFile("roster.csv", csv_of([ANA]))
    columns = office.post(reverse("roster:import", args=[association.slug]), {"file": upload})["Location"]
    office.post(columns, {"column_0": "name", "column_1": "email"})
    batch = ImportBatch.objects.get()
    page = page_of(office, batch)
    assert 'hx-trigger="every 2s"' in page
    part = office.get(reverse("roster:batch", args=[association.slug, batch.code]), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    run_jobs()
    assert "every 2s" not in page_of(office, batch)


def test_the_problem_page_stays_small(office, bring):
    batch = bring([{"name": f"Person {number}", "email": "none"} for number in range(400)])
    page = page_of(office, batch)
    assert "400 rows with a problem" in page
    assert len(page) < 200_000


def test_a_coordinator_cannot_make_coordinators(bring, keeper, association):
    RoleGrant.objects.filter(person=keeper).update(role="coordinator")
    batch = bring([ANA | {"role": "coordinator"}, BEN | {"role": "reviewer"}])
    assert [row.faults[0]["code"] for row in ImportRow.objects.filter(batch=batch, faults__isnull=False)] == [
        "not_yours"
    ]


def test_the_name_and_the_address_must_be_among_the_columns(association):
    with pytest.raises(batches.Refused, match="which columns are the name"):
        batches.begin_reading(batch=None, heading=["A"], mapping=["name"], encoding="utf-8", by=None)


def test_a_file_that_turns_out_unusable_is_said(association, keeper, run_jobs):
    name = default_storage.save("imports/broken.xlsx", ContentFile(b"PK\x03\x04 no workbook"))
    batch = ImportBatch.objects.create(
        association=association, state="uploaded", state_since=clock.now(), uploaded_at=clock.now(), file=name,
        file_name="broken.xlsx",
    )  # fmt: skip
    ColumnMap.objects.create(association=association)
    batches.begin_reading(batch=batch, heading=["A", "B"], mapping=["name", "email"], encoding="utf-8", by=keeper)
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "unusable"
    assert batch.report["unusable"]["code"]


def test_what_has_no_file_is_forgotten_too(association):
    batch = ImportBatch.objects.create(
        association=association, state_since=clock.now(), uploaded_at=clock.now(), file_name="gone.csv"
    )
    batches._forget(batch)
    assert not ImportRow.objects.filter(batch=batch).exists()


def test_what_clashes_while_it_is_written_is_a_clash(association, monkeypatch):
    def clash(*args, **kwargs):
        raise IntegrityError

    batch = ImportBatch(association=association, report={"refused": 0})
    monkeypatch.setattr(batch, "save", lambda **kwargs: None)
    monkeypatch.setattr(importing, "examine", lambda batch: {"refused": 0})
    monkeypatch.setattr(importing.writing, "write", clash)
    with pytest.raises(importing.Clashed):
        importing.apply_checked(batch, by=None, progress=lambda done, total: None)


class TestNamesInTwoColumns:
    TWO = (
        b"First Name,Surname,Email Address\n"
        b"Ana ,Ruiz,ana@people.example\n,Silva,ben@people.example\n,,cy@people.example\n"
    )

    def test_they_are_joined(self, office, bring, do):
        batch = bring(self.TWO)
        assert batch.mapping == ["first_name", "last_name", "email"]
        assert dict(ImportRow.objects.values_list("row", "name")) == {2: "Ana Ruiz", 3: "Silva", 4: ""}
        assert [row.faults[0]["code"] for row in ImportRow.objects.filter(row=4)] == ["missing"]
        do(batch, "skip", 4)
        do(batch, "apply")
        assert {"Ana Ruiz", "Silva"} <= set(Person.objects.values_list("name", flat=True))

    def test_they_are_remembered_and_the_whole_name_excludes_them(self, office, association, bring):
        bring(b"A,B,email\nAna,Ruiz,ana@people.example\n", column_0="first_name", column_1="last_name")
        upload = SimpleUploadedFile("r.csv", b"A,B,C,email\nAna,Ruiz,Ana Ruiz,ana@people.example\n")
        answer = office.post(reverse("roster:import", args=[association.slug]), {"file": upload})
        chosen = {"column_0": "first_name", "column_1": "last_name", "column_2": "name", "column_3": "email"}
        page = office.post(answer["Location"], chosen)
        assert list(page.context["form"].errors) == ["column_0", "column_1"]
        page = office.post(answer["Location"], {"column_0": "first_name", "column_3": "email"})
        assert "Please say which column is: Name." in page.content.decode()

    @pytest.mark.parametrize(
        ("heading", "mapping"),
        [
            (["name", "first name", "last name", "email"], ["", "first_name", "last_name", "email"]),
            (["name", "first name", "e-mail"], ["name", "", "email"]),
        ],
    )
    def test_one_guess_of_the_name(self, association, heading, mapping):
        assert batches.guess(association, heading) == mapping


def test_a_wrong_column_is_named_again(office, bring, do, association, run_jobs):
    batch = bring([{"name": "Ana Ruiz", "email": "ana@people.example", "phone": "Ohio"}])
    page = do(batch, "again")
    assert ("Which column is which?" in page, batch.state, ImportRow.objects.count()) == (True, "uploaded", 0)
    again = {"column_0": "name", "column_1": "email", "column_2": "region"}
    office.post(reverse("roster:columns", args=[association.slug, batch.code]), again)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, ImportRow.objects.get().region) == ("checked", "Ohio")
    do(batch, "apply")
    assert "no longer possible" in do(batch, "again")


def test_a_required_cell_is_not_called_optional(office, bring):
    batch = bring([{"name": "", "email": "ana@people.example", "phone": "1"}])
    text = page_of(office, batch)
    assert ("Name is missing." in text, "optional" in text) == (True, False)


def test_when_every_row_is_left_out_nothing_is_applied(office, bring, do):
    batch = bring([{"name": "", "email": "ana@people.example"}])
    page = do(batch, "skip", 2)
    assert ("Nothing is left to apply" in page, "Nothing is in the way" in page, "Apply the import" in page) == (
        True,
        False,
        False,
    )
    assert "there is nothing to apply" in do(batch, "apply")
    assert batch.state == "checked"
