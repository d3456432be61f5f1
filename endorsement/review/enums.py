from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentState(models.TextChoices):
    WAITING = "waiting", _("waits for its turn")
    ASKED = "asked", _("asked about conflicts")
    OPEN = "open", _("open")
    SIGNED = "signed", _("signed")
    HANDED_BACK = "handed_back", _("handed back")
    CANCELLED = "cancelled", _("cancelled")


class Verdict(models.TextChoices):
    MET = "met", _("met")
    NOT_MET = "not_met", _("not met")
    MORE = "more", _("more information")


class Recommendation(models.TextChoices):
    ENDORSE = "endorse", _("endorse")
    DEFER = "defer", _("defer")
    MORE = "more", _("ask for more information")
