"""The association's own words on its certificates, kept in versions."""

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from endorsement.award.documents import split_body
from endorsement.award.models import CertificateWording


@transaction.atomic
def save_wording(*, association: Association, title: str, body: str, disclaimer: str, by: Person) -> CertificateWording:
    """Keeps a new version; the same words again keep none. Certificates already issued are not touched.

    Raises ``ValidationError`` when the body lacks its places.
    """
    body = body.replace("\r\n", "\n").strip()
    split_body(body)
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    newest = association.certificate_wordings.order_by("-version").first()
    if newest and (newest.title, newest.body, newest.disclaimer) == (title, body, disclaimer):
        return newest
    return CertificateWording.objects.create(
        association=association,
        version=newest.version + 1 if newest else 1,
        title=title,
        body=body,
        disclaimer=disclaimer,
        saved_at=clock.now(),
        saved_by=by,
    )
