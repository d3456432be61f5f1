"""Files: stored at once, privately, by what they are; removed; read by those who may and by nobody else."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.audit.models import AccessLog
from endorsement.portfolio import actions, hooks
from endorsement.portfolio.models import Document, Education
from endorsement.portfolio.permissions import may
from tests import factories

HX = {"HX-Request": "true"}
CODE = "ABCDEFGHJKMN"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


@pytest.fixture
def client(signed_in, owner):
    return signed_in(owner)


def upload(client, content=PDF, name="transcript.pdf", *, kind="education", code=CODE, headers=HX):
    data = {"kind": kind, "code": code, "window": "W1", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("portfolio:upload"), data, headers=headers)


def stored(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_a_file_is_stored_on_its_own_and_makes_its_entry(client, owner, files):
    answer = upload(client)
    assert (answer.status_code, answer["HX-Replace-Url"]) == (200, f"/portfolio/education/{CODE}/")
    document = Document.objects.get()
    assert (document.person, document.entry_code, document.kind, document.name) == (
        owner,
        CODE,
        "transcript",
        "transcript.pdf",
    )
    assert (document.mime, document.size, document.sha256) == (
        "application/pdf",
        len(PDF),
        hashlib.sha256(PDF).hexdigest(),
    )
    assert Education.objects.get().saved_in == "W1"
    (path,) = stored(files)
    assert path.read_bytes() == PDF
    assert "transcript" not in document.file
    assert str(owner.pk) not in document.file.split("/")


def test_the_page_that_uploaded_may_go_on_typing(client):
    upload(client)
    answer = client.post(
        f"/portfolio/education/{CODE}/", {"level": "bachelor", "version": "0", "window": "W1"}, headers=HX
    )
    assert answer.status_code == 200


def test_the_same_file_twice_is_one(client, files):
    upload(client)
    upload(client)
    assert (Document.objects.count(), len(stored(files))) == (1, 1)


def test_without_script(client):
    assert upload(client, headers={}).url == f"/portfolio/education/{CODE}/#documents"
    refused = upload(client, b"<html>", "page.pdf", headers={})
    assert refused.status_code == 422
    assert "This is not a PDF, PNG or JPEG file" in refused.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00" + b"\x00" * 200, "renamed.pdf", "This is not a PDF, PNG or JPEG file"),
        (b"<!doctype html><script>alert(1)</script>", "page.pdf", "This is not a PDF, PNG or JPEG file"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "picture.png", "This is not a PDF, PNG or JPEG"),
        (b"PK\x03\x04" + b"\x00" * 200, "letter.docx", "This is not a PDF, PNG or JPEG file"),
        (b"", "empty.pdf", "empty"),
        (PDF + b"\x00" * (10 * 1024 * 1024), "large.pdf", "The most we can take is 10.0"),
    ],
)
def test_other_files_are_refused_with_a_sentence(client, files, content, name, sentence):
    answer = upload(client, content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Document.objects.count(), stored(files)) == (0, [])


def test_no_file_at_all(client):
    data = {"kind": "education", "code": CODE}
    answer = client.post(reverse("portfolio:upload"), data, headers=HX)
    assert answer.status_code == 422
    assert "Please choose a file first." in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "code"), [("holiday", CODE), ("education", "short"), ("education", "x" * 12), ("", "")]
)
def test_an_upload_for_nothing(client, kind, code):
    assert upload(client, kind=kind, code=code).status_code == 404


def test_an_upload_for_somebody_elses_entry(client, save, files):
    save("education", by=factories.person(), code=CODE, values={}, complete=False)
    assert upload(client).status_code == 404
    assert (Document.objects.count(), stored(files)) == (0, [])


def test_an_upload_for_a_removed_entry(client, owner, save, files):
    actions.remove_entry(by=owner, entry=save("education", code=CODE, values={}, complete=False))
    answer = upload(client)
    assert answer.status_code == 422
    assert "removed in another window" in answer.content.decode()
    assert stored(files) == []


def test_too_many_files(client, monkeypatch, files):
    monkeypatch.setattr(actions, "MOST_DOCUMENTS", 0)
    answer = upload(client)
    assert "at most 0 files" in answer.content.decode()
    assert stored(files) == []


@pytest.mark.parametrize(
    ("name", "extension", "shown"),
    [
        ("transcript.PDF", "pdf", "transcript.pdf"),
        ("../../etc/passwd", "png", "passwd.png"),
        ("C:\\Users\\me\\scan.jpeg", "jpg", "scan.jpg"),
        ("evil.html", "pdf", "evil.pdf"),
        ("fdp.\u202eexe", "pdf", "fdp.pdf"),
        ("\x00\n", "pdf", "file.pdf"),
        ("x" * 400 + ".pdf", "pdf", "x" * 150 + ".pdf"),
        ("Zeugnis für Öl.pdf", "pdf", "Zeugnis für Öl.pdf"),
    ],
)
def test_the_name_shown(name, extension, shown):
    assert actions.file_name(name, extension) == shown


def test_the_owner_downloads_it_as_a_file(client):
    upload(client, PNG, "scan.png")
    document = Document.objects.get()
    answer = client.get(reverse("portfolio:document", args=[document.code]))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="scan.png"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "image/png")
    assert AccessLog.objects.count() == 0


def test_nobody_else_downloads_it(client, signed_in):
    upload(client)
    other = signed_in(factories.person())
    assert other.get(reverse("portfolio:document", args=[Document.objects.get().code])).status_code == 404


def test_a_registered_reader_downloads_it_and_is_logged(client, signed_in, owner, monkeypatch):
    upload(client)
    document = Document.objects.get()
    reader = factories.person("Rita Reader")
    monkeypatch.setattr(hooks, "document_readers", [lambda person, one: False, lambda person, one: person == reader])
    actions.remove_document(by=owner, document=document)
    answer = signed_in(reader).get(reverse("portfolio:document", args=[document.code]))
    assert b"".join(answer.streaming_content) == PDF
    entry = AccessLog.objects.get()
    assert (entry.by_name, entry.action, entry.about) == ("Rita Reader", "download", f"document:{document.code}")


def test_a_lost_file_is_not_found_and_noted(client, caplog):
    upload(client)
    document = Document.objects.get()
    default_storage.delete(document.file)
    assert client.get(reverse("portfolio:document", args=[document.code])).status_code == 404
    assert f"document {document.code} has no file" in caplog.text


def test_removing_a_file(client):
    upload(client)
    document = Document.objects.get()
    url = reverse("portfolio:remove_document", args=[document.code])
    assert client.post(url, {"kind": "education"}, headers=HX).status_code == 200
    document.refresh_from_db()
    assert document.removed_at is not None
    assert client.get(reverse("portfolio:document", args=[document.code])).status_code == 404
    assert client.post(url, {"kind": "education"}, headers=HX).status_code == 404


def test_removing_without_script(client):
    upload(client)
    url = reverse("portfolio:remove_document", args=[Document.objects.get().code])
    assert client.post(url, {"kind": "holiday"}).status_code == 404
    upload(client, PNG, "second.png")
    second = reverse("portfolio:remove_document", args=[Document.objects.get(name="second.png").code])
    assert client.post(second, {"kind": "education"}).url == f"/portfolio/education/{CODE}/#documents"


def test_nobody_else_removes_it(client, signed_in):
    upload(client)
    document = Document.objects.get()
    other = factories.person()
    url = reverse("portfolio:remove_document", args=[document.code])
    assert signed_in(other).post(url, {"kind": "education"}).status_code == 404
    assert actions.remove_document(by=other, document=document).removed_at is None


def test_permissions_table(client, owner):
    upload(client)
    document = Document.objects.get()
    people = (owner, factories.person(), None)
    for name in ("portfolio.change_entry", "portfolio.read_document", "portfolio.remove_document"):
        assert [may(who, name, document) for who in people] == [True, False, False]
