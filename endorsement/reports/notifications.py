"""The monthly mail of a saved view: a link, never the numbers."""

from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.outbox.letters import write
from endorsement.reports.models import SavedView


def monthly(view: SavedView, month) -> None:
    """Tells that the numbers of a new month are there. ``month``: its first day."""
    person = view.person
    write(
        key=f"report-view:{view.pk}:{month:%Y-%m}",
        kind="report",
        to=person.email,
        to_name=person.name,
        subject=_("Your report for %(month)s: %(name)s") % {"month": date_format(month, "F Y"), "name": view.name},
        paragraphs=[
            _("Dear %(name)s,") % {"name": person.name},
            _("A new month has begun. Here is your saved report “%(name)s”.") % {"name": view.name},
        ],
        link=(_("Open the report"), address(view)),
        notes=[_("You asked for this mail. To end it, open Reports and press “Stop mailing” beside its name.")],
        about=f"person:{person.pk}",
    )


def address(view: SavedView) -> str:
    """Of the report as it was asked."""
    query = f"?{view.query}" if parse_qsl(view.query) else ""
    return reverse("reports:report", args=[view.measure]) + query
