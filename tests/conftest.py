"""Fixtures every test may use."""

import copy

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from alliance_portal import celery_app
from common import clock
from common.jobs import actions as ledger
from common.jobs.models import Job
from common.jobs.tasks import run_job
from competencies.standard import queries
from competencies.standard.models import (
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
from tests import factories
from tests.journeys.portal import Portal

# Editions last: once a published one is there, the database refuses further rows of it.
STANDARD = [
    Category,
    Competency,
    Requirement,
    EditionCompetency,
    Edition,
    RenewalRule,
    RenewalEdition,
    ProviderRule,
    StandardLoad,
]
DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server", "portal"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks ``pure`` what asks for no database and no portal of this run: pytest-django lets it have none, so it is
    the same on SQLite and on PostgreSQL and ``script/test`` runs it once."""
    for item in items:
        if not item.get_closest_marker("django_db") and DATABASE.isdisjoint(item.fixturenames):
            item.add_marker("pure")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """No test is skipped: what is missing is installed, or the run fails saying so."""
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"Skipped, and no test may be: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _tasks_known():
    """What a worker imports when it starts: every task of every feature."""
    celery_app.loader.import_default_modules()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch, request):
    """Jobs are rows; unit tests run them by ``run_jobs``, so nothing is sent to a broker."""
    if request.node.get_closest_marker("journey") or request.node.get_closest_marker("broker"):
        return
    monkeypatch.setattr(ledger, "publish", lambda ids: None)


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers():
    """PostgreSQL truncates what a test with real transactions leaves; SQLite deletes, which triggers may refuse."""
    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self, *args, **kwargs):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        away = [f'DROP TRIGGER "{name}"' for name, _sql in triggers]
        return [*away, *flush(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    operations.sql_flush = sql_flush


@pytest.fixture
def run_jobs():
    """Runs every due job until none is left; returns how many ran."""

    def run(limit=200):
        count = 0
        while ids := list(
            Job.objects.filter(state=Job.State.QUEUED, available_at__lte=_now()).values_list("pk", flat=True)
        ):
            for job_id in ids:
                run_job(job_id)
                count += 1
                assert count < limit, "jobs without end"
        return count

    return run


def _now():
    return clock.now()


@pytest.fixture
def association(db):
    return factories.association()


@pytest.fixture
def neighbour(db):
    return factories.association("neighbour-aimh", region="Elsewhere")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tests' database holds the published Standard from the start: loading it for each test took a third of all."""
    with django_db_blocker.unblock():
        call_command("load_standard", verbosity=0)


@pytest.fixture(scope="session")
def _published(django_db_setup, django_db_blocker):
    """The rows of the Standard in the order of their keys, and what the queries made of them."""
    with django_db_blocker.unblock():
        rows = [(model, list(model.objects.order_by("pk"))) for model in STANDARD]
        known = queries.standard()
        return rows, dict(queries._kept), known


@pytest.fixture
def standard(db, _published):
    """The published Standard, loaded; put back where a test with two connections has emptied the database."""
    rows, kept, known = _published
    queries._kept.clear()
    queries._kept.update(kept)
    if not StandardLoad.objects.exists():
        # Editions come last, so that what points at them is only right when all of it is there.
        with transaction.atomic():
            for model, copies in rows:
                model.objects.bulk_create([copy.copy(row) for row in copies])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), STANDARD):
                cursor.execute(statement)
    return known


@pytest.fixture
def no_standard(db):
    """A database in which no Standard was ever loaded."""
    factories.no_edition()
    with factories.standard_free():
        for model in reversed(STANDARD):
            model.objects.all().delete()


@pytest.fixture(scope="session")
def groundwork(tmp_path_factory):
    """The data folder of an empty embedded portal, prepared and never started: a portal on a copy starts quickly."""
    made = Portal(tmp_path_factory.mktemp("groundwork") / "var")
    made.manage("prepare")
    return made.data


@pytest.fixture
def signed_in(client):
    """``signed_in(person)``: the client, signed in, second factor passed."""

    def sign_in(person):
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
        session["account_authentication_methods_user"] = str(person.user.pk)
        session.save()
        return client

    return sign_in
