"""Mails about trainings: to who is on the list, and to the office that closes attendance."""

import datetime
import hashlib
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from associations.people.enums import Role
from associations.people.queries import holders
from associations.training.models import AttendanceCertificate, Attendee, Training
from common import clock
from common.outbox import letters
from common.outbox.models import Message


def _write(attendee: Attendee, training: Training, *, key: str, kind: str, subject, paragraphs, **more) -> Message:
    association = training.association
    return letters.write(
        key=key,
        kind=f"training.{kind}",
        to=attendee.email,
        to_name=attendee.name,
        from_name=association.name,
        reply_to=association.contact_email,
        subject=subject,
        paragraphs=paragraphs,
        scope=association.slug,
        about=f"training:{training.pk}",
        **more,
    )


def _words(training: Training) -> dict:
    return {
        "title": training.title,
        "association": training.association.name,
        "day": formats.date_format(training.first_day, "DATE_FORMAT") if training.first_day else "",
    }


def _page(training: Training) -> str:
    return reverse("training:page", args=[training.association.slug, training.code])


def _when(training: Training) -> str:
    first = training.sessions.filter(dropped_at__isnull=True).order_by("starts_at", "pk").first()
    moment = first.starts_at.astimezone(ZoneInfo(training.association.time_zone))
    return f"{formats.date_format(moment, 'DATE_FORMAT')}, {formats.time_format(moment, 'TIME_FORMAT')}"


def registered(attendee: Attendee) -> Message:
    """That somebody is on the list: when, where and how to take part. Anew when they come back after withdrawing."""
    training = attendee.training
    with translation.override(training.association.language):
        where = [
            _("Where: %(place)s") % {"place": training.place} if training.place else "",
            _("Online: %(link)s") % {"link": training.join_link} if training.join_link else "",
        ]
        zone = training.association.time_zone
        return _write(
            attendee,
            training,
            key=f"training:{training.pk}:registered:{attendee.pk}:{attendee.listed_at.isoformat()}",
            kind="registered",
            subject=_("You are registered: %(title)s") % _words(training),
            paragraphs=[
                _("Dear %(name)s,") % {"name": attendee.name},
                _("You are on the list for “%(title)s” of %(association)s.") % _words(training),
                _("It begins: %(when)s (%(zone)s)") % {"when": _when(training), "zone": zone},
                *(line for line in where if line),
                _("If you cannot come, or did not register yourself, please answer this mail."),
            ],
            link=(_("See the training"), _page(training)),
        )


def full(training: Training, name: str, email: str) -> Message:
    """To a visitor who is not on the list: that all seats are taken. Once a day to an address."""
    day = clock.today(training.association.time_zone).isoformat()
    mark = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
    with translation.override(training.association.language):
        words = _words(training)
        return _write(
            Attendee(training=training, name=name, email=email.lower()),
            training,
            key=f"training:{training.pk}:full:{mark}:{day}",
            kind="full",
            subject=_("All seats are taken: %(title)s") % words,
            paragraphs=[
                _("Dear %(name)s,") % {"name": name},
                _("You are not on the list for “%(title)s” of %(association)s: all seats are taken.")
                % _words(training),
                _("To ask about a waiting list, or if you did not register yourself, please answer this mail."),
            ],
            link=(_("See other trainings"), reverse("training:calendar", args=[training.association.slug])),
        )


def moved(attendee: Attendee, moment: datetime.datetime) -> Message:
    """That a session has another time, or falls out: the page says which. ``moment``: of the change."""
    training = attendee.training
    with translation.override(training.association.language):
        return _write(
            attendee,
            training,
            key=f"training:{training.pk}:moved:{attendee.pk}:{moment.isoformat()}",
            kind="moved",
            subject=_("Changed: %(title)s") % _words(training),
            paragraphs=[
                _("Dear %(name)s,") % {"name": attendee.name},
                _("The times of “%(title)s” have changed. Please look at them once more.") % _words(training),
                _("If you cannot come any more, please answer this mail."),
            ],
            link=(_("See the training"), _page(training)),
        )


def cancelled(attendee: Attendee, reason: str) -> Message:
    """That it does not take place."""
    training = attendee.training
    with translation.override(training.association.language):
        return _write(
            attendee,
            training,
            key=f"training:{training.pk}:cancelled:{attendee.pk}",
            kind="cancelled",
            subject=_("Cancelled: %(title)s") % _words(training),
            paragraphs=[
                _("Dear %(name)s,") % {"name": attendee.name},
                _("“%(title)s” on %(day)s does not take place.") % _words(training),
                _("The reason: %(reason)s") % {"reason": reason},
            ],
            link=(_("See other trainings"), reverse("training:calendar", args=[training.association.slug])),
        )


def attendance_to_close(training: Training) -> None:
    """To the office, once: the training is over, its attendance is to be closed."""
    association = training.association
    people = holders(association.pk, Role.COORDINATOR, Role.ADMINISTRATOR).prefetch_related("addresses")
    with translation.override(association.language):
        for person in (one for one in people if one.email):
            letters.write(
                key=f"training:{training.pk}:held:{person.pk}",
                kind="training.held",
                to=person.email,
                to_name=person.name,
                subject=_("Attendance to close: %(title)s") % _words(training),
                paragraphs=[
                    _("“%(title)s” of %(day)s is over.") % _words(training),
                    _(
                        "Please look through the list and close the attendance: then everybody gets their certificate, "
                        "and the hours stand in their portfolios."
                    ),
                ],
                link=(_("See the list"), reverse("training:desk", args=[association.slug, training.code])),
                scope=association.slug,
                about=f"training:{training.pk}",
            )


def certificate_ready(certificate: AttendanceCertificate) -> Message:
    """With the certificate attached; who has an account learns that the hours are in the portfolio."""
    attendee, facts = certificate.attendee, certificate.facts
    training = attendee.training
    with translation.override(facts["language"]):
        words = {"title": facts["title"], "hours": formats.number_format(facts["hours"])}
        corrected = certificate.revision > 1
        subject = _("Corrected certificate of attendance: %(title)s") if corrected else _(
            "Your certificate of attendance: %(title)s"
        )  # fmt: skip
        signed_in = attendee.person is not None and attendee.person.user_id is not None
        return _write(
            attendee,
            training,
            key=f"training:{training.pk}:certificate:{certificate.pk}",
            kind="certificate",
            subject=subject % words,
            paragraphs=[
                _("Dear %(name)s,") % {"name": facts["name"]},
                _("Your attendance was corrected. This certificate takes the place of the earlier one.")
                if corrected
                else _("Thank you for having been there."),
                _("The certificate of attendance is attached: %(hours)s hours of “%(title)s”.") % words,
                _("The hours stand in your portfolio already, with their competencies. You need not enter anything.")
                if signed_in
                else _(
                    "If you work towards an Endorsement®: sign up in the portal with this address, and the hours stand "
                    "in your portfolio."
                ),
            ],
            link=(_("See my trainings"), reverse("training:mine"))
            if signed_in
            else (_("Create an account"), reverse("account_signup")),
            attachments=[
                {"name": certificate.download_name, "path": certificate.file, "type": "application/pdf"},
            ],
        )


def certificate_withdrawn(attendee: Attendee, certificate: AttendanceCertificate) -> Message:
    """That the attendance was a mistake, and the certificate no longer counts."""
    training = attendee.training
    with translation.override(training.association.language):
        return _write(
            attendee,
            training,
            key=f"training:{training.pk}:withdrawn:{certificate.pk}",
            kind="certificate_withdrawn",
            subject=_("Attendance corrected: %(title)s") % _words(training),
            paragraphs=[
                _("Dear %(name)s,") % {"name": attendee.name},
                _(
                    "The list of “%(title)s” was corrected: by it you were not there. The certificate %(number)s no "
                    "longer counts, and its hours are no longer in your portfolio."
                )
                % (_words(training) | {"number": certificate.shown_code}),
                _("If this is a mistake, please answer this mail."),
            ],
        )
