"""The official words of the agreements, loaded by those who hold the licence to them."""

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from endorsement.application.models import AgreementText


@transaction.atomic
def load_agreement_text(
    *, kind: str, language: str, text: str, association: Association | None, by: Person | None
) -> AgreementText:
    """The next version of an agreement's text, for one association or (None) for all; the same words add nothing.

    Signatures keep the text they were given under.
    """
    # The association's row orders two loads at once; what is for all is published under the Standard's own lock.
    if association:
        Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    rows = AgreementText.objects.filter(association=association, kind=kind, language=language)
    newest = rows.order_by("-version").first()
    if newest and newest.text == text:
        return newest
    return AgreementText.objects.create(
        association=association,
        kind=kind,
        language=language,
        version=newest.version + 1 if newest else 1,
        text=text,
        loaded_at=clock.now(),
        loaded_by=by,
    )
