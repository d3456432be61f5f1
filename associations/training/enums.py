"""The words of trainings, with their labels."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TRAINING = "training", _("training")
    CONFERENCE = "conference", _("conference")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ANNOUNCED = "announced", _("announced")
    HELD = "held", _("held, attendance open")
    CLOSED = "closed", _("attendance closed")
    CANCELLED = "cancelled", _("cancelled")


PUBLIC = (State.ANNOUNCED, State.HELD, State.CLOSED, State.CANCELLED)
"""The states in which everybody may read of a training."""

TAUGHT = (State.ANNOUNCED, State.HELD, State.CLOSED)
"""The states whose sessions were taught once they have begun."""

ATTENDING = (State.ANNOUNCED, State.HELD)
"""The states in which attendance may be noted."""


class SessionTopic(models.TextChoices):
    """What an hour counts for: the topics of the portfolio document (docs: contract "assess")."""

    IECMH = "iecmh", _("infant and early childhood mental health")
    GIVING_RSC = "giving_rsc", _("giving reflective supervision/consultation")
    DEI = "dei", _("diversity, equity and inclusion")


class Origin(models.TextChoices):
    """How somebody came onto the list of a training."""

    REGISTERED = "registered", _("registered")
    OFFICE = "office", _("added by the office")
    CHECK_IN = "check_in", _("checked in on the day")


class Means(models.TextChoices):
    """How it was noted that somebody was there."""

    LIST = "list", _("by the list")
    CODE = "code", _("by the code on the screen")
    # Somebody who was not signed in typed the address: it may be another's.
    TOLD = "told", _("by the code on the screen, address not proved")


COUNTED = (Means.LIST, Means.CODE)
"""What counts as having been there: hours, certificates and figures come of nothing else."""


QUARTER = Decimal("0.25")
MOST_SEATS = 100_000
