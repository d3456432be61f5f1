"""The office's trainings: the list, one training with its turn, its form, its sessions, its moves, the providers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require
from associations.training import actions, presenters, queries
from associations.training.enums import ATTENDING, State
from associations.training.filters import OfficeFilter
from associations.training.forms import ProviderForm, ReasonForm, SessionForm, TrainingForm
from associations.training.tables import ProviderTable, TrainingTable
from associations.training.views.public import page_context
from associations.training.workflow import MACHINE
from common.drafts.actions import StaleVersion
from common.workflow.engine import MoveGone

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def house(request, slug):
    return get_object_or_404(queries.managed_by(request.person), slug=slug)


def one_of(request, slug, code):
    """The association and one of its trainings."""
    association = house(request, slug)
    return association, get_object_or_404(queries.visible_to(request.person, association), code=code)


@require_safe
@person_required
def office(request, slug):
    association = house(request, slug)
    found = OfficeFilter(request.GET, queryset=queries.for_office(request.person, association))
    table = TrainingTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "office"),
        "filter": found,
        "table": table,
    }
    return render(request, "associations/training/office.html", context)


@require_safe
@person_required
def desk(request, slug, code):
    """One training: whose turn it is, what it lacks, its sessions, who is on the list."""
    association, training = one_of(request, slug, code)
    sessions = queries.sessions_of(training, dropped=True)
    running = [one for one in sessions if not one.dropped_at]
    begun = presenters.has_begun(running)
    sentence, ours = presenters.turn(training, begun)
    moves = {move.name for move in MACHINE.open(training.state)}
    context = {
        "association": association,
        "training": training,
        "sessions": presenters.desk_rows(training, sessions),
        "days": presenters.days_words(training),
        "where": presenters.where_words(training),
        "zone": presenters.zone_words(association),
        "tone": presenters.TONES[training.state],
        "turn": sentence,
        "ours": ours,
        "begun": begun,
        "moves": moves,
        "missing": queries.missing(training, running) if training.state == State.DRAFT else [],
        "listed": queries.listed(training).count(),
        "told": queries.told_of(training) if training.state in ATTENDING else 0,
        "papers": queries.papers_of(training),
        "stopped": queries.stopped_of(training),
        "story": presenters.story(training),
        "editable": training.state in (State.DRAFT, State.ANNOUNCED, State.HELD),
    }
    return render(request, "associations/training/desk.html", context)


@require_safe
@person_required
def preview(request, slug, code):
    """The public page as it will be."""
    _association, training = one_of(request, slug, code)
    context = page_context(training, None) | {"preview": True}
    return render(request, "associations/training/page.html", context)


@get_or_post
@person_required
def edit(request, slug, code=None):
    """A new training, or its facts. A draft may lack anything but its title."""
    association, training = one_of(request, slug, code) if code else (house(request, slug), None)
    form = TrainingForm(request.POST or None, association=association, training=training)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_training(
                association=association,
                training=training,
                code=form.cleaned_data["code"],
                version=form.cleaned_data["version"] or 0,
                facts=form.facts(),
                by=request.person,
            )
        except actions.Refused as refused:
            form.add_error(refused.field or None, str(refused))
        except StaleVersion as stale:
            form.add_error(
                None,
                _("Somebody else changed this training meanwhile. What you typed is here; send it again to keep it."),
            )
            form.data = form.data.copy()
            form.data["version"] = stale.current.version
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("training:desk", slug, saved.code)
    context = {"association": association, "training": training, "form": form}
    return render(request, "associations/training/edit.html", context, status=status)


@get_or_post
@person_required
def session(request, slug, code, session=None):
    """A session, new or changed."""
    association, training = one_of(request, slug, code)
    rows = queries.sessions_of(training)
    row = next((one for one in rows if one.code == session), None)
    require(session is None or row)
    chosen = [one.pk for one in row.competencies.all()] if row else ()
    form = SessionForm(
        request.POST or None, training=training, areas=presenters.competency_areas(), session=row, chosen=chosen
    )
    if request.method == "POST" and form.is_valid():
        facts = form.facts() | ({"code": row.code} if row else {})
        try:
            actions.save_session(training=training, by=request.person, **facts)
        except actions.Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("training:desk", slug, code)
    context = {"association": association, "training": training, "form": form, "session": row}
    return render(request, "associations/training/session.html", context)


@require_POST
@person_required
def drop(request, slug, code, session):
    """Takes a session away."""
    _association, training = one_of(request, slug, code)
    row = get_object_or_404(training.sessions.select_related("training__association"), code=session)
    try:
        actions.drop_session(session=row, by=request.person)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The session is taken away."))
    return redirect("training:desk", slug, code)


@require_POST
@person_required
def discard(request, slug, code):
    """Throws a draft away."""
    _association, training = one_of(request, slug, code)
    try:
        actions.discard(training=training, by=request.person)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("training:desk", slug, code)
    messages.success(request, _("The draft is thrown away."))
    return redirect("training:office", slug)


SAID = {
    "announce": lambda: _("It is announced: everybody can read of it and register."),
    "close": lambda: _("Attendance is closed. The hours stand in the portfolios; certificates go out by mail."),
    "cancel": lambda: _("It is cancelled. Everybody on the list gets a mail."),
    "reopen": lambda: _("Attendance is open again. Correct it, then close it: portfolios and certificates follow."),
}
DO = {"announce": actions.announce, "close": actions.close}
DO_WITH_REASON = {"cancel": actions.cancel, "reopen": actions.reopen}


@require_POST
@person_required
def move(request, slug, code, name):
    """Announcing and closing: one button."""
    _association, training = one_of(request, slug, code)
    require(name in DO)
    try:
        DO[name](training=training, by=request.person)
    except (actions.Refused, MoveGone) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, SAID[name]())
    return redirect("training:desk", slug, code)


@get_or_post
@person_required
def move_with_reason(request, slug, code, name):
    """Cancelling and opening attendance again: both say why."""
    association, training = one_of(request, slug, code)
    require(name in DO_WITH_REASON)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            DO_WITH_REASON[name](training=training, by=request.person, **form.cleaned_data)
        except (actions.Refused, MoveGone) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, SAID[name]())
        return redirect("training:desk", slug, code)
    context = {
        "association": association,
        "training": training,
        "form": form,
        "label": MACHINE.transitions[name].label,
        "name": name,
    }
    return render(request, "associations/training/reason.html", context)


@require_safe
@person_required
def providers(request, slug):
    association = house(request, slug)
    table = ProviderTable(queries.providers_of(association), association=association)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"association": association, "tabs": presenters.tabs(association, "providers"), "table": table}
    return render(request, "associations/training/providers.html", context)


@get_or_post
@person_required
def provider(request, slug, pk=None):
    """A provider, new or corrected."""
    association = house(request, slug)
    row = get_object_or_404(queries.providers_of(association), pk=pk) if pk else None
    names = ("name", "website", "approved_from", "approved_until", "note")
    form = ProviderForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_provider(association=association, provider=row, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("training:providers", slug)
    context = {"association": association, "form": form, "title": row.name if row else _("Add a provider")}
    return render(request, "associations/training/provider.html", context)
