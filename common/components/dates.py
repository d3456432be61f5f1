"""Dates and times as words, in a named time zone."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.components.props import PropError


def _zone(tz):
    if isinstance(tz, dt.tzinfo):
        return tz
    if not tz:
        raise PropError("local_date: which time zone? Give a tzinfo or a name such as 'America/Detroit'.")
    return ZoneInfo(str(tz))


def _zone_words(zone) -> str:
    """ "Detroit time" for America/Detroit: the city says more to people than an offset."""
    name = str(zone)
    if name.upper() == "UTC":
        return _("UTC")
    return _("%(city)s time") % {"city": name.rsplit("/", 1)[-1].replace("_", " ")}


def _local(value, tz):
    zone = _zone(tz)
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise PropError("local_datetime: a time without a zone cannot be shown in another.")
        return value.astimezone(zone), zone
    if isinstance(value, dt.date):
        return value, zone
    raise PropError(f"local_date: {value!r} is no date.")


def local_date(value: dt.date | dt.datetime | None, tz: dt.tzinfo | str) -> SafeString | str:
    """ "March 14, 2026": the day in that zone. Nothing gives an empty string."""
    if value in (None, ""):
        return ""
    local, zone = _local(value, tz)
    return _day(dt.date(local.year, local.month, local.day), zone, get_language())


@lru_cache(maxsize=2000)
def _day(day, zone, language) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        day.isoformat(),
        _zone_words(zone),
        formats.date_format(day, "DATE_FORMAT"),
    )


def day_words(moment: dt.datetime, tz: dt.tzinfo | str) -> str:
    """ "March 14, 2026": the day of a moment in that zone, as plain text for letters."""
    return formats.date_format(_local(moment, tz)[0], "DATE_FORMAT")


def moment_words(moment: dt.datetime, tz: dt.tzinfo | str) -> str:
    """ "March 14, 2026, 4:05 p.m. (Detroit time)", as plain text for letters and prints."""
    local, zone = _local(moment, tz)
    day, time = formats.date_format(local, "DATE_FORMAT"), formats.time_format(local, "TIME_FORMAT")
    return f"{day}, {time} ({_zone_words(zone)})"


def local_datetime(value: dt.datetime | None, tz: dt.tzinfo | str) -> SafeString | str:
    """ "March 14, 2026, 4:05 p.m. (Detroit time)". Nothing gives an empty string."""
    if value in (None, ""):
        return ""
    local, zone = _local(value, tz)
    if not isinstance(local, dt.datetime):
        raise PropError("local_datetime: a date has no time of day; use local_date or deadline.")
    return format_html(
        '<time datetime="{}">{}, {} <span class="zone">({})</span></time>',
        local.isoformat(timespec="minutes"),
        formats.date_format(local, "DATE_FORMAT"),
        formats.time_format(local, "TIME_FORMAT"),
        _zone_words(zone),
    )


def deadline(value: dt.date | None, tz: dt.tzinfo | str) -> SafeString | str:
    """ "March 14, 2026, end of day (Detroit time)": a deadline is a date and its zone. Nothing gives nothing."""
    if value in (None, ""):
        return ""
    local, zone = _local(value, tz)
    return _end_of(dt.date(local.year, local.month, local.day), zone, get_language())


@lru_cache(maxsize=2000)
def _end_of(day, zone, language) -> SafeString:
    return format_html(
        '<time datetime="{}">{}, {} <span class="zone">({})</span></time>',
        day.isoformat(),
        formats.date_format(day, "DATE_FORMAT"),
        _("end of day"),
        _zone_words(zone),
    )
