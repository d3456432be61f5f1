"""Links that are mangled, used or too old; files that are no picture and no document, or too large."""

from urllib.parse import quote

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from associations.people.models import Invitation
from common import clock
from endorsement.portfolio.models import Document
from tests.access.pages import failure, forms_of
from tests.access.test_matrix import Writes
from tests.access.world import DAY, PDF, png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]

MANGLED = ["", "x", "a" * 5000, "%00", "..", "👶", "%ED%A0%80", "'--", "%2F"]


@pytest.mark.parametrize("prefix", ["/rate/", "/invitations/", "/verify/", "/accounts/confirm-email/"])
def test_mangled_links(world, prefix):
    """404 in words of ours (the sign-in's own page says it with 200); cut, doubled, or with rubbish at its end."""
    wrong = []
    whole = {"/rate/": world.ours.token, "/invitations/": world.ours.invitation_token, "/verify/": "AAAABBBBCCCC"}
    known = whole.get(prefix, "abc:def:ghi")
    for token in [*MANGLED[1:], known[:-1] + "!", known + known, known[::-1] + "x", quote(known + "\u202e")]:
        cache.clear()
        for who in ("visitor", "applicant"):
            for method in ("get", "post"):
                response = getattr(world.clients[who], method)(f"{prefix}{token}/")
                allowed = (404, 405) if prefix != "/accounts/confirm-email/" else (200, 404)
                if response.status_code not in allowed:
                    wrong.append((token[:60], who, method, response.status_code, failure(response)))
    assert wrong == []


@pytest.mark.parametrize("end", ["", "save/", "decline/"])
@pytest.mark.parametrize("token", ["used_token", "expired_token"])
def test_links_that_no_longer_work(world, end, token):
    address = f"/rate/{getattr(world.ours, token)}/{end}"
    with Writes() as writes:
        answers = [world.clients[who].post(address, {"comment": "x"}).status_code for who in ("visitor", "applicant")]
    assert (answers, writes.tables - {"django_session"}) == ([410, 410], set())


def test_an_invitation_works_once(world):
    address = f"/invitations/{world.ours.invitation_token}/"
    nobody, member = world.clients["nobody"], world.clients["member"]
    assert nobody.post(address).status_code == 302
    assert (member.get(address).status_code, member.post(address).status_code) == (410, 410)
    Invitation.objects.update(accepted_at=None, accepted_by=None, expires_at=clock.now() - DAY)
    assert (member.get(address).status_code, member.post(address).status_code) == (410, 410)
    Invitation.objects.update(withdrawn_at=clock.now(), expires_at=clock.now() + DAY)
    assert (member.get(address).status_code, member.post(address).status_code) == (410, 410)


def test_password_links(world):
    """Mangled, for nobody, used: the page says so, and no password changes."""
    user = world.people["member"].user
    uid, key = user_pk_to_url_str(user), default_token_generator.make_token(user)
    new = {"password1": "quite another password", "password2": "quite another password"}
    client = world.clients["visitor"]
    before = user.password
    for address in (f"{uid}-x", f"zzzzzz-{key}", f"0-{key}", f"{uid}-{key}x", f"{'z' * 400}-{key}", f"{uid}-%00"):
        got = client.get(f"/accounts/password/reset/key/{address}/", follow=True)
        assert (got.status_code, failure(got)) == (404 if "%00" in address else 200, ""), address
        assert client.post(f"/accounts/password/reset/key/{address}/", new).status_code in (200, 302, 404)
    user.refresh_from_db()
    assert user.password == before
    link = f"/accounts/password/reset/key/{uid}-{key}/"
    asked = client.get(link)
    assert asked.status_code == 302
    assert client.post(asked["Location"], new).status_code == 302
    user.refresh_from_db()
    used = user.password
    assert used != before
    client.get(link, follow=True)
    client.post(link, {"password1": "a third password", "password2": "a third password"})
    user.refresh_from_db()
    assert user.password == used


# Files ----------------------------------------------------------------------------------------------------------


def bad_files():
    large = PDF + bytes(10 * 1024 * 1024)
    return {
        "empty": SimpleUploadedFile("a.pdf", b"", "application/pdf"),
        "oversized": SimpleUploadedFile("a.pdf", large, "application/pdf"),
        "a script called pdf": SimpleUploadedFile("a.pdf", b"#!/bin/sh\nrm -rf /\n", "application/pdf"),
        "a page called png": SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>", "image/png"),
        "an archive": SimpleUploadedFile("a.zip", b"PK\x03\x04" + bytes(100), "application/zip"),
        "a picture cut short": SimpleUploadedFile("a.png", png()[:40], "image/png"),
    }


def test_files_of_the_portfolio(world, undone):
    """Refused with a sentence; what is taken is renamed by its bytes, whatever its name said."""
    client, code = world.clients["applicant"], world.ours.entry["training"]
    address, before, wrong = reverse("portfolio:upload"), Document.objects.count(), []
    for label, file in bad_files().items():
        for headers in ({}, {"HX-Request": "true"}):
            file.seek(0)
            with undone():
                got = client.post(address, {"kind": "training", "code": code, "file": file}, headers=headers)
                taken = Document.objects.count() - before
            if (got.status_code, taken) != (422, 0) and label != "a picture cut short":
                wrong.append((label, got.status_code, taken, failure(got)))
    assert wrong == []
    names = ["../../etc/passwd", "\u202egnp.exe", "a\x00b.exe", "x" * 300 + ".pdf", "", "=HYPERLINK().pdf", "👶.pdf"]
    for name in names:
        with undone():
            file = SimpleUploadedFile("a.pdf", PDF + b"% " + name.encode(), "text/html")
            file._name = name
            got = client.post(address, {"kind": "training", "code": code, "file": file})
            newest = Document.objects.order_by("-pk").first()
            assert (got.status_code, failure(got)) == (302, ""), name
            down = client.get(reverse("portfolio:document", args=[newest.code]))
            assert down["Content-Disposition"].startswith("attachment;"), name
            assert (down["Content-Type"], newest.name.endswith(".pdf")) == ("application/pdf", True), name
            assert not set("\x00\n\r/\\\u202e") & set(newest.name), name


@pytest.mark.parametrize("field", ["logo", "signature"])
def test_pictures_of_the_office(world, undone, field):
    """A logo or a signature is a picture by its bytes; everything else is refused on the form."""
    client = world.clients["administrator"]
    if field == "logo":
        address = reverse("directory:settings", args=[world.ours.slug])
    else:
        address = reverse("directory:signatory", args=[world.ours.slug, world.ours.signatory])
    form = next(one for one in forms_of(client.get(address).content.decode()) if one.texts)
    large = png() + bytes(10 * 1024 * 1024)
    files = bad_files() | {"oversized": SimpleUploadedFile("a.png", large, "image/png")}
    files["a document"] = SimpleUploadedFile("a.png", PDF, "image/png")
    wrong = []
    for label, file in files.items():
        file.seek(0)
        with undone():
            got = client.post(address, form.filled() | {field: file})
        if got.status_code not in (200, 422):
            wrong.append((label, got.status_code, failure(got)))
    assert wrong == []
