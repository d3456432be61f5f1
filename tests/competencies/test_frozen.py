"""The database itself refuses to change what was published or submitted, whoever asks and however."""

import datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from competencies.standard.actions import amending
from competencies.standard.models import Amendment, Category, Competency, Edition, EditionCompetency, Requirement

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


def refused(does) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        does()
    return str(caught.value)


def first(model):
    return model.objects.filter(edition__key="2025").order_by("pk")[:1]


def more(model):
    """A further row of the edition, made of one that is there."""
    row = first(model).get()
    row.pk = None
    if model is Requirement:
        row.kind = "rsc.window"
    else:
        row.category = Category.objects.get(key="ERS")
    row.save(force_insert=True)


@pytest.mark.parametrize("model", [Requirement, EditionCompetency])
@pytest.mark.parametrize(
    "does",
    [
        lambda model: model.objects.filter(pk__in=first(model)).update(category=Category.objects.get(key="ERS")),
        lambda model: model.objects.filter(pk__in=first(model)).update(
            edition=Edition.objects.create(
                key="new", in_force_from=DAY, text_sha256="", loaded_at=Edition.objects.first().loaded_at
            )
        ),
        lambda model: model.objects.filter(pk__in=first(model)).delete(),
        more,
    ],
    ids=["changed", "given to another edition", "deleted", "added"],
)
def test_a_row_of_a_published_edition(standard, model, does):
    before = list(model.objects.order_by("pk").values())
    assert "What a published edition asks is frozen" in refused(lambda: does(model))
    assert list(model.objects.order_by("pk").values()) == before
    with transaction.atomic(), amending({"2025": ["tried"]}, reason="A test."):
        does(model)
    assert list(model.objects.order_by("pk").values()) != before
    # What comes after is refused again, and the trace stays.
    refused(lambda: first(model).get().delete())
    assert Amendment.objects.get().changes == ["tried"]


def test_sql_typed_by_hand(standard):
    def typed():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE competencies_requirement SET position = position + 1")

    assert "frozen" in refused(typed)


@pytest.mark.parametrize(
    "change",
    [
        {"key": "2019"},
        {"in_force_from": DAY},
        {"in_force_until": DAY},
        {"in_force_until": None},
        {"grace_until": DAY},
        {"published_at": None},
    ],
    ids=str,
)
def test_the_facts_of_a_published_edition(standard, change):
    assert "frozen" in refused(lambda: Edition.objects.filter(key="2018").update(**change))


def test_an_edition_is_not_deleted(standard):
    assert "frozen" in refused(Edition.objects.get(key="2018").delete)


def test_an_open_edition_may_end_once(standard):
    open_one = Edition.objects.filter(key="2025")
    assert open_one.update(in_force_until=DAY, text_sha256="other") == 1
    refused(lambda: open_one.update(in_force_until=None))


def test_an_edition_being_written_is_free(standard):
    edition = Edition.objects.get(key="2025")
    edition.pk, edition.key, edition.published_at = None, "new", None
    edition.save(force_insert=True)
    row = first(Requirement).get()
    row.pk, row.edition = None, edition
    row.save(force_insert=True)
    row.delete()
    edition.delete()


def test_the_trace_of_an_amendment_stays(standard):
    with amending({"2025": ["a"]}, reason="Because."):
        pass
    traced = Amendment.objects.filter(edition_key="2025")
    for change in ({"closed_at": None}, {"reason": "Other."}, {"changes": []}, {"by_name": "Nobody"}):
        assert "never changed" in refused(lambda change=change: traced.update(**change))
    assert "never deleted" in refused(traced.delete)


def test_a_failed_amendment_leaves_nothing(standard):
    with pytest.raises(ZeroDivisionError), amending({"2025": []}, reason="Because."):
        Requirement.objects.filter(edition__key="2025").delete()
        _ = 1 / 0
    assert (Amendment.objects.count(), Requirement.objects.filter(edition__key="2025").exists()) == (0, True)


def test_titles_are_no_part_of_an_edition(standard):
    assert Competency.objects.filter(position=0).update(english_title="Another") == 1


def test_past_the_model(standard):
    """The model's own refusal is not what is tried here."""
    rows = models.QuerySet(Requirement).filter(edition__key="2025")
    refused(lambda: rows.update(params={}))
