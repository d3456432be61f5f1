"""What a submission contains, read from its frozen parts: entries as titled facts, findings as sentences.

Pure: a portfolio document, its extras and its assessment go in; the same rows feed the coordinator's page, the printed
submission and the comparison of two submissions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from competencies.assessment.standing import WAIMH
from competencies.standard import wording
from competencies.standard.explanations import LEVELS, ROLES
from competencies.standard.queries import Standard, standard
from endorsement.application.enums import Section
from endorsement.portfolio.enums import About, AgeBand, Format, LeadershipKind, LicenceKind, Nature, Topic

SECTION_OF_LIST = {
    "education": Section.EDUCATION,
    "licences": Section.EDUCATION,
    "work": Section.WORK,
    "leadership": Section.WORK,
    "training": Section.TRAINING,
    "rsc": Section.RSC,
    "rsc_given": Section.RSC,
    "references": Section.REFERENCES,
    "memberships": Section.GENERAL,
}
"""List of the document -> the section that shows it."""

SECTION_OF_REQUIREMENT = {
    "education": Section.EDUCATION,
    "work": Section.WORK,
    "training": Section.TRAINING,
    "rsc": Section.RSC,
    "rsc_given": Section.RSC,
    "leadership": Section.WORK,
    "references": Section.REFERENCES,
    "agreements": Section.AGREEMENTS,
    "competencies": Section.TRAINING,
    "membership": Section.GENERAL,
    "prerequisite": Section.GENERAL,
    "exam": Section.GENERAL,
}


@dataclass(frozen=True)
class Entry:
    """One entry. ``facts``: (term, value); ``documents``: dicts with code, name; ``notes``: why it does not count."""

    id: str
    section: str
    title: str
    facts: tuple[tuple[str, str], ...]
    competencies: tuple[str, ...] = ()
    documents: tuple[dict, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingRow:
    """One requirement: ``status`` is met, unmet or review; ``reasons``: (what it is about, sentence)."""

    key: str
    title: str
    status: str
    status_label: str
    tone: str
    sentence: str
    section: str
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass
class SectionRows:
    """One section with its entries; ``comments`` is filled by the page that shows them."""

    key: str
    label: str
    entries: list[Entry]
    findings: list[FindingRow]
    comments: list = field(default_factory=list)


TONES = {"met": "success", "unmet": "danger", "review": "info"}


def _day(value) -> str:
    return date_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""


def _period(item: dict) -> str:
    until = _day(item.get("until")) or _("today")
    return _("%(since)s to %(until)s") % {"since": _day(item.get("from")), "until": until}


def _label(choices, value) -> str:
    return str(dict(choices.choices).get(value, value)) if value else ""


def _yes(value) -> str:
    return _("yes") if value else _("no")


def _hours(item: dict) -> str:
    return wording.amount(item["hours"], "hours") if item.get("hours") is not None else ""


def _education(item, extra):
    title = ", ".join(part for part in (str(LEVELS.get(item["level"], item["level"])), item.get("field", "")) if part)
    return title, [
        (_("School or university"), extra.get("institution", "")),
        (_("Awarded on"), _day(item.get("awarded_on"))),
        (_("Related to infants, young children or families"), _yes(item.get("related"))),
    ]


def _work(item, extra):
    bands = ", ".join(_label(AgeBand, band) for band in item.get("age_bands", []))
    return item.get("title") or _("Work"), [
        (_("Employer"), extra.get("employer", "")),
        (_("Period"), _period(item)),
        (_("Paid"), _yes(item.get("paid"))),
        (_("Supervised"), _yes(item.get("supervised"))),
        (_("Supervisor"), extra.get("supervisor_name", "")),
        (_("Ages served"), bands),
        (_("Families served"), number_format(item["families"]) if item.get("families") else ""),
        (_("Nature of the work"), _label(Nature, item.get("nature"))),
        (_("Internship"), _yes(True) if item.get("internship") else ""),
        (_("Supervisor of the internship"), extra.get("internship_supervisor", "")),
    ]


def _licence(item, extra):
    return extra.get("name", "") or _label(LicenceKind, item["kind"]), [
        (_("Kind"), _label(LicenceKind, item["kind"])),
        (_("Issued by"), item.get("region", "")),
        (_("Issued on"), _day(item["issued_on"])),
        (_("Valid until"), _day(item.get("expires_on")) or _("without end")),
    ]


def _leadership(item, extra):
    return extra.get("title", "") or _("Leadership"), [
        (_("Leadership in"), _label(LeadershipKind, item["kind"])),
        (_("Organisation"), extra.get("organisation", "")),
        (_("Period"), _period(item)),
    ]


def _training(item, extra):
    return item.get("title") or _("Training"), [
        (_("Given by"), extra.get("provider", "") or extra.get("provider_name", "")),
        (_("Date"), _day(item.get("on"))),
        (_("Hours"), _hours(item)),
        (_("Topic"), _label(Topic, item.get("topic"))),
        (_("Verified by"), extra.get("verified_by", "")),
    ]


def _rsc(item, extra):
    provider = extra.get("provider_name", "") or extra.get("provider", "") or item.get("provider", "")
    return provider, [
        (_("Period"), _period(item)),
        (_("Hours"), _hours(item)),
        (_("Format"), _label(Format, item.get("format"))),
        (_("About"), _label(About, item.get("about"))),
    ]


def _rsc_given(item, extra):
    return _("RSC given"), [
        (_("Where"), extra.get("setting", "")),
        (_("Period"), _period(item)),
        (_("Hours"), _hours(item)),
    ]


def _reference(item, extra):
    roles = ", ".join(str(ROLES.get(role, role)) for role in item.get("roles", []))
    return extra.get("rater_name", "") or extra.get("name", "") or _("Reference"), [
        (_("Role"), roles),
        (_("Endorsed"), _yes(item.get("endorsed"))),
        (_("Completed on"), _day(item.get("completed_on")) or _("awaited")),
    ]


def _membership(item, extra):
    own = item.get("association") == WAIMH
    return _("Membership of %(association)s") % {"association": item.get("association", "")}, [
        (_("Period"), _period(item)),
        (_("Noted by"), _("the applicant") if own else _("the association")),
    ]


_WRITERS = {
    "education": _education,
    "licences": _licence,
    "leadership": _leadership,
    "rsc_given": _rsc_given,
    "work": _work,
    "training": _training,
    "rsc": _rsc,
    "references": _reference,
    "memberships": _membership,
}


def _items(document: dict, name: str) -> list[dict]:
    """The document's list; a membership has no id of its own there."""
    if name != "memberships":
        return document.get(name, [])
    listed = document.get("person", {}).get(name, [])
    return [{"id": f"{one.get('association')} {one['from']}", **one} for one in listed]


def entries_of(
    document: dict, extras: dict, assessment: dict | None = None, *, known: Standard | None = None
) -> dict[str, list[Entry]]:
    """Section -> its entries as the document lists them. ``known``: the Standard, where the caller has it already."""
    titles = (known or standard()).competencies
    notes = _notes(assessment or {})
    found: dict[str, list[Entry]] = {}
    for name, section in SECTION_OF_LIST.items():
        rows = found.setdefault(section.value, [])
        for item in _items(document, name):
            extra = extras.get(item["id"], {})
            title, facts = _WRITERS[name](item, extra)
            rows.append(
                Entry(
                    id=item["id"],
                    section=section.value,
                    title=title,
                    facts=tuple((term, value) for term, value in facts if value),
                    competencies=tuple(
                        titles[key].title if key in titles else key for key in item.get("competencies", [])
                    ),
                    documents=tuple(extra.get("documents", [])),
                    notes=tuple(notes.get(item["id"], ())),
                )
            )
    return found


def _notes(assessment: dict) -> dict[str, list[str]]:
    """Entry id -> the sentences that say why it, or a part of it, does not count; each once."""
    notes: dict[str, list[str]] = {}
    for finding in assessment.get("findings", []):
        if finding["requirement"] == "competencies":
            continue
        for reason in finding["reasons"]:
            if reason["entry"] and reason["message"] not in notes.setdefault(reason["entry"], []):
                notes[reason["entry"]].append(reason["message"])
    return notes


def findings_of(document: dict, extras: dict, assessment: dict, *, known: Standard | None = None) -> list[FindingRow]:
    """The findings with their sentences, exactly as they were frozen."""
    known = known or standard()
    entries = entries_of(document, extras, known=known)
    names = {entry.id: entry.title for rows in entries.values() for entry in rows}
    titles = known.competencies
    rows = []
    for finding in assessment["findings"]:
        key = finding["requirement"]
        reasons = []
        for reason in finding["reasons"]:
            about = reason["entry"] or ""
            if key == "competencies" and about in titles:
                about = titles[about].title
            reasons.append((names.get(about, about), reason["message"]))
        rows.append(
            FindingRow(
                key=key,
                title=wording.title(key),
                status=finding["status"],
                status_label=wording.status_label(finding["status"]),
                tone=TONES[finding["status"]],
                sentence=finding["sentence"],
                section=SECTION_OF_REQUIREMENT[key.partition(".")[0]],
                reasons=tuple(reasons),
            )
        )
    return rows


def sections_of(
    document: dict,
    extras: dict,
    assessment: dict,
    comments: dict | None = None,
    *,
    known: Standard | None = None,
) -> list[SectionRows]:
    """Every section in order with its entries, findings and comments."""
    known = known or standard()
    entries = entries_of(document, extras, assessment, known=known)
    findings = findings_of(document, extras, assessment, known=known)
    return [
        SectionRows(
            key=section.value,
            label=str(section.label),
            entries=entries.get(section.value, []),
            findings=[row for row in findings if row.section == section],
            comments=(comments or {}).get(section.value, []),
        )
        for section in Section
    ]


def tally(findings: Iterable[FindingRow]) -> dict[str, int]:
    """Status -> how many findings have it."""
    counted = {"met": 0, "unmet": 0, "review": 0}
    for row in findings:
        counted[row.status] += 1
    return counted
