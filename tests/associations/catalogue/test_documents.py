"""docs/requirements.md is what the texts say."""

import pytest
from django.core.management import CommandError, call_command

from associations.catalogue import documents
from associations.policy.importers import read_overlay_file
from competencies.assessment.rules import requirement_from
from competencies.standard import wording
from competencies.standard.overlays import REFERENCES_VALIDITY, VETTED_PROVIDERS, overlaid
from competencies.standard.texts import read_standard


@pytest.fixture(scope="module")
def page():
    return documents.page()


def test_the_docs_are_what_the_texts_say():
    call_command("requirements_docs", "--check")


def test_a_difference_is_noticed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"run manage\.py requirements_docs"):
        call_command("requirements_docs", "--check")
    call_command("requirements_docs", verbosity=0)
    call_command("requirements_docs", "--check")
    (tmp_path / "docs" / "requirements.md").write_text("else", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("requirements_docs", "--check")


def test_everything_is_there(page):
    texts = read_standard()
    for category in texts.categories:
        assert f"| `{category.key}` | {category.name} |" in page
    for edition in texts.editions:
        for kind, asked in edition.requirements.items():
            chapter = page.partition(f"## {kind}: ")[2].partition("\n## ")[0]
            assert f"edition {edition.key} |" in chapter
            for key in asked:
                assert f"(`{key}`)" in chapter
    for rule in read_overlay_file():
        assert f"\n| {rule.association} | " in page.partition("## Overlays")[2]
    for competency in texts.competencies:
        assert f"| {competency.area} | {competency.title} |" in page


@pytest.mark.parametrize(
    "row",
    [
        "| Training hours (`training.hours`) | – | – "
        "| At least 48 hours of training mapped to competencies. | as before |",
        "| Exam (`exam`) | An exam, taken after the portfolio is approved. | as before | as before | – |",
        "| 2022-09-01 to 2024-12-31 | FS, FRS | FRS, MHS, MHM-C |",
        "| RIAIMH | ERS | always | Endorsement® held already | Held on the day: Family Specialist or Mental Health ",
        "| Training in giving RSC (`training.giving_rsc`) | all | At least 9 hours of training on this topic. "
        "| from the second renewal on; where RSC was given in the cycle |",
        "(`training.dei`) | all | At least 1 hour of training on this topic. | from the second renewal "
        "on; in cycles that end on 2023-01-01 or later |",
        "| Membership (`membership`) | all | Current membership of any association of the Alliance, or of WAIMH. "
        "| always |",
        "| AAIMH WA | `IFS` | Infant Family Practitioner |",
    ],
)
def test_cells(page, row):
    assert row in page


def test_what_differs_is_said_differently():
    """Pages and tables compare by words: two requirements that differ must not read the same."""
    texts, said = read_standard(), {}
    for edition in texts.editions:
        for kind, base in edition.requirements.items():
            found = [base]
            for rule in read_overlay_file():
                own = rule.requirement not in (VETTED_PROVIDERS, REFERENCES_VALIDITY)
                if own and (not rule.kinds or kind in rule.kinds):
                    found.append(overlaid(base, [rule], rule.until or edition.since))
            for asked in found:
                for key, params in asked.items():
                    requirement = requirement_from(key, params, key)
                    said.setdefault((key, wording.requirement_sentence(requirement)), set()).add(requirement)
    assert [key for key, requirements in said.items() if len(requirements) > 1] == []
