"""The words that applicants sign: those the licence holder loaded, else the portal's own placeholder."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.directory.models import Association
from competencies.standard.models import preference
from endorsement.application.models import Agreement, AgreementText, Application


@dataclass(frozen=True)
class AgreementWords:
    """One agreement to read. ``version`` is the SHA-256 of ``text`` and is kept with the signature."""

    kind: str
    label: str
    text: str
    is_placeholder: bool

    @property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


def _placeholder(kind: str) -> str:
    """The portal's own words. The official texts are copyrighted and are not part of the portal."""
    if kind == Agreement.Kind.CODE_OF_ETHICS:
        return _(
            "Placeholder. The official Code of Ethics belongs to its copyright holder and is not shown here until "
            "a licensed association has loaded it. Please read the text that your association gave you.\n\n"
            "By signing I confirm that I have read my association's Code of Ethics, that I keep to it in my work with "
            "infants, young children and their families, and that I know whom to ask when I am in doubt."
        )
    return _(
        "Placeholder. The official Endorsement Agreement belongs to its copyright holder and is not shown here until "
        "a licensed association has loaded it. Please read the text that your association gave you.\n\n"
        "By signing I confirm that what I enter is true and my own, that reviewers chosen by my association may read "
        "it, and that I know Endorsement is not a licence to practise."
    )


def _preferred(row: AgreementText) -> tuple:
    return row.association_id is not None, preference(row.language), row.version


def words_for(association: Association) -> list[AgreementWords]:
    """Both agreements as this association shows them: its own newest text, the Alliance's, else the placeholder.

    Of each, the text in the active language before the English one, before any other.
    """
    rows = AgreementText.objects.filter(Q(association=association) | Q(association__isnull=True))
    newest: dict[str, AgreementText] = {}
    for row in sorted(rows, key=_preferred):
        newest[row.kind] = row
    return [
        AgreementWords(kind, label, newest[kind].text if kind in newest else _placeholder(kind), kind not in newest)
        for kind, label in Agreement.Kind.choices
    ]


def signed_of(application: Application) -> dict[str, Agreement]:
    """Kind -> what was signed."""
    return {agreement.kind: agreement for agreement in Agreement.objects.filter(application=application)}
