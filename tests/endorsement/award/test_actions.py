"""Awarding, printing, renaming, standing, listing, wording: each has its effect once and leaves a trace."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from associations.directory.models import Licence, Signatory
from associations.people.enums import Role
from common.jobs.actions import claim
from common.jobs.models import Job
from common.jobs.tasks import run_job
from common.outbox.models import Message
from endorsement.award import actions, documents, queries
from endorsement.award.actions.awarding import ImportRow
from endorsement.award.actions.certificates import FactsChanged
from endorsement.award.models import AwardEvent, Certificate, CertificateWording, Endorsement, RegistryConsent
from endorsement.award.rendering import render_certificate
from tests import factories
from tests.endorsement.award import pdf
from tests.endorsement.award.test_rendering import picture

pytestmark = pytest.mark.django_db
State = Certificate.State
REASONS = {"reason": "A complaint was upheld.", "public_reason": "Suspended after a complaint."}


def stored(certificate):
    with default_storage.open(certificate.file) as file:
        return file.read()


def print_jobs():
    return Job.objects.filter(task="endorsement.print_certificate")


class TestAwarding:
    def test_once_with_event_certificate_job_and_mail(self, award, run_jobs, holder, association):
        endorsement = award()
        assert endorsement.number == f"CT-AIMH-2026-{endorsement.pk:05d}"
        assert [(e.kind, e.on, e.by_name) for e in endorsement.events.all()] == [
            ("awarded", datetime.date(2026, 3, 4), "")
        ]
        certificate = endorsement.certificates.get()
        assert (certificate.state, certificate.revision) == (State.WAITING, 1)
        assert Message.objects.count() == 0
        assert run_jobs() == 2  # print, then mail
        certificate.refresh_from_db()
        content = stored(certificate)
        assert certificate.state == State.ISSUED
        assert certificate.sha256 == hashlib.sha256(content).hexdigest()
        assert certificate.file == f"certificates/{endorsement.pk}/1-{certificate.sha256[:32]}.pdf"
        words = pdf.text(content)
        assert all(word in words for word in ("José Ñandú-Ōkubo", endorsement.number, "IMH-E®", "not a licence"))
        message = Message.objects.get()
        assert (message.kind, message.to, message.reply_to) == (
            "certificate_ready",
            holder.email,
            association.contact_email,
        )
        assert message.attachments == [
            {"name": f"endorsement-{endorsement.number}.pdf", "path": certificate.file, "type": "application/pdf"}
        ]

    def test_twice_gives_one(self, award, run_jobs):
        first, second = award(), award()
        run_jobs()
        third = award()
        assert first.pk == second.pk == third.pk
        counts = [model.objects.count() for model in (Endorsement, AwardEvent, Certificate, Message)]
        assert counts == [1, 1, 1, 1]
        assert print_jobs().count() == 1

    def test_a_job_delivered_twice_prints_once(self, award, run_jobs):
        award()
        job = print_jobs().get()
        assert run_job(job.pk) is True
        assert run_job(job.pk) is False
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        before = Certificate.objects.get().sha256
        assert run_job(job.pk) is True
        assert Certificate.objects.get().sha256 == before
        assert Message.objects.count() == 1

    def test_a_worker_killed_after_writing_the_file(self, award):
        """The file is there, half of it, and the row knows nothing: the next worker writes it anew."""
        certificate = award().certificates.get()
        content = render_certificate(documents.facts_of(certificate.facts))
        name = default_storage.save(documents.stored_name(certificate, content), ContentFile(content[:1000]))
        run_job(print_jobs().get().pk)
        certificate.refresh_from_db()
        assert certificate.file == name
        assert stored(certificate) == content

    def test_the_name_for_print_goes_first(self, award, holder):
        holder.printed_name = "Pepe Ñandú"
        holder.save()
        assert award().listed_name == "Pepe Ñandú"
        assert award("test:2", printed_name="J.  Ñandú ").listed_name == "J. Ñandú"

    def test_no_address_no_mail(self, award, holder, run_jobs):
        holder.addresses.all().delete()
        award()
        run_jobs()
        assert Certificate.objects.get().state == State.ISSUED
        assert Message.objects.count() == 0


class TestFrozenFacts:
    def test_what_changes_later_changes_nothing(self, award, association, category, run_jobs):
        certificate = award().certificates.get()
        frozen = dict(certificate.facts)
        association.name = "Renamed"
        association.save()
        category.english_name = "Renamed too"
        category.save()
        association.licences.all().delete()
        run_jobs()
        certificate.refresh_from_db()
        assert certificate.facts == frozen
        words = pdf.text(stored(certificate))
        assert "Renamed" not in words
        assert "IMH-E®" in words

    def test_facts(self, award, association):
        Signatory.objects.create(association=association, name="Ana Example", title="President")
        Signatory.objects.create(
            association=association, name="Gone Example", title="Past", until=datetime.date(2020, 1, 1)
        )
        certificate = award().certificates.get()
        facts = certificate.facts
        assert facts["signatories"] == [{"name": "Ana Example", "office": "President", "file": ""}]
        assert (facts["paper"], facts["show_mark"], facts["suffix"], facts["sample"]) == (
            "letter",
            True,
            "IMH-E®",
            False,
        )
        assert facts["verify_url"].endswith(f"/verify/{certificate.shown_code}/")

    @pytest.mark.parametrize(
        ("licence", "mark"),
        [
            ({"valid_from": None, "valid_until": None}, True),
            ({"valid_from": datetime.date(2000, 1, 1), "valid_until": datetime.date(2001, 1, 1)}, False),
            ({"valid_from": datetime.date(2999, 1, 1)}, False),
            ({"kind": Licence.Kind.GUIDELINES}, False),
            (None, False),
        ],
    )
    def test_the_mark_needs_a_current_licence(self, award, association, licence, mark):
        endorsement = award()
        association.licences.all().delete()
        if licence is not None:
            Licence.objects.create(association=association, **{"kind": Licence.Kind.ENDORSEMENT} | licence)
        holder = endorsement.person
        (printed,) = actions.change_printed_name(person=holder, name="Another Name", by=holder)
        assert printed.facts["show_mark"] is mark

    def test_no_suffix_no_mark(self, award, category):
        category.suffix = ""
        category.save()
        facts = award().certificates.get().facts
        assert (facts["suffix"], facts["show_mark"]) == ("", False)

    def test_a_sample_bears_no_real_logo_or_signatory(self, award, association, holder):
        Signatory.objects.create(association=association, name="Ana Example", title="President")
        association.logo.name = "logos/real.png"
        association.save()
        holder.is_sample = True
        holder.save()
        facts = award().certificates.get().facts
        assert facts["logo"] == ""
        assert [s["name"] for s in facts["signatories"]] == ["Sample signatory"]
        assert facts["sample"] is True

    def test_the_stored_logo_and_signature_are_printed(self, award, association, run_jobs):
        association.logo.save("logo.png", ContentFile(picture()))
        signatory = Signatory.objects.create(association=association, name="Ana Example", title="President")
        signatory.signature.save("ana.png", ContentFile(picture()))
        certificate = award().certificates.get()
        run_jobs()
        certificate.refresh_from_db()
        assert pdf.alternatives(stored(certificate))[:2] == [
            "Logo of Association ct-aimh",
            "Signature of Ana Example",
        ]

    def test_elsewhere_on_a4(self, award, association):
        association.country = "Ireland"
        association.save()
        assert award().certificates.get().facts["paper"] == "a4"


class TestStopped:
    def test_a_missing_glyph_stops_and_tells_the_office(self, award, run_jobs, coordinator, administrator, holder):
        award(printed_name="Ana 😀 李")
        run_jobs()
        certificate = Certificate.objects.get()
        assert certificate.state == State.STOPPED
        assert certificate.problem == "These characters cannot be printed: 😀 (U+1F600), 李 (U+674E)"
        assert sorted(Message.objects.values_list("kind", "to")) == sorted(
            [("certificate_stopped", administrator.email), ("certificate_stopped", coordinator.email)]
        )
        assert print_jobs().get().state == Job.State.DONE

    def test_alliance_staff_are_told_when_there_is_no_office(self, award, run_jobs, staff):
        award(printed_name="李")
        run_jobs()
        assert list(Message.objects.values_list("to", flat=True)) == [staff.email]

    def test_nobody_to_tell(self, award, run_jobs, staff):
        staff.addresses.all().delete()
        award(printed_name="李")
        run_jobs()
        assert Message.objects.count() == 0

    def test_mended_name_prints_the_same_revision(self, award, run_jobs, holder, coordinator):
        award(printed_name="李")
        run_jobs()
        assert [c.revision for c in actions.change_printed_name(person=holder, name="Li Example", by=coordinator)] == [
            1
        ]
        run_jobs()
        certificate = Certificate.objects.get()
        assert (certificate.state, certificate.problem) == (State.ISSUED, "")
        assert "Li Example" in pdf.text(stored(certificate))

    def test_printing_again_unmended_stops_again_and_tells_once(self, award, run_jobs, coordinator):
        certificate = award(printed_name="李").certificates.get()
        run_jobs()
        for _ in range(2):
            actions.print_again(certificate=certificate, by=coordinator)
            run_jobs()
        certificate.refresh_from_db()
        assert certificate.state == State.STOPPED
        assert Message.objects.count() == 1

    def test_printing_again_leaves_an_issued_one_alone(self, award, run_jobs, coordinator):
        certificate = award().certificates.get()
        run_jobs()
        assert actions.print_again(certificate=certificate, by=coordinator).state == State.ISSUED
        assert print_jobs().get().state == Job.State.DONE

    def test_a_storage_that_fails_ends_as_stopped(self, award, settings, tmp_path, coordinator):
        """The folder is a file: every try fails, the last one tells the office."""
        (tmp_path / "file").write_text("")
        settings.STORAGES = settings.STORAGES | {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path / "file" / "x"},
            }
        }
        certificate = award().certificates.get()
        job = print_jobs().get()
        for _ in range(6):
            Job.objects.filter(pk=job.pk).update(available_at=job.created_at)
            assert run_job(job.pk) is False
        certificate.refresh_from_db()
        assert certificate.state == State.STOPPED
        assert certificate.problem == "Printing failed several times. The reason is in the list of jobs."
        assert list(Message.objects.values_list("to", flat=True)) == [coordinator.email]
        assert actions.give_up_printing(certificate=certificate).state == State.STOPPED

    def test_facts_changed_while_printing(self, award, holder):
        certificate = award().certificates.get()
        job = claim(print_jobs().get().pk)
        actions.change_printed_name(person=holder, name="Another Name", by=holder)
        with pytest.raises(FactsChanged):
            actions.store_certificate(job=job, certificate=certificate, name="x", content=b"x")
        with pytest.raises(FactsChanged):
            actions.stop_certificate(job=job, certificate=certificate, problem="x")
        certificate.refresh_from_db()
        assert (certificate.state, certificate.facts["holder_name"]) == (State.WAITING, "Another Name")
        job.refresh_from_db()
        assert job.state == Job.State.RUNNING


class TestName:
    def test_a_new_name_supersedes(self, award, run_jobs, holder):
        endorsement = award()
        run_jobs()
        first = endorsement.certificates.get()
        old = stored(first)
        actions.change_printed_name(person=holder, name=" Josefa  Ñandú ", by=holder)
        first.refresh_from_db()
        assert first.superseded_at is None  # until the new one is there
        run_jobs()
        first.refresh_from_db()
        second = endorsement.certificates.get(revision=2)
        assert first.superseded_at == second.issued_at
        assert stored(first) == old
        assert first.code != second.code
        assert "Josefa Ñandú" in pdf.text(stored(second))
        holder.refresh_from_db()
        endorsement.refresh_from_db()
        assert (holder.printed_name, endorsement.listed_name) == ("Josefa Ñandú", "Josefa Ñandú")
        assert [(e.kind, e.reason) for e in endorsement.events.all()] == [
            ("awarded", ""),
            ("name_changed", "José Ñandú-Ōkubo"),
        ]
        assert [queries.verification(c.code).superseded_at for c in (first, second)] == [first.superseded_at, None]
        assert Message.objects.filter(kind="certificate_ready").count() == 2

    def test_the_same_name_changes_nothing(self, award, run_jobs, holder):
        award()
        run_jobs()
        assert actions.change_printed_name(person=holder, name=holder.name, by=holder) == []
        assert Certificate.objects.count() == 1
        assert AwardEvent.objects.count() == 1

    def test_imported_ones_are_only_listed_anew(self, association, category, holder):
        row = ImportRow("roster:1", holder, association, category, datetime.date(2017, 5, 1))
        actions.import_endorsements(rows=[row], by=None)
        assert actions.change_printed_name(person=holder, name="New Name", by=holder) == []
        assert Endorsement.objects.get().listed_name == "New Name"

    @pytest.mark.parametrize("name", ["", "   ", "12 34", "Ana 😀", "Ana\x00", "Ana\u202egro", "A" * 121, "李"])
    def test_what_cannot_be_a_name(self, award, holder, name):
        award()
        with pytest.raises(ValidationError):
            actions.change_printed_name(person=holder, name=name, by=holder)
        assert AwardEvent.objects.count() == 1

    def test_decomposed_letters_are_composed(self, holder):
        actions.change_printed_name(person=holder, name="Jose\u0301", by=holder)
        holder.refresh_from_db()
        assert holder.printed_name == "José"


class TestListing:
    def test_given_and_withdrawn_are_rows(self, award, holder, association, neighbour):
        endorsement = award()
        elsewhere = award("test:2", association=neighbour)
        assert endorsement.listed is False
        first = actions.give_consent(person=holder, association=association, by=holder)
        assert actions.give_consent(person=holder, association=association, by=holder) == first
        endorsement.refresh_from_db()
        elsewhere.refresh_from_db()
        assert (endorsement.listed, elsewhere.listed) == (True, False)
        for _ in range(2):
            actions.withdraw_consent(person=holder, association=association, by=holder)
        actions.give_consent(person=holder, association=association, by=holder)
        states = [row.withdrawn_at is None for row in RegistryConsent.objects.order_by("pk")]
        assert states == [False, True]

    def test_consent_given_before_the_award_counts(self, award, holder, association):
        actions.give_consent(person=holder, association=association, by=holder)
        assert award().listed is True

    def test_only_the_holder(self, award, holder, association, administrator):
        award()
        for action in (actions.give_consent, actions.withdraw_consent):
            with pytest.raises(ValueError, match="Only the holder"):
                action(person=holder, association=association, by=administrator)
        assert RegistryConsent.objects.count() == 0


class TestImport:
    def test_bulk_once_without_certificates(self, association, category, holder):
        other = factories.person("Other", login=False)
        since = datetime.datetime(2018, 1, 1, tzinfo=datetime.UTC)
        rows = [
            ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1), None, since),
            ImportRow("r:2", other, association, category, datetime.date(2016, 5, 1), datetime.date(2019, 12, 31)),
            ImportRow("r:2", other, association, category, datetime.date(2016, 5, 1), datetime.date(2019, 12, 31)),
        ]
        made = actions.import_endorsements(rows=rows, by=None)
        assert [(e.origin, e.listed, e.number) for e in made] == [
            ("r:1", True, f"CT-AIMH-2017-{made[0].pk:05d}"),
            ("r:2", False, f"CT-AIMH-2016-{made[1].pk:05d}"),
        ]
        assert actions.import_endorsements(rows=rows, by=None) == []
        assert [m.objects.count() for m in (Endorsement, AwardEvent, RegistryConsent, Certificate)] == [2, 2, 1, 0]
        assert set(AwardEvent.objects.values_list("kind", "on")) == {
            ("imported", datetime.date(2017, 5, 1)),
            ("imported", datetime.date(2016, 5, 1)),
        }

    def test_printed_on_first_ask(self, association, category, holder, run_jobs):
        row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
        (endorsement,) = actions.import_endorsements(rows=[row], by=None)
        first = actions.issue_certificate(endorsement=endorsement, by=holder)
        assert actions.issue_certificate(endorsement=endorsement, by=holder) == first
        run_jobs()
        assert Certificate.objects.get().state == State.ISSUED


class TestWording:
    BODY = "This says that\n\n{name}\n\nis\n\n{category}\n\nof {association}, number {number}, since {endorsed_on}."

    def save(self, association, by, **changes):
        given = {"title": "Certificate", "body": self.BODY, "disclaimer": "No licence."} | changes
        return actions.save_wording(association=association, by=by, **given)

    def test_versions(self, association, administrator):
        first = self.save(association, administrator)
        assert self.save(association, administrator, body=self.BODY.replace("\n", "\r\n") + "\n") == first
        second = self.save(association, administrator, title="Another")
        assert [first.version, second.version] == [1, 2]

    def test_printed_with_its_fields(self, association, administrator, award):
        self.save(association, administrator)
        endorsement = award()
        facts = endorsement.certificates.get().facts
        assert (facts["title"], facts["before_name"], facts["after_name"]) == ("Certificate", "This says that", "is")
        assert facts["paragraphs"] == [f"of Association ct-aimh, number {endorsement.number}, since March 4, 2026."]
        assert (facts["disclaimer"], facts["wording_version"]) == ("No licence.", 1)

    def test_the_alliance_wording_is_below_the_associations(self, association, administrator):
        assert documents.wording_of(association).version == 0
        assert "not a licence" in documents.wording_of(association).disclaimer
        CertificateWording.objects.create(
            version=7, title="T", body=self.BODY, disclaimer="D", saved_at=association.created_at
        )
        assert documents.wording_of(association).version == 7
        self.save(association, administrator)
        assert documents.wording_of(association).version == 1

    @pytest.mark.parametrize(
        "body",
        ["", "{name}", "{category}\n\n{name}", "{name}\n\n{name}\n\n{category}", "x {name}\n\n{category}",
         "{name}\n\n{category}\n\n{person.user.password}"],
    )  # fmt: skip
    def test_places_are_needed(self, association, administrator, body):
        with pytest.raises(ValidationError):
            self.save(association, administrator, body=body)
        assert CertificateWording.objects.count() == 0

    def test_a_specimen_freezes_nothing(self, association, category):
        facts = documents.preview_facts(
            association, words=documents.default_wording(), holder_name="Ana", category=category
        )
        assert (facts.sample, facts.number) == (True, "SPECIMEN")
        assert Certificate.objects.count() == 0


def test_roles_that_are_told_are_the_office(association):
    assert set(queries.OFFICE) == {Role.COORDINATOR, Role.ADMINISTRATOR}
