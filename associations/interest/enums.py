from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far a state or country has come on the way to a licence."""

    ASKED = "asked", _("asked")
    EXPLORING = "exploring", _("exploring")
    PREPARING = "preparing", _("preparing")
    LICENSED = "licensed", _("licensed")
    DECLINED = "declined", _("declined")


OPEN_STAGES = (Stage.ASKED, Stage.EXPLORING, Stage.PREPARING)


class Topic(models.TextChoices):
    """What technical assistance is about."""

    LICENCE = "licence", _("Licence and agreements")
    START = "start", _("Setting up the association's Endorsement work")
    TRAINING = "training", _("Competency-informed training")
    RSC = "rsc", _("Reflective supervision/consultation")
    REVIEW = "review", _("Reviewers and their calibration")
    PORTAL = "portal", _("The portal")
    OTHER = "other", _("Something else")
