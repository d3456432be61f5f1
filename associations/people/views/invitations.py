"""The page behind the link of an invitation."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from associations.people import actions
from associations.people.enums import Role

WAITING = "invitation_waiting"
STATUS = {"unknown": 404, "used": 410, "withdrawn": 410, "expired": 410}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request, token):
    """Looking changes nothing; accepting is a POST by whoever is signed in. A visitor comes back after signing in."""
    try:
        invitation = actions.open_or_closed(token, request.person or None)
        if request.method == "POST" and request.person:
            grant = actions.accept_invitation(token=token, by=request.person)
            request.session.pop(WAITING, None)
            messages.success(request, _("You are now: %(role)s.") % {"role": Role(grant.role).label})
            return redirect("home")
    except actions.InvitationClosed as closed:
        request.session.pop(WAITING, None)
        context = {"closed": closed}
        return render(request, "associations/people/invitation_closed.html", context, status=STATUS[closed.reason])
    if not request.person:
        request.session[WAITING] = request.path
    context = {"invitation": invitation, "role": Role(invitation.role)}
    return render(request, "associations/people/invitation.html", context)
