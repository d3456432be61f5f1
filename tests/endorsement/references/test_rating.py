"""Raters begin, save, send and decline by their link."""

import datetime

import pytest

from common.drafts.actions import StaleVersion
from endorsement.award.models import Endorsement
from endorsement.references import items, queries
from endorsement.references.actions import handling, rating
from endorsement.references.actions.links import LinkGone
from endorsement.references.models import Rating, RatingItemSet, Reference, ReferenceLink
from tests import factories
from tests.endorsement.references.conftest import mails, rating_changes, tokens

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def endorse(person, association, category, *, on=datetime.date(2024, 1, 1), until=None):
    return Endorsement.objects.create(
        origin=f"test:{person.pk}",
        person=person,
        association=association,
        category=category,
        number=f"N-{person.pk}",
        endorsed_on=on,
        valid_until=until,
        listed_name=person.name,
    )


def item_set_of(reference):
    return queries.items_for(reference.association)


def test_the_first_save_opens_the_reference_and_pins_the_statements(ask):
    reference = ask()
    (token,) = tokens(reference)
    saved = rating.save_draft(token=token, version=0, changes={"comment": "so far", "answers": {"p1": "4"}})
    reference.refresh_from_db()
    assert (reference.state, saved.version, saved.comment) == ("opened", 1, "so far")
    assert saved.item_set.association is None
    assert saved.item_set.items == items.placeholders()
    assert [(c.transition, c.by_id, c.by_name) for c in queries.story(reference)] == [
        ("ask", reference.person_id, "Ana Ruiz"),
        ("open", None, "Rita Rater"),
    ]


def test_resumed_by_any_link_and_never_silently_written_over(ask):
    reference = ask()
    (token,) = tokens(reference)
    rating.save_draft(token=token, version=0, changes={"comment": "one"})
    second = rating.save_draft(token=token, version=1, changes={"comment": "two"})
    assert second.version == 2
    with pytest.raises(StaleVersion) as stale:
        rating.save_draft(token=token, version=1, changes={"comment": "from an old tab"})
    assert stale.value.current.comment == "two"
    with pytest.raises(StaleVersion):
        rating.save_draft(token=token, version=0, changes={"comment": "from a tab opened before the first save"})
    same = rating.save_draft(token=token, version=1, changes={"comment": "two"})
    assert same.version == 2
    assert Rating.objects.count() == 1


def test_sending_freezes_the_day_and_the_rater(ask, at, association, category):
    at(datetime.datetime(2025, 3, 2, 2, tzinfo=datetime.UTC))  # still 1 March in New York
    rater = factories.person("Rita Known", email="rita@gmail.com")
    endorse(rater, association, category)
    reference = ask()
    (token,) = tokens(reference)
    rating.send_rating(token=token, version=0, changes=rating_changes(item_set_of(reference), p1="nei"))
    reference.refresh_from_db()
    assert (reference.state, reference.completed_on) == ("done", datetime.date(2025, 3, 1))
    assert (reference.rater_id, reference.endorsed) == (rater.pk, True)
    assert reference.rating.sent_at is not None
    assert [mail.to for mail in mails(kind="reference.thanks")] == ["rita@gmail.com"]
    assert [mail.to for mail in mails(kind="reference-news.done")] == ["ana@people.example"]


def test_sending_twice_has_one_effect(ask):
    reference = ask()
    (token,) = tokens(reference)
    changes = rating_changes(item_set_of(reference))
    rating.send_rating(token=token, version=0, changes=changes)
    with pytest.raises(LinkGone):
        rating.send_rating(token=token, version=1, changes=changes | {"overall": "do_not_recommend"})
    with pytest.raises(LinkGone):
        rating.save_draft(token=token, version=1, changes={"overall": "do_not_recommend"})
    with pytest.raises(LinkGone):
        rating.decline(token=token)
    assert Rating.objects.get().overall == "recommend"
    assert len(mails(kind="reference.thanks")) == 1


def test_a_draft_is_sent_as_it_was_left(ask):
    reference = ask()
    (token,) = tokens(reference)
    changes = rating_changes(item_set_of(reference))
    saved = rating.save_draft(token=token, version=0, changes=changes)
    rating.send_rating(token=token, version=saved.version, changes=changes)
    reference.refresh_from_db()
    assert reference.state == "done"


def test_declining_throws_away_the_draft_and_tells_the_applicant_without_the_reason(ask):
    reference = ask()
    (token,) = tokens(reference)
    rating.save_draft(token=token, version=0, changes={"comment": "half"})
    rating.decline(token=token, reason="we fell out")
    reference.refresh_from_db()
    assert (reference.state, Rating.objects.count()) == ("declined", 0)
    (told,) = mails(kind="reference-news.declined")
    assert "we fell out" not in told.text + told.html + told.subject
    assert queries.story(reference)[-1].reason == "we fell out"
    with pytest.raises(LinkGone):
        rating.decline(token=token)


def test_a_bounced_reference_answers_all_the_same(ask):
    reference = ask()
    Reference.objects.update(state="bounced", problem="550")
    rating.save_draft(token=tokens(reference)[0], version=0, changes={"comment": "it came through"})
    reference.refresh_from_db()
    assert (reference.state, reference.problem) == ("opened", "")


def test_unknown_ended_and_expired_links_do_nothing(ask, at):
    at(START)
    reference = ask()
    (token,) = tokens(reference)
    with pytest.raises(ReferenceLink.DoesNotExist):
        rating.save_draft(token=token[:-1], version=0, changes={"comment": "x"})
    at(START + 120 * DAY)
    with pytest.raises(LinkGone) as gone:
        rating.save_draft(token=token, version=0, changes={"comment": "x"})
    assert gone.value.reference == reference
    at(START)
    ReferenceLink.objects.update(ended_at=START)
    with pytest.raises(LinkGone):
        rating.decline(token=token)
    assert Rating.objects.count() == 0
    assert queries.by_token("no such link") is None


# Statements


def test_an_association_loads_versions_of_its_own_and_ratings_keep_theirs(ask, association, coordinator):
    reference = ask()
    (token,) = tokens(reference)
    first = handling.save_items(association=association, text="# Care\nListens well\nIs on time", by=coordinator)
    assert (first.version, first.items) == (
        1,
        [{"key": "s1", "group": "Care", "text": "Listens well"}, {"key": "s2", "group": "Care", "text": "Is on time"}],
    )
    assert (
        handling.save_items(association=association, text="# Care\n Listens  well\n\nIs on time\n", by=coordinator)
        == first
    )
    saved = rating.save_draft(token=token, version=0, changes={"answers": {"s1": "4"}})
    second = handling.save_items(association=association, text="Something else", by=coordinator)
    assert (saved.item_set, second.version, queries.items_for(association)) == (first, 2, second)
    assert queries.own_item_sets(association) == [second, first]


def test_shown_statements_are_those_of_the_page_unless_they_are_foreign(ask, association, neighbour, coordinator):
    reference = ask()
    placeholders = queries.shown_items(reference, 0)
    assert placeholders.pk is None
    own = handling.save_items(association=association, text="Ours", by=coordinator)
    newer = handling.save_items(association=association, text="Newer", by=coordinator)
    foreign = handling.save_items(association=neighbour, text="Theirs", by=coordinator)
    assert queries.shown_items(reference, None) == newer
    assert queries.shown_items(reference, own.pk) == own
    assert queries.shown_items(reference, foreign.pk) == newer
    assert queries.shown_items(reference, 0).items == placeholders.items
    saved = rating.save_draft(token=tokens(reference)[0], version=0, changes={"comment": "x"}, item_set_id=0)
    assert (saved.item_set.association, queries.shown_items(reference, 0)) == (None, saved.item_set)
    assert RatingItemSet.objects.filter(association__isnull=True).count() == 1


@pytest.mark.parametrize(
    "text", ["", "\n \n", "# only a heading", "x" * 501, "Same\nsame", "\n".join(f"Statement {n}" for n in range(101))]
)
def test_text_that_makes_no_statements_is_refused_with_a_sentence(text):
    with pytest.raises(items.ItemsFault) as fault:
        items.read(text)
    assert str(fault.value)


def test_what_is_read_is_written_the_same():
    text = "# Care\nListens well\n\n# Thought\nAsks why\nWaits"
    assert items.write(items.read(text)) == text
    assert items.write(items.read("No group\n# One\nA")) == "No group\n\n# One\nA"
    assert items.read("A")[0]["group"] == ""


def test_placeholders_say_what_they_are():
    found = items.placeholders()
    assert (len(found), len({item["key"] for item in found}), len({item["group"] for item in found})) == (12, 12, 3)
    assert all("the association loads its own wording" in item["text"] for item in found)


# What the portfolio is told


def test_facts_in_every_state(ask, association, category, applicant):
    references = [ask(email=f"r{n}@gmail.com") for n in range(6)]
    done = references[0]
    changes = rating_changes(item_set_of(done), p1="nei", p2="nei", overall="do_not_recommend")
    rating.send_rating(token=tokens(done)[0], version=0, changes=changes)
    for reference, state in zip(references[1:], ["opened", "bounced", "expired", "declined", "replaced"], strict=True):
        Reference.objects.filter(pk=reference.pk).update(state=state)
    done.refresh_from_db()
    pending = {"roles": ["current_supervisor"], "endorsed": False, "vetted": False}
    assert queries.facts(applicant, association, category) == [
        {
            "id": done.code,
            "roles": ["current_supervisor"],
            "endorsed": False,
            "vetted": False,
            "completed_on": done.completed_on.isoformat(),
            "not_enough_information": 2,
            "overall": "do_not_recommend",
        },
        *({"id": reference.code, **pending} for reference in references[1:4]),
    ]


def test_facts_cost_the_same_for_one_and_for_six(ask, association, category, applicant, django_assert_num_queries):
    assert queries.facts(applicant, association, category) == []
    for n in range(6):
        rater = factories.person(email=f"r{n}@gmail.com")
        endorse(rater, association, category)
        ask(email=f"r{n}@gmail.com")
        if n in (0, 5):
            with django_assert_num_queries(2):
                facts = queries.facts(applicant, association, category)
            assert [fact["endorsed"] for fact in facts] == [True] * (n + 1)


def test_endorsed_is_what_the_registry_says(ask, association, category, applicant, at):
    at(START)
    lapsed = factories.person(email="lapsed@gmail.com")
    endorse(lapsed, association, category, until=datetime.date(2024, 12, 31))
    valid = factories.person(email="Valid@gmail.com")
    endorse(valid, association, category)
    ask(email="lapsed@gmail.com"), ask(email="VALID@gmail.com"), ask(email="stranger@gmail.com")
    assert [f["endorsed"] for f in queries.facts(applicant, association, category)] == [False, True, False]
    assert queries.is_endorsed(None, START.date()) is False


def test_endorsed_when_sent_stays(ask, association, category, applicant):
    rater = factories.person(email="rita@gmail.com")
    held = endorse(rater, association, category)
    reference = ask()
    rating.send_rating(token=tokens(reference)[0], version=0, changes=rating_changes(item_set_of(reference)))
    held.delete()
    assert queries.facts(applicant, association, category)[0]["endorsed"] is True


def test_vetted(ask, association, category, applicant, coordinator):
    reference = ask()
    handling.vet(reference=reference, by=coordinator, note="called her")
    handling.vet(reference=reference, by=coordinator, note="called again")
    assert queries.facts(applicant, association, category)[0]["vetted"] is True
    handling.withdraw_vetting(reference=reference, by=coordinator, note="wrong person")
    handling.withdraw_vetting(reference=reference, by=coordinator, note="wrong person")
    assert queries.facts(applicant, association, category)[0]["vetted"] is False
    assert [(c.transition, c.reason) for c in queries.story(reference)] == [
        ("ask", ""),
        ("vet", "called her"),
        ("withdraw_vetting", "wrong person"),
    ]
