"""What rows of what people do are called when two people become one, and when they cannot. See ``merging.hooks``."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from associations.merging import hooks
from endorsement.portfolio.models import Rsc, Work
from endorsement.references.models import Reference
from endorsement.review.models import Assignment

ENTRIES = ("Education", "Licence", "Work", "Training", "Rsc", "RscGiven", "Leadership")


def register() -> None:
    """Called in ``EndorsementConfig.ready``."""
    hooks.doubles |= {
        "endorsement.DataExport.person",
        "endorsement.PortfolioImport.person",
        "endorsement.RegistryConsent.person",
        "endorsement.ReportExport.person",
        "endorsement.SavedView.person",
        "endorsement.WaimhMembership.person",
    }
    hooks.clashes |= {
        "endorsement.Application.person": gettext_lazy(
            "Both have an open application for the same category: one must be withdrawn first."
        ),
        "endorsement.Assignment.reviewer": gettext_lazy(
            "Both review the same application: hand one review back first."
        ),
    }
    hooks.things |= {f"endorsement.{name}.person": gettext_lazy("Entries of the portfolio") for name in ENTRIES}
    hooks.things |= {
        "endorsement.Application.person": gettext_lazy("Applications"),
        "endorsement.Assignment.reviewer": gettext_lazy("Reviews"),
        "endorsement.DataExport.person": gettext_lazy("Files of their own data"),
        "endorsement.Document.person": gettext_lazy("Documents"),
        "endorsement.Endorsement.person": gettext_lazy("Endorsements"),
        "endorsement.PortfolioImport.person": gettext_lazy("Portfolios being brought"),
        "endorsement.Reference.person": gettext_lazy("References asked for"),
        "endorsement.Reference.rater": gettext_lazy("References given"),
        "endorsement.RegistryConsent.person": gettext_lazy("Consents to the registry"),
        "endorsement.ReportExport.person": gettext_lazy("Workbooks of reports"),
        "endorsement.SavedView.person": gettext_lazy("Saved views of reports"),
        "endorsement.Rsc.provider": gettext_lazy("RSC given to others"),
        "endorsement.WaimhMembership.person": gettext_lazy("Memberships of WAIMH"),
        "endorsement.Work.internship_supervisor": gettext_lazy("Internships supervised"),
    }
    hooks.obstacles.append(two_people)


def two_people(kept: Person, gone: Person) -> list[str]:
    """What nobody does with themselves: whoever did it with the other is somebody else."""
    why = []
    for one, other in ((kept, gone), (gone, kept)):
        if Assignment.objects.filter(reviewer=one, cycle__application__person=other).exists():
            why.append(_("One of them was asked to review an application of the other."))
        addresses = Q(rater_email__in=other.addresses.values("email"))
        if Reference.objects.filter(Q(rater=other) | addresses, person=one).exists():
            why.append(_("One of them was asked for a reference about the other."))
        supervised = Rsc.objects.filter(person=one, provider=other).exists()
        if supervised or Work.objects.filter(person=one, internship_supervisor=other).exists():
            why.append(_("One of them supervised the other."))
    return why
