"""The letters about an application, in the association's language. Each has a key: one occasion, one letter."""

import datetime
from contextlib import contextmanager

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common import clock
from common.outbox.letters import write
from competencies.standard.wording import title
from endorsement.application.enums import Section
from endorsement.application.models import Application, Comment, PersonalException, Snapshot
from endorsement.application.queries import handlers_of
from endorsement.application.wording import moment_words


@contextmanager
def _of(application: Application):
    """The association's language, and what every letter about the application shares."""
    association = application.association
    with translation.override(association.language):
        yield {
            "from_name": association.name,
            "reply_to": association.contact_email,
            "scope": association.slug,
            "about": f"application:{application.pk}",
        }


def _facts(application: Application, snapshot: Snapshot) -> list[str]:
    zone = application.association.time_zone
    return [
        _("Application %(code)s for %(category)s (%(key)s) at %(association)s.")
        % {
            "code": application.code,
            "category": application.category_name,
            "key": application.category.key,
            "association": application.association.name,
        },
        _("Submitted %(when)s. This is submission number %(number)s.")
        % {"when": moment_words(snapshot.submitted_at, zone), "number": snapshot.number},
        _("Judged by edition %(edition)s of the requirements.") % {"edition": snapshot.edition},
        _("SHA-256 of what you submitted: %(sha)s") % {"sha": snapshot.sha256},
    ]


def _to_handlers(application: Application, occasion: str, **letter) -> None:
    """One letter each; to the association's own address when nobody is named."""
    people = [(person.email, person.name, f"person:{person.pk}") for person in handlers_of(application)]
    known = [one for one in people if one[0]]
    if not known and application.association.contact_email:
        known = [(application.association.contact_email, application.association.name, "office")]
    for email, name, who in known:
        write(key=f"application:{application.pk}:{occasion}:{who}", to=email, to_name=name, **letter)


def _to_applicant(application: Application, occasion: str, **letter) -> None:
    person = application.person
    if person.email:
        write(key=f"application:{application.pk}:{occasion}", to=person.email, to_name=person.name, **letter)


def _dashboard(application):
    return _("Open your application"), reverse("application:dashboard", args=[application.code])


def _handling(application):
    address = reverse("application:handle", args=[application.association.slug, application.code])
    return _("Open the application"), address


def receipt(application: Application, snapshot: Snapshot) -> None:
    """Proof of what was submitted, for the applicant."""
    with _of(application) as shared:
        _to_applicant(
            application,
            f"receipt:{snapshot.number}",
            kind="application.receipt",
            subject=_("Your application %(code)s was submitted") % {"code": application.code},
            paragraphs=[
                _("Thank you. Your application for Endorsement® has arrived."),
                *_facts(application, snapshot),
                _(
                    "It is now the coordinator's turn. What you submitted is kept as it is; you can go on changing "
                    "your portfolio without changing this submission."
                ),
            ],
            link=_dashboard(application),
            **shared,
        )


def submitted(application: Application, snapshot: Snapshot) -> None:
    """Whoever handles the application learns that it is their turn."""
    with _of(application) as shared:
        _to_handlers(
            application,
            f"submitted:{snapshot.number}",
            kind="application.submitted",
            subject=_("Application %(code)s awaits screening") % {"code": application.code},
            paragraphs=[
                _("%(name)s submitted an application for %(category)s.")
                % {"name": application.person.name, "category": application.category_name}
                if snapshot.number == 1
                else _("%(name)s amended and submitted the application for %(category)s again.")
                % {"name": application.person.name, "category": application.category_name},
            ],
            link=_handling(application),
            **shared,
        )


def returned(application: Application, comments: list[Comment], snapshot: Snapshot | None) -> None:
    """What to mend, section by section."""
    labels = dict(Section.choices)
    with _of(application) as shared:
        _to_applicant(
            application,
            f"returned:{snapshot.number if snapshot else 0}",
            kind="application.returned",
            subject=_("Please amend your application %(code)s") % {"code": application.code},
            paragraphs=[
                _("The coordinator has looked at your application and asks you to mend the following."),
                *(f"{labels[comment.section]}: {comment.text}" for comment in comments),
                _("Nothing is lost. Change your portfolio where needed and submit again when you are ready."),
            ],
            link=_dashboard(application),
            **shared,
        )


def withdrawn(application: Application, *, tell_coordinators: bool) -> None:
    """To the applicant always; to those who handle it only when it had reached them."""
    with _of(application) as shared:
        _to_applicant(
            application,
            "withdrawn",
            kind="application.withdrawn",
            subject=_("Your application %(code)s was withdrawn") % {"code": application.code},
            paragraphs=[
                _("You withdrew your application for %(category)s on %(when)s.")
                % {
                    "category": application.category_name,
                    "when": moment_words(clock.now(), application.association.time_zone),
                },
                _("Your portfolio stays yours. You can start a new application whenever you like."),
            ],
            link=(_("Your applications"), reverse("application:mine")),
            **shared,
        )
        if tell_coordinators:
            _to_handlers(
                application,
                "withdrawn",
                kind="application.withdrawn",
                subject=_("Application %(code)s was withdrawn") % {"code": application.code},
                paragraphs=[
                    _("%(name)s withdrew the application for %(category)s. Nothing is left to do.")
                    % {"name": application.person.name, "category": application.category_name}
                ],
                link=_handling(application),
                **shared,
            )


def lapses(application: Application, closes: datetime.date, occasion: str) -> None:
    """To the applicant: by when the application is submitted before it is closed."""
    with _of(application) as shared:
        words = {"category": application.category_name, "day": date_format(closes, "DATE_FORMAT")}
        _to_applicant(
            application,
            f"{occasion}:{application.state_since.isoformat()}",
            kind="application.lapses",
            subject=_("Your application is open until %(day)s") % words,
            paragraphs=[
                _("Your application for %(category)s has not been submitted yet. Please submit it by %(day)s.") % words,
                _(
                    "If it is not submitted by then it is closed. Nothing of your portfolio or your references is "
                    "lost, and you may begin a new application."
                ),
                _("If you need more time, please write to your association by answering this mail."),
            ],
            link=_dashboard(application),
            **shared,
        )


def lapsed(application: Application, *, tell_coordinators: bool) -> None:
    """To the applicant always; to those who handle it only when it had reached them."""
    with _of(application) as shared:
        words = {"category": application.category_name, "name": application.person.name}
        _to_applicant(
            application,
            "lapsed",
            kind="application.lapsed",
            subject=_("Your application %(code)s was closed") % {"code": application.code},
            paragraphs=[
                _("Your application for %(category)s was not submitted in time and is closed now.") % words,
                _("Your portfolio and your references are kept. You can start a new application whenever you like."),
            ],
            link=(_("Your applications"), reverse("application:mine")),
            **shared,
        )
        if tell_coordinators:
            _to_handlers(
                application,
                "lapsed",
                kind="application.lapsed",
                subject=_("Application %(code)s was closed") % {"code": application.code},
                paragraphs=[
                    _("%(name)s did not submit the application for %(category)s again in time. Nothing is left to do.")
                    % words
                ],
                link=_handling(application),
                **shared,
            )


def question(application: Application, comment: Comment) -> None:
    """The applicant's question, to whoever handles the application."""
    with _of(application) as shared:
        _to_handlers(
            application,
            f"question:{comment.pk}",
            kind="application.question",
            subject=_("A question on application %(code)s") % {"code": application.code},
            paragraphs=[
                _("%(name)s asks about “%(section)s”:")
                % {"name": application.person.name, "section": comment.get_section_display()},
                comment.text,
            ],
            link=_handling(application),
            **shared,
        )


def answered(application: Application, comment: Comment) -> None:
    """The answer, to the applicant."""
    with _of(application) as shared:
        _to_applicant(
            application,
            f"answer:{comment.pk}",
            kind="application.answer",
            subject=_("An answer on your application %(code)s") % {"code": application.code},
            paragraphs=[
                _("%(name)s wrote about “%(section)s”:")
                % {"name": comment.author_name, "section": comment.get_section_display()},
                comment.text,
            ],
            link=_dashboard(application),
            **shared,
        )


def excepted(application: Application, exception: PersonalException) -> None:
    """The applicant hears what is accepted of them instead."""
    with _of(application) as shared:
        _to_applicant(
            application,
            f"exception:{exception.pk}",
            kind="application.excepted",
            subject=_("A personal exception for your application %(code)s") % {"code": application.code},
            paragraphs=[
                _("Instead of what “%(requirement)s” asks, this is accepted of you:")
                % {"requirement": title(exception.requirement)},
                exception.accepted,
                _("Your application shows it from now on."),
            ],
            link=_dashboard(application),
            **shared,
        )


def exception_refused(application: Application, exception: PersonalException, reason: str) -> None:
    """Whoever proposed the exception hears why it is not approved."""
    person = exception.proposed_by
    if person is None or not person.email:
        return
    with _of(application) as shared:
        write(
            key=f"application:{application.pk}:exception:{exception.pk}:refused",
            to=person.email,
            to_name=person.name,
            kind="application.exception_refused",
            subject=_("The exception for application %(code)s was not approved") % {"code": application.code},
            paragraphs=[title(exception.requirement), reason],
            link=_handling(application),
            **shared,
        )
