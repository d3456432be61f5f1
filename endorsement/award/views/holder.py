"""What holders see and do: their Endorsements, certificates, printed name and listing."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from common.audit.actions import note_access
from endorsement.award import actions, queries
from endorsement.award.documents import preview_facts, wording_of
from endorsement.award.forms import NameForm
from endorsement.award.permissions import may
from endorsement.award.presenters import held
from endorsement.award.rendering import CannotPrint, render_certificate


@require_safe
@person_required
def mine(request):
    """My Endorsements."""
    context = {"held": _held(request.person), "name_url": reverse("award:name")}
    return render(request, "endorsement/award/mine.html", context)


def _held(person):
    consenting = queries.consenting_associations(person.pk)
    return [held(endorsement, consenting) for endorsement in queries.mine(person)]


def _endorsement(request, pk, permission):
    endorsement = get_object_or_404(queries.visible_to(request.person).select_related("association", "category"), pk=pk)
    require(may(request.person, permission, endorsement))
    return endorsement


@require_safe
@person_required
def certificate(request, pk):
    """The current certificate, as a file."""
    endorsement = _endorsement(request, pk, "award.download")
    current = queries.current_certificate(endorsement)
    if current is None:
        raise Http404
    if endorsement.person_id != request.person.pk:
        note_access(
            by=request.person,
            action="download",
            about=f"certificate:{current.pk}",
            scope=endorsement.association.slug,
        )
    return FileResponse(
        default_storage.open(current.file),
        as_attachment=True,
        filename=current.download_name,
        content_type="application/pdf",
    )


@require_POST
@person_required
def prepare(request, pk):
    """Has a certificate printed that was never asked for: an Endorsement taken over from elsewhere."""
    endorsement = _endorsement(request, pk, "award.hold")
    actions.issue_certificate(endorsement=endorsement, by=request.person)
    return redirect("award:mine")


@require_safe
@person_required
def status(request, pk):
    """The certificate's part of one card, asked for again while it is being printed."""
    _endorsement(request, pk, "award.hold")
    held_by_me = _held(request.person)
    item = next(item for item in held_by_me if item.endorsement.pk == pk)
    context = {"item": item, "first": item is held_by_me[0]}
    return render(request, "endorsement/award/_certificate.html", context)


@require_POST
@person_required
def listing(request, pk):
    """Being listed in the association's registry, or not."""
    endorsement = _endorsement(request, pk, "award.hold")
    change = actions.give_consent if request.POST.get("listed") == "yes" else actions.withdraw_consent
    change(person=request.person, association=endorsement.association, by=request.person)
    messages.success(request, _("Your choice about the registry is saved. It counts from now on."))
    return redirect("award:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def name(request):
    """The name as it is printed on every certificate of mine."""
    person = request.person
    form = NameForm(request.POST or None, initial={"printed_name": person.printed_name or person.name})
    if request.method == "POST" and form.is_valid():
        printing = actions.change_printed_name(person=person, name=form.cleaned_data["printed_name"], by=person)
        if printing:
            messages.success(request, _("Your name is changed. New certificates are being printed and will be mailed."))
        else:
            messages.success(request, _("Your name for print is saved."))
        return redirect("award:mine")
    endorsements = queries.mine(person)
    replaced = any(endorsement.certificates_newest_first for endorsement in endorsements)
    context = {
        "form": form,
        "shown": person.printed_name or person.name,
        "endorsements": endorsements,
        "replaced": replaced,
    }
    return render(request, "endorsement/award/name.html", context)


@require_POST
@person_required
def name_preview(request):
    """A specimen of my newest certificate with the name as typed, as a PDF."""
    endorsements = queries.mine(request.person)
    require(endorsements)
    newest = endorsements[0]
    form = NameForm(request.POST)
    if not form.is_valid():
        return HttpResponse(" ".join(form.errors["printed_name"]), status=400, content_type="text/plain; charset=utf-8")
    facts = preview_facts(
        newest.association,
        words=wording_of(newest.association),
        holder_name=form.cleaned_data["printed_name"],
        category=newest.category,
    )
    return specimen(facts)


def specimen(facts) -> HttpResponse:
    """A specimen as a PDF to look at, or the sentence that says why there is none."""
    try:
        content = render_certificate(facts)
    except CannotPrint as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="specimen.pdf"'
    response["Cache-Control"] = "no-store"
    return response
