"""Measures of Endorsements: in force, awarded, due for renewal, ended, moved."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from associations.people.enums import Sector, WorkingLanguage
from endorsement.award.enums import EventKind, Standing
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.reports import dimensions as by
from endorsement.reports.measures.base import AHEAD, TODAY, Column, Measure, days_within
from endorsement.reports.periods import ONE_DAY, Period

SECTOR = by.of_choices("sector", _("Programme sector"), Sector)
LANGUAGE = by.of_choices("language", _("Language"), WorkingLanguage)
DIMENSIONS = (by.CATEGORY, by.TRACK, by.ASSOCIATION, by.year(_("Year of the award")), SECTOR, LANGUAGE)


def paths_of(prefix: str = "") -> dict[str, str]:
    return {
        "category": f"{prefix}category_id",
        "track": f"{prefix}category_id",
        "association": f"{prefix}association_id",
        "year": f"{prefix}endorsed_year",
        "sector": f"{prefix}person__practice__sector",
        "language": f"{prefix}person__practice__language",
    }


def columns_of(prefix: str = "") -> tuple[Column, ...]:
    return (
        Column("number", _("Number"), f"{prefix}number"),
        Column("name", _("Name"), f"{prefix}listed_name"),
        Column("category", _("Category"), f"{prefix}category__key"),
        Column("association", _("Association"), f"{prefix}association__slug"),
        Column("endorsed_on", _("Endorsed on"), f"{prefix}endorsed_on"),
        Column("valid_until", _("Valid until"), f"{prefix}valid_until"),
        Column("standing", _("Standing"), f"{prefix}standing", dict(Standing.choices)),
    )


def page_of(prefix: str = ""):
    """The address of a row's Endorsement."""

    def link(row: dict) -> str:
        return reverse("award:record", args=[row[f"{prefix}association__slug"], row[f"{prefix}pk"]])

    return link


def not_own(prefix: str = ""):
    """Nobody looks at their own Endorsement as the office does."""
    return lambda facts, person: facts.exclude(**{f"{prefix}person_id": person.pk})


def out_on(day):
    """Ids of the Endorsements that were suspended or revoked at the end of ``day``, by the ledger."""
    back = AwardEvent.objects.filter(
        endorsement=OuterRef("endorsement"), kind=EventKind.REINSTATED, on__lte=day, pk__gt=OuterRef("pk")
    )
    moves = AwardEvent.objects.filter(kind__in=[EventKind.SUSPENDED, EventKind.REVOKED], on__lte=day)
    return moves.filter(~Exists(back)).order_by().values("endorsement_id")


def in_force(period: Period) -> Q:
    day = period.until
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return Q(endorsed_on__lte=day) & lasting & ~Q(pk__in=out_on(day))


def _ended(period: Period) -> Q:
    """Their last day is in the period and before its end: on the last day itself an Endorsement still counts."""
    last = Q(valid_until__lt=period.until)
    # What ended the day before the first is found ended on the first.
    return last & Q(valid_until__gte=period.since - ONE_DAY) if period.since else last


ENDORSED = Measure(
    key="endorsed",
    title=_("Endorsed"),
    counted=_(
        "Endorsements in force on the last day of the period: awarded by then, their time not run out, neither "
        "suspended nor revoked that day. A person with two counts twice."
    ),
    unit=_("Endorsements"),
    facts=Endorsement.objects.all,
    during=in_force,
    dimensions=DIMENSIONS,
    paths=paths_of(),
    columns=(*columns_of(), Column("pk", "", "pk")),
    default=TODAY,
    narrow=False,
    order=("listed_name", "pk"),
    opens=not_own(),
    link=page_of(),
)
AWARDED = Measure(
    key="awarded",
    title=_("Endorsements awarded"),
    counted=_("Endorsements whose day of award lies in the period, whatever became of them."),
    unit=_("Endorsements"),
    facts=Endorsement.objects.all,
    during=days_within("endorsed_on"),
    dimensions=DIMENSIONS,
    paths=paths_of(),
    columns=(*columns_of(), Column("pk", "", "pk")),
    order=("endorsed_on", "pk"),
    opens=not_own(),
    link=page_of(),
)
DUE = Measure(
    key="renewals-due",
    title=_("Renewals due"),
    counted=_(
        "Endorsements that are valid by their standing now and whose last day lies in the period; without a period, "
        "in the year to come."
    ),
    unit=_("Endorsements"),
    facts=lambda: Endorsement.objects.filter(standing=Standing.VALID),
    during=days_within("valid_until"),
    dimensions=DIMENSIONS,
    paths=paths_of(),
    columns=(*columns_of(), Column("pk", "", "pk")),
    default=AHEAD,
    past=False,
    order=("valid_until", "pk"),
    opens=not_own(),
    link=page_of(),
)
LAPSED = Measure(
    key="lapsed",
    title=_("Lapsed"),
    counted=_(
        "Endorsements that are valid by their standing now, whose time ran out in the period and was not made longer "
        "since. The first day without Endorsement counts."
    ),
    unit=_("Endorsements"),
    facts=lambda: Endorsement.objects.filter(standing=Standing.VALID),
    during=_ended,
    dimensions=DIMENSIONS,
    paths=paths_of(),
    columns=(*columns_of(), Column("pk", "", "pk")),
    order=("valid_until", "pk"),
    opens=not_own(),
    link=page_of(),
)
_MOVES = (EventKind.RENEWED, EventKind.REINSTATED, EventKind.SUSPENDED, EventKind.REVOKED)
_MOVE = by.Dimension("move", _("What happened"), lambda _known, _keys: {kind: kind.label for kind in _MOVES})
MOVED = Measure(
    key="moves",
    title=_("Renewed, reinstated, suspended, revoked"),
    counted=_("Entries of the ledger of Endorsements in the period, by the day from which they hold."),
    unit=_("entries"),
    facts=lambda: AwardEvent.objects.filter(kind__in=_MOVES),
    during=days_within("on"),
    dimensions=(_MOVE, *DIMENSIONS),
    paths=paths_of("endorsement__") | {"move": "kind"},
    columns=(
        Column("move", _("What happened"), "kind", dict(EventKind.choices)),
        Column("on", _("On"), "on"),
        *columns_of("endorsement__"),
        Column("pk", "", "endorsement__pk"),
    ),
    association="endorsement__association_id",
    category="endorsement__category_id",
    person="endorsement__person_id",
    order=("on", "pk"),
    opens=not_own("endorsement__"),
    link=page_of("endorsement__"),
)
MEASURES = (ENDORSED, AWARDED, DUE, LAPSED, MOVED)
