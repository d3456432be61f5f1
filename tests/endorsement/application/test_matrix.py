import pytest

from endorsement.application.matrix import CompetencyRow, EntryLine

EVIL = '<script>alert("1")</script>'


@pytest.mark.parametrize(("standing", "mark"), [("gap", "no evidence yet:"), ("open", "look:"), ("covered", "has ev")])
def test_a_row_says_how_it_stands_and_escapes_what_people_wrote(standing, mark):
    lines = (EntryLine(EVIL, '/?a="', ""), None, EntryLine(EVIL, "/", "", EVIL))
    drawn = CompetencyRow(EVIL, "es", standing, "/add/", {}, lines).drawn
    assert mark in drawn
    assert "<script" not in drawn and 'href="/?a=&quot;"' in drawn
    assert [drawn.count(f"<{tag}") for tag in ("th", "td", "a ")] == [1, 3, 2 + (standing != "covered")]
    assert (drawn.count("matrix-none"), drawn.count("matrix-mark-out"), drawn.count("matrix-why")) == (1, 1, 1)
    assert drawn.count('<span lang="es">&lt;script&gt;') == 1 + (standing != "covered")
    assert "does not count:" in drawn and "counts:" in drawn


def test_nothing_to_add_where_nothing_can_be_added():
    assert "Add training" not in CompetencyRow("One", "en", "gap", "", {}).drawn
