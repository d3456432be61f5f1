"""What lower rooms ask about applications, registered in ``EndorsementConfig.ready``."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import ngettext

from associations.people.models import RoleGrant
from associations.people.queries import holders
from endorsement.application.enums import Turn
from endorsement.application.models import Application
from endorsement.application.permissions import HANDLING_ROLES
from endorsement.application.workflow import OPEN_STATES, states_of_turn


def open_cases(cases: Iterable[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """Of ``(person id, association id, category id)``, those with an open application. One query."""
    cases = set(cases)
    rows = Application.objects.filter(
        state__in=OPEN_STATES,
        person_id__in={case[0] for case in cases},
        association_id__in={case[1] for case in cases},
        category_id__in={case[2] for case in cases},
    )
    return cases & set(rows.values_list("person_id", "association_id", "category_id"))


def own_mail(person) -> Q:
    """Mails about the person's own applications and their snapshots: a coordinator reads none about themselves."""
    keys = Application.objects.filter(person_id=person.pk).values_list("pk", "code")
    return Q(about__in=[f"application:{key}" for pair in keys for key in pair])


def of_ending(grant: RoleGrant) -> list[str]:
    """Who takes over the queue when an office ends. Registered with ``associations.people.hooks.open_work``.

    The queue belongs to the association, not to one of its coordinators: nothing is moved, but somebody must be left.
    """
    if grant.role not in HANDLING_ROLES:
        return []
    waiting = Application.objects.filter(
        association=grant.association_id, state__in=states_of_turn(Turn.COORDINATOR)
    ).count()
    others = holders(grant.association_id, *HANDLING_ROLES).exclude(pk=grant.person_id).count()
    held = RoleGrant.objects.filter(person=grant.person_id, association=grant.association_id, ended_at__isnull=True)
    if not waiting or held.filter(role__in=HANDLING_ROLES).exclude(pk=grant.pk).exists():
        return []
    if not others:
        words = ngettext(
            "Nobody else is left for %(count)s application that waits for a coordinator: name somebody first.",
            "Nobody else is left for %(count)s applications that wait for a coordinator: name somebody first.",
            waiting,
        )
        return [words % {"count": waiting}]
    words = ngettext(
        "%(count)s application that waits for a coordinator stays in the queue of the others (%(others)s).",
        "%(count)s applications that wait for a coordinator stay in the queue of the others (%(others)s).",
        waiting,
    )
    return [words % {"count": waiting, "others": others}]
