"""Files of the portfolio: stored on their own, served only after a permission check, always as a download."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_required, require
from common.audit.actions import note_access
from common.files.sniff import BadFile
from common.ids import ALPHABET
from endorsement.portfolio import actions, presenters, queries
from endorsement.portfolio.forms import UploadForm
from endorsement.portfolio.models import KINDS, Document
from endorsement.portfolio.permissions import may
from endorsement.portfolio.views import window_of

log = logging.getLogger("portal.portfolio")


@require_POST
@person_required
def upload(request):
    """Stores one file for one entry, by htmx or by the browser's own form."""
    kind, code = request.POST.get("kind", ""), request.POST.get("code", "")
    require(kind in KINDS and len(code) == 12 and set(code) <= set(ALPHABET))
    form = UploadForm({**request.POST.dict(), "document_kind": presenters.WORDS[kind].document}, request.FILES)
    if form.is_valid():
        try:
            actions.store_document(
                by=request.person,
                kind=kind,
                code=code,
                upload=form.cleaned_data["file"],
                document_kind=form.cleaned_data["document_kind"],
                window=window_of(request),
            )
        except actions.NotYours:
            raise Http404 from None
        except (BadFile, actions.TooMany, actions.EntryRemoved) as problem:
            form.add_error("file", str(problem))
    return _answer(request, kind, code, form)


def _answer(request, kind, code, form):
    stored = not form.errors
    context = {
        "kind": kind,
        "code": code,
        "words": presenters.WORDS[kind],
        "documents": list(queries.documents_of(request.person).filter(entry_code=code)),
        "upload_form": UploadForm() if stored else form,
        "window": window_of(request),
        "stored": stored,
    }
    if request.htmx:
        response = render(request, "endorsement/portfolio/parts/documents.html", context, status=200 if stored else 422)
        if stored:
            response["HX-Replace-Url"] = reverse("portfolio:edit", args=[kind, code])
        return response
    if stored:
        return redirect(reverse("portfolio:edit", args=[kind, code]) + "#documents")
    context["entry_url"] = reverse("portfolio:edit", args=[kind, code])
    return render(request, "endorsement/portfolio/upload_refused.html", context, status=422)


@require_safe
@never_cache
@person_required
def download(request, code):
    """The file, as a download. A look by anyone but the owner is logged."""
    document = get_object_or_404(Document, code=code)
    require(queries.document_visible_to(request.person, document))
    if document.person_id != request.person.pk:
        note_access(by=request.person, action="download", about=f"document:{document.code}")
    try:
        content = default_storage.open(document.file)
    except FileNotFoundError:
        log.error("document %s has no file", document.code)
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=document.name, content_type=document.mime)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@person_required
def remove(request, code):
    """Takes a file out of the portfolio."""
    document = get_object_or_404(queries.documents_of(request.person), code=code)
    require(may(request.person, "portfolio.remove_document", document))
    actions.remove_document(by=request.person, document=document)
    kind = request.POST.get("kind", "")
    require(kind in KINDS)
    if request.htmx:
        return _answer(request, kind, document.entry_code, UploadForm())
    return redirect(reverse("portfolio:edit", args=[kind, document.entry_code]) + "#documents")
