"""Where Alliance staff prepare an edition: copy, edit, see what differs, publish, take back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import staff_required
from common import clock
from common.workflow.engine import MoveGone
from competencies.assessment.rules import REQUIREMENT_KEYS
from competencies.editions import actions, hooks, presenters, queries
from competencies.editions.enums import DraftState
from competencies.editions.forms import CompetenciesForm, CopyForm, PublishForm, RequirementForm, TakeBackForm
from competencies.editions.wording import KIND_NAMES, MOVE_WORDS
from competencies.standard import wording
from competencies.standard.changes import COMPETENCIES
from competencies.standard.queries import standard

FORM = ["GET", "HEAD", "POST"]


def _draft(request, code, *states):
    drafts = queries.visible_to(request.person)
    return get_object_or_404(drafts.filter(state__in=states) if states else drafts, code=code)


def _kind(slug):
    kind = queries.kind_of(slug)
    if kind is None:
        raise Http404
    return kind


@require_safe
@never_cache
@staff_required
def editions(request):
    """The published editions, the drafts, and what was amended."""
    today = clock.today()
    published = list(reversed(standard().editions))
    context = {
        "drafts": queries.open_drafts(request.person),
        "published": published,
        "codes": queries.codes_of_published(request.person),
        "today": today,
        "amendments": queries.amendments(),
    }
    return render(request, "competencies/editions/list.html", context)


@require_http_methods(FORM)
@never_cache
@staff_required
def copy(request):
    """Begins a draft."""
    first = clock.today().replace(month=1, day=1)
    initial = {"base": request.GET.get("base"), "in_force_from": first.replace(year=first.year + 1)}
    form = CopyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.copy_edition(
                edition=data["base"], key=data["key"], in_force_from=data["in_force_from"], by=request.person
            )
        except actions.Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The draft is ready. Change what the new edition asks."))
            return redirect("editions:draft", made.code)
    return render(request, "competencies/editions/copy.html", {"form": form})


@require_safe
@never_cache
@staff_required
def draft(request, code):
    """One draft: its categories, what differs, what it would change, and the way to publish it."""
    found = _draft(request, code)
    differences = presenters.differences_of(found)
    edition = queries.edition_of(found)
    context = {
        "draft": found,
        "open": found.state == DraftState.DRAFT,
        "edition": edition,
        "may_take_back": queries.may_take_back(edition),
        "kinds": presenters.kind_rows(found, differences),
        "differences": presenters.difference_rows(differences),
        "panels": [panel(found) for panel in hooks.panels],
        "story": [(MOVE_WORDS[one.transition], one) for one in queries.story(found)],
    }
    return render(request, "competencies/editions/draft.html", context)


@require_safe
@never_cache
@staff_required
def kind(request, code, kind):
    """What the draft asks of one kind of category, and what it could ask."""
    found, name = _draft(request, code), _kind(kind)
    rows = presenters.requirement_rows(found, name)
    context = {
        "draft": found,
        "open": found.state == DraftState.DRAFT,
        "name": KIND_NAMES[name],
        "asked": [row for row in rows if row.sentence],
        "others": [row for row in rows if not row.sentence],
    }
    return render(request, "competencies/editions/kind.html", context)


@require_http_methods(FORM)
@never_cache
@staff_required
def requirement(request, code, kind, key):
    """One requirement of one kind of category: its parameters, as its reader wants them."""
    found, name = _draft(request, code, DraftState.DRAFT), _kind(kind)
    if key not in REQUIREMENT_KEYS:
        raise Http404
    params = found.requirements.get(name, {}).get(key)
    form = RequirementForm(key, params, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, found, name, key, form.cleaned_data["params"], form.cleaned_data["seen"])
        except actions.Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("Saved: %(title)s.") % {"title": wording.title(key)})
            return redirect("editions:kind", code, kind)
    context = {
        "draft": found,
        "form": form,
        "name": KIND_NAMES[name],
        "kind": kind,
        "key": key,
        "title": wording.title(key),
        "asked": params is not None,
        "seen": queries.mark_of(params),
        "sentence": presenters.sentence(key, params),
        "explanation": wording.explain(key),
    }
    return render(request, "competencies/editions/requirement.html", context)


@require_http_methods(FORM)
@never_cache
@staff_required
def competencies(request, code, kind):
    """Which competencies the draft asks of one kind of category."""
    found, name = _draft(request, code, DraftState.DRAFT), _kind(kind)
    known = standard()
    standings = queries.standings_of(found, name, known)
    form = CompetenciesForm(known.competencies.values(), standings, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_competencies(
                draft=found, kind=name, standings=data["standings"], seen=data["seen"], by=request.person
            )
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved: %(title)s.") % {"title": wording.title(COMPETENCIES)})
            return redirect("editions:kind", code, kind)
    params = found.requirements.get(name, {}).get(COMPETENCIES)
    context = {
        "draft": found,
        "form": form,
        "name": KIND_NAMES[name],
        "kind": kind,
        "title": wording.title(COMPETENCIES),
        "asked": params is not None,
        "seen": queries.mark_of(params),
    }
    return render(request, "competencies/editions/competencies.html", context)


def _set(request, found, kind, key, params, seen):
    actions.set_requirement(draft=found, kind=kind, key=key, params=params, seen=seen, by=request.person)


@require_POST
@staff_required
def remove(request, code, kind, key):
    """Asks for it no longer."""
    found, name = _draft(request, code, DraftState.DRAFT), _kind(kind)
    if key not in REQUIREMENT_KEYS:
        raise Http404
    try:
        _set(request, found, name, key, None, request.POST.get("seen", ""))
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("No longer asked: %(title)s.") % {"title": wording.title(key)})
    return redirect("editions:kind", code, kind)


@require_http_methods(FORM)
@never_cache
@staff_required
def publish(request, code):
    """From which day, and with which grace; the differences once more."""
    found = _draft(request, code, DraftState.DRAFT)
    initial = {"in_force_from": found.in_force_from, "grace_until": found.grace_until, "version": found.version}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edition = actions.publish(draft=found, by=request.person, **form.cleaned_data)
        except (actions.Refused, MoveGone) as refused:
            form.add_error(getattr(refused, "field", None), str(refused))
        else:
            said = _("Edition %(key)s is published and will be in force from %(day)s.")
            messages.success(request, said % {"key": edition.key, "day": date_format(edition.in_force_from)})
            return redirect("editions:draft", code)
    context = {
        "draft": found,
        "form": form,
        "before": queries.newest_edition(),
        "differences": presenters.difference_rows(presenters.differences_of(found)),
    }
    return render(request, "competencies/editions/publish.html", context)


@require_http_methods(FORM)
@never_cache
@staff_required
def take_back(request, code):
    """A published edition that is not in force yet becomes a draft again."""
    found = _draft(request, code, DraftState.PUBLISHED)
    edition = queries.edition_of(found)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(draft=found, by=request.person, **form.cleaned_data)
        except (actions.Refused, MoveGone) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The edition is taken back. It is a draft again."))
            return redirect("editions:draft", code)
    context = {"draft": found, "edition": edition, "may": queries.may_take_back(edition), "form": form}
    return render(request, "competencies/editions/take_back.html", context)


@require_POST
@staff_required
def discard(request, code):
    """Puts a draft away."""
    try:
        actions.discard(draft=_draft(request, code), by=request.person)
    except MoveGone as gone:
        messages.warning(request, str(gone))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("editions:list")


def _text(text, key):
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}.yaml"'
    return answer


@require_safe
@staff_required
def draft_text(request, code):
    """The draft as a text for the repository."""
    found = _draft(request, code)
    return _text(queries.text_of_draft(found), found.key)


@require_safe
@staff_required
def edition_text(request, key):
    """A published edition as a text for the repository."""
    found = standard().edition_named(key)
    if found is None:
        raise Http404
    return _text(queries.text_of_edition(found), found.key)
