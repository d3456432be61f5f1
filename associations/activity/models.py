from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.activity.enums import Area, Heading, SummaryState, YearState
from common.drafts.models import Versioned
from common.ids import new_code


class ActivityYear(models.Model):
    """One year of which the Alliance asks its associations to tell. Moves: ``workflow.YEARS``.

    ``due_on`` is the last day, in each association's time zone; ``reminder_days`` count from it, negative before it.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=20, choices=YearState.choices, default=YearState.PREPARING)
    state_since = models.DateTimeField()
    due_on = models.DateField()
    words = models.TextField(blank=True)
    reminder_days = models.JSONField(default=list)

    class Meta:
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class ActivitySummary(models.Model):
    """That one association is asked for one year, and how far its answer is. Moves: ``workflow.SUMMARIES``."""

    year = models.ForeignKey(ActivityYear, on_delete=models.PROTECT, related_name="summaries")
    association = models.ForeignKey(
        "associations.Association", on_delete=models.PROTECT, related_name="activity_summaries"
    )
    state = models.CharField(max_length=20, choices=SummaryState.choices, default=SummaryState.ASKED)
    state_since = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "association"], name="activity_summary_once")]

    def __str__(self):
        return f"summary {self.pk}"


class _Saved(models.Model):
    """Who saved last."""

    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    saved_by_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class ActivityPassage(Versioned, _Saved):
    """A passage of a summary that is being written. ``code`` is chosen before anything is stored, by the page.

    ``areas`` are values of ``Area``; ``taken_from`` is the code of the passage of an earlier year it was copied of.
    """

    summary = models.ForeignKey(ActivitySummary, on_delete=models.CASCADE, related_name="passages")
    code = models.CharField(max_length=12, default=new_code)
    heading = models.CharField(max_length=20, choices=Heading.choices)
    text = models.TextField(blank=True)
    areas = models.JSONField(default=list)
    taken_from = models.CharField(max_length=12, blank=True)
    begun_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["summary", "code"], name="activity_passage_once")]

    def __str__(self):
        return f"passage {self.code}"


class ActivityRemark(Versioned, _Saved):
    """What an association says to a figure that the portal has counted. The figure itself nobody types."""

    summary = models.ForeignKey(ActivitySummary, on_delete=models.CASCADE, related_name="remarks")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "key"], name="activity_remark_once")]

    def __str__(self):
        return f"remark {self.pk}"


class ActivityFile(models.Model):
    """A file attached to a summary. Taken away it stays readable where a submission shows it."""

    summary = models.ForeignKey(ActivitySummary, on_delete=models.CASCADE, related_name="files")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=200)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by_name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "sha256"], condition=models.Q(removed_at__isnull=True), name="activity_file_once"
            )
        ]

    def __str__(self):
        return f"file {self.code}"


class ActivitySubmission(models.Model):
    """A summary as it was submitted; the newest has no ``superseded_at``. What it says is never changed.

    ``figures``: rows of ``queries.Counted.as_row()``; ``files``: codes of the files that belong to it.
    """

    summary = models.ForeignKey(ActivitySummary, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_by_name = models.CharField(max_length=200)
    figures = models.JSONField(default=list)
    files = models.JSONField(default=list)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "number"], name="activity_submission_number"),
            models.UniqueConstraint(
                fields=["summary"], condition=models.Q(superseded_at__isnull=True), name="activity_submission_newest"
            ),
        ]

    def __str__(self):
        return f"submission {self.number} of {self.summary_id}"


class SubmittedPassage(models.Model):
    """A passage as it was submitted; the database refuses to change it.

    ``folded`` is the text as searches compare it: see ``common.text.folded``.
    """

    submission = models.ForeignKey(ActivitySubmission, on_delete=models.PROTECT, related_name="passages")
    code = models.CharField(max_length=12)
    heading = models.CharField(max_length=20, choices=Heading.choices)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    folded = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["submission", "code"], name="submitted_passage_once")]

    def __str__(self):
        return f"passage {self.code} of {self.submission_id}"


class PassageArea(models.Model):
    """That a submitted passage speaks of an area: marked by its association, or (``by_staff``) by the Alliance."""

    passage = models.ForeignKey(SubmittedPassage, on_delete=models.CASCADE, related_name="areas")
    area = models.CharField(max_length=20, choices=Area.choices)
    by_staff = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage", "area"], name="passage_area_once")]

    def __str__(self):
        return f"{self.passage_id} {self.area}"


class ActivityNotice(models.Model):
    """That an association was told or reminded, by which rule, and who got it. Never changed."""

    summary = models.ForeignKey(ActivitySummary, on_delete=models.CASCADE, related_name="notices")
    rule = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    told = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.summary_id} {self.rule}"


class ActivitySynopsis(models.Model):
    """All that was submitted for a year as one document, as it stood when it was asked for; kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being printed")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    year = models.ForeignKey(ActivityYear, on_delete=models.PROTECT, related_name="synopses")
    code = models.CharField(max_length=12, unique=True, default=new_code)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    requested_by_name = models.CharField(max_length=200)
    ready_at = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=models.Q(state="waiting"), name="synopsis_one_waiting"),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (~models.Q(sha256="") & ~models.Q(file="")),
                name="synopsis_ready_has_its_file",
            ),
        ]

    def __str__(self):
        return f"synopsis {self.code}"
