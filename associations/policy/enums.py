from django.db import models
from django.utils.translation import gettext_lazy as _


class OverlayState(models.TextChoices):
    """Where a difference from the core stands; it holds on its days once put in force, also after it was ended."""

    PROPOSED = "proposed", _("proposed")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
