from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether an Endorsement counts. That its time ran out is a matter of the date, not of the standing."""

    VALID = "valid", _("valid")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")


class EventKind(models.TextChoices):
    """What the ledger of an Endorsement records."""

    AWARDED = "awarded", _("awarded")
    IMPORTED = "imported", _("imported")
    RENEWED = "renewed", _("renewed")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    REINSTATED = "reinstated", _("reinstated")
    NAME_CHANGED = "name_changed", _("name changed")
