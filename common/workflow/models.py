from django.db import models


class StatusChange(models.Model):
    """One move of one thing: the story people see. No foreign keys, so that history never blocks a change."""

    machine = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["machine", "object_id", "at"], name="statuschange_story")]

    def __str__(self):
        return f"{self.machine} {self.object_id}: {self.transition}"
