"""What is published, and what a file would change."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, QuerySet

from associations.directory.models import Association
from competencies.licensed.queries import newest
from competencies.standard.queries import standard
from endorsement.application.models import AgreementText
from endorsement.references.queries import newest_items
from endorsement.texts import reading
from endorsement.texts.models import TextFile


@dataclass(frozen=True)
class Published:
    """The newest version of a section in a language. `texts` is key -> text, as in `reading.Texts`."""

    version: int
    at: datetime
    by: str
    texts: dict[str, str]
    groups: dict[str, str]


NEW, CHANGED, SAME, GOES, NOT_THERE = "new", "changed", "same", "goes", "missing"


@dataclass(frozen=True)
class Change:
    """One text: `state` is new, changed, same, goes (published now, not in the file) or missing (in neither)."""

    section: str
    key: str
    title: str
    state: str
    before: str = ""
    after: str = ""


def known_keys() -> dict[str, list[str]]:
    """Keyed section -> the keys the Standard has, in its order. One query when it is in memory."""
    known = standard()
    competencies = [row.key for row in sorted(known.competencies.values(), key=lambda row: row.position)]
    return {
        "category_names": list(known.categories),
        "competency_titles": competencies,
        "competency_texts": competencies,
    }


def english_titles() -> dict[str, dict[str, str]]:
    """Keyed section -> key -> the shipped English short title, to be recognised by."""
    known = standard()
    competencies = {row.key: row.english_title for row in known.competencies.values()}
    return {
        "category_names": {row.key: row.english_name for row in known.categories.values()},
        "competency_titles": competencies,
        "competency_texts": competencies,
    }


def texts_of(file: TextFile) -> reading.Texts:
    """What the file says. Raises DocumentFault when the Standard has changed since it was checked."""
    return reading.read(
        file.content.encode(),
        file.name,
        language=file.language,
        known=known_keys(),
        own_of_association=file.association_id is not None,
    )


def published(language: str, association: Association | None) -> dict[str, Published]:
    """Section -> what is in force in that language, for one association or (None) for all. At most three queries."""
    found = {}
    if association is None:
        rows = newest(language)
        found = {key: _published(row, row.texts, row.published_at, row.published_by) for key, row in rows.items()}
    items = newest_items(association, language)
    if items:
        texts = {item["key"]: item["text"] for item in items.items}
        groups = {item["key"]: item["group"] for item in items.items}
        found[reading.ITEMS] = _published(items, texts, items.saved_at, items.saved_by, groups)
    agreements = AgreementText.objects.filter(association=association, language=language)
    for row in agreements.select_related("loaded_by").order_by("version"):
        found[row.kind] = _published(row, {"": row.text}, row.loaded_at, row.loaded_by)
    return found


def _published(row, texts, at, by, groups=None) -> Published:
    return Published(row.version, at, by.name if by else "", texts, groups or {})


def changes(texts: reading.Texts, current: dict[str, Published]) -> dict[str, list[Change]]:
    """Section -> what publishing the file would do to each text. A section that the file says nothing of stays as it is
    and is left out."""
    known, titles = known_keys(), english_titles()
    found = {}
    for section in reading.SECTIONS:
        if section not in texts.sections:
            continue
        after = texts.sections[section]
        before = current[section].texts if section in current else {}
        keys = list(known.get(section, dict.fromkeys([*after, *before])))
        found[section] = [
            Change(
                section=section,
                key=key,
                title=titles.get(section, {}).get(key, ""),
                state=_state(before.get(key, ""), after.get(key, "")),
                before=before.get(key, ""),
                after=after.get(key, ""),
            )
            for key in keys
        ]
    if reading.ITEMS in found and reading.ITEMS in current and current[reading.ITEMS].groups != texts.groups:
        found[reading.ITEMS] = [_regrouped(one) for one in found[reading.ITEMS]]
    return found


def _state(before: str, after: str) -> str:
    if not after:
        return GOES if before else NOT_THERE
    if not before:
        return NEW
    return SAME if before == after else CHANGED


def _regrouped(one: Change) -> Change:
    return replace(one, state=CHANGED) if one.state == SAME else one


def files() -> QuerySet[TextFile]:
    """Every file, those that wait to be published first, then the newest."""
    rows = TextFile.objects.select_related("association", "loaded_by", "published_by").defer("content")
    return rows.order_by(F("published_at").desc(nulls_first=True), "-loaded_at", "-pk")


def last_published(language: str) -> int:
    """The file published last in the language, 0 for none: a preview that was made before another is old."""
    rows = TextFile.objects.filter(language=language, published_at__isnull=False).order_by("-published_at", "-pk")
    return rows.values_list("pk", flat=True).first() or 0
