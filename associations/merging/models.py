from django.db import models

from associations.merging.enums import MergeState
from common.ids import new_code


class Merge(models.Model):
    """Two records of one person made one, or asked of the Alliance. ``record``: what an undo needs, see ``moving``."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Where it was asked or done; none for what Alliance staff do by themselves.
    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.PROTECT, related_name="merges"
    )
    kept = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="merges_gone")
    state = models.CharField(max_length=10, choices=MergeState.choices, default=MergeState.ASKED)
    state_since = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    done_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    record = models.JSONField(default=dict)

    class Meta:
        ordering = ["-state_since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=models.Q(state="done"), name="merged_once"),
            models.UniqueConstraint(
                fields=["kept", "gone"], condition=models.Q(state="asked"), name="merge_asked_once"
            ),
        ]

    def __str__(self):
        return f"merge {self.pk}"


class TwoPeople(models.Model):
    """That two who look like one are two; so they are not proposed again. ``one`` has the smaller id."""

    one = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    noted_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="two_people_once")]

    def __str__(self):
        return f"{self.one_id} is not {self.other_id}"
