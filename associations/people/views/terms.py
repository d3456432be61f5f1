"""The association's membership year and its reminders."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person_required, require
from associations.directory.models import Association
from associations.people import actions, queries
from associations.people.forms import TermsForm
from associations.people.permissions import configures


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def terms(request, slug):
    association = get_object_or_404(Association, slug=slug)
    require(configures(request.person, association))
    now = queries.terms_of(association)
    initial = {
        "year_begins": now.year_begins,
        "rolls_over": now.rolls_over,
        "reminder_days": ", ".join(map(str, now.reminder_days)),
    }
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_terms(association=association, by=request.person, **form.cleaned_data)
        messages.success(request, _("The membership year is saved."))
        return redirect("people:terms", slug)
    return render(request, "associations/people/terms.html", {"association": association, "form": form})
