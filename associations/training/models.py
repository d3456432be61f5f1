from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from associations.training.enums import Kind, Means, Origin, SessionTopic, State
from common.drafts.models import Versioned
from common.ids import new_code, spaced


class TrainingProvider(models.Model):
    """Somebody whose trainings an association approves, from a day to a day."""

    association = models.ForeignKey(
        "associations.Association", on_delete=models.CASCADE, related_name="training_providers"
    )
    name = models.CharField(max_length=200)
    website = models.URLField(blank=True)
    approved_from = models.DateField()
    approved_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("association", Lower("name"), name="training_provider_once"),
            models.CheckConstraint(
                condition=models.Q(approved_until__isnull=True)
                | models.Q(approved_until__gte=models.F("approved_from")),
                name="training_provider_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.name

    def approved_on(self, day) -> bool:
        return self.approved_from <= day and (self.approved_until is None or day <= self.approved_until)


class Training(Versioned):
    """A training or conference of an association. Moves: ``workflow.MACHINE``.

    Its hours and competencies are those of its sessions. ``first_day`` and ``last_day`` are kept for lists: the days of
    its sessions in the association's time zone, none without a session. ``provider``: none, the association itself.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TRAINING)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    provider = models.ForeignKey(
        TrainingProvider, null=True, blank=True, on_delete=models.PROTECT, related_name="trainings"
    )
    place = models.CharField(max_length=300, blank=True)
    online = models.BooleanField(default=False)
    # Shown to those who registered, to nobody else.
    join_link = models.URLField(max_length=500, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True, editable=False)
    last_day = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["-first_day", "-pk"]
        indexes = [
            models.Index(fields=["association", "-first_day"], name="training_newest"),
            models.Index(fields=["first_day"], name="training_coming", condition=~models.Q(state="draft")),
        ]

    def __str__(self):
        return self.title

    @property
    def given_by(self) -> str:
        """Who gives it, in words."""
        return self.provider.name if self.provider else self.association.name


class TrainingSession(models.Model):
    """A part of a training with its own hours, topic and competencies. ``dropped_at``: it was announced and falls out.

    ``hours`` are quarter hours and at most as long as the session.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    topic = models.CharField(max_length=20, choices=SessionTopic.choices, default=SessionTopic.IECMH)
    competencies = models.ManyToManyField("competencies.Competency", blank=True)
    # How often it was changed since it was announced: calendars take the highest.
    revision = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["ends_at"], name="training_session_end")]
        constraints = [
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="training_session_has_hours"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="training_session_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return self.title or self.training.title


class Attendee(models.Model):
    """Somebody on the list of a training: a person, or a name and an address that may become a person's later."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="trainings_attended"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    listed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = [Lower("name"), "pk"]
        indexes = [models.Index(Lower("email"), name="attendee_email_any_case")]
        constraints = [
            models.UniqueConstraint("training", Lower("email"), name="attendee_address_once"),
            models.UniqueConstraint(fields=["training", "person"], name="attendee_person_once"),
        ]

    def __str__(self):
        return self.name


class Presence(models.Model):
    """That an attendee was there in a session. No row: they were not, nor with ``means`` that are not ``COUNTED``."""

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="presences")
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="presences")
    means = models.CharField(max_length=8, choices=Means.choices)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attendee", "session"], name="presence_once")]

    def __str__(self):
        return f"{self.attendee_id} in {self.session_id}"


class AttendanceCertificate(models.Model):
    """The certificate of attendance of one attendee: facts frozen when attendance closes, the file kept with its
    SHA-256. Corrected attendance makes the next revision; ``withdrawn_at``: they were not there after all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being printed")
        ISSUED = "issued", _("issued")
        STOPPED = "stopped", _("stopped")

    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="certificates")
    revision = models.PositiveIntegerField(default=1)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attendee", "revision"], name="attendance_certificate_once")]

    def __str__(self):
        return f"{self.attendee_id} revision {self.revision}"

    @property
    def shown_code(self) -> str:
        """The number as it is printed: ``AB12-CD34-EF56``."""
        return spaced(self.code)

    @property
    def download_name(self) -> str:
        """The file name people see."""
        return f"attendance-{self.shown_code}.pdf"
