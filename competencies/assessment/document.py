"""The portfolio document, version 1: JSON to facts and back.

`loads` reads JSON text, `parse` what JSON made of it, `dump` writes the document of a portfolio. Unknown keys, wrong
kinds, missing keys and limits are faults, each with its place, e.g. `rsc[2].hours: must be greater than 0`.
"""

import json
from collections.abc import Callable, Container, Iterable
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TypeVar

from competencies.assessment import facts
from competencies.assessment.findings import plain
from competencies.assessment.reading import DocumentFault, Faults, Item, number_of, shown

__all__ = ["DocumentFault", "dump", "loads", "parse"]

VERSION = 1

Entry = TypeVar("Entry")


def loads(text: str | bytes, *, competencies: Container[str] | None = None) -> facts.Portfolio:
    """Read a portfolio document from JSON text; numbers are exact.

    Raises `DocumentFault` as `parse` does, and where the text is not JSON or names a key twice in one object.
    """
    try:
        data = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_decimal,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as fault:
        raise DocumentFault([("document", "is not written in UTF-8")]) from fault
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        raise DocumentFault([("document", f"is not JSON: {fault.msg} at {place}")]) from fault
    except RecursionError as fault:
        raise DocumentFault([("document", "is nested too deeply")]) from fault
    return parse(data, competencies=competencies)


def parse(data: object, *, competencies: Container[str] | None = None) -> facts.Portfolio:
    """Read a portfolio from what JSON made of the document.

    `competencies` are the keys that entries may name; None leaves them unchecked.
    Raises `DocumentFault` whose `faults` are all (place, sentence), never just the first.
    """
    faults = Faults()
    if not isinstance(data, dict):
        Item.of(data, "", faults)
        raise DocumentFault(faults.found)
    item = Item(data, "", faults)
    version = item.take("version", required=True)
    if version is not None and number_of(version) != VERSION:
        item.fault("version", f"must be {VERSION}")
    providers = {key: _provider(provider) for key, provider in item.members("providers")}
    reading = _Reading(item, competencies, providers)
    portfolio = facts.Portfolio(
        person=_person(item.item("person")),
        education=reading.list("education", reading.education),
        licences=reading.list("licences", _licence),
        work=reading.list("work", reading.work),
        training=reading.list("training", reading.training),
        rsc=reading.list("rsc", reading.rsc),
        rsc_given=reading.list("rsc_given", _rsc_given),
        leadership=reading.list("leadership", _leadership),
        references=reading.list("references", _reference),
        agreements=_agreements(item.item("agreements")),
        providers=MappingProxyType(providers),
    )
    item.close()
    if faults.found:
        raise DocumentFault(faults.found)
    return portfolio


def _decimal(text: str) -> Decimal:
    """The exact number; one beyond all bounds reads as not a number and becomes a fault at its place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _object(pairs: list[tuple[str, object]]) -> dict:
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentFault([("document", f"names the key {shown(twice)} twice in one object")])
    return values


def _person(item: Item | None) -> facts.Person:
    if item is None:
        return facts.Person()
    person = facts.Person(
        name=item.text("name"),
        resides_in=item.text("resides_in"),
        memberships=tuple(_period(facts.Membership, entry) for entry in item.items("memberships")),
        endorsements=tuple(_held(entry) for entry in item.items("endorsements")),
    )
    item.close()
    return person


def _period(kind: type, item: Item):
    since, until = item.span()
    return kind(since=since, until=until, association=item.text("association") or None)


def _held(item: Item, *, awarded_by: bool = True) -> facts.Held:
    since, until = item.span()
    category = item.text("category", required=True)
    if category and category not in facts.CATEGORIES:
        item.fault("category", f"must be one of {', '.join(sorted(facts.CATEGORIES))}")
    association = item.text("association") or None if awarded_by else None
    return facts.Held(category=category, since=since, until=until, association=association)


def _provider(item: Item) -> facts.Provider:
    return facts.Provider(
        endorsements=tuple(_held(entry, awarded_by=False) for entry in item.items("endorsements")),
        vetted_by=tuple(_period(facts.Vetting, entry) for entry in item.items("vetted_by")),
    )


def _licence(item: Item) -> facts.Licence:
    issued, expires = item.day("issued_on", required=True), item.day("expires_on")
    if issued and expires and expires < issued:
        item.fault("expires_on", "must not lie before issued_on")
    return facts.Licence(
        id=item.text("id", required=True),
        kind=item.choice("kind", facts.LICENCE_KINDS, required=True),
        region=item.text("region"),
        issued_on=issued,
        expires_on=expires,
    )


def _rsc_given(item: Item) -> facts.RscGiven:
    since, until = item.span()
    return facts.RscGiven(
        id=item.text("id", required=True), since=since, until=until, hours=item.hours("hours", required=True)
    )


def _leadership(item: Item) -> facts.Leadership:
    since, until = item.span()
    return facts.Leadership(
        id=item.text("id", required=True),
        since=since,
        until=until,
        kind=item.choice("kind", facts.LEADERSHIP_KINDS, required=True),
    )


def _reference(item: Item) -> facts.Reference:
    return facts.Reference(
        id=item.text("id", required=True),
        roles=item.choices("roles", facts.ROLES),
        endorsed=item.flag("endorsed"),
        vetted=item.flag("vetted"),
        completed_on=item.day("completed_on"),
        not_enough_information=item.count("not_enough_information"),
        overall=item.choice("overall", facts.OVERALLS),
    )


def _agreements(item: Item | None) -> facts.Agreements:
    if item is None:
        return facts.Agreements()
    agreements = facts.Agreements(
        code_of_ethics=item.day("code_of_ethics"), endorsement_agreement=item.day("endorsement_agreement")
    )
    item.close()
    return agreements


class _Reading:
    """The lists whose entries point at competencies or providers."""

    def __init__(self, item: Item, competencies: Container[str] | None, providers: Container[str]):
        self._item, self._competencies, self._providers = item, competencies, providers

    def list(self, key: str, read: Callable[[Item], Entry]) -> tuple[Entry, ...]:
        """The entries of a list, whose ids must differ."""
        entries, seen = [], set()
        for item in self._item.items(key):
            entry = read(item)
            if entry.id and entry.id in seen:
                item.fault("id", f"is used twice in this list: {shown(entry.id)}")
            seen.add(entry.id)
            entries.append(entry)
        return tuple(entries)

    def education(self, item: Item) -> facts.Education:
        return facts.Education(
            id=item.text("id", required=True),
            level=item.choice("level", facts.LEVELS, required=True),
            field=item.text("field"),
            related=item.flag("related"),
            awarded_on=item.day("awarded_on", required=True),
            transcript=item.choice("transcript", facts.TRANSCRIPTS),
            competencies=item.texts("competencies", known=self._competencies),
        )

    def work(self, item: Item) -> facts.Work:
        since, until = item.span()
        return facts.Work(
            id=item.text("id", required=True),
            title=item.text("title"),
            since=since,
            until=until,
            paid=item.flag("paid"),
            supervised=item.flag("supervised"),
            specialised_training=item.flag("specialised_training"),
            age_bands=item.choices("age_bands", facts.AGE_BANDS),
            families=item.count("families"),
            nature=item.choice("nature", facts.NATURES),
            internship=item.flag("internship"),
            internship_supervisor=self._provider_key(item, "internship_supervisor") or None,
        )

    def training(self, item: Item) -> facts.Training:
        return facts.Training(
            id=item.text("id", required=True),
            title=item.text("title"),
            on=item.day("on", required=True),
            hours=item.hours("hours", required=True),
            topic=item.choice("topic", facts.TOPICS),
            competencies=item.texts("competencies", known=self._competencies),
        )

    def rsc(self, item: Item) -> facts.Rsc:
        since, until = item.span()
        return facts.Rsc(
            id=item.text("id", required=True),
            provider=self._provider_key(item, "provider", required=True),
            since=since,
            until=until,
            hours=item.hours("hours", required=True),
            format=item.choice("format", facts.FORMATS),
            about=item.choice("about", facts.ABOUTS),
        )

    def _provider_key(self, item: Item, key: str, *, required: bool = False) -> str:
        provider = item.text(key, required=required)
        if provider and provider not in self._providers:
            item.fault(key, f"is not a key of providers: {shown(provider)}")
        return provider


def dump(portfolio: facts.Portfolio) -> dict:
    """The portfolio's document, ready for JSON; `parse` of it is the portfolio again.

    Keys that say nothing are left out. Quarter hours are exact as JSON floats, so a JSON column loses nothing.
    """
    person = portfolio.person
    return {
        "version": VERSION,
        "person": {
            "name": person.name,
            **_present(resides_in=person.resides_in),
            "memberships": _all(person.memberships),
            "endorsements": _all(person.endorsements),
        },
        **{
            key: _all(getattr(portfolio, key))
            for key in ("education", "licences", "work", "training", "rsc", "rsc_given", "leadership", "references")
        },
        "agreements": _record(portfolio.agreements),
        "providers": {
            key: {"endorsements": _all(provider.endorsements), "vetted_by": _all(provider.vetted_by)}
            for key, provider in portfolio.providers.items()
        },
    }


def _all(records: Iterable) -> list[dict]:
    return [_record(record) for record in records]


def _record(record) -> dict:
    """A fact's fields under the document's names; `since` is written `from`."""
    return {
        "from" if name == "since" else name: value
        for name, value in _present(**{name: getattr(record, name) for name in record.__dataclass_fields__}).items()
    }


def _present(**values) -> dict:
    return {name: _plain(value) for name, value in values.items() if value is not None and value != ""}


def _plain(value):
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
