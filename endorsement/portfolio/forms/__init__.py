"""The forms of the portfolio: one for each kind of entry, and an entry as its form would have sent it."""

from decimal import Decimal

from django.utils.datastructures import MultiValueDict

from accounts.models import Person
from endorsement.portfolio.enums import About, LicenceKind, Topic
from endorsement.portfolio.forms.entries import FORMS, NAMING
from endorsement.portfolio.forms.memberships import MembershipForm
from endorsement.portfolio.forms.uploads import ImportForm, UploadForm
from endorsement.portfolio.models import Entry

__all__ = ["FORMS", "NAMING", "ImportForm", "MembershipForm", "UploadForm", "data_of", "starting_data"]

_STARTING = {
    "training": {"topic": Topic.IECMH},
    "rsc": {"about": About.OWN_WORK},
    "licences": {"licence_kind": LicenceKind.MENTAL_HEALTH},
}


def data_of(entry: Entry, competency_ids=()) -> MultiValueDict:
    """An entry as its form would have sent it."""
    data = MultiValueDict()
    for name in FORMS[entry.KIND].base_fields:
        if name == "competencies":
            data.setlist(name, [str(pk) for pk in sorted(competency_ids)])
        elif name in entry.typed:
            data[name] = entry.typed[name]
        else:
            data.setlist(name, _raw(getattr(entry, name)))
    return data


def _raw(value) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, Decimal):
        return [format(value.normalize(), "f")]
    if isinstance(value, Person):
        return [str(value.public_id)]
    if hasattr(value, "isoformat"):
        return [value.isoformat()]
    return [] if value is None else [str(value)]


def starting_data(kind: str, competency_ids=()) -> MultiValueDict:
    """What the form of a new entry begins with."""
    data = MultiValueDict({name: [str(value)] for name, value in _STARTING.get(kind, {}).items()})
    data.setlist("competencies", [str(pk) for pk in competency_ids])
    return data
