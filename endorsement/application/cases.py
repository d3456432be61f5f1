"""What lower rooms ask about applications, registered in ``EndorsementConfig.ready``."""

from collections.abc import Iterable

from django.db.models import Q

from endorsement.application.models import Application
from endorsement.application.workflow import OPEN_STATES


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
