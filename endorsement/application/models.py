from django.db import models
from django.utils.translation import gettext_lazy as _

from common.ids import new_code
from endorsement.application.enums import ApplicationState, ExceptionState, Section


class Application(models.Model):
    """A person's request to one association for one category."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="applications")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="applications")
    category = models.ForeignKey("competencies.Category", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    state_since = models.DateTimeField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "association", "category"],
                condition=~models.Q(state__in=["endorsed", "withdrawn", "lapsed"]),
                name="application_open_once",
            )
        ]
        indexes = [
            # With the applicant: the queue's counts leave out one's own without reading the rows.
            models.Index(fields=["association", "state", "state_since"], include=["person"], name="application_queue"),
            models.Index(fields=["association", "state_since", "id"], name="application_since"),
            models.Index(fields=["person", "-started_at"], name="application_mine"),
        ]

    def __str__(self):
        return self.code

    @property
    def category_name(self) -> str:
        """What the association calls the category."""
        return self.association.name_of(self.category)


class EditionChoice(models.Model):
    """The applicant would rather be judged by a new edition than by the one that a grace period keeps for them."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="edition_choices")
    edition = models.CharField(max_length=16)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "edition"], name="edition_chosen_once")]

    def __str__(self):
        return f"{self.application_id} {self.edition}"


class AgreementText(models.Model):
    """The words of an agreement as the licence holder loaded them, in versions by language; of one association or all.

    The official texts are copyrighted: without a row the portal shows its own placeholder, which says so.
    """

    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.CASCADE, related_name="agreement_texts"
    )
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=8, default="en")
    version = models.PositiveIntegerField()
    text = models.TextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "kind", "language", "version"], name="agreement_text_version"
            ),
            models.UniqueConstraint(
                fields=["kind", "language", "version"],
                condition=models.Q(association__isnull=True),
                name="default_agreement_text_version",
            ),
        ]

    def __str__(self):
        return f"{self.association_id} {self.kind} {self.version}"


class Agreement(models.Model):
    """The Code of Ethics or the Endorsement Agreement, signed: the name typed, the time, the text's version kept."""

    class Kind(models.TextChoices):
        CODE_OF_ETHICS = "code_of_ethics", _("Code of Ethics")
        ENDORSEMENT_AGREEMENT = "endorsement_agreement", _("Endorsement Agreement")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    text_version = models.CharField(max_length=64)
    text = models.TextField()
    typed_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "kind"], name="agreement_once")]

    def __str__(self):
        return f"{self.application_id} {self.kind}"


class PersonalException(models.Model):
    """What one application is asked instead of one requirement, signed by whoever proposed it, on its days.

    ``params`` as in an overlay of the Standard; ``accepted`` says in a sentence what is accepted instead. Only while in
    force is it laid over the association's overlays when the application is judged.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="exceptions")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    requirement = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    accepted = models.TextField()
    reason = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ExceptionState.choices, default=ExceptionState.PROPOSED)
    proposed_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    signed_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_name = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_mime = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["application", "state"], name="exception_of")]

    def __str__(self):
        return self.code

    @classmethod
    def held(cls) -> models.QuerySet["PersonalException"]:
        """Those that hold on their days: in force, or ended with a last day."""
        return cls.objects.filter(state__in=[ExceptionState.IN_FORCE, ExceptionState.ENDED])


class SnapshotChanged(TypeError):
    """Something tried to change or delete what was submitted."""


class SnapshotQuerySet(models.QuerySet):
    """Reads and adds; never changes."""

    def update(self, **kwargs):
        raise SnapshotChanged("A snapshot is never changed.")

    def delete(self):
        raise SnapshotChanged("A snapshot is never deleted.")


class Snapshot(models.Model):
    """What was submitted: the portfolio document with its assessment, never changed. Reviewers read this.

    ``assessment`` is the assessment document with, beside the contract's keys, ``coverage`` (competency, standing and
    the entries mapped to it) and ``evidence`` (per requirement, the entries that count). ``sha256`` is of the
    canonical JSON of all of it: see ``freezing.digest``.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=20)
    judged_on = models.DateField()
    document = models.JSONField()
    extras = models.JSONField(default=dict)
    assessment = models.JSONField()
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="snapshot_number")]
        ordering = ["number"]

    def __str__(self):
        return f"{self.application_id} #{self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise SnapshotChanged("A snapshot is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise SnapshotChanged("A snapshot is never deleted.")


class Comment(models.Model):
    """A question of the applicant on a section, an answer, or what to mend when the application is returned."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=20, choices=Section.choices)
    author = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=200)
    by_applicant = models.BooleanField(default=False)
    text = models.TextField()
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["application", "resolved_at"], name="comment_open")]

    def __str__(self):
        return f"{self.application_id} {self.section}"


class DataExport(models.Model):
    """A person's request for everything that is theirs: packed by a job, kept for a week, downloaded by them alone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being packed")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be packed")

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="data_exports")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="waiting"), name="data_export_one_at_a_time"
            )
        ]

    def __str__(self):
        return self.code


class EditionComparison(models.Model):
    """The draft of an edition compared with the one it was copied from, on every portfolio; made by a job.

    ``draft_version`` is what was compared. ``summary``: "drafts" and "submitted", each with ``compared``, ``verdicts``
    (how many change), ``gains``, ``loses`` and ``requirements`` (key -> how many become met, and how many unmet).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being compared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be compared")

    draft = models.ForeignKey("competencies.EditionDraft", on_delete=models.CASCADE, related_name="comparisons")
    draft_version = models.PositiveIntegerField()
    base_key = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict)
    unreadable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state="waiting"), name="comparison_one_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.draft_id} {self.requested_at}"


class ComparedApplication(models.Model):
    """One portfolio of which the compared edition changes a finding.

    ``changes``: requirement -> status before and after. ``requirements``: their keys, each between bars, to be found.
    """

    comparison = models.ForeignKey(EditionComparison, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    submitted = models.BooleanField()
    judged_on = models.DateField()
    before = models.BooleanField()
    after = models.BooleanField()
    verdict_changes = models.BooleanField()
    changes = models.JSONField(default=dict)
    requirements = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "application", "submitted"], name="compared_once")]
        indexes = [models.Index(fields=["comparison", "-verdict_changes", "id"], name="compared_newest")]

    def __str__(self):
        return f"{self.comparison_id} {self.application_id}"
