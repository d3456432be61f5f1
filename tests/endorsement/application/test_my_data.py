"""Everything that is mine: asked for, packed, downloaded, forgotten."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from associations.people.actions import note_vetting
from common import clock
from common.audit.models import AccessLog
from common.jobs.models import Job
from competencies.assessment.document import parse
from endorsement.application import actions, hooks, schedule
from endorsement.application.archive import pack
from endorsement.application.models import DataExport
from endorsement.portfolio.models import Document
from endorsement.references.enums import Overall
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


def document(person, name="letter.pdf", stored="documents/x"):
    return Document.objects.create(
        person=person,
        kind="other",
        name=name,
        file=stored,
        mime="application/pdf",
        size=3,
        sha256="0" * 64,
        uploaded_at=clock.now(),
    )


def opened(person):
    target = io.BytesIO()
    pack(person, target)
    return zipfile.ZipFile(target)


@pytest.fixture
def rich(standard, association, coordinator):
    """An applicant with everything: a rating that does not recommend, a removed entry, a file, letters."""
    application = makings.draft(makings.applicant(association), association)
    makings.references(application, overall=Overall.DO_NOT_RECOMMEND)
    makings.signed(application)
    removed = makings.training(application.person, title="Taken out")
    removed.removed_at = clock.now()
    removed.save()
    actions.submit(application=application, by=application.person)
    actions.ask(application=application, section="work", text="Does it count?", by=application.person)
    actions.answer(application=application, section="work", text="It does.", by=coordinator)
    default_storage.save("documents/x", ContentFile(b"pdf"))
    document(application.person, name="../../let ter\u202e.pdf")
    document(application.person, name="gone.pdf", stored="documents/gone")
    return application


def test_holds_everything(rich):
    archive = opened(rich.person)
    names = set(archive.namelist())
    folder = f"applications/{rich.code}"
    assert {
        "README.txt",
        "person.json",
        "entries.json",
        "references.json",
        "endorsements.json",
        "registry-consent.json",
        "mails.json",
        "documents.json",
        f"{folder}/application.json",
        f"{folder}/portfolio.json",
        f"{folder}/submission-1.json",
    } < names
    read = {name: json.loads(archive.read(name)) for name in names if name.endswith(".json")}
    assert [row["title"] for row in read["entries.json"]["training"]] == ["The first thousand days", "Taken out"]
    assert read["entries.json"]["training"][1]["removed_at"] is not None
    assert [one["text"] for one in read[f"{folder}/application.json"]["comments"]] == ["Does it count?", "It does."]
    assert [one["kind"] for one in read[f"{folder}/application.json"]["agreements"]] == [
        "code_of_ethics",
        "endorsement_agreement",
    ]
    assert [one["move"] for one in read[f"{folder}/application.json"]["story"]] == ["start", "submit"]
    assert parse(read[f"{folder}/portfolio.json"]).person.name == "Ama Applicant"
    assert {mail["to"] for mail in read["mails.json"]} == {rich.person.email}
    assert len(read["references.json"]) == 3
    assert read["person.json"]["addresses"][0]["email"] == rich.person.email


def test_who_vetted_me_is_mine_but_not_who_noted_it(rich, association):
    day, noter = datetime.date(2022, 1, 1), factories.person("Nora Noter")
    note_vetting(person=rich.person, association=association, valid_from=day, valid_until=None, by=noter)
    text = opened(rich.person).read("person.json").decode()
    (vetting,) = json.loads(text)["vetted_to_give_rsc"]
    assert (vetting["association"], vetting["valid_from"]) == (str(association), "2022-01-01")
    assert "Nora Noter" not in text


def test_files_come_with_safe_names_and_lost_ones_are_said(rich):
    archive = opened(rich.person)
    files = sorted(name for name in archive.namelist() if name.startswith("documents/"))
    assert len(files) == 2
    assert not any(".." in name.replace("..pdf", "").split("/")[0] or "\u202e" in name for name in files)
    assert [name for name in files if name.endswith(".missing.txt")]
    kept = next(name for name in files if not name.endswith(".missing.txt"))
    assert archive.read(kept) == b"pdf"


def test_holds_nothing_that_raters_answered(rich):
    archive = opened(rich.person)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"do_not_recommend" not in everything
    assert b"does not recommend" not in everything
    assert b"not_enough_information" not in everything


def test_upper_rooms_add_their_part(standard, association, monkeypatch):
    monkeypatch.setattr(hooks, "personal_data", [lambda person: {"more.json": {"name": person.name}}])
    assert json.loads(opened(factories.person("Ana")).read("more.json")) == {"name": "Ana"}


def test_a_person_without_anything(standard):
    assert json.loads(opened(factories.person()).read("entries.json"))["work"] == []


def test_ask_pack_download(rich, signed_in, run_jobs):
    client = signed_in(rich.person)
    url = reverse("application:my_data")
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    assert DataExport.objects.count() == Job.objects.filter(task="endorsement.pack_my_data").count() == 1
    assert AccessLog.objects.filter(action="export").count() == 1
    waiting = client.get(url)
    assert b"being packed" in waiting.content
    assert b"every 3s" in waiting.content
    run_jobs()
    part = client.get(url, headers={"HX-Request": "true"})
    assert b"Download (ZIP" in part.content
    assert b"<html" not in part.content
    export = DataExport.objects.get()
    response = client.get(reverse("application:my_data_file", args=[export.code]))
    assert response["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).testzip() is None
    assert export.size > 1000


def test_the_archive_is_its_owners_alone(rich, signed_in, run_jobs, coordinator, staff):
    actions.request_export(by=rich.person)
    run_jobs()
    url = reverse("application:my_data_file", args=[DataExport.objects.get().code])
    for other in (coordinator, staff, factories.person()):
        assert signed_in(other).get(url).status_code == 404


def test_packed_twice_gives_one_file(rich, run_jobs):
    from common.jobs.tasks import run_job

    actions.request_export(by=rich.person)
    run_jobs()
    first = DataExport.objects.get()
    Job.objects.update(state=Job.State.QUEUED)
    assert run_job(Job.objects.get(task="endorsement.pack_my_data").pk)
    assert DataExport.objects.get().ready_at == first.ready_at
    assert default_storage.listdir("exports")[1] == [f"{first.code}.zip"]


def test_an_export_that_is_gone_is_nothing_to_do(rich, run_jobs):
    actions.request_export(by=rich.person)
    DataExport.objects.all().delete()
    run_jobs()
    assert Job.objects.get(task="endorsement.pack_my_data").state == Job.State.DONE


def test_giving_up_is_said_and_one_may_ask_again(rich, signed_in):
    export = actions.request_export(by=rich.person)
    actions.fail_export(Job.objects.get(task="endorsement.pack_my_data"))
    assert b"could not be packed" in signed_in(rich.person).get(reverse("application:my_data")).content
    assert actions.request_export(by=rich.person) != export


def test_forgotten_after_a_week(rich, run_jobs):
    actions.request_export(by=rich.person)
    run_jobs()
    failed = DataExport.objects.create(
        person=rich.person, requested_at=clock.now() - datetime.timedelta(days=9), state=DataExport.State.FAILED
    )
    assert schedule.run() == 1
    assert not DataExport.objects.filter(pk=failed.pk).exists()
    DataExport.objects.update(requested_at=clock.now() - datetime.timedelta(days=8))
    assert schedule.run() == 1
    assert default_storage.listdir("exports")[1] == []
