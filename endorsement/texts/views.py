"""Alliance staff load, look at and publish the licence holder's texts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import staff_required
from competencies.assessment.reading import DocumentFault
from endorsement.texts import actions, documents, presenters, queries
from endorsement.texts.enums import LANGUAGES
from endorsement.texts.forms import TextFileForm
from endorsement.texts.models import TextFile

PER_PAGE = 20
MOST_FAULTS = 50
TYPES = {"yaml": "application/yaml", "csv": "text/csv"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def overview(request):
    """What is published in each language, the files, and the form to load the next."""
    form = TextFileForm(request.POST or None, request.FILES or None)
    faults = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            file = actions.load_file(
                name=upload.name,
                raw=upload.read(),
                language=form.cleaned_data["language"],
                association=form.cleaned_data["association"],
                by=request.person,
            )
        except DocumentFault as fault:
            faults = fault.faults
            form.add_error("file", _("Nothing was loaded. Mend the faults listed with their places, and try again."))
        else:
            return redirect("texts:file", file.code)
    context = {
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "more_faults": len(faults) - MOST_FAULTS,
        "lines": presenters.overview(),
        "languages": [(code, str(label)) for code, label in LANGUAGES.items()],
        "page": Paginator(queries.files(), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "endorsement/texts/overview.html", context)


@require_safe
@staff_required
def file(request, code):
    """What publishing the file would change; of a published one, its texts."""
    found = get_object_or_404(TextFile.objects.select_related("association", "loaded_by", "published_by"), code=code)
    context = {
        "file": found,
        "language": str(LANGUAGES.get(found.language, found.language)),
        "crumbs": [(_("Texts"), reverse("texts:overview")), (found.name,)],
        "seen": queries.last_published(found.language),
    }
    try:
        texts = queries.texts_of(found)
    except DocumentFault as fault:
        context["faults"] = fault.faults[:MOST_FAULTS]
    else:
        current = {} if found.published_at else queries.published(found.language, found.association)
        changes = queries.changes(texts, current)
        context["sections"] = presenters.section_changes(changes)
        context["untouched"] = presenters.untouched(changes, found.association_id is not None)
    return render(request, "endorsement/texts/file.html", context)


@require_POST
@staff_required
def publish(request, code):
    found = get_object_or_404(TextFile, code=code)
    seen = request.POST.get("seen", "")
    try:
        seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
        actions.publish(file=found, seen=seen, by=request.person)
    except actions.NotPublished as sentence:
        messages.warning(request, str(sentence))
        return redirect("texts:file", code)
    except DocumentFault:
        return redirect("texts:file", code)
    messages.success(request, _("Published. Everybody sees these texts from now on."))
    return redirect("texts:overview")


@require_POST
@staff_required
def discard(request, code):
    found = get_object_or_404(TextFile, code=code)
    if actions.discard(file=found):
        messages.success(request, _("The file was discarded; nothing was published."))
    else:
        messages.warning(request, _("This file is published already; published texts are kept."))
    return redirect("texts:overview")


@require_safe
@staff_required
def template(request, language, ending):
    """The keys filled in, the texts empty."""
    if language not in LANGUAGES or ending not in TYPES:
        raise Http404
    response = HttpResponse(documents.template(language, ending), content_type=f"{TYPES[ending]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="texts-{language}.{ending}"'
    return response
