"""One small world of two associations, CT and NB, in which every number of every report is counted by hand below."""

import datetime
from types import SimpleNamespace

from accounts.models import Person
from associations.activity.models import ActivitySummary, ActivityYear
from associations.fees.models import Due, Payment, Share
from associations.people.models import Practice
from associations.training.models import Training, TrainingSession
from common import clock
from common.workflow.models import StatusChange
from competencies.standard.models import Category, Competency
from endorsement.application.models import Application, Snapshot
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.decision.models import Decision
from endorsement.references.models import Rating, RatingItemSet, Reference
from endorsement.review.models import Assignment, Cycle
from tests import factories

NOW = datetime.datetime(2026, 6, 15, 15, tzinfo=datetime.UTC)
"""The moment at which the world is looked at: 15 June 2026, in every zone of its associations."""

SAID = {
    "Ana": ("home_visiting", "en"),
    "Cleo": ("health", "es"),
    "Eli": ("home_visiting", ""),
}
"""Who said where they work and in which language. The others said nothing."""

ENDORSEMENTS = (
    # holder, association, category, endorsed on, valid until, standing now, moves
    ("Ana", "CT", "IFA", "2020-03-01", "2026-12-31", "valid", ()),
    ("Ben", "CT", "IFA", "2025-02-01", "2027-12-31", "valid", ()),
    ("Cleo", "CT", "IFA", "2019-01-01", "2026-06-10", "valid", ()),  # ended five days ago
    ("Cleo", "CT", "IFS", "2026-01-10", "2028-12-31", "valid", ()),
    ("Dan", "NB", "IFS", "2024-05-05", None, "suspended", (("suspended", "2026-02-01"),)),
    ("Eli", "NB", "ECFS", "2026-03-03", "2029-12-31", "valid", (
        ("suspended", "2026-04-01"), ("reinstated", "2026-05-01"),
    )),
    ("Fay", "NB", "IFA", "2023-07-07", "2027-12-31", "valid", (("renewed", "2026-01-05"),)),
    ("Gus", "CT", "IFA", "2018-01-01", None, "revoked", (("revoked", "2025-03-01"),)),
    # Those who may give RSC: Pia by two Endorsements, Quin by one.
    ("Pia", "CT", "IMHM-C", "2022-01-01", None, "valid", ()),
    ("Pia", "CT", "ERS", "2022-01-01", None, "valid", ()),
    ("Quin", "NB", "ECMHM-C", "2022-01-01", None, "valid", ()),
)  # fmt: skip

APPLICATIONS = {
    # code: applicant, association, category, state, started on, moves (to a state, on)
    "HAL": ("Hal", "CT", "IFA", "draft", "2026-06-01", ()),
    "IDA": ("Ida", "CT", "IFS", "submitted", "2026-04-01", (("submitted", "2026-05-01"),)),
    "JON": ("Jon", "NB", "IMHS", "in_review", "2026-01-01", (("submitted", "2026-01-11"), ("in_review", "2026-01-13"))),
    "KAY": ("Kay", "CT", "IFS", "deferred", "2025-01-01", (
        ("submitted", "2025-02-10"), ("in_review", "2025-02-14"), ("to_decide", "2026-02-14"),
        ("deferred", "2026-02-20"),
    )),
    "LEO": ("Leo", "NB", "IFA", "endorsed", "2025-12-01", (
        ("submitted", "2025-12-21"), ("in_review", "2026-01-04"), ("to_decide", "2026-01-24"),
        ("endorsed", "2026-01-29"),
    )),
    "MAX": ("Max", "CT", "IFS", "deferred", "2026-02-01", (("deferred", "2026-03-01"),)),
}  # fmt: skip

DEFERRALS = (
    # application, decided on, what the letter names: the first or second competency of the Standard, or the whole
    ("KAY", "2025-03-01", ("second",)),
    ("KAY", "2026-02-20", ("first", "second")),
    ("MAX", "2026-03-01", ("first", "whole")),
)
REFERENCES = (
    # applicant, association, category, asked on, state, answered on
    ("Hal", "CT", "IFA", "2026-05-01", "done", "2026-05-04"),
    ("Hal", "CT", "IFA", "2026-05-01", "done", "2026-05-08"),
    ("Ida", "CT", "IFS", "2026-05-20", "asked", None),
    ("Jon", "NB", "IMHS", "2026-01-05", "declined", None),
    ("Kay", "CT", "IFS", "2025-01-10", "done", "2025-01-20"),
)
REVIEWS = (
    # application, reviewer, assigned on, state, signed on
    ("JON", "Rita", "2026-01-13", "open", None),
    ("JON", "Ravi", "2026-01-13", "signed", "2026-01-23"),
    ("KAY", "Rita", "2025-02-14", "signed", "2025-02-24"),
    ("KAY", "Ravi", "2025-02-14", "signed", "2026-02-14"),
)
FEES = (
    # who, association, fee, category, hundredths, currency, owed since, paid, taken back
    ("Hal", "CT", "registration", None, 2500, "USD", "2026-06-01", 2500, False),
    ("Ida", "CT", "processing", "IFS", 10000, "USD", "2026-05-01", 4000, False),
    ("Jon", "NB", "registration", None, 3000, "CAD", "2026-01-01", 0, False),
    ("Kay", "CT", "processing", "IFS", 9000, "USD", "2025-02-10", 9000, False),
    ("Hal", "CT", "membership", None, 1000, "USD", "2026-06-01", 1000, True),
)

SESSIONS = (
    # association, ended on, hours, topic, competencies, dropped
    ("CT", "2026-03-02", "2.00", "iecmh", ("first", "second"), False),
    ("CT", "2026-03-09", "1.50", "dei", ("first",), False),
    ("CT", "2026-03-16", "9.00", "iecmh", ("first",), True),
    ("NB", "2025-05-05", "4.00", "iecmh", ("second",), False),
    ("NB", "2026-12-01", "6.00", "iecmh", ("second",), False),  # still to come
)
SUMMARIES = (("CT", 2025, "submitted"), ("NB", 2025, "asked"), ("CT", 2026, "asked"))


def make_world() -> SimpleNamespace:
    """``ct``, ``nb``: the associations; ``people`` by name; ``staff``; ``coordinator`` and ``other`` (of NB)."""
    with clock.at(NOW):
        world = SimpleNamespace(
            ct=factories.association("ct", abbreviation="CT"),
            nb=factories.association("nb", abbreviation="NB", region="Elsewhere"),
            staff=factories.person("Sam Staff"),
            coordinator=factories.person("Cora Keeper"),
            other=factories.person("Nils Keeper"),
            nobody=factories.person("Nora Nobody"),
            people={},
        )
        factories.role(world.staff, "alliance_staff")
        factories.role(world.coordinator, "coordinator", world.ct)
        factories.role(world.other, "administrator", world.nb)
        world.houses = {"CT": world.ct, "NB": world.nb}
        _endorsed(world)
        _applied(world)
        _asked(world)
        _reviewed(world)
        _owed(world)
        _taught(world)
        _told(world)
    return world


def _noon(day: str | None) -> datetime.datetime | None:
    """Noon of New York, so that it is the same day in every zone of the world."""
    return day and datetime.datetime.fromisoformat(f"{day}T16:00:00+00:00")


def person(world, name: str) -> Person:
    if name not in world.people:
        world.people[name] = Person.objects.create(name=name)
        sector, language = SAID.get(name, ("", ""))
        if sector or language:
            Practice.objects.create(person=world.people[name], sector=sector, language=language, said_at=NOW)
    return world.people[name]


def _endorsed(world) -> None:
    for number, (name, house, category, since, until, standing, moves) in enumerate(ENDORSEMENTS, 1):
        one = Endorsement.objects.create(
            origin=f"test:{number}",
            person=person(world, name),
            association=world.houses[house],
            category=Category.objects.get(key=category),
            number=f"{house}-{number}",
            endorsed_on=since,
            valid_until=until,
            standing=standing,
            listed_name=name,
        )
        for kind, day in (("awarded", since), *moves):
            AwardEvent.objects.create(endorsement=one, kind=kind, on=day, at=NOW)


def _applied(world) -> None:
    world.applications, world.snapshots = {}, {}
    for code, (name, house, category, state, started, moves) in APPLICATIONS.items():
        since = moves[-1][1] if moves else started
        one = Application.objects.create(
            code=code,
            person=person(world, name),
            association=world.houses[house],
            category=Category.objects.get(key=category),
            state=state,
            started_at=_noon(started),
            state_since=_noon(since),
        )
        world.applications[code] = one
        source = "draft"
        for target, day in moves if code != "MAX" else ():
            StatusChange.objects.create(
                machine="application", object_id=one.pk, transition="move", source=source, target=target, at=_noon(day)
            )
            source = target
    world.competencies = list(Competency.objects.order_by("position")[:2])
    named = {"first": world.competencies[0].key, "second": world.competencies[1].key, "whole": ""}
    for code, day, reasons in DEFERRALS:
        texts = [{"competency": named[one], "title": one, "text": "More, please."} for one in reasons]
        # What the coordinator left empty is in no letter.
        texts.append({"competency": "left-empty", "title": "", "text": " "})
        Decision.objects.create(
            snapshot=_snapshot(world, code), outcome="defer", reasons=texts, state="sent", decided_at=_noon(day)
        )


def _snapshot(world, code: str) -> Snapshot:
    number = Snapshot.objects.filter(application=world.applications[code]).count() + 1
    return Snapshot.objects.create(
        application=world.applications[code], number=number, edition="2025", judged_on=NOW.date(), document={},
        assessment={}, sha256="0" * 64, submitted_at=NOW,
    )  # fmt: skip


def _asked(world) -> None:
    items = RatingItemSet.objects.create(version=99, items=[], saved_at=NOW)
    for position, (name, house, category, asked, state, answered) in enumerate(REFERENCES, 1):
        one = Reference.objects.create(
            person=person(world, name), association=world.houses[house], category=Category.objects.get(key=category),
            position=position, rater_name="Rae Rater", rater_email=f"rae{position}@people.example", state=state,
            state_since=NOW, expires_at=NOW, asked_at=_noon(asked),
        )  # fmt: skip
        Rating.objects.create(reference=one, item_set=items, sent_at=_noon(answered))


def _reviewed(world) -> None:
    cycles = {}
    for code, name, assigned, state, signed in REVIEWS:
        application = world.applications[code]
        cycles[code] = cycles.get(code) or Cycle.objects.create(
            application=application, snapshot=_snapshot(world, code), opened_at=NOW
        )
        Assignment.objects.create(
            cycle=cycles[code], reviewer=person(world, name), state=state, state_since=NOW, due_on=NOW.date(),
            assigned_at=_noon(assigned), signed_at=_noon(signed),
        )  # fmt: skip


def _owed(world) -> None:
    for number, (name, house, kind, category, amount, currency, since, paid, back) in enumerate(FEES, 1):
        due = Due.objects.create(
            association=world.houses[house], person=person(world, name), kind=kind, amount=amount, currency=currency,
            category=category and Category.objects.get(key=category), origin=f"test:{number}", owed_since=since,
        )  # fmt: skip
        if paid:
            payment = Payment.objects.create(
                association=due.association, means="cheque", amount=paid, currency=currency, received_on=since,
                origin=f"test:{number}", recorded_at=NOW, taken_back_at=NOW if back else None,
            )  # fmt: skip
            Share.objects.create(payment=payment, due=due, amount=paid)


def _taught(world) -> None:
    for house, day, hours, topic, named, dropped in SESSIONS:
        association = world.houses[house]
        training, _new = Training.objects.get_or_create(
            association=association, title=f"Training of {house}", state="announced",
            defaults={"state_since": NOW, "created_at": NOW, "changed_at": NOW},
        )  # fmt: skip
        session = TrainingSession.objects.create(
            training=training, starts_at=_noon(day) - datetime.timedelta(hours=9), ends_at=_noon(day), hours=hours,
            topic=topic, dropped_at=NOW if dropped else None,
        )  # fmt: skip
        session.competencies.set(world.competencies[("first", "second").index(one)] for one in named)


def _told(world) -> None:
    for house, year, state in SUMMARIES:
        asked, _new = ActivityYear.objects.get_or_create(
            year=year, defaults={"state": "open", "state_since": NOW, "due_on": NOW.date()}
        )
        ActivitySummary.objects.create(year=asked, association=world.houses[house], state=state, state_since=NOW)
    ActivityYear.objects.create(year=2027, state="preparing", state_since=NOW, due_on=NOW.date())
