"""The archive of everything that is one person's: their own words and what was decided about them.

What raters answered is not in it: a request for access follows the association's recorded policy.
"""

import json
import re
import zipfile

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.people.models import Membership, ProviderVetting
from common.outbox.models import Message
from common.workflow.models import StatusChange
from endorsement.application import hooks
from endorsement.application.assessment import document_of
from endorsement.application.models import Agreement, Application, Comment, Snapshot
from endorsement.application.privacy import for_applicant, without_ratings
from endorsement.application.workflow import MACHINE
from endorsement.award.models import Certificate, Endorsement, RegistryConsent
from endorsement.portfolio.models import KINDS, Document, WaimhMembership
from endorsement.references.models import Reference

_UNSAFE = re.compile(r"[^\w.\- ]+")


def _json(value) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)


def _row(thing, *leave_out) -> dict:
    """A row's own fields; related rows as their text, many as a list."""
    found = model_to_dict(thing, exclude=["id", "person", *leave_out])
    for field in thing._meta.concrete_fields:
        if field.name in ("id", "person", *leave_out):
            continue
        value = getattr(thing, field.name)
        found[field.name] = str(value) if field.is_relation and value is not None else value
    for field in thing._meta.many_to_many:
        found[field.name] = [str(one) for one in getattr(thing, field.name).all()]
    return found


def _person(person: Person) -> dict:
    return {
        **_row(person, "user", "public_id"),
        "addresses": [_row(address) for address in person.addresses.all()],
        "memberships": [_row(one) for one in Membership.objects.filter(person=person).select_related("association")],
        "memberships_of_waimh": [_row(one) for one in WaimhMembership.objects.filter(person=person)],
        "vetted_to_give_rsc": [
            _row(one, "noted_by") for one in ProviderVetting.objects.filter(person=person).select_related("association")
        ],
    }


def _entries(person: Person) -> dict:
    """Every entry, removed ones included: ``removed_at`` says so."""
    return {name: [_row(entry) for entry in model.objects.filter(person=person)] for name, model in KINDS.items()}


def _application(application: Application) -> dict:
    changes = StatusChange.objects.filter(machine=MACHINE.name, object_id=application.pk).order_by("at", "pk")
    agreements = Agreement.objects.filter(application=application)
    comments = Comment.objects.filter(application=application)
    return {
        **_row(application),
        "story": [{"at": one.at, "move": one.transition, "state": one.target} for one in changes],
        "agreements": [_row(one, "application") for one in agreements],
        "comments": [_row(one, "application", "author") for one in comments],
    }


def _snapshot(snapshot: Snapshot) -> dict:
    """Its ``sha256`` is of the whole submission, ratings' answers included, which are left out here."""
    return {
        **_row(snapshot, "application"),
        "document": without_ratings(snapshot.document),
        "assessment": for_applicant(snapshot.assessment),
    }


def _references(person: Person) -> list[dict]:
    """Whom the person asked and how far it got, without what was answered."""
    rows = Reference.objects.filter(person=person).select_related("association", "category")
    return [
        {
            "rater_name": one.rater_name,
            "rater_email": one.rater_email,
            "association": str(one.association),
            "category": str(one.category),
            "roles": one.roles,
            "state": one.state,
            "asked_at": one.asked_at,
            "completed_on": one.completed_on,
        }
        for one in rows
    ]


def _endorsements(person: Person) -> list[dict]:
    found = Endorsement.objects.filter(person=person).select_related("association", "category")
    return [
        {
            **_row(one),
            "events": [_row(event, "endorsement", "by_id", "by_name") for event in one.events.all()],
            "certificates": [_row(paper, "endorsement", "file") for paper in one.certificates.all()],
        }
        for one in found.prefetch_related("events", "certificates")
    ]


def _mails(person: Person) -> list[dict]:
    addresses = [address.email for address in person.addresses.all() if address.verified_at]
    rows = Message.objects.filter(to__in=addresses).exclude(kind__startswith="account.").order_by("created_at")
    return [
        {"to": one.to, "subject": one.subject, "text": one.text, "created_at": one.created_at, "state": one.state}
        for one in rows
    ]


def texts_of(person: Person) -> dict[str, object]:
    """File name in the archive -> JSON-ready value."""
    applications = list(Application.objects.filter(person=person).select_related("association", "category", "person"))
    found: dict[str, object] = {
        "person.json": _person(person),
        "entries.json": _entries(person),
        "references.json": _references(person),
        "endorsements.json": _endorsements(person),
        "mails.json": _mails(person),
        "registry-consent.json": [
            _row(one) for one in RegistryConsent.objects.filter(person=person).select_related("association")
        ],
        "documents.json": [_row(one, "file") for one in Document.objects.filter(person=person)],
    }
    for application in applications:
        folder = f"applications/{application.code}"
        found[f"{folder}/application.json"] = _application(application)
        found[f"{folder}/portfolio.json"] = without_ratings(document_of(application))
        for snapshot in Snapshot.objects.filter(application=application):
            found[f"{folder}/submission-{snapshot.number}.json"] = _snapshot(snapshot)
    for give in hooks.personal_data:
        found.update(give(person))
    return found


def _files(person: Person) -> list[tuple[str, str]]:
    """(name in the archive, name in the storage) of uploads and issued certificates."""
    uploads = Document.objects.filter(person=person).order_by("pk")
    papers = Certificate.objects.filter(endorsement__person=person).exclude(file="").order_by("pk")
    return [
        *((f"documents/{one.code}-{_UNSAFE.sub('_', one.name)[-100:]}", one.file) for one in uploads),
        *((f"certificates/{one.code}.pdf", one.file) for one in papers),
    ]


def pack(person: Person, target, *, progress=lambda done, total: None) -> None:
    """Writes the ZIP into the open binary file ``target``. Files come one at a time, never all in memory."""
    files = _files(person)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme())
        for name, value in texts_of(person).items():
            archive.writestr(name, _json(value))
        for number, (name, stored) in enumerate(files, start=1):
            if not default_storage.exists(stored):
                archive.writestr(f"{name}.missing.txt", _("This file could not be found in the storage."))
            else:
                with default_storage.open(stored) as source, archive.open(name, "w") as goal:
                    for chunk in source.chunks():
                        goal.write(chunk)
            progress(number, len(files))


def _readme() -> str:
    return _(
        "Everything that is yours in the Alliance Portal.\n\n"
        "person.json: your name, addresses, memberships, and who vetted you to give RSC.\n"
        "entries.json: every entry of your portfolio, removed ones included.\n"
        "applications/: each application with its story, comments, agreements and submissions. portfolio.json is the "
        "portfolio document, version 1, that other systems can read.\n"
        "references.json: whom you asked. What raters answered is not here: a request for access follows your "
        "association's policy.\n"
        "endorsements.json, registry-consent.json, mails.json, documents.json: what was awarded, agreed, written to "
        "you and uploaded. Letters of decisions are among the mails.\n"
    )
