"""What the worker runs: printing."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from common.jobs.models import Job
from common.jobs.tasks import job
from endorsement.award import actions
from endorsement.award.actions.certificates import PRINT
from endorsement.award.documents import facts_of, stored_name
from endorsement.award.models import Certificate
from endorsement.award.rendering import CannotPrint, render_certificate


def _gave_up(failed: Job) -> None:
    actions.give_up_printing(certificate=Certificate.objects.get(pk=failed.args["certificate"]))


@job(PRINT, lease=120, tries=6, gave_up=_gave_up)
def print_certificate(claimed: Job) -> None:
    """Prints one certificate outside any transaction, stores the file, then records it and queues the mail.

    Safe twice: the bytes depend on the frozen facts alone, and the file is named after its bytes.
    """
    certificate = Certificate.objects.get(pk=claimed.args["certificate"])
    if certificate.state != Certificate.State.WAITING:
        return
    try:
        content = render_certificate(facts_of(certificate.facts))
    except CannotPrint as error:
        actions.stop_certificate(job=claimed, certificate=certificate, problem=str(error))
        return
    name = _store(stored_name(certificate, content), content)
    actions.store_certificate(job=claimed, certificate=certificate, name=name, content=content)


def _store(name, content):
    """The name under which ``content`` lies. A worker killed while writing leaves half a file: it is written anew."""
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))
