"""My trainings: where I am on the list, and my certificates of attendance."""

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import person_required
from associations.training import presenters, queries
from common.audit.actions import note_access


@require_safe
@person_required
def mine(request):
    rows = [presenters.place(one) for one in queries.mine(request.person)]
    return render(request, "associations/training/mine.html", {"rows": rows})


@require_safe
@person_required
def certificate(request, code):
    """The certificate as a file, for its owner and for the office; a look by the office is logged."""
    paper = get_object_or_404(queries.certificates_for(request.person), code=code)
    if paper.attendee.person_id != request.person.pk:
        scope = paper.attendee.training.association.slug
        note_access(by=request.person, action="download", about=f"attendance:{paper.pk}", scope=scope)
    return FileResponse(
        default_storage.open(paper.file),
        as_attachment=True,
        filename=paper.download_name,
        content_type="application/pdf",
    )
