"""What the engine answers: findings with reasons per entry, and which entry is evidence of which competency."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MET, UNMET, REVIEW = "met", "unmet", "review"

Number = int | Decimal

NOTHING: "Mapping[str, object]" = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something does not count, or what a person must look at.

    `entry` is the entry's id in its list, a competency's key in the finding `competencies`, or None where the reason
    is about no entry. `counted` and `offered` are in the finding's unit. `details` holds what a sentence needs
    (dates, keys), never a sentence.
    """

    entry: str | None
    code: str
    counted: Number = 0
    offered: Number = 0
    details: "Mapping[str, object]" = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An entry that counts. `clipped_by` says why less than offered does: in_future, before_degree, outside_cycle."""

    entry: str
    counted: Number
    offered: Number
    clipped_by: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionNote:
    """A signed personal exception from one requirement: since when it stands, who approved it, and whether it takes the
    requirement away or replaces what is asked."""

    on: date
    approved_by: str
    waived: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement judged: `counted` of `required` in `unit`; `status` is met, unmet or review.

    Where a personal exception takes the requirement away, it is met whatever was counted. `renewed`: it is the very
    Endorsement to be renewed that must be held.
    """

    requirement: str
    status: str
    required: Number
    counted: Number
    unit: str
    reasons: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    exception: ExceptionNote | None = None
    renewed: bool = False

    @property
    def missing(self) -> Number:
        """How much is still needed, never below zero."""
        return max(self.required - self.counted, 0)


@dataclass(frozen=True, slots=True)
class CoveringEntry:
    """An entry mapped to a competency. `code` is empty when it counts."""

    list: str
    entry: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One competency the category asks for and the entries mapped to it, in the portfolio's order of day and id."""

    competency: str
    standing: str
    entries: tuple[CoveringEntry, ...]

    @property
    def covered(self) -> bool:
        """At least one entry counts."""
        return any(not entry.code for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A portfolio judged against one category, association and day."""

    category: str
    association: str
    on: date
    edition: str
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]

    @property
    def eligible(self) -> bool:
        """Nothing is unmet; what is left to people does not block."""
        return all(finding.status != UNMET for finding in self.findings)

    def finding(self, requirement: str) -> Finding | None:
        """The finding of that requirement key, None where it is not asked for."""
        return next((finding for finding in self.findings if finding.requirement == requirement), None)

    def to_dict(self, say: "Callable[[Finding, Reason], str]") -> dict:
        """The assessment document, version 1, ready for JSON; `say` makes the message of a reason."""
        return {
            "version": 1,
            "category": self.category,
            "association": self.association,
            "on": self.on.isoformat(),
            "edition": self.edition,
            "eligible": self.eligible,
            "findings": [
                {
                    "requirement": finding.requirement,
                    "status": finding.status,
                    "required": plain(finding.required),
                    "counted": plain(finding.counted),
                    "unit": finding.unit,
                    "reasons": [
                        {
                            "entry": reason.entry,
                            "code": reason.code,
                            "counted": plain(reason.counted),
                            "offered": plain(reason.offered),
                            "message": say(finding, reason),
                        }
                        for reason in finding.reasons
                    ],
                }
                for finding in self.findings
            ],
        }


def plain(number: Number) -> int | float:
    """An int where the number is whole, else a float: quarters are exact in it, tenths print as written."""
    return int(number) if number == int(number) else float(number)
