"""Everything that reads decisions."""

import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from associations.directory.permissions import Act, refusal
from associations.policy.queries import policy_on
from common import clock
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application, Snapshot
from endorsement.decision.enums import DecisionState, Outcome
from endorsement.decision.models import Decision
from endorsement.decision.opinions import Opinion, needs_reason
from endorsement.decision.validity import valid_until
from endorsement.decision.wording import OUTCOME_SAID, REASONS, with_reasons
from endorsement.review.enums import AssignmentState, Recommendation, Verdict
from endorsement.review.models import Assignment
from endorsement.review.queries import current_cycle, seats_of


def signed_reviews(application: Application) -> list[Assignment]:
    """The signed reviews of the newest round, with judgements. Three queries."""
    cycle = current_cycle(application)
    if cycle is None:
        return []
    return [seat for seat in seats_of(cycle) if seat.state == AssignmentState.SIGNED]


def opinion_of(reviews: list[Assignment]) -> Opinion:
    verdicts: dict[int, set[str]] = {}
    for review in reviews:
        for row in review.judgements.all():
            verdicts.setdefault(row.competency_id, set()).add(row.verdict)
    return Opinion(
        tuple(review.recommendation for review in reviews), any(len(found) > 1 for found in verdicts.values())
    )


def proposed_reasons(reviews: list[Assignment]) -> list[dict]:
    """One reason for each competency judged, filled with what reviewers wrote where they did not find it met; the last
    one is about the application as a whole. ``{"competency": key, "title": words, "text": words}``."""
    found: dict[str, dict] = {}
    positions = {}
    for review in reviews:
        for row in review.judgements.all():
            key = row.competency.key
            positions[key] = row.competency.position
            reason = found.setdefault(key, {"competency": key, "title": row.competency.title, "text": ""})
            if row.verdict in (Verdict.NOT_MET, Verdict.MORE) and row.comment.strip():
                reason["text"] = "\n".join(filter(None, [reason["text"], row.comment.strip()]))
    general = {"competency": "", "title": _("The application as a whole"), "text": ""}
    return [found[key] for key in sorted(found, key=positions.get)] + [general]


def asks_exam(snapshot: Snapshot) -> bool:
    """Whether an exam follows once the portfolio is approved."""
    return any(finding["requirement"] == "exam" for finding in snapshot.assessment["findings"])


def draft_of(snapshot: Snapshot) -> Decision | None:
    found = Decision.objects.filter(snapshot=snapshot, state=DecisionState.DRAFT).first()
    if found:
        found.snapshot = snapshot
    return found


def last_sent(snapshot: Snapshot) -> Decision | None:
    """The hold that a new decision on the same submission begins from, if there was one."""
    return Decision.objects.filter(snapshot=snapshot, state=DecisionState.SENT).order_by("-decided_at").first()


def sent_to(application: Application) -> QuerySet[Decision]:
    """Every decision sent about the application, newest first."""
    return (
        Decision.objects.filter(snapshot__application=application, state=DecisionState.SENT)
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")
    )


def outcomes(snapshot_ids: list[int]) -> dict[int, str]:
    """Snapshot -> what was decided on it last, in a word. For ``review.hooks``. One query."""
    sent = Decision.objects.filter(snapshot_id__in=snapshot_ids, state=DecisionState.SENT).order_by("decided_at", "pk")
    return {snapshot: str(OUTCOME_SAID[outcome]) for snapshot, outcome in sent.values_list("snapshot_id", "outcome")}


def endorsed_until(application: Application, day: datetime.date | None = None) -> datetime.date:
    """Until when an Endorsement awarded on ``day`` (today in the association's zone) would be valid."""
    day = day or clock.today(application.association.time_zone)
    return valid_until(policy_on(application.association, day), day)


def problems(draft: Decision | None, opinion: Opinion, application: Application) -> list[str]:
    """What still stops the decision from being sent, as sentences. Empty: it can be sent."""
    if draft is None or not draft.outcome:
        return [_("Choose the outcome first.")]
    found = []
    if draft.outcome == Outcome.ENDORSE:
        place = application.association
        found += filter(None, [refusal(Act.AWARD, place, clock.today(place.time_zone))])
    found += _against_policy(draft, opinion, application)
    if application.state == ApplicationState.HELD and draft.outcome == Outcome.HOLD:
        found.append(_("The application is on hold already: endorse or defer."))
    if needs_reason(draft.outcome, opinion) and not draft.reason.strip():
        found.append(_("The reviewers differ, or this is not what they recommend: please say for the record why."))
    if not draft.letter.strip() or not draft.letter_subject.strip():
        found.append(_("The letter is empty."))
    elif draft.outcome != Outcome.ENDORSE:
        found += _reason_problems(draft)
    return found


def may_hold(application: Application) -> bool:
    """Whether the association's policy knows "hold" today. One query."""
    return policy_on(application.association, clock.today(application.association.time_zone)).may_hold


def _against_policy(draft: Decision, opinion: Opinion, application: Application) -> list[str]:
    """What the association's policy of today does not allow. At most one query."""
    policy = policy_on(application.association, clock.today(application.association.time_zone))
    unanimous = all(one == Recommendation.ENDORSE for one in opinion.recommendations)
    if draft.outcome == Outcome.ENDORSE and policy.consensus and not unanimous:
        return [_("Your policy endorses only what every reviewer recommends, and here not every one does.")]
    if draft.outcome == Outcome.HOLD and not policy.may_hold:
        return [_("Your policy knows no hold: endorse or defer.")]
    return []


def _reason_problems(draft: Decision) -> list[str]:
    written = any(reason["text"].strip() for reason in draft.reasons)
    placed = any(paragraph.strip() == REASONS for paragraph in draft.letter.split("\n\n"))
    if not written:
        return [_("Tell the applicant why: write at least one reason.")]
    if not placed:
        return [_("The letter has lost the line %(token)s, where the reasons go.") % {"token": REASONS}]
    return []


def paragraphs_of(decision: Decision) -> list[str]:
    """The letter as it is sent."""
    return with_reasons(decision.letter, decision.reasons)


def personal_data(person) -> dict[str, object]:
    """The letters about the person's applications, for "everything that is mine"."""
    rows = Decision.objects.filter(snapshot__application__person=person, state=DecisionState.SENT)
    rows = list(rows.select_related("snapshot__application").order_by("decided_at", "pk"))
    if not rows:
        return {}
    return {
        "decisions.json": [
            {
                "application": row.snapshot.application.code,
                "submission": row.snapshot.number,
                "outcome": row.outcome,
                "decided_at": row.decided_at,
                "subject": row.letter_subject,
                "letter": paragraphs_of(row),
            }
            for row in rows
        ]
    }
