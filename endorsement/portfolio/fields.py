"""Strict form fields with plain sentences. What they refuse is kept as typed by the form, never thrown away.

The limits are those of the portfolio document, version 1.
"""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.text import clean_line

LINE_LENGTH = 200
LONGEST_TYPED = 20_000
MOST_HOURS = Decimal(10_000)
MOST_FAMILIES = 100_000
FIRST_DAY, LAST_DAY = date(1940, 1, 1), date(2100, 12, 31)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def tidy(text: str) -> str:
    """One line of text that every database can store."""
    return clean_line("".join(c for c in text if not "\ud800" <= c <= "\udfff"))


def as_typed(value: object) -> str:
    """What is kept of a value no column can hold: tidy and of bounded length."""
    return tidy(str(value))[:LONGEST_TYPED]


class _Kept(forms.Field):
    """A field read from a tidy line of text."""

    widget = forms.TextInput
    default_error_messages = {}

    def to_python(self, value):
        text = tidy(value) if isinstance(value, str) else ""
        return self.read(text) if text else self.nothing

    nothing: object = None

    def read(self, text: str):
        raise NotImplementedError


class Line(_Kept):
    """One line of text."""

    nothing = ""

    def read(self, text):
        if len(text) > LINE_LENGTH:
            raise ValidationError(
                _("Please shorten this to %(limit)s characters; it has %(length)s.")
                % {"limit": LINE_LENGTH, "length": number_format(len(text), force_grouping=True)},
                "too_long",
            )
        return text


class Day(_Kept):
    """A date. The browser's own date field sends year-month-day; where there is none, people type it."""

    def read(self, text):
        try:
            day = date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
        except ValueError:
            raise ValidationError(_("There is no such day in the calendar. Please check it."), "no_day") from None
        if day is None:
            raise ValidationError(_("Please write the date as year-month-day, such as 2024-03-31."), "no_day")
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Please check the year: it should lie between 1940 and 2100."), "far_day")
        return day


class Hours(_Kept):
    """Hours in quarters: above 0, at most 10,000. A comma may stand for the point."""

    def read(self, text):
        if not _DECIMAL.fullmatch(text):
            raise ValidationError(_("Please write the hours as a number only, such as 12 or 7.5."), "no_number")
        hours = Decimal(text.replace(",", "."))
        if hours <= 0:
            raise ValidationError(_("The hours must be more than 0."), "too_few")
        if hours > MOST_HOURS:
            raise ValidationError(_("The hours of one entry can be at most 10,000."), "too_many")
        if hours % Decimal("0.25"):
            raise ValidationError(
                _("Please round to quarter hours: .25 is 15 minutes, .5 is 30 and .75 is 45."), "no_quarter"
            )
        return hours


class Count(_Kept):
    """A whole number from 0."""

    def read(self, text):
        if not _WHOLE.fullmatch(text):
            raise ValidationError(_("Please write a whole number, such as 10."), "no_number")
        if int(text) > MOST_FAMILIES:
            raise ValidationError(_("Please check this number: it is very large."), "too_many")
        return int(text)


class Pick(_Kept):
    """One of a list of choices."""

    nothing = ""

    def __init__(self, *, choices, widget=forms.Select, **kwargs):
        super().__init__(widget=widget, **kwargs)
        self.choices = [(key, capfirst(label)) for key, label in choices]
        empty = [("", _("Please choose"))] if widget is forms.Select else []
        self.widget.choices = empty + self.choices

    def read(self, text):
        if text not in {key for key, _label in self.choices}:
            raise ValidationError(_("Please choose one of the list."), "not_listed")
        return text


class Picks(forms.MultipleChoiceField):
    """Several of a list of choices, in the list's order."""

    def clean(self, value):
        chosen = super().clean(value)
        return [key for key, _label in self.choices if str(key) in chosen]
