"""The letter of a decision and word to its reviewers, as rows in the transaction that decides."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common.outbox import letters
from common.outbox.models import Message
from endorsement.application.models import Application
from endorsement.decision.enums import Outcome
from endorsement.decision.models import Decision
from endorsement.decision.queries import paragraphs_of
from endorsement.decision.wording import OUTCOME_SAID
from endorsement.review.models import Assignment


def letter(decision: Decision, application: Application) -> Message | None:
    """One letter for each decision. None when no address of the applicant is known: the portal shows the letter."""
    person, association = application.person, application.association
    address = person.email
    if not address:
        return None
    with translation.override(association.language):
        return letters.write(
            key=f"decision:{decision.pk}",
            kind=f"decision.{decision.outcome}",
            to=address,
            to_name=person.name,
            subject=decision.letter_subject,
            paragraphs=paragraphs_of(decision),
            link=(_("Open your application"), reverse("application:dashboard", args=[application.code])),
            from_name=association.name,
            reply_to=association.contact_email,
            scope=association.slug,
            about=f"application:{application.pk}",
        )


def outcome(decision: Decision, review: Assignment, application: Application) -> Message | None:
    """To who reviewed: category and outcome, nothing about the applicant. None for a hold, which decides nothing."""
    reviewer, association = review.reviewer, application.association
    if decision.outcome == Outcome.HOLD or not reviewer.email:
        return None
    with translation.override(association.language):
        words = {
            "code": review.code,
            "category": application.category_name,
            "association": association.name,
            "outcome": OUTCOME_SAID[decision.outcome],
        }
        return letters.write(
            key=f"outcome:{decision.pk}:{review.pk}",
            kind="decision.outcome",
            to=reviewer.email,
            to_name=reviewer.name,
            subject=_("Decided: %(category)s, %(outcome)s") % words,
            paragraphs=[
                _("Dear %(name)s,") % {"name": reviewer.name},
                _(
                    "You reviewed an application to %(association)s (review %(code)s). It is decided: "
                    "%(category)s, %(outcome)s."
                )
                % words,
                _("Thank you for your judgement."),
            ],
            link=(_("Open your reviews"), reverse("review:queue")),
            from_name=association.name,
            reply_to=association.contact_email,
            scope=association.slug,
            about=f"application:{application.pk}",
        )
