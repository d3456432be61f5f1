"""Two submissions compared; what raters answered stays out of what applicants see."""

import pytest

from endorsement.application import documents
from endorsement.application.assessment import judge
from endorsement.application.contents import entries_of, findings_of, sections_of, tally
from endorsement.application.diff import section_label, snapshot_diff
from endorsement.application.models import Snapshot
from endorsement.application.privacy import for_applicant, seen_by_applicant, without_ratings
from endorsement.portfolio.models import Education, Training, Work
from endorsement.references.enums import Overall
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db


def test_nothing_changed(submitted):
    snapshot = Snapshot.objects.get()
    diff = snapshot_diff(snapshot, documents.draft_of(submitted))
    assert not diff
    assert diff.changed_ids == set()


def test_added_removed_changed(submitted):
    person = submitted.person
    Education.objects.filter(person=person).delete()
    Work.objects.filter(person=person).update(title="Parent educator", employer="")
    added = makings.training(person, title="Watching and wondering", hours=3)
    Training.objects.get(title="The first thousand days").competencies.clear()
    diff = snapshot_diff(Snapshot.objects.get(), documents.draft_of(submitted))
    assert [entry.title for entry in diff.added] == ["Watching and wondering"]
    assert [entry.title for entry in diff.removed] == ["bachelor’s degree, Psychology"]
    changed = {one.entry.title: one.changes for one in diff.changed}
    assert changed["Parent educator"] == (
        ("Title", "Home visitor", "Parent educator"),
        ("Employer", "Sample Families", ""),
    )
    assert [term for term, _before, _after in changed["The first thousand days"]] == ["Competencies"]
    assert added.code in diff.changed_ids
    judged = {one.title: (one.before.status, one.after.status) for one in diff.findings}
    assert judged == {"Training hours": ("met", "unmet"), "Competencies": ("met", "unmet")}


def test_a_requirement_asked_for_on_one_side_only(submitted):
    old = documents.submission_of(Snapshot.objects.get())
    fewer = {**old.assessment, "findings": old.assessment["findings"][1:]}
    new = documents.Submission(old.document, old.extras, fewer, old.edition)
    [change] = snapshot_diff(old, new).findings
    assert (change.title, change.before.status, change.after) == ("Education", "met", None)
    [change] = snapshot_diff(new, old).findings
    assert (change.before, change.after.status) == (None, "met")


def test_documents_count_as_a_change(submitted):
    old = documents.submission_of(Snapshot.objects.get())
    entry = old.document["work"][0]["id"]
    extras = {**old.extras, entry: {**old.extras[entry], "documents": [{"code": "X", "name": "letter.pdf"}]}}
    new = documents.Submission(old.document, extras, old.assessment, old.edition)
    [change] = snapshot_diff(old, new).changed
    assert change.changes == (("Documents", "", "letter.pdf"),)


def test_sections_hold_entries_findings_and_comments(submitted):
    snapshot = Snapshot.objects.get()
    sections = sections_of(snapshot.document, snapshot.extras, snapshot.assessment, {"work": ["hello"]})
    found = {one.key: (len(one.entries), [row.key for row in one.findings], one.comments) for one in sections}
    assert found["work"] == (1, [], ["hello"])
    assert found["training"] == (1, ["training.hours", "competencies"], [])
    assert found["references"][0] == 3
    assert found["general"] == (1, ["membership"], [])
    assert section_label("rsc") == "Reflective supervision/consultation"


def test_facts_are_words(submitted):
    snapshot = Snapshot.objects.get()
    entries = entries_of(snapshot.document, snapshot.extras, snapshot.assessment)
    [work] = entries["work"]
    assert dict(work.facts) == {
        "Employer": "Sample Families",
        "Period": work.facts[1][1],
        "Paid": "yes",
        "Supervised": "yes",
        "Supervisor": "Sam Supervisor",
        "Ages served": "before birth to 36 months",
        "Families served": "20",
        "Nature of the work": "promotion",
    }
    assert work.facts[1][1].endswith(" to today")
    assert [entry.title for entry in entries["references"]] == ["Rater 1", "Rater 2", "Rater 3"]


def test_what_a_rater_answered_is_for_the_handler_alone(standard, association):
    application = makings.draft(makings.applicant(association), association)
    makings.references(application, overall=Overall.DO_NOT_RECOMMEND)
    makings.signed(application)
    draft = documents.draft_of(application)
    row = {one.key: one for one in findings_of(draft.document, draft.extras, draft.assessment)}["references.count"]
    assert (row.status, [sentence for _about, sentence in row.reasons]) == (
        "review",
        ["It counts, but does not recommend; a reviewer will look at it."],
    )
    seen = draft.for_applicant()
    row = {one.key: one for one in findings_of(seen.document, seen.extras, seen.assessment)}["references.count"]
    assert (row.status, row.reasons) == ("met", ())
    live = seen_by_applicant(judge(application).assessment).finding("references.count")
    assert (live.status, live.reasons) == ("met", ())
    assert "do_not_recommend" in str(draft.document)
    assert "recommend" not in str(without_ratings(draft.document))


def test_other_findings_stay_as_they_are(submitted):
    assessment = Snapshot.objects.get().assessment
    assert for_applicant(assessment) == assessment


def test_notes_say_why_an_entry_does_not_count(submitted):
    makings.training(submitted.person, title="Unmapped", hours=3)
    draft = documents.draft_of(submitted)
    entries = {one.title: one for one in entries_of(draft.document, draft.extras, draft.assessment)["training"]}
    assert entries["Unmapped"].notes == ("It is not mapped to a competency. Choose at least one that it taught.",)
    assert entries["The first thousand days"].notes == ()
    assert tally(findings_of(draft.document, draft.extras, draft.assessment))["unmet"] == 0
