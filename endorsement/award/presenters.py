"""Words and colours for Endorsements."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from endorsement.award.enums import EventKind, Standing
from endorsement.award.models import Certificate, Endorsement
from endorsement.award.queries import has_ended

State = Certificate.State


@dataclass(frozen=True)
class Shown:
    """A status in words, and the tone of its badge."""

    label: str
    tone: str


def standing_shown(endorsement: Endorsement) -> Shown:
    """The standing today, expiry included."""
    if endorsement.standing != Standing.VALID:
        return Shown(endorsement.get_standing_display(), "danger")
    if has_ended(endorsement):
        return Shown(_("ended"), "warning")
    return Shown(_("valid"), "success")


def certificate_shown(certificate: Certificate) -> Shown:
    """The state of one certificate."""
    if certificate.superseded_at:
        return Shown(_("superseded"), "neutral")
    tone = {State.WAITING: "info", State.ISSUED: "success", State.STOPPED: "warning"}[certificate.state]
    return Shown(certificate.get_state_display(), tone)


@dataclass(frozen=True)
class HeldEndorsement:
    """One Endorsement on its holder's page."""

    endorsement: Endorsement
    standing: Shown
    issued: Certificate | None
    newest: Certificate | None
    listed: bool

    @property
    def being_printed(self):
        return self.newest is not None and self.newest.state == State.WAITING

    @property
    def stopped(self):
        return self.newest is not None and self.newest.state == State.STOPPED


def held(endorsement: Endorsement, consenting: set[int]) -> HeldEndorsement:
    """``endorsement`` comes from ``queries.mine``; ``consenting`` from ``queries.consenting_associations``."""
    certificates = endorsement.certificates_newest_first
    issued = next((one for one in certificates if one.state == State.ISSUED and not one.superseded_at), None)
    newest = certificates[0] if certificates else None
    return HeldEndorsement(
        endorsement, standing_shown(endorsement), issued, newest, endorsement.association_id in consenting
    )


_EVENT_TONES = {
    EventKind.SUSPENDED: "warning",
    EventKind.REVOKED: "danger",
    EventKind.REINSTATED: "success",
    EventKind.AWARDED: "success",
}


def story(events) -> list[dict]:
    """Ledger events as rows of the timeline component, newest first."""
    from_ledger = sorted(events, key=lambda event: event.pk, reverse=True)
    return [
        {
            "when": date_format(event.on, "DATE_FORMAT"),
            "title": event.get_kind_display().capitalize(),
            "text": _told(event),
            "actor": event.by_name,
            "tone": _EVENT_TONES.get(event.kind, "neutral"),
        }
        for event in from_ledger
    ]


def _told(event):
    if event.kind == EventKind.NAME_CHANGED:
        return _("Before: %(name)s") % {"name": event.reason}
    if event.public_reason:
        return _("%(reason)s Shown to the public: %(public)s") % {"reason": event.reason, "public": event.public_reason}
    return event.reason
