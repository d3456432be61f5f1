from django.db import models

from common.drafts.models import Versioned
from common.ids import new_code
from endorsement.review.enums import AssignmentState, Recommendation, Verdict


class Cycle(models.Model):
    """One round of review of one snapshot."""

    application = models.ForeignKey("endorsement.Application", on_delete=models.PROTECT, related_name="cycles")
    snapshot = models.OneToOneField("endorsement.Snapshot", on_delete=models.PROTECT, related_name="cycle")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.application_id} cycle {self.pk}"


class Assignment(Versioned):
    """One reviewer's work on one cycle: asked about conflicts first, then opened, signed at the end."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="assignments")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    state = models.CharField(max_length=12, choices=AssignmentState.choices, default=AssignmentState.ASKED)
    state_since = models.DateTimeField()
    is_third = models.BooleanField(default=False)
    assigned_at = models.DateTimeField()
    # Of a reviewer who waits for their turn: as foreseen; it is set anew, ``days`` from then, when they are asked.
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    handed_back_reason = models.TextField(blank=True)
    recommendation = models.CharField(max_length=12, choices=Recommendation.choices, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "reviewer"],
                name="assignment_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="signed", signed_at__isnull=False)
                | (~models.Q(state="signed") & models.Q(signed_at__isnull=True)),
                name="assignment_signed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "state", "due_on"], name="assignment_queue"),
            models.Index(fields=["state", "due_on"], name="assignment_reminders"),
        ]

    def __str__(self):
        return self.code


class Judgement(Versioned):
    """One reviewer's word on one competency."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="judgements")
    competency = models.ForeignKey("competencies.Competency", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "competency"], name="judgement_once")]

    def __str__(self):
        return f"{self.assignment_id} {self.competency_id}"
