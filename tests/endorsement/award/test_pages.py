"""The pages: what they show, what they refuse, what they cost."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from associations.people.enums import Role
from common.audit.models import AccessLog
from common.jobs.models import Job
from common.outbox.models import Message
from endorsement.award import actions
from endorsement.award.actions.awarding import ImportRow
from endorsement.award.models import Certificate, CertificateWording, Endorsement, RegistryConsent
from tests import factories
from tests.endorsement.award import pdf

pytestmark = pytest.mark.django_db
REASONS = {"reason": "A complaint was upheld.", "public_reason": "Suspended after a complaint."}
SINCE = datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)
BODY = "This says that\n\n{name}\n\nis\n\n{category}\n\nof {association}."


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def issued(award, run_jobs):
    endorsement = award()
    run_jobs()
    return endorsement


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def import_many(association, category, count):
    people = [factories.person(f"Holder {number:04d}", login=False) for number in range(count)]
    rows = [ImportRow(f"many:{p.pk}", p, association, category, datetime.date(2018, 1, 1), None, SINCE) for p in people]
    return actions.import_endorsements(rows=rows, by=None)


class TestMine:
    def test_all_of_it(self, signed_in, holder, issued):
        client = signed_in(holder)
        page = client.get(reverse("award:mine")).content.decode()
        certificate = issued.certificates.get()
        for expected in (
            issued.number,
            "Infant Family Specialist",
            reverse("award:certificate", args=[issued.pk]),
            reverse("award:verify_code", args=[certificate.shown_code]),
            "List me on the registry",
        ):
            assert expected in page

    def test_suspended_and_ended_are_said(self, signed_in, holder, award, administrator):
        actions.suspend(endorsement=award(), by=administrator, **REASONS)
        award("test:2", valid_until=datetime.date(2026, 3, 31))
        page = signed_in(holder).get(reverse("award:mine")).content.decode()
        assert ("suspended</span>" in page, "ended</span>" in page) == (True, True)

    def test_nothing_yet(self, signed_in, holder):
        assert "You hold no Endorsement® yet." in signed_in(holder).get(reverse("award:mine")).content.decode()

    def test_being_printed_asks_again(self, signed_in, holder, award):
        endorsement = award()
        client = signed_in(holder)
        status = reverse("award:status", args=[endorsement.pk])
        assert f'hx-get="{status}"' in client.get(reverse("award:mine")).content.decode()
        assert "is being printed" in client.get(status).content.decode()

    def test_stopped_says_so(self, signed_in, holder, award, run_jobs):
        award(printed_name="李")
        run_jobs()
        assert "could not be printed yet" in signed_in(holder).get(reverse("award:mine")).content.decode()

    def test_imported_is_prepared_on_request_and_only_once(self, signed_in, holder, association, category, run_jobs):
        row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
        (endorsement,) = actions.import_endorsements(rows=[row], by=None)
        client = signed_in(holder)
        prepare = reverse("award:prepare", args=[endorsement.pk])
        assert prepare in client.get(reverse("award:mine")).content.decode()
        assert client.get(reverse("award:certificate", args=[endorsement.pk])).status_code == 404
        for _ in range(2):
            assert client.post(prepare).url == reverse("award:mine")
        run_jobs()
        response = client.get(reverse("award:certificate", args=[endorsement.pk]))
        assert pdf.text(content(response)).count(endorsement.number) == 1
        assert Certificate.objects.count() == 1

    @pytest.mark.parametrize("count", [1, 12])
    def test_queries(self, signed_in, holder, association, category, django_assert_num_queries, count):
        rows = [ImportRow(f"r:{n}", holder, association, category, datetime.date(2017, 5, 1)) for n in range(count)]
        for endorsement in actions.import_endorsements(rows=rows, by=None):
            actions.issue_certificate(endorsement=endorsement, by=holder)
        client = signed_in(holder)
        client.get(reverse("award:mine"))
        with django_assert_num_queries(QUERIES["mine"]):
            client.get(reverse("award:mine"))


class TestDownload:
    def test_the_holder_gets_the_stored_file(self, signed_in, holder, issued):
        response = signed_in(holder).get(reverse("award:certificate", args=[issued.pk]))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'attachment; filename="endorsement-{issued.number}.pdf"'
        assert "José Ñandú-Ōkubo" in pdf.text(content(response))
        assert AccessLog.objects.count() == 0

    def test_the_office_too_and_it_is_logged(self, signed_in, coordinator, issued):
        assert signed_in(coordinator).get(reverse("award:certificate", args=[issued.pk])).status_code == 200
        assert list(AccessLog.objects.values_list("by_name", "action")) == [("Cora Coordinator", "download")]


class TestListing:
    def test_given_and_withdrawn(self, client, signed_in, holder, issued):
        signed_in(holder)
        visitor = Client()
        listing, registry = reverse("award:listing", args=[issued.pk]), reverse("award:registry")
        assert "José" not in visitor.get(registry).content.decode()
        client.post(listing, {"listed": "yes"})
        assert "José Ñandú-Ōkubo" in visitor.get(registry).content.decode()
        assert "Take me off the registry" in client.get(reverse("award:mine")).content.decode()
        client.post(listing, {"listed": "no"})
        assert "José" not in visitor.get(registry).content.decode()
        assert RegistryConsent.objects.get().withdrawn_at is not None


class TestName:
    def test_changed(self, signed_in, holder, issued, run_jobs):
        client = signed_in(holder)
        page = client.get(reverse("award:name")).content.decode()
        assert "Certificates you hold are replaced by new ones." in page
        response = client.post(reverse("award:name"), {"printed_name": "Josefa Ñandú"})
        assert response.url == reverse("award:mine")
        run_jobs()
        assert "Josefa Ñandú" in pdf.text(content(client.get(reverse("award:certificate", args=[issued.pk]))))

    def test_without_an_endorsement(self, signed_in, holder):
        client = signed_in(holder)
        assert client.get(reverse("award:name")).status_code == 200
        assert client.post(reverse("award:name"), {"printed_name": "Pepe"}).status_code == 302
        assert client.post(reverse("award:name_preview"), {"printed_name": "Pepe"}).status_code == 404

    @pytest.mark.parametrize("typed", ["", "😀", "Ana\x00", "Ana\u202egro", "x" * 10000, "123", "=1+1"])
    def test_hostile(self, signed_in, holder, issued, typed):
        client = signed_in(holder)
        response = client.post(reverse("award:name"), {"printed_name": typed})
        assert response.status_code == 200
        assert "error-summary" in response.content.decode() or "There is a problem" in response.content.decode()
        assert client.post(reverse("award:name_preview"), {"printed_name": typed}).status_code == 400
        issued.refresh_from_db()
        assert issued.listed_name == "José Ñandú-Ōkubo"

    def test_specimen(self, signed_in, holder, issued):
        response = signed_in(holder).post(reverse("award:name_preview"), {"printed_name": "Ελένη"})
        words = pdf.text(response.content)
        assert "Ελένη" in words
        assert "SAMPLE" in words


class TestOffice:
    def test_list_with_stopped_ones(self, signed_in, coordinator, award, run_jobs, neighbour):
        award()
        award("test:2", person=factories.person("Other"), printed_name="李")
        award("test:3", person=factories.person("Next"), association=neighbour)
        run_jobs()
        client = signed_in(coordinator)
        address = reverse("award:certificates", args=["ct-aimh"])
        page = client.get(address).content.decode()
        assert ("José" in page, "李 (U+674E)" in page, "Next" in page) == (True, True, False)
        page = client.get(address, {"state": "stopped"}).content.decode()
        assert ("José" in page, "李 (U+674E)" in page) == (False, True)
        assert client.get(address, {"state": "nonsense", "page": "x"}).status_code == 200
        assert "No certificates here." in client.get(address, {"state": "waiting"}).content.decode()

    def test_imported_ones_are_found_without_a_certificate(
        self, signed_in, coordinator, association, category, neighbour, django_assert_num_queries
    ):
        import_many(association, category, 12)
        other = import_many(neighbour, category, 13)[12]
        client = signed_in(coordinator)
        address = reverse("award:certificates", args=["ct-aimh"])
        assert "Holder 0007" not in client.get(address).content.decode()
        with django_assert_num_queries(QUERIES["certificates"]):
            every = client.get(address, {"state": "all"}).content.decode()
        assert [f"Holder {number:04d}" in every for number in range(13)] == [True] * 12 + [False]
        found = client.get(address, {"q": "0007 hold"}).content.decode()
        record = reverse(
            "award:record",
            args=[
                "ct-aimh",
                Endorsement.objects.get(
                    origin__startswith="many:", listed_name="Holder 0007", association=association
                ).pk,
            ],
        )
        assert (record in found, "Holder 0008" in found) == (True, False)
        assert "Nobody found." in client.get(address, {"q": other.number}).content.decode()
        assert "Nobody found." not in client.get(address, {"q": "x" * 300}).content.decode()

    def test_alliance_staff_see_all(self, signed_in, staff, award, neighbour):
        award()
        award("test:3", person=factories.person("Next"), association=neighbour)
        page = signed_in(staff).get(reverse("award:all_certificates")).content.decode()
        assert ("José" in page, "Next" in page) == (True, True)

    @pytest.mark.parametrize("count", [1, 30])
    def test_queries(self, signed_in, coordinator, association, category, django_assert_num_queries, count):
        for endorsement in import_many(association, category, count):
            actions.issue_certificate(endorsement=endorsement, by=None)
        client = signed_in(coordinator)
        address = reverse("award:certificates", args=["ct-aimh"])
        client.get(address)
        with django_assert_num_queries(QUERIES["certificates"]):
            client.get(address)

    def test_record_is_logged(self, signed_in, administrator, issued):
        page = signed_in(administrator).get(reverse("award:record", args=["ct-aimh", issued.pk])).content.decode()
        assert all(word in page for word in (issued.number, "Awarded", "Suspend", "Revoke"))
        assert list(AccessLog.objects.values_list("action", "about")) == [("view", f"endorsement:{issued.pk}")]

    def test_the_record_tells_the_whole_story(self, signed_in, administrator, issued, holder, run_jobs):
        actions.change_printed_name(person=holder, name="Josefa Ñandú", by=administrator)
        actions.suspend(endorsement=issued, by=administrator, **REASONS)
        run_jobs()
        page = signed_in(administrator).get(reverse("award:record", args=["ct-aimh", issued.pk])).content.decode()
        for expected in ("Before: José Ñandú-Ōkubo", "A complaint was upheld.", "superseded", "Reinstate"):
            assert expected in page

    def test_a_coordinator_does_not_change_the_standing(self, signed_in, coordinator, issued):
        client = signed_in(coordinator)
        page = client.get(reverse("award:record", args=["ct-aimh", issued.pk])).content.decode()
        assert "Revoke" not in page
        standing = reverse("award:standing", args=["ct-aimh", issued.pk])
        assert client.post(standing, REASONS | {"move": "suspended"}).status_code == 404

    def test_suspend_shows_at_verification(self, client, signed_in, administrator, issued):
        signed_in(administrator)
        standing = reverse("award:standing", args=["ct-aimh", issued.pk])
        record = reverse("award:record", args=["ct-aimh", issued.pk])
        assert client.post(standing, REASONS | {"move": "suspended"}).url == record
        client.logout()
        verify = reverse("award:verify_code", args=[issued.certificates.get().shown_code])
        page = client.get(verify).content.decode()
        assert "is suspended" in page
        assert REASONS["public_reason"] in page
        assert REASONS["reason"] not in page

    def test_a_second_click_is_told(self, signed_in, administrator, issued):
        client = signed_in(administrator)
        standing = reverse("award:standing", args=["ct-aimh", issued.pk])
        client.post(standing, REASONS | {"move": "suspended"})
        response = client.post(standing, REASONS | {"move": "suspended"}, follow=True)
        assert "suspended by now" in response.content.decode()

    def test_reasons_are_kept_when_one_is_missing(self, signed_in, administrator, issued):
        standing = reverse("award:standing", args=["ct-aimh", issued.pk])
        response = signed_in(administrator).post(standing, {"move": "revoked", "reason": "What I typed"})
        assert response.status_code == 422
        assert "What I typed" in response.content.decode()
        assert signed_in(administrator).post(standing, REASONS | {"move": "awarded"}).status_code == 404

    def test_mending_a_stopped_one(self, signed_in, coordinator, award, run_jobs):
        endorsement = award(printed_name="李")
        run_jobs()
        client = signed_in(coordinator)
        record = reverse("award:record", args=["ct-aimh", endorsement.pk])
        assert "Print it again" in client.get(record).content.decode()
        mend = reverse("award:mend_name", args=["ct-aimh", endorsement.pk])
        assert client.post(mend, {"printed_name": "😀"}).status_code == 422
        assert client.post(mend, {"printed_name": "Li Example"}).url == record
        run_jobs()
        assert endorsement.certificates.get().state == Certificate.State.ISSUED

    def test_print_again(self, signed_in, coordinator, award, run_jobs, association, category, holder):
        endorsement = award(printed_name="李")
        run_jobs()
        client = signed_in(coordinator)
        again = reverse("award:print_again", args=["ct-aimh", endorsement.pk])
        assert client.post(again).status_code == 302
        assert Job.objects.get(task="endorsement.print_certificate").state == Job.State.QUEUED
        row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
        (bare,) = actions.import_endorsements(rows=[row], by=None)
        assert client.post(reverse("award:print_again", args=["ct-aimh", bare.pk])).status_code == 404
        assert "None yet." in client.get(reverse("award:record", args=["ct-aimh", bare.pk])).content.decode()

    @pytest.mark.parametrize("who", ["coordinator", "staff"])
    def test_an_imported_ones_certificate_is_prepared_by_the_office_once(
        self, request, signed_in, association, category, holder, run_jobs, who
    ):
        row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
        (bare,) = actions.import_endorsements(rows=[row], by=None)
        client = signed_in(request.getfixturevalue(who))
        record = reverse("award:record", args=["ct-aimh", bare.pk])
        prepare = reverse("award:prepare_for", args=["ct-aimh", bare.pk])
        assert prepare in client.get(record).content.decode()
        for _ in range(2):
            assert client.post(prepare).url == record
        assert "gets it by mail" in client.get(record).content.decode()
        run_jobs()
        page = client.get(record).content.decode()
        assert (prepare in page, "Download the current certificate" in page) == (False, True)
        assert Certificate.objects.get().state == Certificate.State.ISSUED
        assert Message.objects.get().to == holder.email
        logged = AccessLog.objects.filter(action="prepare certificate", about=f"endorsement:{bare.pk}")
        assert set(logged.values_list("scope", flat=True)) == {"ct-aimh"}


class TestWording:
    def test_saved_and_printed(self, signed_in, administrator, category, award):
        client = signed_in(administrator)
        address = reverse("award:wording", args=["ct-aimh"])
        assert "not a licence" in client.get(address).content.decode()
        data = {"title": "Certificate", "body": BODY.replace("\n", "\r\n"), "disclaimer": "No licence."}
        assert client.post(address, data).url == address
        assert CertificateWording.objects.get().body == BODY
        assert award().certificates.get().facts["paragraphs"] == ["of Association ct-aimh."]

    def test_preview_while_typing_saves_nothing(self, signed_in, administrator):
        client = signed_in(administrator)
        address = reverse("award:wording_preview", args=["ct-aimh"])
        good = client.post(address, {"title": "Seen <b>", "body": BODY, "disclaimer": "D"}).content.decode()
        assert "Seen &lt;b&gt;" in good
        assert "of Association ct-aimh." in good
        bad = client.post(address, {"title": "😀", "body": "{name}", "disclaimer": ""}).content.decode()
        assert "must stand alone, once" in bad
        assert CertificateWording.objects.count() == 0

    def test_specimen(self, signed_in, administrator, category):
        client = signed_in(administrator)
        address = reverse("award:wording_pdf", args=["ct-aimh"])
        response = client.post(address, {"title": "My own title", "body": BODY, "disclaimer": "D"})
        assert "My own title" in pdf.text(response.content)
        assert response["Content-Disposition"].startswith("inline")
        assert client.post(address, {"title": "", "body": "{name}", "disclaimer": ""}).status_code == 422
        long = {"title": "T", "body": BODY + "\n\nx" * 240, "disclaimer": "D"}
        assert client.post(address, long).status_code == 400

    @pytest.mark.parametrize(
        "body", ["{name}", "{name}\n\n{category}\n\n{secret}", "x" * 20000, "\x00", "😀\n\n{name}\n\n{category}"]
    )
    def test_bad_input_keeps_what_was_typed(self, signed_in, administrator, body):
        response = signed_in(administrator).post(
            reverse("award:wording", args=["ct-aimh"]), {"title": "Kept", "body": body, "disclaimer": "D"}
        )
        assert response.status_code == 200
        assert "Kept" in response.content.decode()
        assert CertificateWording.objects.count() == 0


class TestRegistry:
    def test_search_and_narrowing(self, client, association, neighbour, category):
        import_many(association, category, 3)
        address = reverse("award:registry")
        for query, shown in (
            ({}, 3),
            ({"q": "0001"}, 1),
            ({"q": "holder 0002"}, 1),
            ({"q": "nobody"}, 0),
            ({"association": association.slug, "category": category.slug}, 3),
            ({"association": neighbour.slug}, 0),
        ):
            assert client.get(address, query).content.decode().count("Holder 0") == shown

    @pytest.mark.parametrize(
        "query",
        [{"q": "x" * 5000}, {"association": "no-such"}, {"category": "\x00"}, {"page": "-7"}, {"q": "\x00%_'\""}],
    )
    def test_bad_input_is_a_page(self, client, category, query):
        assert client.get(reverse("award:registry"), query).status_code == 200

    def test_no_more_than_name_and_category(self, client, issued, holder):
        actions.give_consent(person=holder, association=issued.association, by=holder)
        page = client.get(reverse("award:registry")).content.decode()
        assert "José Ñandú-Ōkubo" in page
        assert "not a licence" in page
        assert (issued.number in page, holder.email in page, "2026-03-04" in page) == (False, False, False)

    def test_robots(self, client, settings):
        assert "X-Robots-Tag" not in client.get(reverse("award:registry"))
        settings.PORTAL_DEMO = True
        response = client.get(reverse("award:registry"))
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "sample-mark" in response.content.decode()

    @pytest.mark.parametrize("count", [1, 10, 200])
    def test_queries(self, client, association, category, django_assert_num_queries, count):
        import_many(association, category, count)
        address = reverse("award:registry")
        with django_assert_num_queries(QUERIES["registry"]):
            client.get(address)
        with django_assert_num_queries(QUERIES["registry narrowed"]):
            client.get(address, {"association": association.slug, "category": category.slug, "q": "holder"})


class TestVerification:
    def test_valid(self, client, issued):
        response = client.get(reverse("award:verify_code", args=[issued.certificates.get().shown_code]))
        page = response.content.decode()
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "no-store"
        assert all(word in page for word in ("is valid today", "José Ñandú-Ōkubo", issued.number))

    def test_the_address_printed_in_the_qr_code_works(self, client, issued, settings):
        address = issued.certificates.get().facts["verify_url"]
        assert "is valid today" in client.get(address.removeprefix(settings.PORTAL_URL)).content.decode()

    def test_superseded(self, client, issued, holder, run_jobs):
        actions.change_printed_name(person=holder, name="Josefa Ñandú", by=holder)
        run_jobs()
        old, new = issued.certificates.order_by("revision")
        page = client.get(reverse("award:verify_code", args=[old.shown_code])).content.decode()
        assert "This paper was superseded" in page
        assert "Josefa" not in page
        assert "superseded" not in client.get(reverse("award:verify_code", args=[new.shown_code])).content.decode()

    @pytest.mark.parametrize(("kind", "words"), [("revoked", "was revoked"), ("ended", "has ended")])
    def test_not_valid_since(self, client, issued, administrator, kind, words):
        if kind == "ended":
            Endorsement.objects.update(valid_until=datetime.date(2026, 3, 31))
        else:
            actions.revoke(endorsement=issued, by=administrator, **REASONS)
        page = client.get(reverse("award:verify_code", args=[issued.certificates.get().shown_code])).content.decode()
        assert words in page
        assert "is valid today" not in page

    def test_a_sample_says_so(self, client, award, holder, run_jobs):
        holder.is_sample = True
        holder.save()
        endorsement = award()
        run_jobs()
        page = client.get(
            reverse("award:verify_code", args=[endorsement.certificates.get().shown_code])
        ).content.decode()
        assert "SAMPLE: this certificate was invented" in page

    @pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "x", "😀", "<script>", "A" * 3000])
    def test_unknown(self, client, code):
        response = client.get(reverse("award:verify_code", args=[code]))
        assert response.status_code == 404
        page = response.content.decode()
        assert "We know no certificate with this code" in page
        assert "<script>" not in page.replace("<script defer", "")

    def test_typed(self, client):
        address = reverse("award:verify")
        assert client.get(address).status_code == 200
        assert client.get(address, {"code": " ab12 cd34 ef56 "}).url == reverse(
            "award:verify_code", args=["AB12-CD34-EF56"]
        )
        whole = "https://portal.example/verify/AB12-CD34-EF56/"
        assert client.get(address, {"code": whole}).url == reverse("award:verify_code", args=["AB12-CD34-EF56"])
        for wrong in ("", "AB12", "é" * 12, "x" * 500):
            response = client.get(address, {"code": wrong})
            assert response.status_code == 200
            assert "Location" not in response

    def test_guessing_is_slowed(self, client):
        codes = [client.get(reverse("award:verify_code", args=[f"AAAA-BBBB-{n:04d}"])).status_code for n in range(31)]
        assert codes == [404] * 30 + [429]
        assert client.get(reverse("award:verify_code", args=["X"]))["Retry-After"] == "60"

    def test_queries(self, client, issued, django_assert_num_queries):
        with django_assert_num_queries(QUERIES["verify"]):
            client.get(reverse("award:verify_code", args=[issued.certificates.get().shown_code]))


# Literal: a page that costs one more query must say why. Signed-in pages pay session, user with person, and roles.
QUERIES = {
    "mine": 6,
    "certificates": 8,
    "registry": 4,
    "registry narrowed": 6,
    "verify": 2,
}


class TestAccess:
    """Each route for each kind of visitor: the answer's status."""

    @pytest.mark.parametrize(
        ("route", "args", "method", "expected"),
        # visitor, stranger, holder, coordinator, administrator, staff, the next association's administrator
        [
            ("registry", "", "get", (200, 200, 200, 200, 200, 200, 200)),
            ("verify", "", "get", (200, 200, 200, 200, 200, 200, 200)),
            ("verify_code", "code", "get", (200, 200, 200, 200, 200, 200, 200)),
            ("mine", "", "get", (302, 200, 200, 200, 200, 200, 200)),
            ("name", "", "get", (302, 200, 200, 200, 200, 200, 200)),
            ("name_preview", "", "post", (302, 404, 400, 404, 404, 404, 404)),
            ("certificate", "pk", "get", (302, 404, 200, 200, 200, 200, 404)),
            ("prepare", "pk", "post", (302, 404, 302, 404, 404, 404, 404)),
            ("status", "pk", "get", (302, 404, 200, 404, 404, 404, 404)),
            ("listing", "pk", "post", (302, 404, 302, 404, 404, 404, 404)),
            ("all_certificates", "", "get", (302, 404, 404, 404, 404, 200, 404)),
            ("certificates", "slug", "get", (302, 404, 404, 200, 200, 200, 404)),
            ("record", "slug pk", "get", (302, 404, 404, 200, 200, 200, 404)),
            ("standing", "slug pk", "post", (302, 404, 404, 404, 422, 422, 404)),
            ("mend_name", "slug pk", "post", (302, 404, 404, 422, 422, 422, 404)),
            ("print_again", "slug pk", "post", (302, 404, 404, 302, 302, 302, 404)),
            ("prepare_for", "slug pk", "post", (302, 404, 404, 302, 302, 302, 404)),
            ("wording", "slug", "get", (302, 404, 404, 404, 200, 200, 404)),
            ("wording_preview", "slug", "post", (302, 404, 404, 404, 200, 200, 404)),
            ("wording_pdf", "slug", "post", (302, 404, 404, 404, 422, 422, 404)),
        ],
    )
    def test_matrix(self, client, signed_in, issued, holder, neighbour, request, route, args, method, expected):
        coordinator, administrator, staff = map(request.getfixturevalue, ("coordinator", "administrator", "staff"))
        next_door = factories.person("Next Door")
        factories.role(next_door, Role.ADMINISTRATOR, neighbour)
        values = {"slug": "ct-aimh", "pk": issued.pk, "code": issued.certificates.get().shown_code}
        address = reverse(f"award:{route}", args=[values[name] for name in args.split()])
        found = []
        for who in (None, factories.person("Stranger"), holder, coordinator, administrator, staff, next_door):
            if who is None:
                client.logout()
            else:
                signed_in(who)
            data = {"move": "suspended"} if route == "standing" else {}
            found.append(getattr(client, method)(address, data).status_code)
        assert tuple(found) == expected

    def test_every_route_is_in_the_matrix(self):
        from endorsement.award.urls import urlpatterns

        matrix = next(m for m in TestAccess.test_matrix.pytestmark if m.name == "parametrize")
        assert {row[0] for row in matrix.args[1]} == {pattern.name for pattern in urlpatterns}

    def test_the_neighbours_address_does_not_open_it(self, signed_in, staff, issued, neighbour):
        address = reverse("award:record", args=[neighbour.slug, issued.pk])
        assert signed_in(staff).get(address).status_code == 404

    def test_wrong_method(self, signed_in, holder, issued):
        client = signed_in(holder)
        assert client.get(reverse("award:prepare", args=[issued.pk])).status_code == 405
        assert client.post(reverse("award:registry")).status_code == 405
