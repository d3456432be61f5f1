"""A person's evidence as the portfolio document has it. One query reads all of it, whatever its size."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.models import Person
from common.prepared import Prepared
from endorsement.award.queries import standing_and_vetting
from endorsement.portfolio.models import KINDS, Document, Education, Training

_COLUMNS = {
    "education": ("level", "field", "institution", "related", "awarded_on"),
    "work": (
        "title",
        "employer",
        "supervisor_name",
        "started_on",
        "ended_on",
        "paid",
        "supervised",
        "specialised_training",
        "age_bands",
        "families",
        "nature",
        "internship",
        "internship_supervisor_name",
    ),
    "training": ("title", "provider", "held_on", "hours", "topic"),
    "rsc": ("provider_name", "started_on", "ended_on", "hours", "format", "about"),
    "licences": ("licence_kind", "name", "region", "issued_on", "expires_on"),
    "rsc_given": ("setting", "started_on", "ended_on", "hours"),
    "leadership": ("title", "organisation", "leadership_kind", "started_on", "ended_on"),
}
NAMED_IN = {"rsc": "provider", "work": "internship_supervisor"}
"""Kind -> the column of somebody of the registry whose standing decides; beside it stands the column of the name."""


@dataclass
class Evidence:
    """What ``read`` found. ``rows``: kind -> entries as plain dicts (dates as ISO text), finished and unfinished."""

    rows: dict[str, list[dict]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def finished(self, kind: str) -> list[dict]:
        return [row for row in self.rows[kind] if row["complete"]]

    def unfinished(self) -> list[tuple[str, dict]]:
        """``(kind, row)`` of what is still a draft, and therefore counts nowhere."""
        return [(kind, row) for kind, rows in self.rows.items() for row in rows if not row["complete"]]


def read(person: Person) -> Evidence:
    """All entries with their competencies and files. One query."""
    return read_all([person.pk])[person.pk]


def read_all(people: Iterable[int]) -> dict[int, Evidence]:
    """The entries of each of these people (ids), as ``read`` has them. One query for all of them."""
    ids = list(people)
    evidence = {pk: Evidence() for pk in ids}
    by_pk, by_code, loose = {}, {}, []
    for kind, pk, person, row in sorted(_everything.rows(people=ids), key=lambda line: line[:2]):
        if kind in KINDS:
            row = _plain(row, kind)
            evidence[person].rows[kind].append(row)
            by_pk[kind, pk] = by_code[row["code"]] = row
        else:
            loose.append((kind, row))
    for kind, row in loose:
        if kind == "document":
            if row["entry"] in by_code:
                by_code[row["entry"]]["documents"].append({name: row[name] for name in ("code", "name", "kind")})
        else:
            by_pk[kind[1:], row["entry"]]["competencies"].append(row["competency"])
    return evidence


@Prepared
def _everything(people: list[int]) -> QuerySet:
    """``(kind, id, person, facts)`` of entries, competencies they are mapped to, and files."""
    parts = [_entries(kind, people) for kind in KINDS]
    parts += [_mapping(model, people) for model in (Education, Training)]
    files = Document.objects.filter(person_id__in=people, removed_at=None).order_by()
    facts = JSONObject(entry="entry_code", code="code", name="name", kind="kind")
    parts.append(files.values_list(Value("document"), "pk", "person_id", facts))
    return parts[0].union(*parts[1:], all=True)


def _entries(kind, people):
    columns = {name: name for name in ("code", "complete", *_COLUMNS[kind])}
    if kind == "training":
        columns["verified_by"] = "attended__training__association__abbreviation"
    if column := NAMED_IN.get(kind):
        columns |= {"person": f"{column}_id", "public_id": f"{column}__public_id", "endorsed_name": f"{column}__name"}
    rows = KINDS[kind].objects.filter(person_id__in=people, removed_at=None).order_by()
    facts = JSONObject(**{name: F(path) for name, path in columns.items()})
    return rows.values_list(Value(kind), "pk", "person_id", facts)


def _mapping(model, people):
    kind = model.KIND
    rows = model.competencies.through.objects.filter(
        **{f"{kind}__person_id__in": people, f"{kind}__removed_at": None}
    ).order_by()
    # The kind sorts after all kinds of entries, so that these come when their entries are known.
    facts = JSONObject(entry=f"{kind}_id", competency="competency__key")
    return rows.values_list(Value(f"~{kind}"), "pk", f"{kind}__person_id", facts)


def _plain(row, kind):
    """The same values on every database: SQLite gives booleans as 0 and 1 and a list inside JSON as text."""
    for name in ("complete", "related", "paid", "supervised", "specialised_training", "internship"):
        if name in row:
            row[name] = bool(row[name])
    if isinstance(row.get("age_bands"), str):
        row["age_bands"] = json.loads(row["age_bands"])
    if row.get("public_id"):
        row["public_id"] = str(uuid.UUID(row["public_id"]))
    row["competencies"], row["documents"], row["kind"] = [], [], kind
    return row


def document_part(
    person: Person, evidence: Evidence | None = None, known: tuple[dict, dict] | None = None
) -> tuple[dict, dict]:
    """``(parts, extras)`` of a person's finished entries.

    ``parts``: ``person``, the list of each kind, and the ``providers`` of the portfolio document, ready for JSON.
    ``extras``: entry code -> what the document does not carry (``kind``, ``label``, ``documents``, names).
    ``known``: what ``standing_and_vetting`` says of ``people_of(evidence)``, if read already.
    Two queries, whatever the number of entries.
    """
    evidence = evidence or read(person)
    naming = _naming(evidence)
    keys = _provider_keys(naming)
    standing, vetted = known or standing_and_vetting(people_of(person, evidence))
    parts = {
        "person": {
            "name": person.name,
            "resides_in": person.resides_in,
            "endorsements": [_period(one) for one in standing.get(person.pk, [])],
        },
        "education": [_education(row) for row in evidence.finished("education")],
        "licences": [_licence(row) for row in evidence.finished("licences")],
        "work": [_work(row, keys.get(row["code"])) for row in evidence.finished("work")],
        "training": [_training(row) for row in evidence.finished("training")],
        "rsc": [_rsc(row, keys[row["code"]]) for row in evidence.finished("rsc")],
        "rsc_given": [_rsc_given(row) for row in evidence.finished("rsc_given")],
        "leadership": [_leadership(row) for row in evidence.finished("leadership")],
        "providers": {
            keys[row["code"]]: _provider(standing.get(row["person"], []), vetted.get(row["person"], []))
            for row in naming
        },
    }
    extras = {row["code"]: extra(row) for kind in KINDS for row in evidence.finished(kind)}
    return parts, extras


def people_of(person: Person, evidence: Evidence) -> set[int]:
    """Ids of those whose standing matters: the person, and in the registry their RSC providers and the supervisors of
    their internships."""
    return {person.pk, *named_people(evidence)}


def named_people(evidence: Evidence) -> set[int]:
    """Ids of those in the registry whom the entries name."""
    return {row["person"] for row in _naming(evidence) if row["person"]}


def _naming(evidence: Evidence) -> list[dict]:
    """The finished entries that name somebody whose standing decides."""
    supervised = [row for row in evidence.finished("work") if row["person"] or _name(row)]
    return [*evidence.finished("rsc"), *supervised]


def _name(row: dict) -> str:
    """The name as it was typed, of whom an entry names."""
    return row[f"{NAMED_IN[row['kind']]}_name"]


NAMED = "named "


def _provider_keys(rows: list[dict]) -> dict[str, str]:
    """Entry code -> the provider's key in the document: the same for all entries with the same provider.

    One who is not in the registry has the name as it was written first.
    """
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(_name(row).casefold(), f"{NAMED}{_name(row)}")
    return {row["code"]: row["public_id"] or names[_name(row).casefold()] for row in rows}


def _provider(held, vetted):
    provider = {"endorsements": [_period(one) for one in held]}
    return provider | ({"vetted_by": [_period(one) for one in vetted]} if vetted else {})


def _period(period):
    """Of an Endorsement or a vetting, ready for JSON; open ones have no end."""
    days = {"from", "until"}
    return {name: value.isoformat() if name in days else value for name, value in period.items() if value}


def _education(row):
    has_transcript = any(document["kind"] == Document.Kind.TRANSCRIPT for document in row["documents"])
    return {
        "id": row["code"],
        "level": row["level"],
        "field": row["field"],
        "related": row["related"],
        "awarded_on": row["awarded_on"],
        "transcript": "unofficial" if has_transcript else "none",
        "competencies": row["competencies"],
    }


def _licence(row):
    licence = {"id": row["code"], "kind": row["licence_kind"], "region": row["region"], "issued_on": row["issued_on"]}
    return licence | ({"expires_on": row["expires_on"]} if row["expires_on"] else {})


def _work(row, supervisor):
    work = _span(row) | {
        "title": row["title"],
        "paid": row["paid"],
        "supervised": row["supervised"],
        "specialised_training": row["specialised_training"],
        "age_bands": row["age_bands"],
        "families": row["families"] or 0,
        "nature": row["nature"],
    }
    work |= {"internship": True} if row["internship"] else {}
    return work | ({"internship_supervisor": supervisor} if supervisor else {})


def _training(row):
    return {
        "id": row["code"],
        "title": row["title"],
        "on": row["held_on"],
        "hours": row["hours"],
        "topic": row["topic"],
        "competencies": row["competencies"],
    }


def _rsc(row, provider):
    return _span(row) | {
        "provider": provider,
        "hours": row["hours"],
        "format": row["format"],
        "about": row["about"],
    }


def _rsc_given(row):
    return _span(row) | {"hours": row["hours"]}


def _leadership(row):
    return _span(row) | {"kind": row["leadership_kind"]}


def _span(row):
    return {"id": row["code"], "from": row["started_on"]} | ({"until": row["ended_on"]} if row["ended_on"] else {})


def label_of(row: dict) -> str:
    """What people call the entry."""
    if row["kind"] == "rsc":
        return row["endorsed_name"] or row["provider_name"]
    if row["kind"] == "education":
        return row["institution"] or row["field"]
    if row["kind"] == "licences":
        return row["name"] or row["region"]
    if row["kind"] == "rsc_given":
        return row["setting"]
    return row["title"]


def extra(row: dict) -> dict:
    """What reviewers and pages show of an entry beside the document."""
    names = {
        "education": ("institution",),
        "licences": ("name",),
        "work": ("employer", "supervisor_name"),
        "training": ("provider",),
        "rsc": ("provider_name",),
        "rsc_given": ("setting",),
        "leadership": ("title", "organisation"),
    }[row["kind"]]
    shown = {"kind": row["kind"], "label": label_of(row), "documents": row["documents"]}
    shown |= {name: row[name] for name in names}
    if row.get("verified_by"):
        shown["verified_by"] = row["verified_by"]
    if row["kind"] == "rsc":
        shown |= {"provider_name": label_of(row), "in_registry": bool(row["person"])}
    if row["kind"] == "work" and row["internship"]:
        shown |= {"internship_supervisor": row["endorsed_name"] or _name(row), "in_registry": bool(row["person"])}
    return shown
