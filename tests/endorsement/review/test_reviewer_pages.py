import pytest
from django.urls import reverse

from endorsement.application.models import Application
from endorsement.portfolio.models import Document
from endorsement.portfolio.permissions import may as may_portfolio
from endorsement.review import actions, queries
from endorsement.review.models import Assignment
from tests import factories
from tests.endorsement.review import cases


def page(client, name, *args, **kwargs):
    return client.get(reverse(f"review:{name}", args=args), **kwargs)


def everything(assignment, verdict="met", comment="", recommendation="endorse", **changes):
    """What the whole form posts."""
    data = {}
    for row in queries.judgements_of(assignment):
        data |= {f"j{row.pk}-verdict": verdict, f"j{row.pk}-comment": comment, f"j{row.pk}-version": row.version}
    current = cases.again(assignment)
    data |= {"r-recommendation": recommendation, "r-comment": "", "r-version": current.version}
    return data | changes


@pytest.fixture
def mine(pair, signed_in):
    """``(client, the opened assignment)`` of the first reviewer."""
    return signed_in(pair[0].reviewer), cases.opened(pair[0])


# The queue -------------------------------------------------------------------------------------------------------


def test_a_visitor_signs_in_first(client, db):
    assert page(client, "queue").url.startswith(reverse("account_login"))


def test_an_empty_queue_says_what_would_be_here(client, signed_in, db):
    assert "Nothing waits for you" in page(signed_in(factories.person()), "queue").content.decode()


def test_the_queue_says_how_far_and_how_late(pair, signed_in, office):
    client = signed_in(pair[0].reviewer)
    assert "not opened yet" in page(client, "queue").content.decode()
    opened = cases.opened(pair[0])
    actions.save_review(assignment=opened, by=opened.reviewer, judgements=cases.typed(opened)[:6])
    Assignment.objects.filter(pk=opened.pk).update(due_on=cases.due(-2))
    text = page(client, "queue").content.decode()
    assert "judged 6 of 11" in text
    assert "2 days late" in text
    assert "New York time" in text


@pytest.mark.parametrize(
    ("days", "words"), [(0, "due today"), (1, "1 day left"), (9, "9 days left"), (-1, "1 day late")]
)
def test_a_due_date_in_words(pair, monkeypatch, days, words):
    import datetime

    from common import clock
    from endorsement.review.presenters import due_of

    today = pair[0].due_on - datetime.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: datetime.datetime.combine(today, datetime.time(17), datetime.UTC))
    due = due_of(pair[0], "America/New_York")
    assert (due.words, due.late) == (words, days < 0)


def test_the_day_ends_where_the_association_is(pair, monkeypatch):
    import datetime

    from common import clock
    from endorsement.review.presenters import due_of

    just_after_midnight_utc = datetime.datetime.combine(
        pair[0].due_on + datetime.timedelta(days=1), datetime.time(2), datetime.UTC
    )
    monkeypatch.setattr(clock, "now", lambda: just_after_midnight_utc)
    assert due_of(pair[0], "America/New_York").late is False
    assert due_of(pair[0], "Europe/Dublin").late is True


def test_the_queue_costs_the_same_at_any_length(office, association, signed_in, django_assert_num_queries):
    coordinator, reviewers = office
    client = signed_in(reviewers[0])
    for size in (1, 10):
        while Assignment.objects.count() < 2 * size:
            made = cases.in_review(association, coordinator, reviewers, person=factories.person())
            cases.opened(made[0])
        page(client, "queue")
        with django_assert_num_queries(7):
            response = page(client, "queue")
        assert len(response.context["rows"]) == size


def test_what_was_signed_stays_to_be_read(pair, signed_in):
    done = cases.signed(pair[0])
    client = signed_in(done.reviewer)
    assert "Reviews you signed" in page(client, "queue").content.decode()
    text = page(client, "open", done.code).content.decode()
    assert "You signed this review" in text
    assert "<textarea" not in text


# Conflicts first -------------------------------------------------------------------------------------------------


def test_the_question_about_conflicts_comes_before_the_portfolio(pair, signed_in):
    client = signed_in(pair[0].reviewer)
    text = page(client, "open", pair[0].code).content.decode()
    assert "Does anything stand between you and the applicant?" in text
    assert "Harbor Family Center" in text
    assert "Sam Supervisor" in text
    assert "Attachment in practice" not in text
    assert cases.again(pair[0]).state == "asked"
    response = client.post(reverse("review:begin", args=[pair[0].code]))
    assert response.status_code == 422
    assert cases.again(pair[0]).state == "asked"
    response = client.post(reverse("review:begin", args=[pair[0].code]), {"no_conflict": "yes"})
    assert response.url == reverse("review:open", args=[pair[0].code])
    assert "Attachment in practice" in page(client, "open", pair[0].code).content.decode()


def test_opening_when_it_is_too_late_says_so(pair, application, signed_in):
    Application.objects.filter(pk=application.pk).update(state="deferred")
    client = signed_in(pair[0].reviewer)
    response = client.post(reverse("review:begin", args=[pair[0].code]), {"no_conflict": "yes"}, follow=True)
    assert "is now deferred" in response.content.decode()


def test_handing_back_with_a_reason(pair, signed_in):
    client = signed_in(pair[0].reviewer)
    address = reverse("review:hand_back", args=[pair[0].code])
    assert client.get(address).status_code == 200
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Please say in a few words" in refused.content.decode()
    response = client.post(address, {"reason": "We share an office"}, follow=True)
    assert "handed back" in response.content.decode()
    assert cases.again(pair[0]).handed_back_reason == "We share an office"
    assert client.get(address).status_code == 404
    assert page(client, "open", pair[0].code).status_code == 404


def test_handing_back_what_is_signed_says_so(pair, signed_in):
    done = cases.signed(pair[0])
    client = signed_in(done.reviewer)
    assert page(client, "hand_back", done.code).status_code == 404
    response = client.post(reverse("review:hand_back", args=[done.code]), {"reason": "x"}, follow=True)
    assert "no longer possible" in response.content.decode()


# The review page -------------------------------------------------------------------------------------------------


def test_every_competency_with_its_evidence_and_what_was_checked(mine):
    client, assignment = mine
    response = page(client, "open", assignment.code)
    panels = [panel for area in response.context["areas"] for panel in area.panels]
    assert [panel.key for panel in panels] == cases.asked_keys()
    assert {line.counts for panel in panels for line in panel.evidence} == {True}
    assert [len(panel.evidence) for panel in panels] == [2, 2, *[1] * 9]
    checked = response.context["checked"]
    assert [(row.key, row.reasons) for row in checked.to_look_at] == [("competencies", ())]
    assert "rsc.hours" in {row.key for row in checked.met}
    assert [label for label, _ in response.context["sections"]] == [
        "Education (1)",
        "Work (1)",
        "Training (2)",
        "Reflective supervision/consultation (1)",
        "References (3)",
        "The application as a whole (1)",
    ]
    text = response.content.decode()
    assert "attendance.pdf" in text
    assert reverse("portfolio:document", args=["DOC000000001"]) in text


def test_opening_costs_the_same_at_any_size(mine, django_assert_num_queries):
    client, assignment = mine
    page(client, "open", assignment.code)
    with django_assert_num_queries(7):
        page(client, "open", assignment.code)


def test_saving_one_as_typed_costs_little(mine, django_assert_num_queries):
    client, assignment = mine
    row = queries.judgements_of(assignment)[0]
    data = {f"j{row.pk}-verdict": "met", f"j{row.pk}-comment": "Good", f"j{row.pk}-version": 1}
    with django_assert_num_queries(10):
        response = client.post(reverse("review:save", args=[assignment.code]), data, headers={"hx-request": "true"})
    assert response.status_code == 200
    text = response.content.decode()
    assert f'name="j{row.pk}-version" id="id_j{row.pk}-version" value="2" hx-swap-oob="true"' in text
    assert 'id="review-progress" hx-swap-oob="true"' in text
    row.refresh_from_db()
    assert (row.verdict, row.comment) == ("met", "Good")


def test_the_whole_page_is_saved_without_scripts(mine, django_assert_num_queries):
    client, assignment = mine
    data = everything(assignment, verdict="more", comment="Please add")
    with django_assert_num_queries(11):
        response = client.post(reverse("review:save", args=[assignment.code]), data)
    assert response.url == reverse("review:open", args=[assignment.code])
    assert {row.verdict for row in queries.judgements_of(assignment)} == {"more"}
    assert cases.again(assignment).recommendation == "endorse"


def test_a_stale_window_gets_a_choice_and_keeps_its_text(mine):
    client, assignment = mine
    row = queries.judgements_of(assignment)[0]
    address = reverse("review:save", args=[assignment.code])
    post = {f"j{row.pk}-verdict": "met", f"j{row.pk}-comment": "first window", f"j{row.pk}-version": 1}
    client.post(address, post, headers={"hx-request": "true"})
    post |= {f"j{row.pk}-comment": "second window"}
    stale = client.post(address, post, headers={"hx-request": "true"})
    assert (stale.status_code, stale["HX-Retarget"]) == (409, f"#judge-{row.pk}")
    assert "first window" in stale.content.decode()
    assert "second window" in stale.content.decode()
    again = client.post(address, post, headers={"hx-request": "true"})
    assert again.status_code == 409
    kept = client.post(address, post | {f"j{row.pk}-keep": 2}, headers={"hx-request": "true"})
    assert kept.status_code == 200
    assert f'<fieldset class="judgement" id="judge-{row.pk}" data-autosave' in kept.content.decode()
    row.refresh_from_db()
    assert (row.comment, row.version) == ("second window", 3)


def test_a_stale_recommendation_gets_a_choice_too(mine):
    client, assignment = mine
    address = reverse("review:save", args=[assignment.code])
    post = {"r-recommendation": "endorse", "r-comment": "first window", "r-version": 1}
    assert client.post(address, post, headers={"hx-request": "true"}).status_code == 200
    post |= {"r-comment": "second window"}
    stale = client.post(address, post, headers={"hx-request": "true"})
    assert (stale.status_code, stale["HX-Retarget"]) == (409, "#recommendation")
    kept = client.post(address, post | {"r-keep": 2}, headers={"hx-request": "true"})
    assert '<fieldset class="judgement" id="recommendation" data-autosave' in kept.content.decode()
    assert cases.again(assignment).comment == "second window"


def test_the_stored_version_can_be_fetched(mine):
    client, assignment = mine
    row = queries.judgements_of(assignment)[0]
    cases.judge(assignment, comment="stored", overall="all in all")
    assert "stored" in page(client, "part", assignment.code, row.pk).content.decode()
    assert "all in all" in page(client, "part", assignment.code, 0).content.decode()
    assert page(client, "part", assignment.code, 10**6).status_code == 404


def test_without_scripts_a_stale_page_shows_both_and_saves_the_rest(mine):
    client, assignment = mine
    rows = queries.judgements_of(assignment)
    old = everything(assignment, comment="this page")
    cases.judge(assignment, verdict="not_met", recommendation="", comment="")
    actions.save_review(
        assignment=assignment,
        by=assignment.reviewer,
        judgements=[actions.TypedJudgement(rows[0].pk, 2, "more", "the other window")],
    )
    for row in rows[1:]:
        row.refresh_from_db()
        old[f"j{row.pk}-version"] = row.version
    response = client.post(reverse("review:save", args=[assignment.code]), old)
    assert response.status_code == 422
    text = response.content.decode()
    assert "the other window" in text
    assert "saved in another window meanwhile; please choose" in text
    assert [row.comment for row in queries.judgements_of(assignment)] == ["the other window", *["this page"] * 10]
    # the parts that were saved carry their new version, the stale one its old
    forms = {pk: form["version"].value() for pk, form in _forms(response).items()}
    assert forms[rows[0].pk] == "1"
    assert {forms[row.pk] for row in rows[1:]} == {3}


def _forms(response):
    return {panel.judgement.pk: panel.form for area in response.context["areas"] for panel in area.panels}


def test_a_text_that_is_too_long_is_refused_and_kept(mine):
    client, assignment = mine
    row = queries.judgements_of(assignment)[0]
    data = everything(assignment) | {f"j{row.pk}-comment": "x" * 5001}
    response = client.post(reverse("review:sign", args=[assignment.code]), data)
    assert response.status_code == 422
    assert "x" * 5001 in response.content.decode()
    assert cases.again(assignment).state == "open"
    part = client.post(
        reverse("review:save", args=[assignment.code]),
        {f"j{row.pk}-verdict": "nonsense", f"j{row.pk}-comment": "", f"j{row.pk}-version": 1},
        headers={"hx-request": "true"},
    )
    assert part.status_code == 422
    overall = {"r-recommendation": "x", "r-comment": "", "r-version": 1}
    address = reverse("review:save", args=[assignment.code])
    assert client.post(address, overall, headers={"hx-request": "true"}).status_code == 422


def test_hostile_text_is_kept_harmless(mine):
    client, assignment = mine
    row = queries.judgements_of(assignment)[0]
    hostile = '<script>alert(1)</script>\x00\x07 \u202egnal =HYPERLINK("x") \U0001f476\r\nسلام'
    data = {f"j{row.pk}-verdict": "met", f"j{row.pk}-comment": hostile, f"j{row.pk}-version": "١'; --"}
    response = client.post(reverse("review:save", args=[assignment.code]), data, headers={"hx-request": "true"})
    assert response.status_code == 409 or response.status_code == 200
    data[f"j{row.pk}-version"] = 1
    client.post(reverse("review:save", args=[assignment.code]), data, headers={"hx-request": "true"})
    row.refresh_from_db()
    assert row.comment == '<script>alert(1)</script>   gnal =HYPERLINK("x") \U0001f476\nسلام'
    text = page(client, "open", assignment.code).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


# Signing ---------------------------------------------------------------------------------------------------------


def test_sign_and_next_opens_the_next_one_owed(mine, office, association):
    client, assignment = mine
    coordinator, reviewers = office
    other = cases.in_review(association, coordinator, reviewers, person=factories.person("Next One"))
    response = client.post(reverse("review:sign", args=[assignment.code]), everything(assignment))
    assert response.url == reverse("review:open", args=[other[0].code])
    cases.opened(other[0])
    response = client.post(reverse("review:sign", args=[other[0].code]), everything(other[0]))
    assert response.url == reverse("review:queue")
    assert cases.again(other[0]).state == "signed"


def test_an_unfinished_review_is_saved_and_says_what_is_missing(mine):
    client, assignment = mine
    rows = queries.judgements_of(assignment)
    data = everything(assignment, comment="kept", recommendation="")
    data |= {f"j{rows[0].pk}-verdict": "", f"j{rows[5].pk}-verdict": ""}
    response = client.post(reverse("review:sign", args=[assignment.code]), data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "saved but not signed" in text
    assert text.count("Not judged yet:") == 2
    assert f'href="#id_j{rows[0].pk}-verdict_0"' in text
    assert "Your recommendation is missing" in text
    assert {row.comment for row in queries.judgements_of(assignment)} == {"kept"}


def test_signing_what_was_signed_elsewhere_shows_what_was_typed(mine):
    client, assignment = mine
    done = cases.judge(assignment)
    actions.sign(assignment=done, by=done.reviewer)
    data = everything(assignment) | {"r-comment": "typed in a forgotten window"}
    for name in ("sign", "save"):
        response = client.post(reverse(f"review:{name}", args=[assignment.code]), data)
        assert response.status_code == 409
        assert "typed in a forgotten window" in response.content.decode()
    part = client.post(reverse("review:save", args=[assignment.code]), data, headers={"hx-request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (409, "#review-notice")


def test_signing_after_the_application_left_review_says_so(mine, application):
    client, assignment = mine
    Application.objects.filter(pk=application.pk).update(state="deferred")
    response = client.post(reverse("review:sign", args=[assignment.code]), everything(assignment), follow=True)
    assert "is now deferred" in response.content.decode()


# Blindness and scope ---------------------------------------------------------------------------------------------


def test_neither_reviewer_reads_the_other_before_both_have_signed(pair, mine):
    client, assignment = mine
    cases.signed(pair[1], verdict="not_met", comment="SECRET VIEW", recommendation="defer", overall="SECRET WHOLE")
    text = page(client, "open", assignment.code).content.decode()
    assert "SECRET" not in text
    assert pair[1].reviewer.name not in text
    client.post(reverse("review:sign", args=[assignment.code]), everything(assignment))
    text = page(client, "open", assignment.code).content.decode()
    assert "SECRET VIEW" in text
    assert pair[1].reviewer.name in text


@pytest.mark.parametrize("name", ["open", "begin", "save", "sign", "hand_back", "part"])
def test_other_peoples_reviews_do_not_exist(pair, name, signed_in, neighbour, association):
    opened = cases.opened(pair[0])
    args = [opened.code, 0] if name == "part" else [opened.code]
    stranger = cases.reviewer(neighbour)
    colleague = cases.reviewer(association)
    coordinator = factories.person()
    factories.role(coordinator, "coordinator", association)
    for person in (pair[1].reviewer, stranger, colleague, coordinator, opened.cycle.application.person):
        client = signed_in(person)
        address = reverse(f"review:{name}", args=args)
        send = client.post if name in ("begin", "save", "sign") else client.get
        assert send(address).status_code == 404


def test_a_mangled_code_does_not_exist(mine):
    client, _ = mine
    for code in ("nothing", "%00", "x" * 200, "' OR 1=1"):
        assert client.get(f"/reviews/{code}/").status_code == 404


def test_an_ended_role_closes_the_door(pair, signed_in):
    done = cases.signed(pair[0])
    done.reviewer.role_grants.update(ended_at="2026-01-01T00:00:00Z")
    assert page(signed_in(done.reviewer), "open", done.code).status_code == 404


def test_a_closed_application_is_no_longer_open_to_its_reviewers(pair, application, signed_in):
    done = cases.signed(pair[0])
    Application.objects.filter(pk=application.pk).update(state="endorsed")
    response = client_get_followed(signed_in(done.reviewer), done)
    assert "no longer open to reviewers" in response.content.decode()


def client_get_followed(client, assignment):
    return client.get(reverse("review:open", args=[assignment.code]), follow=True)


def test_who_may_download_what_was_cited(pair, application):
    document = Document(person=application.person, code="DOC000000001", removed_at="2026-01-01T00:00:00Z")
    other = Document(person=application.person, code="DOC000000009")
    reviewer = pair[0].reviewer
    assert not may_portfolio(reviewer, "portfolio.read_document", document)
    cases.opened(pair[0])
    assert may_portfolio(reviewer, "portfolio.read_document", document)
    assert not may_portfolio(reviewer, "portfolio.read_document", other)
    assert not may_portfolio(pair[1].reviewer, "portfolio.read_document", document)
    assert not may_portfolio(None, "portfolio.read_document", document)
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    assert not may_portfolio(reviewer, "portfolio.read_document", document)


# A second submission ---------------------------------------------------------------------------------------------


def test_a_resubmission_shows_what_changed(office, association, signed_in):
    coordinator, reviewers = office
    application = cases.submitted(association)
    cases.snapshot(application, hours=42)
    first, _second = cases.asked(application, coordinator, reviewers)
    cases.opened(first)
    text = page(signed_in(reviewers[0]), "open", first.code).content.decode()
    assert "What changed since the last submission" in text
    assert "42 hours" in text
    assert "<del>30 hours</del>" in text


def test_the_person_gets_their_own_reviews_and_no_others(pair):
    cases.signed(pair[0], comment="my words")
    found = queries.personal_data(pair[0].reviewer)
    assert [row["recommendation"] for row in found["reviews.json"]] == ["endorse"]
    assert {one["comment"] for one in found["reviews.json"][0]["judgements"]} == {"my words"}
    assert queries.personal_data(pair[0].cycle.application.person) == {}


def test_the_badge_counts_what_is_owed(pair):
    assert queries.owed(pair[0].reviewer) == 1
    cases.signed(pair[0])
    assert queries.owed(pair[0].reviewer) == 0
    assert queries.owed(None) == 0
