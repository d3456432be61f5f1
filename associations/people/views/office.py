"""The people of one association, for its coordinators and administrators, and for Alliance staff."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require
from associations.people import actions, hooks, queries
from associations.people.enums import Role
from associations.people.filters import PeopleFilter
from associations.people.forms import GrantForm, InviteForm, LastDayForm, MembershipForm, VettingForm
from associations.people.models import Membership
from associations.people.permissions import OFFICE, configures
from associations.people.tables import PeopleTable
from common import clock

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _association(request, slug):
    return get_object_or_404(queries.managed_by(request.person), slug=slug)


def _person(association, public_id):
    return get_object_or_404(queries.people_of(association), public_id=public_id)


def open_first(view):
    """Alliance staff see nobody of an association before they have opened them with a reason."""

    @wraps(view)
    def guarded(request, slug, public_id, *args, **kwargs):
        association = _association(request, slug)
        if not queries.holds(request.person, association.pk, *OFFICE):
            whom = _person(association, public_id)
            if not queries.is_open_to(request.person, whom):
                return redirect("people:record", public_id)
        return view(request, slug, public_id, *args, **kwargs)

    return guarded


def _figures(request, association):
    """What staff see of an association's people: figures, and the invitations that only staff may send."""
    found = queries.figures(association.pk).get(association.pk, queries.Figures(0, 0, {}))
    invitations = queries.open_invitations(association)
    context = {
        "association": association,
        "figures": found,
        "roles": [(role.label, found.roles[role]) for role in Role if found.roles.get(role)],
        "invitations": invitations.filter(role=Role.ADMINISTRATOR)[:ROWS],
        "others_invited": invitations.exclude(role=Role.ADMINISTRATOR).count(),
        "now": clock.now(),
    }
    return render(request, "associations/people/figures.html", context)


@require_safe
@person_required
def people(request, slug):
    association = _association(request, slug)
    if not queries.holds(request.person, association.pk, *OFFICE):
        return _figures(request, association)
    found = PeopleFilter(request.GET, queryset=queries.people_of(association), association=association)
    table = PeopleTable(found.qs, association=association)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "association": association,
        "filter": found,
        "table": table,
        "invitations": queries.open_invitations(association)[:ROWS],
        "now": clock.now(),
        "may_configure": configures(request.person, association),
    }
    return render(request, "associations/people/list.html", context)


@get_or_post
@person_required
def invite(request, slug):
    association = _association(request, slug)
    form = InviteForm(request.POST or None, roles=queries.grantable(request.person, association))
    if request.method == "POST" and form.is_valid():
        try:
            invited = actions.invite(association=association, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invited.email})
            return redirect("people:list", slug)
    return render(request, "associations/people/invite.html", {"association": association, "form": form})


def _invitation(request, association, pk):
    invitation = get_object_or_404(queries.open_invitations(association), pk=pk)
    require(invitation.role in queries.grantable(request.person, association))
    return invitation


@require_POST
@person_required
def invite_again(request, slug, pk):
    association = _association(request, slug)
    return _try_invitation(request, actions.send_again, _invitation(request, association, pk), ("people:list", slug))


@require_POST
@person_required
def withdraw(request, slug, pk):
    association = _association(request, slug)
    invitation = _invitation(request, association, pk)
    return _try_invitation(request, actions.withdraw_invitation, invitation, ("people:list", slug))


def _try_invitation(request, action, invitation, back):
    """Sends again or takes back, and says what happened."""
    try:
        action(invitation=invitation, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    else:
        words = _("A new mail is on its way.") if action is actions.send_again else _("The invitation is taken back.")
        messages.success(request, words)
    return redirect(*back)


@get_or_post
@person_required
@open_first
def person(request, slug, public_id):
    association = _association(request, slug)
    whom = _person(association, public_id)
    roles = queries.grantable(request.person, association)
    held = {grant.role for grant in whom.roles_here}
    offered = tuple(role for role in roles if role not in held)
    form = GrantForm(request.POST or None, roles=offered)
    if request.method == "POST" and form.is_valid():
        grant = actions.grant_role(
            person=whom, role=form.cleaned_data["role"], association=association, by=request.person
        )
        words = {"name": whom.name, "role": Role(grant.role).label}
        messages.success(request, _("%(name)s is now: %(role)s.") % words)
        return redirect("people:person", slug, public_id)
    return _person_page(request, association, whom, form if offered else None)


def _membership_form(association):
    """Begins with the period that would be bought today, by the association's own year."""
    bought = queries.period_bought_on(association, clock.today(association.time_zone))
    initial = {"valid_from": bought.first, "valid_until": bought.last} if bought else {}
    return MembershipForm(prefix="period", initial=initial)


def _person_page(request, association, whom, grant_form, membership_form=None, vetting_form=None):
    roles = queries.grantable(request.person, association)
    grants = list(queries.grants_of(whom, association))
    context = {
        "association": association,
        "whom": whom,
        "held": [
            {"grant": grant, "role": Role(grant.role), "may_end": grant.role in roles}
            for grant in grants
            if grant.ended_at is None
        ],
        "ended": [{"grant": grant, "role": Role(grant.role)} for grant in grants if grant.ended_at],
        "grant_form": grant_form,
        "membership_form": membership_form or _membership_form(association),
        "vettings": queries.vettings_of(whom, association),
        "vetting_form": vetting_form or VettingForm(prefix="vetting"),
    }
    return render(request, "associations/people/person.html", context)


def _offered(request, association, whom):
    """The form of a further role; None when there is none to give."""
    held = {grant.role for grant in whom.roles_here}
    offered = tuple(role for role in queries.grantable(request.person, association) if role not in held)
    return GrantForm(roles=offered) if offered else None


def ending(grant) -> dict:
    """What a page says before a role ends: the role, its sentence, and what happens to the open work."""
    return {"role": Role(grant.role), "work": [words for says in hooks.open_work for words in says(grant)]}


@get_or_post
@person_required
@open_first
def end_role(request, slug, public_id, pk):
    """Says first what happens to the open work."""
    association = _association(request, slug)
    whom = _person(association, public_id)
    grant = get_object_or_404(queries.grants_of(whom, association), pk=pk, ended_at__isnull=True)
    require(grant.role in queries.grantable(request.person, association))
    if request.method != "POST":
        return render(request, "associations/people/end_role.html", {"grant": grant, **ending(grant)})
    actions.end_role(grant=grant, by=request.person)
    messages.success(request, _("The role has ended."))
    still_here = queries.people_of(association).filter(public_id=public_id).exists()
    return redirect("people:person", slug, public_id) if still_here else redirect("people:list", slug)


@require_POST
@person_required
@open_first
def add_membership(request, slug, public_id):
    association = _association(request, slug)
    whom = _person(association, public_id)
    form = MembershipForm(request.POST, prefix="period")
    if form.is_valid():
        try:
            actions.add_membership(person=whom, association=association, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, _("The membership is noted."))
            return redirect("people:person", slug, public_id)
    return _person_page(request, association, whom, _offered(request, association, whom), form)


@get_or_post
@person_required
@open_first
def end_membership(request, slug, public_id, pk):
    association = _association(request, slug)
    whom = _person(association, public_id)
    periods = Membership.objects.filter(association=association, person=whom).select_related("person")
    membership = get_object_or_404(periods, pk=pk)
    form = LastDayForm(request.POST or None, initial={"valid_until": membership.valid_until})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_membership(membership=membership, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("valid_until", str(refused))
        else:
            messages.success(request, _("The last day of the membership is noted."))
            return redirect("people:person", slug, public_id)
    context = {"association": association, "whom": whom, "membership": membership, "form": form}
    return render(request, "associations/people/end_membership.html", context)


@require_POST
@person_required
@open_first
def note_vetting(request, slug, public_id):
    association = _association(request, slug)
    whom = _person(association, public_id)
    form = VettingForm(request.POST, prefix="vetting")
    if form.is_valid():
        try:
            actions.note_vetting(person=whom, association=association, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, _("The vetting is noted."))
            return redirect("people:person", slug, public_id)
    return _person_page(request, association, whom, _offered(request, association, whom), vetting_form=form)


@get_or_post
@person_required
@open_first
def end_vetting(request, slug, public_id, pk):
    association = _association(request, slug)
    whom = _person(association, public_id)
    vetting = get_object_or_404(queries.vettings_of(whom, association), pk=pk)
    form = LastDayForm(request.POST or None, initial={"valid_until": vetting.valid_until})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_vetting(vetting=vetting, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("valid_until", str(refused))
        else:
            messages.success(request, _("The last day of the vetting is noted."))
            return redirect("people:person", slug, public_id)
    context = {"association": association, "whom": whom, "vetting": vetting, "form": form}
    return render(request, "associations/people/end_vetting.html", context)
