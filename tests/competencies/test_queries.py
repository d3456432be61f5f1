import datetime

import pytest

from competencies.standard import queries
from competencies.standard.models import EditionCompetency, Requirement, StandardLoad
from tests import factories

DAY = datetime.date(2025, 1, 5)


@pytest.mark.parametrize(
    ("category", "day", "sentence"),
    [
        (
            "IFS",
            datetime.date(2017, 12, 31),
            "IFS cannot be applied for on 2017-12-31; it can be applied for from 2018-01-01 on.",
        ),
        (
            "IFRS",
            DAY,
            "IFRS cannot be applied for on 2025-01-05; it can be applied for from 2022-09-01 to 2023-12-31.",
        ),
        (
            "ECFRS",
            datetime.date(2022, 8, 31),
            "ECFRS cannot be applied for on 2022-08-31; it can be applied for from 2022-09-01 to 2023-12-31.",
        ),
        (
            "ERS",
            datetime.date(2023, 12, 31),
            "ERS cannot be applied for on 2023-12-31; it can be applied for from 2024-01-01 on.",
        ),
    ],
)
def test_not_offered(category, day, sentence, standard):
    assert not queries.category_offered(category, day)
    with pytest.raises(queries.NotOffered) as caught:
        queries.rules_for(category, day)
    assert str(caught.value) == sentence


def test_a_category_no_edition_asks_anything_of(standard):
    with factories.standard_free():
        Requirement.objects.filter(category__key="ERS").delete()
    StandardLoad.objects.create(loaded_at=queries.standard().editions[0].loaded_at, sha256="x")
    with pytest.raises(queries.NotOffered) as caught:
        queries.rules_for("ERS", DAY)
    assert str(caught.value) == (
        "ERS cannot be applied for on 2025-01-05: no edition loaded here has requirements for it."
    )


@pytest.mark.parametrize(
    ("editions", "times"),
    [
        (["2018", "2022"], "from 2018-01-01 to 2023-12-31"),
        (["2018", "2024"], "from 2018-01-01 to 2022-08-31, from 2024-01-01 to 2024-12-31"),
        (["2022", "2025"], "from 2022-09-01 to 2023-12-31, from 2025-01-01 on"),
    ],
)
def test_when_a_category_was_offered(editions, times, standard):
    known = queries.standard()
    with factories.standard_free():
        Requirement.objects.filter(category__key="IFS").exclude(edition__key__in=editions).delete()
    StandardLoad.objects.create(loaded_at=known.editions[0].loaded_at, sha256="x")
    with pytest.raises(queries.NotOffered) as caught:
        queries.rules_for("IFS", datetime.date(2010, 1, 1))
    assert str(caught.value) == f"IFS cannot be applied for on 2010-01-01; it can be applied for {times}."


def test_offered_by_key_and_by_row(standard):
    category = queries.standard().categories["ECFA"]
    assert queries.category_offered(category, DAY)
    assert queries.rules_for(category, DAY) == queries.rules_for("ECFA", DAY)
    keys = [one.key for one in queries.categories_on(DAY)]
    assert keys == [*(key for key in queries.standard().categories if key not in ("IFRS", "ECFRS"))]
    assert len(keys) == 13
    assert queries.categories_on(datetime.date(2017, 1, 1)) == []


def test_an_unknown_category(standard):
    with pytest.raises(queries.UnknownCategory):
        queries.rules_for("XX", DAY)
    with pytest.raises(queries.UnknownCategory):
        queries.category_offered("XX", DAY)


def test_the_rules_cost_one_query_and_a_load_is_seen(standard, django_assert_num_queries):
    queries.rules_for("IFS", DAY)
    with django_assert_num_queries(1):
        queries.rules_for("IFA", DAY)
    StandardLoad.objects.create(loaded_at=queries.standard().editions[0].loaded_at, sha256="x")
    with django_assert_num_queries(8):
        queries.rules_for("IFS", DAY)
    with django_assert_num_queries(1):
        queries.rules_for("IFS", DAY)


def test_rows_say_what_they_are(standard):
    known = queries.standard()
    asked = EditionCompetency.objects.select_related("competency").first()
    assert [
        str(known.editions[0]),
        str(known.categories["IMHM-R/F"]),
        str(known.competencies["communicating/writing"]),
        str(Requirement.objects.get(edition__key="2018", category__key="IFS", kind="rsc.hours")),
        str(asked),
        str(known.provider_rules[0]),
        len(str(StandardLoad.objects.get())),
    ] == ["2018", "IMHM-R/F", "writing", "rsc.hours", "asked", "FS, FRS, MHS", 12]


def test_before_anything_is_loaded(no_standard):
    assert queries.categories_on(DAY) == []
    with pytest.raises(queries.UnknownCategory):
        queries.rules_for("IFS", DAY)
