"""The database itself refuses to change or delete what was submitted."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from endorsement.application.models import Snapshot

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("does", "says"),
    [
        (lambda rows: rows.update(edition="2018"), "A snapshot is never changed."),
        (lambda rows: rows.update(document={}), "A snapshot is never changed."),
        (lambda rows: rows._raw_delete("default"), "A snapshot is never deleted."),
    ],
)
def test_past_the_model(submitted, does, says):
    rows = models.QuerySet(Snapshot)
    before = list(rows.values())
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        does(rows.all())
    assert list(rows.values()) == before


def test_sql_typed_by_hand(submitted):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE endorsement_snapshot SET judged_on = '2020-01-01'")
