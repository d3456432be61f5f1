"""How interest looks."""

from django.conf import settings
from django.utils.translation import gettext as _

from associations.interest.enums import Stage
from associations.interest.models import Interest
from associations.interest.queries import Report
from associations.interest.workflow import MACHINE
from common.components.dates import day_words
from common.workflow.models import StatusChange

TONES = {
    Stage.ASKED: "warning",
    Stage.EXPLORING: "info",
    Stage.PREPARING: "primary",
    Stage.LICENSED: "success",
    Stage.DECLINED: "neutral",
}
REPORT_HEAD = ("kind", "association", "stage_or_topic", "number")


def story(interest: Interest) -> list[dict]:
    """What happened, the newest first: what was asked, notes and moves. Two queries."""
    rows = [(interest.asked_at, _("Asked"), interest.message, interest.name, "primary")]
    rows += [(one.at, _("Note"), one.text, one.by_name, "neutral") for one in interest.notes.all()]
    for change in StatusChange.objects.filter(machine=MACHINE.name, object_id=interest.pk):
        label = str(MACHINE.transitions[change.transition].label)
        rows.append((change.at, label, change.reason, change.by_name, TONES[change.target]))
    rows.sort(key=lambda row: row[0], reverse=True)
    return [
        {"when": day_words(when, settings.TIME_ZONE), "title": title, "text": text, "actor": actor, "tone": tone}
        for when, title, text, actor, tone in rows
    ]


def report_rows(found: Report) -> list[tuple]:
    """The report as rows of a file: the same numbers as on the page."""
    stages = [("interest", "", stage.label, number) for stage, number in found.stages]
    hours = [("assistance", name, topic.label, hours) for name, topic, hours in found.hours]
    return stages + hours
