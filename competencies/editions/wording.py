"""The parameters of requirements and what can be wrong with them, in plain words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from competencies.assessment import facts
from competencies.standard.explanations import LEADERSHIP, LEVELS, LICENCES, NATURES, ROLES

PARAMETERS: Mapping[str, str] = {
    "hours": _("Hours"),
    "months": _("Months"),
    "families": _("Families"),
    "count": _("How many"),
    "others": _("Further providers, at most"),
    "paid": _("Only paid work counts"),
    "supervised": _("Only supervised work counts"),
    "volunteers": _("Unpaid work counts too when it was supervised and trained for"),
    "natures": _("Only work of these kinds counts (none: any)"),
    "after_degree": _("Only time after the degree counts"),
    "peers": _("Hours among peers count too"),
    "internship": _("Part of it may be an internship"),
    "supervisor_kinds": _("The internship’s supervisor holds one of (none: anything)"),
    "any_of": _("One of these is enough"),
    "or_work": _("Work may take its place"),
    "or_licence": _("A licence may take its place"),
    "key": _("Short name, for example degree"),
    "levels": _("Levels"),
    "related_levels": _("Of these, the field must be related for"),
    "places": _("A reference of its own from each of these places; any of the roles ticked fills a place"),
    "vetted": _("Somebody vetted counts as endorsed"),
    "of": _("Membership of"),
    "kinds": _("Of one of these kinds"),
    "kind": _("Of this kind"),
    "own": _("The very category that is renewed"),
}
"""Key of a parameter -> what people call it."""

MOVE_WORDS = {"publish": _("Published"), "take_back": _("Taken back"), "discard": _("Discarded")}
"""Transition -> what the history calls it."""

KIND_NAMES = {
    kind: f"{kind} ({', '.join(keys)})" if keys != (kind,) else kind for kind, keys in facts.CATEGORIES_OF_KIND.items()
}
"""Kind of category -> it with its categories."""

_VALUES: Mapping[str, str] = {
    **ROLES,
    **LEVELS,
    **NATURES,
    **LICENCES,
    **LEADERSHIP,
    **KIND_NAMES,
    "any": _("any member association or WAIMH"),
    "own": _("the association itself"),
}
"""Value of a choice -> what people call it; the lists share no value."""

_FAULTS: Mapping[str, str] = {
    "is required": _("Please fill this in."),
    "must not be empty": _("Please fill this in."),
    "must be greater than 0": _("Enter a number greater than 0."),
    "must be in quarter hours": _("Enter full, half or quarter hours, for example 7.5."),
}


def label(parameter: str) -> str:
    """What people call a parameter."""
    return PARAMETERS.get(parameter) or parameter.replace("_", " ").capitalize()


def choice_label(value: str) -> str:
    """What people call one of the values of a choice."""
    return _VALUES.get(value) or value.replace("_", " ")


def plain_fault(sentence: str) -> str:
    """What the engine says of a value, for whoever filled in a form."""
    return str(_FAULTS.get(sentence) or f"{sentence[:1].upper()}{sentence[1:]}.")
