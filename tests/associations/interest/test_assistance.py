"""Technical assistance as a dated log, and the report with its file."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from associations.interest import actions
from associations.interest.enums import Stage, Topic
from associations.interest.models import Assistance, Interest
from associations.interest.queries import report
from associations.people.enums import Role
from common import clock
from common.sheets import MARK, csv_text, formula_safe
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def staff(db):
    person = factories.person("Sam Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


def typed(where, **changes):
    data = {"association": where.slug, "given_on": "2026-03-02", "hours": "1.25", "topic": "review", "note": ""}
    return data | changes


def test_noted_twice_is_one_then_mended_and_removed(association, neighbour, staff, signed_in):
    client, add = signed_in(staff), reverse("interest:assistance_add")
    assert client.get(add).status_code == 200
    for _twice in range(2):
        assert client.post(add, typed(association)).url == reverse("interest:assistance")
    row = Assistance.objects.get()
    assert (row.association, row.hours, row.topic, row.given_by) == (association, Decimal("1.25"), "review", staff)
    change = reverse("interest:assistance_change", args=[row.pk])
    assert 'value="1.25"' in client.get(change).content.decode()
    assert client.post(change, typed(neighbour, hours="2", note="By phone")).status_code == 302
    page = client.get(reverse("interest:assistance")).content.decode()
    assert all(word in page for word in (neighbour.name, "By phone", "March 2, 2026", "Sam Staff"))
    assert client.post(reverse("interest:assistance_remove", args=[row.pk])).status_code == 302
    assert not Assistance.objects.exists()
    actions.remove_assistance(assistance=row, by=staff)
    assert LogEntry.objects.get_for_model(Assistance).count() == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hours": "1.1"}, "Please write quarter hours"),
        ({"hours": "0"}, "greater than or equal to 0.25"),
        ({"hours": "1e999"}, "less than or equal to 100"),
        ({"given_on": "2101-01-01"}, "between 1990 and 2100"),
        ({"given_on": "2099-01-01"}, "This day has not come yet"),
        ({"topic": "gossip"}, "Select a valid choice"),
        ({"association": "nowhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_noted(association, staff, signed_in, changes, sentence):
    page = signed_in(staff).post(reverse("interest:assistance_add"), typed(association, **changes)).content.decode()
    assert sentence in page
    assert not Assistance.objects.exists()


def test_the_page_and_the_file_have_the_same_numbers(association, neighbour, staff, signed_in):
    neighbour.name = '=HYPERLINK("http://x")'
    neighbour.save()
    now = clock.now()
    for number, state in enumerate(("asked", "asked", "licensed")):
        Interest.objects.create(region=f"R{number}", country="C", state=state, state_since=now, asked_at=now)
    for place, hours, topic in (
        (association, "1.25", "review"),
        (association, "2.5", "review"),
        (association, "1", "start"),
        (neighbour, "0.25", "start"),
    ):
        Assistance.objects.create(association=place, given_on=DAY, hours=Decimal(hours), topic=topic)
    found = report()
    assert found.stages == [
        (Stage.ASKED, 2),
        (Stage.EXPLORING, 0),
        (Stage.PREPARING, 0),
        (Stage.LICENSED, 1),
        (Stage.DECLINED, 0),
    ]
    assert found.hours == [
        (neighbour.name, Topic.START, Decimal("0.25")),
        (association.name, Topic.REVIEW, Decimal("3.75")),
        (association.name, Topic.START, Decimal(1)),
    ]
    assert found.total == Decimal("5.00")
    client = signed_in(staff)
    page = client.get(reverse("interest:report")).content.decode()
    assert "<strong>5.00</strong>" in page
    answer = client.get(reverse("interest:report_file"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="interest-and-assistance-')
    text = answer.content.decode()
    assert text.startswith(MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(MARK))))
    assert rows[0] == ["kind", "association", "stage_or_topic", "number"]
    assert [(kind, number) for kind, _where, _what, number in rows[1:6]] == [
        ("interest", str(number)) for _stage, number in found.stages
    ]
    assert [(where.removeprefix("'"), what, Decimal(number)) for _kind, where, what, number in rows[6:]] == [
        (name, str(topic.label), hours) for name, topic, hours in found.hours
    ]
    assert rows[6][1] == '\'=HYPERLINK("http://x")'


def test_an_empty_report(staff, signed_in):
    assert "Nothing is noted yet." in signed_in(staff).get(reverse("interest:report")).content.decode()
    assert (report().hours, report().total) == ([], 0)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(sign):
    assert formula_safe(f"{sign}1") == f"'{sign}1"
    assert csv_text(["a"], [[f"{sign}x"], [1], ["Zoë"]]).startswith(MARK + "a\r\n")
    assert f"'{sign}x" in csv_text(["a"], [[f"{sign}x"]])
