"""Mails about Endorsements and certificates. Each is a row in the outbox, written in the caller's transaction, once."""

import hashlib

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from associations.people.enums import Role
from associations.people.queries import holders
from common.outbox.letters import write
from common.outbox.models import Message
from endorsement.award.enums import EventKind
from endorsement.award.models import AwardEvent, Certificate, Endorsement
from endorsement.award.queries import has_ended


def certificate_ready(certificate: Certificate) -> Message | None:
    """To the holder, with the PDF attached; ``None`` when we know no address."""
    endorsement = certificate.endorsement
    person, association = endorsement.person, endorsement.association
    if not person.email:
        return None
    with translation.override(association.language):
        return write(
            key=f"certificate-ready:{certificate.pk}",
            kind="certificate_ready",
            to=person.email,
            to_name=person.name,
            from_name=association.name,
            reply_to=association.contact_email,
            subject=_("Your certificate of Endorsement®"),
            paragraphs=[
                _("Dear %(name)s,") % {"name": person.name},
                _("Your certificate as %(category)s is attached. Its number is %(number)s.")
                % {"category": endorsement.category_name, "number": endorsement.number},
                _("Anyone can check it with the QR code printed on it."),
            ],
            link=(_("See my Endorsements"), reverse("award:mine")),
            scope=association.slug,
            about=f"endorsement:{endorsement.pk}",
            attachments=[
                {"name": certificate.download_name, "path": certificate.file, "type": "application/pdf"},
            ],
        )


def standing_changed(event: AwardEvent) -> Message | None:
    """To the holder: what was changed, why in the words recorded for the public, what they can do. Once per event."""
    endorsement = event.endorsement
    with translation.override(endorsement.association.language):
        words = _words(endorsement) | {"day": _day(event.on), "reason": event.public_reason}
        subject, *paragraphs = _TOLD[event.kind](endorsement)
        return _to_holder(
            endorsement,
            key=f"standing:{event.pk}",
            kind=f"endorsement_{event.kind}",
            subject=subject,
            paragraphs=[
                paragraphs[0] % words,
                _("The reason: %(reason)s") % words,
                *(paragraph % words for paragraph in paragraphs[1:]),
            ],
        )


def _suspended(_endorsement) -> list[str]:
    return [
        _("Your Endorsement® is suspended"),
        _(
            "%(association)s has suspended your Endorsement® as %(category)s, number %(number)s, from %(day)s on. "
            "Until it is reinstated it is not valid, and whoever checks your certificate sees so."
        ),
        _(
            "If you want to know what would lift the suspension, or think that it is a mistake, please write to "
            "%(association)s."
        ),
    ]


def _revoked(_endorsement) -> list[str]:
    return [
        _("Your Endorsement® was revoked"),
        _(
            "%(association)s has revoked your Endorsement® as %(category)s, number %(number)s. It is not valid from "
            "%(day)s on, and whoever checks your certificate sees so. Please do not use the certificate any more."
        ),
        _(
            "If you think that this is a mistake, or want to know whether you may apply anew, please write to "
            "%(association)s."
        ),
    ]


def _reinstated(endorsement) -> list[str]:
    if has_ended(endorsement):
        after = _(
            "It is not valid today all the same: its time ended on %(until)s. To be endorsed again, please ask "
            "%(association)s what is needed."
        )
    else:
        after = _("You need to do nothing: your certificate is good again, and whoever checks it sees so.")
    return [
        _("Your Endorsement® is reinstated"),
        _("%(association)s has reinstated your Endorsement® as %(category)s, number %(number)s, from %(day)s on."),
        after,
    ]


_TOLD = {EventKind.SUSPENDED: _suspended, EventKind.REVOKED: _revoked, EventKind.REINSTATED: _reinstated}


def lapsed(endorsement: Endorsement) -> Message | None:
    """To the holder: the time of the Endorsement has run out, and what they can do. Once for each last day."""
    with translation.override(endorsement.association.language):
        words = _words(endorsement)
        return _to_holder(
            endorsement,
            key=f"lapsed:{endorsement.pk}:{endorsement.valid_until.isoformat()}",
            kind="endorsement_lapsed",
            subject=_("Your Endorsement® has ended"),
            paragraphs=[
                _(
                    "Your Endorsement® as %(category)s, number %(number)s, was awarded until %(until)s. That day is "
                    "over: it is not valid any more, and whoever checks your certificate sees so."
                )
                % words,
                _(
                    "To be endorsed again, please ask %(association)s what is needed. Your "
                    "portfolio stays yours, with everything in it."
                )
                % words,
            ],
        )


def _words(endorsement) -> dict:
    return {
        "association": endorsement.association.name,
        "category": endorsement.category_name,
        "number": endorsement.number,
        "until": _day(endorsement.valid_until) if endorsement.valid_until else "",
    }


def _day(day) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _to_holder(endorsement, *, key, kind, subject, paragraphs) -> Message | None:
    person, association = endorsement.person, endorsement.association
    if not person.email:
        return None
    return write(
        key=key,
        kind=kind,
        to=person.email,
        to_name=person.name,
        from_name=association.name,
        reply_to=association.contact_email,
        subject=subject,
        paragraphs=[_("Dear %(name)s,") % {"name": person.name}, *paragraphs, *_whom_an_answer_reaches(association)],
        link=(_("See my Endorsements"), reverse("award:mine")),
        scope=association.slug,
        about=f"endorsement:{endorsement.pk}",
    )


def _whom_an_answer_reaches(association) -> list[str]:
    if not association.contact_email:
        return []
    return [_("An answer to this mail reaches %(association)s.") % {"association": association.name}]


def certificate_stopped(certificate: Certificate) -> list[Message]:
    """To the association's office (Alliance staff when it has none): what to mend before it can be printed."""
    endorsement = certificate.endorsement
    association = endorsement.association
    office = list(holders(association.pk, Role.COORDINATOR, Role.ADMINISTRATOR).prefetch_related("addresses")) or list(
        holders(None, Role.ALLIANCE_STAFF).prefetch_related("addresses")
    )
    occasion = hashlib.sha256(f"{certificate.problem} {certificate.facts['holder_name']}".encode()).hexdigest()[:16]
    with translation.override(association.language):
        return [
            write(
                key=f"certificate-stopped:{certificate.pk}:{occasion}:{person.pk}",
                kind="certificate_stopped",
                to=person.email,
                to_name=person.name,
                subject=_("A certificate could not be printed"),
                paragraphs=[
                    _("Dear %(name)s,") % {"name": person.name},
                    _("The certificate number %(number)s was not issued.") % {"number": endorsement.number},
                    certificate.problem,
                    _("Mend the name or the wording, then print it again. The holder has not been told."),
                ],
                link=(_("Mend the certificate"), reverse("award:record", args=[association.slug, endorsement.pk])),
                scope=association.slug,
                about=f"endorsement:{endorsement.pk}",
            )
            for person in office
            if person.email
        ]
