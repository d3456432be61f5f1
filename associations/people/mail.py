"""Whose mail a person may read in the mailbox page, in which time zone. Registered in ``AssociationsConfig.ready``."""

from django.db.models import Q

from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.queries import associations_where, is_alliance_staff


def readable_mail(person) -> Q | None:
    """Alliance staff read all of it, coordinators and administrators their associations', everybody else none."""
    if is_alliance_staff(person):
        return Q()
    where = associations_where(person, Role.COORDINATOR, Role.ADMINISTRATOR)
    if not where:
        return None
    return Q(scope__in=Association.objects.filter(pk__in=where).values("slug"))


def mail_zones(scopes: set[str]) -> dict[str, str]:
    """The time zone of each association among ``scopes``."""
    return dict(Association.objects.filter(slug__in=scopes).values_list("slug", "time_zone"))
