"""One application judged: the person's evidence put into the portfolio document, and the engine's answer to it.

The dashboard, the gate at submission, the snapshot and the printed draft all use ``judge`` and nothing else.
"""

import datetime
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from associations.directory.models import Association
from associations.policy.queries import overlays_of
from common import clock
from competencies.assessment.assess import assess
from competencies.assessment.document import parse
from competencies.assessment.facts import Portfolio
from competencies.assessment.findings import Assessment
from competencies.assessment.rules import Rules
from competencies.standard.overlays import ExceptionRule, OverlayRule
from competencies.standard.queries import Standard, rules_for, standard
from endorsement.application.models import Agreement, Application, EditionChoice, PersonalException, Snapshot
from endorsement.application.pinning import edition_of
from endorsement.application.queries import exceptions_by_application, exceptions_of
from endorsement.award.queries import standing_and_vetting
from endorsement.portfolio.memberships import as_document, memberships_of
from endorsement.portfolio.reading import Evidence, document_part, label_of, named_people, people_of, read, read_all
from endorsement.references.queries import KnownRater, facts_of, known_raters, known_raters_of

VERSION = 1


@dataclass(frozen=True)
class Draft:
    """An entry that is not finished and therefore not in the document."""

    kind: str
    code: str
    label: str


@dataclass(frozen=True)
class Judged:
    """``document``: the portfolio document, version 1. ``extras``: entry id -> what pages show beside it.

    ``portfolio`` is the document as it was read, ``drafts`` are entries left out because they are unfinished,
    ``references`` the rows behind the document's list.
    """

    document: dict
    extras: dict
    assessment: Assessment
    edition: str
    on: datetime.date
    rules: Rules
    known: Standard
    portfolio: Portfolio
    overlays: tuple[OverlayRule, ...] = ()
    exceptions: tuple[ExceptionRule, ...] = ()
    drafts: tuple[Draft, ...] = ()
    references: tuple[KnownRater, ...] = ()


@dataclass
class Gathered:
    """Everything about the applicant that is read from the database, each thing once."""

    evidence: Evidence
    raters: list[KnownRater]
    standing: tuple[dict[int, list[dict]], dict[int, list[dict]]]
    memberships: list[tuple]
    signed: dict[str, datetime.date]
    exceptions: list[ExceptionRule]
    members: set[str] = field(default_factory=set)


def gather(application: Application) -> Gathered:
    """Five queries, or four when the application came from ``with_signatures``."""
    person, association = application.person, application.association
    stored = _stored(application)
    evidence = read(person)
    raters = known_raters(person, association, application.category)
    standing = standing_and_vetting(people_of(person, evidence) | {row.known_id for row in raters if row.known_id})
    memberships = [tuple(row) for _person, *row in memberships_of([person.pk])]
    exceptions = exceptions_of(stored) if stored else []
    return _gathered(stored or application, association, evidence, raters, standing, memberships, exceptions)


def gather_all(applications: list[Application]) -> list[Gathered]:
    """``gather`` for each, in the same order: five queries for all of them, if they came from ``with_signatures``."""
    exceptions = exceptions_by_application([application.pk for application in applications])
    people = {application.person_id for application in applications}
    evidence, raters = read_all(people), known_raters_of(people)
    known = {row.known_id for rows in raters.values() for row in rows if row.known_id}
    for pk, found in evidence.items():
        known |= {pk, *named_people(found)}
    standing = standing_and_vetting(known)
    memberships: dict[int, list[tuple]] = {}
    for person, *row in memberships_of(people):
        memberships.setdefault(person, []).append(tuple(row))
    return [
        _gathered(
            one,
            one.association,
            evidence[one.person_id],
            raters.get((one.person_id, one.association_id, one.category_id), []),
            standing,
            memberships.get(one.person_id, []),
            exceptions.get(one.pk, []),
        )
        for one in applications
    ]


def _gathered(application: Application, association, evidence, raters, standing, memberships, exceptions) -> Gathered:
    return Gathered(
        evidence=evidence,
        raters=raters,
        standing=standing,
        memberships=memberships,
        signed={kind: _local_day(moment, association) for kind, moment in signatures(application).items()},
        exceptions=exceptions,
        members={name for name, _since, _until, status in memberships if status == Association.Status.MEMBER},
    )


def with_signatures(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The applications with the moments of their signatures, their editions and ``has_exceptions``, for some queries
    less."""
    signed = Agreement.objects.filter(application=OuterRef("pk")).values("signed_at")
    snapshots = Snapshot.objects.filter(application=OuterRef("pk")).order_by("-number")
    choices = EditionChoice.objects.filter(application=OuterRef("pk")).order_by("-pk")
    in_force = PersonalException.held().filter(application=OuterRef("pk"))
    return applications.annotate(
        snapshot_edition=Subquery(snapshots.values("edition")[:1]),
        chosen_edition=Subquery(choices.values("edition")[:1]),
        has_exceptions=Exists(in_force),
        **{f"signed_{kind}": Subquery(signed.filter(kind=kind)[:1]) for kind in Agreement.Kind.values},
    )


def _stored(application: Application) -> Application | None:
    """The application as ``with_signatures`` gives it: itself, or read again in one query; None if only thought of."""
    if application.pk is None or hasattr(application, "has_exceptions"):
        return application if application.pk else None
    return with_signatures(Application.objects.filter(pk=application.pk)).get()


def signatures(application: Application) -> dict[str, datetime.datetime]:
    """Kind of agreement -> when it was signed; none in an application that is only thought of."""
    stored = _stored(application)
    found = {kind: getattr(stored, f"signed_{kind}", None) for kind in Agreement.Kind.values}
    return {kind: moment for kind, moment in found.items() if moment}


def _local_day(moment: datetime.datetime, association: Association) -> datetime.date:
    return moment.astimezone(ZoneInfo(association.time_zone)).date()


def document_from(application: Application, gathered: Gathered, on: datetime.date) -> tuple[dict, dict]:
    parts, extras = document_part(application.person, gathered.evidence, gathered.standing)
    document = {
        "version": VERSION,
        **parts,
        "references": facts_of(gathered.raters, on, gathered.standing[0]),
        "agreements": {kind: day.isoformat() for kind, day in sorted(gathered.signed.items())},
    }
    document["person"] = {
        **parts["person"],
        "memberships": as_document(gathered.memberships),
    }
    extras |= {
        row.code: {"kind": "references", "label": row.rater_name, "rater_name": row.rater_name, "documents": []}
        for row in gathered.raters
    }
    return document, extras


def document_of(application: Application, on: datetime.date | None = None) -> dict:
    """The applicant's portfolio document as it is now, ready for JSON; ``on`` decides which raters are endorsed."""
    on = on or clock.today(application.association.time_zone)
    return document_from(application, gather(application), on)[0]


def judge(application: Application, on: datetime.date | None = None) -> Judged:
    """Judges the applicant's portfolio for the application's category and association.

    ``on`` is today in the association's zone unless given; ``pinning`` says by which edition. Seven queries when the
    Standard is in memory, however large the portfolio. Raises ``NotOffered`` (its ``str()`` is a sentence) when the
    category cannot be applied for that day, and ``DocumentFault`` should the portfolio hold what the document cannot:
    which the forms prevent.
    """
    association = application.association
    on = on or clock.today(association.time_zone)
    gathered = gather(application)
    document, extras = document_from(application, gathered, on)
    known, overlays = standard(), overlays_of(association)
    rules = rules_for(
        application.category.key,
        on,
        overlays,
        association=association.abbreviation,
        members=gathered.members,
        known=known,
        edition=edition_of(application, on, known),
        exceptions=gathered.exceptions,
    )
    portfolio = parse(document, competencies=known.competencies)
    assessment = assess(portfolio, rules, on)
    return Judged(
        document=document,
        extras=extras,
        assessment=assessment,
        edition=assessment.edition,
        on=on,
        rules=rules,
        known=known,
        portfolio=portfolio,
        overlays=tuple(overlays),
        exceptions=tuple(gathered.exceptions),
        drafts=tuple(Draft(kind, row["code"], label_of(row)) for kind, row in gathered.evidence.unfinished()),
        references=tuple(gathered.raters),
    )
