from django.db import models
from django.utils.translation import gettext_lazy as _


class YearState(models.TextChoices):
    """Whether associations may answer."""

    PREPARING = "preparing", _("being prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class SummaryState(models.TextChoices):
    """How far one association is with its answer."""

    ASKED = "asked", _("not begun")
    BEGUN = "begun", _("begun")
    SUBMITTED = "submitted", _("submitted")
    REOPENED = "reopened", _("being changed")


WRITING = (SummaryState.ASKED, SummaryState.BEGUN, SummaryState.REOPENED)
"""The association's turn."""


class Heading(models.TextChoices):
    """Under what an association tells of its year. ``question`` helps who does not know where to begin."""

    PROGRAMMES = "programmes", _("Infant mental health and other 0–3 programmes")
    SUSTAINABILITY = "sustainability", _("Sustainability")
    GRANTS = "grants", _("Grants and funds")
    TRAINING = "training", _("In-service training and higher education")
    COMMUNITY = "community", _("Community collaboration")
    POLICY = "policy", _("Policy and systems change")
    RSC = "rsc", _("Reflective supervision/consultation")

    @property
    def question(self):
        return _QUESTIONS[self]


_QUESTIONS = {
    Heading.PROGRAMMES: _("What was offered to babies, young children and their families, and who took part?"),
    Heading.SUSTAINABILITY: _("What keeps the association going: staff, members, board, plans?"),
    Heading.GRANTS: _("Which grants and other money came in, and what did they make possible?"),
    Heading.TRAINING: _("What was taught to people at work, and what at colleges and universities?"),
    Heading.COMMUNITY: _("With whom did you work, and what came of it?"),
    Heading.POLICY: _("What changed in laws, rules, payment or the way systems work, and what was your part?"),
    Heading.RSC: _("Who receives it, who gives it, and what did you do so that there is more?"),
}


class Area(models.TextChoices):
    """The seven areas of strength by which the Alliance reads across all associations."""

    IDENTITY = "identity", _("Identity")
    CROSS_SYSTEMS = "cross_systems", _("Cross-systems collaboration")
    TRAINING = "training", _("Competency-informed training")
    RSC = "rsc", _("Reflective supervision capacity")
    STRUCTURE = "structure", _("Organisational structure")
    POLICY = "policy", _("Policy")
    HIGHER_EDUCATION = "higher_education", _("Higher education")
