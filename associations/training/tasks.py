"""What the worker runs: certificates of attendance."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from associations.training import actions
from associations.training.actions.certifying import CERTIFY, PRINT
from associations.training.documents import CannotPrint, certificate_pdf
from associations.training.models import AttendanceCertificate, Training
from common.jobs.models import Job
from common.jobs.tasks import job


@job(CERTIFY, lease=300)
def certify_attendance(claimed: Job) -> None:
    """Freezes the certificates of a training whose attendance was closed; each is printed by a job of its own."""
    actions.certify(
        training=Training.objects.select_related("association", "provider").get(pk=claimed.args["training"])
    )


def _gave_up(failed: Job) -> None:
    actions.give_up_printing(certificate=AttendanceCertificate.objects.get(pk=failed.args["certificate"]))


@job(PRINT, gave_up=_gave_up)
def print_attendance(claimed: Job) -> None:
    """Prints one certificate outside any transaction, stores the file, then records it and queues the mail."""
    certificate = AttendanceCertificate.objects.get(pk=claimed.args["certificate"])
    if certificate.state != AttendanceCertificate.State.WAITING:
        return
    try:
        content = certificate_pdf(certificate)
    except CannotPrint as error:
        actions.stop_certificate(job=claimed, certificate=certificate, problem=str(error))
        return
    name = f"attendance/{certificate.code}.pdf"
    if default_storage.exists(name):  # a worker killed while writing left half a file
        default_storage.delete(name)
    stored = default_storage.save(name, ContentFile(content))
    actions.store_certificate(job=claimed, certificate=certificate, name=stored, content=content)
