"""Associations made and changed by Alliance staff and their own administrators."""

import datetime
import io

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from associations.directory import actions
from associations.directory.models import Association, Licence, Signatory
from associations.directory.queries import configurable_by
from associations.people.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "Prairie Association for Infant Mental Health",
    "abbreviation": "P/AIMH",
    "member_status": "member",
    "region": "Prairie",
    "country": "Canada",
    "tracks": ["infant"],
    "time_zone": "America/Winnipeg",
    "language": "en",
    "currency": "CAD",
    "contact_name": "",
    "contact_email": "office@prairie.example",
    "website": "https://prairie.example",
    "accent": "#123abc",
}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }


@pytest.fixture
def staff(signed_in):
    person = factories.person()
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def administrator(association):
    person = factories.person()
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


def picture(format="PNG", name="logo.png", size=(40, 20)):
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, format)
    return SimpleUploadedFile(name, stream.getvalue(), "image/png")


def facts(association, **changes):
    kept = {name: getattr(association, name) for name in FACTS}
    return kept | {"accent": "#1f5f5b", "region": association.region} | changes


def addresses(association):
    licence = association.licences.first()
    signatory = Signatory.objects.create(association=association, name="S", title="T")
    slug = association.slug
    staff_only = [
        reverse("directory:list"),
        reverse("directory:add"),
        reverse("directory:edit", args=[slug]),
        reverse("directory:licence_add", args=[slug]),
        reverse("directory:licence", args=[slug, licence.pk]),
    ]
    own = [
        reverse("directory:settings", args=[slug]),
        reverse("directory:logo", args=[slug]),
        reverse("directory:signatory_add", args=[slug]),
        reverse("directory:signatory", args=[slug, signatory.pk]),
        reverse("directory:signature", args=[slug, signatory.pk]),
    ]
    return staff_only, own, reverse("directory:signatory_remove", args=[slug, signatory.pk])


def test_who_finds_what(association, neighbour, administrator, staff, signed_in, client):
    staff_only, own, remove = addresses(association)
    empty = {reverse("directory:logo", args=[association.slug]), own[-1]}
    coordinator, neighbours = factories.person(), factories.person()
    factories.role(coordinator, Role.COORDINATOR, association)
    factories.role(neighbours, Role.ADMINISTRATOR, neighbour)
    for address in [*staff_only, *own]:
        assert client.get(address).url.startswith("/accounts/login/")
    for person in (coordinator, neighbours):
        signed_in(person)
        for address in [*staff_only, *own]:
            assert client.get(address).status_code == 404, address
        assert client.post(remove).status_code == 404
    signed_in(administrator)
    assert {client.get(address).status_code for address in staff_only} == {404}
    assert {address for address in own if client.get(address).status_code != 200} == empty
    signed_in(staff)
    assert {address for address in [*staff_only, *own] if client.get(address).status_code != 200} == empty
    assert (client.get(remove).status_code, client.post(remove).status_code) == (405, 302)
    assert Signatory.objects.count() == 0


def test_configurable_by(association, neighbour, administrator, staff):
    assert list(configurable_by(administrator)) == [association]
    assert set(configurable_by(staff)) == {association, neighbour}


@pytest.mark.parametrize("rows", [1, 10, 200])
def test_the_list_costs_the_same_however_long(staff, signed_in, django_assert_num_queries, rows):
    for number in range(rows):
        factories.association(f"place-{number}")
    client = signed_in(staff)
    # session, user, roles, count, associations
    with django_assert_num_queries(5):
        answer = client.get(reverse("directory:list"))
    assert len(answer.context["table"].paginated_rows) == min(rows, 50)


def test_the_list_says_who_is_licensed_and_looked_after(association, neighbour, administrator, staff, signed_in):
    neighbour.licences.all().delete()
    factories.role(factories.person(), Role.COORDINATOR, association)
    client = signed_in(staff)
    rows = {row.record.slug: row.record for row in client.get(reverse("directory:list")).context["table"].rows}
    assert {slug: (row.licensed, row.coordinators) for slug, row in rows.items()} == {
        association.slug: (True, 1),
        neighbour.slug: (False, 0),
    }
    found = client.get(reverse("directory:list"), {"q": "elsewhere", "member_status": "member"})
    assert [row.record for row in found.context["table"].rows] == [neighbour]


def test_making_an_association_leads_to_its_first_coordinator(staff, signed_in):
    client = signed_in(staff)
    answer = client.post(reverse("directory:add"), FACTS | {"logo": picture()})
    made = Association.objects.get()
    assert (made.slug, answer.url) == ("p-aimh", reverse("people:invite", args=["p-aimh"]))
    assert (made.tracks, made.currency, made.time_zone) == (["infant"], "CAD", "America/Winnipeg")
    assert made.logo.name.startswith("logos/p-aimh-")
    again = client.post(reverse("directory:add"), FACTS)
    assert list(again.context["form"].errors) == ["abbreviation"]
    assert client.get(reverse("directory:add")).status_code == 200
    assert "Nobody looks after" in client.get(reverse("directory:edit", args=["p-aimh"])).content.decode()


def test_slugs_never_meet(staff):
    bare = {"region": "R", "country": "C"}
    slugs = [
        actions.create_association(by=staff, abbreviation=name, name=name, **bare).slug
        for name in ("P AIMH", "P-AIMH", "P/AIMH", "日本")
    ]
    assert slugs == ["p-aimh", "p-aimh-2", "p-aimh-3", "association"]
    with pytest.raises(actions.Taken):
        actions.create_association(by=staff, abbreviation="P AIMH", name="Other", **bare)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"tracks": ["toddlers"]}, "tracks"),
        ({"tracks": []}, "tracks"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"accent": "red"}, "accent"),
        ({"accent": "#12345g"}, "accent"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"currency": "XXX"}, "currency"),
        ({"abbreviation": "x" * 41}, "abbreviation"),
    ],
)
def test_bad_facts_are_said_at_their_field(association, staff, signed_in, changes, field):
    address = reverse("directory:edit", args=[association.slug])
    answer = signed_in(staff).post(address, facts(association, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    kept = Association.objects.get()
    assert (kept.name, kept.accent) == (association.name, association.accent)


def test_changing_it_is_in_the_field_history_by_whom(association, staff, signed_in):
    client = signed_in(staff)
    address = reverse("directory:edit", args=[association.slug])
    for _ in range(2):
        assert client.post(address, facts(association, name="New name")).url == address
    association.refresh_from_db()
    assert (association.name, association.slug) == ("New name", "ct-aimh")
    entries = LogEntry.objects.get_for_object(association).filter(action=LogEntry.Action.UPDATE, actor=staff.user)
    assert [entry.changes_dict["name"][1] for entry in entries if "name" in entry.changes_dict] == ["New name"]


def test_an_abbreviation_taken_meanwhile(association, neighbour, staff):
    with pytest.raises(actions.Taken, match="abbreviation already"):
        actions.change_association(association=association, by=staff, abbreviation=neighbour.abbreviation)


def test_races_are_said_at_the_field(association, neighbour, staff, signed_in, monkeypatch):
    monkeypatch.setattr(Association, "validate_unique", lambda self, exclude=None: None)
    client = signed_in(staff)
    taken = {"abbreviation": neighbour.abbreviation}
    answer = client.post(reverse("directory:edit", args=[association.slug]), facts(association, **taken))
    assert list(answer.context["form"].errors) == ["abbreviation"]
    answer = client.post(reverse("directory:add"), FACTS | taken)
    assert list(answer.context["form"].errors) == ["abbreviation"]


def test_an_administrator_changes_only_what_is_theirs(association, administrator, signed_in):
    client = signed_in(administrator)
    colleague = factories.person()
    factories.role(colleague, Role.COORDINATOR, association)
    address = reverse("directory:settings", args=[association.slug])
    data = {"contact_name": "Kim", "contact_email": "k@p.example", "accent": "#000000", "deputy": colleague.pk}
    assert client.post(address, data | {"name": "Mine", "member_status": "former"}).url == address
    association.refresh_from_db()
    assert (association.contact_name, association.deputy, association.member_status) == ("Kim", colleague, "member")
    assert association.name != "Mine"
    stranger = client.post(address, data | {"deputy": factories.person().pk})
    assert list(stranger.context["form"].errors) == ["deputy"]


def test_the_logo_is_kept_shown_replaced_and_taken_away(association, administrator, signed_in):
    client = signed_in(administrator)
    address = reverse("directory:settings", args=[association.slug])
    data = {"accent": "#000000"}
    client.post(address, data | {"logo": picture("JPEG", "../../x.exe")})
    association.refresh_from_db()
    first = association.logo.name
    assert (first.startswith("logos/ct-aimh-"), first.endswith(".jpg")) == (True, True)
    shown = client.get(reverse("directory:logo", args=[association.slug]))
    assert (shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    client.post(address, data)
    association.refresh_from_db()
    assert association.logo.name == first
    client.post(address, data | {"logo": picture()})
    association.refresh_from_db()
    assert (association.logo.name != first, association.logo.name.endswith(".png")) == (True, True)
    client.post(address, data | {"away": "on"})
    association.refresh_from_db()
    assert association.logo.name == ""


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("logo.png", b"%PDF-1.7 not a picture"),
        SimpleUploadedFile("logo.png", b"<svg onload='alert(1)'/>"),
        SimpleUploadedFile("logo.png", b""),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"broken" * 20),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024)),
    ],
    ids=["pdf", "svg", "empty", "broken", "large"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(association, administrator, signed_in, upload):
    upload.seek(0)
    address = reverse("directory:settings", args=[association.slug])
    answer = signed_in(administrator).post(address, {"accent": "#000000", "logo": upload})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["logo"])
    assert Association.objects.get().logo.name == ""


def test_a_picture_of_endless_sides_is_refused(association, administrator, signed_in):
    address = reverse("directory:settings", args=[association.slug])
    answer = signed_in(administrator).post(address, {"accent": "#000000", "logo": picture(size=(6001, 1))})
    assert list(answer.context["form"].errors) == ["logo"]


def test_licences_from_and_until(association, staff, signed_in):
    client = signed_in(staff)
    add = reverse("directory:licence_add", args=[association.slug])
    data = {"kind": "guidelines", "valid_from": "2019-01-01", "valid_until": "", "note": "letter"}
    for _ in range(2):
        assert client.post(add, data).url == reverse("directory:edit", args=[association.slug])
    row = Licence.objects.get(kind="guidelines")
    change = reverse("directory:licence", args=[association.slug, row.pk])
    client.post(change, data | {"valid_until": "2024-12-31"})
    row.refresh_from_db()
    assert row.valid_until == datetime.date(2024, 12, 31)
    bad = client.post(change, data | {"valid_until": "2018-12-31"})
    assert list(bad.context["form"].errors) == ["valid_until"]
    existing = association.licences.get(kind="endorsement")
    clash = client.post(change, data | {"kind": "endorsement", "valid_from": existing.valid_from.isoformat()})
    assert list(clash.context["form"].errors) == ["valid_from"]
    assert client.get(reverse("directory:licence", args=[association.slug, 10**9])).status_code == 404


def test_signatories_with_signature(association, administrator, signed_in):
    client = signed_in(administrator)
    add = reverse("directory:signatory_add", args=[association.slug])
    data = {"name": "Rosa Tamm", "title": "President", "position": 0, "until": ""}
    for _ in range(2):
        answer = client.post(add, data | {"signature": picture()})
        assert answer.url == reverse("directory:settings", args=[association.slug])
    row = Signatory.objects.get()
    assert client.get(reverse("directory:signature", args=[association.slug, row.pk])).status_code == 200
    change = reverse("directory:signatory", args=[association.slug, row.pk])
    kept = row.signature.name
    client.post(change, data)
    row.refresh_from_db()
    assert row.signature.name == kept
    client.post(change, data | {"title": "Chair", "until": "2030-01-01", "away": "on"})
    row.refresh_from_db()
    assert (row.title, row.signature.name, row.until) == ("Chair", "", datetime.date(2030, 1, 1))
    text = client.get(reverse("directory:settings", args=[association.slug])).content.decode()
    assert "Rosa Tamm" in text
    assert list(client.post(add, data | {"position": 99}).context["form"].errors) == ["position"]


def test_removing_a_signatory_twice(association, administrator):
    row = Signatory.objects.create(association=association, name="S", title="T")
    for _ in range(2):
        actions.remove_signatory(signatory=row, by=administrator)
    assert Signatory.objects.count() == 0
