"""The associations for everybody, without signing in."""

import mimetypes

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.access import require
from associations.directory import hooks, presenters, queries
from associations.directory.permissions import Act, refusal
from common import clock
from competencies.standard.queries import categories_on

A_DAY = 24 * 3600


def _public(response):
    if settings.PORTAL_DEMO:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def alliance(request):
    """Who belongs to the Alliance, and how it grew by its licences."""
    grown = queries.growth(clock.today())
    context = {
        "growth": grown,
        "bars": presenters.bars(grown),
        "changes": presenters.changes(grown),
        "members": queries.members_of_the_alliance().order_by("country", "region", "name"),
        "box": f"0 0 {presenters.WIDTH} {presenters.HEIGHT}",
        "ground": presenters.HEIGHT - presenters.BOTTOM,
        "below": presenters.HEIGHT - 8,
    }
    return _public(render(request, "associations/directory/alliance.html", context))


def _member(slug):
    return get_object_or_404(queries.members_of_the_alliance(), slug=slug)


@require_safe
def house(request, slug):
    """An association's own page: who it is, what it offers, when, what it costs, whom to ask, whom it endorsed."""
    association = _member(slug)
    today = clock.today(association.time_zone)
    dates = [(row.on, row.title, row.link) for row in association.calendar_dates.filter(on__gte=today)]
    dates += [row for tell in hooks.dates for row in tell(association, today)]
    context = {
        "association": association,
        "colour": presenters.house_colour(association),
        "refused": refusal(Act.APPLY, association, today),
        "categories": [(one, association.name_of(one)) for one in categories_on(today) if association.offers(one)],
        "dates": sorted(dates),
        "fees": [row for tell in hooks.fees for row in tell(association, today)],
        "affiliation": queries.affiliation_on(association, today),
    }
    return _public(render(request, "associations/directory/house.html", context))


@require_safe
@cache_control(public=True, max_age=A_DAY)
def look(request, slug):
    """The association's colour as a style sheet: pages carry no style of their own."""
    colour = presenters.house_colour(_member(slug))
    return HttpResponse(f":root {{ --house: {colour}; }}\n", content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=A_DAY)
def logo(request, slug):
    stored = _member(slug).logo
    require(stored)
    return FileResponse(stored.open("rb"), content_type=mimetypes.guess_type(stored.name)[0])
