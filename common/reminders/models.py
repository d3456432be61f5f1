from django.db import models


class Reminder(models.Model):
    """One rule applied to one case, once: ``case`` is ``"kind:id"``, ``rule`` a stable name such as ``chase:7``."""

    case = models.CharField(max_length=80)
    rule = models.CharField(max_length=40)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "rule"], name="reminder_once")]

    def __str__(self):
        return f"{self.case} {self.rule}"
