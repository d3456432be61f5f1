"""Who is too close to an applicant to review them, and why. Pure: people go in, reasons come out.

No association publishes a rule; this one follows what review systems learned: the applicant, their raters, supervisors
and RSC providers are refused. A match by person or by any e-mail address is certain. A match by name alone may be
another person of that name, so it needs the coordinator's word.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _


class TieKind(models.TextChoices):
    APPLICANT = "applicant", _("This is the applicant.")
    RATER = "rater", _("The applicant asked this person for a reference rating.")
    SUPERVISOR = "supervisor", _("Supervises or supervised the applicant's work.")
    RSC_PROVIDER = "rsc_provider", _("Gave the applicant reflective supervision or consultation.")
    DECIDES = "decides", _("Decides this application as the association's deputy, so cannot review it too.")
    STANDING = "standing", _("Holds no Endorsement that the association's policy asks of a reviewer here.")


@dataclass(frozen=True)
class Party:
    """A person as far as matching goes. ``emails`` in any case of letters."""

    name: str = ""
    person_id: int | None = None
    emails: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Tie:
    """Someone close to the applicant, and how."""

    kind: TieKind
    party: Party


@dataclass(frozen=True)
class Conflict:
    """Why a candidate may not review. ``certain`` is False when only the name is the same."""

    kind: TieKind
    certain: bool

    @property
    def sentence(self) -> str:
        if self.certain:
            return str(self.kind.label)
        return str(_("Someone of the same name: %(reason)s") % {"reason": self.kind.label})


_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "phd", "md", "lcsw", "imhe"})
_NOT_LETTERS = re.compile(r"[\W_]+")
_JOINERS = re.compile(r"['’`.-]")


def normal_name(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, titles, punctuation and order: "Dr. García, Ana" is "ana garcia"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_LETTERS.sub(" ", _JOINERS.sub("", plain)).split()
    return tuple(sorted(word for word in words if word not in _TITLES))


def _emails(party: Party) -> set[str]:
    return {email.strip().casefold() for email in party.emails if email.strip()}


def conflict_between(candidate: Party, tie: Tie) -> Conflict | None:
    """The conflict that ``tie`` makes for ``candidate``, None where they are not the same person."""
    other = tie.party
    same_person = candidate.person_id is not None and candidate.person_id == other.person_id
    if same_person or _emails(candidate) & _emails(other):
        return Conflict(tie.kind, certain=True)
    # Two known people of one name are two people; a name that stands for nobody we know may be either.
    both_known = candidate.person_id is not None and other.person_id is not None
    name = normal_name(candidate.name)
    if not both_known and name and name == normal_name(other.name):
        return Conflict(tie.kind, certain=False)
    return None


def conflicts_of(candidate: Party, ties: Iterable[Tie]) -> list[Conflict]:
    """Each kind of conflict once, the certain ones first, in the order of the kinds."""
    found: dict[TieKind, Conflict] = {}
    for tie in ties:
        conflict = conflict_between(candidate, tie)
        if conflict and (tie.kind not in found or conflict.certain):
            found[tie.kind] = conflict
    order = list(TieKind)
    return sorted(found.values(), key=lambda conflict: (not conflict.certain, order.index(conflict.kind)))
