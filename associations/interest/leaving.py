"""Interest that one of the Alliance's staff looked after, when they leave. Registered in ``AssociationsConfig``."""

from django.utils.translation import ngettext

from associations.interest.enums import OPEN_STAGES
from associations.interest.models import Interest
from associations.people.enums import Role
from associations.people.models import RoleGrant


def _looked_after(grant: RoleGrant):
    if grant.role != Role.ALLIANCE_STAFF:
        return Interest.objects.none()
    return Interest.objects.filter(owner=grant.person_id, state__in=OPEN_STAGES)


def open_work(grant: RoleGrant) -> list[str]:
    count = _looked_after(grant).count()
    words = ngettext(
        "%(count)s interest they look after waits for another owner.",
        "%(count)s interests they look after wait for another owner.",
        count,
    )
    return [words % {"count": count}] if count else []


def staff_ended(grant: RoleGrant, by) -> None:
    """Registered with ``hooks.role_ended``: what they looked after stands among what has no owner."""
    _looked_after(grant).update(owner=None)
