"""Mails about references, in the association's language: rows of the outbox, written in the caller's transaction.

Names are typed by applicants and travel to strangers, so nothing in them may become a link (``plain``).
"""

import re

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from associations.people.enums import Role
from associations.people.queries import holders
from common.components.dates import day_words
from common.outbox.actions import one_line
from common.outbox.letters import write
from common.outbox.models import Message
from endorsement.references.models import Reference, ReferenceLink
from endorsement.references.queries import ACCESS_MAIL

TO_RATER = ("reference.ask", "reference.again", "reference.chase")
"""Mails that carry the rater's link: when one does not arrive, the reference is stuck."""


def plain(name: str) -> str:
    """A name as one line that no mail program turns into a link."""
    without_marks = re.sub(r"[:/@<>\\]+", " ", one_line(name, 200))
    return re.sub(r"\.(?=\w{2,})", ". ", without_marks)


def about(reference: Reference) -> str:
    return f"reference:{reference.code}"


def _write(reference: Reference, **parts) -> Message:
    association = reference.association
    return write(
        from_name=association.name,
        reply_to=association.contact_email,
        scope=association.slug,
        about=about(reference),
        **parts,
    )


def _words(reference: Reference) -> dict:
    return {
        "rater": plain(reference.rater_name),
        "applicant": plain(reference.person.name),
        "category": reference.category_name,
        "association": reference.association.name,
        "until": day_words(reference.expires_at, reference.association.time_zone),
    }


def _to_rater(reference: Reference, link: ReferenceLink, token: str, kind: str, subject: str, opening: list[str]):
    words = _words(reference)
    return _write(
        reference,
        key=f"{kind}:{reference.code}:{link.pk}",
        kind=kind,
        to=reference.rater_email,
        to_name=plain(reference.rater_name),
        subject=subject,
        paragraphs=[
            _("Dear %(rater)s,") % words,
            *opening,
            _("You need no account. You can begin, stop and come back by the same link until %(until)s.") % words,
            _("If you would rather not, please say so there: it is one button, and a reason is not needed."),
        ],
        link=(_("Open the rating form"), reverse("references:rate", args=[token])),
        notes=[_("This link is for you alone. Please do not pass it on, not to the applicant either.")],
    )


def ask(reference: Reference, link: ReferenceLink, token: str) -> Message:
    """The first mail to a rater, at this address."""
    with translation.override(reference.association.language):
        words = _words(reference)
        return _to_rater(
            reference,
            link,
            token,
            "reference.ask",
            _("%(applicant)s asks you for a reference rating") % words,
            [
                _(
                    "%(applicant)s is applying to %(association)s for Endorsement® as %(category)s and names you as "
                    "someone who knows their work. Would you fill in a reference rating? It takes about 15 minutes."
                )
                % words,
            ],
        )


def again(reference: Reference, link: ReferenceLink, token: str) -> Message:
    """The same request once more, because the applicant asked for it."""
    with translation.override(reference.association.language):
        words = _words(reference)
        return _to_rater(
            reference,
            link,
            token,
            "reference.again",
            _("Again: %(applicant)s asks you for a reference rating") % words,
            [_("%(applicant)s asked us to send you the link to the reference rating once more.") % words],
        )


def chase(reference: Reference, link: ReferenceLink, token: str) -> Message:
    """A reminder by the portal."""
    with translation.override(reference.association.language):
        words = _words(reference)
        return _to_rater(
            reference,
            link,
            token,
            "reference.chase",
            _("Reminder: the reference rating for %(applicant)s") % words,
            [
                _("%(applicant)s still hopes for your reference rating for Endorsement® as %(category)s.") % words,
                _("What you may have filled in already is kept."),
            ],
        )


def no_longer_needed(reference: Reference) -> Message:
    """To a rater who was replaced before answering."""
    with translation.override(reference.association.language):
        words = _words(reference)
        return _write(
            reference,
            key=f"reference.released:{reference.code}",
            kind="reference.released",
            to=reference.rater_email,
            to_name=plain(reference.rater_name),
            subject=_("No reference rating is needed any more"),
            paragraphs=[
                _("Dear %(rater)s,") % words,
                _("%(applicant)s no longer needs a reference rating from you. The link we sent has ended.") % words,
                _("Thank you for your time."),
            ],
        )


def thanks(reference: Reference) -> Message:
    """The rater's receipt. It holds no link and nothing of the rating."""
    with translation.override(reference.association.language):
        words = _words(reference)
        return _write(
            reference,
            key=f"reference.thanks:{reference.code}",
            kind="reference.thanks",
            to=reference.rater_email,
            to_name=plain(reference.rater_name),
            subject=_("Thank you for your reference rating"),
            paragraphs=[
                _("Dear %(rater)s,") % words,
                _("Your rating for %(applicant)s has reached %(association)s. Nothing more is needed.") % words,
            ],
        )


def _to_applicant(reference: Reference, key: str, kind: str, subject: str, paragraphs: list[str]) -> Message | None:
    person = reference.person
    if not person.email:
        return None
    address = reverse("references:ask", args=[reference.association.slug, reference.category.slug])
    return _write(
        reference,
        key=key,
        kind=kind,
        to=person.email,
        to_name=plain(person.name),
        subject=subject,
        paragraphs=[_("Dear %(name)s,") % {"name": plain(person.name)}, *paragraphs],
        link=(_("See my references"), address),
    )


def tell_applicant(reference: Reference, news: str) -> Message | None:
    """``news``: done, declined, bounced or expired. One mail for each time it happens."""
    with translation.override(reference.association.language):
        words = _words(reference)
        subject, text = {
            "done": (
                _("A reference has arrived"),
                _("%(rater)s has sent the reference rating for your application as %(category)s.") % words,
            ),
            "declined": (
                _("A rater has declined"),
                _("%(rater)s will not give a reference rating. Please ask someone else in their place.") % words,
            ),
            "bounced": (
                _("Our mail to a rater came back"),
                _("Our mail to %(rater)s could not be delivered. Please check the address, or use another.") % words,
            ),
            "expired": (
                _("A link to a rating form has expired"),
                _("%(rater)s has not answered in time. You can ask them once more, or someone else.") % words,
            ),
        }[news]
        occasion = f"{reference.code}:{reference.asked_at:%Y%m%d%H%M%S}"
        return _to_applicant(reference, f"reference.{news}:{occasion}", f"reference-news.{news}", subject, [text])


def chased(references: list[Reference], rule: str) -> Message | None:
    """To the applicant: whom the portal has reminded today. One mail for all of them."""
    first = references[0]
    with translation.override(first.association.language):
        names = ", ".join(plain(reference.rater_name) for reference in references)
        occasion = "+".join(reference.code for reference in references)[:120]
        return _to_applicant(
            first,
            f"reference.chased:{occasion}:{rule}",
            "reference-news.chased",
            _("We have reminded your raters"),
            [
                _("We have sent a reminder to: %(names)s.") % {"names": names},
                _(
                    "You may want to tell them yourself: work mail servers often hold our mail back, so a private "
                    "address helps. You can correct an address or ask someone else at any time."
                ),
            ],
        )


def access_requested(reference: Reference, *, by, policy_sentence: str) -> list[Message]:
    """To the coordinators: the applicant asks to see a rating. They answer by the association's policy."""
    words = _words(reference)
    people = list(
        holders(reference.association_id, Role.COORDINATOR, Role.ADMINISTRATOR)
        .exclude(pk=reference.person_id)
        .prefetch_related("addresses")
    )
    targets = [(person.email, person.name, person.pk) for person in people if person.email]
    if not targets and reference.association.contact_email:
        targets = [(reference.association.contact_email, reference.association.name, 0)]
    address = reverse("references:handle", args=[reference.association.slug, reference.code])
    with translation.override(reference.association.language):
        return [
            _write(
                reference,
                key=f"reference.access:{reference.code}:{pk}",
                kind=ACCESS_MAIL,
                to=email,
                to_name=name,
                subject=_("An applicant asks to see a reference rating"),
                paragraphs=[
                    _("%(applicant)s asks for access to the rating by %(rater)s.") % words,
                    _("Your association's policy: %(policy)s") % {"policy": policy_sentence},
                    _("The right to see it was given up when asking.")
                    if reference.waived_access
                    else _("The right to see it was not given up when asking."),
                    _("The portal shows no rating to applicants: please answer them yourself."),
                ],
                link=(_("Open the reference"), address),
            )
            for email, name, pk in targets
        ]
