from django.db import models

from associations.interest.enums import OPEN_STAGES, Stage, Topic
from common.ids import new_code


class Interest(models.Model):
    """Somebody of a state or country without an association asks about Endorsement. Moves: ``workflow.MACHINE``."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    region = models.CharField(max_length=100)
    country = models.CharField(max_length=100)
    organisation = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    message = models.TextField()
    state = models.CharField(max_length=20, choices=Stage.choices, default=Stage.ASKED)
    state_since = models.DateTimeField()
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="interests_owned"
    )
    next_on = models.DateField(null=True, blank=True)
    association = models.ForeignKey(
        "associations.Association", null=True, blank=True, on_delete=models.SET_NULL, related_name="interests"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "region", "country"],
                condition=models.Q(state__in=OPEN_STAGES),
                name="interest_open_once",
            )
        ]

    def __str__(self):
        return f"interest {self.code}"


class InterestNote(models.Model):
    """What staff noted, or what the person wrote again; never changed."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"note {self.pk}"


class Assistance(models.Model):
    """Technical assistance given to an association on one day. ``hours`` are quarter hours."""

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="assistance")
    given_on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    topic = models.CharField(max_length=20, choices=Topic.choices)
    note = models.CharField(max_length=500, blank=True)
    given_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self):
        return f"assistance {self.pk}"
