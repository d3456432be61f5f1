"""Each action twice at once, on two connections: one effect."""

import datetime
import threading

import pytest
from django.db import connection, transaction

from common import clock
from common.jobs.models import Job
from common.jobs.tasks import run_job
from common.outbox.models import Message
from endorsement.award import actions
from endorsement.award.actions.awarding import ImportRow
from endorsement.award.models import AwardEvent, Certificate, CertificateWording, Endorsement, RegistryConsent

pytestmark = pytest.mark.django_db(transaction=True)
REASONS = {"reason": "A complaint was upheld.", "public_reason": "Suspended after a complaint."}


def together(*calls):
    """Runs the calls at once, each on its own connection; returns their results or exceptions."""
    barrier = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def work(index, call):
        try:
            barrier.wait()
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_award(award):
    first, second = together(award, award)
    assert first.pk == second.pk
    counts = [model.objects.count() for model in (Endorsement, AwardEvent, Certificate, Job)]
    assert counts == [1, 1, 1, 1]


def test_award_while_the_first_is_not_committed(award):
    started, results = threading.Event(), []

    def late():
        started.wait()
        try:
            results.append(award().pk)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    with transaction.atomic():
        first = award()
        started.set()
    thread.join()
    assert results == [first.pk]


def test_two_different_awards_get_two_numbers(award):
    first, second = together(lambda: award("test:1"), lambda: award("test:2"))
    assert first.number != second.number


def test_first_ask_of_an_imported_one(association, category, holder):
    row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
    (endorsement,) = actions.import_endorsements(rows=[row], by=None)

    def ask():
        return actions.issue_certificate(endorsement=endorsement, by=holder)

    first, second = together(ask, ask)
    assert first.pk == second.pk
    assert Certificate.objects.count() == 1


def test_one_job_two_workers(award):
    award()
    job_id = Job.objects.get().pk
    assert sorted(together(lambda: run_job(job_id), lambda: run_job(job_id))) == [False, True]
    assert Certificate.objects.get().state == Certificate.State.ISSUED
    assert Message.objects.count() == 1


def test_suspend(award, administrator):
    endorsement = award()

    def suspend():
        return actions.suspend(endorsement=endorsement, by=administrator, **REASONS)

    results = together(suspend, suspend)
    assert sorted(type(result).__name__ for result in results) == ["Endorsement", "StandingGone"]
    assert AwardEvent.objects.filter(kind="suspended").count() == 1
    assert Message.objects.filter(kind="endorsement_suspended").count() == 1


def test_telling_of_an_end(award):
    award(valid_until=clock.today() - datetime.timedelta(days=3))
    assert sorted(together(actions.tell_lapsed, actions.tell_lapsed)) == [0, 1]
    assert Message.objects.filter(kind="endorsement_lapsed").count() == 1


def test_preparing_by_the_office_and_by_the_holder(association, category, holder, coordinator):
    row = ImportRow("r:1", holder, association, category, datetime.date(2017, 5, 1))
    (imported,) = actions.import_endorsements(rows=[row], by=None)
    made = together(
        lambda: actions.issue_certificate(endorsement=imported, by=holder),
        lambda: actions.issue_certificate(endorsement=imported, by=coordinator),
    )
    assert made[0] == made[1] == Certificate.objects.get()
    assert Job.objects.count() == 1


def test_new_name(award, holder, run_jobs):
    award()
    run_jobs()

    def rename():
        return actions.change_printed_name(person=holder, name="Josefa Ñandú", by=holder)

    results = together(rename, rename)
    assert sorted(len(result) for result in results) == [0, 1]
    assert Certificate.objects.count() == 2
    assert AwardEvent.objects.filter(kind="name_changed").count() == 1


def test_consent(award, holder, association):
    award()

    def agree():
        return actions.give_consent(person=holder, association=association, by=holder)

    first, second = together(agree, agree)
    assert first == second
    assert RegistryConsent.objects.count() == 1
    assert Endorsement.objects.get().listed is True


def test_wording(association, administrator):
    def save():
        return actions.save_wording(
            association=association, title="T", body="{name}\n\n{category}", disclaimer="D", by=administrator
        )

    first, second = together(save, save)
    assert first == second
    assert CertificateWording.objects.count() == 1


def test_print_again(award, administrator, run_jobs):
    certificate = award(printed_name="李").certificates.get()
    run_jobs()

    def again():
        return actions.print_again(certificate=certificate, by=administrator)

    together(again, again)
    assert Job.objects.filter(task="endorsement.print_certificate", state=Job.State.QUEUED).count() == 1
    assert run_jobs() == 1


def test_consent_while_the_award_is_not_committed(award, holder, association):
    """Whichever comes second sees the other: nobody who agreed is left off the list."""
    awarded, results = threading.Event(), []

    def agree():
        awarded.wait()
        try:
            results.append(actions.give_consent(person=holder, association=association, by=holder))
        finally:
            connection.close()

    thread = threading.Thread(target=agree)
    thread.start()
    with transaction.atomic():
        award()
        awarded.set()
        thread.join(0.3)
    thread.join()
    assert len(results) == 1
    assert Endorsement.objects.get().listed is True
