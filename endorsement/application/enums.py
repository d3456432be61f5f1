from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("in preparation")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned to the applicant")
    IN_REVIEW = "in_review", _("in review")
    TO_DECIDE = "to_decide", _("reviewed, to be decided")
    DEFERRED = "deferred", _("deferred")
    HELD = "held", _("on hold")
    ENDORSED = "endorsed", _("endorsed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("closed: its time ran out")


class ExceptionState(models.TextChoices):
    """Where a personal exception stands; it holds on its days once put in force, also after it was ended."""

    PROPOSED = "proposed", _("proposed")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Turn(models.TextChoices):
    """Whose move it is."""

    APPLICANT = "applicant", _("the applicant")
    COORDINATOR = "coordinator", _("the coordinator")
    REVIEWERS = "reviewers", _("the reviewers")
    NOBODY = "", _("nobody")


class Section(models.TextChoices):
    """The parts of a portfolio, as pages, comments, reviews and the printed submission name them."""

    EDUCATION = "education", _("Education")
    WORK = "work", _("Work")
    TRAINING = "training", _("Training")
    RSC = "rsc", _("Reflective supervision/consultation")
    REFERENCES = "references", _("References")
    AGREEMENTS = "agreements", _("Agreements")
    GENERAL = "general", _("The application as a whole")
