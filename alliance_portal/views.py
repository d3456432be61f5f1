from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from alliance_portal.nav import HANDLING, queue_of
from associations.people.enums import Role
from associations.people.queries import associations_where, is_alliance_staff, places_where
from associations.people.views.invitations import WAITING


@require_safe
def home(request):
    """The front door: visitors see what the portal is for, everybody else goes where their work is."""
    person = request.person
    if not person:
        return render(request, "home.html")
    waiting = request.session.pop(WAITING, None)
    if waiting:
        return redirect(waiting)
    if is_alliance_staff(person):
        return redirect("directory:list")
    if places := places_where(person, *HANDLING):
        return redirect(queue_of(places))
    if associations_where(person, Role.REVIEWER):
        return redirect("review:queue")
    return redirect("application:mine")
