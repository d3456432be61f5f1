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


OFFLINE = tuple(one for one in Means if one != Means.ONLINE)
"""What people record by hand."""
