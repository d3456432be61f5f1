"""What if I applied for another category, or on another day?"""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import person_required
from common import clock
from competencies.standard.queries import standard
from endorsement.application.alternatives import hints, pairs, side, thought_of
from endorsement.application.assessment import with_signatures
from endorsement.application.forms import WhatIfForm
from endorsement.application.queries import mine
from endorsement.application.views.applying import crumbs


@require_safe
@never_cache
@person_required
def what_if(request, code):
    """The application today beside another category or day; stores nothing."""
    application = get_object_or_404(with_signatures(mine(request.person)), code=code)
    today = clock.today(application.association.time_zone)
    asked = "category" in request.GET or "on" in request.GET
    categories = list(standard().categories.values())
    form = WhatIfForm(
        request.GET if asked else None,
        categories=categories,
        association=application.association,
        initial={"category": application.category.slug, "on": today},
    )
    context = {"application": application, "form": form, "crumbs": crumbs(application, (_("What if"),))}
    if asked and form.is_valid():
        present = side(application, today)
        other = side(thought_of(application, form.cleaned_data["category"]), form.cleaned_data["on"])
        context |= {"present": present, "other": other, "hints": hints(present, other)}
        if other.judged:
            context["pairs"] = pairs(present, other)
    return render(request, "endorsement/application/what_if.html", context)
