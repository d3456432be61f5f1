"""Checking in by the code on the screen. Opening the code notes nothing; a button does."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from associations.training import actions, codes, presenters, queries
from associations.training.enums import COUNTED
from associations.training.forms import PlaceForm
from common import clock, throttle

# A whole conference shares one network.
TRIES, TRY_SECONDS = 600, 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check_in(request: HttpRequest, token: str):
    """The page that a code of the screen opens; by it or by its pass one checks in."""
    try:
        session_code, is_pass = codes.read(token)
    except codes.TooOld:
        return _says(request, _("This code is too old. Please scan the one that is on the screen now."), 410)
    except codes.Mangled:
        return _says(request, _("This is no code of ours. Please scan the one on the screen."), 404)
    session = queries.session_coded(session_code)
    if session is None:
        return _says(request, _("This session is not there any more."), 404)
    if sentence := actions.check_in_closed(session.training, session, clock.now()):
        return _says(request, sentence, 200, session)
    if not is_pass and request.method != "POST":
        return redirect("training:check_in", codes.pass_of(session_code))
    return _answer(request, session, token)


def _answer(request, session, token):
    form = None if request.person else PlaceForm(request.POST or None)
    status = 200
    if request.method == "POST" and (form is None or form.is_valid()):
        if throttle.too_often(request, "check-in", limit=TRIES, seconds=TRY_SECONDS):
            return _says(request, _("Too many at once from this network. Please wait a minute."), 429, session)
        try:
            attendee, new = actions.check_in(
                session=session, by=request.person or None, **(form.cleaned_data if form else {})
            )
        except actions.Refused as refused:
            if form is None:
                return _says(request, str(refused), 200, session)
            form.add_error(None, str(refused))
        else:
            return _done(request, session, attendee, new)
    own = queries.attendee_of(request.person, session.training)
    there = own is not None and own.presences.filter(session=session, means__in=COUNTED).exists()
    context = _words(session) | {"form": form, "there": there}
    return render(request, "associations/training/check_in.html", context, status=status)


def _done(request, session, attendee, new):
    sentence = _("You are checked in.") if new else _("You were checked in already.")
    context = _words(session) | {"done": sentence, "signed_in": bool(request.person)}
    return render(request, "associations/training/check_in.html", context)


def _words(session) -> dict:
    words = {"title": _("Check in"), "kicker": "", "when": "", "sentence": "", "done": "", "there": False, "form": None}
    if session is None:
        return words
    row = presenters.session_rows(session.training, [session])[0]
    return words | {"title": row.title, "kicker": session.training.association.name, "when": row.when}


def _says(request, sentence, status, session=None):
    context = _words(session) | {"sentence": sentence}
    return render(request, "associations/training/check_in.html", context, status=status)
