"""Reads whose words never change, compiled once in a process: on a page with a dozen of them the ORM takes longer to
write their SQL than the database to answer.

    @Prepared
    def _roles(person: int) -> QuerySet:
        return RoleGrant.objects.filter(person_id=person).values_list("role")

    _roles.rows(person=request.person.pk)
"""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from django.db import connections
from django.db.models import QuerySet

NOBODY = 0
"""Stands in a list of ids that is empty, and fills one up: no row has this id."""

# No id is this small; so each mark is known again among the parameters of the compiled SQL.
_FIRST_MARK = -(2**62)


class _Compiled(NamedTuple):
    """``converters``: place in a row -> what makes the database's value ours."""

    sql: str
    params: tuple
    converters: dict[int, tuple]


class Prepared:
    """A query by ids. ``build`` takes each of them, or a list of them, by name and returns a ``values_list``.

    It is called once for each vendor, choice of names and size of lists, with marks in place of ids, so it may look at
    nothing else: no clock, no row. Lists are filled up to a power of two, so that few sizes are compiled.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._kept: dict[tuple, _Compiled] = {}

    def rows(self, **ids: int | Collection[int]) -> list[tuple]:
        """One query. The rows as the ``values_list`` gives them. Raises TypeError for an id that is not asked for."""
        filled = {name: one if isinstance(one, int) else _filled(one) for name, one in ids.items()}
        connection = connections["default"]
        sizes = ((name, 0 if isinstance(one, int) else len(one)) for name, one in filled.items())
        shape = (connection.vendor, *sizes)
        if shape not in self._kept:
            self._kept[shape] = self._compiled(filled)
        sql, params, converters = self._kept[shape]
        given = dict(zip(_marks(filled), _flat(filled), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, tuple(given.get(one, one) for one in params))
            rows = cursor.fetchall()
        return [_converted(row, converters, connection) for row in rows] if converters else rows

    def _compiled(self, filled: dict[str, int | list[int]]) -> _Compiled:
        marks = _marks(filled)
        named = {}
        for name, one in filled.items():
            named[name] = next(marks) if isinstance(one, int) else [next(marks) for _ in one]
        compiler = self._build(**named).query.get_compiler("default")
        sql, params = compiler.as_sql()
        if not {*_flat(named)} <= {one for one in params if isinstance(one, int)}:
            raise TypeError(f"The query does not ask for each of: {', '.join(named)}.")
        converters = compiler.get_converters([column for column, _sql, _name in compiler.select])
        return _Compiled(sql, tuple(params), converters)


def _filled(ids: Collection[int]) -> list[int]:
    known = list(ids)
    size = 1 << max(len(known) - 1, 0).bit_length()
    return known + [NOBODY] * (size - len(known))


def _flat(named: dict[str, int | list[int]]) -> list[int]:
    return [pk for one in named.values() for pk in ([one] if isinstance(one, int) else one)]


def _marks(named: dict) -> Iterator[int]:
    return iter(range(_FIRST_MARK, _FIRST_MARK + len(_flat(named))))


def _converted(row: tuple, converters: dict[int, tuple], connection) -> tuple:
    values = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return tuple(values)
