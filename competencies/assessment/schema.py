"""The JSON Schema of the portfolio document, made from the same lists as the reading of it.

JSON Schema cannot say everything `document.parse` asks: that ids are unique in their list, that `until` does not lie
before `from`, that providers are known and days are in the calendar.
"""

from competencies.assessment import facts
from competencies.assessment.reading import MAX_COUNT, MAX_ENTRIES, MAX_HOURS, MAX_TEXT


def _text(*, filled: bool = False) -> dict:
    return {"type": "string", "maxLength": MAX_TEXT} | ({"minLength": 1} if filled else {})


def _optional(schema: dict) -> dict:
    """The same or null, which says nothing either."""
    return {"anyOf": [schema, {"type": "null"}]}


def _choice(choices) -> dict:
    return {"enum": list(choices)}


def _list(items: dict) -> dict:
    return {"type": "array", "maxItems": MAX_ENTRIES, "items": items}


def _object(required: dict | None = None, **optional: dict) -> dict:
    required = required or {}
    properties = required | {name: _optional(schema) for name, schema in optional.items()}
    return {
        "type": "object",
        "properties": {"from" if name == "since" else name: schema for name, schema in properties.items()},
        "required": ["from" if name == "since" else name for name in required],
        "additionalProperties": False,
    }


_ID = _text(filled=True)
_DAY = {"type": "string", "format": "date", "pattern": r"^(19[4-9][0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"}
_HOURS = {"type": "number", "exclusiveMinimum": 0, "maximum": int(MAX_HOURS), "multipleOf": 0.25}
_COUNT = {"type": "integer", "minimum": 0, "maximum": MAX_COUNT}
_FLAG = {"type": "boolean"}
_KEYS = _list(_text(filled=True))
_CATEGORY = _choice(sorted(facts.CATEGORIES))


def _entries() -> dict[str, dict]:
    """The lists whose entries have ids."""
    return {
        "education": _object(
            {"id": _ID, "level": _choice(facts.LEVELS), "awarded_on": _DAY},
            field=_text(),
            related=_FLAG,
            transcript=_choice(facts.TRANSCRIPTS),
            competencies=_KEYS,
        ),
        "licences": _object(
            {"id": _ID, "kind": _choice(facts.LICENCE_KINDS), "issued_on": _DAY}, region=_text(), expires_on=_DAY
        ),
        "work": _object(
            {"id": _ID, "since": _DAY},
            until=_DAY,
            title=_text(),
            paid=_FLAG,
            supervised=_FLAG,
            specialised_training=_FLAG,
            age_bands=_list(_choice(facts.AGE_BANDS)),
            families=_COUNT,
            nature=_choice(facts.NATURES),
            internship=_FLAG,
            internship_supervisor=_text(),
        ),
        "training": _object(
            {"id": _ID, "on": _DAY, "hours": _HOURS},
            title=_text(),
            topic=_choice(facts.TOPICS),
            competencies=_KEYS,
        ),
        "rsc": _object(
            {"id": _ID, "provider": _text(filled=True), "since": _DAY, "hours": _HOURS},
            until=_DAY,
            format=_choice(facts.FORMATS),
            about=_choice(facts.ABOUTS),
        ),
        "rsc_given": _object({"id": _ID, "since": _DAY, "hours": _HOURS}, until=_DAY),
        "leadership": _object({"id": _ID, "since": _DAY, "kind": _choice(facts.LEADERSHIP_KINDS)}, until=_DAY),
        "references": _object(
            {"id": _ID},
            roles=_list(_choice(facts.ROLES)),
            endorsed=_FLAG,
            vetted=_FLAG,
            completed_on=_DAY,
            not_enough_information=_COUNT,
            overall=_choice(facts.OVERALLS),
        ),
    }


def portfolio_schema() -> dict:
    """The JSON Schema (draft 2020-12) of the portfolio document, version 1."""
    period = _object({"since": _DAY}, until=_DAY, association=_text())
    provider = _object(
        endorsements=_list(_object({"category": _CATEGORY, "since": _DAY}, until=_DAY)), vetted_by=_list(period)
    )
    document = _object(
        {"version": {"const": 1}},
        person=_object(
            name=_text(),
            resides_in=_text(),
            memberships=_list(period),
            endorsements=_list(_object({"category": _CATEGORY, "since": _DAY}, until=_DAY, association=_text())),
        ),
        **{name: _list(entry) for name, entry in _entries().items()},
        agreements=_object(code_of_ethics=_DAY, endorsement_agreement=_DAY),
        providers={
            "type": "object",
            "maxProperties": MAX_ENTRIES,
            "propertyNames": _text(filled=True),
            "additionalProperties": provider,
        },
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Portfolio, version 1",
        "description": "Quarter hours; days as YYYY-MM-DD from 1940 to 2100; an absent key, or null, says nothing.",
        **document,
    }
