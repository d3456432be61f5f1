"""Licences with their papers, what is to be renewed, who is told; WAIMH affiliation with its history."""

import datetime

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from associations.directory import actions, schedule
from associations.directory.models import Affiliation, Association, Licence
from associations.directory.presenters import licence_state
from associations.directory.queries import affiliation_on, licences, renewals_due
from associations.people.enums import Role
from associations.tasks import do_what_is_due
from common.outbox.models import Message
from common.reminders.models import Reminder
from tests import factories
from tests.associations.directory.test_directory import picture

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY, BEFORE = D(2026, 6, 1), D(2020, 1, 1)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }


@pytest.fixture
def staff(db):
    person = factories.person("Sam Staff", email="staff@people.example")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


def licence(association, until, since=BEFORE, kind="endorsement"):
    return Licence.objects.create(association=association, kind=kind, valid_from=since, valid_until=until)


def test_a_licence_keeps_its_document(association, staff, signed_in):
    administrator = factories.person()
    factories.role(administrator, Role.ADMINISTRATOR, association)
    row, client = association.licences.get(), signed_in(staff)
    change = reverse("directory:licence", args=[association.slug, row.pk])
    download = reverse("directory:licence_document", args=[association.slug, row.pk])
    assert client.get(download).status_code == 404
    data = {"kind": "endorsement", "valid_from": "2018-01-01"}
    disguised = SimpleUploadedFile("licence.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    page = client.post(change, data | {"document": disguised}).content.decode()
    assert "This is not a PDF, PNG or JPEG file." in page
    upload = SimpleUploadedFile("../../etc/licence of Ana.pdf", PDF, "text/html")
    assert client.post(change, data | {"document": upload}).status_code == 302
    row.refresh_from_db()
    assert row.document.name.startswith("licences/ct-aimh-")
    assert "Ana" not in row.document.name
    assert "Open the document that is there" in client.get(change).content.decode()
    for person in (staff, administrator):
        answer = signed_in(person).get(download)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "Document" in client.get(reverse("directory:settings", args=[association.slug])).content.decode()
    client = signed_in(staff)
    assert client.post(change, data).status_code == 302
    row.refresh_from_db()
    row.document.storage.delete(row.document.name)
    assert client.get(download).status_code == 404
    assert client.post(change, data | {"away": "on"}).status_code == 302
    row.refresh_from_db()
    assert not row.document
    assert client.post(change, data | {"document": picture()}).status_code == 302


@pytest.mark.parametrize(
    ("since", "until", "renewed", "state"),
    [
        (None, None, None, ("in force", "success")),
        (D(2026, 6, 2), None, None, ("not yet begun", "info")),
        (None, D(2026, 8, 31), None, ("in force", "success")),
        (None, D(2026, 8, 30), None, ("renewal due: 90 days left", "warning")),
        (None, D(2026, 6, 2), None, ("renewal due: 1 day left", "warning")),
        (None, D(2026, 6, 1), None, ("renewal due: 0 days left", "warning")),
        (None, D(2026, 6, 1), D(2030, 1, 1), ("renewed", "success")),
        (None, D(2026, 5, 31), None, ("ended, not renewed", "danger")),
        (None, D(2026, 5, 31), "open", ("ended, renewed", "neutral")),
    ],
)
def test_the_state_of_a_licence(association, since, until, renewed, state):
    association.licences.all().delete()
    row = licence(association, until, since)
    licence(association, None, kind="guidelines")
    if renewed:
        licence(association, None if renewed == "open" else renewed, D(2026, 6, 1))
    assert licence_state(licences().get(pk=row.pk), TODAY) == state
    due = state[1] in ("warning", "danger")
    assert renewals_due(TODAY).filter(pk=row.pk).exists() is due


@pytest.fixture
def ending(association, neighbour, staff):
    """A licence that ends on 30 August; the association has an administrator, who has a colleague next door."""
    association.licences.all().delete()
    administrator = factories.person("Ada", email="ada@people.example")
    factories.role(administrator, Role.ADMINISTRATOR, association)
    factories.role(factories.person(email="neighbour@people.example"), Role.ADMINISTRATOR, neighbour)
    return licence(association, D(2026, 8, 30))


def told(day):
    """What the clock does on ``day``: who is told, with the subject."""
    before = set(Message.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime.datetime(day.year, day.month, day.day, 18, tzinfo=datetime.UTC), tick=False):
        schedule.run()
        schedule.run()
    rows = Message.objects.exclude(pk__in=before).order_by("to").values_list("to", "subject")
    return [(to, subject.partition(":")[0]) for to, subject in rows]


def test_reminders_once_per_rule(ending):
    both = ["ada@people.example", "staff@people.example"]
    assert told(D(2026, 5, 31)) == []
    assert told(D(2026, 6, 1)) == [(to, "Licence to renew") for to in both]
    assert told(D(2026, 7, 30)) == []
    assert told(D(2026, 7, 31)) == [(to, "Licence to renew") for to in both]
    assert told(D(2026, 8, 30)) == []
    assert told(D(2026, 8, 31)) == [(to, "Licence ended") for to in both]
    assert told(D(2026, 9, 20)) == []
    texts = list(Message.objects.filter(to="ada@people.example").order_by("pk").values_list("text", flat=True))
    assert "ends on Aug. 30, 2026." in texts[0]
    assert "/a/ct-aimh/settings/" in texts[0]
    assert "ended on Aug. 30, 2026." in texts[2]
    assert "takes no applications" in texts[2]
    assert "/alliance/associations/ct-aimh/" in Message.objects.filter(to="staff@people.example").first().text


def test_late_is_told_of_the_most_pressing_only_and_not_for_ever(ending):
    assert len(told(D(2026, 8, 20))) == 2
    assert Reminder.objects.get().rule == "licence:30"
    ending.valid_until = D(2026, 1, 1)
    ending.save()
    assert told(D(2026, 6, 1)) == []
    assert list(renewals_due(TODAY)) == [ending]


def test_nobody_is_told_once_it_is_renewed(ending, association):
    licence(association, D(2031, 8, 30), D(2026, 8, 31))
    assert told(D(2026, 8, 20)) == []


def test_renewed_between_the_list_and_the_lock_tells_nobody(ending, association, monkeypatch):
    ours = actions.renewals_due
    found = list(ours(D(2026, 8, 20)))
    licence(association, None, D(2026, 8, 31))
    answers = iter([found])
    monkeypatch.setattr(actions, "renewals_due", lambda day: next(answers, None) or ours(day))
    assert told(D(2026, 8, 20)) == []


def test_guidelines_alone_and_somebody_without_an_address(association, staff):
    association.licences.all().delete()
    staff.addresses.all().delete()
    administrator = factories.person(email="ada@people.example")
    factories.role(administrator, Role.ADMINISTRATOR, association)
    licence(association, D(2026, 6, 20), kind="guidelines")
    assert told(TODAY) == [("ada@people.example", "Licence to renew")]
    assert "takes no applications" not in Message.objects.get().text


def test_the_worker_does_it(ending):
    with time_machine.travel(datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC), tick=False):
        do_what_is_due()
    assert Message.objects.count() == 2


def test_the_list_of_renewals(ending, neighbour, staff, signed_in):
    address = reverse("directory:licences")
    ending.document = "licences/ct-aimh-x.pdf"
    ending.save()
    with time_machine.travel(datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC), tick=False):
        client = signed_in(staff)
        page = client.get(address).content.decode()
        everything = client.get(address, {"all": "1"}).content.decode()
    assert "renewal due: 90 days left" in page
    assert reverse("directory:licence_document", args=["ct-aimh", ending.pk]) in page
    assert neighbour.name not in page
    assert neighbour.name in everything
    assert "no end date" in everything


def test_the_affiliation_keeps_its_history(association, staff, signed_in):
    client = signed_in(staff)
    add = reverse("directory:affiliation_add", args=[association.slug])
    assert affiliation_on(association, TODAY) is None
    for data in (
        {"status": "no"},
        {"status": "applying", "since": "2024-03-01", "note": "Letter sent"},
        {"status": "applying", "since": "2024-03-01", "note": "Letter sent"},
        {"status": "yes", "since": "2025-07-01"},
    ):
        assert client.post(add, data).status_code == 302
    assert Affiliation.objects.count() == 3
    stood = {day: affiliation_on(association, day).status for day in (D(1990, 1, 1), D(2024, 3, 1), TODAY)}
    assert stood == {D(1990, 1, 1): "no", D(2024, 3, 1): "applying", TODAY: "yes"}
    page = client.post(add, {"status": "no", "since": "2025-07-01"}).content.decode()
    assert "Something is entered from this day on already: change that." in page
    row = Affiliation.objects.get(status="yes")
    change = reverse("directory:affiliation", args=[association.slug, row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"status": "yes", "since": "2025-08-01", "note": "Board of July"}).status_code == 302
    page = client.get(reverse("directory:edit", args=[association.slug])).content.decode()
    assert page.index("since Aug. 1, 2025") < page.index("since March 1, 2024") < page.index("since when is not known")
    assert LogEntry.objects.get_for_model(Affiliation).count() == 4
    assert client.get(reverse("directory:affiliation", args=[association.slug, 10**9])).status_code == 404


def test_the_published_affiliations_are_loaded(db):
    call_command("load_associations", verbosity=0)
    known = dict(Affiliation.objects.values_list("association__slug", "since"))
    assert known == {
        "coaimh": D(2002, 1, 1),
        "aim-early-idaho": D(2010, 1, 1),
        "nys-aimh": D(2016, 1, 1),
        "wi-aimh": D(2016, 1, 1),
        "aaimh-wa": None,
        "i-aimh": None,
    }
    assert set(Affiliation.objects.values_list("status", flat=True)) == {"yes"}
    assert Association.objects.filter(affiliations=None).count() == 32
