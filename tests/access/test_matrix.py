"""The access matrix: every address, every role, things of one's own association, of the neighbour's, and nothing.

The policy is ``routes.ROWS``. A new address without a row fails.
"""

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import URLResolver, get_resolver, reverse

from tests.access.routes import ALLIANCE, PEOPLE, ROWS, SIGN_IN, Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]

EVERYBODY = ["visitor", *PEOPLE]
# Who is asked about what, besides everybody about our things: enough to see each rule, not each pair twice.
ASKED = {
    "ours": EVERYBODY,
    "theirs": ["visitor", "applicant", "reviewer", "coordinator", "administrator", "staff"],
    "colleague": ["visitor", "applicant", "reviewer", "coordinator", "deputy", "administrator", "staff"],
    "none": ["visitor", "applicant", "staff"],
    "mixed": ["applicant", "coordinator", "staff", "n_administrator"],
}
LOGIN = "/accounts/login/"

# What looking may write: that somebody looked, and what the next page of this visitor has to say.
LOOKING = {"common_accesslog", "django_session"}


def named_routes() -> dict[str, str]:
    """Every name of the URL resolver that is not the admin's, with its pattern."""

    def walk(resolver, namespace="", path=""):
        for entry in resolver.url_patterns:
            here = f"{path}{entry.pattern}"
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, here)
            else:
                yield f"{namespace}{entry.name}", here

    return {name: path for name, path in walk(get_resolver()) if not path.startswith("admin/")}


def test_every_address_has_a_row():
    assert sorted(named_routes()) == sorted({row.route for row in ROWS} | set(SIGN_IN))


def test_what_is_not_ours_begins_with_its_own_prefix():
    assert {name for name in named_routes() if name.startswith(("account_", "mfa_"))} == set(SIGN_IN)
    assert {path.partition("/")[0] for name, path in named_routes().items() if name in SIGN_IN} == {"accounts"}


class Writes:
    """The tables that are written to inside."""

    def __enter__(self):
        self.tables = set()
        self.wrapper = connection.execute_wrapper(self._note)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *error):
        return self.wrapper.__exit__(*error)

    def _note(self, execute, sql, params, many, context):
        words = sql.replace('"', "").split(maxsplit=3)
        if words[0] in ("INSERT", "DELETE"):
            self.tables.add(words[2])
        elif words[0] == "UPDATE":
            self.tables.add(words[1])
        return execute(sql, params, many, context)


def cases_of(world, row: Row) -> list[tuple]:
    """``(what it is about, the things, the address, who asks)``, each address once."""
    found, seen = [], set()
    for label in ("ours", "theirs", "colleague", "none"):
        things = getattr(world, label)
        try:
            address, key = reverse(row.route, args=row.args(things)), row.data(things)
        except AttributeError:
            continue
        mark = (address, str({name: value for name, value in key.items() if name != "file"}))
        if mark not in seen:
            seen.add(mark)
            found.append((label, things, address, ASKED[label]))
    known = {address for address, _data in seen}
    return found + [("mixed", world.ours, one, ASKED["mixed"]) for one in _mixed(world, row) - known]


def _mixed(world, row: Row) -> set[str]:
    """The address of ours with one part of the neighbour's in it: nothing is there for anybody."""
    try:
        ours, theirs = row.args(world.ours), row.args(world.theirs)
    except AttributeError:
        return set()
    if len(ours) < 2:
        return set()
    return {
        reverse(row.route, args=[*ours[:place], theirs[place], *ours[place + 1 :]])
        for place in range(len(ours))
        if ours[place] != theirs[place]
    }


def allowed(row: Row, method: str, label: str) -> tuple[frozenset, tuple]:
    """Who is served there, and the answers that count as being served."""
    answer = row.get if method == "get" else row.post
    answers = answer if isinstance(answer, tuple) else (answer,)
    if label == "none" and method == "post" and row.unknown != 404:
        return frozenset(PEOPLE), (row.unknown,)
    return row.who.may(label), answers


def expected(row: Row, method: str, label: str, who: str) -> tuple:
    people, answers = allowed(row, method, label)
    if answers == (405,):
        return (405, LOGIN) if who == "visitor" else (405,)
    if who in people:
        return answers
    public = "visitor" in row.who.ours
    return (404,) if public or who != "visitor" else (LOGIN, 404) if label == "none" else (LOGIN,)


def told(response):
    """The status, or LOGIN where somebody is sent to sign in."""
    to_login = response.status_code == 302 and response["Location"].startswith(LOGIN)
    return LOGIN if to_login else response.status_code


def ask(world, who, method, address, data=None):
    if method == "post":
        data = data or {"csrfmiddlewaretoken": "as in every form"}
    return getattr(world.clients[who], method)(address, data or {})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_looking(world, row):
    """GET: who sees it sees it, everybody else finds nothing; and nobody changes anything by looking."""
    wrong = []
    for label, _things, address, people in cases_of(world, row):
        for who in ["visitor", "staff"] if row.get == 405 else people:
            cache.clear()
            with Writes() as writes:
                got = told(ask(world, who, "get", address))
            if got not in expected(row, "get", label, who) or writes.tables - LOOKING:
                wrong.append((label, who, address, got, writes.tables - LOOKING))
    assert wrong == []


def test_asking_for_the_head_alone(world):
    """HEAD is answered as GET is: scanners of mail and watchers of links ask so."""
    wrong = []
    for row in ROWS:
        address = reverse(row.route, args=row.args(world.ours))
        who = next(who for who in ["visitor", *PEOPLE] if who in row.who.ours)
        got, head = (told(ask(world, who, method, address)) for method in ("get", "head"))
        if head != got:
            wrong.append((str(row), who, got, head))
    assert wrong == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_doing(world, undone, row):
    """POST: the same."""
    wrong = []
    for label, things, address, people in cases_of(world, row):
        for who in ["visitor", "staff"] if row.post == 405 else people:
            cache.clear()
            with undone():
                got = told(ask(world, who, "post", address, row.data(things)))
            if got not in expected(row, "post", label, who):
                wrong.append((label, who, address, got))
    assert wrong == []


@pytest.mark.parametrize("name", SIGN_IN)
def test_signing_in(world, name):
    """The pages around signing in are open to everybody, or to everybody who is signed in."""
    kwargs, visitor, signed_in = SIGN_IN[name]
    address = reverse(name, kwargs=kwargs)
    with Writes() as writes:
        got = [world.clients[who].get(address).status_code for who in ("visitor", "nobody", "staff")]
    assert (got, writes.tables - LOOKING) == ([visitor, signed_in, signed_in], set())


def test_the_admin_is_for_superusers(world):
    """Not for Alliance staff, nor for anybody else of the portal: it has its own flag, set by command only."""
    models = ["auth_group", "account_emailaddress", "mfa_authenticator", "auditlog_logentry"]
    addresses = [reverse("admin:index"), *(reverse(f"admin:{model}_changelist") for model in models)]
    got = {who: {told(world.clients[who].get(address)) for address in addresses} for who in world.clients}
    refused = {who: answers for who, answers in got.items() if 200 in answers}
    assert refused == {"superuser": {200}}


def test_the_demonstrations_door_is_closed():
    assert not [name for name in named_routes() if name.startswith("demo")]


def test_the_table_names_only_what_exists(world):
    """Each row can be asked about something of ours, so that no row passes by being about nothing."""
    empty = [str(row) for row in ROWS if row not in ALLIANCE and not _asked(world, row)]
    assert empty == []


def _asked(world, row) -> bool:
    return bool(row.args(world.ours) or not row.names)
