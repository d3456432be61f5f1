from django.db import models
from django.db.models.functions import Lower

from associations.people.enums import Role, Sector, WorkingLanguage


class Membership(models.Model):
    """A period in which a person is a member of an association. Periods, not flags: history stays."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="memberships")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    # What brought it here when nobody typed it: "import:12", so that a whole batch can be taken back.
    origin = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "association", "valid_from"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} in {self.association_id}"


class Practice(models.Model):
    """Where a person mostly works and in which language, as they say it themselves, or as a roster says it for them.

    Both may be empty, and there is no row for who said nothing: reports count that as not said.
    """

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="practice")
    sector = models.CharField(max_length=20, choices=Sector.choices, blank=True)
    language = models.CharField(max_length=5, choices=WorkingLanguage.choices, blank=True)
    said_at = models.DateTimeField()
    origin = models.CharField(max_length=40, blank=True, editable=False)

    def __str__(self):
        return f"practice of {self.person_id}"


class ProviderVetting(models.Model):
    """That an association vetted somebody as a provider of RSC, from one day on. A renewal is a further row.

    Whether and how long it counts is the association's difference from the Standard (``rsc.vetted_providers``).
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="provider_vettings")
    association = models.ForeignKey(
        "associations.Association", on_delete=models.PROTECT, related_name="provider_vettings"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="provider_vettings_noted"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "association", "valid_from"], name="provider_vetting_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="provider_vetting_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} vetted by {self.association_id}"


class MembershipKind(models.Model):
    """A kind of membership an association offers: its dues a year and what it brings. Words and numbers are data."""

    association = models.ForeignKey(
        "associations.Association", on_delete=models.CASCADE, related_name="membership_kinds"
    )
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    dues = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    benefits = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["association", "key"], name="membership_kind_once")]

    def __str__(self):
        return self.name


class MembershipTerms(models.Model):
    """An association's membership year, and when members are reminded: days before (negative) and after its end."""

    association = models.OneToOneField(
        "associations.Association", on_delete=models.CASCADE, related_name="membership_terms"
    )
    # Month and day, such as "01-01": see ``calendar``.
    year_begins = models.CharField(max_length=5, default="01-01")
    rolls_over = models.CharField(max_length=5, blank=True)
    reminder_days = models.JSONField(default=list)

    def __str__(self):
        return f"membership terms of {self.association_id}"


class RosterEntry(models.Model):
    """Somebody an association knows who is neither a member nor holds a role there: a name on its roster."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="roster_entries")
    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="roster_entries")
    since = models.DateField()
    origin = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "association"], name="roster_entry_once")]

    def __str__(self):
        return f"{self.person_id} on the roster of {self.association_id}"


class RoleGrant(models.Model):
    """A role a person holds in an association; Alliance staff hold theirs in none. Ended, never deleted."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="role_grants")
    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.CASCADE, related_name="role_grants"
    )
    role = models.CharField(max_length=30, choices=Role.choices)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="roles_granted"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="roles_ended"
    )
    origin = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "association", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="role_held_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(ended_at__isnull=True, association__isnull=True),
                name="alliance_role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.ALLIANCE_STAFF, association__isnull=True)
                | (~models.Q(role=Role.ALLIANCE_STAFF) & models.Q(association__isnull=False)),
                name="role_has_its_place",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.role}"


class Invitation(models.Model):
    """An invitation by mail to hold a role. The link's secret is stored as its hash."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    association = models.ForeignKey("associations.Association", null=True, blank=True, on_delete=models.CASCADE)
    role = models.CharField(max_length=30, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "association",
                "role",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            )
        ]

    def __str__(self):
        return f"invitation {self.pk}"
