"""The queue's numbers: counted once for the tabs, told to the paginator."""

import pytest
from django.core.paginator import EmptyPage

from common import clock
from common.components.tables import Counted
from competencies.standard.models import Category
from endorsement.application import queries
from endorsement.application.enums import ApplicationState, Turn
from endorsement.application.models import Application
from endorsement.application.queries import TurnCounts
from endorsement.application.workflow import TURN_OF
from tests import factories


@pytest.mark.parametrize(
    ("turn", "number"),
    [
        (Turn.COORDINATOR, 1),
        (Turn.APPLICANT, 2),
        (Turn.REVIEWERS, 4),
        ("closed", 8),
        ("all", 15),
        ("", 15),
        ("nonsense", 15),
    ],
)
def test_of_one_turn_or_of_all(turn, number):
    assert TurnCounts(coordinator=1, applicant=2, reviewers=4, closed=8).of(turn) == number
    assert TurnCounts().of(turn) == 0


def test_every_state_is_counted_once(standard, association, django_assert_num_queries):
    now, category = clock.now(), Category.objects.get(key="IFS")
    for place, state in enumerate(ApplicationState, 1):
        Application.objects.bulk_create(
            Application(
                person=factories.person(login=False),
                association=association,
                category=category,
                state=state,
                state_since=now,
                started_at=now,
            )
            for _ in range(place)
        )
    with django_assert_num_queries(1):
        counts = queries.turn_counts(Application.objects.order_by("pk"))
    for turn in Turn:
        expected = sum(place for place, state in enumerate(ApplicationState, 1) if TURN_OF[state] == turn)
        assert counts.of(turn or "closed") == expected
    assert counts.of("all") == Application.objects.count()
    assert queries.turn_counts(Application.objects.none()) == TurnCounts()


class Rows(list):
    """A list that must not be counted."""

    def count(self):
        raise AssertionError("counted")

    def __len__(self):
        raise AssertionError("counted")


def test_the_paginator_believes_the_number_it_was_told():
    pages = Counted(Rows(range(120)), 50, total=120)
    assert (pages.count, pages.num_pages) == (120, 3)
    assert list(pages.page(3).object_list) == list(range(100, 120))
    with pytest.raises(EmptyPage):
        pages.page(4)


def test_of_nothing_there_is_one_empty_page():
    pages = Counted(Rows(), 50, total=0)
    assert (pages.num_pages, list(pages.page(1).object_list)) == (1, [])
