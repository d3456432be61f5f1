"""For Alliance staff: what associations ask, and whom they opened themselves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require, staff_required
from accounts.models import Person
from associations.merging import actions, presenters, queries
from associations.merging.forms import OtherForm
from associations.merging.views.office import ROWS, get_or_post, previewed, undone
from associations.people.actions import open_person
from associations.people.queries import everybody, is_open_to
from common.workflow.engine import MoveGone


@require_safe
@staff_required
def asked(request):
    """Without names: whoever looks at a request opens the two."""
    found = queries.visible_to(request.person).select_related("association", "asked_by", "done_by")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [{"merge": one, "may_undo": queries.still_undoable(one)} for one in page]
    return render(request, "associations/merging/asked.html", {"page": page, "rows": rows})


def _merge(request, code):
    return get_object_or_404(queries.visible_to(request.person).select_related("kept", "gone"), code=code)


@require_POST
@staff_required
def look(request, code):
    """Opens both, for the reason that the association gave."""
    found = _merge(request, code)
    for person in (found.kept, found.gone):
        open_person(person=person, reason=f"merge {found.code}: {found.reason}", by=request.person)
    return redirect("merging:staff_choose", found.kept.public_id, found.gone.public_id)


@require_POST
@staff_required
def decline(request, code):
    found = _merge(request, code)
    try:
        actions.decline(merge=found, by=request.person, reason="")
    except MoveGone as gone:
        messages.warning(request, str(gone))
    else:
        messages.success(request, _("They stay two. The association sees that on its page."))
    return redirect("merging:asked")


@require_POST
@staff_required
def undo(request, code):
    undone(request, _merge(request, code))
    return redirect("merging:asked")


def _open(request, public_id):
    whom = get_object_or_404(everybody().select_related("user"), public_id=public_id)
    require(is_open_to(request.person, whom))
    return whom


@get_or_post
@staff_required
def other(request, public_id):
    """The first step for staff: who else somebody is, by the whole address."""
    whom = _open(request, public_id)
    form = OtherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
        found = Person.objects.filter(addresses__email__iexact=words).exclude(pk=whom.pk).first()
        if found is not None:
            open_person(person=found, reason=reason, by=request.person)
            return redirect("merging:staff_choose", public_id, found.public_id)
        form.add_error("email", _("Nobody else has this address."))
    return render(
        request, "associations/merging/other.html", {"whom": whom, "form": form, "steps": presenters.steps(0)}
    )


@require_safe
@staff_required
def choose(request, one, other):
    first, second = _open(request, one), _open(request, other)
    require(first.pk != second.pk)
    context = {
        "cards": [
            {**presenters.card(kept), "url": reverse("merging:staff_preview", args=[kept.public_id, gone.public_id])}
            for kept, gone in ((first, second), (second, first))
        ],
        "steps": presenters.steps(1),
    }
    return render(request, "associations/merging/choose.html", context)


@get_or_post
@staff_required
def preview(request, one, other):
    kept, gone = _open(request, one), _open(request, other)
    require(kept.pk != gone.pk)
    if request.method == "POST":
        try:
            actions.merge(kept=kept, gone=gone, association=None, by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
            return redirect("merging:staff_preview", one, other)
        messages.success(request, _("The two are one now. You can take them apart again for 30 days."))
        return redirect("merging:asked")
    back = reverse("merging:staff_choose", args=[one, other])
    context = {"back": back, **previewed(kept, gone, request.person, None)}
    return render(request, "associations/merging/preview.html", context)
