"""The rows of a table of django-tables2, drawn without a template for each cell: a list of 50 rows has hundreds."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import AttributeDict, signature

from common.components.props import PropError


class Counted(Paginator):
    """A paginator that was told how many there are, where that is known without asking."""

    def __init__(self, *args, total: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = total


def table_rows(table) -> SafeString:
    """``{% table_rows table %}``: the ``tr`` elements of the page shown; each cell carries its column's heading.

    What a cell's attributes are is asked once for the column, so they may not depend on the row.
    """
    columns = [(_opening(column, place), _cell_of(column)) for place, column in enumerate(table.columns)]
    plain = not table.row_attrs  # the library would count rows to call them even and odd
    return mark_safe("\n".join(_row(row, columns, plain) for row in table.paginated_rows))  # every part is escaped


def _row(row, columns, plain: bool) -> str:
    cells = "".join(f"{opening}{conditional_escape(localize(cell(row)))}</td>" for opening, cell in columns)
    return f"<tr>{cells}</tr>" if plain else f"<tr {row.attrs.as_html()}>{cells}</tr>"


def _opening(column, place: int) -> SafeString:
    given = {**column.column.attrs.get("cell", {}), **column.column.attrs.get("td", {})}
    if any(callable(value) for value in given.values()):
        raise PropError(f"table_rows: the attributes of the column {column.name} depend on the row.")
    attributes = AttributeDict(column.attrs["td"]).as_html()
    primary = SafeString("" if place else " data-primary")
    return format_html('<td {} data-label="{}"{}>', attributes, column.header, primary)


def _cell_of(column) -> Callable:
    """A column drawn from the record alone, which is never empty, needs none of the library's look-ups."""
    if column.column.empty_values == () and not column.link and signature(column.render) == (("record",), None):
        return lambda row: column.render(record=row.record)
    return lambda row: row.get_cell(column.name)
