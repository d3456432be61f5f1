"""The applicant's page of one application: what is missing and why, without a click."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import person_required
from common import clock
from competencies.standard.queries import NotOffered
from endorsement.application.assessment import Judged, judge, signatures, with_signatures
from endorsement.application.checklist import checklist, next_action
from endorsement.application.coming import coming_change
from endorsement.application.enums import Turn
from endorsement.application.forecast import Forecast, forecast
from endorsement.application.models import Agreement, Application
from endorsement.application.privacy import seen_by_applicant
from endorsement.application.queries import Event, history, mine
from endorsement.application.timing import submission
from endorsement.application.wording import STATE_TONES, history_lines, is_applicants_turn, turn_for_applicant
from endorsement.application.workflow import EDITABLE_STATES, OPEN_STATES, TURN_OF
from endorsement.portfolio.hooks import Summary
from endorsement.references.presenters import ICONS, TONES, role_words
from endorsement.training.queries import Closing, closing


@require_safe
@never_cache
@person_required
def dashboard(request, code):
    """One page: turn, requirements, competencies, references, agreements, and the one thing to do next."""
    application = get_object_or_404(with_signatures(mine(request.person)), code=code)
    judged, not_offered = _judged(application)
    ready = forecast(judged) if judged and application.state in EDITABLE_STATES else Forecast()
    found = checklist(application, judged, ready.sentences) if judged else None
    context = {"application": application, "found": found, "not_offered": not_offered}
    if request.GET.get("part") == "trainings":
        context = {"trainings": _trainings(application, judged)}
        return render(request, "endorsement/application/dashboard_trainings.html", context)
    if "part" in request.GET:
        return _summary(request, context)
    events = history(application)
    context |= {
        "judged": judged,
        "ready": ready.summary,
        "coming": coming_change(application, judged) if judged else None,
        "zone": application.association.time_zone,
        "turn": turn_for_applicant(application),
        "my_turn": is_applicants_turn(application),
        "waiting_for": Turn(TURN_OF[application.state]).label if TURN_OF[application.state] else "",
        "tone": STATE_TONES[application.state],
        "editable": application.state in EDITABLE_STATES,
        "open": application.state in OPEN_STATES,
        "next_action": next_action(application, found),
        "references": _references(judged),
        "agreements": _agreements(application),
        "to_mend": _to_mend(application, events),
        "not_yet": _not_yet(application, found),
        "history": history_lines(events, application.association.time_zone),
    }
    return render(request, "endorsement/application/dashboard.html", context)


def _judged(application: Application) -> tuple[Judged | None, str]:
    try:
        judged = judge(application)
    except NotOffered as sentence:
        return None, sentence.for_people
    return replace(judged, assessment=seen_by_applicant(judged.assessment)), ""


def _not_yet(application: Application, found) -> str:
    """Why what is complete cannot be submitted today; "" while something is missing, which comes first."""
    if not found or not found.eligible or application.state not in EDITABLE_STATES:
        return ""
    return submission(application, clock.today(application.association.time_zone)).closed


def _summary(request, context):
    """The sentence on top again, for the page that comes back to the front; 204 when nothing changed."""
    found = context["found"]
    if found is None or request.GET.get("seen") == f"{len(found.met)}-{len(found.unmet)}":
        return HttpResponse(status=204)
    return render(request, "endorsement/application/dashboard_summary.html", {**context, "changed": True})


def _references(judged: Judged | None) -> list[dict]:
    return [
        {
            "name": row.rater_name,
            "roles": role_words(row),
            "state": row.get_state_display(),
            "tone": TONES[row.state],
            "icon": ICONS[row.state],
        }
        for row in (judged.references if judged else ())
    ]


def _trainings(application: Application, judged: Judged | None) -> list[Closing]:
    """Trainings to come that cover competencies still without evidence: the findings say which."""
    if judged is None or application.state not in EDITABLE_STATES:
        return []
    gaps = [one.competency for one in judged.assessment.coverage if not one.covered and one.standing == "asked"]
    return closing(gaps, application.association_id, clock.now())


def _agreements(application: Application) -> list[dict]:
    signed = signatures(application)
    return [{"label": label, "signed_at": signed.get(kind)} for kind, label in Agreement.Kind.choices]


def _to_mend(application: Application, events: list[Event]) -> list[Event]:
    """What the coordinator wrote since the last submission; answers on a draft are with their questions."""
    if application.state not in OPEN_STATES or application.submitted_at is None:
        return []
    return [event for event in events if event.is_open]


def summaries(person) -> list[Summary]:
    """The newest application in the person's hands, for the top of their portfolio."""
    rows = []
    for application in with_signatures(mine(person).filter(state__in=EDITABLE_STATES))[:1]:
        judged, _sentence = _judged(application)
        if judged:
            found = checklist(application, judged)
            rows.append(
                Summary(
                    title=f"{application.category_name} ({application.association.abbreviation})",
                    url=reverse("application:dashboard", args=[application.code]),
                    met=len(found.met),
                    total=len(found.rows),
                    note=found.sentence,
                )
            )
    return rows
