"""A submitted application, frozen by the real engine, for the tests of review and decision."""

import datetime

from common import clock
from competencies.assessment.assess import assess
from competencies.assessment.document import parse
from competencies.standard.models import Category
from competencies.standard.queries import rules_for, standard
from endorsement.application.freezing import digest, frozen_assessment
from endorsement.application.models import Application, Snapshot
from endorsement.review import actions
from endorsement.review.actions import Typed, TypedJudgement
from endorsement.review.models import Assignment, Judgement
from tests import factories

ON = datetime.date(2026, 6, 1)
CATEGORY = "IFS"


def asked_keys(category=CATEGORY, on=ON) -> list[str]:
    return [one.competency for one in rules_for(category, on).competencies if one.standing == "asked"]


def document(name="Ana Applicant", *, hours=30, unmapped=0) -> dict:
    """An eligible IFS portfolio: one training for each competency asked, ``unmapped`` of the last ones left out."""
    keys = asked_keys()
    mapped = keys[: len(keys) - unmapped]
    return {
        "version": 1,
        "person": {"name": name, "memberships": [{"association": "CT-AIMH", "from": "2018-01-01"}]},
        "education": [
            {"id": "e1", "level": "bachelor", "awarded_on": "2015-06-01", "related": True, "competencies": mapped[:2]}
        ],
        "work": [
            {
                "id": "w1",
                "title": "Home visitor",
                "from": "2020-01-01",
                "paid": True,
                "supervised": True,
                "age_bands": ["infant"],
                "families": 12,
                "nature": "prevention",
            }
        ],
        "training": [
            {
                "id": "t1",
                "title": "Attachment in practice",
                "on": "2024-03-01",
                "hours": hours,
                "topic": "iecmh",
                "competencies": mapped,
            },
            {"id": "t2", "title": "Not mapped", "on": "2024-04-01", "hours": 2, "topic": "dei", "competencies": []},
        ],
        "rsc": [
            {
                "id": "r1",
                "provider": "mentor",
                "from": "2024-01-10",
                "until": "2024-12-20",
                "hours": 26,
                "format": "group",
                "about": "own_work",
            }
        ],
        "references": [
            {
                "id": f"f{number}",
                "roles": [role],
                "endorsed": number == 2,
                "completed_on": "2026-05-01",
                "overall": "recommend",
            }
            for number, role in enumerate(["current_supervisor", "rsc_provider", "colleague"], 1)
        ],
        "agreements": {"code_of_ethics": "2026-05-01", "endorsement_agreement": "2026-05-01"},
        "providers": {"mentor": {"endorsements": [{"category": "IMHM-C", "from": "2018-01-01"}]}},
    }


EXTRAS = {
    "w1": {"employer": "Harbor Family Center", "supervisor_name": "Sam Supervisor", "documents": []},
    "e1": {"institution": "State University", "documents": []},
    "t1": {"provider": "Alliance", "documents": [{"code": "DOC000000001", "name": "attendance.pdf"}]},
    "r1": {"provider_name": "Rita Provider", "documents": []},
    "f1": {"rater_name": "Rob Rater", "documents": []},
}


def snapshot(application, *, extras=None, **changes) -> Snapshot:
    """Freezes what ``document`` makes as the next submission of the application."""
    frozen = document(application.person.name, **changes)
    association = application.association
    rules = rules_for(application.category.key, ON, association=association.abbreviation, members={"CT-AIMH"})
    assessment = assess(parse(frozen, competencies=standard().competencies), rules, ON)
    parts = {"document": frozen, "extras": extras or EXTRAS, "assessment": frozen_assessment(assessment)}
    return Snapshot.objects.create(
        application=application,
        number=application.snapshots.count() + 1,
        edition=assessment.edition,
        judged_on=ON,
        sha256=digest(**parts),
        submitted_at=clock.now(),
        **parts,
    )


def submitted(association, person=None, *, category=CATEGORY, **changes) -> Application:
    person = person or factories.person("Ana Applicant")
    application = Application.objects.create(
        person=person,
        association=association,
        category=Category.objects.get(key=category),
        state="submitted",
        state_since=clock.now(),
        started_at=clock.now(),
        submitted_at=clock.now(),
    )
    snapshot(application, **changes)
    return application


def office(association):
    """``(coordinator, two reviewers)`` of the association."""
    coordinator = factories.person("Cora Coordinator")
    factories.role(coordinator, "coordinator", association)
    return coordinator, [reviewer(association, "Rena Reviewer"), reviewer(association, "Remy Reviewer")]


def reviewer(association, name=None, **fields):
    person = factories.person(name, **fields)
    factories.role(person, "reviewer", association)
    return person


def due(days=21):
    """So many days from today where the tests' association is."""
    return clock.today("America/New_York") + datetime.timedelta(days=days)


def in_review(association, coordinator, reviewers, **fields) -> list[Assignment]:
    """The two assignments of a new application, not yet opened."""
    application = submitted(association, **fields)
    return asked(application, coordinator, reviewers)


def asked(application, coordinator, reviewers) -> list[Assignment]:
    cycle = actions.assign(application=application, reviewers=reviewers, due_on=due(), by=coordinator)
    found = {row.reviewer_id: row for row in load(cycle.assignments.all())}
    return [found[person.pk] for person in reviewers]


def load(assignments):
    return assignments.select_related(
        "reviewer",
        "cycle__snapshot",
        "cycle__application__person",
        "cycle__application__association",
        "cycle__application__category",
    )


def again(assignment) -> Assignment:
    return load(Assignment.objects.all()).get(pk=assignment.pk)


def opened(assignment) -> Assignment:
    actions.open_review(assignment=assignment, by=assignment.reviewer)
    return again(assignment)


def typed(assignment, verdict="met", comment="", **verdicts) -> list[TypedJudgement]:
    """What a reviewer types: one verdict for all, others by position (``v0="not_met"``)."""
    rows = Judgement.objects.filter(assignment=assignment).order_by("competency__position")
    return [
        TypedJudgement(row.pk, row.version, verdicts.get(f"v{place}", verdict), comment)
        for place, row in enumerate(rows)
    ]


def judge(assignment, verdict="met", recommendation="endorse", comment="", overall="", **verdicts) -> Assignment:
    current = again(assignment)
    actions.save_review(
        assignment=current,
        by=current.reviewer,
        judgements=typed(current, verdict, comment, **verdicts),
        recommendation=Typed(current.version, recommendation, overall),
    )
    return again(assignment)


def signed(assignment, *args, **kwargs) -> Assignment:
    """Opened, judged, signed."""
    ready = judge(opened(assignment), *args, **kwargs)
    actions.sign(assignment=ready, by=ready.reviewer)
    return again(assignment)
