"""Gathers the features' models for Django; nobody imports from here."""

from competencies.editions.models import EditionDraft
from competencies.licensed.models import TextVersion
from competencies.standard.models import (
    Amendment,
    Category,
    Competency,
    Edition,
    EditionCompetency,
    ProviderRule,
    RenewalEdition,
    RenewalRule,
    Requirement,
    StandardLoad,
)

__all__ = [
    "Amendment",
    "Category",
    "Competency",
    "Edition",
    "EditionCompetency",
    "EditionDraft",
    "ProviderRule",
    "RenewalEdition",
    "RenewalRule",
    "Requirement",
    "StandardLoad",
    "TextVersion",
]
