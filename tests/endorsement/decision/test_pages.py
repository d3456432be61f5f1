import pytest
from django.urls import reverse

from endorsement.application.models import Application
from endorsement.award.models import Endorsement
from endorsement.decision.models import Decision
from tests import factories
from tests.endorsement.review import cases


def where(name, application):
    return reverse(f"decision:{name}", args=[application.association.slug, application.code])


@pytest.fixture
def client_of(decided_by, signed_in):
    return signed_in(decided_by)


def whole(response, **changes):
    """What the page's form posts."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def htmx(client, application, data):
    return client.post(where("save", application), data, headers={"hx-request": "true"})


def test_from_draft_to_sent(client_of, reviewed):
    application = reviewed()
    page = client_of.get(where("edit", application))
    assert not Decision.objects.exists()
    assert "Congratulations" in page.content.decode()
    previewed = client_of.post(where("save", application), whole(page), follow=True)
    text = previewed.content.decode()
    assert "Ready to send?" in text
    assert "is endorsed: Infant Family Specialist" in text
    assert application.person.email in text
    sent = client_of.post(where("send", application), {"version": 1}, follow=True)
    assert "is endorsed. The letter is on its way" in sent.content.decode()
    assert Endorsement.objects.count() == 1
    again = client_of.post(where("send", application), {"version": 1}, follow=True)
    assert "no longer possible" in again.content.decode()
    assert "There is nothing to decide now" in client_of.get(where("edit", application)).content.decode()
    assert client_of.get(where("preview", application)).url == where("edit", application)


@pytest.mark.parametrize(("outcome", "words"), [("defer", "has been told what to add"), ("hold", "has been told why")])
def test_deferring_and_holding_from_the_page(client_of, reviewed, outcome, words):
    application = reviewed("defer", "defer", v1="not_met")
    page = client_of.get(where("edit", application))
    saved = htmx(client_of, application, whole(page, outcome=outcome, why_11="Please add", reason="They nearly agree"))
    data = whole(saved) if saved.context else {}
    assert saved.status_code == 200
    previewed = client_of.get(where("preview", application))
    assert "Please add" in previewed.content.decode()
    assert previewed.context["problems"] == []
    sent = client_of.post(where("send", application), {"version": Decision.objects.get().version}, follow=True)
    assert words in sent.content.decode()
    assert data["outcome"] == outcome
    if outcome == "hold":
        held = client_of.get(where("edit", application))
        assert [choice.value for choice in held.context["outcomes"]] == ["endorse", "defer"]
        assert held.context["form"]["why_11"].value() == "Please add"


def test_saving_as_typed_tells_the_next_version_and_redrafts_the_letter(client_of, reviewed):
    application = reviewed()
    data = whole(client_of.get(where("edit", application)))
    first = htmx(client_of, application, data)
    assert 'id="id_version" value="1" hx-swap-oob="true"' in first.content.decode()
    assert "letter-fields" not in first.content.decode()
    second = htmx(client_of, application, data | {"version": 1, "outcome": "defer"})
    text = second.content.decode()
    assert 'id="letter-fields" hx-swap-oob="true"' in text
    assert "Please say why" in text


def test_a_stale_window_gets_a_choice(client_of, reviewed):
    application = reviewed()
    data = whole(client_of.get(where("edit", application)))
    htmx(client_of, application, data | {"reason": "first window"})
    stale = htmx(client_of, application, data | {"reason": "second window"})
    assert stale.status_code == 409
    assert "first window" in stale.content.decode()
    page = client_of.post(where("save", application), data | {"reason": "second window"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "first window" in text
    assert "second window" in text
    kept = client_of.post(where("save", application), data | {"reason": "second window", "keep": 1})
    assert kept.status_code == 302
    assert Decision.objects.get().reason == "second window"


def test_what_is_missing_stops_the_sending_and_nothing_is_lost(client_of, reviewed):
    application = reviewed("endorse", "defer")
    page = client_of.get(where("edit", application))
    client_of.post(where("save", application), whole(page, outcome="endorse"))
    preview = client_of.get(where("preview", application))
    assert "please say for the record why" in preview.content.decode()
    assert "Decide and send" not in preview.content.decode()
    refused = client_of.post(where("send", application), {"version": 1})
    assert refused.status_code == 422
    assert Application.objects.get(pk=application.pk).state == "to_decide"


def test_nothing_drafted_has_nothing_to_preview(client_of, reviewed):
    text = client_of.get(where("preview", reviewed())).content.decode()
    assert "Choose the outcome first." in text


def test_a_changed_draft_is_looked_at_again(client_of, reviewed):
    application = reviewed()
    data = whole(client_of.get(where("edit", application)))
    htmx(client_of, application, data)
    response = client_of.post(where("send", application), {"version": "mangled"}, follow=True)
    assert "changed after this preview" in response.content.decode()
    assert not Endorsement.objects.exists()


def test_bad_input_keeps_what_was_typed(client_of, reviewed):
    application = reviewed()
    data = whole(client_of.get(where("edit", application)), reason="x" * 5001, outcome="endorse")
    page = client_of.post(where("save", application), data)
    assert page.status_code == 422
    assert "x" * 5001 in page.content.decode()
    assert htmx(client_of, application, data).status_code == 422
    assert htmx(client_of, application, data | {"reason": "", "outcome": "refuse"}).status_code == 422
    assert not Decision.objects.exists()


def test_hostile_text_is_kept_harmless(client_of, reviewed):
    application = reviewed()
    hostile = "<img src=x onerror=alert(1)>\x00\r\nBcc: all@example.org =HYPERLINK()"
    data = whole(client_of.get(where("edit", application)), letter_subject=hostile, letter=hostile, reason=hostile)
    client_of.post(where("save", application), data)
    text = client_of.get(where("preview", application)).content.decode()
    assert "<img src=x" not in text
    draft = Decision.objects.get()
    assert draft.letter_subject == "<img src=x onerror=alert(1)> Bcc: all@example.org =HYPERLINK()"
    assert "\x00" not in draft.letter


def test_saving_after_it_was_decided_elsewhere_says_so(client_of, reviewed):
    application = reviewed()
    data = whole(client_of.get(where("edit", application)))
    client_of.post(where("save", application), data)
    client_of.post(where("send", application), {"version": 1})
    assert htmx(client_of, application, data).status_code == 409
    response = client_of.post(where("save", application), data, follow=True)
    assert "no longer possible" in response.content.decode()


def test_the_page_costs_the_same_with_two_and_three_reviews(
    client_of, reviewed, office, association, django_assert_num_queries
):
    from endorsement.review import actions as review

    application = reviewed()
    client_of.get(where("edit", application))
    with django_assert_num_queries(14):
        client_of.get(where("edit", application))
    third = review.add_third(
        application=application, reviewer=cases.reviewer(association), due_on=cases.due(), by=office[0]
    )
    cases.signed(cases.again(third))
    with django_assert_num_queries(14):
        client_of.get(where("edit", application))


# Scope -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["edit", "save", "preview", "send"])
def test_only_who_handles_the_application_decides(reviewed, name, signed_in, neighbour, association, office):
    application = reviewed()
    stranger = factories.person()
    factories.role(stranger, "coordinator", neighbour)
    for person in (application.person, stranger, office[1][0], factories.person()):
        client = signed_in(person)
        send = client.get if name in ("edit", "preview") else client.post
        assert send(where(name, application)).status_code == 404
    assert client.get(reverse("decision:edit", args=[neighbour.slug, application.code])).status_code == 404


def test_nobody_decides_their_own_and_a_colleagues_goes_to_the_deputy(reviewed, signed_in, association, office):
    colleague = factories.person("Carl Colleague")
    application = reviewed(person=colleague)
    factories.role(colleague, "coordinator", association)
    deputy = factories.person("Dee Deputy")
    association.deputy = deputy
    association.save()
    staff = factories.person("Ali Alliance")
    factories.role(staff, "alliance_staff")
    statuses = {
        person.name: signed_in(person).get(where("edit", application)).status_code
        for person in (colleague, office[0], deputy, staff)
    }
    assert statuses == {"Carl Colleague": 404, "Cora Coordinator": 404, "Dee Deputy": 200, "Ali Alliance": 200}


def test_the_applicant_reads_the_letters_again_and_nobody_else_does(client_of, reviewed, signed_in, office):
    application = reviewed()
    address = reverse("decision:letters", args=[application.code])
    assert client_of.get(address).status_code == 404
    text = signed_in(application.person).get(address).content.decode()
    assert "No decision has been sent yet" in text
    client = signed_in(office[0])
    client.post(where("save", application), whole(client.get(where("edit", application)), reason="INTERNAL"))
    client.post(where("send", application), {"version": 1})
    text = signed_in(application.person).get(address).content.decode()
    assert "Congratulations" in text
    assert "INTERNAL" not in text
