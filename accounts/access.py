"""Asking permission at the edge: who is not meant to see a page learns nothing about it, not even that it exists."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse

from accounts import hooks


def require(condition: object) -> None:
    """Raises Http404 unless ``condition`` holds."""
    if not condition:
        raise Http404


def is_staff(person) -> bool:
    """Whether an upper room calls this person one of the Alliance's staff."""
    return bool(person) and any(says(person) for says in hooks.alliance_staff)


def person_required(view):
    """Visitors are asked to sign in and then come back; everybody else has ``request.person``."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.person:
            # A page that saves as one types keeps its text and asks to sign in again.
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def staff_required(view):
    """Visitors are asked to sign in; who is not Alliance staff finds nothing here."""

    @wraps(view)
    @person_required
    def guarded(request, *args, **kwargs):
        require(is_staff(request.person))
        return view(request, *args, **kwargs)

    return guarded
