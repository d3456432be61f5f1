"""What coordinators see of a reference, and the statements an association loads."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.directory.models import Association
from common.components.dates import local_datetime
from endorsement.references import items as statements
from endorsement.references import presenters, queries
from endorsement.references.actions import handling
from endorsement.references.enums import ReferenceState
from endorsement.references.forms import ItemsForm, RatingForm, VetForm
from endorsement.references.models import RatingItemSet
from endorsement.references.permissions import may


def _reference(request, slug, code):
    return get_object_or_404(queries.handled_by(request.person), association__slug=slug, code=code)


@person_required
@never_cache
@require_safe
def handle(request, slug, code):
    reference = _reference(request, slug, code)
    return render(request, "endorsement/references/handle.html", _page(request, reference, VetForm()))


def _page(request, reference, vet_form):
    rating = queries.rating_of(reference) if reference.state == ReferenceState.DONE else None
    if rating:
        handling.look_at_rating(reference=reference, by=request.person)
    tz = reference.association.time_zone
    story = [
        {
            "when": local_datetime(change.at, tz),
            "title": str(presenters.MOVE_WORDS.get(change.transition, change.transition)),
            "text": change.reason,
            "actor": change.by_name,
        }
        for change in reversed(queries.story(reference))
    ]
    return {
        "reference": reference,
        "state": reference.get_state_display(),
        "tone": presenters.TONES[reference.state],
        "roles": presenters.role_words(reference),
        "rating": rating,
        "groups": presenters.answered(rating) if rating else [],
        "unusable": rating and queries.not_enough_information(rating.answers) >= statements.UNUSABLE_FROM,
        "count": queries.not_enough_information(rating.answers) if rating else 0,
        "story": story,
        "vet_form": vet_form,
        "tz": tz,
    }


@person_required
@require_POST
def vet(request, slug, code):
    """Notes that the rater was found familiar with the Competency Guidelines, or takes it back."""
    reference = _reference(request, slug, code)
    form = VetForm(request.POST)
    if not form.is_valid():
        return render(request, "endorsement/references/handle.html", _page(request, reference, form))
    act = handling.withdraw_vetting if request.POST.get("withdraw") else handling.vet
    act(reference=reference, by=request.person, note=form.cleaned_data["note"])
    messages.success(request, _("Noted."))
    return redirect("references:handle", slug=slug, code=code)


@person_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def items(request, slug):
    association = Association.objects.filter(slug=slug).first()
    require(association and may(request.person, "references.items", association))
    current = queries.newest_items(association, association.language) or queries.items_for(association)
    own = current.association_id is not None
    form = ItemsForm(
        request.POST if request.method == "POST" else None,
        initial={"text": statements.write(current.items) if own else ""},
    )
    shown = current
    if request.method == "POST" and form.is_valid():
        shown = RatingItemSet(association=association, version=0, items=statements.read(form.cleaned_data["text"]))
        if "save" in request.POST:
            try:
                saved = handling.save_items(association=association, text=form.cleaned_data["text"], by=request.person)
            except statements.ItemsFault as fault:
                form.add_error("text", str(fault))
            else:
                messages.success(request, _("Saved as version %(version)s.") % {"version": saved.version})
                return redirect("references:items", slug=slug)
    context = {
        "association": association,
        "form": form,
        "current": current,
        "own": own,
        "versions": queries.own_item_sets(association),
        "preview": RatingForm(item_set=shown),
        "previewing": shown is not current,
        "tz": association.time_zone,
    }
    return render(request, "endorsement/references/items.html", context)
