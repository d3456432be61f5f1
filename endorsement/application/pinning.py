"""Which edition judges an application: that of the day, that of its grace, or that of what was submitted."""

import datetime
from zoneinfo import ZoneInfo

from common import clock
from competencies.standard.models import Edition
from competencies.standard.queries import Standard
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application, EditionChoice, Snapshot

FLOATING = (
    ApplicationState.DRAFT,
    ApplicationState.DEFERRED,
    ApplicationState.WITHDRAWN,
    ApplicationState.LAPSED,
)
"""In these no submission is being judged; in all others the newest one is, and mended where it was returned."""


def begun_on(application: Application) -> datetime.date | None:
    """The day on which it was begun, where its association is; None for one that is only thought of."""
    if application.started_at is None:
        return None
    return application.started_at.astimezone(ZoneInfo(application.association.time_zone)).date()


def edition_of(application: Application, on: datetime.date, known: Standard) -> Edition | None:
    """The edition by which the application is judged on a day; None: that of the day, whichever it is.

    No query where the application came from ``assessment.with_signatures``, or is a draft outside any grace.
    """
    if application.state not in FLOATING and on == clock.today(application.association.time_zone):
        return known.edition_named(_submitted_by(application))
    begun = begun_on(application)
    of_the_day = known.edition_on(on)
    found = known.edition_for(on, begun)
    if found is None or found == of_the_day:
        return None
    found = known.edition_for(on, begun, _chosen(application))
    return found if known.asks(found, application.category) else None


def _submitted_by(application: Application) -> str:
    """The edition of the newest snapshot."""
    if hasattr(application, "snapshot_edition"):
        return application.snapshot_edition or ""
    editions = Snapshot.objects.filter(application_id=application.pk).order_by("-number")
    return editions.values_list("edition", flat=True).first() or ""


def _chosen(application: Application) -> str:
    """The newest edition that the applicant chose over their grace."""
    if hasattr(application, "chosen_edition"):
        return application.chosen_edition or ""
    choices = EditionChoice.objects.filter(application_id=application.pk).order_by("-pk")
    return choices.values_list("edition", flat=True).first() or ""
