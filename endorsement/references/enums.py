from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceState(models.TextChoices):
    ASKED = "asked", _("asked")
    OPENED = "opened", _("opened")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    BOUNCED = "bounced", _("mail did not arrive")
    EXPIRED = "expired", _("link expired")
    REPLACED = "replaced", _("replaced")


class RaterRole(models.TextChoices):
    """Role keys of the portfolio document."""

    CURRENT_SUPERVISOR = "current_supervisor", _("current supervisor")
    SUPERVISOR = "supervisor", _("earlier supervisor")
    RSC_PROVIDER = "rsc_provider", _("RSC provider")
    RSC_RECIPIENT = "rsc_recipient", _("someone who receives RSC from me")
    SUPERVISEE = "supervisee", _("someone I supervise")
    TEACHER = "teacher", _("teacher")
    TRAINER = "trainer", _("trainer")
    CONSULTANT = "consultant", _("consultant")
    COLLEAGUE = "colleague", _("colleague")
    PARENT = "parent", _("parent or recipient of services")
    CDA_MENTOR = "cda_mentor", _("CDA mentor")
    BOARD_MEMBER = "board_member", _("board member")


class Overall(models.TextChoices):
    RECOMMEND = "recommend", _("I recommend this person")
    DO_NOT_RECOMMEND = "do_not_recommend", _("I do not recommend this person")


class Scale(models.TextChoices):
    """Placeholder scale; the official scale points are not published."""

    CONSISTENTLY = "4", _("consistently")
    OFTEN = "3", _("often")
    SOMETIMES = "2", _("sometimes")
    RARELY = "1", _("rarely")
    NOT_ENOUGH = "nei", _("not enough information")
