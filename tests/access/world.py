"""Two associations side by side, somebody for every role, and one of everything that has an address.

``make_world()`` is built once a module, in a transaction that is rolled back at its end (``conftest.world``).
"""

import datetime
import io
import uuid
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image

from accounts.models import Person, User
from associations.activity import actions as activity
from associations.activity.enums import Heading
from associations.activity.models import ActivitySummary, ActivitySynopsis
from associations.directory.models import Affiliation, Association, CalendarDate, Licence, Signatory
from associations.fees.actions import charge, record_payment, save_sponsor, set_keys
from associations.fees.models import Checkout, CheckoutPart, Difference, OnlineAccount
from associations.interest.actions import ask
from associations.interest.models import Assistance
from associations.merging.actions import merge
from associations.people.actions import invite, open_person
from associations.people.models import Invitation, Membership, ProviderVetting, RosterEntry
from associations.policy.actions import propose
from associations.policy.models import Policy
from common import clock
from common.ids import hash_token, new_code, new_token
from common.jobs.models import Job
from common.jobs.tasks import run_job
from common.outbox.letters import write
from common.outbox.models import Message
from competencies.standard.models import Category
from competencies.standard.overlays import OverlayRule
from endorsement.application import actions as applying
from endorsement.application.agreements import words_for
from endorsement.application.models import Application, Comment, DataExport
from endorsement.award.actions import award_endorsement, give_consent
from endorsement.award.models import Certificate
from endorsement.decision.actions import Typed as TypedDecision
from endorsement.decision.actions import save_decision
from endorsement.portfolio import actions as portfolio
from endorsement.references.actions.links import make_link
from endorsement.references.models import Rating, RatingItemSet, Reference
from endorsement.reports.models import ReportExport, SavedView
from endorsement.review.models import Judgement
from endorsement.roster.actions import batches as importing
from endorsement.roster.actions.errands import begin_errand
from endorsement.texts.actions import load_file
from tests import factories
from tests.access import trainings
from tests.competencies.editions import makings as edition_makings
from tests.endorsement.review import cases

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
DAY = datetime.timedelta(days=1)
TEXTS = b"section,key,text\ncode_of_ethics,,An invented text.\n"
DIFFERS_FROM = datetime.date(2026, 1, 1)
KINDS = ("education", "work", "training", "rsc")

ROLES = {
    "applicant": "applicant",
    "member": "member",
    "reviewer": "reviewer",
    "second": "reviewer",
    "idle": "reviewer",
    "coordinator": "coordinator",
    "deputy": "coordinator",
    "administrator": "administrator",
}
"""Name in the tables -> role granted, in each association. ``idle`` reviews nothing. ``deputy`` is the named deputy;
``coordinator`` has an application, a reference and an Endorsement of their own there."""


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(stream, "PNG")
    return stream.getvalue()


def make_world() -> SimpleNamespace:
    """``people`` by role ("n_..." of the neighbour), ``clients`` alike with "visitor", and the things:
    ``ours``, ``theirs`` (the neighbour's), ``colleague`` (our coordinator's own), ``none`` (nothing there)."""
    call_command("load_standard", verbosity=0)
    world = SimpleNamespace(people={"nobody": factories.person("Nora Nobody"), "staff": factories.person("Sam Staff")})
    factories.role(world.people["staff"], "alliance_staff")
    ours, theirs = factories.association(), factories.association("neighbour-aimh", region="Elsewhere")
    for prefix, association in (("", ours), ("n_", theirs)):
        _house(world, association, prefix)
    world.ours = _things(ours, _crew(world, ""))
    world.theirs = _things(theirs, _crew(world, "n_"))
    world.colleague = _colleagues_own(ours, world.people["coordinator"])
    _alliance_things(world)
    _activity(world)
    _print_certificates()
    _opened(world)
    world.none = _nothing()
    world.last_job = Job.objects.latest("pk").pk
    world.clients = {"visitor": Client(raise_request_exception=False)}
    world.clients |= {name: client_of(person.user) for name, person in world.people.items()}
    world.clients["superuser"] = client_of(User.objects.create_superuser("root@people.example", "a long enough one"))
    return world


def _opened(world) -> None:
    """Alliance staff gave a reason for each: whom they did not open they do not find (``test_opening``)."""
    world.ours.staff_twin, world.ours.staff_other = world.ours.twin, world.ours.other_twin
    twins = Person.objects.filter(public_id__in=(world.ours.twin, world.ours.other_twin))
    for person in (*world.people.values(), *twins):
        open_person(person=person, reason="The tests look at everybody.", by=world.people["staff"])


def client_of(user) -> Client:
    """Signed in, the second factor passed."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _house(world, association: Association, prefix: str) -> None:
    for name, role in ROLES.items():
        person = factories.person(f"{name.title()} of {association.abbreviation}")
        factories.role(person, role, association)
        world.people[prefix + name] = person
    factories.member(world.people[prefix + "member"], association)
    association.deputy = world.people[prefix + "deputy"]
    association.logo.save("logo.png", ContentFile(png()), save=False)
    association.save()


def _crew(world, prefix: str) -> SimpleNamespace:
    return SimpleNamespace(**{name: world.people[prefix + name] for name in ROLES})


def _things(association: Association, crew: SimpleNamespace) -> SimpleNamespace:
    """One of everything that belongs to the association and its applicant."""
    things = SimpleNamespace(slug=association.slug, section="training", number=1)
    _portfolio(things, crew.applicant)
    things.waimh_membership = _waimh_membership(crew.applicant)
    _applications(things, association, crew)
    _references(things, association, crew.applicant)
    _office(things, association, crew)
    _fees(things, association, crew.applicant, crew.administrator)
    things.paper_file = default_storage.save("attendance/test.pdf", ContentFile(PDF))
    trainings.make(things, association, crew)
    _endorsement(things, association, crew.applicant, "IMHS")
    _kept_reports(things, crew.coordinator)
    return things


def _kept_reports(things, person) -> None:
    """A saved view and a workbook that is written."""
    things.saved_view = SavedView.objects.create(
        person=person, name="Mine", measure="endorsed", saved_at=clock.now()
    ).code
    things.report_export = ReportExport.objects.create(
        person=person,
        measure="endorsed",
        state="ready",
        requested_at=clock.now(),
        file=default_storage.save("reports/test.xlsx", ContentFile(b"PK\x05\x06" + bytes(18))),
    ).code


def _application(person, association, category, state="draft") -> Application:
    moment = clock.now()
    return Application.objects.create(
        person=person,
        association=association,
        category=Category.objects.get(key=category),
        state=state,
        state_since=moment,
        started_at=moment,
    )


def _applications(things, association, crew) -> None:
    """A draft, one to screen, one with its reviewers (the first has opened it), one to decide."""
    draft = _application(crew.applicant, association, "IFA")
    things.document = _document(things, crew.applicant)
    shown = {"t1": {"documents": [{"code": things.document, "name": "attendance.pdf"}]}}
    words = words_for(association)[0]
    applying.sign(
        application=draft,
        kind=words.kind,
        typed_name=crew.applicant.name,
        version=words.version,
        by=crew.applicant,
    )
    submitted = cases.submitted(association, crew.applicant, category="IFS")
    Comment.objects.create(
        application=submitted,
        section="training",
        author=crew.applicant,
        author_name=crew.applicant.name,
        by_applicant=True,
        text="Does the workshop of March count?",
        written_at=clock.now(),
    )
    reviewers = [crew.reviewer, crew.second]
    first, second = cases.in_review(
        association, crew.coordinator, reviewers, person=crew.applicant, category="ECFS", extras=shown
    )
    first = cases.opened(first)
    decided = cases.in_review(association, crew.coordinator, reviewers, person=crew.applicant, category="ECFA")
    for assignment in decided:
        cases.signed(assignment)
    things.signed = decided[0].code
    to_decide = decided[0].cycle.application
    to_decide.refresh_from_db()
    save_decision(
        application=to_decide,
        by=crew.coordinator,
        typed=TypedDecision(0, "endorse", {}, "", "Your Endorsement", "Dear colleague,\n\nWe endorse you."),
    )
    things.draft, things.submitted, things.to_decide = draft.code, submitted.code, to_decide.code
    things.in_review = first.cycle.application.code
    things.assignment, things.asked_assignment = first.code, second.code
    things.judgement = Judgement.objects.filter(assignment=first).order_by("pk").first().pk
    things.exception = _exception(submitted, crew.deputy)
    things.category = draft.category.slug


def _exception(application, by) -> str:
    said = {"params": {"hours": 20}, "accepted": "Twenty hours.", "reason": "Abroad.", "valid_until": None}
    made = applying.propose_exception(
        application=application,
        requirement="training.hours",
        values={**said, "valid_from": DIFFERS_FROM},
        signed_name=by.name,
        upload=SimpleUploadedFile("letter.pdf", PDF, "application/pdf"),
        by=by,
    )
    return made.code


def _portfolio(things, person) -> None:
    things.entry, things.removed = {}, {}
    for kind in KINDS:
        for kept in (things.entry, things.removed):
            entry = portfolio.save_entry(by=person, kind=kind, code=new_code(), values={}, complete=False)
            kept[kind] = entry.code
            if kept is things.removed:
                portfolio.remove_entry(by=person, entry=entry)


def _waimh_membership(person) -> str:
    day = datetime.date(2024, 1, 1)
    return portfolio.note_membership(by=person, started_on=day, ended_on=None).code


def _document(things, person) -> str:
    """A file of the training, uploaded."""
    upload = SimpleUploadedFile("attendance.pdf", PDF, "application/pdf")
    code = things.entry["training"]
    return portfolio.store_document(
        by=person, kind="training", code=code, upload=upload, document_kind="attendance"
    ).code


def _reference(person, association, category, position, state="asked") -> Reference:
    moment = clock.now()
    return Reference.objects.create(
        person=person,
        association=association,
        category=Category.objects.get(slug=category),
        position=position,
        rater_name=f"Rater {position}",
        rater_email=f"rater{position}.{person.pk}@raters.example",
        roles=["colleague"],
        state=state,
        state_since=moment,
        asked_at=moment - 2 * DAY,
        expires_at=moment + 100 * DAY,
        completed_on=clock.today() - DAY if state == "done" else None,
    )


def _references(things, association, person) -> None:
    """One asked, one answered, each with a link that works; one whose link has expired."""
    items, _new = RatingItemSet.objects.get_or_create(
        association=None, version=1, defaults={"items": [], "saved_at": clock.now()}
    )
    asked, done, late = (
        _reference(person, association, things.category, place, state)
        for place, state in enumerate(("asked", "done", "asked"), 1)
    )
    Rating.objects.create(
        reference=done, item_set=items, overall="recommend", saved_at=clock.now(), sent_at=clock.now()
    )
    Reference.objects.filter(pk=late.pk).update(expires_at=clock.now() - DAY)
    things.reference, things.rated = asked.code, done.code
    things.token, things.used_token, things.expired_token = (make_link(one)[1] for one in (asked, done, late))


def _office(things, association, crew) -> None:
    things.person, things.member = crew.reviewer.public_id, crew.member.public_id
    Authenticator.objects.create(user=crew.reviewer.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    things.grant = crew.idle.role_grants.get().pk
    things.grant_person = crew.idle.public_id
    things.membership = Membership.objects.filter(person=crew.member).first().pk
    things.vetting = ProviderVetting.objects.create(
        person=crew.member, association=association, valid_from=clock.today(), noted_at=clock.now()
    ).pk
    things.policy = Policy.objects.create(association=association, valid_from=clock.today() + 30 * DAY).pk
    licence = Licence.objects.filter(association=association).first()
    licence.document.save("licence.pdf", ContentFile(PDF))
    things.licence = licence.pk
    things.affiliation = Affiliation.objects.create(association=association, status="yes").pk
    things.calendar_date = CalendarDate.objects.create(association=association, on=clock.today(), title="A day").pk
    signatory = Signatory.objects.create(association=association, name="Sigrid Signatory", title="President")
    signatory.signature.save("signature.png", ContentFile(png()))
    things.signatory = signatory.pk
    hours = OverlayRule(association.abbreviation, "rsc.hours", DIFFERS_FROM, None, ("FS",), {"hours": 30})
    things.overlay = propose(association=association, rule=hours, reason="The board.", by=crew.administrator).key
    address = f"new@{association.slug}.example"
    made = invite(email=address, name="", role="reviewer", association=association, by=crew.coordinator)
    things.invitation, things.invitation_token = made.pk, known_token(made)
    _imports(things, association, crew.administrator)
    _twins(things, association, crew.administrator)
    letter = {"kind": "letter", "people": [crew.member.pk, crew.reviewer.pk]}
    things.errand = begin_errand(association=association, by=crew.administrator, **letter).code
    things.message = write(
        key=f"test:{association.slug}",
        kind="test",
        to="somebody@people.example",
        subject="A letter",
        paragraphs=["Words."],
        scope=association.slug,
    ).pk


def _twins(things, association, administrator) -> None:
    """Somebody who may be there twice, and two who were merged."""
    kept, gone, *twins = (factories.person("Tia Twice", login=False) for _ in range(4))
    for one in (kept, gone, *twins):
        RosterEntry.objects.create(person=one, association=association, since=clock.today())
    things.twin, things.other_twin = (one.public_id for one in twins)
    things.merge = merge(kept=kept, gone=gone, association=association, by=administrator).code


def _imports(things, association, person) -> None:
    """A file whose columns are not named yet, and one that is read, with a row that has a problem."""
    content = b"name,email,phone\nAna Ruiz,no address,1\nBen Silva,ben@people.example,2\n"
    heading = ["name", "email", "phone"]
    waiting, read = (
        importing.bring_file(association=association, upload=SimpleUploadedFile("r.csv", content), by=person)
        for _ in range(2)
    )
    importing.begin_reading(batch=read, heading=heading, mapping=heading, encoding="", by=person)
    run_job(Job.objects.get(task=importing.READ, args__batch=read.pk).pk)
    things.upload, things.batch, things.row = waiting.code, read.code, 2


def _fees(things, association, person, by) -> None:
    """One fee that is open, one that is paid."""
    due, paid = (
        charge(
            person=person, association=association, kind="exam", category=None, amount=2500, currency="USD", note="",
            origin=f"test:{person.pk}:{number}", by=by,
        )
        for number in range(2)
    )  # fmt: skip
    things.due = due.code
    made = record_payment(
        association=association, shares={paid.pk: 2500}, means="cheque", received_on=clock.today() - DAY,
        origin=f"test:{person.pk}", by=by,
    )  # fmt: skip
    things.payment = made.code
    account = OnlineAccount.objects.filter(association=association).first() or set_keys(
        association=association, provider="stripe", api_key="sk_test_12345678", webhook_secret="whsec_12345678", by=by
    )
    attempt = Checkout.objects.create(
        account=account, association=association, person=person, amount=2500, currency="USD", state="paid",
        there_state="paid", there_amount=2500, there_currency="USD", session=f"cs_{person.pk}", payment=made,
        begun_at=clock.now(), expires_at=clock.now(),
    )  # fmt: skip
    CheckoutPart.objects.create(checkout=attempt, due=paid, amount=2500, running=False)
    difference = Difference.objects.create(
        association=association, checkout=attempt, session=attempt.session, kind="disputed", found_at=clock.now(),
        there=2500, here=2500, currency="USD", detail="needs_response",
    )  # fmt: skip
    things.attempt, things.difference = attempt.code, difference.pk
    things.sponsor = save_sponsor(
        association=association, name="The invented fund", email="fund@people.example", note="", by=by
    ).code


def known_token(invitation: Invitation) -> str:
    """A link whose secret is known here: only its hash is stored."""
    token = new_token()
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=hash_token(token))
    return token


def _endorsement(things, association, person, category) -> None:
    made = award_endorsement(
        origin=f"test:{person.pk}",
        person=person,
        association=association,
        category=Category.objects.get(key=category),
        endorsed_on=clock.today() - 30 * DAY,
        valid_until=None,
        by=None,
    )
    give_consent(person=person, association=association, by=person)
    things.endorsement, things.certificate = made.pk, Certificate.objects.get(endorsement=made).code
    export = DataExport.objects.create(
        person=person,
        state=DataExport.State.READY,
        requested_at=clock.now(),
        file=default_storage.save("exports/test.zip", ContentFile(b"PK\x05\x06" + bytes(18))),
    )
    things.export = export.code


def _colleagues_own(association, person) -> SimpleNamespace:
    """The coordinator's own application to the association they work for, with a reference and an Endorsement."""
    own = SimpleNamespace(slug=association.slug, section="training", number=1)
    own.submitted = cases.submitted(association, person, category="IFS").code
    own.draft = _application(person, association, "IFA").code
    own.exception = _exception(Application.objects.get(code=own.submitted), association.deputy)
    own.category = "ifa"
    _fees(own, association, person, None)
    own.reference = own.rated = _reference(person, association, own.category, 1).code
    _portfolio(own, person)
    own.document = _document(own, person)
    _endorsement(own, association, person, "IMHS")
    return own


def _alliance_things(world) -> None:
    made = invite(
        email="new@alliance.example", name="", role="alliance_staff", association=None, by=world.people["staff"]
    )
    world.ours.staff_invitation = made.pk
    world.ours.interest = ask(
        name="Ida Invented",
        email="ida@people.example",
        organisation="",
        region="Atlantis",
        country="Nowhere",
        message="How could Endorsement come here?",
    ).code
    world.ours.assistance = Assistance.objects.create(
        association=Association.objects.get(slug=world.ours.slug), given_on=clock.today(), hours=1, topic="start"
    ).pk
    world.ours.text_file = load_file(
        name="texts.csv", raw=TEXTS, language="en", association=None, by=world.people["staff"]
    ).code
    world.ours.staff_message = write(
        key="test:alliance", kind="test", to="one@people.example", subject="Ours alone", paragraphs=["Words."]
    ).pk
    staff = world.people["staff"]
    published = edition_makings.draft(staff, key="2098")
    edition_makings.published(published, staff)
    world.ours.published_draft = published.code
    applying.request_comparison(draft=published, by=staff)
    run_job(Job.objects.get(task="endorsement.compare_editions").pk)
    world.ours.edition_draft = edition_makings.draft(staff, key="2099").code


def _activity(world) -> None:
    """A year that both associations told of, with its synopsis, and one of which they are writing."""
    staff, today = world.people["staff"], clock.today()
    told, asked = (
        activity.open_year(
            year=activity.prepare_year(
                year=number, due_on=today + 30 * DAY, words="Tell us.", reminder_days=[-7], by=staff
            ),
            by=staff,
        )
        for number in (today.year - 1, today.year)
    )
    for things, by in ((world.ours, world.people["administrator"]), (world.theirs, world.people["n_administrator"])):
        things.told_year, things.asked_year = told.year, asked.year
        submitted = activity.submit(summary=_summary(things, told, by), by=by)
        things.told_file, things.told_passage = things.file, submitted.passages.get().pk
        _summary(things, asked, by)
    synopsis = activity.request_synopsis(year=told, by=staff)
    ActivitySynopsis.objects.filter(pk=synopsis.pk).update(
        state="ready", file=default_storage.save("activity/test.pdf", ContentFile(PDF)), sha256="0" * 64
    )
    world.ours.synopsis = synopsis.code


def _summary(things, year, by) -> ActivitySummary:
    """With a passage, a removed one and a file."""
    summary = ActivitySummary.objects.get(year=year, association__slug=things.slug)
    typed = {"heading": Heading.POLICY, "text": "A new law.", "areas": ["policy"], "version": 0}
    saved = activity.save_passage(summary=summary, code=new_code(), by=by, **typed)
    gone = activity.save_passage(summary=summary, code=new_code(), by=by, **typed)
    activity.remove_passage(summary=summary, passage=gone, by=by)
    upload = SimpleUploadedFile("report.pdf", PDF, "application/pdf")
    things.passage, things.removed_passage = saved.code, gone.code
    things.file = activity.store_file(summary=summary, upload=upload, by=by).code
    return summary


def _print_certificates() -> None:
    """What the worker would have done; the mails stay queued."""
    for pk in Job.objects.filter(key__startswith="certificate").values_list("pk", flat=True):
        run_job(pk)
    Message.objects.filter(kind="test").update(state=Message.State.FAILED)


def _nothing() -> SimpleNamespace:
    """Ids of the right shape with nothing behind them."""
    code, pk, token = "0" * 12, 987_654_321, "x" * 43
    return SimpleNamespace(
        slug="nowhere",
        category="nothing",
        section="training",
        number=99,
        entry=dict.fromkeys(KINDS, code),
        removed=dict.fromkeys(KINDS, code),
        person=uuid.UUID(int=1),
        member=uuid.UUID(int=1),
        grant_person=uuid.UUID(int=1),
        **dict.fromkeys(("twin", "staff_twin"), uuid.UUID(int=1)),
        **dict.fromkeys(("other_twin", "staff_other"), uuid.UUID(int=2)),
        merge=code,
        errand=code,
        **dict.fromkeys(("draft", "submitted", "in_review", "to_decide", "signed"), code),
        **dict.fromkeys(("assignment", "asked_assignment", "document", "reference", "rated", "certificate"), code),
        **dict.fromkeys(("judgement", "grant", "membership", "vetting", "licence", "affiliation"), pk),
        **dict.fromkeys(("signatory", "policy"), pk),
        **dict.fromkeys(("invitation", "message", "endorsement", "assistance", "calendar_date"), pk),
        **dict.fromkeys(("upload", "batch", "due", "payment", "attempt", "sponsor"), code),
        difference=pk,
        row=99,
        **dict.fromkeys(trainings.NAMES, code),
        **dict.fromkeys(("coming_training", "closed_training", "paper"), code),
        check_in=token,
        training_provider=pk,
        **dict.fromkeys(("token", "used_token", "expired_token", "invitation_token"), token),
        export=code,
        text_file=code,
        report_export=code,
        saved_view=code,
        interest=code,
        exception=code,
        overlay="nothing-there",
        edition_draft=code,
        waimh_membership=code,
        **dict.fromkeys(("told_year", "asked_year"), 1999),
        **dict.fromkeys(("passage", "removed_passage", "file", "told_file", "synopsis"), code),
        told_passage=pk,
    )
