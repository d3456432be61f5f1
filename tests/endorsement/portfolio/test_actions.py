"""Saving as typed, removing and bringing back: once each, never over what another window saved."""

import datetime
import threading

import pytest
from django.db import connection

from common.drafts.actions import StaleVersion
from common.ids import new_code
from endorsement.portfolio import actions
from endorsement.portfolio.models import KINDS, Training
from tests import factories

DAY = datetime.date(2024, 5, 4)
CODE = "ABCDEFGHJKMN"


def titled(title):
    return {"title": title, "provider": "", "held_on": DAY, "hours": 3, "topic": "iecmh"}


def test_first_save_makes_the_entry(owner, save):
    entry = save("training", code=CODE, values=titled("Cues"), competencies=set(), window="W1")
    assert (entry.code, entry.person, entry.version, entry.saved_in, entry.complete) == (CODE, owner, 1, "W1", True)
    assert Training.objects.count() == 1


def test_saving_what_is_there_changes_nothing(save):
    first = save("training", code=CODE, values=titled("Cues"), competencies=set())
    again = save("training", code=CODE, values=titled("Cues"), competencies=set(), version=0)
    assert (again.pk, again.version) == (first.pk, 1)


def test_other_version_is_stale_and_overwrites_nothing(save):
    save("training", code=CODE, values=titled("Cues"), competencies=set(), window="W1")
    save("training", code=CODE, values=titled("Mine"), competencies=set(), version=1, window="W1")
    with pytest.raises(StaleVersion) as stale:
        save("training", code=CODE, values=titled("Old tab"), competencies=set(), version=1, window="W2")
    assert (stale.value.current.title, stale.value.current.version) == ("Mine", 2)
    assert Training.objects.get().title == "Mine"


def test_no_window_is_no_excuse(save):
    save("training", code=CODE, values=titled("Cues"), competencies=set())
    with pytest.raises(StaleVersion):
        save("training", code=CODE, values=titled("Old tab"), competencies=set(), version=0)


def test_the_page_that_saved_last_may_repeat_itself(save):
    """Its answer was lost on the way, so it still names the version before."""
    save("training", code=CODE, values=titled("Cu"), competencies=set(), version=0, window="W1")
    entry = save("training", code=CODE, values=titled("Cues"), competencies=set(), version=0, window="W1")
    assert (entry.title, entry.version) == ("Cues", 2)


def test_competencies_alone_are_a_change(standard, save):
    from competencies.standard.models import Competency

    first, second = Competency.objects.all()[:2]
    save("training", code=CODE, values=titled("Cues"), competencies={first.pk})
    save("training", code=CODE, values=titled("Cues"), competencies={first.pk, second.pk}, version=1)
    with pytest.raises(StaleVersion):
        save("training", code=CODE, values=titled("Cues"), competencies={first.pk}, version=1)
    assert set(Training.objects.get().competencies.all()) == {first, second}


def test_an_entry_of_somebody_else_is_not_yours(save):
    save("training", code=CODE, values=titled("Cues"), competencies=set())
    with pytest.raises(actions.NotYours):
        save("training", by=factories.person(), code=CODE, values=titled("Taken"), competencies=set(), version=1)
    assert Training.objects.get().title == "Cues"


def test_too_many(save, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ENTRIES", 1)
    save("training", values=titled("Cues"), competencies=set())
    with pytest.raises(actions.TooMany, match="at most 1 entries"):
        save("training", values=titled("More"), competencies=set())


def test_removing_and_bringing_back_happen_once(owner, save):
    entry = save("training", code=CODE, values=titled("Cues"), competencies=set())
    first = actions.remove_entry(by=owner, entry=entry)
    again = actions.remove_entry(by=owner, entry=entry)
    assert (again.removed_at, again.version) == (first.removed_at, 2)
    actions.restore_entry(by=owner, entry=entry)
    back = actions.restore_entry(by=owner, entry=entry)
    assert (back.removed_at, back.version, back.title) == (None, 3, "Cues")


@pytest.mark.parametrize("action", [actions.remove_entry, actions.restore_entry])
def test_nobody_else_removes_or_restores(save, action):
    entry = save("training", code=CODE, values=titled("Cues"), competencies=set())
    with pytest.raises(actions.NotYours):
        action(by=factories.person(), entry=entry)


def test_a_removed_entry_is_not_saved_by_an_old_tab(owner, save):
    entry = save("training", code=CODE, values=titled("Cues"), competencies=set(), window="W1")
    actions.remove_entry(by=owner, entry=entry)
    with pytest.raises(actions.EntryRemoved, match="removed in another window") as removed:
        save("training", code=CODE, values=titled("Late"), competencies=set(), version=1, window="W1")
    back = save(
        "training",
        code=CODE,
        values=titled("Late"),
        competencies=set(),
        version=removed.value.current.version,
        restore=True,
    )
    assert (back.title, back.removed_at) == ("Late", None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_what_no_column_holds(save, kind):
    save(kind, code=CODE, values={}, typed={"hours": "12 hours"}, complete=False)
    entry = KINDS[kind].objects.get()
    assert (entry.typed, entry.complete) == ({"hours": "12 hours"}, False)


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_give_one_entry_and_one_of_the_texts():
    owner, code, barrier, results = factories.person(), new_code(), threading.Barrier(2), []

    def work(title):
        try:
            barrier.wait(timeout=20)
            actions.save_entry(
                by=owner, kind="training", code=code, values=titled(title), competencies=set(), window=title
            )
            results.append("saved")
        except StaleVersion:
            results.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[title]) for title in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == ["saved", "stale"]
    assert Training.objects.values_list("version", flat=True).get() == 1
