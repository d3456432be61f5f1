"""Differences from the core as rows and words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from associations.policy.enums import OverlayState
from associations.policy.models import Overlay
from associations.policy.queries import rule_of
from common.components.dates import local_datetime
from common.workflow.engine import Machine
from common.workflow.models import StatusChange
from competencies.assessment.reading import DocumentFault
from competencies.standard.amounts import day
from competencies.standard.directions import ADDS, BELOW, DIFFERS, LABELS, SAME, overlay_direction
from competencies.standard.explanations import KINDS
from competencies.standard.statements import effect

TONES = {ADDS: "success", BELOW: "warning", DIFFERS: "info", SAME: "neutral"}
STATE_TONES = {
    OverlayState.PROPOSED: "warning",
    OverlayState.IN_FORCE: "success",
    OverlayState.ENDED: "neutral",
    OverlayState.REFUSED: "neutral",
    OverlayState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class OverlayRow:
    """One difference: what it does in a sentence, for whom, when, how it compares, and who approved it."""

    overlay: Overlay
    effect: str
    kinds: str
    days: str
    direction: str
    direction_label: str
    tone: str
    state_tone: str
    approved: str


def overlay_row(known, overlay: Overlay) -> OverlayRow:
    """`known` is a `queries.Standard`."""
    rule = rule_of(overlay, overlay.association.abbreviation)
    try:
        direction = overlay_direction(known, rule)
    except DocumentFault:
        direction = DIFFERS
    return OverlayRow(
        overlay=overlay,
        effect=effect(known, rule),
        kinds=", ".join(str(KINDS[kind]) for kind in rule.kinds) or _("every category"),
        days=days_words(rule.since, rule.until),
        direction=direction,
        direction_label=str(LABELS[direction]),
        tone=TONES[direction],
        state_tone=STATE_TONES[overlay.state],
        approved=_approved(overlay),
    )


def story_rows(machine: Machine, thing, zone: str) -> list[dict]:
    """What became of something proposed, for a timeline, the newest first. One query."""
    changes = StatusChange.objects.filter(machine=machine.name, object_id=thing.pk).order_by("-at", "-pk")
    return [
        {
            "when": local_datetime(change.at, zone),
            "title": str(machine.states[change.target].label).capitalize(),
            "text": change.reason,
            "actor": change.by_name,
        }
        for change in changes
    ]


def days_words(since, until) -> str:
    """On which days something holds."""
    words = {"since": since and day(since), "until": until and day(until)}
    if since and until:
        return _("from %(since)s to %(until)s") % words
    if until:
        return _("up to %(until)s") % words
    return _("from %(since)s on") % words if since else _("on every day")


def _approved(overlay: Overlay) -> str:
    if overlay.is_shipped:
        return _("Published by the association; part of the loaded Standard.")
    proposed = overlay.proposed_at.astimezone(ZoneInfo(overlay.association.time_zone)).date()
    words = {"name": overlay.proposed_name, "day": day(proposed)}
    if overlay.approved_on is None:
        return _("Proposed by %(name)s on %(day)s.") % words
    return _("Approved by %(name)s on %(day)s.") % {"name": overlay.approved_name, "day": day(overlay.approved_on)}
