from django.db import models

from common.drafts.models import Versioned
from endorsement.decision.enums import DecisionState, Outcome


class Decision(Versioned):
    """What the coordinator decides on one snapshot, with the letter that says so. Drafted, previewed, then sent."""

    snapshot = models.ForeignKey("endorsement.Snapshot", on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reasons = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    letter_subject = models.CharField(max_length=300, blank=True)
    letter = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DecisionState.choices, default=DecisionState.DRAFT)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    endorsement = models.ForeignKey(
        "endorsement.Endorsement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot"], condition=models.Q(state="draft"), name="decision_one_draft"),
            models.CheckConstraint(
                condition=models.Q(state="draft", decided_at__isnull=True)
                | models.Q(state="sent", decided_at__isnull=False),
                name="decision_sent_when",
            ),
        ]

    def __str__(self):
        return f"decision on {self.snapshot_id}"
