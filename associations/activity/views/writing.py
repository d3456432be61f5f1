"""Writing a summary: one page, saved passage by passage as one types."""

import re

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.activity import actions, presenters, queries
from associations.activity.enums import WRITING, Heading, YearState
from associations.activity.forms import FileForm, PassageForm, RemarkForm, Version
from associations.activity.models import ActivityPassage
from associations.activity.permissions import WRITERS
from associations.activity.views.finding import association_of, summary_of
from associations.people.queries import holds
from common.drafts.actions import StaleVersion
from common.ids import ALPHABET

_CODE = re.compile(f"[{ALPHABET}]{{12}}")
FOLDER = "associations/activity"


@require_safe
@person_required
def mine(request, slug):
    """Every year of an association."""
    association = association_of(slug)
    require(holds(request.person, association.pk, *WRITERS))
    rows = [
        {"summary": one, "tone": presenters.STATE_TONES[one.state], "open": one.year.state == YearState.OPEN}
        for one in queries.of_association(association)
    ]
    return render(request, f"{FOLDER}/mine.html", {"association": association, "rows": rows})


@require_safe
@never_cache
@person_required
def write(request, slug, year):
    """The summary to write; submitted, or in a closed year, what was submitted to read."""
    summary = summary_of(request, slug, year)
    if not writable(summary):
        return _submitted(request, summary)
    return page(request, summary, more=request.GET.get("more", ""))


def writable(summary) -> bool:
    return summary.state in WRITING and summary.year.state == YearState.OPEN


def _submitted(request, summary):
    newest = summary.submissions.order_by("-number").first()
    if newest:
        return redirect("activity:submission", summary.association.slug, summary.year.year, newest.number)
    return render(request, f"{FOLDER}/unanswered.html", {"summary": summary, "association": summary.association})


def page(request, summary, *, typed=None, figure=None, file_form=None, more="", status=200):
    """The whole page. ``typed``, ``figure``: an editor as it was sent, in the place of the stored one."""
    zone = summary.association.time_zone
    passages = queries.passages_of(summary)
    submission = queries.year_before(summary)
    before = queries.passages_by_submission([submission]).get(submission.pk, []) if submission else []
    figures = [presenters.figure_editor(one, zone) for one in queries.figures_of(summary)]
    context = {
        "summary": summary,
        "association": summary.association,
        "year": summary.year,
        "zone": zone,
        "sections": presenters.sections_of(passages, before, zone, typed=typed, more=more),
        "removed": [presenters.editor_of(one, zone) for rows in passages.values() for one in rows if one.removed_at],
        "progress": presenters.progress_of(passages),
        "before": submission,
        "figures": [figure if figure and figure.key == one.key else one for one in figures],
        "files": queries.files_of(summary),
        "file_form": file_form or FileForm(),
        "tone": presenters.STATE_TONES[summary.state],
        "reopened": presenters.reopened_words(summary),
    }
    return render(request, f"{FOLDER}/write.html", context, status=status)


def _address(summary, part: str = "") -> str:
    return reverse("activity:write", args=[summary.association.slug, summary.year.year]) + part


def _passage(summary, code) -> ActivityPassage:
    found = ActivityPassage.objects.filter(summary=summary, code=code).first()
    require(found)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@person_required
def passage(request, slug, year, code):
    """One passage: its stored form on GET, saved on POST, by htmx while one types or by its button."""
    summary = summary_of(request, slug, year)
    require(_CODE.fullmatch(code))
    if request.method == "POST":
        return _save(request, summary, code)
    editor = presenters.editor_of(_passage(summary, code), summary.association.time_zone)
    return _part(request, summary, "_passage.html", {"editor": editor})


def _part(request, summary, template, context, *, target="", status=200):
    context = {"summary": summary, "association": summary.association, "year": summary.year, **context}
    answer = render(request, f"{FOLDER}/{template}", context, status=status)
    if target:
        answer["HX-Retarget"], answer["HX-Reswap"] = target, "outerHTML"
    return answer


def _save(request, summary, code):
    zone = summary.association.time_zone
    stored = ActivityPassage.objects.filter(summary=summary, code=code).first()
    heading = stored.heading if stored else request.POST.get("heading", "")
    require(heading in Heading.values and (stored or not ActivityPassage.objects.filter(code=code).exists()))
    form = PassageForm(request.POST, code=code)
    typed = presenters.typed_editor(code, heading, form, stored)
    if not form.is_valid():
        return _again(request, summary, typed, 422)
    kept = Version().clean(request.POST.get("keep"))
    try:
        saved = actions.save_passage(
            summary=summary,
            code=code,
            heading=Heading(heading),
            text=form.cleaned_data["text"],
            areas=form.cleaned_data["areas"],
            version=kept or form.cleaned_data["version"],
            restore=bool(kept),
            by=request.person,
        )
    except StaleVersion as conflict:
        return _again(request, summary, presenters.typed_editor(code, heading, form, stored, conflict.current), 409)
    except actions.Refused as refused:
        return _refused(request, summary, refused, typed)
    if not request.htmx:
        return redirect(_address(summary, f"#passage-{code}"))
    editor = presenters.editor_of(saved, zone)
    context = {"editor": editor, "progress": presenters.progress_of(queries.passages_of(summary)), "kept": bool(kept)}
    return _part(request, summary, "_saved.html", context, target=f"#passage-{code}" if kept else "")


def _again(request, summary, editor, status):
    """What was typed, not saved, with the reason: in the place of the editor, or on the whole page."""
    if request.htmx:
        target = f"#passage-{editor.code}"
        return _part(request, summary, "_passage.html", {"editor": editor}, target=target, status=status)
    return page(request, summary, typed=editor, status=status)


def _refused(request, summary, refused, typed=None):
    """The summary can no longer be written: said where the person is, with what they typed to copy."""
    if request.htmx:
        answer = render(request, f"{FOLDER}/_not_saved.html", {"sentence": str(refused)}, status=409)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#notice", "innerHTML"
        return answer
    messages.warning(request, str(refused))
    if typed and typed.form["text"].value():
        return render(
            request,
            f"{FOLDER}/not_saved.html",
            {"summary": summary, "association": summary.association, "text": typed.form["text"].value()},
            status=409,
        )
    return redirect(_address(summary))


@require_safe
@person_required
def add_passage(request, slug, year, heading):
    """An empty passage more, a part of the page. Nothing is stored until something is typed."""
    summary = summary_of(request, slug, year)
    require(heading in Heading.values and writable(summary))
    return _part(request, summary, "_passage.html", {"editor": presenters.blank(heading), "focus": True})


@require_POST
@person_required
def remove_passage(request, slug, year, code):
    return _removing(request, slug, year, code, actions.remove_passage)


@require_POST
@person_required
def restore_passage(request, slug, year, code):
    return _removing(request, slug, year, code, actions.restore_passage)


def _removing(request, slug, year, code, action):
    summary = summary_of(request, slug, year)
    found = _passage(summary, code)
    try:
        changed = action(summary=summary, passage=found, by=request.person)
    except actions.Refused as refused:
        return _refused(request, summary, refused)
    if not request.htmx:
        return redirect(_address(summary, f"#{found.heading}"))
    context = {
        "editor": presenters.editor_of(changed, summary.association.time_zone),
        "progress": presenters.progress_of(queries.passages_of(summary)),
    }
    return _part(request, summary, "_changed.html", context)


@require_POST
@person_required
def take_over(request, slug, year, heading):
    """Copies what was written under a heading for the year before."""
    summary = summary_of(request, slug, year)
    require(heading in Heading.values)
    try:
        made = actions.take_over(summary=summary, heading=Heading(heading), by=request.person)
    except actions.Refused as refused:
        return _refused(request, summary, refused)
    words = ngettext(
        "%(count)s passage is taken over. Please bring it up to date.",
        "%(count)s passages are taken over. Please bring them up to date.",
        len(made),
    )
    if made:
        messages.success(request, words % {"count": len(made)})
    else:
        messages.info(request, _("There was nothing to take over that is not here already."))
    return redirect(_address(summary, f"#{heading}"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@person_required
def remark(request, slug, year, key):
    """The remark on one figure: its stored form on GET, saved on POST."""
    summary = summary_of(request, slug, year)
    counted = next((one for one in queries.figures_of(summary) if one.figure.key == key), None)
    require(counted)
    zone = summary.association.time_zone
    if request.method != "POST":
        return _part(request, summary, "_figure.html", {"one": presenters.figure_editor(counted, zone)})
    form, kept = RemarkForm(request.POST, key=key), Version().clean(request.POST.get("keep"))
    if not form.is_valid():
        return _figure_again(request, summary, presenters.figure_editor(counted, zone, form), 422)
    try:
        saved = actions.save_remark(
            summary=summary,
            key=key,
            text=form.cleaned_data["text"],
            version=kept or form.cleaned_data["version"],
            by=request.person,
        )
    except StaleVersion as conflict:
        editor = presenters.figure_editor(counted, zone, form, conflict.current)
        return _figure_again(request, summary, editor, 409)
    except actions.Refused as refused:
        return _refused(request, summary, refused)
    if not request.htmx:
        return redirect(_address(summary, f"#figure-{key}"))
    now = queries.Counted(counted.figure, counted.day, saved if saved.pk else None)
    context = {"one": presenters.figure_editor(now, zone), "kept": bool(kept)}
    return _part(request, summary, "_figure_saved.html", context, target=f"#figure-{key}" if kept else "")


def _figure_again(request, summary, editor, status):
    if request.htmx:
        return _part(request, summary, "_figure.html", {"one": editor}, target=f"#figure-{editor.key}", status=status)
    return page(request, summary, figure=editor, status=status)
