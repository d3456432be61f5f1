"""Who finds which summary: everybody else learns nothing of it."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from accounts.access import require
from associations.activity import queries
from associations.activity.models import ActivitySummary, ActivityYear
from associations.activity.permissions import may
from associations.directory.models import Association


def summary_of(request, slug: str, year: int, permission: str = "activity.write") -> ActivitySummary:
    """The summary of an association and a year, for who may do that with it. Raises Http404."""
    found = get_object_or_404(queries.visible_to(request.person), association__slug=slug, year__year=year)
    require(may(request.person, permission, found))
    return found


def year_of(number: int) -> ActivityYear:
    return get_object_or_404(ActivityYear, year=number)


def summary_for_staff(number: int, slug: str) -> ActivitySummary:
    """For the Alliance's pages, which ask themselves who asks."""
    rows = ActivitySummary.objects.select_related("year", "association")
    return get_object_or_404(rows, year__year=number, association__slug=slug)


def association_of(slug: str) -> Association:
    return get_object_or_404(Association, slug=slug)


def stored_file(storage, name: str, shown: str, mime: str) -> FileResponse:
    """A stored file as a download. Raises Http404 where the storage has none."""
    try:
        content = storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=shown, content_type=mime)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
