"""The portfolio document on its way out and in: what a person downloads, and what an uploaded one would change.

Only entries and the person's own membership of WAIMH are taken over. What the portal or other people vouch for
(Endorsements, memberships of associations, references, signed agreements, the standing of providers) stays as the
portal has it, and so do uploaded files.
"""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Person
from common.ids import ALPHABET, new_code
from competencies.assessment.standing import WAIMH
from competencies.standard.queries import standard
from endorsement.portfolio.enums import AgeBand
from endorsement.portfolio.fields import LINE_LENGTH, tidy
from endorsement.portfolio.memberships import as_document, memberships_of
from endorsement.portfolio.models import KINDS, Entry, WaimhMembership
from endorsement.portfolio.queries import in_registry
from endorsement.portfolio.reading import NAMED, NAMED_IN, document_part

VERSION = 1
SAME, NEW, CHANGED, BACK = "same", "new", "changed", "back"

# Document key -> column.
CARRIED = {
    "education": {"level": "level", "field": "field", "related": "related", "awarded_on": "awarded_on"},
    "licences": {
        "kind": "licence_kind",
        "region": "region",
        "issued_on": "issued_on",
        "expires_on": "expires_on",
    },
    "work": {
        "title": "title",
        "from": "started_on",
        "until": "ended_on",
        "paid": "paid",
        "supervised": "supervised",
        "specialised_training": "specialised_training",
        "age_bands": "age_bands",
        "families": "families",
        "nature": "nature",
        "internship": "internship",
    },
    "training": {"title": "title", "on": "held_on", "hours": "hours", "topic": "topic"},
    "rsc": {"from": "started_on", "until": "ended_on", "hours": "hours", "format": "format", "about": "about"},
    "rsc_given": {"from": "started_on", "until": "ended_on", "hours": "hours"},
    "leadership": {"from": "started_on", "until": "ended_on", "kind": "leadership_kind"},
}
CARRIED_COLUMNS = {
    kind: {*columns.values(), *((NAMED_IN[kind], f"{NAMED_IN[kind]}_name") if kind in NAMED_IN else ())}
    for kind, columns in CARRIED.items()
}
NEEDED = {
    "education": ("level", "awarded_on"),
    "work": ("title", "started_on", "age_bands", "nature"),
    "training": ("title", "held_on", "hours", "topic"),
    "rsc": ("provider_name", "started_on", "ended_on", "hours", "format", "about"),
    "licences": ("licence_kind", "issued_on"),
    "rsc_given": ("started_on", "hours"),
    "leadership": ("leadership_kind", "started_on"),
}
"""What an entry needs to be evidence. The school, the employer, the name of a licence and the like, which the forms ask
for too, are in no document."""

_CODE = re.compile(f"[{ALPHABET}]{{12}}")


def portfolio_document(person: Person) -> dict:
    """The person's portfolio document, version 1, ready for JSON. Five queries.

    References and agreements are of one application and stand in its own document.
    """
    parts, _extras = document_part(person)
    memberships = as_document(row[1:] for row in memberships_of([person.pk]))
    return {"version": VERSION, **parts, "person": {**parts["person"], "memberships": memberships}}


@dataclass
class Item:
    """One entry of the document and what would become of it.

    ``values``: columns that the document can fill; ``competencies``: ids; ``too_long``: keys whose text does not fit;
    ``entry``: the row it is matched with; ``code``: what it has or would have.
    """

    kind: str
    place: str
    values: dict
    competencies: set[int] | None
    code: str
    too_long: tuple[str, ...] = ()
    what: str = NEW
    entry: Entry | None = None

    @property
    def missing(self) -> list[str]:
        """Columns without which it stays a draft."""
        return [column for column in NEEDED[self.kind] if not self.values[column]]

    @property
    def choice(self) -> str:
        """The name under which a changed entry is chosen."""
        return f"{self.kind}-{self.code}"


@dataclass
class Period:
    """One membership of WAIMH in the document; ``row``: the person's own that begins on the same day, if any."""

    place: str
    started_on: date
    ended_on: date | None
    row: WaimhMembership | None

    @property
    def what(self) -> str:
        if self.row is None:
            return NEW
        return SAME if self.row.ended_on == self.ended_on else CHANGED

    @property
    def choice(self) -> str:
        """The name under which a changed membership is chosen."""
        return f"membership-{self.row.code}" if self.row else ""


@dataclass(frozen=True)
class Plan:
    """What taking a document over would do. ``faults``: (place, sentence), for what no entry can hold here."""

    items: list[Item]
    memberships: list[Period]
    faults: list[tuple[str, str]]
    kept_out: list[str]

    def having(self, what: str) -> list[Item]:
        return [item for item in self.items if item.what == what]

    def periods(self, what: str) -> list[Period]:
        return [period for period in self.memberships if period.what == what]

    @property
    def changes(self) -> bool:
        return any(one.what in (NEW, CHANGED, BACK) for one in (*self.items, *self.memberships))

    @property
    def digest(self) -> str:
        """What the person saw: it differs when their portfolio or the document changed meanwhile."""
        seen = [
            (
                item.what,
                item.kind,
                item.place,
                item.entry.pk if item.entry else 0,
                item.entry.version if item.entry else 0,
            )
            for item in self.items
        ]
        seen += [(one.what, one.place, str(one.row.ended_on) if one.row else "") for one in self.memberships]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def plan_of(document: dict, person: Person) -> Plan:
    """Compares a readable document with the person's portfolio. About a dozen queries, whatever its size."""
    reader = _Reader(document, person)
    items = [reader.item(kind, index, row) for kind in KINDS for index, row in enumerate(document.get(kind, []))]
    too_long = _("must have at most %(limit)s characters here") % {"limit": LINE_LENGTH}
    faults = [(f"{item.place}.{key}", too_long) for item in items for key in item.too_long]
    kept = _match(items, person)
    memberships, twice = _periods(document, person)
    return Plan(items, memberships, faults + twice, [*_kept_out(document), *kept])


def _periods(document: dict, person: Person) -> tuple[list[Period], list[tuple[str, str]]]:
    """The document's memberships of WAIMH beside the person's own, and the faults. One query, none without any."""
    listed = [
        (f"person.memberships[{index}]", *(_day(row.get(key)) for key in ("from", "until")))
        for index, row in enumerate((document.get("person") or {}).get("memberships", []))
        if row.get("association") == WAIMH
    ]
    own = {row.started_on: row for row in WaimhMembership.objects.filter(person=person)} if listed else {}
    found: dict[tuple, Period] = {}
    for place, since, until in listed:
        found.setdefault((since, until), Period(place, since, until, own.get(since)))
    days, faults = set(), []
    for period in found.values():
        if period.started_on in days:
            faults.append((f"{period.place}.from", _("another membership of WAIMH begins on this day")))
        days.add(period.started_on)
    return list(found.values()), faults


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class _Reader:
    """Entries of a document that was read without faults, as columns; whom it needs is asked of the database once."""

    def __init__(self, document: dict, person: Person):
        self.keys = {key: row.pk for key, row in standard().competencies.items()}
        named = {row.get(key) for kind, key in NAMED_IN.items() for row in document.get(kind, [])}
        self.providers = _providers({key for key in named if key}, person)

    def item(self, kind: str, index: int, row: dict) -> Item:
        values, too_long = {}, []
        for key, column in CARRIED[kind].items():
            values[column] = _column(KINDS[kind]._meta.get_field(column), row.get(key))
            if isinstance(values[column], str) and len(values[column]) > LINE_LENGTH:
                too_long.append(key)
        if column := NAMED_IN.get(kind):
            key = row.get(column) or ""
            named = self.providers.get(key)
            name = named.name if named else tidy(_name_in(key))
            values |= {column: named, f"{column}_name": name}
            too_long += [column] * (len(name) > LINE_LENGTH)
        return Item(
            kind,
            f"{kind}[{index}]",
            values,
            {self.keys[key] for key in row.get("competencies", [])} if _maps(KINDS[kind]) else None,
            row["id"],
            tuple(too_long),
        )


def _column(field: models.Field, value):
    """What a column holds for a value of the document; what the document does not say is empty."""
    if isinstance(field, models.DateField):
        return _day(value)
    if isinstance(field, models.DecimalField):
        return Decimal(str(value))
    if isinstance(field, models.BooleanField):
        return bool(value)
    if isinstance(field, models.JSONField):
        return [band for band in AgeBand.values if band in (value or [])]
    if isinstance(field, models.PositiveIntegerField):
        return value or None
    return tidy(value or "")


def _providers(keys: set[str], person: Person) -> dict[str, Person]:
    """Key in the document -> that person in the registry; nobody gives RSC to themselves. One query."""
    ids = {}
    for key in keys:
        try:
            ids[uuid.UUID(key)] = key
        except ValueError:
            continue
    found = Person.objects.filter(in_registry(), public_id__in=ids).exclude(pk=person.pk)
    return {ids[one.public_id]: one for one in found}


def _name_in(key: str) -> str:
    """The name that a provider's key carries; the id of somebody the registry does not have is no name."""
    if key.startswith(NAMED):
        return key.removeprefix(NAMED)
    try:
        uuid.UUID(key)
    except ValueError:
        return key
    return ""


def _carried(kind: str, values: dict, competencies) -> tuple:
    """What the document can say of an entry, so that two can be compared."""
    found = [values[column] or None for column in CARRIED[kind].values()]
    if column := NAMED_IN.get(kind):
        named = values[column]
        found.append(named.pk if named else (values[f"{column}_name"] or "").casefold())
    return (*(tuple(one) if isinstance(one, list) else one for one in found), frozenset(competencies or ()))


def _carried_by(entry: Entry) -> tuple:
    values = {column: getattr(entry, column) for column in CARRIED_COLUMNS[entry.KIND]}
    mapped = [one.pk for one in entry.competencies.all()] if hasattr(entry, "competencies") else ()
    return _carried(entry.KIND, values, mapped)


def _match(items: list[Item], person: Person) -> list[str]:
    """Settles for each item which row it is: by its id, else by saying the same, each row once.

    What an association verified stays as it is; a sentence says so where the document has it otherwise.
    """
    kept = False
    for kind, model in KINDS.items():
        mine = [item for item in items if item.kind == kind]
        rows = model.objects.filter(person=person).order_by("pk")
        rows = rows.select_related(NAMED_IN[kind]) if kind in NAMED_IN else rows
        own = {entry.code: entry for entry in (rows.prefetch_related("competencies") if _maps(model) else rows)}
        for item in mine:
            if item.code in own:
                item.entry = own[item.code]
                item.what = _against(item)
                if item.what == CHANGED and item.entry.verified:
                    item.what, kept = SAME, True
        taken = {item.entry.pk for item in mine if item.entry}
        alike: dict[tuple, list[Entry]] = {}
        for entry in own.values():
            if entry.complete and not entry.removed_at and entry.pk not in taken:
                alike.setdefault(_carried_by(entry), []).append(entry)
        others = model.objects.exclude(person=person).filter(code__in=[item.code for item in mine])
        foreign = set(others.values_list("code", flat=True))
        for item in mine:
            if item.entry:
                continue
            if equals := alike.get(_carried(kind, item.values, item.competencies)):
                item.entry, item.what = equals.pop(0), SAME
                item.code = item.entry.code
            elif not _CODE.fullmatch(item.code) or item.code in foreign:
                item.code = new_code()
    return [_("Trainings that an association verified: they stay as it noted them.")] if kept else []


def _maps(model) -> bool:
    return hasattr(model, "competencies")


def _against(item: Item) -> str:
    if item.entry.removed_at:
        return BACK
    return SAME if item.entry.complete and _equal(item) else CHANGED


def _equal(item: Item) -> bool:
    return _carried_by(item.entry) == _carried(item.kind, item.values, item.competencies)


def _kept_out(document: dict) -> list[str]:
    """What the document has and the portal does not take from it, in sentences."""
    person = document.get("person") or {}
    sentences = {
        _("Endorsements and memberships of associations: the portal has its own record of them."): [
            *person.get("endorsements", []),
            *(one for one in person.get("memberships", []) if one.get("association") != WAIMH),
        ],
        _("References: only a rater can give one. Ask your raters in the application."): document.get("references"),
        _("Agreements: they are signed in the application."): document.get("agreements"),
        _("What your RSC providers and supervisors hold: it comes from the Alliance's registry."): [
            one for one in (document.get("providers") or {}).values() if any(one.values())
        ],
    }
    return [sentence for sentence, there in sentences.items() if there]
