"""Once per case and rule, also for two at once, and not at all when sending fails."""

import threading

import pytest
from django.db import connection

from common.reminders.actions import already, once
from common.reminders.models import Reminder


@pytest.mark.django_db
def test_once_per_case_and_rule():
    sent = []
    assert [once(case="a:1", rule="chase:7", send=lambda: sent.append(7)) for _ in range(3)] == [True, False, False]
    assert once(case="a:1", rule="chase:14", send=lambda: sent.append(14)) is True
    assert once(case="a:2", rule="chase:7", send=lambda: sent.append(7)) is True
    assert sent == [7, 14, 7]
    assert already(["a:1", "a:2", "a:3"], "chase:14") == {"a:1"}
    assert str(Reminder.objects.first()) == "a:1 chase:7"


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_sent_is_sent_by_the_next_run():
    with pytest.raises(ZeroDivisionError):
        once(case="a:1", rule="chase:7", send=lambda: 1 / 0)
    assert Reminder.objects.count() == 0
    assert once(case="a:1", rule="chase:7", send=lambda: None) is True


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_once():
    sent, start = [], threading.Barrier(2)

    def scheduler():
        start.wait()
        try:
            once(case="a:1", rule="chase:7", send=lambda: sent.append(1))
        finally:
            connection.close()

    threads = [threading.Thread(target=scheduler) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent == [1]
