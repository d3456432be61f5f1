"""Counting and timing pages, in this process, with production's settings."""

import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM, ROUNDS = 3, 25


def client_of(user) -> Client:
    """A browser signed in with a second factor."""
    client = Client(raise_request_exception=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def measure(pages: dict) -> dict:
    """``pages``: name -> a function that makes one request. Name -> queries (as Django sends them), median and p95 ms.

    The pages take turns, so that whatever else the machine does meets all of them alike. Anything but a page (a
    redirect to the sign-in, say) is an error: it would measure the wrong thing.
    """
    found, times = {}, {name: [] for name in pages}
    for name, ask in pages.items():
        for _ in range(WARM):
            answer = ask()
            assert answer.status_code == 200, (name, answer.status_code, answer.headers, answer.content[:300])
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        # Read at once: the next request empties Django's log.
        found[name] = {"queries": len(captured), "bytes": len(answer.content)}
    for _ in range(ROUNDS):
        for name, ask in pages.items():
            began = time.perf_counter()
            ask()
            times[name].append((time.perf_counter() - began) * 1000)
    for name, taken in times.items():
        taken.sort()
        found[name] |= {"median": statistics.median(taken), "p95": taken[round(0.95 * len(taken)) - 1]}
    return found
