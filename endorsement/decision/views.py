"""The coordinator's decision: drafted, previewed, sent; and the letters, for the applicant to read again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_required, require
from common.drafts.actions import StaleVersion
from common.workflow.engine import MoveGone
from endorsement.application.models import Application
from endorsement.application.queries import handled_by, mine, newest_snapshot
from endorsement.application.workflow import MACHINE
from endorsement.decision import actions, presenters, queries
from endorsement.decision.enums import Outcome
from endorsement.decision.forms import DecisionForm
from endorsement.decision.models import Decision
from endorsement.decision.permissions import may
from endorsement.decision.wording import draft


def _application(request, slug, code) -> Application:
    found = get_object_or_404(handled_by(request.person), association__slug=slug, code=code)
    require(may(request.person, "decision.decide", found))
    return found


def _open(application) -> bool:
    return application.state in MACHINE.transitions["endorse"].sources


def _stored(application, reviews) -> Decision:
    """The draft, or what a new one would hold: nothing is written by looking."""
    snapshot = newest_snapshot(application)
    found = queries.draft_of(snapshot)
    if found:
        return found
    opinion, before = queries.opinion_of(reviews), queries.last_sent(snapshot)
    new = Decision(snapshot=snapshot, version=0, outcome=opinion.proposal)
    new.reasons = before.reasons if before else queries.proposed_reasons(reviews)
    new.letter_subject, new.letter = draft(application, new.outcome, queries.endorsed_until(application))
    return new


def _form(decision: Decision, data=None) -> DecisionForm:
    names = ("version", "outcome", "reason", "letter_subject", "letter")
    initial = {name: getattr(decision, name) for name in names}
    return DecisionForm(data, reasons=decision.reasons, initial=initial)


@person_required
@require_safe
def edit(request, slug, code):
    """Outcome, reasons and letter on one page, saved as typed."""
    application = _application(request, slug, code)
    if not _open(application):
        return render(request, "endorsement/decision/closed.html", _closed_context(application))
    reviews = queries.signed_reviews(application)
    stored = _stored(application, reviews)
    return _page(request, application, reviews, stored, _form(stored))


def _closed_context(application):
    return {
        "application": application,
        "association": application.association,
        "zone": application.association.time_zone,
        "letters": [presenters.letter(one) for one in queries.sent_to(application)],
    }


def _page(request, application, reviews, stored, form, *, stale=None, status=200):
    opinion = queries.opinion_of(reviews)
    context = {
        "application": application,
        "association": application.association,
        "zone": application.association.time_zone,
        "form": form,
        "outcomes": presenters.outcomes(form, application, queries.may_hold(application)),
        "opinion": opinion,
        "reviews": [presenters.review(one) for one in reviews],
        "why": presenters.why(form, reviews),
        "must_explain": presenters.must_explain(form["outcome"].value(), opinion),
        "until": queries.endorsed_until(application),
        "exam": queries.asks_exam(stored.snapshot),
        "stale": stale,
    }
    return render(request, "endorsement/decision/edit.html", context, status=status)


@person_required
@require_POST
def save(request, slug, code):
    """Saves as typed (htmx), or with the button, which goes on to the preview."""
    application = _application(request, slug, code)
    reviews = queries.signed_reviews(application)
    stored = _stored(application, reviews)
    form = _form(stored, request.POST)
    if not form.is_valid():
        if request.htmx:
            return render(request, "endorsement/decision/_errors.html", {"form": form}, status=422)
        return _page(request, application, reviews, stored, form, status=422)
    cleaned = form.cleaned_data
    typed = actions.Typed(
        version=form.fields["version"].clean(request.POST.get("keep")) or cleaned["version"],
        outcome=cleaned["outcome"],
        reasons=form.reasons_typed(),
        reason=cleaned["reason"],
        letter_subject=cleaned["letter_subject"],
        letter=cleaned["letter"],
    )
    try:
        saved = actions.save_decision(application=application, by=request.person, typed=typed)
    except StaleVersion as stale:
        if request.htmx:
            context = {"stale": stale.current, "association": application.association, "application": application}
            return render(request, "endorsement/decision/_stale.html", context, status=409)
        return _page(request, application, reviews, stored, form, stale=stale.current, status=409)
    except MoveGone as gone:
        if request.htmx:
            return render(request, "endorsement/decision/_gone.html", {"sentence": str(gone)}, status=409)
        messages.warning(request, str(gone))
        return redirect("decision:edit", slug=slug, code=code)
    if request.htmx:
        context = {
            "form": _form(saved),
            "redrafted": saved.letter != cleaned["letter"] or saved.letter_subject != cleaned["letter_subject"],
            "must_explain": presenters.must_explain(saved.outcome, queries.opinion_of(reviews)),
        }
        return render(request, "endorsement/decision/_saved.html", context)
    return redirect("decision:preview", slug=slug, code=code)


@person_required
@require_safe
def preview(request, slug, code):
    """The letter exactly as it will be sent, what happens with it, and the one button that does it."""
    application = _application(request, slug, code)
    if not _open(application):
        return redirect("decision:edit", slug=slug, code=code)
    return _preview(request, application)


def _preview(request, application, status=200):
    snapshot = newest_snapshot(application)
    decision = queries.draft_of(snapshot)
    opinion = queries.opinion_of(queries.signed_reviews(application))
    context = {
        "application": application,
        "association": application.association,
        "decision": decision,
        "paragraphs": queries.paragraphs_of(decision) if decision else [],
        "problems": queries.problems(decision, opinion, application),
        "endorses": bool(decision) and decision.outcome == Outcome.ENDORSE,
        "until": queries.endorsed_until(application),
        "exam": queries.asks_exam(snapshot),
        "zone": application.association.time_zone,
        "printed_name": application.person.printed_name or application.person.name,
        "address": application.person.email,
    }
    return render(request, "endorsement/decision/preview.html", context, status=status)


@person_required
@require_POST
def send(request, slug, code):
    """Decides and sends, once."""
    application = _application(request, slug, code)
    version = DecisionForm().fields["version"].clean(request.POST.get("version"))
    try:
        decision = actions.send(application=application, by=request.person, version=version)
    except StaleVersion:
        messages.warning(request, _("The decision was changed after this preview. Please look at it again."))
        return redirect("decision:preview", slug=slug, code=code)
    except actions.NotYet:
        return _preview(request, application, status=422)
    except MoveGone as gone:
        messages.warning(request, str(gone))
        return redirect("application:handle", slug=slug, code=code)
    messages.success(request, presenters.done(decision, application))
    return redirect("application:handle", slug=slug, code=code)


@person_required
@require_safe
def letters(request, code):
    """Every decision on the application with its letter, for the applicant to read again."""
    application = get_object_or_404(mine(request.person), code=code)
    require(may(request.person, "decision.read_letters", application))
    return render(request, "endorsement/decision/letters.html", _closed_context(application))
