"""A case with raters, and its links as the raters got them."""

import re
from types import SimpleNamespace

import pytest

from associations.people.enums import Role
from common import clock
from common.outbox.models import Message
from competencies.standard.models import Category
from endorsement.application.models import Application
from endorsement.references.actions.asking import Invite, ask_raters
from endorsement.references.models import Reference
from endorsement.references.queries import Case
from tests import factories

LINK = re.compile(r"/rate/([^/\s\"]+)/")


def open_application(person, association, category):
    moment = clock.now()
    return Application.objects.create(
        person=person, association=association, category=category, state_since=moment, started_at=moment
    )


@pytest.fixture
def category(standard):
    return Category.objects.get(key="IFS")


@pytest.fixture
def applicant(db):
    return factories.person("Ana Ruiz", email="ana@people.example")


@pytest.fixture
def case(applicant, association, category):
    open_application(applicant, association, category)
    return Case(applicant, association, category)


@pytest.fixture
def coordinator(association):
    person = factories.person("Cora Lind", email="cora@office.example")
    factories.role(person, Role.COORDINATOR, association)
    return person


@pytest.fixture
def staff(db):
    person = factories.person("Sam Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


def invite(name="Rita Rater", email="rita@gmail.com", roles=("current_supervisor",), waived=False):
    return Invite(name, email, tuple(roles), waived)


@pytest.fixture
def ask(case):
    """``ask(email=...)``: one more rater asked; the reference."""

    def asks(**fields) -> Reference:
        return ask_raters(case=case, raters=[invite(**fields)], by=case.person)[0]

    return asks


def mails(**where) -> list[Message]:
    return list(Message.objects.filter(**where).order_by("pk"))


def token_of(message: Message) -> str:
    return LINK.search(message.text).group(1)


def tokens(reference: Reference) -> list[str]:
    """The secrets sent to a reference's rater, oldest first."""
    found = [LINK.search(mail.text) for mail in mails(about=f"reference:{reference.code}")]
    return [hit.group(1) for hit in found if hit]


def full_answers(item_set, value="4", **odd) -> dict:
    return {item["key"]: odd.get(item["key"], value) for item in item_set.items}


def rating_changes(item_set, value="4", overall="recommend", **odd) -> dict:
    return {
        "answers": full_answers(item_set, value, **odd),
        "overall": overall,
        "comment": "",
        "known_since": "her supervisor since 2023",
    }


def rating_post(item_set, value="4", overall="recommend", **more) -> dict:
    data = {f"item_{item['key']}": value for item in item_set.items}
    data |= {"overall": overall, "known_since": "her supervisor since 2023", "comment": "", "version": "0"}
    return data | {"items": str(item_set.pk or 0)} | more


@pytest.fixture
def at(time_machine_at):
    return time_machine_at


@pytest.fixture
def time_machine_at():
    """``at(moment)``: moves the clock; back at the end of the test."""
    import time_machine

    travels = []

    def move(moment):
        while travels:
            travels.pop().stop()
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travels.append(traveller)
        return SimpleNamespace(now=moment)

    yield move
    while travels:
        travels.pop().stop()
