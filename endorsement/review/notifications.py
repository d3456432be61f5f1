"""The letters of the review. Each is a row in the caller's transaction; a worker sends it after the commit."""

from functools import wraps

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from common.outbox import letters
from endorsement.application.models import Application
from endorsement.application.queries import handlers_of
from endorsement.review.models import Assignment


def _in_its_language(letter):
    """Writes the letter in the association's language, whoever acts."""

    @wraps(letter)
    def written(*args):
        found = next(_application_of(arg) for arg in reversed(args) if _application_of(arg))
        with translation.override(found.association.language):
            letter(*args)

    return written


def _application_of(thing) -> Application | None:
    if isinstance(thing, Application):
        return thing
    return thing.cycle.application if isinstance(thing, Assignment) else None


def _write(application: Application, *, key, kind, to: Person, subject, paragraphs, link):
    """One letter in the association's name. A person without an address gets none: the pages say the same."""
    address = to.email
    if not address:
        return
    association = application.association
    letters.write(
        key=key,
        kind=kind,
        to=address,
        to_name=to.name,
        subject=subject,
        paragraphs=[_("Dear %(name)s,") % {"name": to.name}, *paragraphs],
        link=link,
        from_name=association.name,
        reply_to=association.contact_email,
        scope=association.slug,
        about=f"application:{application.pk}",
    )


def _day(day) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _case(application: Application) -> dict:
    return {
        "applicant": application.person.name,
        "category": application.category_name,
        "association": application.association.name,
    }


def _review_link(assignment: Assignment) -> tuple[str, str]:
    return _("Open the review"), reverse("review:open", args=[assignment.code])


def _reviewers_link(application: Application) -> tuple[str, str]:
    where = [application.association.slug, application.code]
    return _("Open the reviewers' page"), reverse("review:assign", args=where)


@_in_its_language
def asked(assignment: Assignment, application: Application) -> None:
    """To a reviewer: a portfolio waits. The key holds the time of asking, so that asking again writes again."""
    words = _case(application) | {"due": _day(assignment.due_on)}
    _write(
        application,
        key=f"review-asked:{assignment.pk}:{assignment.state_since.isoformat()}",
        kind="review.asked",
        to=assignment.reviewer,
        subject=_("A portfolio to review by %(due)s") % words,
        paragraphs=[
            _("%(association)s asks you to review a portfolio for the Endorsement® %(category)s.") % words,
            _(
                "Please finish by the end of %(due)s. Before the portfolio opens you are asked whether anything stands "
                "between you and the applicant; you can hand the review back at any time before signing."
            )
            % words,
            _("Everything you write is saved as you type. Thank you for giving your time."),
        ],
        link=_review_link(assignment),
    )


@_in_its_language
def sent_to_review(application: Application, count: int, in_turn: bool) -> None:
    """To the applicant, once per round: the application is with the reviewers. Who they are is not told."""
    words = _case(application) | {"count": count}
    _write(
        application,
        key=f"sent-to-review:{application.pk}:{application.state_since.isoformat()}",
        kind="application.in_review",
        to=application.person,
        subject=_("Your application is with the reviewers"),
        paragraphs=[
            _with_reviewers(count, in_turn) % words,
            _("There is nothing for you to do now. We write to you as soon as it is decided."),
        ],
        link=(_("Open your application"), reverse("application:dashboard", args=[application.code])),
    )


def _with_reviewers(count: int, in_turn: bool) -> str:
    if in_turn:
        return ngettext(
            "Your application for %(category)s was complete and is now with %(count)d reviewer.",
            "Your application for %(category)s was complete and is now with %(count)d reviewers, who judge it one "
            "after the other and independently of each other.",
            count,
        )
    return ngettext(
        "Your application for %(category)s was complete and is now with %(count)d reviewer.",
        "Your application for %(category)s was complete and is now with %(count)d reviewers, who judge it "
        "independently of each other.",
        count,
    )


@_in_its_language
def taken_away(assignment: Assignment, application: Application) -> None:
    """To a reviewer whose open review another does now, or whose applicant withdrew."""
    _write(
        application,
        key=f"review-cancelled:{assignment.pk}:{assignment.state_since.isoformat()}",
        kind="review.cancelled",
        to=assignment.reviewer,
        subject=_("A review you need not do any more"),
        paragraphs=[
            _(
                "The review for %(category)s that %(association)s had asked you for is no longer yours to do. "
                "Nothing more is needed from you. Thank you."
            )
            % _case(application),
        ],
        link=(_("Open your reviews"), reverse("review:queue")),
    )


@_in_its_language
def handed_back(assignment: Assignment, application: Application) -> None:
    """To who handles it: a reviewer stepped aside, another is needed."""
    words = _case(application) | {"reviewer": assignment.reviewer.name, "reason": assignment.handed_back_reason}
    for person in handlers_of(application):
        _write(
            application,
            key=f"review-handed-back:{assignment.pk}:{assignment.state_since.isoformat()}:{person.pk}",
            kind="review.handed_back",
            to=person,
            subject=_("A review was handed back: please choose another reviewer"),
            paragraphs=[
                _("%(reviewer)s handed back the review of %(applicant)s's application for %(category)s.") % words,
                _("The reason given: %(reason)s") % words,
            ],
            link=_reviewers_link(application),
        )


@_in_its_language
def all_signed(application: Application) -> None:
    """To who handles it: the reviews are in."""
    for person in handlers_of(application):
        _write(
            application,
            key=f"all-signed:{application.pk}:{application.state_since.isoformat()}:{person.pk}",
            kind="review.all_signed",
            to=person,
            subject=_("Ready for your decision: %(applicant)s, %(category)s") % _case(application),
            paragraphs=[
                _(
                    "Every reviewer of %(applicant)s's application for %(category)s has signed. "
                    "The application now waits for your decision."
                )
                % _case(application),
            ],
            link=(
                _("See the reviews"),
                reverse("review:differences", args=[application.association.slug, application.code]),
            ),
        )


@_in_its_language
def reminder(assignment: Assignment, rule: str) -> None:
    """To a reviewer: three days before the due date, the day after, a week after."""
    application = assignment.cycle.application
    words = _case(application) | {"due": _day(assignment.due_on)}
    soon = rule == "review:-3"
    subject = _("Your review is due on %(due)s") if soon else _("Your review was due on %(due)s")
    opening = (
        _("The review of a portfolio for %(category)s, %(association)s, is due at the end of %(due)s.")
        if soon
        else _(
            "The review of a portfolio for %(category)s, %(association)s, was due on %(due)s. It is still open for "
            "you, and what you have written is kept."
        )
    )
    _write(
        application,
        key=f"{rule}:{assignment.pk}:{assignment.due_on.isoformat()}",
        kind="review.reminder",
        to=assignment.reviewer,
        subject=subject % words,
        paragraphs=[
            opening % words,
            _("If you cannot do it, please hand it back on its page: that helps the applicant more than waiting."),
        ],
        link=_review_link(assignment),
    )


@_in_its_language
def late(assignment: Assignment) -> None:
    """To who handles it: a review is a week late."""
    application = assignment.cycle.application
    words = _case(application) | {"reviewer": assignment.reviewer.name, "due": _day(assignment.due_on)}
    for person in handlers_of(application):
        _write(
            application,
            key=f"review-late:{assignment.pk}:{assignment.due_on.isoformat()}:{person.pk}",
            kind="review.late",
            to=person,
            subject=_("A review is a week late"),
            paragraphs=[
                _(
                    "%(reviewer)s's review of %(applicant)s's application for %(category)s was due on %(due)s and is "
                    "not signed. They were reminded. You can wait, write to them, or choose another reviewer."
                )
                % words,
            ],
            link=_reviewers_link(application),
        )
