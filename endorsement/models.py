"""Gathers the features' models for Django; nothing else."""

from endorsement.application.models import (
    Agreement,
    AgreementText,
    Application,
    Comment,
    ComparedApplication,
    DataExport,
    EditionChoice,
    EditionComparison,
    PersonalException,
    Snapshot,
)
from endorsement.award.models import AwardEvent, Certificate, CertificateWording, Endorsement, RegistryConsent
from endorsement.decision.models import Decision
from endorsement.portfolio.models import (
    Document,
    Education,
    Leadership,
    Licence,
    PortfolioImport,
    Rsc,
    RscGiven,
    Training,
    WaimhMembership,
    Work,
)
from endorsement.references.models import Rating, RatingItemSet, Reference, ReferenceLink
from endorsement.reports.models import ReportExport, SavedView
from endorsement.review.models import Assignment, Cycle, Judgement
from endorsement.roster.models import ColumnMap, ImportBatch, ImportChange, ImportRow, RosterPlace
from endorsement.texts.models import TextFile

__all__ = [
    "Agreement",
    "AgreementText",
    "Application",
    "Assignment",
    "AwardEvent",
    "Certificate",
    "CertificateWording",
    "ColumnMap",
    "Comment",
    "ComparedApplication",
    "Cycle",
    "DataExport",
    "Decision",
    "Document",
    "EditionChoice",
    "EditionComparison",
    "Education",
    "Endorsement",
    "ImportBatch",
    "ImportChange",
    "ImportRow",
    "Judgement",
    "Leadership",
    "Licence",
    "PersonalException",
    "PortfolioImport",
    "Rating",
    "RatingItemSet",
    "Reference",
    "ReferenceLink",
    "RegistryConsent",
    "ReportExport",
    "RosterPlace",
    "Rsc",
    "RscGiven",
    "SavedView",
    "Snapshot",
    "TextFile",
    "Training",
    "WaimhMembership",
    "Work",
]
