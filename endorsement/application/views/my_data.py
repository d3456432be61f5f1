"""Download everything that is mine."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_required
from endorsement.application import actions, queries
from endorsement.application.models import DataExport


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def my_data(request):
    """Ask for the archive; see it being packed; download it."""
    if request.method == "POST":
        actions.request_export(by=request.person)
        messages.success(request, _("Your archive is being packed. It appears on this page when it is ready."))
        return redirect("application:my_data")
    exports = queries.exports_of(request.person)
    context = {
        "exports": exports,
        "zone": queries.zone_of(request.person),
        "waiting": any(export.state == DataExport.State.WAITING for export in exports),
    }
    template = "endorsement/application/_exports.html" if request.htmx else "endorsement/application/my_data.html"
    return render(request, template, context)


@require_safe
@person_required
def my_data_file(request, code):
    """The archive, to its owner alone."""
    export = get_object_or_404(queries.exports_of(request.person), code=code, state=DataExport.State.READY)
    return FileResponse(
        default_storage.open(export.file),
        as_attachment=True,
        filename=f"my-data-{export.requested_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
