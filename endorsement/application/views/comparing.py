"""What a new edition would change for real portfolios: asked for, followed, listed, exported. Alliance staff only."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import staff_required
from common.audit.actions import note_access
from competencies.editions import queries as editions
from endorsement.application import actions, comparisons
from endorsement.application.forms import ComparisonFilter
from endorsement.application.models import EditionComparison

PAGE = 50


def _narrowed(request, comparison):
    form = ComparisonFilter(request.GET, requirements=comparisons.parts(comparison))
    form.is_valid()
    rows = comparisons.lines(request.person, comparison)
    return form, comparisons.narrowed(rows, **form.chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_required
def comparison(request, code):
    """One page: ask, see how far it is, then the counts and the list."""
    draft = get_object_or_404(editions.visible_to(request.person), code=code)
    if request.method == "POST":
        actions.request_comparison(draft=draft, by=request.person)
        messages.success(request, _("The comparison is under way. You may leave this page."))
        return redirect("application:comparison", code)
    found = comparisons.newest(draft)
    waiting = found is not None and found.state == EditionComparison.State.WAITING
    context = {
        "draft": draft,
        "comparison": found,
        "waiting": waiting,
        "job": comparisons.progress(found) if waiting else None,
        "stale": bool(found) and found.draft_version != draft.version,
    }
    if request.htmx and waiting:
        return render(request, "endorsement/application/_comparing.html", context)
    if found is not None and found.state == EditionComparison.State.READY:
        form, rows = _narrowed(request, found)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context |= {
            "parts": comparisons.parts(found),
            "form": form,
            "page": page,
            "rows": [(row, comparisons.change_lines(row)) for row in page],
            "query": request.GET.urlencode(),
        }
    template = "_compared" if request.htmx else "comparison"
    return render(request, f"endorsement/application/{template}.html", context)


@require_safe
@staff_required
def comparison_csv(request, code):
    """The list as it is narrowed, as CSV."""
    draft = get_object_or_404(editions.visible_to(request.person), code=code)
    found = get_object_or_404(
        EditionComparison.objects.filter(draft=draft, state=EditionComparison.State.READY).order_by("-pk")[:1]
    )
    _form, rows = _narrowed(request, found)
    note_access(by=request.person, action="export", about=f"comparison:{found.pk}", reason="editions compared")
    answer = StreamingHttpResponse(comparisons.csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="comparison-{draft.key}.csv"'
    return answer
