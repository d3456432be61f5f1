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
