"""The pages: writing with two windows, submitting, leading the year, and what nobody else finds."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from associations.activity import actions
from associations.activity.models import ActivityFile, ActivityPassage, ActivityRemark, ActivitySubmission
from common.audit.models import AccessLog
from common.outbox.models import Message
from tests.associations.activity.conftest import submitted, summary_of, write
from tests.associations.activity.test_writing import PDF, pdf

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CODE = "ABCDEFGHJKMN"
HERE = ["ct-aimh", 2025]


@pytest.fixture
def ana(signed_in, people, summary):
    return signed_in(people.ana)


def save(client, text="A new law.", *, version=0, htmx=True, code=CODE, **more):
    data = {"heading": "policy", "text": text, "areas": ["policy"], "version": version, **more}
    address = reverse("activity:passage", args=[*HERE, code])
    return client.post(address, data, headers=HTMX if htmx else {})


def text_of(answer):
    return answer.content.decode()


def test_saved_as_typed(ana, summary):
    answer = save(ana)
    assert answer.status_code == 200
    said = text_of(answer)
    assert f'id="p-{CODE}-version" value="1" hx-swap-oob="true"' in said
    assert "Last saved by Ana Administrator" in said
    assert "1 passage" in said
    page = text_of(ana.get(reverse("activity:write", args=HERE)))
    assert "A new law." in page
    assert "Invented people of CT-AIMH in 2025" in page
    assert "Your turn" in page


def test_a_second_window_gets_a_choice(ana, summary, people):
    save(ana)
    write(summary, people.ben, "Ben's words", code=CODE, version=1)
    answer = save(ana, "Ana's words", version=1)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, f"#passage-{CODE}", "outerHTML")
    said = text_of(answer)
    for words in ("Ana&#x27;s words", "Ben&#x27;s words", "Ben Coordinator saved:", "Keep what stands below"):
        assert words in said
    stored = ana.get(reverse("activity:passage", args=[*HERE, CODE]), headers=HTMX)
    assert "Ben&#x27;s words" in text_of(stored)
    kept = save(ana, "Ana's words", version=1, keep=2)
    assert (kept.status_code, kept["HX-Retarget"]) == (200, f"#passage-{CODE}")
    assert ActivityPassage.objects.get().text == "Ana's words"


def test_a_passage_removed_in_another_window(ana, summary, people):
    save(ana)
    actions.remove_passage(summary=summary, passage=ActivityPassage.objects.get(), by=people.ben)
    answer = save(ana, "Still typing", version=1)
    assert answer.status_code == 409
    assert "Ben Coordinator removed this passage" in text_of(answer)
    assert "Still typing" in text_of(answer)
    save(ana, "Still typing", version=1, keep=2)
    passage = ActivityPassage.objects.get()
    assert (passage.removed_at, passage.text) == (None, "Still typing")


def test_without_scripts(ana, summary, people):
    assert save(ana, htmx=False)["Location"] == f"/a/ct-aimh/activity/2025/#passage-{CODE}"
    write(summary, people.ben, "Ben's words", code=CODE, version=1)
    answer = save(ana, "Ana's words", version=1, htmx=False)
    assert answer.status_code == 409
    assert "<html" in text_of(answer)
    assert "Ana&#x27;s words" in text_of(answer)
    too_long = save(ana, "x" * 8001, version=2, htmx=False)
    assert too_long.status_code == 422
    assert "x" * 8001 in text_of(too_long)
    new = save(ana, "y" * 8001, code="Z" * 12, htmx=False)
    assert "y" * 8001 in text_of(new)
    more = text_of(ana.get(reverse("activity:write", args=HERE), {"more": "policy"}))
    assert more.count('name="heading" value="policy"') == 2


def test_removing_and_bringing_back(ana):
    save(ana)
    remove, restore = (reverse(f"activity:{name}", args=[*HERE, CODE]) for name in ("remove", "restore"))
    gone = ana.post(remove, headers=HTMX)
    assert "Bring it back" in text_of(gone)
    assert "Removed passages" in text_of(ana.get(reverse("activity:write", args=HERE)))
    assert "<textarea" in text_of(ana.post(restore, headers=HTMX))
    assert ana.post(remove)["Location"] == "/a/ct-aimh/activity/2025/#policy"
    assert ana.post(reverse("activity:remove", args=[*HERE, "Z" * 12])).status_code == 404


def test_an_empty_passage_more(ana):
    part = text_of(ana.get(reverse("activity:add_passage", args=[*HERE, "rsc"]), headers=HTMX))
    assert 'name="heading" value="rsc"' in part
    assert "autofocus" in part
    assert ana.get(reverse("activity:add_passage", args=[*HERE, "nothing"])).status_code == 404
    assert not ActivityPassage.objects.exists()


def test_a_code_of_another_summary_is_nobodys(ana, theirs, people):
    write(theirs, people.nia, "Theirs", code=CODE)
    assert save(ana).status_code == 404
    assert ana.post("/a/ct-aimh/activity/2025/passages/abc/", {"heading": "policy"}).status_code == 404


def test_submitted_meanwhile_keeps_what_is_typed_on_the_page(ana, summary, people):
    save(ana)
    actions.submit(summary=summary, by=people.ben)
    answer = save(ana, "Late words", version=1)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#notice")
    assert "reopen it first" in text_of(answer)
    plain = save(ana, "Late words", version=1, htmx=False)
    assert (plain.status_code, "Late words" in text_of(plain)) == (409, True)
    remove = reverse("activity:remove", args=[*HERE, CODE])
    assert ana.post(remove)["Location"] == "/a/ct-aimh/activity/2025/"
    assert ana.post(reverse("activity:take_over", args=[*HERE, "policy"])).status_code == 302
    remark = ana.post(reverse("activity:remark", args=[*HERE, "invented"]), {"text": "x"}, headers=HTMX)
    assert remark.status_code == 409
    assert ana.get(reverse("activity:add_passage", args=[*HERE, "rsc"])).status_code == 404
    assert not ActivityRemark.objects.exists()


def test_a_remark_on_a_figure(ana, summary, people):
    address = reverse("activity:remark", args=[*HERE, "invented"])
    said = text_of(ana.post(address, {"text": "One moved.", "version": 0}, headers=HTMX))
    assert 'id="f-invented-version" value="1" hx-swap-oob="true"' in said
    actions.save_remark(summary=summary, key="invented", text="Two moved.", version=1, by=people.ben)
    stale = ana.post(address, {"text": "Three moved.", "version": 1}, headers=HTMX)
    assert (stale.status_code, stale["HX-Retarget"]) == (409, "#figure-invented")
    assert "Two moved." in text_of(stale)
    assert ana.post(address, {"text": "Three moved.", "version": 1}).status_code == 409
    assert "Two moved." in text_of(ana.get(address))
    kept = ana.post(address, {"text": "Three moved.", "version": 1, "keep": 2}, headers=HTMX)
    assert kept["HX-Retarget"] == "#figure-invented"
    assert ana.post(address, {"text": "x" * 1001}).status_code == 422
    assert ana.post(address, {"text": "x" * 1001}, headers=HTMX).status_code == 422
    assert ana.post(address, {"text": "Four.", "version": 3})["Location"].endswith("#figure-invented")
    assert ana.get(reverse("activity:remark", args=[*HERE, "nothing"])).status_code == 404


def test_files(ana, summary, people):
    address = reverse("activity:upload", args=HERE)
    assert "report.pdf" in text_of(ana.post(address, {"file": pdf()}, headers=HTMX))
    wrong = ana.post(address, {"file": SimpleUploadedFile("a.pdf", b"no pdf")}, headers=HTMX)
    assert (wrong.status_code, "not a PDF" in text_of(wrong)) == (422, True)
    assert ana.post(address, {"file": SimpleUploadedFile("a.pdf", b"no pdf")}).status_code == 422
    assert ana.post(address, {"file": pdf(more=b"%")}).status_code == 302
    file = ActivityFile.objects.first()
    answer = ana.get(reverse("activity:file", args=[*HERE, file.code]))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("application/pdf", PDF)
    assert "attachment" in answer["Content-Disposition"]
    left = text_of(ana.post(reverse("activity:remove_file", args=[*HERE, file.code]), headers=HTMX))
    assert (file.code in left, "report.pdf" in left) == (False, True)
    save(ana)
    actions.submit(summary=summary, by=people.ana)
    assert ana.post(reverse("activity:remove_file", args=[*HERE, file.code])).status_code == 302
    ActivityFile.objects.update(file="activity/lost")
    assert ana.get(reverse("activity:file", args=[*HERE, file.code])).status_code == 404


def test_staff_see_a_file_once_it_is_submitted(signed_in, summary, people):
    file = actions.store_file(summary=summary, upload=pdf(), by=people.ana)
    address = reverse("activity:file", args=[*HERE, file.code])
    client = signed_in(people.staff)
    assert client.get(address).status_code == 404
    submitted(summary, people.ana)
    assert client.get(address).status_code == 200
    assert AccessLog.objects.filter(about=f"activity-file:{file.code}", by_id=people.staff.pk).count() == 1
    assert signed_in(people.nia).get(address).status_code == 404


def test_reading_it_through_and_submitting(ana, summary):
    address = reverse("activity:submit", args=HERE)
    assert "Nothing is written yet" in text_of(ana.get(address))
    assert ana.post(address)["Location"] == "/a/ct-aimh/activity/2025/"
    save(ana)
    page = text_of(ana.get(address))
    for words in ("A new law.", "Headings without a word", "Submit to the Alliance", "Invented people"):
        assert words in page
    ana.post(address)
    assert ActivitySubmission.objects.get().number == 1
    assert ana.get(address)["Location"] == "/a/ct-aimh/activity/2025/"
    shown = ana.get(reverse("activity:write", args=HERE), follow=True)
    assert "Submission 1" in text_of(shown)
    assert "Open it again" in text_of(shown)


def test_opening_again(ana, signed_in, summary, people):
    submitted(summary, people.ana)
    address = reverse("activity:reopen", args=HERE)
    assert "stays as it was" in text_of(ana.get(address))
    assert ana.post(address, {"reason": " "}).status_code == 200
    assert ana.post(address, {"reason": "A number is wrong."})["Location"] == "/a/ct-aimh/activity/2025/"
    page = text_of(ana.get(reverse("activity:write", args=HERE)))
    assert "Ana Administrator reopened this summary" in page
    assert "A number is wrong." in page
    assert "Go on writing" in text_of(ana.get(reverse("activity:submission", args=[*HERE, 1])))
    staff = signed_in(people.staff)
    assert staff.post(address, {"reason": "Again."})["Location"] == "/alliance/activity/2025/"


def test_earlier_submissions_stay(ana, summary, people):
    submitted(summary, people.ana)
    actions.reopen(summary=summary, reason="More.", by=people.staff)
    actions.submit(summary=summary, by=people.ana)
    first = text_of(ana.get(reverse("activity:submission", args=[*HERE, 1])))
    assert "earlier submission, kept as it was" in first
    assert "Submission 2" in first
    assert ana.get(reverse("activity:submission", args=[*HERE, 3])).status_code == 404


def test_taking_over(ana, summary, people, association):
    submitted(summary, people.ana, "One law.")
    later = actions.prepare_year(year=2026, due_on=summary.year.due_on, words="", reminder_days=[], by=people.staff)
    actions.open_year(year=later, by=people.staff)
    page = text_of(ana.get(reverse("activity:write", args=["ct-aimh", 2026])))
    assert "What you wrote for 2025" in page
    address = reverse("activity:take_over", args=["ct-aimh", 2026, "policy"])
    assert "1 passage is taken over" in text_of(ana.post(address, follow=True))
    again = text_of(ana.post(address, follow=True))
    assert "nothing to take over" in again
    assert "Taken over." in again
    listed = text_of(ana.get(reverse("activity:mine", args=["ct-aimh"])))
    assert listed.index("2026") < listed.index("2025")
    assert summary_of(later, association).state == "begun"


def test_a_year_that_closed_without_an_answer(ana, year, people):
    actions.close_year(year=year, by=people.staff)
    assert "closed without a summary" in text_of(ana.get(reverse("activity:write", args=HERE)))
    assert "closed without a summary" in text_of(ana.get(reverse("activity:mine", args=["ct-aimh"])))


def test_others_find_nothing(signed_in, summary, people):
    for person in (people.rae, people.nia, people.staff):
        client = signed_in(person)
        for name, args in (("write", HERE), ("mine", HERE[:1]), ("submit", HERE)):
            assert client.get(reverse(f"activity:{name}", args=args)).status_code == 404


def test_the_mail_says_nothing_of_what_is_written(summary, people):
    submitted(summary, people.ana, "A secret law.")
    actions.reopen(summary=summary, reason="A secret reason.", by=people.staff)
    assert not [one for one in Message.objects.all() if "secret" in one.text + one.subject]
