"""Figures of an association's year that the ledger of Endorsements knows. Registered in ``EndorsementConfig.ready``."""

import datetime
from collections import defaultdict

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from associations.activity.hooks import Figure
from associations.directory.models import Association
from associations.people.models import ProviderVetting
from competencies.assessment.facts import CATEGORIES_OF_KIND
from competencies.standard.queries import standard
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.award.workflow import MOVES, Standing, standing_after


def valid_on(association: Association, day: datetime.date) -> QuerySet[Endorsement]:
    """The association's Endorsements that were valid on ``day``: awarded, not run out, neither suspended nor revoked.

    One query for the ledger; the rest is a condition.
    """
    kinds = defaultdict(list)
    events = AwardEvent.objects.filter(endorsement__association=association, kind__in=MOVES, on__lte=day)
    for endorsement, kind in events.order_by("pk").values_list("endorsement_id", "kind"):
        kinds[endorsement].append(kind)
    stopped = [key for key, of_one in kinds.items() if standing_after(of_one) != Standing.VALID]
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Endorsement.objects.filter(running, association=association, endorsed_on__lte=day).exclude(pk__in=stopped)


def provider_categories(day: datetime.date) -> set[str]:
    """The keys of the categories whose holders may give RSC that counts on ``day``, for whomever."""
    rules = [
        rule
        for rule in standard().provider_rules
        if (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_until is None or day <= rule.valid_until)
    ]
    return {key for rule in rules for kind in rule.providers for key in CATEGORIES_OF_KIND[kind]}


def figures(association: Association, year: int, day: datetime.date) -> list[Figure]:
    """Who is endorsed, what was awarded in the year, who may give RSC."""
    valid = valid_on(association, day)
    awarded = Endorsement.objects.filter(
        association=association, endorsed_on__gte=datetime.date(year, 1, 1), endorsed_on__lte=day
    )
    giving = valid.filter(category__key__in=provider_categories(day)).order_by().values_list("person_id")
    vetted = ProviderVetting.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), association=association, valid_from__lte=day
    )
    words = {"day": date_format(day), "first": date_format(datetime.date(year, 1, 1))}
    return [
        Figure(
            "endorsed",
            _("People endorsed"),
            valid.order_by().values("person_id").distinct().count(),
            _("People who held at least one valid Endorsement® of the association on %(day)s.") % words,
        ),
        Figure(
            "awarded",
            _("Endorsements awarded"),
            awarded.count(),
            _("Endorsements® dated from %(first)s to %(day)s, whatever became of them.") % words,
        ),
        Figure(
            "rsc_providers",
            _("RSC providers"),
            giving.union(vetted.order_by().values_list("person_id")).count(),
            _(
                "People who on %(day)s held a valid Endorsement® of the association in a category whose reflective "
                "supervision/consultation counts, or were vetted by it as providers."
            )
            % words,
        ),
    ]
