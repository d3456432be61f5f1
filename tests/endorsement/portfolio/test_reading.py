"""The portfolio document: right on every database, without faults, one query for the entries however many."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.assessment.document import parse
from competencies.standard.models import Competency
from endorsement.portfolio import actions
from endorsement.portfolio.forms import FORMS, data_of
from endorsement.portfolio.models import KINDS, Document
from endorsement.portfolio.reading import document_part, read
from tests.endorsement.portfolio.conftest import FILLED
from tests.endorsement.portfolio.test_providers import endorsed

DAY = datetime.date(2024, 5, 4)

pytestmark = pytest.mark.usefixtures("standard")


def keep(save, kind, code, competencies=None, **changes):
    """An entry by its form, as typed."""
    from django.utils.datastructures import MultiValueDict

    data = MultiValueDict({key: value if isinstance(value, list) else [value] for key, value in FILLED[kind].items()})
    form = FORMS[kind](data, person=None)
    assert form.complete
    return save(kind, code=code, values={**form.values, **changes}, competencies=competencies)


def test_education_and_training_say_which_competencies_they_cover(owner, save):
    first, second = Competency.objects.all()[:2]
    keep(save, "education", "EDVCAT000001", {first.pk})
    keep(save, "training", "TRA000000001", {first.pk, second.pk})
    parts, _extras = document_part(owner)
    assert parts["person"] == {"name": "Olive Owner", "resides_in": "", "endorsements": []}
    assert parts["education"] == [
        {
            "id": "EDVCAT000001",
            "level": "bachelor",
            "field": "Child development",
            "related": True,
            "awarded_on": "2015-06-30",
            "transcript": "none",
            "competencies": [first.key],
        }
    ]
    assert parts["training"] == [
        {
            "id": "TRA000000001",
            "title": "Attachment",
            "on": "2023-05-04",
            "hours": 7.5,
            "topic": "iecmh",
            "competencies": [first.key, second.key],
        }
    ]


def test_work_that_goes_on_has_no_end(owner, save):
    keep(save, "work", "WORK00000001")
    keep(save, "work", "WORK00000002", ended_on=None, families=None, paid=False)
    ended = {
        "id": "WORK00000001",
        "from": "2018-01-01",
        "until": "2020-12-31",
        "title": "Home visitor",
        "paid": True,
        "supervised": False,
        "specialised_training": False,
        "age_bands": ["infant"],
        "families": 24,
        "nature": "prevention",
    }
    running = {name: value for name, value in ended.items() if name != "until"}
    running |= {"id": "WORK00000002", "paid": False, "families": 0}
    assert document_part(owner)[0]["work"] == [ended, running]


def test_rsc_names_its_provider_by_registry_or_by_name(owner, save, association):
    provider = endorsed("Maria Castillo", association)
    keep(save, "rsc", "RSC000000001", provider=provider)
    keep(save, "rsc", "RSC000000002", provider_name="Elsa Unknown")
    parts, extras = document_part(owner)
    hours = {"from": "2023-01-01", "until": "2023-06-30", "hours": 12, "format": "individual", "about": "own_work"}
    assert parts["rsc"] == [
        {"id": "RSC000000001", "provider": str(provider.public_id), **hours},
        {"id": "RSC000000002", "provider": "named Elsa Unknown", **hours},
    ]
    assert parts["providers"] == {
        str(provider.public_id): {"endorsements": [{"category": "IMHM-C", "from": "2020-01-01"}]},
        "named Elsa Unknown": {"endorsements": []},
    }
    named = {code: (extra["provider_name"], extra["in_registry"]) for code, extra in extras.items()}
    assert named == {"RSC000000001": ("Maria Castillo", True), "RSC000000002": ("Elsa Unknown", False)}
    portfolio = parse({"version": 1, **parts}, competencies=set(Competency.objects.values_list("key", flat=True)))
    assert portfolio.rsc[0].hours == Decimal(12)


def test_an_uploaded_transcript_counts_and_stands_with_the_extras(owner, save):
    keep(save, "education", "EDVCAT000001", set())
    Document.objects.create(
        person=owner,
        entry_code="EDVCAT000001",
        code="D0C000000001",
        kind="transcript",
        name="t.pdf",
        file="x",
        mime="application/pdf",
        size=1,
        sha256="0",
        uploaded_at=owner.created_at,
    )
    parts, extras = document_part(owner)
    assert parts["education"][0]["transcript"] == "unofficial"
    assert extras == {
        "EDVCAT000001": {
            "kind": "education",
            "label": "State University",
            "documents": [{"code": "D0C000000001", "name": "t.pdf", "kind": "transcript"}],
            "institution": "State University",
        }
    }


def test_drafts_and_removed_entries_are_left_out(owner, save):
    keep(save, "training", "DRAFT0000001", set())
    save("training", code="DRAFT0000002", values={"title": "Unfinished"}, complete=False)
    actions.remove_entry(by=owner, entry=keep(save, "training", "G0NE00000001", set()))
    evidence = read(owner)
    parts, _extras = document_part(owner, evidence)
    assert [one["id"] for one in parts["training"]] == ["DRAFT0000001"]
    assert [(kind, row["code"]) for kind, row in evidence.unfinished()] == [("training", "DRAFT0000002")]


@pytest.mark.parametrize("count", [1, 40])
def test_two_queries_for_any_number(owner, save, association, count, django_assert_num_queries):
    known = set(Competency.objects.values_list("pk", flat=True)[:5])
    provider = endorsed("Maria Castillo", association)
    for number in range(count):
        for kind in KINDS:
            extra = {"provider": provider} if kind == "rsc" else {}
            keep(
                save,
                kind,
                f"{kind.upper()[:4]:0<8}{number:04}",
                known if kind in ("education", "training") else None,
                **extra,
            )
    with django_assert_num_queries(2):
        parts, extras = document_part(owner)
    assert [len(parts[kind]) for kind in KINDS] == [count] * len(KINDS)
    assert len(extras) == len(KINDS) * count


LINE = st.text(max_size=250)
TYPED = st.one_of(
    LINE,
    st.dates().map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.integers().map(str),
    st.sampled_from(["infant", "bachelor", "iecmh", "prevention", "group", "own_work", "on"]),
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_the_document_has_no_faults(owner, kind, data):
    """What a form accepts the document accepts, and what is stored is shown again as it was typed."""
    from django.utils.datastructures import MultiValueDict

    filled = {key: value if isinstance(value, list) else [value] for key, value in FILLED[kind].items()}
    changed = data.draw(st.dictionaries(st.sampled_from(sorted(FORMS[kind].base_fields)), TYPED, max_size=3))
    form = FORMS[kind](MultiValueDict({**filled, **{key: [value] for key, value in changed.items()}}), person=owner)
    entry = actions.save_entry(
        by=owner,
        kind=kind,
        code="ABCDEFGHJKMN",
        values=form.values,
        competencies=form.competency_ids,
        typed=form.typed,
        complete=form.complete,
        window="W",
        version=0,
    )
    again = FORMS[kind](data_of(entry), person=owner)
    assert (again.values, again.typed, again.complete) == (form.values, form.typed, form.complete)
    parts, _extras = document_part(owner)
    assert len(parts[kind]) == form.complete
    parse({"version": 1, **parts})
