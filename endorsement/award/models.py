from django.db import models
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from common.ids import new_code, spaced
from endorsement.award.enums import EventKind, Standing


class Endorsement(models.Model):
    """The standing of a person in one category. ``standing`` is derived from the ledger of events, kept for lists."""

    Standing = Standing

    origin = models.CharField(max_length=100, unique=True)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="endorsements")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="endorsements")
    category = models.ForeignKey("competencies.Category", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    endorsed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # Stored for the reports: a year worked out of a date costs eight times as much over a million rows.
    endorsed_year = models.GeneratedField(
        expression=ExtractYear("endorsed_on"), output_field=models.SmallIntegerField(), db_persist=True
    )
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.VALID)
    is_sample = models.BooleanField(default=False)
    # Kept for the registry's list: the name as listed, and whether the holder consents to be listed.
    listed_name = models.CharField(max_length=200)
    listed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["association", "category", "listed_name"],
                name="registry_place",
                condition=models.Q(listed=True, standing="valid"),
            ),
            models.Index(
                fields=["association", "listed_name", "id"],
                name="registry_association",
                condition=models.Q(listed=True, standing="valid"),
            ),
            models.Index(
                fields=["listed_name", "id"], name="registry_name", condition=models.Q(listed=True, standing="valid")
            ),
            models.Index(fields=["association", "-endorsed_on"], name="endorsement_newest"),
            # All a report counts by, so that a million rows are counted without reading them.
            models.Index(
                fields=["association", "category", "endorsed_year", "endorsed_on", "valid_until"],
                include=["id", "person"],
                name="endorsement_counted",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def category_name(self) -> str:
        """What the association calls the category."""
        return self.association.name_of(self.category)


class AwardEvent(models.Model):
    """The ledger: awarded, suspended, revoked, reinstated, renewed, name changed. Append-only."""

    Kind = EventKind

    endorsement = models.ForeignKey(Endorsement, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    public_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            # Few among very many: what was awarded or imported is no move.
            models.Index(
                fields=["kind", "on", "endorsement"],
                name="awardevent_moves",
                condition=models.Q(kind__in=["renewed", "suspended", "revoked", "reinstated"]),
            ),
        ]

    def __str__(self):
        return f"{self.endorsement_id} {self.kind}"


class CertificateWording(models.Model):
    """The certificate's words, by association (none: the default), in versions."""

    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.CASCADE, related_name="certificate_wordings"
    )
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    body = models.TextField()
    disclaimer = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "version"], name="certificate_wording_version"),
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(association__isnull=True), name="default_wording_version"
            ),
        ]

    def __str__(self):
        return f"{self.association_id} {self.version}"


class Certificate(models.Model):
    """The PDF of an Endorsement: facts frozen at issue, file kept with its SHA-256. A changed name makes a new one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being printed")
        ISSUED = "issued", _("issued")
        STOPPED = "stopped", _("stopped")

    endorsement = models.ForeignKey(Endorsement, on_delete=models.PROTECT, related_name="certificates")
    revision = models.PositiveIntegerField(default=1)
    code = models.CharField(max_length=20, unique=True, default=new_code)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endorsement", "revision"], name="certificate_revision_once"),
            models.CheckConstraint(
                condition=~models.Q(state="issued") | (~models.Q(sha256="") & ~models.Q(file="")),
                name="certificate_issued_has_its_file",
            ),
        ]

    def __str__(self):
        return f"{self.endorsement_id} revision {self.revision}"

    @property
    def shown_code(self) -> str:
        """The code as it is printed: ``AB12-CD34-EF56``."""
        return spaced(self.code)

    @property
    def download_name(self) -> str:
        """The file name people see."""
        return f"endorsement-{self.facts['number']}.pdf"


class RegistryConsent(models.Model):
    """The holder's word on being listed in an association's public registry. Each word is a row."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="registry_consents")
    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "association"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="registry_consent_once",
            )
        ]

    def __str__(self):
        return f"{self.person_id} in {self.association_id}"
