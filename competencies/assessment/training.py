"""Training hours: an entry counts when it is mapped to a competency; each hour has one topic."""

from decimal import Decimal

from competencies.assessment.case import Case
from competencies.assessment.findings import MET, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import TrainingHours


def check_training(case: Case, requirement: TrainingHours) -> Finding:
    """`training.hours` counts every topic, `training.<topic>` its own."""
    topic = requirement.topic
    judged = [training for training in case.training if topic is None or training.entry.topic == topic]
    counted = sum((training.entry.hours for training in judged if not training.code), Decimal(0))
    return Finding(
        f"training.{topic or 'hours'}",
        MET if counted >= requirement.hours else UNMET,
        requirement.hours,
        counted,
        "hours",
        tuple(Reason(t.entry.id, t.code, 0, t.entry.hours) for t in judged if t.code),
        tuple(Evidence(t.entry.id, t.entry.hours, t.entry.hours) for t in judged if not t.code),
    )
