"""Who acts in this request, and whether they have proved it twice where that is asked."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import second_factor

ALWAYS_OPEN = ("/accounts/", "/static/", "/healthz", "/i18n/")


def _person_of(request):
    return getattr(request.user, "person", None) if request.user.is_authenticated else None


class PersonMiddleware:
    """``request.person``: the signed-in Person, falsy for visitors."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = SimpleLazyObject(lambda: _person_of(request))
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends those who must have a second factor, and did not use one, to prove the one they have or to set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self._held_up(request):
            return self._answer(request)
        return self.get_response(request)

    @staticmethod
    def _held_up(request) -> bool:
        if request.path.startswith(ALWAYS_OPEN) or not request.user.is_authenticated:
            return False
        return not second_factor.proved(request) and second_factor.must_have(request.user)

    @staticmethod
    def _answer(request):
        step = second_factor.next_step(request.user)
        back = request.get_full_path() if request.method == "GET" else "/"
        address = f"{step}{'&' if '?' in step else '?'}{urlencode({'next': back})}"
        messages.info(request, _("Your role asks for a second step at sign-in, because you see other people's papers."))
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(address)
        return redirect(address)
