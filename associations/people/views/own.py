"""One's own page: who I am to the portal, and what I may do in it."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.access import person_required
from accounts.forms import ProfileForm
from accounts.models import Person
from associations.people import actions as people_actions
from associations.people import queries
from associations.people.enums import Role
from associations.people.forms import PracticeForm
from associations.people.models import Membership


@require_safe
@person_required
def me(request):
    person = request.person
    factors = Authenticator.objects.filter(user_id=person.user_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    context = {
        "roles": [
            {"grant": grant, "role": Role(grant.role)} for grant in queries.grants_of(person) if grant.ended_at is None
        ],
        "memberships": Membership.objects.filter(person=person).select_related("association").order_by("-valid_from"),
        "addresses": person.addresses.order_by("-is_primary", "pk"),
        "factors": [factor.get_type_display() for factor in factors],
        "practice": queries.practice_of(person),
        "asked": queries.needs_second_factor(person),
    }
    return render(request, "associations/people/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def practice(request):
    """Where one works and in which language, said once and only by who likes to."""
    known = queries.practice_of(request.person)
    form = PracticeForm(request.POST or None, initial={"sector": known.sector, "language": known.language})
    if request.method == "POST" and form.is_valid():
        people_actions.say_practice(person=request.person, by=request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    return render(request, "associations/people/me_practice.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def edit(request):
    person = request.person
    form = ProfileForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=person, by=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:me")
    return render(request, "associations/people/me_edit.html", {"form": form})
