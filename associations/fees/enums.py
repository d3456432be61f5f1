from django.db import models
from django.utils.translation import gettext_lazy as _


class FeeKind(models.TextChoices):
    MEMBERSHIP = "membership", _("Membership")
    REGISTRATION = "registration", _("Registration")
    PROCESSING = "processing", _("Processing")
    EXAM = "exam", _("Exam")
    RENEWAL = "renewal", _("Renewal")
    LATE = "late", _("Late fee")


OF_A_CATEGORY = (FeeKind.REGISTRATION, FeeKind.PROCESSING, FeeKind.EXAM, FeeKind.RENEWAL)
"""Kinds that may differ by category; the others are one amount."""


class Means(models.TextChoices):
    CHEQUE = "cheque", _("Cheque")
    TRANSFER = "transfer", _("Bank transfer")
    AGENCY = "agency", _("Agency or sponsor")
    SCHOLARSHIP = "scholarship", _("Scholarship")
    WAIVER = "waiver", _("Waiver")
    ONLINE = "online", _("Online")


class CheckoutState(models.TextChoices):
    """An attempt to pay online. Only the provider's word makes one paid or failed."""

    NEW = "new", _("being prepared")
    OPEN = "open", _("started")
    PROCESSING = "processing", _("we are checking with the bank")
    PAID = "paid", _("paid")
    FAILED = "failed", _("the bank did not accept it")
    EXPIRED = "expired", _("ended without a payment")


RUNNING = (CheckoutState.NEW, CheckoutState.OPEN, CheckoutState.PROCESSING)
"""States in which another attempt for the same fees could pay twice."""


class DifferenceKind(models.TextChoices):
    """Where what the provider says and what is booked here part."""

    NOT_HERE = "not_here", _("Paid there, not booked here")
    NOT_THERE = "not_there", _("Booked here, not paid there")
    AMOUNT = "amount", _("Another amount or currency")
    REFUNDED = "refunded", _("Given back there")
    DISPUTED = "disputed", _("Disputed by the payer")
    UNKNOWN = "unknown", _("A payment of ours that is not known here")


class Mending(models.TextChoices):
    BOOKED = "booked", _("booked here as it is there")
    LEFT = "left", _("left as it is")
    BY_ITSELF = "by_itself", _("no longer different")


OFFLINE = tuple(one for one in Means if one != Means.ONLINE)
"""What people record by hand."""
