"""The findings as the applicant's checklist: what is missing, why, and the form that mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competencies.assessment.findings import MET, REVIEW, UNMET, Finding, Reason
from competencies.assessment.rules import Education, MembershipTerms
from competencies.standard import wording
from competencies.standard.amounts import number
from competencies.standard.explanations import Explanation
from endorsement.application.assessment import Judged
from endorsement.application.enums import Section
from endorsement.application.matrix import AreaRows, Column, CompetencyRow, EntryLine
from endorsement.application.models import Application
from endorsement.application.workflow import EDITABLE_STATES
from endorsement.portfolio.models import KINDS

ICONS = {MET: "check-circle-fill", UNMET: "x-circle", REVIEW: "eye"}
TONES = {MET: "success", UNMET: "danger", REVIEW: "info"}
METER_TONES = {MET: "success", UNMET: "warning", REVIEW: "info"}

UNITS = {
    "hours": gettext_lazy("hours"),
    "months": gettext_lazy("months"),
    "families": gettext_lazy("families"),
    "references": gettext_lazy("references"),
    "roles": gettext_lazy("roles"),
    "competencies": gettext_lazy("competencies"),
}
"""Units of requirements that a meter can show; the others are yes or no."""

ADD_WORDS = {
    "education": gettext_lazy("Add education"),
    "work": gettext_lazy("Add work"),
    "training": gettext_lazy("Add training"),
    "rsc": gettext_lazy("Add RSC"),
    "references": gettext_lazy("Ask your raters"),
    "agreements": gettext_lazy("Read and sign"),
    "competencies": gettext_lazy("Add training for what is missing"),
    "membership": gettext_lazy("Ask the coordinator about your membership"),
    "prerequisite": gettext_lazy("Ask the coordinator about your Endorsement"),
    "licences": gettext_lazy("Add a licence"),
    "rsc_given": gettext_lazy("Add RSC you gave"),
    "leadership": gettext_lazy("Add leadership"),
}
MOST_PRESELECTED = 10

NAMES_SOMEBODY = frozenset({"provider_not_qualified", "internship_not_accepted"})
"""Codes of reasons that may lie in nobody of the registry being linked to the name that was typed."""


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    """One requirement. ``meter``: whether a bar can show ``counted`` of ``required``; ``ready``: when it fills."""

    key: str
    title: str
    status: str
    status_label: str
    icon: str
    tone: str
    meter_tone: str
    meter: bool
    counted: object
    required: object
    unit: str
    asks: str
    sentence: str
    next_step: str
    ready: str
    fix: Link | None
    other_way: Link | None
    reasons: tuple[EntryLine, ...]
    evidence: tuple[EntryLine, ...]
    explanation: Explanation

    @property
    def amounts(self) -> str:
        """ "18 of 24" """
        return _("%(counted)s of %(required)s") % {
            "counted": number(self.counted),
            "required": number(self.required),
        }

    @property
    def anchor(self) -> str:
        return self.key.replace(".", "-")


@dataclass(frozen=True)
class Checklist:
    """``rows``: what is unmet first, then what a person looks at, then what is met, each in the Standard's order."""

    rows: tuple[Row, ...]
    areas: tuple[AreaRows, ...]
    gaps: tuple[CompetencyRow, ...]
    drafts: tuple[Link, ...]
    eligible: bool

    def having(self, status: str) -> list[Row]:
        return [row for row in self.rows if row.status == status]

    @property
    def unmet(self):
        return self.having(UNMET)

    @property
    def to_look_at(self):
        return self.having(REVIEW)

    @property
    def met(self):
        return self.having(MET)

    @property
    def sentence(self) -> str:
        """How far it is, in a sentence or two."""
        total, met, unmet, to_look_at = len(self.rows), len(self.met), len(self.unmet), len(self.to_look_at)
        done = ngettext(
            "%(met)s of %(total)s requirement is met.", "%(met)s of %(total)s requirements are met.", total
        ) % {"met": met, "total": total}
        if to_look_at:
            seen = ngettext("A person will look at %(count)s.", "A person will look at %(count)s.", to_look_at)
            done = f"{done} {seen % {'count': to_look_at}}"
        if not unmet:
            return f"{done} {_('Nothing that is required is missing.')}"
        missing = ngettext("%(count)s is still to be met.", "%(count)s are still to be met.", unmet) % {"count": unmet}
        return f"{done} {missing}"


class _Writer:
    """Writes rows for one application; knows the addresses of its entries."""

    def __init__(self, application: Application, judged: Judged, ready: Mapping[str, str]):
        self.application, self.judged, self.ready = application, judged, ready
        self.editable = application.state in EDITABLE_STATES
        self.here = urlencode({"next": reverse("application:dashboard", args=[application.code])})
        # The same entry and the same form stand in many places of the page.
        self.add_form, self.label_and_url = cache(self._add_form), cache(self._label_and_url)

    def back(self, url: str, **query) -> str:
        """The address of a form that comes back to this page."""
        asked = urlencode(query, doseq=True)
        return f"{url}?{asked}&{self.here}" if asked else f"{url}?{self.here}"

    def add_url(self, kind: str, competencies=()) -> str:
        return self.back(self.add_form(kind), competency=competencies)

    def _add_form(self, kind: str) -> str:
        return reverse("portfolio:add", args=[kind])

    def entry(self, code: str, amount: str = "", sentence: str = "") -> EntryLine:
        """An entry or a reference by its code."""
        return EntryLine(*self.label_and_url(code), amount, sentence)

    def _label_and_url(self, code: str) -> tuple[str, str]:
        extra = self.judged.extras.get(code, {})
        kind = extra.get("kind", "")
        if kind in KINDS:
            url = self.back(reverse("portfolio:edit", args=[kind, code]))
        elif kind == "references":
            url = self.references_url
        else:
            url = ""
        return extra.get("label") or code, url

    @cached_property
    def references_url(self) -> str:
        return reverse("references:ask", args=[self.application.association.slug, self.application.category.slug])

    def fix(self, finding: Finding) -> Link | None:
        """The one form that goes furthest to mend a finding; None for what needs no mending."""
        if finding.status != UNMET:
            return None
        part = finding.requirement.partition(".")[0]
        unmapped = next((reason.entry for reason in finding.reasons if reason.code == "no_competency"), None)
        if unmapped:
            line = self.entry(unmapped)
            return Link(_("Map “%(title)s” to competencies") % {"title": line.label}, line.url)
        question = reverse("application:question", args=[self.application.code, Section.GENERAL])
        urls = dict.fromkeys(("membership", "prerequisite"), lambda: question) | {
            "references": lambda: self.references_url,
            "agreements": lambda: reverse("application:agreements", args=[self.application.code]),
            "competencies": lambda: self.add_url(
                "training", [reason.entry for reason in finding.reasons][:MOST_PRESELECTED]
            ),
        }
        url = urls.get(part, lambda: self.add_url(part))()
        return Link(str(ADD_WORDS[part]), url)

    def other_way(self, finding: Finding) -> Link | None:
        """A second form, where a licence or a membership of WAIMH would mend as well."""
        requirement = self.judged.rules.requirement(finding.requirement)
        if finding.status == UNMET and isinstance(requirement, MembershipTerms) and not requirement.own:
            return Link(_("Note your membership of WAIMH"), self.back(reverse("portfolio:memberships")))
        if finding.status != UNMET or not (isinstance(requirement, Education) and requirement.licence):
            return None
        return Link(str(ADD_WORDS["licences"]), self.add_url("licences"))

    def row(self, finding: Finding) -> Row:
        key, unit = finding.requirement, finding.unit
        # Competencies have a list of their own below; a signature's reason says what its sentence says.
        said_elsewhere = key.startswith(("competencies", "agreements."))
        reasons = [] if said_elsewhere else [self._reason(finding, reason) for reason in finding.reasons]
        return Row(
            key=key,
            title=wording.title(key),
            status=finding.status,
            status_label=wording.status_label(finding.status),
            icon=ICONS[finding.status],
            tone=TONES[finding.status],
            meter_tone=METER_TONES[finding.status],
            meter=unit in UNITS and key != "rsc.window" and finding.required > 0,
            counted=finding.counted,
            required=finding.required,
            unit=str(UNITS.get(unit, "")),
            asks=wording.requirement_sentence(self.judged.rules.requirement(key)),
            sentence=wording.finding_sentence(finding),
            next_step=wording.next_step(finding),
            ready=self.ready.get(key, ""),
            fix=self.fix(finding),
            other_way=self.other_way(finding),
            reasons=tuple(reasons),
            evidence=tuple(self.entry(one.entry, _part(one, unit)) for one in finding.evidence),
            explanation=wording.explain(key),
        )

    def _reason(self, finding: Finding, reason: Reason) -> EntryLine:
        sentence = wording.reason_sentence(finding, reason)
        if reason.entry is None:
            return EntryLine("", "", "", sentence)
        extra = self.judged.extras.get(reason.entry, {})
        if reason.code in NAMES_SOMEBODY and not extra.get("in_registry", True):
            sentence = _(
                "“%(name)s” is typed, and nobody in the Alliance’s registry is linked to it, so it cannot count. Open "
                "the entry and choose the person from the list below the name; who is not listed in public is found by "
                "their full name or e-mail address."
            ) % {"name": extra.get("provider_name") or extra.get("internship_supervisor", "")}
        offered = wording.amount(reason.offered, finding.unit) if reason.offered and finding.unit in UNITS else ""
        return self.entry(reason.entry, offered, sentence)

    def competency(self, coverage, finding: Finding | None) -> CompetencyRow:
        known = self.judged.known.competencies[coverage.competency]
        standing = "covered" if coverage.covered else "gap" if coverage.standing == "asked" else "open"
        lines = {}
        for one in coverage.entries:
            why = wording.reason_sentence(finding, Reason(one.entry, one.code)) if one.code and finding else ""
            lines[one.entry] = self.entry(one.entry, "", why)
        return CompetencyRow(
            title=known.title[:1].upper() + known.title[1:],
            language=known.title_language,
            standing=standing,
            add_url=self.add_url("training", [coverage.competency]) if self.editable else "",
            entries=lines,
        )

    def areas(self) -> list[AreaRows]:
        finding = self.judged.assessment.finding("competencies")
        titles = self.judged.known.competencies
        areas = []
        for area, group in groupby(self.judged.assessment.coverage, key=lambda one: titles[one.competency].area):
            areas.append(self.area(area, [self.competency(one, finding) for one in group]))
        return sorted(areas, key=lambda area: not area.has_gap)

    def area(self, title: str, rows: list[CompetencyRow]) -> AreaRows:
        """The matrix of one area: what has no evidence first."""
        order = {"gap": 0, "open": 1, "covered": 2}
        rows.sort(key=lambda row: order[row.standing])
        mapped = {code: line for row in rows for code, line in row.entries.items()}
        codes = sorted(mapped, key=lambda code: (self.days[code], code))
        return AreaRows(
            title=title,
            covered=sum(row.standing == "covered" for row in rows),
            rows=tuple(replace(row, cells=tuple(row.entries.get(code) for code in codes)) for row in rows),
            columns=tuple(
                Column(mapped[code].label, mapped[code].url, date_format(self.days[code], "SHORT_DATE_FORMAT"))
                for code in codes
            ),
        )

    @cached_property
    def days(self) -> dict[str, date]:
        """Entry -> the day by which it is put in order."""
        portfolio = self.judged.portfolio
        return {one.id: one.on for one in portfolio.training} | {one.id: one.awarded_on for one in portfolio.education}


def _gaps(finding: Finding) -> list[str]:
    """Keys of the competencies without evidence, those that must have some first."""
    return [reason.entry for reason in sorted(finding.reasons, key=lambda reason: reason.code != "no_evidence")]


def _part(one, unit: str) -> str:
    """How much of an entry counts, e.g. "3 of 4 months" where it was clipped."""
    if unit not in UNITS:
        return ""
    counted = wording.amount(one.counted, unit)
    if one.counted == one.offered:
        return counted
    return _("%(counted)s of %(offered)s") % {"counted": counted, "offered": wording.amount(one.offered, unit)}


def checklist(application: Application, judged: Judged, ready: Mapping[str, str] = MappingProxyType({})) -> Checklist:
    """The applicant's checklist; ``ready``: requirement -> when it fills. Asks the database nothing."""
    writer = _Writer(application, judged, ready)
    order = {UNMET: 0, REVIEW: 1, MET: 2}
    rows = sorted((writer.row(finding) for finding in judged.assessment.findings), key=lambda row: order[row.status])
    areas = writer.areas()
    return Checklist(
        rows=tuple(rows),
        areas=tuple(areas),
        gaps=tuple(row for area in areas for row in area.rows if row.standing == "gap"),
        drafts=tuple(
            Link(
                draft.label or _("An entry without a name yet"),
                writer.back(reverse("portfolio:edit", args=[draft.kind, draft.code]), check=["1"]),
            )
            for draft in judged.drafts
        ),
        eligible=judged.assessment.eligible,
    )


def next_action(application: Application, found: Checklist | None) -> Link | None:
    """The one thing to do next, None while it is somebody else's turn."""
    if application.state in EDITABLE_STATES and found:
        if found.eligible:
            return Link(_("Submit the application"), reverse("application:submit", args=[application.code]))
        return found.unmet[0].fix
    if application.state == "endorsed":
        return Link(_("See your Endorsement"), reverse("award:mine"))
    return None
