"""Writes the Standard's texts into rows: all or nothing, and nothing the second time."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from common import clock
from competencies.assessment.reading import DocumentFault
from competencies.standard.actions import amending, lock_editions
from competencies.standard.changes import changes_to_published, competency_rows, requirement_rows
from competencies.standard.models import (
    Category,
    Competency,
    Edition,
    EditionCompetency,
    ProviderRule,
    RenewalEdition,
    RenewalRule,
    Requirement,
    StandardLoad,
)
from competencies.standard.renewals import rows_of
from competencies.standard.texts import StandardText


@dataclass
class LoadReport:
    """How many rows a load created, changed and removed."""

    created: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def anything(self) -> bool:
        """Something is different now."""
        return bool(self.created or self.changed or self.removed)


@transaction.atomic
def load_standard(texts: StandardText, *, amend: bool = False, because: str = "The text was wrong.") -> LoadReport:
    """Make the rows say what the texts say.

    What a published edition says is frozen: a text that changes or removes it raises `DocumentFault` with every such
    place, unless `amend` says that the text was wrong and is now mended; then an `Amendment` keeps what changed, and
    `because`. Editions published in the portal stay as they are; so does the last day they gave the newest text.
    """
    lock_editions()
    report = LoadReport()
    texts = _beside_the_portal(texts)
    changes = changes_to_published(texts)
    if changes.faults and not amend:
        raise DocumentFault(changes.faults)
    with amending(changes.amended, reason=because if changes.faults else "Further categories are asked."):
        _write(report, texts)
    if report.anything:
        StandardLoad.objects.create(loaded_at=clock.now(), sha256=texts.sha256)
    return report


def _beside_the_portal(texts: StandardText) -> StandardText:
    """The texts, the newest ending where an edition published in the portal begins that is not among them."""
    known = {text.key for text in texts.editions}
    published = Edition.objects.filter(source=Edition.Source.PORTAL).exclude(key__in=known).order_by("in_force_from")
    first = published.first()
    if first is None:
        return texts
    faults = [
        (
            f"editions/{text.key}.yaml: in_force.from",
            f"{text.since} is not before {first.in_force_from}, when the edition {first.key} of the portal begins; "
            "download its text from the portal and put it beside this one",
        )
        for text in texts.editions
        if text.since >= first.in_force_from
    ]
    if faults:
        raise DocumentFault(faults)
    newest = replace(texts.editions[-1], until=first.in_force_from - timedelta(days=1))
    return replace(texts, editions=[*texts.editions[:-1], newest])


def _write(report: LoadReport, texts: StandardText) -> None:
    now = clock.now()
    _sync(report, Category, ("key",), _category_rows(texts))
    _sync(report, Competency, ("key",), _competency_rows(texts))
    categories = {category.key: category.pk for category in Category.objects.all()}
    competencies = {competency.key: competency.pk for competency in Competency.objects.all()}
    editions = _load_editions(report, texts, now)
    ours = {edition.pk for edition in editions.values()}
    _sync(
        report,
        Requirement,
        ("edition_id", "category_id", "kind"),
        [
            {"edition_id": editions[text.key].pk, "category_id": categories[category], "kind": kind}
            | {"position": position, "params": params}
            for text in texts.editions
            for category, position, kind, params in requirement_rows(texts, text)
        ],
        ours,
    )
    _sync(
        report,
        EditionCompetency,
        ("edition_id", "category_id", "competency_id"),
        [
            {"edition_id": editions[text.key].pk, "category_id": categories[category]}
            | {"competency_id": competencies[competency], "standing": standing}
            for text in texts.editions
            for category, competency, standing in competency_rows(texts, text)
        ],
        ours,
    )
    _sync(report, ProviderRule, ("position",), _provider_rows(texts))
    _write_renewals(report, texts, now)
    Edition.objects.filter(pk__in=ours, published_at=None).update(published_at=now)
    # Rows go in the opposite order of the keys that protect them.
    _remove(report, Edition.objects.filter(source=Edition.Source.TEXT).exclude(pk__in=ours))
    _remove(report, Competency.objects.exclude(key__in=[text.key for text in texts.competencies]))


def _write_renewals(report: LoadReport, texts: StandardText, now) -> None:
    columns = [
        {"key": text.key, "in_force_from": text.since, "in_force_until": text.until, "text_sha256": text.sha256}
        for text in texts.renewals
    ]
    _sync(report, RenewalEdition, ("key",), columns)
    versions = dict(RenewalEdition.objects.values_list("key", "pk"))
    rows = [{"edition_id": versions[text.key], **values} for text in texts.renewals for values in rows_of(text)]
    _sync(report, RenewalRule, ("edition_id", "regime", "position"), rows)
    RenewalEdition.objects.filter(published_at=None).update(published_at=now)


def _category_rows(texts: StandardText) -> list[dict]:
    return [
        {
            "key": text.key,
            "slug": text.key.lower().replace("/", "-"),
            "kind": text.kind,
            "track": text.track,
            "english_name": text.name,
            "suffix": text.suffix,
            "position": position,
        }
        for position, text in enumerate(texts.categories)
    ]


def _competency_rows(texts: StandardText) -> list[dict]:
    return [
        {"key": text.key, "area": text.area, "english_title": text.title, "position": position}
        for position, text in enumerate(texts.competencies)
    ]


def _provider_rows(texts: StandardText) -> list[dict]:
    return [
        {
            "position": position,
            "valid_from": rule.since,
            "valid_until": rule.until,
            "applies_to": list(rule.applies_to),
            "providers": list(rule.providers),
        }
        for position, rule in enumerate(texts.provider_rules)
    ]


def _load_editions(report: LoadReport, texts: StandardText, now) -> dict[str, Edition]:
    existing = {edition.key: edition for edition in Edition.objects.all()}
    for text in texts.editions:
        edition = existing.get(text.key) or Edition(key=text.key)
        wanted = {
            "in_force_from": text.since,
            "in_force_until": text.until,
            "grace_until": text.grace_until,
            "text_sha256": text.sha256,
            "source": Edition.Source.TEXT,
        }
        if edition.pk is None:
            report.created += 1
        elif any(getattr(edition, name) != value for name, value in wanted.items()):
            report.changed += 1
        else:
            continue
        for name, value in wanted.items():
            setattr(edition, name, value)
        edition.loaded_at = now
        edition.save()
        existing[text.key] = edition
    return {text.key: existing[text.key] for text in texts.editions}


def _sync(
    report: LoadReport, model, identity: tuple[str, ...], rows: list[dict], editions: set[int] | None = None
) -> None:
    """Create and change rows (of `editions`) so that they are those given; others of them are removed."""
    known = model.objects.all() if editions is None else model.objects.filter(edition_id__in=editions)
    existing = {tuple(getattr(row, name) for name in identity): row for row in known}
    created, changed = [], []
    for values in rows:
        row = existing.pop(tuple(values[name] for name in identity), None)
        if row is None:
            created.append(model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.bulk_create(created)
    report.created += len(created)
    fields = [name for name in rows[0] if name not in identity] if rows else []
    if changed:
        model.objects.bulk_update(changed, fields)
    report.changed += len(changed)
    if existing and model not in (Category, Competency):
        model.objects.filter(pk__in=[row.pk for row in existing.values()]).delete()
        report.removed += len(existing)


def _remove(report: LoadReport, surplus: QuerySet) -> None:
    report.removed += surplus.count()
    surplus.delete()
