"""What ends with a role besides the role, in sentences, before it is ended. Registered with ``hooks.open_work``."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.models import Invitation, RoleGrant
from associations.people.permissions import OFFICE
from associations.people.queries import membership_on
from common import clock


def open_work(grant: RoleGrant) -> list[str]:
    """The membership, the open invitations, the place as deputy."""
    said = []
    if grant.role == Role.MEMBER and membership_on(
        grant.person, grant.association, clock.today(grant.association.time_zone)
    ):
        said.append(_("The running membership ends today."))
    if grant.role in OFFICE:
        said += _of_office(grant)
    return said


def _of_office(grant: RoleGrant) -> list[str]:
    """Who still holds another office here keeps what it lets them do."""
    held = RoleGrant.objects.filter(person=grant.person_id, association=grant.association_id, ended_at__isnull=True)
    if held.filter(role__in=OFFICE).exclude(pk=grant.pk).exists():
        return []
    said = []
    invited = Invitation.objects.filter(
        invited_by=grant.person_id, association=grant.association_id, accepted_at=None, withdrawn_at=None
    ).count()
    if invited:
        words = ngettext(
            "%(count)s open invitation they sent is taken back.",
            "%(count)s open invitations they sent are taken back.",
            invited,
        )
        said.append(words % {"count": invited})
    if Association.objects.filter(pk=grant.association_id, deputy=grant.person_id).exists():
        said.append(
            _("They are the deputy: until another is named, Alliance staff handle colleagues' own applications.")
        )
    return said
