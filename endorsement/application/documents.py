"""The submission as a printed document: from the frozen snapshot, or from the draft as it is judged now."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common import clock
from endorsement.application.assessment import judge
from endorsement.application.contents import sections_of
from endorsement.application.freezing import frozen_assessment
from endorsement.application.models import Agreement, Application, Snapshot
from endorsement.application.privacy import for_applicant
from endorsement.application.wording import moment_words

LETTER_COUNTRIES = frozenset({"United States", "Canada"})


@dataclass(frozen=True)
class Submission:
    """What was submitted, or (``number`` 0) what would be: ``snapshot_diff`` takes it like a Snapshot."""

    document: dict
    extras: dict
    assessment: dict
    edition: str
    number: int = 0
    submitted_at: datetime | None = None
    sha256: str = ""

    @property
    def is_draft(self) -> bool:
        return self.number == 0

    def for_applicant(self) -> "Submission":
        """As its applicant may see it: see ``privacy``."""
        return replace(self, assessment=for_applicant(self.assessment))


def submission_of(snapshot: Snapshot) -> Submission:
    """The frozen submission."""
    return Submission(
        document=snapshot.document,
        extras=snapshot.extras,
        assessment=snapshot.assessment,
        edition=snapshot.edition,
        number=snapshot.number,
        submitted_at=snapshot.submitted_at,
        sha256=snapshot.sha256,
    )


def draft_of(application: Application) -> Submission:
    """The portfolio as it would be submitted now. Raises NotOffered like ``judge``."""
    judged = judge(application)
    return Submission(
        document=judged.document,
        extras=judged.extras,
        assessment=frozen_assessment(judged.assessment),
        edition=judged.edition,
    )


def print_pdf(application: Application, submission: Submission) -> bytes:
    """The submission as a tagged PDF, in the language of the moment. Takes a second or two."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from common.printing.press import AwardFetcher  # noqa: PLC0415

    association = application.association
    fonts, fetcher = FontConfiguration(), AwardFetcher()
    context = {
        "application": application,
        "submission": submission,
        "sections": sections_of(submission.document, submission.extras, submission.assessment),
        "agreements": Agreement.objects.filter(application=application).order_by("kind"),
        "submitted": moment_words(submission.submitted_at, association.time_zone) if submission.submitted_at else "",
        "printed": moment_words(clock.now(), association.time_zone),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "created": clock.now().isoformat(timespec="seconds"),
        "paper": "letter" if association.country in LETTER_COUNTRIES else "A4",
        "running": _("Draft, not submitted") if submission.is_draft else submission.sha256,
    }
    sheet = CSS(
        string=render_to_string("endorsement/application/submission.css", context),
        url_fetcher=fetcher,
        font_config=fonts,
    )
    html = HTML(
        string=render_to_string("endorsement/application/submission.html", context),
        base_url="award:",
        url_fetcher=fetcher,
    )
    return html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


def print_name(application: Application, submission: Submission) -> str:
    """The file name people see."""
    part = _("draft") if submission.is_draft else str(submission.number)
    return f"application-{application.code}-{part}.pdf"
