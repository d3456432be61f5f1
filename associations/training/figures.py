"""Figures of an association's year that its trainings know. Registered in ``AssociationsConfig.ready``."""

import datetime
from zoneinfo import ZoneInfo

from django.db.models import CharField
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.activity.hooks import Figure
from associations.directory.models import Association
from associations.training.enums import COUNTED, State
from associations.training.models import Attendee, TrainingSession


def figures(association: Association, year: int, day: datetime.date) -> list[Figure]:
    """How many trainings were held, and how many people were there. Two queries."""
    zone = ZoneInfo(association.time_zone)
    first = datetime.datetime(year, 1, 1, tzinfo=zone)
    after = datetime.datetime.combine(day, datetime.time.min, zone) + datetime.timedelta(days=1)
    sessions = TrainingSession.objects.filter(
        training__association=association,
        training__state__in=(State.HELD, State.CLOSED),
        dropped_at=None,
        starts_at__gte=first,
        starts_at__lt=after,
    )
    # Somebody with no account is known by the address.
    there = Attendee.objects.filter(
        presences__session__in=sessions.order_by().values("pk"), presences__means__in=COUNTED
    ).annotate(known_by=Coalesce(Cast("person_id", CharField()), Lower("email"), output_field=CharField()))
    words = {"first": date_format(first.date()), "day": date_format(day)}
    return [
        Figure(
            "trained",
            _("People trained"),
            there.order_by().values("known_by").distinct().count(),
            _("People present in a session of the association's trainings from %(first)s to %(day)s, each once.")
            % words,
        ),
        Figure(
            "trainings",
            _("Trainings held"),
            sessions.order_by().values("training").distinct().count(),
            _(
                "Trainings and conferences of the association with a session from %(first)s to %(day)s, held and not "
                "cancelled."
            )
            % words,
        ),
    ]
