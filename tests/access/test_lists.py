"""Every list costs the same at 1, 10 and 200 rows: the literal number of queries of the whole page stands here."""

import datetime
import uuid
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Address, Person
from associations.activity.models import (
    ActivityNotice,
    ActivityPassage,
    ActivitySubmission,
    ActivitySummary,
    ActivityYear,
    PassageArea,
    SubmittedPassage,
)
from associations.directory.models import Association, Licence
from associations.fees.models import Checkout, Difference, Due, OnlineAccount, Payment, Share, Sponsor
from associations.interest.models import Assistance, Interest
from associations.merging.models import Merge
from associations.people.models import Invitation, Membership, RoleGrant, RosterEntry
from associations.policy.models import Overlay
from associations.training.models import Attendee, Presence, TrainingSession
from associations.training.models import Training as Announced
from common import clock
from common.outbox.models import Message
from competencies.assessment.assess import assess
from competencies.assessment.document import parse
from competencies.standard.models import Category, Competency
from competencies.standard.queries import rules_for, standard
from endorsement.application.freezing import digest, frozen_assessment
from endorsement.application.models import Application, Comment, PersonalException, Snapshot
from endorsement.award.actions import import_endorsements, issue_certificate
from endorsement.award.actions.awarding import ImportRow
from endorsement.portfolio.models import Document, Training
from endorsement.review.models import Assignment, Cycle, Judgement
from endorsement.roster.actions.errands import begin_errand, fill_errand
from endorsement.roster.models import Errand, ErrandPerson, ImportBatch
from endorsement.roster.models import ImportRow as StagedRow
from endorsement.texts.models import TextFile
from tests import factories
from tests.access.world import client_of
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 1)
REPORTED = ("created", "updated", "unchanged", "refused", "skipped")
STATES = ("draft", "submitted", "returned", "in_review", "to_decide", "deferred", "held", "endorsed", "withdrawn")

# Page -> queries, the session, the person, their roles and the menu's badge among them.
COSTS = {
    "people": 11,
    "everybody": 7,
    "people in figures": 8,
    "roster": 12,
    "imports": 7,
    "import": 8,
    "errands": 7,
    "errand": 9,
    "the same person twice": 11,
    "merges asked": 5,
    "staff": 6,
    "associations": 5,
    "licences": 5,
    "interest": 5,
    "assistance": 5,
    "interest and assistance": 5,
    "mail": 10,
    "mail of all": 9,
    "my applications": 4,
    "queue": 8,
    "queue_all": 7,
    "certificates": 8,
    "all certificates": 6,
    "registry": 7,
    "rows of a report": 7,
    "report": 6,
    "my Endorsements": 6,
    "review queue": 8,
    "review": 7,
    "review saved": 10,
    "portfolio": 14,
    "dashboard": 11,
    "reviewers": 17,
    "application": 11,
    "trainings": 7,
    "calendar": 7,
    "calendar of all": 7,
    "feed": 5,
    "my trainings": 5,
    "attendance": 9,
    "what is taught": 7,
    "what is taught by all": 6,
    "texts": 13,
    "fees": 8,
    "payments": 7,
    "my fees": 8,
    "reconciliation": 8,
    "sponsors": 7,
    "differences": 6,
    "exceptions": 6,
    "yearly summaries": 4,
    "own yearly summaries": 6,
    "a year": 12,
    "reading across": 8,
    "a summary told": 10,
    "a summary written": 19,
}

# What the bar of the project allows, where it names one.
MOST = {"queue": 10, "queue_all": 10, "review queue": 10, "dashboard": 12, "review": 12, "review saved": 15}


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """One association with its people, and the Standard."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_standard", verbosity=0)
        made = SimpleNamespace(association=factories.association(), people={})
        for name in ("coordinator", "administrator", "reviewer", "applicant"):
            made.people[name] = factories.person(f"{name.title()} of the house")
            factories.role(made.people[name], name, made.association)
        made.people["staff"] = factories.person("Sam Staff")
        factories.role(made.people["staff"], "alliance_staff")
        made.clients = {name: client_of(person.user) for name, person in made.people.items()}
        yield made
        transaction.set_rollback(True)


def people(office, count) -> list[Person]:
    made = Person.objects.bulk_create(Person(name=f"Person {number:03}") for number in range(count))
    Address.objects.bulk_create(Address(person=one, email=f"row{one.pk}@people.example") for one in made)
    return made


def listed_trainings(office, count, starts_at, of=None):
    now, day, hour = clock.now(), starts_at.date(), datetime.timedelta(hours=1)
    facts = {"association": office.association, "place": "A hall", "state": "announced", "state_since": now}
    facts |= {"created_at": now, "changed_at": now, "first_day": day, "last_day": day}
    made = Announced.objects.bulk_create(Announced(title=f"Training {number:03}", **facts) for number in range(count))
    sessions = TrainingSession.objects.bulk_create(
        TrainingSession(training=one, starts_at=starts_at, ends_at=starts_at + hour, hours=1) for one in made
    )
    competencies = list(Competency.objects.order_by("position")[:2])
    through = TrainingSession.competencies.through
    through.objects.bulk_create(
        through(trainingsession=one, competency=known) for one in sessions for known in competencies
    )
    Attendee.objects.bulk_create(
        Attendee(training=one, person=of, name="Row", email="row@people.example", listed_at=now) for one in made
    )
    return made


def everybody(office, count):
    made, now = people(office, count), clock.now()
    for role in ("applicant", "reviewer"):
        RoleGrant.objects.bulk_create(
            RoleGrant(person=one, association=office.association, role=role, granted_at=now) for one in made
        )
    Membership.objects.bulk_create(
        Membership(person=one, association=office.association, valid_from=DAY) for one in made
    )
    Invitation.objects.bulk_create(
        Invitation(
            email=f"n{number}@people.example",
            association=office.association,
            role="reviewer",
            token_hash=str(number),
            invited_at=now,
            expires_at=now,
            invited_by=office.people["coordinator"],
        )
        for number in range(count)
    )


def figures(office, count):
    associations(office, count)
    everybody(office, count)


def imports(office, count):
    ImportBatch.objects.bulk_create(
        ImportBatch(
            association=office.association,
            file_name="roster.csv",
            state_since=clock.now(),
            uploaded_at=clock.now(),
            uploaded_by=office.people["coordinator"],
        )
        for _number in range(count)
    )


def import_page(office, count):
    imports(office, 1)
    batch = ImportBatch.objects.get()
    ImportBatch.objects.update(state="checked", report={"rows": count, **dict.fromkeys(REPORTED, 0)})
    StagedRow.objects.bulk_create(
        StagedRow(
            batch=batch,
            row=number,
            faults=[{"column": "name", "code": "missing", "params": {}}],
            cells={"email": f"row{number}@people.example"},
            public_id=uuid.uuid4(),
        )
        for number in range(2, count + 2)
    )
    return reverse("roster:batch", args=[office.association.slug, batch.code])


def errands(office, count):
    now, by = clock.now(), office.people["coordinator"]
    given = {"association": office.association, "kind": "letter", "begun_by": by, "begun_at": now, "state_since": now}
    made = Errand.objects.bulk_create(Errand(**given) for _number in range(count))
    ErrandPerson.objects.bulk_create(ErrandPerson(errand=one, person_id=by.pk) for one in made)


def errand_page(office, count):
    everybody(office, count)
    ids = Person.objects.filter(name__startswith="Person ").values_list("pk", flat=True)
    by = office.people["coordinator"]
    errand = begin_errand(association=office.association, kind="letter", people=ids, by=by)
    fill_errand(errand=errand, given={"subject": "News", "text": "Dear {name},"}, by=by)
    return reverse("roster:errand", args=[office.association.slug, errand.code])


def twins(office, count):
    merges(office, count)
    alike = Person.objects.bulk_create(Person(name="Tia Twice") for _ in range(count + 1))
    RosterEntry.objects.bulk_create(RosterEntry(person=one, association=office.association, since=DAY) for one in alike)


def merges(office, count):
    kept, gone = people(office, count), people_more(count)
    Merge.objects.bulk_create(
        Merge(
            association=office.association,
            kept=one,
            gone=other,
            reason="A reason",
            state_since=clock.now(),
            asked_by=office.people["administrator"],
        )
        for one, other in zip(kept, gone, strict=True)
    )


def people_more(count):
    return Person.objects.bulk_create(Person(name=f"Other {number:03}") for number in range(count))


def staff(office, count):
    now = clock.now()
    RoleGrant.objects.bulk_create(
        RoleGrant(person=one, role="alliance_staff", granted_at=now) for one in people(office, count)
    )


def associations(office, count):
    made = Association.objects.bulk_create(
        Association(slug=f"row-{number}", abbreviation=f"ROW-{number}", name=f"Row {number}", region="R", country="C")
        for number in range(count)
    )
    Licence.objects.bulk_create(Licence(association=one, kind="endorsement", valid_from=DAY) for one in made)


def licences(office, count):
    associations(office, count)
    Licence.objects.filter(association__slug__startswith="row-").update(valid_until=DAY)


def interests(office, count):
    now, owner = clock.now(), office.people["staff"]
    Interest.objects.bulk_create(
        Interest(
            region=f"Region {number:03}",
            country="Nowhere",
            name="Ida Invented",
            email=f"ida{number}@people.example",
            message="How?",
            state_since=now,
            asked_at=now,
            owner=owner,
        )
        for number in range(count)
    )


def assistance(office, count):
    associations(office, count)
    interests(office, count)
    Assistance.objects.bulk_create(
        Assistance(association=one, given_on=DAY, hours=1, topic="start", given_by=office.people["staff"])
        for one in Association.objects.filter(slug__startswith="row-")
    )


def mails(office, count):
    Message.objects.bulk_create(
        Message(
            key=f"row:{number}",
            kind="row",
            to=f"row{number}@people.example",
            subject=f"Letter {number}",
            text="Words",
            scope=office.association.slug,
            about="application:1",
            state=("failed", "sent", "queued")[number % 3],
            message_id=f"<row{number}@portal>",
            created_at=clock.now(),
        )
        for number in range(count)
    )


def applications(office, count, of=None):
    now = clock.now()
    category = Category.objects.get(key="IFS")
    applicants = [of] * count if of else people(office, count)
    return Application.objects.bulk_create(
        Application(
            person=one,
            association=office.association,
            category=category,
            state="withdrawn" if of else STATES[number % len(STATES)],
            state_since=now,
            started_at=now,
        )
        for number, one in enumerate(applicants)
    )


def own_applications(office, count):
    applications(office, count, of=office.people["applicant"])


def endorsements(office, count, of=None):
    category, now = Category.objects.get(key="IFS"), clock.now()
    holders = [of] * count if of else people(office, count)
    rows = [
        ImportRow(f"row:{number}", one, office.association, category, DAY, None, now)
        for number, one in enumerate(holders)
    ]
    return import_endorsements(rows=rows, by=None)


def certificates(office, count):
    for endorsement in endorsements(office, count):
        issue_certificate(endorsement=endorsement, by=None)


def own_endorsements(office, count):
    for endorsement in endorsements(office, count, of=office.people["applicant"]):
        issue_certificate(endorsement=endorsement, by=None)


def snapshot_of(office, rows: int) -> dict:
    """What a snapshot holds of a portfolio with ``rows`` trainings."""
    document = cases.document()
    training = document["training"][0]
    document["training"] += [{**training, "id": f"more{number}"} for number in range(rows - 1)]
    rules = rules_for("IFS", cases.ON, association=office.association.abbreviation, members=set())
    assessment = assess(parse(document, competencies=standard().competencies), rules, cases.ON)
    parts = {"document": document, "extras": cases.EXTRAS, "assessment": frozen_assessment(assessment)}
    return {
        **parts,
        "number": 1,
        "edition": assessment.edition,
        "judged_on": cases.ON,
        "sha256": digest(**parts),
        "submitted_at": clock.now(),
    }


def reviews(office, count):
    """``count`` reviews that the reviewer owes, and as many that they signed."""
    frozen, now = snapshot_of(office, 1), clock.now()
    made = applications(office, 2 * count)
    Application.objects.filter(pk__in=[one.pk for one in made]).update(state="in_review")
    snapshots = Snapshot.objects.bulk_create(Snapshot(application=one, **frozen) for one in made)
    cycles = Cycle.objects.bulk_create(
        Cycle(application=one.application, snapshot=one, opened_at=now) for one in snapshots
    )
    Assignment.objects.bulk_create(
        Assignment(
            cycle=cycle,
            reviewer=office.people["reviewer"],
            state="asked" if number < count else "signed",
            signed_at=None if number < count else now,
            state_since=now,
            assigned_at=now,
            due_on=cases.due(),
        )
        for number, cycle in enumerate(cycles)
    )


def one_review(office, count) -> Assignment:
    """One open review of a portfolio with ``count`` trainings."""
    application = applications(office, 1)[0]
    Application.objects.filter(pk=application.pk).update(state="submitted")
    application.refresh_from_db()
    Snapshot.objects.create(application=application, **snapshot_of(office, count))
    second = cases.reviewer(office.association, "Second Reviewer")
    reviewers = [office.people["reviewer"], second]
    return cases.opened(cases.asked(application, office.people["coordinator"], reviewers)[0])


def review_page(office, count):
    return reverse("review:open", args=[one_review(office, count).code])


def entries(office, count):
    """Trainings with their competencies and a file each."""
    person, now = office.people["applicant"], clock.now()
    competency = Competency.objects.order_by("pk").first()
    made = [
        Training(person=person, title=f"Training {number}", provider="P", held_on=DAY, hours=2, complete=True)
        for number in range(count)
    ]
    for one in made:
        one.save()
        one.competencies.add(competency)
    Document.objects.bulk_create(
        Document(
            person=person,
            entry_code=one.code,
            kind="attendance",
            name="a.pdf",
            file=f"portfolio/{one.code}",
            mime="application/pdf",
            size=9,
            sha256="0" * 64,
            uploaded_at=now,
        )
        for one in made
    )


def dashboard(office, count):
    entries(office, count)
    now = clock.now()
    application = Application.objects.create(
        person=office.people["applicant"],
        association=office.association,
        category=Category.objects.get(key="IFA"),
        state_since=now,
        started_at=now,
    )
    return reverse("application:dashboard", args=[application.code])


def reviewers(office, count):
    """The page on which reviewers are chosen, among ``count`` more of them."""
    now = clock.now()
    RoleGrant.objects.bulk_create(
        RoleGrant(person=one, association=office.association, role="reviewer", granted_at=now)
        for one in people(office, count)
    )
    application = applications(office, 1)[0]
    Application.objects.filter(pk=application.pk).update(state="submitted")
    Snapshot.objects.create(application=application, **snapshot_of(office, 1))
    return reverse("review:assign", args=[office.association.slug, application.code])


def handled(office, count):
    application = applications(office, 1)[0]
    Snapshot.objects.create(application=application, **snapshot_of(office, count))
    Comment.objects.bulk_create(
        Comment(application=application, section="training", author_name="A", text="Why?", written_at=clock.now())
        for _number in range(count)
    )
    return reverse("application:handle", args=[office.association.slug, application.code])


def overlays(office, count):
    Overlay.objects.bulk_create(
        Overlay(key=f"o{number}", association=office.association, requirement="rsc.hours", params={"hours": 30})
        for number in range(count)
    )


def exceptions(office, count):
    applications(office, count)
    now, day = clock.now(), clock.today()
    PersonalException.objects.bulk_create(
        PersonalException(
            application=application,
            requirement="rsc.hours",
            params={"hours": 20},
            accepted="Twenty hours.",
            valid_from=day,
            signed_at=now,
        )
        for application in Application.objects.all()
    )


def text_files(office, count):
    now = clock.now()
    TextFile.objects.bulk_create(
        TextFile(name=f"texts-{number}.csv", language="en", content="", loaded_at=now, published_at=now)
        for number in reversed(range(count))
    )


def dues(office, count, of=None):
    people_of = [of] * count if of else people(office, count)
    return Due.objects.bulk_create(
        Due(
            association=office.association,
            person=one,
            kind="exam",
            amount=2500,
            currency="USD",
            origin=f"row:{number}",
            owed_since=DAY,
        )
        for number, one in enumerate(people_of)
    )


def payments(office, count, of=None):
    made = dues(office, count, of)
    paid = Payment.objects.bulk_create(
        Payment(
            association=office.association,
            means="cheque",
            payer=f"Payer {number}",
            amount=2500,
            currency="USD",
            received_on=DAY,
            origin=f"row:{number}",
            recorded_at=clock.now(),
        )
        for number in range(count)
    )
    Share.objects.bulk_create(Share(payment=one, due=due, amount=2500) for one, due in zip(paid, made, strict=True))


def sponsors(office, count):
    made = Sponsor.objects.bulk_create(
        Sponsor(association=office.association, name=f"Fund {number}") for number in range(count)
    )
    for due, one in zip(dues(office, count), made, strict=True):
        Due.objects.filter(pk=due.pk).update(sponsor=one)


def differences_there(office, count):
    made = dues(office, count)
    account = OnlineAccount.objects.create(
        association=office.association, provider="stripe", live=False, set_at=clock.now()
    )
    attempts = Checkout.objects.bulk_create(
        Checkout(
            account=account,
            association=office.association,
            person=due.person,
            amount=2500,
            currency="USD",
            begun_at=clock.now(),
            expires_at=clock.now(),
            session=f"cs_{due.pk}",
        )
        for due in made
    )
    Difference.objects.bulk_create(
        Difference(
            association=office.association,
            checkout=one,
            session=one.session,
            kind="not_here",
            found_at=clock.now(),
            there=2500,
            here=0,
            currency="USD",
        )
        for one in attempts
    )


def own_payments(office, count):
    payments(office, count, of=office.people["applicant"])


def trainings(office, count):
    """Announced for tomorrow, each with a session, the applicant on its list."""
    return listed_trainings(office, count, clock.now() + datetime.timedelta(days=1), of=office.people["applicant"])


def taught(office, count):
    """Over since yesterday; each session covered two competencies."""
    listed_trainings(office, count, clock.now() - datetime.timedelta(days=1))


def on_one_list(office, count):
    """The list of one session that runs now."""
    (training,) = listed_trainings(office, 1, clock.now())
    session, now = training.sessions.get(), clock.now()
    made = Attendee.objects.bulk_create(
        Attendee(training=training, name=f"Person {number:03}", email=f"a{number}@people.example", listed_at=now)
        for number in range(count)
    )
    Presence.objects.bulk_create(Presence(attendee=one, session=session, means="list", noted_at=now) for one in made)
    return reverse("training:attendance", args=[office.association.slug, training.code, session.code])


def told_of(summaries, passages):
    """Each submitted, with so many passages, marked."""
    now = clock.now()
    submissions = ActivitySubmission.objects.bulk_create(
        ActivitySubmission(summary=one, number=1, submitted_at=now, submitted_by_name="A", figures=FIGURES)
        for one in summaries
    )
    rows = SubmittedPassage.objects.bulk_create(
        SubmittedPassage(
            submission=one, code=f"{number:012}", heading="rsc", position=number, text=f"Groups {number}", folded="g"
        )
        for one in submissions
        for number in range(passages)
    )
    PassageArea.objects.bulk_create(PassageArea(passage=row, area="rsc", by_name="A", at=now) for row in rows)
    ActivityNotice.objects.bulk_create(
        ActivityNotice(summary=one, rule="opened", at=now, told=["A"]) for one in summaries
    )


FIGURES = [{"key": "k", "label": "People", "value": 1, "sentence": "How.", "day": "2025-12-31", "remark": ""}]


def activity_year(office, number, houses):
    now = clock.now()
    year = ActivityYear.objects.create(year=number, state="open", state_since=now, due_on=DAY)
    return ActivitySummary.objects.bulk_create(
        ActivitySummary(year=year, association=one, state="submitted", state_since=now) for one in houses
    )


def activity_years(office, count):
    for number in range(count):
        activity_year(office, 2000 + number, [office.association])


def activity_answers(office, count):
    associations(office, count)
    told_of(activity_year(office, 2025, Association.objects.filter(slug__startswith="row-")), 1)
    return reverse("activity:year", args=[2025])


def activity_reading(office, count):
    activity_answers(office, count)
    return reverse("activity:reading", args=[2025])


def activity_told(office, count):
    told_of(activity_year(office, 2025, [office.association]), count)
    return reverse("activity:submission", args=[office.association.slug, 2025, 1])


def activity_written(office, count):
    activity_told(office, count)
    (summary,) = activity_year(office, 2026, [office.association])
    now = clock.now()
    ActivitySummary.objects.filter(pk=summary.pk).update(state="begun")
    ActivityPassage.objects.bulk_create(
        ActivityPassage(
            summary=summary, code=f"{number:012}", heading="rsc", text="Groups", begun_at=now, saved_at=now,
            saved_by_name="A",
        )
        for number in range(count)
    )  # fmt: skip
    return reverse("activity:write", args=[office.association.slug, 2026])


# Name -> who looks, at which address (None: what makes the rows says it), what makes the rows, what then stands there.
LISTS = {
    "people": ("coordinator", "people:list", everybody, "Person 000"),
    "roster": ("coordinator", "roster:list", everybody, "Person 000"),
    "imports": ("coordinator", "roster:import", imports, "roster.csv"),
    "import": ("coordinator", None, import_page, "is missing"),
    "errands": ("coordinator", "roster:errands", errands, "Write a mail"),
    "errand": ("coordinator", None, errand_page, "Person 000"),
    "the same person twice": ("administrator", "merging:candidates", twins, "Tia Twice"),
    "merges asked": ("staff", "merging:asked", merges, "A reason"),
    "everybody": ("staff", "people:everybody", figures, "Row 0"),
    "people in figures": ("staff", "people:list", everybody, "Members now"),
    "staff": ("staff", "people:staff", staff, "Person 000"),
    "associations": ("staff", "directory:list", associations, "Row 0"),
    "licences": ("staff", "directory:licences", licences, "Row 0"),
    "interest": ("staff", "interest:list", interests, "Region "),
    "assistance": ("staff", "interest:assistance", assistance, "Row "),
    "interest and assistance": ("staff", "interest:report", assistance, "Row 0"),
    "mail": ("coordinator", "mail:box", mails, "Letter "),
    "mail of all": ("staff", "mail:box", mails, "Letter "),
    "my applications": ("applicant", "application:mine", own_applications, "Infant Family Specialist"),
    "queue": ("coordinator", "application:queue", applications, "Person 000"),
    "queue_all": ("staff", "application:queue_all", applications, "Person 000"),
    "certificates": ("coordinator", "award:certificates", certificates, "Person "),
    "all certificates": ("staff", "award:all_certificates", certificates, "Person "),
    "registry": ("staff", "award:registry", endorsements, "Person 000"),
    "rows of a report": ("staff", "reports:rows", endorsements, "Person 000"),
    "report": ("staff", "reports:report", endorsements, "Infant Family Specialist"),
    "my Endorsements": ("applicant", "award:mine", own_endorsements, "Infant Family Specialist"),
    "review queue": ("reviewer", "review:queue", reviews, "Person 000"),
    "review": ("reviewer", None, review_page, "Attachment in practice"),
    "portfolio": ("applicant", "portfolio:overview", entries, "Training 0"),
    "dashboard": ("applicant", None, dashboard, "Infant Family Associate"),
    "reviewers": ("coordinator", None, reviewers, "Person 000"),
    "application": ("coordinator", None, handled, "Attachment in practice"),
    "fees": ("coordinator", "fees:dues", dues, "Person "),
    "payments": ("coordinator", "fees:payments", payments, "Payer "),
    "sponsors": ("coordinator", "fees:sponsors", sponsors, "Fund 0"),
    "reconciliation": ("staff", "fees:differences", differences_there, "Person "),
    "my fees": ("applicant", "fees:mine", own_payments, "Receipts"),
    "trainings": ("coordinator", "training:office", trainings, "Training "),
    "calendar": ("applicant", "training:calendar", trainings, "Training 000"),
    "calendar of all": ("applicant", "training:alliance", trainings, "Training 000"),
    "feed": ("applicant", "training:feed", trainings, "Training 000"),
    "my trainings": ("applicant", "training:mine", trainings, "Training 000"),
    "attendance": ("coordinator", None, on_one_list, "Person 000"),
    "what is taught": ("coordinator", "training:coverage", taught, "Theoretical Foundations"),
    "what is taught by all": ("staff", "training:coverage_all", taught, "CT-AIMH"),
    "yearly summaries": ("staff", "activity:years", activity_years, "last day"),
    "own yearly summaries": ("coordinator", "activity:mine", activity_years, "The last day is"),
    "a year": ("staff", None, activity_answers, "Row 0"),
    "reading across": ("staff", None, activity_reading, "Groups 0"),
    "a summary told": ("coordinator", None, activity_told, "Groups 0"),
    "a summary written": ("coordinator", None, activity_written, "What you wrote for 2025"),
    "texts": ("staff", "texts:overview", text_files, "texts-0.csv"),
    "differences": ("staff", "policy:all_overlays", overlays, "30 hours"),
    "exceptions": ("staff", "application:exceptions_waiting", exceptions, "Twenty hours."),
}
OF_AN_ASSOCIATION = {
    "activity:mine",
    "merging:candidates",
    "fees:differences",
    "fees:sponsors",
    "roster:list",
    "roster:import",
    "roster:errands",
    "fees:dues",
    "fees:payments",
    "people:list",
    "application:queue",
    "award:certificates",
}
OF_AN_ASSOCIATION |= {f"training:{name}" for name in ("office", "calendar", "feed", "coverage")}
LONG = {"queue": "?turn=all", "queue_all": "?turn=all"}


@pytest.mark.parametrize("rows", [1, 10, 200])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_costs_the_same_however_long(office, name, rows):
    who, route, make, shown = LISTS[name]
    made = make(office, rows)
    address = made
    if route:
        given = [office.association.slug] if route in OF_AN_ASSOCIATION else []
        address = reverse(route, args=["endorsed"] if route.startswith("reports:") else given)
    address += LONG.get(name, "")
    client = office.clients[who]
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert (answer.status_code, len(captured)) == (200, COSTS[name]), [one["sql"][:200] for one in captured]
    assert shown in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 10, 200])
def test_saving_a_review_costs_the_same_however_long(office, rows):
    """One judgement as it is typed, and the whole page."""
    assignment = one_review(office, rows)
    client, address = office.clients["reviewer"], reverse("review:save", args=[assignment.code])
    judgement = Judgement.objects.filter(assignment=assignment).order_by("pk").first()
    typed = {f"j{judgement.pk}-verdict": "met", f"j{judgement.pk}-comment": "Yes.", f"j{judgement.pk}-version": "1"}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, typed, headers={"HX-Request": "true"})
    assert (answer.status_code, len(captured)) == (200, COSTS["review saved"]), [one["sql"][:200] for one in captured]


def test_the_bar():
    assert {name: COSTS[name] for name, most in MOST.items() if COSTS[name] > most} == {}
