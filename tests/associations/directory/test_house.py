"""An association's own public page, under its name and in its colour."""

import datetime

import pytest
import time_machine
from auditlog.models import LogEntry
from django.urls import reverse

from associations.directory import hooks
from associations.directory.models import Affiliation, CalendarDate
from associations.directory.presenters import house_colour
from associations.people.enums import Role
from tests import factories
from tests.associations.directory.test_directory import picture

pytestmark = pytest.mark.django_db
D = datetime.date
ABOUT = "We began in 1999.\r\n\r\n<b>We</b> meet in May."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        }
    }


@pytest.fixture
def administrator(association):
    person = factories.person()
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def page(client, association):
    """``page()``: the page's text as a visitor reads it."""
    return lambda: " ".join(client.get(reverse("directory:house", args=[association.slug])).content.decode().split())


def test_who_we_are_contacts_and_registry_as_the_administrator_writes_them(
    association, administrator, signed_in, standard, page
):
    bare = page()
    assert "looks after Endorsement® in Connecticut" in bare
    assert "No dates are announced." in bare
    data = {"about": ABOUT, "contact_name": "Kim", "contact_email": "kim@place.example", "accent": "#1a2b3c"}
    data |= {"website": "https://place.example", "logo": picture()}
    address = reverse("directory:settings", args=[association.slug])
    client = signed_in(administrator)
    assert client.post(address, data).status_code == 302
    assert reverse("directory:house", args=[association.slug]) in client.get(address).content.decode()
    client.logout()
    text = page()
    for expected in (
        f"<h1>{association.name}</h1>",
        "<p>We began in 1999.</p>",
        "&lt;b&gt;We&lt;/b&gt; meet in May.",
        "Kim",
        'href="mailto:kim@place.example"',
        'href="https://place.example"',
        reverse("directory:house_logo", args=[association.slug]),
        "/a/ct-aimh/look.css?v=1a2b3c",
        f"{reverse('award:registry')}?association=ct-aimh",
        f"{reverse('application:start')}?association=ct-aimh",
    ):
        assert expected in text, expected
    assert "fees" not in text.lower()
    assert client.get(reverse("directory:house_logo", args=[association.slug]))["Content-Type"] == "image/png"


def test_its_colour_is_a_style_sheet(association, client):
    association.accent = "#1a2b3c"
    association.save()
    answer = client.get(reverse("directory:look", args=[association.slug]))
    assert answer.content == b":root { --house: #1a2b3c; }\n"
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert client.get(reverse("directory:house_logo", args=[association.slug])).status_code == 404


@pytest.mark.parametrize(
    ("colour", "found"),
    [("#777777", "4.4"), ("#ffff00", "1.0"), ("#FF0000", "3.9"), ("#767676", None), ("#000000", None)],
)
def test_a_colour_on_which_white_cannot_be_read_is_refused(association, administrator, signed_in, colour, found):
    address = reverse("directory:settings", args=[association.slug])
    answer = signed_in(administrator).post(address, {"accent": colour, "contact_name": "Kept"})
    association.refresh_from_db()
    if not found:
        assert (answer.status_code, association.accent) == (302, colour)
        return
    text = answer.content.decode()
    assert f"its contrast is {found} to 1, and 4.5 is the least (WCAG AA). Please choose a darker one." in text
    assert 'value="Kept"' in text
    assert association.accent == "#1f5f5b"


@pytest.mark.parametrize("colour", ["#ffff00", "nonsens", "", "#12", "#abc;}*"])
def test_an_older_colour_that_fails_is_not_used(association, colour):
    association.accent = colour
    assert house_colour(association) == "#1f5f5b"


def test_the_categories_it_offers_by_its_own_names(association, standard, page):
    association.tracks, association.category_names = ["infant"], {"IFA": "Infant Family Worker"}
    association.save()
    text = page()
    assert (
        f'<a href="{reverse("standard:category", args=["ifa"])}?association=ct-aimh">Infant Family Worker</a>' in text
    )
    assert "(IFS)" in text
    assert "(ECFA)" not in text


def test_without_a_licence_it_says_so_and_offers_nothing(association, standard, page):
    association.licences.update(valid_until=D(2026, 5, 31))
    text = page()
    assert f"The licence of {association.name} for Endorsement® ended on May 31, 2026." in text
    for gone in ("Begin your application", "looks after Endorsement®", "(IFA)", "Search"):
        assert gone not in text


def test_on_a_day_without_an_edition(association, no_standard, page):
    assert "Nothing can be applied for today." in page()


def test_dates_are_entered_change_and_pass(association, neighbour, administrator, signed_in, page):
    client = signed_in(administrator)
    add = reverse("directory:date_add", args=[association.slug])
    for _twice in range(2):
        data = {"on": "2026-09-01", "title": "Autumn training", "link": "https://place.example/x"}
        assert client.post(add, data).status_code == 302
    assert client.post(add, {"on": "2026-06-01", "title": "Today's deadline"}).status_code == 302
    assert client.post(add, {"on": "2026-05-31", "title": "Yesterday"}).status_code == 302
    assert "between 1990 and 2100" in client.post(add, {"on": "0001-01-01", "title": "Never"}).content.decode()
    assert CalendarDate.objects.count() == 3
    text = page()
    assert text.index("June 1, 2026</strong>: Today&#x27;s deadline") < text.index("Sept. 1, 2026")
    assert '<a href="https://place.example/x" rel="noopener nofollow">Autumn training</a>' in text
    assert "Yesterday" not in text
    row = CalendarDate.objects.get(title="Autumn training")
    change = reverse("directory:date", args=[association.slug, row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"on": "2026-09-02", "title": "Autumn training"}).status_code == 302
    assert "Sept. 2, 2026" in page()
    theirs = reverse("directory:date", args=[neighbour.slug, row.pk])
    assert client.get(theirs).status_code == 404
    assert client.post(reverse("directory:date_remove", args=[association.slug, row.pk])).status_code == 302
    assert "Autumn training" not in page()
    assert LogEntry.objects.get_for_model(CalendarDate).count() == 5


def test_a_link_that_is_none_is_refused(association, administrator, signed_in):
    add = reverse("directory:date_add", args=[association.slug])
    typed = {"on": "2026-09-01", "title": "Training", "link": "javascript:alert(1)"}
    assert "Enter a valid URL." in signed_in(administrator).post(add, typed).content.decode()


def test_what_other_features_add(association, page, monkeypatch):
    monkeypatch.setattr(hooks, "fees", [lambda place, day: [("Processing fee", f"USD 100 ({place.slug}, {day})")]])
    monkeypatch.setattr(hooks, "dates", [lambda place, day: [(D(2026, 12, 31), "Renewals are due", "")]])
    text = page()
    assert "<dt>Processing fee</dt><dd>USD 100 (ct-aimh, 2026-06-01)</dd>" in text
    assert "<strong>Dec. 31, 2026</strong>: Renewals are due" in text


@pytest.mark.parametrize(
    ("status", "since", "sentence"),
    [
        ("yes", D(2002, 1, 1), "An affiliate of the World Association for Infant Mental Health since 2002."),
        ("yes", None, "An affiliate of the World Association for Infant Mental Health."),
        ("applying", None, "Applying to become an affiliate"),
        ("no", None, ""),
    ],
)
def test_its_affiliation(association, page, status, since, sentence):
    Affiliation.objects.create(association=association, status=status, since=since)
    assert sentence in page()
    if not sentence:
        assert "World Association" not in page()


@pytest.mark.parametrize("status", ["unconfirmed", "not_member", "former"])
def test_only_members_have_pages(association, client, status):
    association.member_status = status
    association.save()
    for route in ("house", "look", "house_logo"):
        assert client.get(reverse(f"directory:{route}", args=[association.slug])).status_code == 404


@pytest.mark.parametrize("rows", [1, 10, 200])
def test_the_page_costs_the_same_however_long(association, standard, client, django_assert_num_queries, rows):
    CalendarDate.objects.bulk_create(
        CalendarDate(association=association, on=D(2026, 9, 1), title=f"Day {number}") for number in range(rows)
    )
    address = reverse("directory:house", args=[association.slug])
    client.get(address)
    # association, licences, dates, the Standard's newest load, affiliation, trainings, policy
    with django_assert_num_queries(8):
        assert "Day 0" in client.get(address).content.decode()


def test_in_the_demonstration_search_engines_stay_away(association, client, settings):
    settings.PORTAL_DEMO = True
    answer = client.get(reverse("directory:house", args=[association.slug]))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
