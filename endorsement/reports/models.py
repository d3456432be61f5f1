from django.db import models

from common.ids import new_code
from endorsement.reports.enums import ExportState


class SavedView(models.Model):
    """A report as somebody asked it, under a name. ``query``: the end of its address; ``monthly``: mailed."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="saved_views")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=100)
    measure = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)
    monthly = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_name_once")]
        indexes = [models.Index(fields=["person"], name="saved_view_monthly", condition=models.Q(monthly=True))]

    def __str__(self):
        return self.code


class ReportExport(models.Model):
    """The rows behind a number as a workbook: asked for, written by the worker, kept for a week, for its person alone.

    ``query``: what was asked and which number was opened, as in the address of the rows.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="report_exports")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    measure = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "measure"], condition=models.Q(state="waiting"), name="report_export_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["person", "-requested_at"], name="report_export_newest")]

    def __str__(self):
        return self.code
