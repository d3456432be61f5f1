"""Which competencies were taught in the last year, and which were not: of an association, and of all."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import person_required, staff_required
from associations.directory.queries import members_of_the_alliance
from associations.training import charts, presenters
from associations.training.coverage import coverage as taught
from associations.training.coverage import everywhere as of_all
from associations.training.views.office import house as managed
from common import clock


@require_safe
@person_required
def house(request, slug):
    """The map of one association's region: each competency by quarter, the gaps first."""
    association = managed(request, slug)
    found = taught(association, clock.now())
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "coverage"),
        "found": found,
        "quarters": charts.quarter_words(found),
        "areas": charts.area_rows(found),
        "chart": charts.of_areas(found),
    }
    return render(request, "associations/training/coverage.html", context)


@require_safe
@staff_required
def everywhere(request):
    """All associations beside each other, those that taught least first."""
    places = of_all(members_of_the_alliance(), clock.now())
    teaching = sorted((place for place in places if place.taught), key=lambda place: -place.taught)
    context = {"places": places, "chart": charts.of_places(teaching), "silent": len(places) - len(teaching)}
    return render(request, "associations/training/coverage_all.html", context)
