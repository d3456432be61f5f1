"""References: how many are usable, whether each role named has its own, whether enough are from endorsed people."""

from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.case import Case
from competencies.assessment.findings import MET, REVIEW, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import ReferencesCount, ReferencesEndorsed, ReferencesRoles


def _usable(case: Case) -> list[facts.Reference]:
    return [judged.entry for judged in case.references if not judged.code]


def _unusable(case: Case) -> tuple[Reason, ...]:
    return tuple(
        Reason(judged.entry.id, judged.code, 0, 1, judged.details) for judged in case.references if judged.code
    )


def check_count(case: Case, requirement: ReferencesCount) -> Finding:
    """`references.count`; one that does not recommend counts, and once enough are in a person must judge."""
    usable = _usable(case)
    against = tuple(
        Reason(entry.id, "do_not_recommend", 1, 1) for entry in usable if entry.overall == "do_not_recommend"
    )
    status = UNMET
    if len(usable) >= requirement.count:
        status = REVIEW if against else MET
    return Finding(
        "references.count",
        status,
        requirement.count,
        len(usable),
        "references",
        (*_unusable(case), *against),
        tuple(Evidence(entry.id, 1, 1) for entry in usable),
    )


def _match(places: tuple[tuple[str, ...], ...], usable: list[facts.Reference]) -> dict[int, int]:
    """Reference -> place, as many as can be filled at once; earlier places are filled first."""
    filled: dict[int, int] = {}

    def fill(place: int, tried: set[int]) -> bool:
        for index, reference in enumerate(usable):
            if index in tried or not set(places[place]) & set(reference.roles):
                continue
            tried.add(index)
            if index not in filled or fill(filled[index], tried):
                filled[index] = place
                return True
        return False

    for place in range(len(places)):
        fill(place, set())
    return filled


def check_roles(case: Case, requirement: ReferencesRoles) -> Finding:
    """`references.roles`: a matching, each usable reference in one place at a time."""
    usable = _usable(case)
    filled = _match(requirement.places, usable)
    empty = set(range(len(requirement.places))) - set(filled.values())
    reasons = tuple(
        Reason(None, "role_missing", 0, 1, MappingProxyType({"roles": requirement.places[place]}))
        for place in sorted(empty)
    )
    return Finding(
        "references.roles",
        UNMET if empty else MET,
        len(requirement.places),
        len(filled),
        "roles",
        (*reasons, *(_unusable(case) if empty else ())),
        tuple(Evidence(usable[index].id, 1, 1) for index in sorted(filled)),
    )


def check_endorsed(case: Case, requirement: ReferencesEndorsed) -> Finding:
    """`references.endorsed`: usable references from endorsed people, or vetted ones where the rule accepts them."""
    usable = _usable(case)
    counting = [entry for entry in usable if entry.endorsed or (requirement.vetted and entry.vetted)]
    met = len(counting) >= requirement.count
    others = tuple(Reason(entry.id, "not_endorsed", 0, 1) for entry in usable if entry not in counting)
    return Finding(
        "references.endorsed",
        MET if met else UNMET,
        requirement.count,
        len(counting),
        "references",
        () if met else (*_unusable(case), *others),
        tuple(Evidence(entry.id, 1, 1) for entry in counting),
    )
