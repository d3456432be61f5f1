"""Trainings for everybody: the calendar as pages and as feeds, one training, registering, a certificate verified."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from associations.directory.queries import members_of_the_alliance
from associations.training import actions, feed, presenters, queries
from associations.training.enums import State
from associations.training.filters import AllianceFilter, CalendarFilter
from associations.training.forms import PlaceForm
from associations.training.models import Attendee
from common import clock, throttle

ROWS = 30
# Where a day ends last: what runs anywhere is not yet past.
LATEST = "Etc/GMT+12"
ASKED, ASKED_SECONDS = 30, 3600
LOOKUPS, LOOKUP_SECONDS = 30, 60
FEED_SECONDS = 15 * 60
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _public(response):
    if settings.PORTAL_DEMO:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _house(slug):
    return get_object_or_404(members_of_the_alliance(), slug=slug)


def _calendar(request, filter_class, association=None):
    over = "past" in request.GET
    today = clock.today(association.time_zone if association else LATEST)
    rows = queries.past(today) if over else queries.coming(today)
    found = filter_class(request.GET, queryset=rows.filter(association=association) if association else rows)
    page = Paginator(found.qs, ROWS).get_page(request.GET.get("page"))
    tabs = [
        {"label": _("To come"), "url": request.path, "active": not over},
        {"label": _("Past"), "url": f"{request.path}?past=1", "active": over},
    ]
    context = {
        "association": association,
        "filter": found,
        "page": page,
        "cards": [presenters.card(one) for one in page.object_list],
        "tabs": tabs,
        "over": over,
        "searched": any(request.GET.get(name) for name in found.form.fields),
    }
    return _public(render(request, "associations/training/calendar.html", context))


@require_safe
def alliance(request):
    """What all associations announce."""
    return _calendar(request, AllianceFilter)


@require_safe
def calendar(request, slug):
    """What one association announces."""
    return _calendar(request, CalendarFilter, _house(slug))


def _feed(name, rows):
    headers = {"Cache-Control": f"max-age={FEED_SECONDS}", "Content-Disposition": 'inline; filename="trainings.ics"'}
    return HttpResponse(feed.calendar(name, rows), content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def alliance_feed(request):
    return _feed(_("Trainings of the Alliance"), queries.in_feed(clock.today()))


@require_safe
def house_feed(request, slug):
    association = _house(slug)
    name = _("Trainings of %(association)s") % {"association": association.name}
    return _feed(name, queries.in_feed(clock.today()).filter(association=association))


@require_safe
def training_feed(request, slug, code):
    """One training, to be put into one's calendar."""
    training = _training(slug, code)
    return _feed(training.title, queries.public().filter(pk=training.pk))


def _training(slug, code):
    return get_object_or_404(queries.public(), association__slug=slug, code=code)


@require_safe
def page(request, slug, code):
    """One training: when, where, which competencies; for who is on the list, how to take part."""
    return _public(
        render(request, "associations/training/page.html", page_context(_training(slug, code), request.person))
    )


def page_context(training, person) -> dict:
    """What the public page shows; its preview shows the same."""
    association = training.association
    own = queries.attendee_of(person, training)
    today = clock.today(association.time_zone)
    taken = queries.listed(training).count() if training.seats else 0
    return {
        "association": association,
        "training": training,
        "sessions": presenters.session_rows(training, queries.sessions_of(training, dropped=True)),
        "days": presenters.days_words(training),
        "where": presenters.where_words(training),
        "zone": presenters.zone_words(association),
        "tone": presenters.TONES[training.state],
        "own": own,
        "open": queries.takes_registrations(training, clock.now()),
        "left": max(training.seats - taken, 0) if training.seats else None,
        "cancelled": training.state == State.CANCELLED,
        "over": training.last_day is not None and training.last_day < today,
        "join": own is not None and training.state != State.CLOSED,
    }


@get_or_post
def register(request, slug, code):
    """Onto the list: at once for who is signed in, else by name and address. The answer to a visitor says nothing of
    who is on the list already, a full one too: the mail says which."""
    training = _training(slug, code)
    if request.person:
        return _register_me(request, training)
    form = PlaceForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if throttle.too_often(request, "training", limit=ASKED, seconds=ASKED_SECONDS):
            form.add_error(None, _("This came too often from your network. Please send it again in an hour."))
            status = 429
        else:
            try:
                actions.register(training=training, by=None, **form.cleaned_data)
            except actions.Refused as refused:
                form.add_error(refused.field or None, str(refused))
            else:
                messages.success(request, _("Thank you. What you need to know is on its way to you by mail."))
                return redirect(presenters.page_of(training))
    context = {"association": training.association, "training": training, "form": form}
    return _public(render(request, "associations/training/register.html", context, status=status))


def _register_me(request, training):
    if request.method == "POST":
        try:
            actions.register(training=training, by=request.person)
        except actions.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("You are on the list. A mail with all you need is on its way."))
    return redirect(presenters.page_of(training))


@require_POST
@person_required
def withdraw(request, slug, code):
    """Gives one's own place up."""
    training = _training(slug, code)
    own = get_object_or_404(Attendee.objects.select_related("training"), training=training, person=request.person)
    try:
        actions.withdraw(attendee=own, by=request.person)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You are no longer on the list."))
    return redirect(presenters.page_of(training))


@require_safe
def verify(request, code):
    """Whether a certificate of attendance with this number counts, and for how many hours."""
    if throttle.too_often(request, "attendance", limit=LOOKUPS, seconds=LOOKUP_SECONDS):
        context = {"wait": True, "found": None, "number": "", "sample": False}
        answer = render(request, "associations/training/verify.html", context, status=429)
        answer["Retry-After"] = str(LOOKUP_SECONDS)
        return _private(answer)
    found = queries.certificate_numbered(code)
    context = {
        "wait": False,
        "found": found,
        "number": found.shown_code if found else "",
        "sample": bool(found) and found.facts["sample"],
        "state": presenters.certificate_state(found) if found else None,
    }
    return _private(render(request, "associations/training/verify.html", context, status=200 if found else 404))


def _private(response):
    """For whoever holds the paper, not for search engines and caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
