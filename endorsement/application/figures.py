"""Figures of an association's year that its applications know. Registered in ``EndorsementConfig.ready``."""

import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.activity.hooks import Figure
from associations.directory.models import Association
from endorsement.application.models import Snapshot


def figures(association: Association, year: int, day: datetime.date) -> list[Figure]:
    """How many applications came in."""
    zone = ZoneInfo(association.time_zone)
    first = datetime.datetime(year, 1, 1, tzinfo=zone)
    after = datetime.datetime.combine(day, datetime.time.min, zone) + datetime.timedelta(days=1)
    received = Snapshot.objects.filter(
        application__association=association, number=1, submitted_at__gte=first, submitted_at__lt=after
    )
    return [
        Figure(
            "received",
            _("Applications received"),
            received.count(),
            _("Applications submitted for the first time from %(first)s to %(day)s.")
            % {"first": date_format(first.date()), "day": date_format(day)},
        )
    ]
