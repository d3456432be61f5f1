"""Numbers, days and choices as people write them, in the language active when they are called."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy as plural

from competencies.assessment.findings import Number

_UNITS = {
    "hours": plural("%(number)s hour", "%(number)s hours", "count"),
    "months": plural("%(number)s month", "%(number)s months", "count"),
    "families": plural("%(number)s family", "%(number)s families", "count"),
    "degrees": plural("%(number)s degree or certificate", "%(number)s degrees or certificates", "count"),
    "licences": plural("%(number)s licence", "%(number)s licences", "count"),
    "endorsements": plural("%(number)s Endorsement", "%(number)s Endorsements", "count"),
    "exams": plural("%(number)s exam", "%(number)s exams", "count"),
    "references": plural("%(number)s reference", "%(number)s references", "count"),
    "roles": plural("%(number)s role", "%(number)s roles", "count"),
    "providers": plural("%(number)s provider", "%(number)s providers", "count"),
    "signatures": plural("%(number)s signature", "%(number)s signatures", "count"),
    "memberships": plural("%(number)s current membership", "%(number)s current memberships", "count"),
    "competencies": plural("%(number)s competency", "%(number)s competencies", "count"),
}


def number(value: Number) -> str:
    """A number as people write it: no zeros after the point that say nothing."""
    return _number(value, get_language())


def amount(value: Number, unit: str) -> str:
    """A number with its unit, e.g. "1 hour", "7.5 hours"."""
    return _amount(value, unit, get_language())


# Pages say the same small numbers again and again.


@lru_cache(maxsize=2000)
def _number(value: Number, _language: str) -> str:
    exact = Decimal(value).normalize()
    return number_format(int(exact) if exact == exact.to_integral_value() else exact)


@lru_cache(maxsize=2000)
def _amount(value: Number, unit: str, language: str) -> str:
    # What is not whole takes the form of "several" in every language shipped.
    count = int(value) if value == int(value) else int(value) + 2
    return _UNITS[unit] % {"count": count, "number": _number(value, language)}


def day(value: date) -> str:
    """A day in the reader's format."""
    return date_format(value, "DATE_FORMAT")


def any_of(names: Iterable[object]) -> str:
    """ "a", "a or b", "a, b or c"."""
    listed = [str(name) for name in names]
    if len(listed) == 1:
        return listed[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}
