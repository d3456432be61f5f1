from django.db import models
from django.utils.translation import gettext_lazy as _


class MergeState(models.TextChoices):
    ASKED = "asked", _("waits for the Alliance")
    DONE = "done", _("merged")
    UNDONE = "undone", _("taken apart again")
    DECLINED = "declined", _("not merged")
