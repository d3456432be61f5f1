from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("being written")
    READY = "ready", _("ready")
    FAILED = "failed", _("could not be written")
