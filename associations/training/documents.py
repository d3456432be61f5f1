"""The certificate of attendance: its facts as they are frozen, and the facts as a printed document."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from associations.training import queries
from associations.training.enums import COUNTED, SessionTopic
from associations.training.models import AttendanceCertificate, Attendee, Presence, Training
from common import clock
from common.ids import spaced
from common.printing import typefaces

LETTER_COUNTRIES = frozenset({"United States", "Canada"})


class CannotPrint(ValueError):
    """These facts cannot be printed; ``str()`` is a sentence for the office."""


@dataclass
class Earned:
    """What one attendee attended: ``(day, title, hours)`` of each session, hours by topic, titles of competencies."""

    sessions: list[tuple[date, str, Decimal]] = field(default_factory=list)
    topics: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    competencies: dict[str, None] = field(default_factory=dict)

    @property
    def hours(self) -> Decimal:
        return sum(self.topics.values(), Decimal(0))


def earned_by(training: Training, attendees: Collection[Attendee]) -> dict[int, Earned]:
    """Attendee id -> what they attended; who attended nothing is not in it. Three queries."""
    zone = ZoneInfo(training.association.time_zone)
    sessions = {one.pk: one for one in queries.sessions_of(training)}
    found: dict[int, Earned] = defaultdict(Earned)
    there = Presence.objects.filter(
        attendee__in=attendees, attendee__withdrawn_at__isnull=True, session__in=sessions, means__in=COUNTED
    )
    for attendee, pk in there.order_by("session__starts_at", "pk").values_list("attendee_id", "session_id"):
        session, earned = sessions[pk], found[attendee]
        earned.sessions.append((session.starts_at.astimezone(zone).date(), session.title, session.hours))
        earned.topics[session.topic] += session.hours
        earned.competencies.update(dict.fromkeys(one.english_title for one in session.competencies.all()))
    return dict(found)


def freeze(training: Training, attendee: Attendee, earned: Earned) -> dict:
    """What the certificate says, as JSON."""
    association, person = training.association, attendee.person
    return {
        "version": 1,
        "name": (person and person.printed_name) or attendee.name,
        "title": training.title,
        "kind": training.kind,
        "given_by": training.given_by,
        "association": association.name,
        "contact": association.contact_email,
        "place": training.place,
        "online": training.online,
        "sessions": [[day.isoformat(), title, _plain(hours)] for day, title, hours in earned.sessions],
        "topics": [[topic, _plain(hours)] for topic, hours in sorted(earned.topics.items())],
        "hours": _plain(earned.hours),
        "issued_on": clock.today(association.time_zone).isoformat(),
        "competencies": list(earned.competencies),
        "language": association.language,
        "paper": "letter" if association.country in LETTER_COUNTRIES else "A4",
        "sample": training.is_sample,
    }


def _plain(hours: Decimal) -> str:
    return format(hours.normalize(), "f")


def same(before: dict, after: dict) -> bool:
    """Whether two certificates say the same of who attended what."""
    said = ("name", "title", "given_by", "sessions", "topics", "competencies")
    return all(before.get(key) == after[key] for key in said)


def verify_path(code: str) -> str:
    return reverse("training:verify", args=[spaced(code)])


def certificate_pdf(certificate: AttendanceCertificate) -> bytes:
    """The certificate as a tagged PDF. Raises ``CannotPrint`` when a name has characters that no typeface holds."""
    facts = certificate.facts
    with translation.override(facts["language"]):
        _check_characters(facts)
        return _print(_context(certificate))


def _check_characters(facts):
    said = [facts["name"], facts["title"], facts["given_by"], facts["association"], facts["place"]]
    if missing := typefaces.missing_characters("".join([*said, *(title for _day, title, _hours in facts["sessions"])])):
        shown = ", ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in missing)
        raise CannotPrint(_("These characters cannot be printed: %(characters)s") % {"characters": shown})


def _context(certificate):
    facts = certificate.facts
    address = settings.PORTAL_URL + verify_path(certificate.code)
    days = [date.fromisoformat(day) for day, _title, _hours in facts["sessions"]]
    topics = dict(SessionTopic.choices)
    return {
        "facts": facts,
        "number": certificate.shown_code,
        "days": sorted({_day(day) for day in (days[0], days[-1])}, key=[_day(day) for day in days].index),
        "sessions": [
            (_day(day), title, _hours(hours)) for day, (_iso, title, hours) in zip(days, facts["sessions"], strict=True)
        ],
        "topics": [(topics[topic], _hours(hours)) for topic, hours in facts["topics"]],
        "hours": _hours(facts["hours"]),
        "issued": _day(date.fromisoformat(facts["issued_on"])),
        "created": certificate.created_at.isoformat(timespec="seconds"),
        "address": address,
        "qr": _qr(address),
        "language": facts["language"],
        "name_language": typefaces.language_of(facts["name"], facts["language"]),
        "name_direction": "rtl" if typefaces.is_right_to_left(facts["name"]) else "ltr",
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "paper": facts["paper"],
    }


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _hours(hours: str) -> str:
    return formats.number_format(Decimal(hours))


def _qr(address: str) -> str:
    return segno.make(address, error="m", micro=False, boost_error=False).png_data_uri(scale=6, border=2)


def _print(context) -> bytes:
    from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from common.printing.press import AwardFetcher  # noqa: PLC0415

    fonts, fetcher = FontConfiguration(), AwardFetcher()
    style = render_to_string("associations/training/certificate.css", context)
    sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
    text = render_to_string("associations/training/certificate.html", context)
    html = HTML(string=text, base_url="award:", url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
