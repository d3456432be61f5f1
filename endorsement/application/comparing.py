"""Two editions compared on real portfolios: whose verdict would change, and by which requirement.

Drafts are judged as they are today, submissions as they were frozen and on their day; each by the edition a draft was
copied from and by the draft, with the overlays and the personal exceptions of that day, as the dashboard judges.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db.models import OuterRef, QuerySet, Subquery

from associations.directory.models import Association
from associations.policy.queries import all_overlays
from common import clock
from competencies.assessment.assess import assess
from competencies.assessment.document import parse
from competencies.assessment.facts import Portfolio
from competencies.assessment.findings import Assessment
from competencies.assessment.reading import DocumentFault
from competencies.assessment.rules import Rules
from competencies.editions.models import EditionDraft
from competencies.editions.queries import categories_of, competencies_of
from competencies.standard.changes import COMPETENCIES
from competencies.standard.models import Edition
from competencies.standard.queries import NotOffered, Standard, rules_for, standard
from endorsement.application.assessment import document_from, gather_all, with_signatures
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application, Snapshot
from endorsement.application.queries import exceptions_by_application

BATCH = 500
YEARS = 2
OFFERED = "offered"
"""Stands in place of a requirement where one of the two editions does not offer the category."""


@dataclass(frozen=True)
class Line:
    """One portfolio of which a finding changes. ``changes``: requirement -> status before and after, "" not asked."""

    application: int
    submitted: bool
    judged_on: datetime.date
    before: bool
    after: bool
    changes: dict[str, tuple[str, str]]


@dataclass
class Outcome:
    """``unreadable``: portfolios that the engine cannot read, and which are in no line."""

    drafts: int = 0
    submitted: int = 0
    unreadable: int = 0
    lines: list[Line] = field(default_factory=list)


class Comparing:
    """The two sides, with the rules they need, made once for each category, association, day and membership."""

    def __init__(self, base: Edition, draft: EditionDraft):
        known = standard()
        self.base, self.overlays = base, all_overlays()
        members = Association.objects.filter(member_status=Association.Status.MEMBER)
        self.members = set(members.values_list("abbreviation", flat=True))
        self.new = Edition(key=draft.key, in_force_from=draft.in_force_from)
        self.known = _with_draft(known, self.new, draft)
        self._rules: dict[tuple, tuple[Rules | None, Rules | None]] = {}

    def rules(self, application: Application, on: datetime.date, members: frozenset[str], exceptions=()):
        """By the base and by the draft; None where it does not offer the category."""
        own = application.pk if exceptions else None
        key = (application.category_id, application.association_id, on, members, own)
        if key not in self._rules:
            before = self._side(application, on, members, exceptions, self.base)
            self._rules[key] = (before, self._side(application, on, members, exceptions, self.new))
        return self._rules[key]

    def _side(self, application, on, members, exceptions, edition) -> Rules | None:
        try:
            return rules_for(
                application.category,
                on,
                self.overlays,
                association=application.association.abbreviation,
                members=members,
                known=self.known,
                exceptions=exceptions,
                edition=edition,
            )
        except NotOffered:
            return None

    def line(self, application, portfolio: Portfolio, on, members, exceptions, *, submitted: bool) -> Line | None:
        """What changes for one portfolio; None where nothing does."""
        sides = self.rules(application, on, frozenset(members), exceptions)
        if sides[0] == (sides[1] and replace(sides[1], edition=self.base.key)):
            return None
        before, after = [rules and assess(portfolio, rules, on) for rules in sides]
        changes = _changes(before, after)
        if not changes:
            return None
        verdicts = [bool(one and one.eligible) for one in (before, after)]
        return Line(application.pk, submitted, on, *verdicts, changes)


def _with_draft(known: Standard, edition: Edition, draft: EditionDraft) -> Standard:
    """The Standard with the draft as one more edition, under a key that no row has."""
    requirements, asked = dict(known.requirements), dict(known.asked)
    for kind, params in draft.requirements.items():
        listed = competencies_of(draft, kind, known) if COMPETENCIES in params else ()
        for category in categories_of(kind, known):
            requirements[edition.pk, category.pk] = params
            asked[edition.pk, category.pk] = listed
    return replace(known, requirements=requirements, asked=asked)


def _changes(before: Assessment | None, after: Assessment | None) -> dict[str, tuple[str, str]]:
    if before is None or after is None:
        return {OFFERED: ("offered" if before else "", "offered" if after else "")}
    old = {finding.requirement: finding.status for finding in before.findings}
    new = {finding.requirement: finding.status for finding in after.findings}
    return {key: (old.get(key, ""), new.get(key, "")) for key in {**old, **new} if old.get(key, "") != new.get(key, "")}


def drafts_to_compare() -> QuerySet[Application]:
    """Every running draft."""
    return Application.objects.filter(state=ApplicationState.DRAFT)


def snapshots_to_compare() -> QuerySet[Snapshot]:
    """The newest submission of every application that was submitted within the last two years."""
    since = clock.now() - datetime.timedelta(days=365.25 * YEARS)
    newest = Snapshot.objects.filter(application=OuterRef("application")).order_by("-number").values("pk")[:1]
    return Snapshot.objects.filter(submitted_at__gte=since, pk=Subquery(newest))


def compare(
    base: Edition, draft: EditionDraft, progress: Callable[[int, int], None] = lambda done, total: None
) -> Outcome:
    """The outcome over every portfolio; for each batch of 500 seven queries of drafts, two of snapshots."""
    comparing, outcome = Comparing(base, draft), Outcome()
    drafts = list(drafts_to_compare().order_by("pk").values_list("pk", flat=True))
    snapshots = list(snapshots_to_compare().order_by("pk").values_list("pk", flat=True))
    done, total = 0, len(drafts) + len(snapshots)
    progress(done, total)
    for ids, compare_batch in ((drafts, _compare_drafts), (snapshots, _compare_snapshots)):
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            compare_batch(comparing, outcome, batch)
            done += len(batch)
            progress(done, total)
    outcome.drafts, outcome.submitted = len(drafts), len(snapshots)
    return outcome


def _compare_drafts(comparing: Comparing, outcome: Outcome, ids: list[int]) -> None:
    applications = with_signatures(Application.objects.filter(pk__in=ids))
    applications = list(applications.select_related("person", "association", "category").order_by("pk"))
    days = {one.association.time_zone: clock.today(one.association.time_zone) for one in applications}
    for application, gathered in zip(applications, gather_all(applications), strict=True):
        on = days[application.association.time_zone]
        document = document_from(application, gathered, on)[0]
        held = (gathered.members, gathered.exceptions)
        _add(comparing, outcome, application, document, on, held, submitted=False)


def _compare_snapshots(comparing: Comparing, outcome: Outcome, ids: list[int]) -> None:
    rows = Snapshot.objects.filter(pk__in=ids).defer("extras", "assessment").order_by("pk")
    rows = list(rows.select_related("application__association", "application__category"))
    exceptions = exceptions_by_application([row.application_id for row in rows])
    for row in rows:
        members = {one["association"] for one in row.document["person"]["memberships"]} & comparing.members
        held = (members, exceptions.get(row.application_id, []))
        _add(comparing, outcome, row.application, row.document, row.judged_on, held, submitted=True)


def _add(comparing, outcome: Outcome, application, document, on, held, *, submitted: bool) -> None:
    try:
        portfolio = parse(document, competencies=comparing.known.competencies)
    except DocumentFault:
        outcome.unreadable += 1
        return
    if line := comparing.line(application, portfolio, on, *held, submitted=submitted):
        outcome.lines.append(line)
