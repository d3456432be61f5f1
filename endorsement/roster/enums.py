from django.db import models
from django.utils.translation import gettext_lazy as _

COLUMNS = (
    "name",
    "email",
    "region",
    "phone",
    "member_kind",
    "member_from",
    "member_until",
    "category",
    "number",
    "endorsed_on",
    "renewed_until",
    "role",
)
"""The columns of a roster, as files name them and as our export writes them."""
REQUIRED = ("name", "email")
NAME_PARTS = ("first_name", "last_name")
"""Two columns of a file that make a name together: a file may have these instead of the name."""
DAYS = ("member_from", "member_until", "endorsed_on", "renewed_until")


class Column(models.TextChoices):
    """The same columns, in words for people."""

    NAME = "name", _("Name")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    EMAIL = "email", _("E-mail address")
    REGION = "region", _("State or region")
    PHONE = "phone", _("Telephone")
    MEMBER_KIND = "member_kind", _("Kind of membership")
    MEMBER_FROM = "member_from", _("Member from")
    MEMBER_UNTIL = "member_until", _("Member until")
    CATEGORY = "category", _("Endorsement category")
    NUMBER = "number", _("Endorsement number")
    ENDORSED_ON = "endorsed_on", _("Endorsed on")
    RENEWED_UNTIL = "renewed_until", _("Renewed until")
    ROLE = "role", _("Role")


def missing_of(columns) -> list[str]:
    """What is missing among the columns of a file, so that nobody could be told from anybody."""
    named = set(columns)
    if named.issuperset(NAME_PARTS):
        named.add("name")
    return [column for column in REQUIRED if column not in named]


class ErrandKind(models.TextChoices):
    """What can be done to many people of a roster at once."""

    INVITE = "invite", _("Invite to a role")
    LETTER = "letter", _("Write a mail")
    GRANT = "grant", _("Give a role")
    END = "end", _("End a role")
    MEMBERSHIP = "membership", _("Note a period of membership")
    REMIND = "remind", _("Remind of the end of the membership")


class ErrandState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    RUNNING = "running", _("being done")
    DONE = "done", _("done")
    DISCARDED = "discarded", _("discarded")


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", _("columns to be named")
    READING = "reading", _("being read")
    CHECKED = "checked", _("read, not applied")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    UNUSABLE = "unusable", _("not usable")
    DISCARDED = "discarded", _("discarded")
