import pytest
from django.db import transaction

from common import clock
from endorsement.reports import queries
from endorsement.reports.asking import ReportForm, asked
from endorsement.reports.dimensions import Lexicon
from tests.access.world import client_of
from tests.endorsement.reports.world import NOW, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once a module, rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        made.clients = {
            name: client_of(getattr(made, name).user) for name in ("staff", "coordinator", "other", "nobody")
        }
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def today():
    """It is the world's day."""
    with clock.at(NOW):
        yield NOW.date()


@pytest.fixture
def ask(world, today):
    """``ask("endorsed", by="category")``: the answer as Alliance staff get it, or (``unmasked``) as if from within."""

    def answer(key, unmasked=False, **data):
        measure = queries.MEASURES[key]
        houses = queries.readable(world.staff)
        own = {one.pk for one in houses} if unmasked else ()
        data = {name.rstrip("_"): value for name, value in data.items()}
        form = ReportForm(data, measure=measure, houses=houses, known=Lexicon(), own=own)
        found = asked(form, everywhere=None)
        assert form.is_valid(), form.errors
        return queries.answer(measure, found.question, form.known)

    return answer


@pytest.fixture
def numbers(ask):
    """The same as ``{key: number}``, with ``{key: (number, the year before)}`` where ``before`` is asked for."""

    def read(key, before=False, **data):
        found = ask(key, **data)
        lines = [*found.lines, found.total]
        if before:
            return {
                line.key or ("" if line is not found.total else "total"): (line.number, line.before) for line in lines
            }
        return {("total" if line is found.total else line.key): line.number for line in lines}

    return read
