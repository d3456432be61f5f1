"""``table_rows``: a table's rows without a template for each cell, and yet what django-tables2 would have drawn."""

import re

import django_tables2 as tables
import pytest
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from common.components.props import PropError
from common.components.tables import table_rows

EVIL = '<script>alert("x")</script>'
ESCAPED = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"


def cells(table) -> list[list[str]]:
    """What stands in each cell, row by row."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table_rows(table), re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]


class Plain(tables.Table):
    name = tables.Column(verbose_name="Name")
    beds = tables.Column(verbose_name="Beds")


def test_rows_and_columns_in_their_order_each_cell_with_its_heading():
    table = Plain([{"name": "Rosa", "beds": 4}, {"name": "Ilmar", "beds": 2}], sequence=("beds", "name"))
    table.order_by = "beds"
    assert cells(table) == [["2", "Ilmar"], ["4", "Rosa"]]
    first = table_rows(table).partition("</tr>")[0]
    assert re.findall(r'data-label="(\w+)"( data-primary)?', first) == [("Beds", " data-primary"), ("Name", "")]


def test_no_row_is_nothing():
    assert table_rows(Plain([])) == ""
    shown = Template("{% load django_tables2 %}{% render_table table %}").render(
        Context({"table": Plain([], empty_text="Nobody here"), "request": None})
    )
    assert "Nobody here" in shown
    assert "<tr" not in shown


def test_what_people_typed_is_words_and_markup_of_ours_stays():
    class Drawn(Plain):
        link = tables.Column(verbose_name=EVIL, empty_values=())

        def render_link(self, record):
            return format_html("<b>{}</b>", record["name"])

    html = table_rows(Drawn([{"name": EVIL, "beds": mark_safe("<i>4</i>")}]))
    assert EVIL not in html
    assert f'data-label="{ESCAPED}"' in html
    assert cells(Drawn([{"name": EVIL, "beds": mark_safe("<i>4</i>")}])) == [[ESCAPED, "<i>4</i>", f"<b>{ESCAPED}</b>"]]


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_shows_the_columns_default_and_zero_is_none(empty):
    class Defaults(Plain):
        beds = tables.Column(default="none yet")

    assert cells(Defaults([{"name": empty, "beds": empty}, {"name": "Rosa", "beds": 0}])) == [
        ["—", "none yet"],
        ["Rosa", "0"],
    ]


def test_attributes_of_rows_and_columns():
    class Marked(Plain):
        beds = tables.Column(attrs={"td": {"class": "number", "data-what": EVIL}})
        name = tables.Column(attrs={"cell": {"lang": "es"}})

        class Meta:
            row_attrs = {"data-name": lambda record: record["name"], "class": "late"}

    html = table_rows(Marked([{"name": EVIL, "beds": 1}]))
    assert EVIL not in html
    assert f'data-name="{ESCAPED}"' in html
    assert re.search(r'<tr [^>]*class="[^"]*late', html)
    (cell,) = re.findall(r"<td ([^>]*data-label=\"Beds\")", html)
    for attribute in ('class="number"', f'data-what="{ESCAPED}"'):
        assert attribute in cell
    assert re.search(r'<td [^>]*lang="es"[^>]*data-label="Name"', html)


def test_attributes_that_depend_on_the_row_are_refused():
    class Depends(Plain):
        beds = tables.Column(attrs={"td": {"class": lambda value: "many" if value > 3 else "few"}})

    with pytest.raises(PropError, match="attributes of the column beds depend on the row"):
        table_rows(Depends([{"name": "Rosa", "beds": 4}]))


def test_a_column_of_the_library_that_makes_links_still_does():
    class Linked(tables.Table):
        name = tables.Column(linkify=lambda record: f"/people/{record['id']}/", empty_values=())
        site = tables.URLColumn()

    (row,) = cells(Linked([{"id": 7, "name": EVIL, "site": "https://example.org/?a=1&b=2"}]))
    assert row[0] == f'<a href="/people/7/">{ESCAPED}</a>'
    assert 'href="https://example.org/?a=1&amp;b=2"' in row[1]


def test_a_column_drawn_from_the_record_costs_no_look_up():
    """Its own function is called once a row, and the library is not asked for a value that is not there."""
    seen = []

    class Drawn(tables.Table):
        what = tables.Column(empty_values=(), accessor="nothing__like__this")

        def render_what(self, record):
            seen.append(record["id"])
            return record["id"]

    assert cells(Drawn([{"id": 1}, {"id": 2}])) == [["1"], ["2"]]
    assert seen == [1, 2]


def test_only_the_page_that_is_shown():
    table = Plain([{"name": f"Row {number}", "beds": number} for number in range(5)])
    table.paginate(page=2, per_page=2)
    assert cells(table) == [["Row 2", "2"], ["Row 3", "3"]]


def test_numbers_are_written_as_people_write_them(settings):
    settings.USE_THOUSAND_SEPARATOR = True
    assert cells(Plain([{"name": "Rosa", "beds": 12345}])) == [["Rosa", "12,345"]]
