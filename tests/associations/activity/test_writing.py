"""Writing: saved as typed, by several people and windows, never one over the other."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from associations.activity import actions
from associations.activity.actions import files, writing
from associations.activity.enums import Heading
from associations.activity.models import ActivityFile, ActivityPassage, ActivityRemark
from common.drafts.actions import StaleVersion
from common.files.sniff import BadFile
from common.workflow.models import StatusChange
from tests.associations.activity.conftest import submitted, summary_of, write

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CODE = "ABCDEFGHJKMN"


def fresh(passage):
    return ActivityPassage.objects.get(pk=passage.pk)


def test_the_first_word_begins_the_summary(summary, people):
    assert write(summary, people.ana, "", areas=()).version == 0
    assert not ActivityPassage.objects.exists()
    saved = write(summary, people.ana, areas=("higher_education", "policy", "nonsense"))
    summary.refresh_from_db()
    assert (summary.state, summary.is_sample) == ("begun", False)
    assert (saved.text, saved.areas, saved.version) == ("A new law.", ["policy", "higher_education"], 1)
    assert saved.saved_by_name == "Ana Administrator"
    write(summary, people.ben, code=CODE)
    assert StatusChange.objects.filter(machine="activity_summary", transition="begin").count() == 1


def test_marking_areas_alone_is_saved_too(summary, people):
    assert write(summary, people.ana, "").version == 1


def test_a_second_window_never_overwrites_the_first(summary, people):
    first = write(summary, people.ana)
    changed = write(summary, people.ben, "A better law.", version=1)
    assert (changed.version, changed.saved_by_name) == (2, "Ben Coordinator")
    with pytest.raises(StaleVersion) as stale:
        write(summary, people.ana, "A worse law.", version=1)
    assert stale.value.current.text == "A better law."
    assert fresh(first).text == "A better law."
    kept = write(summary, people.ana, "A worse law.", version=stale.value.current.version)
    assert (kept.text, kept.saved_by_name) == ("A worse law.", "Ana Administrator")


def test_saving_what_is_there_changes_nothing(summary, people):
    write(summary, people.ana)
    same = write(summary, people.ben, version=0)
    assert (same.version, same.saved_by_name) == (1, "Ana Administrator")


def test_two_who_begin_under_one_heading_keep_both_texts(summary, people):
    write(summary, people.ana, "Ana's words")
    write(summary, people.ben, "Ben's words", code=CODE)
    assert set(ActivityPassage.objects.values_list("text", flat=True)) == {"Ana's words", "Ben's words"}


def test_the_same_code_of_another_association_is_another_passage(summary, theirs, people):
    write(summary, people.ana, "Ours")
    write(theirs, people.nia, "Theirs")
    assert ActivityPassage.objects.get(summary=summary).text == "Ours"


def test_removing_and_bringing_back(summary, people):
    passage = write(summary, people.ana)
    for _twice in range(2):
        gone = actions.remove_passage(summary=summary, passage=passage, by=people.ben)
    assert (gone.version, gone.saved_by_name, bool(gone.removed_at)) == (2, "Ben Coordinator", True)
    with pytest.raises(StaleVersion):
        write(summary, people.ana, "Typed meanwhile", version=2)
    back = write(summary, people.ana, "Typed meanwhile", version=2, restore=True)
    assert (back.removed_at, back.text, back.version) == (None, "Typed meanwhile", 3)
    actions.remove_passage(summary=summary, passage=passage, by=people.ana)
    for _twice in range(2):
        restored = actions.restore_passage(summary=summary, passage=passage, by=people.ana)
    assert (restored.removed_at, restored.version, restored.text) == (None, 5, "Typed meanwhile")


def test_a_summary_has_an_end(summary, people, monkeypatch):
    monkeypatch.setattr(writing, "MOST_PASSAGES", 1)
    write(summary, people.ana)
    with pytest.raises(actions.Refused, match="at most 1"):
        write(summary, people.ana, code=CODE)


def test_what_is_submitted_is_written_no_more(summary, people):
    submitted(summary, people.ana)
    passage = ActivityPassage.objects.get()
    for attempt in (
        lambda: write(summary, people.ana, "Else", version=1),
        lambda: actions.remove_passage(summary=summary, passage=passage, by=people.ana),
        lambda: actions.restore_passage(summary=summary, passage=passage, by=people.ana),
        lambda: actions.take_over(summary=summary, heading=Heading.POLICY, by=people.ana),
        lambda: actions.save_remark(summary=summary, key="invented", text="x", version=0, by=people.ana),
        lambda: actions.store_file(summary=summary, upload=pdf(), by=people.ana),
    ):
        with pytest.raises(actions.Refused, match="reopen it first"):
            attempt()
    assert fresh(passage).text == "A new law."
    assert not ActivityFile.objects.exists()


@pytest.fixture
def next_year(summary, theirs, people, association):
    """The year after one in which the association wrote two passages of policy and staff marked one."""
    write(summary, people.ana, "Programmes grew.", heading=Heading.PROGRAMMES, areas=(), code=CODE)
    done = submitted(summary, people.ana, "One law.", "Two laws.")
    actions.tag(passage=done.passages.get(text="One law."), areas=["identity"], by=people.staff)
    year = actions.prepare_year(year=2026, due_on=summary.year.due_on, words="", reminder_days=[], by=people.staff)
    return actions.open_year(year=year, by=people.staff)


def test_taking_over_last_years_words(next_year, association, people):
    summary = summary_of(next_year, association)
    made = actions.take_over(summary=summary, heading=Heading.POLICY, by=people.ben)
    assert [(one.text, one.areas) for one in made] == [("One law.", ["policy"]), ("Two laws.", ["policy"])]
    summary.refresh_from_db()
    assert summary.state == "begun"
    assert actions.take_over(summary=summary, heading=Heading.POLICY, by=people.ben) == []
    actions.remove_passage(summary=summary, passage=made[0], by=people.ben)
    again = actions.take_over(summary=summary, heading=Heading.POLICY, by=people.ben)
    assert [one.text for one in again] == ["One law."]
    assert actions.take_over(summary=summary, heading=Heading.RSC, by=people.ben) == []


def test_nothing_to_take_over_in_a_first_year(summary, people):
    assert actions.take_over(summary=summary, heading=Heading.POLICY, by=people.ana) == []
    summary.refresh_from_db()
    assert summary.state == "asked"


def remark(summary, by, text, version=0):
    return actions.save_remark(summary=summary, key="invented", text=text, version=version, by=by)


def test_a_remark_on_a_figure(summary, people):
    assert remark(summary, people.ana, "").version == 0
    assert remark(summary, people.ana, "Two moved away.").version == 1
    summary.refresh_from_db()
    assert summary.state == "begun"
    with pytest.raises(StaleVersion):
        remark(summary, people.ben, "Three moved away.")
    assert remark(summary, people.ben, "Three moved away.", version=1).saved_by_name == "Ben Coordinator"
    assert remark(summary, people.ana, "Three moved away.", version=1).saved_by_name == "Ben Coordinator"
    assert ActivityRemark.objects.count() == 1


def pdf(name="report.pdf", more=b""):
    return SimpleUploadedFile(name, PDF + more, "application/pdf")


def stored():
    return default_storage.listdir("activity")[1] if default_storage.exists("activity") else []


def test_a_file_is_kept_once_under_a_name_of_ours(summary, people):
    before = len(stored())
    first = actions.store_file(summary=summary, upload=pdf("C:\\secret\\Annual\nreport.PDF"), by=people.ana)
    assert first.name == "Annual report.pdf"
    assert actions.store_file(summary=summary, upload=pdf("other.pdf"), by=people.ben) == first
    assert len(stored()) == before + 1
    assert "report" not in first.file
    for _twice in range(2):
        actions.remove_file(summary=summary, file=first, by=people.ana)
    assert ActivityFile.objects.get().removed_at
    assert actions.store_file(summary=summary, upload=pdf(), by=people.ana) != first


def test_a_file_of_another_kind_and_one_too_many(summary, people, monkeypatch):
    with pytest.raises(BadFile):
        actions.store_file(summary=summary, upload=SimpleUploadedFile("a.pdf", b"no pdf"), by=people.ana)
    monkeypatch.setattr(files, "MOST_FILES", 1)
    actions.store_file(summary=summary, upload=pdf(".pdf"), by=people.ana)
    before = len(stored())
    with pytest.raises(actions.Refused, match="at most 1"):
        actions.store_file(summary=summary, upload=pdf(more=b"%"), by=people.ana)
    assert len(stored()) == before
    assert ActivityFile.objects.get().name == "file.pdf"
