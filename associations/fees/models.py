from django.db import models

from associations.fees.enums import FeeKind, Means
from common.ids import new_code


class Fee(models.Model):
    """What an association asks, from a day on: the row of the latest day not after it holds; 0 is no fee.

    Without a category it holds for every category that has no row of its own. Amounts: see ``money``.
    """

    association = models.ForeignKey("associations.Association", on_delete=models.CASCADE, related_name="fees")
    kind = models.CharField(max_length=20, choices=FeeKind.choices)
    category = models.ForeignKey(
        "competencies.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "kind", "category", "valid_from"], name="fee_once"),
            models.UniqueConstraint(
                fields=["association", "kind", "valid_from"],
                condition=models.Q(category__isnull=True),
                name="fee_for_all_once",
            ),
        ]

    def __str__(self):
        return f"{self.association_id} {self.kind} from {self.valid_from}"


class Due(models.Model):
    """What a person owes an association. ``origin`` names what made it owed, so that it is owed once."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="dues")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="dues")
    kind = models.CharField(max_length=20, choices=FeeKind.choices)
    category = models.ForeignKey(
        "competencies.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    origin = models.CharField(max_length=80, unique=True)
    owed_since = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["association", "-owed_since", "-id"], name="due_newest"),
            models.Index(fields=["person", "-owed_since"], name="due_mine"),
        ]

    def __str__(self):
        return self.code


class Payment(models.Model):
    """Money received, or given up (a waiver), for one or several dues. Taken back with a reason, never deleted."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="payments")
    means = models.CharField(max_length=20, choices=Means.choices)
    payer = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    # What was one click, or one event of a provider: the second is no second payment.
    origin = models.CharField(max_length=120, unique=True)
    recorded_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["association", "-received_on", "-id"], name="payment_newest")]

    def __str__(self):
        return self.code


class Share(models.Model):
    """The part of a payment that goes to one due."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="shares")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="shares")
    amount = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "due"], name="share_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="share_of_something"),
        ]

    def __str__(self):
        return f"{self.payment_id} for {self.due_id}"
