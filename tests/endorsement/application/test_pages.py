"""Every page: who sees it, what it says, what it costs, what bad input does."""

import datetime

import pytest
from django.urls import reverse

from associations.fees.actions import set_fees
from associations.fees.models import Due
from associations.people.enums import Role
from common import clock
from common.outbox.models import Message
from common.workflow.engine import move
from competencies.assessment.facts import CATEGORIES_OF_KIND
from competencies.standard.models import Category
from endorsement.application import actions
from endorsement.application.enums import ApplicationState
from endorsement.application.forms import StartForm
from endorsement.application.models import Agreement, AgreementText, Application, Comment, Snapshot
from endorsement.application.presenters import category_choices
from endorsement.application.workflow import MACHINE
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
HOSTILE = ["<script>alert(1)</script>", "\u202eevil", "=HYPERLINK(1)", "x" * 10_000, "👶" * 50, "a\x07b", "a\x00b"]


def own_pages(application):
    code = application.code
    return [
        reverse("application:agreements", args=[code]),
        reverse("application:submit", args=[code]),
        reverse("application:withdraw", args=[code]),
        reverse("application:question", args=[code, "work"]),
        reverse("application:print", args=[code]),
    ]


def handling_pages(application):
    place = [application.association.slug, application.code]
    return [reverse(f"application:{name}", args=place) for name in ("handle", "return", "print_handled")]


class TestAccess:
    def test_visitors_are_asked_to_sign_in(self, client, submitted):
        for url in [*own_pages(submitted), *handling_pages(submitted), reverse("application:my_data")]:
            response = client.get(url)
            assert (response.status_code, "/login/" in response["Location"]) == (302, True), url

    def test_others_find_nothing(self, signed_in, submitted, neighbour, association):
        stranger = factories.person()
        reviewer = factories.person()
        factories.role(reviewer, Role.REVIEWER, association)
        other = factories.person()
        factories.role(other, Role.COORDINATOR, neighbour)
        for who in (stranger, reviewer, other):
            client = signed_in(who)
            for url in [*own_pages(submitted), *handling_pages(submitted)]:
                assert client.get(url).status_code == 404, url
            assert (
                client.post(reverse("application:answer", args=[association.slug, submitted.code])).status_code == 404
            )

    def test_the_wrong_association_in_the_address_is_404(self, signed_in, submitted, staff, neighbour):
        url = reverse("application:handle", args=[neighbour.slug, submitted.code])
        assert signed_in(staff).get(url).status_code == 404

    def test_a_coordinator_does_not_handle_their_own_but_the_deputy_does(self, signed_in, submitted, association):
        factories.role(submitted.person, Role.COORDINATOR, association)
        deputy = factories.person("Della Deputy")
        association.deputy = deputy
        association.save()
        pages = handling_pages(submitted)[:2]
        assert [signed_in(submitted.person).get(url).status_code for url in pages] == [404, 404]
        assert [signed_in(deputy).get(url).status_code for url in pages] == [200, 200]

    def test_queue_is_for_those_who_handle(self, signed_in, association, coordinator, staff, neighbour):
        url = reverse("application:queue", args=[association.slug])
        everywhere = reverse("application:queue_all")
        statuses = {
            name: [signed_in(who).get(one).status_code for one in (url, everywhere)]
            for name, who in (("coordinator", coordinator), ("staff", staff), ("stranger", factories.person()))
        }
        assert statuses == {"coordinator": [200, 200], "staff": [200, 200], "stranger": [404, 404]}
        assert signed_in(coordinator).get(reverse("application:queue", args=[neighbour.slug])).status_code == 404

    def test_unknown_codes_sections_and_numbers(self, signed_in, submitted):
        client = signed_in(submitted.person)
        for url in (
            reverse("application:submit", args=["NOSUCH"]),
            reverse("application:question", args=[submitted.code, "nosuch"]),
            reverse("application:submitted", args=[submitted.code, 9]),
            reverse("application:my_data_file", args=["NOSUCH"]),
        ):
            assert client.get(url).status_code == 404


class TestStart:
    def test_defaults_to_where_one_is_a_member(self, signed_in, standard, association, neighbour):
        person = factories.person()
        factories.member(person, neighbour)
        response = signed_in(person).get(reverse("application:start"))
        assert response.context["association"] == neighbour
        offered = [one.key for one in response.context["offered"]]
        assert offered[:4] == ["IFA", "ECFA", "IFS", "ECFS"]
        assert "IFRS" not in offered

    def test_asks_for_the_association_first(self, signed_in, standard, association):
        response = signed_in(factories.person()).get(reverse("application:start"))
        assert response.context["association"] is None
        assert b"Infant Family Associate" not in response.content

    def test_starts(self, signed_in, standard, association):
        client = signed_in(factories.person())
        url = reverse("application:start") + f"?association={association.slug}"
        assert b"Infant Family Specialist" in client.get(url).content
        response = client.post(url, {"category": "ifs"})
        application = Application.objects.get()
        assert response["Location"] == reverse("application:dashboard", args=[application.code])
        assert application.category.key == "IFS"

    def test_categories_are_grouped_by_track_with_a_sentence_each(self, signed_in, association):
        known = [
            Category(key=key, slug=key.lower().replace("/", ""), kind=kind, track=track, english_name=key)
            for kind, keys in CATEGORIES_OF_KIND.items()
            for key, track in zip(keys, ("both",) if kind == "ERS" else ("infant", "early_childhood"), strict=True)
        ]
        groups = dict(category_choices(known, association))
        assert [len(choices) for choices in groups.values()] == [7, 7, 1]
        assert [label for choices in groups.values() for _slug, label in choices if 'd-block"></span>' in label] == []
        form = StartForm(offered=known, association=association)
        assert "-----" not in form.as_p()

    def test_the_form_begins_with_words(self, signed_in, standard, association):
        page = signed_in(factories.person()).get(reverse("application:start")).content.decode()
        assert "Choose your association" in page
        assert "-----" not in page

    def test_says_what_is_owed_before_it_starts(self, signed_in, standard, association, neighbour):
        ifs, ecfa = (Category.objects.get(key=key) for key in ("IFS", "ECFA"))
        today = clock.today(association.time_zone)
        setting = {"association": association, "currency": "AUD", "valid_from": today, "by": None}
        set_fees(**setting, kind="registration", amounts={None: 1500, ifs: 2000, ecfa: 0})
        set_fees(**setting, kind="processing", amounts={ifs: 10_000, ecfa: 2500})
        set_fees(**setting | {"valid_from": today + DAY}, kind="registration", amounts={None: 9900})
        client = signed_in(factories.person())
        page = client.get(reverse("application:start"), {"association": association.slug})
        labels = {
            slug: label
            for _track, choices in page.context["form"].fields["category"].choices
            for slug, label in choices
        }
        said = {key: labels[key].rsplit('<span class="d-block">')[1] for key in ("ifa", "ifs", "ecfa")}
        assert said == {
            "ifa": "You will owe: 15.00 AUD for registration when you start.</span>",
            "ifs": "You will owe: 20.00 AUD for registration when you start, 100.00 AUD for processing when you "
            "submit.</span>",
            "ecfa": "You will owe: 25.00 AUD for processing when you submit. Starting costs nothing.</span>",
        }
        assert said["ifs"] in page.content.decode()
        assert not Due.objects.exists()
        client.post(page.wsgi_request.get_full_path(), {"category": "ifs"})
        assert [(due.kind, due.amount) for due in Due.objects.all()] == [("registration", 2000)]
        free = client.get(reverse("application:start"), {"association": neighbour.slug}).content.decode()
        assert "No fee is asked for this category." in free

    @pytest.mark.parametrize("category", ["", "ifrs", "nosuch", *HOSTILE])
    def test_bad_categories_are_said(self, signed_in, standard, association, category):
        url = reverse("application:start") + f"?association={association.slug}"
        response = signed_in(factories.person()).post(url, {"category": category})
        assert response.status_code == 200
        assert response.context["form"].errors
        assert Application.objects.count() == 0

    @pytest.mark.parametrize("slug", ["nosuch", *HOSTILE])
    def test_bad_associations_are_said(self, signed_in, standard, association, slug):
        response = signed_in(factories.person()).get(reverse("application:start"), {"association": slug})
        assert response.status_code == 200
        assert response.context["chosen"].errors

    def test_one_at_a_time_is_said(self, signed_in, standard, association):
        association.policies.update(concurrent_applications=False)
        person = factories.person()
        makings.draft(person, association)
        url = reverse("application:start") + f"?association={association.slug}"
        response = signed_in(person).post(url, {"category": "ifs"})
        assert b"one application at a time" in response.content


class TestMine:
    def test_one_primary_button_where_it_is_the_applicants_turn(self, signed_in, standard, association):
        person = factories.person()
        first, second, third = (makings.draft(person, association, key) for key in ("IFA", "IFS", "ECFA"))
        Application.objects.filter(pk=third.pk).update(state=ApplicationState.IN_REVIEW)
        page = signed_in(person).get(reverse("application:mine"))
        buttons = {row.application.pk: (row.button, row.button_tone) for row in page.context["rows"]}
        assert buttons == {
            third.pk: ("See ECFA", "secondary"),
            second.pk: ("Go on with IFS", "primary"),
            first.pk: ("Go on with IFA", "secondary"),
        }
        assert page.content.decode().partition("</main>")[0].count("btn btn-primary") == 1

    def test_empty(self, signed_in):
        assert b"No application yet" in signed_in(factories.person()).get(reverse("application:mine")).content

    @pytest.mark.parametrize("count", [1, 10])
    def test_costs_the_same(self, signed_in, standard, association, django_assert_num_queries, count):
        person = factories.person()
        for _ in range(count):
            actions.withdraw(application=makings.draft(person, association), by=person)
        client = signed_in(person)
        client.get(reverse("application:mine"))
        with django_assert_num_queries(COST_MINE):
            assert len(client.get(reverse("application:mine")).context["rows"]) == count


class TestAgreements:
    def post(self, client, application, kind="code_of_ethics", **data):
        page = client.get(reverse("application:agreements", args=[application.code]))
        version = next(one["words"].version for one in page.context["blocks"] if one["words"].kind == kind)
        data = {"kind": kind, f"{kind}-version": version, f"{kind}-typed_name": "Ama Applicant"} | {
            f"{kind}-{name}": value for name, value in data.items()
        }
        return client.post(reverse("application:agreements", args=[application.code]), data)

    def test_placeholder_says_so_and_is_signed(self, signed_in, standard, association):
        application = makings.draft(factories.person(), association)
        client = signed_in(application.person)
        page = client.get(reverse("application:agreements", args=[application.code]))
        assert page.content.count(b"placeholder, not the official text") == 2
        assert self.post(client, application).status_code == 302
        assert [(one.kind, one.typed_name) for one in Agreement.objects.all()] == [("code_of_ethics", "Ama Applicant")]

    def test_the_loaded_text_is_shown(self, signed_in, standard, association, neighbour):
        from common import clock

        AgreementText.objects.create(kind="code_of_ethics", version=1, text="Of all", loaded_at=clock.now())
        AgreementText.objects.create(
            kind="code_of_ethics", version=1, text="Of one", association=association, loaded_at=clock.now()
        )
        AgreementText.objects.create(
            kind="code_of_ethics", version=9, text="Of another", association=neighbour, loaded_at=clock.now()
        )
        application = makings.draft(factories.person(), association)
        page = signed_in(application.person).get(reverse("application:agreements", args=[application.code]))
        assert b"Of one" in page.content
        assert b"Of all" not in page.content
        assert page.content.count(b"placeholder, not the official text") == 1

    @pytest.mark.parametrize("name", ["", " ", "7", "\u202e", "\x07", "a\x00b", "x" * 201])
    def test_bad_names_are_said_and_kept(self, signed_in, standard, association, name):
        application = makings.draft(factories.person(), association)
        response = self.post(signed_in(application.person), application, typed_name=name)
        assert response.status_code == 200
        assert response.context["blocks"][0]["form"].errors
        assert Agreement.objects.count() == 0

    def test_a_changed_text_is_said(self, signed_in, standard, association):
        application = makings.draft(factories.person(), association)
        response = self.post(signed_in(application.person), application, version="0" * 64)
        assert b"has changed since you opened the page" in response.content

    def test_twice_is_signed_once(self, signed_in, standard, association):
        application = makings.draft(factories.person(), association)
        client = signed_in(application.person)
        self.post(client, application)
        assert self.post(client, application, typed_name="Other Name").status_code == 200
        assert Agreement.objects.get().typed_name == "Ama Applicant"

    def test_unknown_kind_signs_nothing(self, signed_in, standard, association):
        application = makings.draft(factories.person(), association)
        url = reverse("application:agreements", args=[application.code])
        assert signed_in(application.person).post(url, {"kind": "anything"}).status_code == 200
        assert Agreement.objects.count() == 0


class TestSubmit:
    def test_what_is_missing_is_listed_with_links(self, signed_in, standard, association):
        application = makings.draft(makings.applicant(association), association)
        response = signed_in(application.person).get(reverse("application:submit", args=[application.code]))
        titles = [row.title for row, _url in response.context["missing"]]
        assert titles == [
            "References",
            "Who the references come from",
            "References from endorsed people",
            "Code of Ethics",
            "Endorsement Agreement",
        ]
        assert reverse("application:agreements", args=[application.code]).encode() in response.content
        assert b"Submit the application" in response.content

    def test_the_button_says_why_not(self, signed_in, standard, association):
        application = makings.draft(factories.person(), association)
        response = signed_in(application.person).post(reverse("application:submit", args=[application.code]))
        assert response.status_code == 200
        assert b"Something is still missing" in response.content
        assert {row.section for row, _url in response.context["missing"]} == {
            "education",
            "training",
            "references",
            "agreements",
            "general",
        }

    def test_submits_and_shows_the_receipt(self, signed_in, ready):
        client = signed_in(ready.person)
        response = client.post(reverse("application:submit", args=[ready.code]), follow=True)
        snapshot = Snapshot.objects.get()
        assert response.redirect_chain[-1][0] == reverse("application:submitted", args=[ready.code, 1])
        assert snapshot.sha256.encode() in response.content

    def test_second_click_finds_the_move_gone(self, signed_in, submitted):
        response = signed_in(submitted.person).post(reverse("application:submit", args=[submitted.code]), follow=True)
        assert b"is no longer possible: this application is now submitted" in response.content
        assert Snapshot.objects.count() == 1

    def test_not_ones_turn(self, signed_in, submitted):
        response = signed_in(submitted.person).get(reverse("application:submit", args=[submitted.code]))
        assert response.status_code == 302

    def test_after_a_return_what_changed_is_shown(self, signed_in, submitted, coordinator):
        actions.return_to_applicant(application=submitted, comments={"training": "More, please"}, by=coordinator)
        makings.training(submitted.person, title="Watching and wondering", hours=3)
        response = signed_in(submitted.person).get(reverse("application:submit", args=[submitted.code]))
        assert b"More, please" in response.content
        assert [entry.title for entry in response.context["diff"].added] == ["Watching and wondering"]

    def test_no_longer_offered(self, signed_in, ready):
        factories.no_edition()
        client = signed_in(ready.person)
        url = reverse("application:submit", args=[ready.code])
        for response in (
            client.get(url),
            client.post(url),
            client.get(reverse("application:print", args=[ready.code])),
        ):
            assert response["Location"] == reverse("application:dashboard", args=[ready.code])


class TestWithdraw:
    def test_asks_and_closes(self, signed_in, ready):
        client = signed_in(ready.person)
        url = reverse("application:withdraw", args=[ready.code])
        assert b"This cannot be undone" in client.get(url).content
        assert client.post(url, {"reason": "Moving"})["Location"] == reverse("application:mine")
        ready.refresh_from_db()
        assert ready.state == ApplicationState.WITHDRAWN
        assert client.get(url).status_code == 302
        assert client.post(url, {}).status_code == 302

    def test_too_long_a_reason_is_said(self, signed_in, ready):
        response = signed_in(ready.person).post(
            reverse("application:withdraw", args=[ready.code]), {"reason": "x" * 1001}
        )
        assert response.context["form"].errors


class TestQuestions:
    @pytest.mark.parametrize("text", HOSTILE[:3] + HOSTILE[4:6])
    def test_hostile_words_are_words(self, signed_in, ready, coordinator, text):
        client = signed_in(ready.person)
        url = reverse("application:question", args=[ready.code, "work"])
        response = client.post(url, {"text": text}, follow=True)
        assert Comment.objects.count() == 1
        assert b"<script>alert" not in response.content
        assert b"<script>alert" not in Message.objects.get(kind="application.question").html.encode()

    @pytest.mark.parametrize("text", ["", "  ", "x" * 10_000, "a\x00b"])
    def test_bad_words_are_said(self, signed_in, ready, text):
        url = reverse("application:question", args=[ready.code, "work"])
        response = signed_in(ready.person).post(url, {"text": text})
        assert response.status_code == 200
        assert response.context["form"].errors

    def test_not_when_closed(self, signed_in, ready):
        actions.withdraw(application=ready, by=ready.person)
        client = signed_in(ready.person)
        url = reverse("application:question", args=[ready.code, "work"])
        assert b"can no longer be sent" in client.get(url).content
        client.post(url, {"text": "Why?"})
        assert Comment.objects.count() == 0


class TestHandle:
    def test_shows_what_the_applicant_saw(self, signed_in, submitted, coordinator):
        response = signed_in(coordinator).get(handling_pages(submitted)[0])
        snapshot = Snapshot.objects.get()
        assert response.status_code == 200
        for finding in snapshot.assessment["findings"]:
            assert finding["sentence"] in response.content.decode()
        assert snapshot.sha256 in response.content.decode()
        assert "Sam Supervisor" in response.content.decode()

    def test_a_draft_shows_no_portfolio(self, signed_in, ready, coordinator):
        response = signed_in(coordinator).get(handling_pages(ready)[0])
        assert b"You see the portfolio when the applicant submits it" in response.content
        assert b"Sam Supervisor" not in response.content
        actions.ask(application=ready, section="work", text="Before I submit: does it count?", by=ready.person)
        assert b"does it count?" in signed_in(coordinator).get(handling_pages(ready)[0]).content
        assert signed_in(coordinator).get(handling_pages(ready)[2]).status_code == 404

    @pytest.mark.parametrize(
        ("moves", "first"),
        [
            ([], "review:assign"),
            (["send_to_review"], "review:assign"),
            (["send_to_review", "all_signed"], "decision:edit"),
            (["send_to_review", "all_signed", "hold"], "decision:edit"),
        ],
    )
    def test_leads_to_what_is_to_be_done(self, signed_in, submitted, coordinator, moves, first):
        for name in moves:
            move(MACHINE, submitted, name, by=None)
        response = signed_in(coordinator).get(handling_pages(submitted)[0])
        assert response.context["steps"][0].url == reverse(first, args=[submitted.association.slug, submitted.code])

    def test_nothing_to_do_when_closed(self, signed_in, submitted, coordinator):
        actions.withdraw(application=submitted, by=submitted.person)
        response = signed_in(coordinator).get(handling_pages(submitted)[0])
        assert (response.context["steps"], response.context["can_answer"]) == ([], False)

    def test_shows_what_changed_on_resubmission(self, signed_in, submitted, coordinator):
        actions.return_to_applicant(application=submitted, comments={"training": "More"}, by=coordinator)
        makings.training(submitted.person, title="Watching and wondering", hours=3)
        actions.submit(application=submitted, by=submitted.person)
        response = signed_in(coordinator).get(handling_pages(submitted)[0])
        assert [one.title for one in response.context["diff"].added] == ["Watching and wondering"]
        assert [line.title for line in response.context["story"]] == [
            "Submitted",
            "Returned to the applicant with comments",
            "Submitted",
            "Started",
        ]

    @pytest.mark.parametrize("entries", [0, 10])
    def test_costs_the_same(self, signed_in, standard, association, coordinator, django_assert_num_queries, entries):
        application = makings.ready(association)
        for number in range(entries):
            makings.training(application.person, title=f"More {number}")
        actions.submit(application=application, by=application.person)
        for number in range(entries):
            actions.ask(application=application, section="work", text=f"{number}?", by=application.person)
        client = signed_in(coordinator)
        client.get(handling_pages(application)[0])
        with django_assert_num_queries(COST_HANDLE):
            client.get(handling_pages(application)[0])

    def test_answer(self, signed_in, submitted, coordinator):
        actions.ask(application=submitted, section="work", text="Why?", by=submitted.person)
        client = signed_in(coordinator)
        page = client.get(handling_pages(submitted)[0])
        assert page.context["answer_form"].initial["section"] == "work"
        url = reverse("application:answer", args=[submitted.association.slug, submitted.code])
        assert client.post(url, {"section": "work", "text": "So."}).status_code == 302
        assert Comment.objects.filter(by_applicant=False).get().text == "So."
        assert client.post(url, {"section": "nosuch", "text": ""}).status_code == 422
        actions.withdraw(application=submitted, by=submitted.person)
        client.post(url, {"section": "work", "text": "Late."})
        assert Comment.objects.filter(by_applicant=False).count() == 1


class TestReturn:
    def test_returns(self, signed_in, submitted, coordinator):
        client = signed_in(coordinator)
        url = handling_pages(submitted)[1]
        assert client.post(url, {}).context["form"].errors
        assert client.post(url, {"work": "x" * 10_000}).context["form"].errors
        assert client.post(url, {"work": "Which months?"}).status_code == 302
        submitted.refresh_from_db()
        assert submitted.state == ApplicationState.RETURNED
        assert client.get(url).status_code == 302
        response = client.post(url, {"work": "Which months?"}, follow=True)
        assert b"is no longer possible" in response.content


class TestQueue:
    def url(self, association, **query):
        from urllib.parse import urlencode

        return reverse("application:queue", args=[association.slug]) + "?" + urlencode(query)

    def codes(self, response):
        return [row.record.code for row in response.context["table"].page.object_list]

    def test_whose_turn(self, signed_in, submitted, association, coordinator):
        draft = makings.draft(factories.person("Bea Beginner"), association)
        gone = makings.draft(factories.person("Wes Withdrawn"), association)
        actions.withdraw(application=gone, by=gone.person)
        client = signed_in(coordinator)
        found = {
            turn: self.codes(client.get(self.url(association, turn=turn)))
            for turn in ("coordinator", "applicant", "reviewers", "closed", "all", "nonsense")
        }
        everything = [submitted.code, draft.code, gone.code]
        assert found.pop("all") == found.pop("nonsense") == everything
        assert found == {
            "coordinator": [submitted.code],
            "applicant": [draft.code],
            "reviewers": [],
            "closed": [gone.code],
        }

    def test_search_and_filters(self, signed_in, submitted, association, coordinator):
        draft = makings.draft(factories.person("Bea Beginner"), association, "IFS")
        client = signed_in(coordinator)

        def found(**query):
            return self.codes(client.get(self.url(association, turn="all", **query)))

        assert found(search="beginner bea") == [draft.code]
        assert found(search=submitted.code[:6].lower()) == [submitted.code]
        assert found(search="nobody") == []
        assert found(search="--") == []
        assert found(state="submitted") == [submitted.code]
        assert found(category="ifs") == [draft.code]
        for hostile in HOSTILE:
            response = client.get(self.url(association, turn="all", search=hostile, state=hostile, page=hostile))
            assert response.status_code == 200

    @pytest.mark.parametrize(
        "sort", ["person", "-person", "category", "state", "waiting", "-waiting", "submitted_at", "-submitted_at", "x"]
    )
    def test_sorts(self, signed_in, submitted, association, coordinator, sort):
        makings.draft(factories.person("Aa First"), association)
        response = signed_in(coordinator).get(self.url(association, turn="all", sort=sort))
        assert len(self.codes(response)) == 2

    def test_days_waiting(self, signed_in, submitted, association, coordinator):
        import datetime

        assert b"since today" in signed_in(coordinator).get(self.url(association)).content
        Application.objects.update(state_since=Application.objects.get().state_since - datetime.timedelta(days=3))
        assert b"3 days" in signed_in(coordinator).get(self.url(association)).content

    @pytest.mark.parametrize("count", [1, 10, 200])
    def test_costs_the_same(self, signed_in, standard, association, coordinator, django_assert_num_queries, count):
        rows(association, count)
        client = signed_in(coordinator)
        client.get(self.url(association, turn="all"))
        with django_assert_num_queries(COST_QUEUE):
            response = client.get(self.url(association, turn="all"))
        assert len(self.codes(response)) == min(count, 50)

    def test_over_all_associations(self, signed_in, submitted, association, neighbour, coordinator):
        rows(neighbour, 2)
        factories.role(coordinator, Role.COORDINATOR, neighbour)
        client = signed_in(coordinator)
        response = client.get(reverse("application:queue_all") + "?turn=all")
        assert len(self.codes(response)) == 3
        assert b"All my associations" in client.get(self.url(association)).content


def rows(association, count):
    """Drafts of as many people, in bulk."""
    from accounts.models import Person
    from common import clock

    moment = clock.now()
    people = Person.objects.bulk_create([Person(name=f"Person {number}") for number in range(count)])
    ifa = makings.category()
    Application.objects.bulk_create(
        [
            Application(person=one, association=association, category=ifa, state_since=moment, started_at=moment)
            for one in people
        ]
    )


COST_MINE = 4
COST_QUEUE = 8
COST_HANDLE = 12
