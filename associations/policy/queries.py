"""What an association has settled, and how it differs from the Alliance's core."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.queries import associations_where, is_alliance_staff
from associations.policy.enums import OverlayState
from associations.policy.models import Overlay, Policy
from common.prepared import Prepared
from competencies.standard.amounts import day as day_words
from competencies.standard.overlay_checks import misfits
from competencies.standard.overlays import OverlayRule, conflicts
from competencies.standard.queries import Standard, standard

CHASER_DAYS = (7, 14, 28)


def policy_on(association: Association, day: datetime.date) -> Policy:
    """The policy in force on ``day``: the row of the latest date not after it, else the defaults, unsaved."""
    row = Policy.objects.filter(association=association, valid_from__lte=day).order_by("-valid_from").first()
    return row or Policy(association=association, valid_from=day, chaser_days=list(CHASER_DAYS))


@Prepared
def _overlays(association: int) -> QuerySet:
    columns = ("key", "requirement", "valid_from", "valid_until", "kinds", "params")
    return Overlay.held().filter(association_id=association).order_by("key").values_list(*columns)


def overlays_of(association: Association) -> list[OverlayRule]:
    """The association's differences that hold on their days, as the rules of a day take them; in a stable order. One
    query."""
    rows = _overlays.rows(association=association.pk)
    return [
        OverlayRule(association.abbreviation, requirement, since, until, tuple(kinds), params, key)
        for key, requirement, since, until, kinds, params in rows
    ]


def all_overlays() -> list[OverlayRule]:
    """Those of every association that hold on their days, in a stable order. One query."""
    rows = Overlay.held().select_related("association").order_by("key")
    return [rule_of(row, row.association.abbreviation) for row in rows]


def rule_of(row: Overlay, abbreviation: str) -> OverlayRule:
    """An overlay as data for the rules of a day."""
    return OverlayRule(
        key=row.key,
        association=abbreviation,
        requirement=row.requirement,
        since=row.valid_from,
        until=row.valid_until,
        kinds=tuple(row.kinds),
        params=row.params,
    )


def overlays_that_do_not_fit(known: Standard) -> list[str]:
    """A sentence for each difference in force, of any association, that the editions of its days cannot take."""
    rows = Overlay.held().select_related("association").order_by("association__abbreviation", "key")
    words = _("A difference of %(association)s does not fit: %(place)s %(fault)s.")
    return [
        words % {"association": row.association.abbreviation, "place": row.requirement, "fault": fault}
        for row in rows
        for _key, fault in misfits(rule_of(row, row.association.abbreviation), known)
    ]


def overlays_shown_to(person) -> QuerySet[Overlay]:
    """Every overlay, whatever its state, of the associations this person administers; all for Alliance staff.

    Those that wait come first.
    """
    rows = Overlay.objects.select_related("association").annotate(waits=Q(state=OverlayState.PROPOSED))
    if not is_alliance_staff(person):
        rows = rows.filter(association_id__in=associations_where(person, Role.ADMINISTRATOR))
    return rows.order_by("-waits", "association__name", "requirement", "valid_from", "key")


def faults_of(rule: OverlayRule, others: Iterable[OverlayRule]) -> list[str]:
    """Why an overlay cannot be in force beside the others: sentences, none when it can."""
    known, found = standard(), []
    if rule.since and known.editions and rule.since < known.editions[0].in_force_from:
        words = {"day": day_words(known.editions[0].in_force_from), "since": day_words(rule.since)}
        found.append(_("It would begin on %(since)s, before the first edition of the Standard (%(day)s).") % words)
    for other, second in conflicts([*others, rule]):
        if second is rule:
            found.append(
                _("Another difference (%(key)s) sets the same requirement on a shared day. Choose other days.")
                % {"key": other.key}
            )
    return found
