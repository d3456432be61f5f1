from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be in an association. ``sentence`` says to people what it means."""

    MEMBER = "member", _("Member")
    APPLICANT = "applicant", _("Applicant")
    REVIEWER = "reviewer", _("Reviewer")
    COORDINATOR = "coordinator", _("Endorsement coordinator")
    ADMINISTRATOR = "administrator", _("Association administrator")
    ALLIANCE_STAFF = "alliance_staff", _("Alliance staff")

    @property
    def sentence(self):
        return _SENTENCES[self]


class Sector(models.TextChoices):
    """The kind of programme a person mostly works in. Empty where they have not said."""

    HOME_VISITING = "home_visiting", _("Home visiting")
    EARLY_HEAD_START = "early_head_start", _("Early Head Start")
    PART_C = "part_c", _("Part C early intervention")
    CHILD_WELFARE = "child_welfare", _("Child welfare")
    COURTS = "courts", _("Courts")
    HEALTH = "health", _("Health")
    CONSULTATION = "consultation", _("Consultation")
    TREATMENT = "treatment", _("Treatment")
    OTHER = "other", _("Another kind of programme")


class WorkingLanguage(models.TextChoices):
    """The language a person mostly speaks with families. Empty where they have not said."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    FRENCH = "fr", _("French")
    HAITIAN_CREOLE = "ht", _("Haitian Creole")
    PORTUGUESE = "pt", _("Portuguese")
    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    VIETNAMESE = "vi", _("Vietnamese")
    SOMALI = "so", _("Somali")
    SIGN = "sgn", _("A sign language")
    OTHER = "other", _("Another language")


_SENTENCES = {
    Role.MEMBER: _("Belongs to the association."),
    Role.APPLICANT: _("Prepares and submits applications to this association."),
    Role.REVIEWER: _("Judges the portfolios assigned to them, and sees no others."),
    Role.COORDINATOR: _("Screens applications, assigns reviewers, decides, and invites people. Never their own."),
    Role.ADMINISTRATOR: _("Everything a coordinator does, and the association's settings, wording and signatories."),
    Role.ALLIANCE_STAFF: _("Looks after all associations, the Standard and the registry."),
}

DEPUTY = "deputy"
"""Named in an association's settings, not granted; listed with what a person is there."""

# Those who handle other people's applications must sign in with a second factor.
SECOND_FACTOR_ROLES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.ALLIANCE_STAFF, DEPUTY})
