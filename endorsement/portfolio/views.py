"""Pages of the portfolio: the list, the form that saves as one types, removing and bringing back."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from common.drafts.actions import StaleVersion
from common.ids import ALPHABET, new_code
from common.throttle import too_often
from endorsement.portfolio import actions, hooks, presenters, queries
from endorsement.portfolio.forms import FORMS, NAMING, UploadForm, data_of, starting_data

_CODE = re.compile(f"[{ALPHABET}]{{12}}")
_WINDOW = re.compile(r"[0-9A-Z]{1,12}", re.ASCII)


@require_safe
@person_required
def overview(request):
    """Everything the person entered, with what is unfinished."""
    found = queries.overview(request.person)
    asked = hooks.asked_of(request.person)
    return render(
        request,
        "endorsement/portfolio/overview.html",
        {
            "sections": presenters.sections_of(found, asked),
            "others": presenters.hidden_kinds(found, asked),
            "removed": [presenters.line_of(entry, []) for entry in found.removed],
            "summaries": [summary for about in hooks.summaries for summary in about(request.person)],
        },
    )


@require_safe
@never_cache
@person_required
def add(request, kind):
    """The empty form. Nothing is stored until something is typed; the code it will have is settled here."""
    wanted = set(request.GET.getlist("competency"))
    areas = queries.competency_areas(request.person) if "competencies" in FORMS[kind].base_fields else []
    chosen = [choice.pk for area in areas for choice in area.choices if choice.key in wanted]
    form = FORMS[kind](
        starting_data(kind, chosen), person=request.person, areas=areas, asked=_asked(request.person, kind)
    )
    return _page(request, form, code=new_code())


def _asked(person, kind) -> set[str]:
    """What the person's applications ask for, where the form shows more by it."""
    return hooks.asked_of(person) if kind == "work" else set()


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@person_required
def edit(request, kind, code):
    """The form of one entry: shown on GET, saved on POST, by htmx while one types or by its button."""
    if not _CODE.fullmatch(code):
        raise Http404
    if request.method == "POST":
        return _save(request, kind, code)
    entry = get_object_or_404(queries.visible_to(request.person, kind), code=code)
    if entry.removed_at:
        return render(
            request,
            "endorsement/portfolio/removed.html",
            {"entry": entry, "title": presenters.title_of(entry), "words": presenters.WORDS[kind]},
        )
    if entry.verified:
        return _verified(request, entry)
    return _page(request, _form_of(entry, strict="check" in request.GET), code=code, entry=entry)


def _verified(request, entry):
    """What an association vouches for is read, not written."""
    training = entry.attended.training
    context = {
        "entry": entry,
        "title": presenters.title_of(entry),
        "words": presenters.WORDS[entry.KIND],
        "training": training,
        "facts": presenters.verified_facts(entry),
        "competencies": entry.competencies.order_by("position"),
        "next": request.GET.get("next", ""),
    }
    return render(request, "endorsement/portfolio/verified.html", context)


def _form_of(entry, *, strict=False):
    """The form of a stored entry, with what it needs from the database."""
    maps = "competencies" in FORMS[entry.KIND].base_fields
    areas = queries.competency_areas(entry.person, entry.code) if maps else []
    chosen = entry.competencies.values_list("pk", flat=True) if maps else ()
    return FORMS[entry.KIND](
        data_of(entry, chosen),
        person=entry.person,
        areas=areas,
        strict=strict,
        asked=_asked(entry.person, entry.KIND),
    )


def _save(request, kind, code):
    if "take" in request.POST:
        return _go(request, reverse("portfolio:edit", args=[kind, code]))
    areas = queries.competency_areas(request.person, code) if "competencies" in FORMS[kind].base_fields else []
    form = FORMS[kind](request.POST, person=request.person, areas=areas)
    keep = request.POST.get("keep", "")
    try:
        entry = actions.save_entry(
            by=request.person,
            kind=kind,
            code=code,
            values=form.values,
            competencies=form.competency_ids,
            typed=form.typed,
            complete=form.complete,
            version=_number(keep or request.POST.get("version", "")),
            window=window_of(request),
            restore=bool(keep),
        )
    except actions.NotYours:
        raise Http404 from None
    except (StaleVersion, actions.EntryRemoved) as conflict:
        return _conflict(request, form, conflict.current)
    except actions.Verified as sentence:
        messages.warning(request, str(sentence))
        return _go(request, reverse("portfolio:edit", args=[kind, code]))
    except actions.TooMany as problem:
        messages.error(request, str(problem))
        return _go(request, reverse("portfolio:overview"))
    if request.htmx and "done" not in request.POST:
        return _saved(request, form, entry)
    return _done(request, form, entry)


def window_of(request) -> str:
    """The opened page that sends this, as its form names it; nothing for what no form of ours holds."""
    named = request.POST.get("window", "")
    return named if _WINDOW.fullmatch(named) else ""


def _number(text) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _go(request, url):
    """To another page, from a form sent by the browser or by htmx."""
    if request.htmx:
        return HttpResponse(status=200, headers={"HX-Redirect": url})
    return redirect(url)


def _saved(request, form, entry):
    """What changes on the page after saving as typed: version, errors, what is still needed."""
    response = render(request, "endorsement/portfolio/saved.html", _state(form, entry=entry))
    response["HX-Replace-Url"] = reverse("portfolio:edit", args=[entry.KIND, entry.code])
    return response


def _done(request, form, entry):
    """After the button: on to the list when the entry is finished, else back to the form with what is needed."""
    if not form.complete:
        return _go(request, reverse("portfolio:edit", args=[entry.KIND, entry.code]) + "?check=1")
    title = presenters.title_of(entry)
    messages.success(request, _("“%(title)s” is saved and counts from now on.") % {"title": title})
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return _go(request, wanted if ours and wanted.startswith("/") else reverse("portfolio:overview") + f"#{entry.KIND}")


def _conflict(request, form, current):
    """Another window saved, or removed, this entry meanwhile: both texts side by side, nothing overwritten."""
    other = _form_of(current)
    context = {
        "conflict": {
            "removed": bool(current.removed_at),
            "version": current.version,
            "rows": presenters.differences(form, other),
            "when": current.removed_at or current.updated_at,
        }
    }
    if request.htmx:
        response = render(request, "endorsement/portfolio/parts/conflict.html", context, status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#conflict", "innerHTML"
        return response
    return _page(request, form, code=current.code, entry=current, status=409, extra=context)


def _state(form, entry=None) -> dict:
    return {
        "form": form,
        "entry": entry,
        "needed": [form[name] for name in form.fields if name in form.missing],
        "wrong": [form[name] for name in form.fields if name in form.wrong],
        "must_map": form.kind == "training",
    }


def _page(request, form, *, code, entry=None, status=200, extra=None):
    words = presenters.WORDS[form.kind]
    context = {
        **_state(form, entry),
        "code": code,
        "kind": form.kind,
        "words": words,
        "title": presenters.title_of(entry) if entry else words.add,
        "version": entry.version if entry else 0,
        "window": new_code(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "documents": list(queries.documents_of(request.person).filter(entry_code=code)) if entry else [],
        "upload_form": UploadForm(),
        "stored": False,
        "conflict": None,
    }
    return render(request, "endorsement/portfolio/edit.html", {**context, **(extra or {})}, status=status)


@require_safe
@person_required
def providers(request):
    """Endorsed people for what is being typed: a part of the page, with the one chosen kept."""
    if too_often(request, "providers", limit=120, seconds=60):
        return HttpResponse(status=429)
    asked_for = next((form for field, form in NAMING.items() if field in request.GET), FORMS["rsc"])
    form = asked_for(request.GET, person=request.person)
    return render(request, "endorsement/portfolio/parts/provider_choices.html", {"form": form})


@require_POST
@person_required
def remove(request, kind, code):
    """Takes the entry out of the portfolio; the list offers to bring it back."""
    entry = get_object_or_404(queries.visible_to(request.person, kind), code=code)
    actions.remove_entry(by=request.person, entry=entry)
    messages.success(
        request,
        _("“%(title)s” is removed. You can bring it back below.") % {"title": presenters.title_of(entry)},
    )
    return redirect("portfolio:overview")


@require_POST
@person_required
def restore(request, kind, code):
    """Brings a removed entry back."""
    entry = get_object_or_404(queries.visible_to(request.person, kind), code=code)
    actions.restore_entry(by=request.person, entry=entry)
    messages.success(request, _("“%(title)s” is back.") % {"title": presenters.title_of(entry)})
    return redirect(reverse("portfolio:edit", args=[kind, code]))
