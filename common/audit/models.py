from django.db import models


class AccessLog(models.Model):
    """Who looked at or took out personal data, and why. Append-only, without foreign keys."""

    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=80, db_index=True)
    scope = models.CharField(max_length=60, blank=True, db_index=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="accesslog_newest")]

    def __str__(self):
        return f"{self.action} {self.about}"
