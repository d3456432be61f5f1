"""The menu and the way home, per role."""

import datetime

import pytest

from alliance_portal.nav import account_menu, menu
from associations.people.enums import Role
from associations.people.queries import needs_second_factor
from common import clock
from competencies.standard.models import Category
from endorsement.application.models import Application, Snapshot
from endorsement.review.models import Assignment, Cycle
from tests import factories

pytestmark = pytest.mark.django_db
MINE = ["/applications/", "/portfolio/", "/endorsements/"]
PUBLIC = ["/registry/", "/verify/", "/trainings/", "/standard/", "/associations/"]


def urls(items):
    return [item.url for item in items]


def fresh(person):
    return type(person).objects.get(pk=person.pk)


def with_roles(*roles, where=None):
    person = factories.person()
    for role in roles:
        factories.role(person, role, None if role == Role.ALLIANCE_STAFF else where)
    return fresh(person)


@pytest.mark.parametrize(
    ("roles", "main", "own"),
    [
        ([], MINE, ["/me/", "/me/trainings/", "/me/fees/", "/my-data/"]),
        ([Role.APPLICANT], MINE, ["/me/", "/me/trainings/", "/me/fees/", "/my-data/"]),
        ([Role.REVIEWER], ["/reviews/"], ["/me/", *MINE, "/me/trainings/", "/me/fees/", "/my-data/"]),
        ([Role.REVIEWER, Role.MEMBER], [*MINE, "/reviews/"], ["/me/", "/me/trainings/", "/me/fees/", "/my-data/"]),
        (
            [Role.COORDINATOR],
            [
                "/a/ct-aimh/applications/",
                "/a/ct-aimh/people/",
                "/a/ct-aimh/trainings/manage/",
                "/a/ct-aimh/certificates/",
                "/a/ct-aimh/fees/",
                "/reports/",
                "/mail/",
            ],
            ["/me/", *MINE, "/me/trainings/", "/me/fees/", "/my-data/", "/a/ct-aimh/activity/"],
        ),
        (
            [Role.ADMINISTRATOR],
            [
                "/a/ct-aimh/applications/",
                "/a/ct-aimh/people/",
                "/a/ct-aimh/trainings/manage/",
                "/a/ct-aimh/certificates/",
                "/a/ct-aimh/fees/",
                "/reports/",
                "/mail/",
            ],
            [
                "/me/",
                *MINE,
                "/me/trainings/",
                "/me/fees/",
                "/my-data/",
                "/a/ct-aimh/activity/",
                "/a/ct-aimh/settings/",
            ],
        ),
        (
            [Role.ALLIANCE_STAFF],
            [
                "/alliance/associations/",
                "/applications/handled/",
                "/alliance/people/",
                "/certificates/",
                "/reports/",
                "/mail/",
                "/standard/",
            ],
            [
                "/me/",
                *MINE,
                "/me/trainings/",
                "/me/fees/",
                "/my-data/",
                "/alliance/interest/",
                "/alliance/training-coverage/",
                "/alliance/activity/",
                "/editions/",
                "/alliance/differences/",
                "/alliance/exceptions/",
                "/alliance/texts/",
            ],
        ),
    ],
)
def test_the_menu_of_each_role(association, roles, main, own):
    person = with_roles(*roles, where=association)
    assert (urls(menu(person)), urls(account_menu(person))) == (main, own)


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.REVIEWER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_every_page_holds_both_menus(association, signed_in, role):
    person = with_roles(role, where=association)
    shown = signed_in(person).get("/about/").content.decode()
    assert [item.url for item in account_menu(person) if f'href="{item.url}"' not in shown] == []


def test_visitors():
    assert (urls(menu(None)), account_menu(None)) == (PUBLIC, [])


def test_in_two_associations(association, neighbour):
    person = with_roles(Role.COORDINATOR, where=association)
    factories.role(person, Role.ADMINISTRATOR, neighbour)
    assert urls(menu(person)) == [
        "/applications/handled/",
        "/a/ct-aimh/people/",
        "/a/neighbour-aimh/people/",
        "/reports/",
        "/mail/",
    ]


def named_deputy(person, association):
    association.deputy = person
    association.save()
    return fresh(person)


def test_a_deputy_without_a_role_finds_what_they_are_deputy_of(association, standard, signed_in):
    person, colleague = factories.person(), factories.person()
    assert urls(menu(fresh(person))) == MINE
    factories.role(colleague, Role.COORDINATOR, association)
    Application.objects.filter(pk=waiting(association, standard).pk).update(person=colleague)
    waiting(association, standard)
    person = named_deputy(person, association)
    queue = "/a/ct-aimh/applications/"
    assert [(item.url, item.badge) for item in menu(person)] == [(queue, 1)]
    assert urls(account_menu(person)) == ["/me/", *MINE, "/me/trainings/", "/me/fees/", "/my-data/"]
    client = signed_in(person)
    assert client.get("/").url == queue
    assert client.get(queue).content.decode().count("/a/ct-aimh/applications/") > 1
    assert client.get("/a/ct-aimh/people/").status_code == 404


def test_a_deputy_signs_in_with_a_second_step(association):
    person = factories.person()
    assert needs_second_factor(fresh(person)) is False
    assert needs_second_factor(named_deputy(person, association)) is True


def test_an_office_here_and_deputy_there_is_one_queue_of_both(association, neighbour):
    person = with_roles(Role.COORDINATOR, where=association)
    person = named_deputy(person, neighbour)
    assert urls(menu(person)) == [
        "/applications/handled/",
        "/a/ct-aimh/people/",
        "/a/ct-aimh/trainings/manage/",
        "/a/ct-aimh/certificates/",
        "/a/ct-aimh/fees/",
        "/reports/",
        "/mail/",
    ]


def test_a_deputy_who_holds_an_office_there_finds_no_more_than_before(association):
    person = with_roles(Role.COORDINATOR, where=association)
    before = urls(menu(person))
    assert urls(menu(named_deputy(person, association))) == before


def test_where_one_is(association):
    person = with_roles(Role.ALLIANCE_STAFF)
    assert [item.url for item in menu(person, "/applications/handled/x/") if item.active] == ["/applications/handled/"]
    assert [item.url for item in menu(person, "/elsewhere/") if item.active] == []


def waiting(association, standard, state="submitted"):
    moment = clock.now()
    return Application.objects.create(
        person=factories.person(),
        association=association,
        category=Category.objects.order_by("pk").first(),
        state=state,
        state_since=moment,
        started_at=moment,
    )


def in_review(association, standard, reviewer):
    application = waiting(association, standard, "in_review")
    snapshot = Snapshot.objects.create(
        application=application,
        number=1,
        edition="x",
        judged_on=datetime.date(2026, 1, 1),
        document={},
        assessment={},
        sha256="x",
        submitted_at=clock.now(),
    )
    cycle = Cycle.objects.create(application=application, snapshot=snapshot, opened_at=clock.now())
    return Assignment.objects.create(
        cycle=cycle,
        reviewer=reviewer,
        state_since=clock.now(),
        assigned_at=clock.now(),
        due_on=datetime.date(2026, 2, 1),
    )


@pytest.mark.parametrize("rows", [1, 10])
def test_the_badges_count_what_waits_for_two_queries(association, neighbour, standard, django_assert_num_queries, rows):
    person = with_roles(Role.COORDINATOR, Role.REVIEWER, where=association)
    for _ in range(rows):
        waiting(association, standard)
        waiting(association, standard, "draft")
        waiting(neighbour, standard)
        in_review(association, standard, person)
        in_review(association, standard, factories.person())
    person = fresh(person)
    with django_assert_num_queries(2):
        items = menu(person)
    assert {item.url: item.badge for item in items if item.badge} == {
        "/reviews/": rows,
        "/a/ct-aimh/applications/": rows,
    }


def test_no_menu_no_query(association, rf, django_assert_num_queries):
    from alliance_portal.nav import navigation

    request = rf.get("/")
    request.person = with_roles(Role.COORDINATOR, where=association)
    with django_assert_num_queries(0):
        context = navigation(request)
    with django_assert_num_queries(1):
        assert len(context["account_nav"]) == 8
    del request.person
    assert (str(navigation(request)["person_name"]), urls(navigation(request)["nav"])) == ("", PUBLIC)


@pytest.mark.parametrize(
    ("roles", "to"),
    [
        ([], "/applications/"),
        ([Role.APPLICANT], "/applications/"),
        ([Role.REVIEWER], "/reviews/"),
        ([Role.REVIEWER, Role.COORDINATOR], "/a/ct-aimh/applications/"),
        ([Role.ALLIANCE_STAFF, Role.COORDINATOR], "/alliance/associations/"),
    ],
)
def test_home_is_where_the_work_is(association, signed_in, roles, to):
    assert signed_in(with_roles(*roles, where=association)).get("/").url == to


def test_home_of_two_offices_and_of_visitors(association, neighbour, signed_in, client):
    assert client.get("/").status_code == 200
    person = with_roles(Role.COORDINATOR, where=association)
    factories.role(person, Role.COORDINATOR, neighbour)
    assert signed_in(person).get("/").url == "/applications/handled/"
