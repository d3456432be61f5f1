from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    ENDORSE = "endorse", _("endorse")
    DEFER = "defer", _("defer")
    HOLD = "hold", _("hold")


class DecisionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
