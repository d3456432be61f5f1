from django.db import models

from associations.fees.enums import CheckoutState, DifferenceKind, FeeKind, Means, Mending
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


class Sponsor(models.Model):
    """An agency or a fund that pays the fees of several people: a cohort of staff, a grant."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="sponsors")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["association", "name"], name="sponsor_once")]

    def __str__(self):
        return self.name


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
    # Who said that they pay it instead of the person.
    sponsor = models.ForeignKey(Sponsor, null=True, blank=True, on_delete=models.PROTECT, related_name="dues")

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
    sponsor = models.ForeignKey(Sponsor, null=True, blank=True, on_delete=models.PROTECT, related_name="payments")
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


class OnlineAccount(models.Model):
    """How an association takes money online: its provider and its keys, sealed. Never shown, logged or audited."""

    association = models.OneToOneField(
        "associations.Association", on_delete=models.PROTECT, related_name="online_account"
    )
    provider = models.CharField(max_length=20)
    api_key = models.TextField()
    webhook_secret = models.TextField()
    live = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    set_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True, blank=True)
    comparing_failed = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.provider} of {self.association_id}"


class Checkout(models.Model):
    """One attempt of a person to pay some of their dues online. What the provider last said stands in ``there_*``.

    ``code`` is our number at the provider, and the key under which asking for a payment page twice makes one.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    account = models.ForeignKey(OnlineAccount, on_delete=models.PROTECT, related_name="checkouts")
    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="checkouts")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="checkouts")
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=CheckoutState.choices, default=CheckoutState.NEW)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    session = models.CharField(max_length=255, blank=True)
    url = models.TextField(blank=True)
    intent = models.CharField(max_length=255, blank=True, db_index=True)
    there_state = models.CharField(max_length=12, blank=True)
    there_amount = models.PositiveBigIntegerField(null=True, blank=True)
    there_currency = models.CharField(max_length=3, blank=True)
    refunded = models.PositiveBigIntegerField(default=0)
    refunded_at = models.DateTimeField(null=True, blank=True)
    dispute = models.CharField(max_length=40, blank=True)
    dispute_at = models.DateTimeField(null=True, blank=True)
    # The payment that stands for it here; a further one replaces it where it was mended.
    payment = models.OneToOneField(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="checkout")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "session"], condition=~models.Q(session=""), name="checkout_session_once"
            )
        ]

    def __str__(self):
        return self.code


class CheckoutPart(models.Model):
    """One due of a checkout. While ``running`` no other checkout may hold the same due."""

    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="parts")
    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="checkout_parts")
    amount = models.PositiveBigIntegerField()
    running = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkout", "due"], name="checkout_part_once"),
            models.UniqueConstraint(
                fields=["due"], condition=models.Q(running=True), name="due_in_one_running_checkout"
            ),
        ]

    def __str__(self):
        return f"{self.checkout_id} for {self.due_id}"


class ProviderEvent(models.Model):
    """A message of the provider, kept before it is answered and worked afterwards; the same id is kept once.

    Only what the portal acts on is kept of it (``said``): no name, address or card.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        UNMATCHED = "unmatched"  # of a payment that is not known here, or not yet
        IGNORED = "ignored"  # a kind the portal does not know, or the other of live and test

    account = models.ForeignKey(OnlineAccount, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    said = models.JSONField(default=dict)
    intent = models.CharField(max_length=255, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "event_id"], name="provider_event_once")]
        indexes = [models.Index(fields=["account", "-received_at"], name="provider_event_newest")]

    def __str__(self):
        return f"{self.kind} {self.event_id}"


class Difference(models.Model):
    """Where the provider and our books part, until somebody mends it, leaves it with a reason, or it is gone."""

    association = models.ForeignKey("associations.Association", on_delete=models.PROTECT, related_name="differences")
    checkout = models.ForeignKey(Checkout, null=True, on_delete=models.PROTECT, related_name="differences")
    session = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=DifferenceKind.choices)
    found_at = models.DateTimeField()
    there = models.BigIntegerField()
    here = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    detail = models.CharField(max_length=40, blank=True)
    mending = models.CharField(max_length=12, blank=True, choices=Mending.choices)
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"], condition=models.Q(mending=""), name="difference_open_once"
            )
        ]
        indexes = [models.Index(fields=["association", "-found_at", "-id"], name="difference_newest")]

    def __str__(self):
        return f"{self.kind} {self.session}"
