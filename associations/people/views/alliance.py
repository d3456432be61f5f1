"""All people, for Alliance staff: figures, and somebody who was opened with a reason; and the staff itself."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions as accounts
from accounts.access import require, staff_required
from accounts.forms import SecondFactorResetForm
from associations.directory.models import Association
from associations.people import actions, queries
from associations.people.enums import Role
from associations.people.forms import FindForm, InviteForm, OpenForm
from associations.people.tables import FiguresTable
from associations.people.views.office import ROWS, _try_invitation, ending, get_or_post
from common import clock
from common.audit.actions import note_access

STAFF_ROLES = (Role.ALLIANCE_STAFF,)
MOST_FOUND = 20
NOBODY = queries.Figures(0, 0, {})


@get_or_post
@staff_required
def everybody(request):
    """Figures of every association. Who looks for somebody gives a reason; it is kept of each they are shown."""
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        words, reason = form.cleaned_data["q"], form.cleaned_data["reason"]
        found = actions.find_people(words=words, reason=reason, by=request.person, most=MOST_FOUND)
    counted = queries.figures()
    rows = [
        {"association": one, "figures": counted.get(one.pk, NOBODY)} for one in Association.objects.order_by("name")
    ]
    context = {
        "form": form,
        "found": None if found is None else found[:MOST_FOUND],
        "too_many": found is not None and len(found) > MOST_FOUND,
        "table": FiguresTable(rows),
        "people": queries.everybody().count(),
    }
    return render(request, "associations/people/everybody.html", context)


@require_safe
@staff_required
def staff(request):
    context = {
        "staff": queries.holders(None, *STAFF_ROLES).prefetch_related("addresses"),
        "invitations": queries.open_invitations(None)[:ROWS],
        "now": clock.now(),
        "zone": settings.TIME_ZONE,
    }
    return render(request, "associations/people/staff.html", context)


@get_or_post
@staff_required
def invite(request):
    form = InviteForm(request.POST or None, roles=STAFF_ROLES)
    if request.method == "POST" and form.is_valid():
        try:
            invited = actions.invite(association=None, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invited.email})
            return redirect("people:staff")
    return render(request, "associations/people/invite.html", {"association": None, "form": form})


@require_POST
@staff_required
def invite_again(request, pk):
    invitation = get_object_or_404(queries.open_invitations(None), pk=pk)
    return _try_invitation(request, actions.send_again, invitation, ("people:staff",))


@require_POST
@staff_required
def withdraw(request, pk):
    invitation = get_object_or_404(queries.open_invitations(None), pk=pk)
    return _try_invitation(request, actions.withdraw_invitation, invitation, ("people:staff",))


def _record(public_id):
    return get_object_or_404(queries.everybody().select_related("user"), public_id=public_id)


def _opened(request, public_id):
    """The person, when they are open to whoever asks; who is not opened is nobody yet."""
    whom = _record(public_id)
    require(queries.is_open_to(request.person, whom))
    return whom


def _factors(whom):
    return Authenticator.objects.filter(user_id=whom.user_id).exclude(type=Authenticator.Type.RECOVERY_CODES)


def _role_row(grant) -> dict:
    """A role with the zone of its dates: its association's, or the portal's for a role in the Alliance."""
    zone = grant.association.time_zone if grant.association else settings.TIME_ZONE
    return {"grant": grant, "role": Role(grant.role), "zone": zone}


@require_safe
@staff_required
def record(request, public_id):
    """Without a reason somebody without a name; opened, their record, and looking at it is itself noted."""
    whom = _record(public_id)
    if not queries.is_open_to(request.person, whom):
        return _closed(request, whom, OpenForm())
    note_access(by=request.person, action="view", about=f"person:{whom.pk}")
    rows = [_role_row(grant) for grant in queries.grants_of(whom)]
    context = {
        "whom": whom,
        "held": [row for row in rows if row["grant"].ended_at is None],
        "ended": [row for row in rows if row["grant"].ended_at],
        "factors": [factor.get_type_display() for factor in _factors(whom)] if whom.user_id else [],
        "is_me": whom.pk == request.person.pk,
    }
    return render(request, "associations/people/record.html", context)


def _closed(request, whom, form):
    held = [_role_row(grant) for grant in queries.grants_of(whom) if grant.ended_at is None]
    context = {"whom": whom, "form": form, "held": held}
    return render(request, "associations/people/closed.html", context)


@require_POST
@staff_required
def open_record(request, public_id):
    whom = _record(public_id)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _closed(request, whom, form)
    actions.open_person(person=whom, by=request.person, **form.cleaned_data)
    return redirect("people:record", public_id)


@get_or_post
@staff_required
def end_role(request, public_id, pk):
    """Says first what happens to the open work."""
    whom = _opened(request, public_id)
    grant = get_object_or_404(queries.grants_of(whom), pk=pk, ended_at__isnull=True)
    if request.method != "POST":
        return render(request, "associations/people/end_role.html", {"grant": grant, **ending(grant)})
    try:
        actions.end_role(grant=grant, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The role has ended."))
        if grant.role == Role.ALLIANCE_STAFF and grant.person_id == request.person.pk:
            return redirect("people:me")
    return redirect("people:record", public_id)


@get_or_post
@staff_required
def reset_second_factor(request, public_id):
    """For somebody who lost theirs. Nobody resets their own: another pair of eyes is the point."""
    whom = _opened(request, public_id)
    require(whom.user_id and whom.pk != request.person.pk and _factors(whom).exists())
    form = SecondFactorResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.reset_second_factor(person=whom, by=request.person, **form.cleaned_data)
        messages.success(request, _("The second factor is removed. %(name)s gets a mail.") % {"name": whom.name})
        return redirect("people:record", public_id)
    return render(request, "associations/people/reset_second_factor.html", {"whom": whom, "form": form})
