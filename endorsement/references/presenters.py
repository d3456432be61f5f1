"""Words, colours and choices of the pages about references."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from associations.policy.models import Policy
from common import clock
from endorsement.references.actions.asking import BETWEEN_SENDS
from endorsement.references.actions.handling import may_request_access
from endorsement.references.enums import RaterRole, Scale
from endorsement.references.enums import ReferenceState as S
from endorsement.references.forms import looks_like_work
from endorsement.references.items import UNUSABLE_FROM
from endorsement.references.models import Reference
from endorsement.references.workflow import CHASED, PENDING, REPLACEABLE

TONES = {
    S.ASKED: "info",
    S.OPENED: "primary",
    S.DONE: "success",
    S.DECLINED: "warning",
    S.BOUNCED: "danger",
    S.EXPIRED: "warning",
    S.REPLACED: "neutral",
}
ICONS = {
    S.ASKED: "envelope",
    S.OPENED: "pencil",
    S.DONE: "check-circle",
    S.DECLINED: "dash-circle",
    S.BOUNCED: "exclamation-triangle",
    S.EXPIRED: "clock",
    S.REPLACED: "arrow-right",
}
_TO_DO = {
    S.ASKED: gettext_lazy("Waiting for the rater. We remind them by ourselves and tell you when we do."),
    S.OPENED: gettext_lazy("The rater has begun. What they fill in is kept until they send it."),
    S.DONE: gettext_lazy(
        "The rating is with the association. Whether it can be used stands on your application's page."
    ),
    S.DECLINED: gettext_lazy("This rater will not give a rating. Ask someone else in their place."),
    S.BOUNCED: gettext_lazy("Our mail came back. Correct the address, or use a private one, then it goes out again."),
    S.EXPIRED: gettext_lazy("There was no answer in time. Ask once more, or someone else."),
    S.REPLACED: gettext_lazy("You asked someone else in this person's place."),
}
MOVE_WORDS = {
    "ask": gettext_lazy("Asked"),
    "ask_again": gettext_lazy("Asked again"),
    "send_again": gettext_lazy("Asked again"),
    "open": gettext_lazy("Rating begun"),
    "send": gettext_lazy("Rating sent"),
    "decline": gettext_lazy("Declined"),
    "bounce": gettext_lazy("Mail came back"),
    "expire": gettext_lazy("Link expired"),
    "correct": gettext_lazy("Address corrected"),
    "replace": gettext_lazy("Someone else was asked"),
    "vet": gettext_lazy("Vetted"),
    "withdraw_vetting": gettext_lazy("Vetting taken back"),
    "request_access": gettext_lazy("Applicant asked for access"),
}


def role_words(reference: Reference) -> str:
    """The rater's roles as one line."""
    labels = dict(RaterRole.choices)
    return ", ".join(str(labels[role]) for role in reference.roles if role in labels)


A_MOMENT = datetime.timedelta(minutes=5)
"""The first mail is written together with the request, not after it."""


@dataclass(frozen=True)
class Card:
    """One reference on the applicant's page. Nothing of its rating is here, so nothing can be shown."""

    reference: Reference
    state: str
    tone: str
    icon: str
    to_do: str
    roles: str
    last_sent: datetime.datetime | None
    next_send: datetime.datetime | None
    may_resend: bool
    may_correct: bool
    may_replace: bool
    may_request_access: bool
    access_requested: bool
    mail_advice: bool


def card(reference: Reference, *, case_open: bool, policy: Policy, requested: set[str]) -> Card:
    """``reference`` carries ``links_newest_first`` (``queries.of_case``); ``requested``: ``access_requests``."""
    links = reference.links_newest_first
    last = links[0].sent_at if links else None
    next_send = last + BETWEEN_SENDS if reference.state in CHASED and last else None
    too_soon = next_send is not None and next_send > clock.now()
    waiting_long = reference.state == S.ASKED and reference.asked_at < clock.now() - datetime.timedelta(days=3)
    asks = may_request_access(reference, policy)
    return Card(
        reference=reference,
        state=reference.get_state_display(),
        tone=TONES[reference.state],
        icon=ICONS[reference.state],
        to_do=str(_TO_DO[reference.state]),
        roles=role_words(reference),
        last_sent=last if last and last - reference.asked_at > A_MOMENT else None,
        next_send=next_send if too_soon else None,
        may_resend=case_open and reference.state in PENDING and not too_soon,
        may_correct=case_open and reference.state in PENDING,
        may_replace=case_open and reference.state in REPLACEABLE,
        may_request_access=asks,
        access_requested=asks and reference.code in requested,
        mail_advice=waiting_long and looks_like_work(reference.rater_email),
    )


def confidentiality(reference: Reference, policy: Policy) -> str:
    """What a rater may rely on: the association's recorded policy and what the applicant chose for this rating."""
    name = {"name": reference.person.name, "association": reference.association.name}
    always = _("Your answers go to %(association)s, its Endorsement coordinator and reviewers.") % name
    if policy.rating_access == Policy.RatingAccess.NEVER:
        return always + " " + _("%(name)s never sees them.") % name
    if reference.waived_access:
        return always + " " + _("%(name)s has given up the right to ask to see them.") % name
    if policy.rating_access == Policy.RatingAccess.ON_REQUEST:
        return (
            always
            + " "
            + _(
                "The portal does not show them to %(name)s, who may ask the coordinator for access; the answer follows "
                "the association's policy."
            )
            % name
        )
    return (
        always
        + " "
        + _("The portal does not show them to %(name)s, who has kept the right to ask the coordinator to see them.")
        % name
    )


def not_enough_hint(count: int) -> tuple[str, str]:
    """``(tone, sentence)`` about the answers "not enough information" so far; both empty when there is none."""
    if not count:
        return "", ""
    if count >= UNUSABLE_FROM:
        return "warning", _(
            "“Not enough information” is chosen %(count)s times. With %(limit)s or more the association cannot count "
            "this rating. If you cannot tell more, it helps to decline, so that someone else can be asked."
        ) % {"count": count, "limit": UNUSABLE_FROM}
    return "info", ngettext(
        "“Not enough information” is chosen once. With %(limit)s or more the rating could not be counted.",
        "“Not enough information” is chosen %(count)s times. With %(limit)s or more the rating could not be counted.",
        count,
    ) % {"count": count, "limit": UNUSABLE_FROM}


def answered(rating) -> list[tuple[str, list[tuple[str, str]]]]:
    """A rating for those who may read it: ``(group, [(statement, answer)])``."""
    labels = dict(Scale.choices)
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for item in rating.item_set.items:
        if not groups or groups[-1][0] != item["group"]:
            groups.append((item["group"], []))
        groups[-1][1].append((item["text"], str(labels.get(rating.answers.get(item["key"]), ""))))
    return groups
