"""Public pages: what each category asks for on a day, at an association, and since when. They store nothing."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from associations.catalogue import guide, presenters
from associations.catalogue.forms import ChangesForm, DayForm, PlaceForm
from associations.catalogue.questions import GuideForm
from associations.directory.models import Association
from associations.directory.permissions import Act, may
from associations.directory.queries import member_abbreviations, members_of_the_alliance
from associations.policy.queries import overlays_of
from common import clock
from competencies.standard import queries

NEAR = 3
"""So many categories stand side by side; the others are folded below them."""


@dataclass(frozen=True)
class Chosen:
    """What the address says: the day (today without one), the association, the form that shows both.

    A day or an association that is none keeps its fault in the form, and counts as not said. `licensed`: the
    registered marks may stand on the page, since no association is named or its licence is in force that day.
    """

    form: forms.Form
    day: date
    association: Association | None
    query: str
    licensed: bool


def _chosen(request) -> Chosen:
    bound = "on" in request.GET or "association" in request.GET
    data = {"on": clock.today().isoformat(), **request.GET.dict()} if bound else None
    associations = members_of_the_alliance().order_by("name")
    form = PlaceForm(data, initial={"on": clock.today()}, associations=associations)
    form.full_clean()  # what is right is kept beside what is wrong
    said = form.cleaned_data if bound else {}
    association = said.get("association")
    day = said.get("on") if "on" in request.GET else None
    query = {"association": association.slug} if association else {}
    query |= {"on": day.isoformat()} if day else {}
    today = clock.today(association.time_zone) if association else clock.today()
    day = day or today
    licensed = association is None or may(Act.MARK, association, day)
    return Chosen(form, day, association, f"?{urlencode(query)}" if query else "", licensed)


@require_safe
def categories(request):
    """Every category that can be applied for on the day, and of the others when they could be."""
    chosen, known = _chosen(request), queries.standard()
    groups, others = presenters.offered_and_not(known, chosen.day, chosen.association)
    return render(
        request,
        "associations/catalogue/categories.html",
        {
            "chosen": chosen,
            "groups": groups,
            "others": others,
            "edition": known.edition_on(chosen.day),
            "tabs": presenters.tabs("categories"),
        },
    )


def _category(known, slug):
    found = next((one for one in known.categories.values() if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


@require_safe
def category(request, slug):
    """What one category asks for on the day, or the sentence saying when it could be applied for."""
    known = queries.standard()
    found = _category(known, slug)
    chosen = _chosen(request)
    row = presenters.category_row(found, chosen.association)
    context = {
        "row": row,
        "category": found,
        "chosen": chosen,
        "crumbs": [(_("Categories"), reverse("standard:categories") + chosen.query), (row.name, "")],
    }
    try:
        core = queries.rules_for(found, chosen.day, known=known)
    except queries.NotOffered as fault:
        return render(request, "associations/catalogue/category.html", context | {"not_offered": fault.for_people})
    own = core
    if chosen.association:
        overlays = overlays_of(chosen.association)
        own = queries.rules_for(found, chosen.day, overlays, association=chosen.association.abbreviation, known=known)
    earlier = [
        one for one in known.offering_editions(found) if one.in_force_from < chosen.day and one.key != own.edition
    ]
    cells, areas = presenters.asked_rows(core, own, chosen.day), presenters.areas(known, own)
    context |= {
        "rules": own,
        "cells": cells,
        "differing": sum(cell.change != presenters.SAME for cell in cells),
        "areas": areas,
        "texts_loaded": presenters.texts_loaded(areas),
        "offered_here": chosen.association is None or chosen.association.offers(found),
        "before": earlier[-1].key if earlier else "",
    }
    return render(request, "associations/catalogue/category.html", context)


@require_safe
def changes(request):
    """What changed between two editions: for every category in short, for a chosen one cell by cell."""
    known = queries.standard()
    editions = {edition.key: edition for edition in known.editions}
    listed = known.categories.values()
    now = known.edition_on(clock.today())
    keys = list(editions)
    after = now.key if now else (keys[-1] if keys else "")
    before = keys[max(keys.index(after) - 1, 0)] if keys else ""
    initial = {"before": before, "after": after}
    data = {**initial, **request.GET.dict()} if request.GET else None
    form = ChangesForm(data, initial=initial, editions=known.editions, categories=listed)
    said = initial if data is None else form.cleaned_data if form.is_valid() else {}
    context = {"form": form, "tabs": presenters.tabs("changes")}
    if said.get("before") and said["before"] != said["after"]:
        category = next((one for one in listed if one.slug == said.get("category")), None)
        rows = presenters.changes(known, editions[said["before"]], editions[said["after"]], category)
        context |= said | {
            "category": category,
            "changed": [row for row in rows if row.cells or row.competencies or (row.sentence and category)],
            "unchanged": [row for row in rows if not (row.cells or row.competencies or row.sentence)],
            "labels": presenters.CHANGES,
        }
    return render(request, "associations/catalogue/changes.html", context)


@require_safe
def which(request):
    """Which category fits me? A few questions, and the assessment of what was answered for every category."""
    known, today = queries.standard(), clock.today()
    associations = members_of_the_alliance().order_by("name")
    asked = "ages" in request.GET
    initial = {"association": request.GET.get("association", ""), "ages": "infant"}
    form = GuideForm(request.GET if asked else None, initial=initial, associations=associations, on=today)
    context = {"form": form, "tabs": presenters.tabs("which"), "today": today}
    if asked and form.is_valid():
        association = form.cleaned_data["association"]
        today = clock.today(association.time_zone) if association else today
        overlays = overlays_of(association) if association else ()
        found = guide.fits(form.answers(), today, known, association, overlays, member_abbreviations())
        context |= {
            "near": found[:NEAR],
            "far": found[NEAR:],
            "association": association,
            "asked": True,
            "today": today,
        }
    return render(request, "associations/catalogue/which.html", context)


@require_safe
def competencies(request):
    """Which category is asked for which competency on the day."""
    known = queries.standard()
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": clock.today()})
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    day = day or clock.today()
    edition = known.edition_on(day)
    columns = presenters.competency_columns(known, edition) if edition else []
    return render(
        request,
        "associations/catalogue/competencies.html",
        {
            "form": form,
            "tabs": presenters.tabs("competencies"),
            "day": day,
            "edition": edition,
            "columns": columns,
            "areas": presenters.competency_rows(known, columns),
        },
    )
