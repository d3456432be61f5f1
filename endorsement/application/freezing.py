"""What makes a snapshot: the judged portfolio as JSON, and the digest that proves nobody changed it."""

import hashlib
import json

from competencies.assessment.findings import Assessment, plain
from competencies.standard.wording import finding_sentence, reason_sentence


def frozen_assessment(assessment: Assessment) -> dict:
    """The assessment document (contract version 1) and what the portal adds for those who look at it.

    Each finding has its ``sentence``; ``coverage`` names the entries mapped to each competency, ``evidence`` per
    requirement the entries that count.
    """
    document = assessment.to_dict(reason_sentence)
    for written, finding in zip(document["findings"], assessment.findings, strict=True):
        written["sentence"] = finding_sentence(finding)
    return {
        **document,
        "coverage": [
            {
                "competency": item.competency,
                "standing": item.standing,
                "covered": item.covered,
                "entries": [{"list": one.list, "entry": one.entry, "code": one.code} for one in item.entries],
            }
            for item in assessment.coverage
        ],
        "evidence": {
            finding.requirement: [
                {
                    "entry": one.entry,
                    "counted": plain(one.counted),
                    "offered": plain(one.offered),
                    "clipped_by": one.clipped_by,
                }
                for one in finding.evidence
            ]
            for finding in assessment.findings
        },
    }


def canonical(value) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: the same bytes for the same content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(*, document: dict, extras: dict, assessment: dict) -> str:
    """SHA-256 of the canonical JSON of what was submitted."""
    return hashlib.sha256(canonical({"document": document, "extras": extras, "assessment": assessment})).hexdigest()


def is_intact(snapshot) -> bool:
    """Whether the stored snapshot still has the digest that the receipt named."""
    return snapshot.sha256 == digest(document=snapshot.document, extras=snapshot.extras, assessment=snapshot.assessment)
