"""Bad input: whatever is typed into whichever field of whichever form, the answer is a page, never a failure.

The forms are read off the pages of ``routes.ROWS``, so a new page is tried by itself. Everything hostile on everything
would take minutes: each row and each form takes its turn of a list (``some``), so every form and every value is tried.
"""

from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import escape

from common.jobs.models import Job
from common.jobs.tasks import run_job
from tests.access.pages import KEPT, failure, forms_of
from tests.access.routes import ROWS, SIGN_IN, Row
from tests.access.test_matrix import Writes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain")]

# Who visits a page in these tests: the first of these who may.
VISITORS = ["applicant", "reviewer", "second", "staff", "administrator", "coordinator", "nobody", "visitor"]

EVERYTHING = (
    '=HYPERLINK("http://x") \x00\x01\x07\x1b[31m\x7f\x85 \u202eevil\u202c \u200f\u2066x 👩\u200d👩\u200d👧 z\u0337 '
    "\ufffe\ufeff <script>alert(1)</script> Robert'); DROP TABLE students;-- \\ %s %(a)s {0} {name} {{ x }} {% y %}\r\n"
    "Bcc: somebody@people.example"
)
HOSTILE = {
    "everything": EVERYTHING,
    "10,000 characters": "ä" * 10_000,
    "spaces": " \t\r\n\u00a0\u200b ",
    "null": "a\x00b",
    "formula": '=HYPERLINK("http://x")',
    "digits": "9" * 400,
    "no number": "1e999",
    "day": "0000-00-00",
    "arabic digits": "٣٣",
}
FINE = (200, 302, 409, 422)
SAYS = ("error-summary", "is-invalid", "alert-danger", "alert-warning", 'role="alert"', "invalid-feedback")
NO_CHOICE = "no choice: "
MOST_OF_A_KIND = 2


def some(values, turn: int, count: int) -> list:
    """``count`` of the values, others at each turn, others on SQLite than on PostgreSQL; all after a round of both."""
    values = list(values)
    begin = (2 * turn + (connection.vendor == "sqlite")) * count
    return [values[(begin + place) % len(values)] for place in range(min(count, len(values)))]


def visitor_of(row: Row) -> str:
    return next(name for name in VISITORS if name in row.who.ours)


def address_of(world, row: Row) -> str:
    return reverse(row.route, args=row.args(world.ours))


PAGES = [row for row in ROWS if row.get == 200 and row.route != "style-guide"]


def send(world, client, method, address, data, **extra):
    """As a browser sends a form, and then what the browser is sent to. The mails it makes go out."""
    cache.clear()
    if method == "post":
        files = any(not isinstance(value, (str, list)) for value in data.values())
        body = data if files else urlencode(data, doseq=True).encode()
        kind = {} if files else {"content_type": "application/x-www-form-urlencoded"}
        response = client.post(address, body, **kind, **extra)
    else:
        response = client.get(address, data, **extra)
    problem = failure(response)
    if response.status_code == 302 and not problem:
        problem = failure(client.get(urljoin(address, response["Location"])))
    return response, problem or mail_problem(world)


def mail_problem(world) -> str:
    """The newest mails, sent as the worker sends them: what is typed travels in their headers too."""
    jobs = Job.objects.filter(task="common.send_message", pk__gt=world.last_job).order_by("-pk")
    for job in jobs[:3]:
        if not run_job(job.pk):
            return f"mail: {Job.objects.get(pk=job.pk).last_error}"[:300]
    return ""


def forms_on(world, row):
    client, address = world.clients[visitor_of(row)], address_of(world, row)
    page = client.get(address)
    if not page.get("Content-Type", "").startswith("text/html"):
        return client, []
    return client, [(form, urljoin(address, form.action)) for form in forms_of(page.content.decode())]


# Forms that were tried, by where they go and what they ask: some stand on many pages.
SEEN: dict[int, set] = {}


def tries(form, turn: int):
    """``(label, data, control)``: all fields at once; one field alone, the rest as one would fill it; a choice that is
    none. The worst is tried on every form, the others by ``turn``."""
    others = [label for label in HOSTILE if label != "everything"]
    for label in ["everything", *some(others, turn, 1)] if form.texts else ["everything"]:
        yield f"all: {label}", form.filled() | {one.name: [HOSTILE[label]] for one in form.texts}, None
    for one in some(form.texts, turn, 1):
        label = ("everything", "10,000 characters")[turn % 2]
        yield f"{one.name}: {label}", form.filled() | {one.name: [HOSTILE[label]]}, one
    # The hidden ones are typed by nobody, and sent all the same.
    choices = [one for one in form.controls if one.kind in ("hidden", "select", "radio", "checkbox")]
    for one in some([one for one in choices if one.name != "csrfmiddlewaretoken"], turn, MOST_OF_A_KIND):
        yield NO_CHOICE + one.name, form.filled() | {one.name: [EVERYTHING, "9" * 30]}, None


def lost(form, data, control, response) -> list[str]:
    """Of what was typed in the other fields, what the page shown again no longer holds."""
    if control is None or response.status_code not in (200, 422):
        return []
    if not response.get("Content-Type", "").startswith("text/html") or "<html" not in response.content.decode()[:400]:
        return []
    page = response.content.decode()
    others = [one for one in form.texts if one.name != control.name and one.kind != "password"]
    gone = [one.name for one in others if data[one.name] == [KEPT] and escape(KEPT) not in page]
    return gone if any(mark in page for mark in SAYS) else [*gone, "nothing said"]


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_fields(world, undone, row):
    """Each form of each page, by whoever may use it: no failure, also not on the page after it or in the mails."""
    wrong = []
    client, forms = forms_on(world, row)
    for form, address in forms:
        mark = (resolve(urlsplit(address).path).view_name, *sorted({one.name for one in form.controls}))
        if mark in SEEN.setdefault(id(world), set()):
            continue
        turn = len(SEEN[id(world)])
        SEEN[id(world)].add(mark)
        fine = FINE if form.method == "post" else (200, 302, 404)
        fine = (*fine, 400) if address.endswith("specimen.pdf") else fine
        for label, data, control in tries(form, turn):
            with undone():
                response, problem = send(world, client, form.method, address, data)
            missing = lost(form, data, control, response) if form.method == "post" else []
            also = (404,) if label.startswith(NO_CHOICE) else ()
            if problem or missing or response.status_code not in (*fine, *also):
                wrong.append((address, label, response.status_code, problem, missing))
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in PAGES if row.post != 405 or "edit" in row.route], ids=str)
def test_fields_saved_as_typed(world, undone, row):
    """The same by htmx, where a page saves so."""
    wrong = []
    client, forms = forms_on(world, row)
    for form, address in forms:
        if form.live and form.method == "post":
            for label in some(("everything", "10,000 characters", "digits"), ROWS.index(row), 1):
                data = form.filled() | {one.name: [HOSTILE[label]] for one in form.texts}
                with undone():
                    response, problem = send(world, client, "post", address, data, headers={"HX-Request": "true"})
                if problem or response.status_code not in (*FINE, 204):
                    wrong.append((address, label, response.status_code, problem))
    assert wrong == []


QUERIES = [
    "page=abc",
    "page=-1&sort=nothing",
    "page=" + "9" * 40,
    "q=%00&turn=%27&state=%00&page=%00&association=%00&category=%27&competency=%00&on=0000-99-99",
    "on=99999-01-01&draft=1&check=1&next=//elsewhere.example/&instead_of=%27&code=%FF%FE&provider=%27&provider_name=%FF",
    "q=%ED%A0%80%F0%9F%91%B6&role=x&place=x&state=x&[]=1&a[b]=%&;;&=&q=" + "x" * 5000,
]


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_query_strings(world, row):
    client, address = world.clients[visitor_of(row)], address_of(world, row)
    wrong = []
    for query in some(QUERIES, PAGES.index(row), 1):
        cache.clear()
        response = client.get(f"{address}?{query}")
        if response.status_code not in (200, 302, 404, 410):
            wrong.append((query[:60], response.status_code, failure(response)))
    assert wrong == []


WEIRD = ["%00", "'", "%27%20OR%201=1--", "x" * 3000, "👶", "%ED%A0%80%FF", "%E2%80%AE", "%2e%2e"]
LARGE = [2**31, 2**63 - 1, 2**63, 2**200]


def weird_addresses(world, row: Row):
    """The address with each of its parts replaced by what nobody would send, percent-encoded or not."""
    args = row.args(world.ours)
    for place, value in enumerate(args):
        if isinstance(value, str) and len(value) < 6:  # a word of the address, such as a kind
            continue
        marked = [*args[:place], 77_777_777_777 if isinstance(value, int) else "WWWW", *args[place + 1 :]]
        try:
            template = reverse(row.route, args=marked)
        except NoReverseMatch:
            continue
        for weird in some(LARGE if isinstance(value, int) else WEIRD, ROWS.index(row), 2):
            yield template.replace("77777777777" if isinstance(value, int) else "WWWW", str(weird))


@pytest.mark.parametrize("row", [row for row in ROWS if row.names], ids=str)
def test_addresses(world, undone, row):
    """Nothing is there, whatever stands where an id should."""
    client = world.clients[visitor_of(row)]
    wrong = []
    for address in weird_addresses(world, row):
        cache.clear()
        with undone():
            response = getattr(client, "get" if row.get != 405 else "post")(address)
        if response.status_code != 404:
            wrong.append((address[:100], response.status_code, failure(response)))
    assert wrong == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_requests_nobody_sends(world, undone, row):
    """Other methods, bodies of another kind, headers that no browser writes: refused, and nothing is changed."""
    client, address = world.clients[visitor_of(row)], address_of(world, row)
    wrong = []
    also = (302,) if row.route == "set_language" else ()  # Django's own: redirects, and sets nothing but by POST
    for method in some(("put", "patch", "delete", "options", "trace"), ROWS.index(row), 1):
        with Writes() as writes:
            response = client.generic(method.upper(), address, b"\x00{not=json", content_type="application/json")
        if response.status_code not in (*also, 200, 405) or (method != "options" and response.status_code == 200):
            wrong.append((method, response.status_code, failure(response)))
        if writes.tables - {"django_session"}:
            wrong.append((method, writes.tables))
    kinds = ("application/json", "multipart/form-data", "multipart/form-data; boundary=\xff", "text/\x00")
    for kind in some(kinds, ROWS.index(row), 1):
        with undone():
            response = client.generic("POST", address, b"\x00\xff{", content_type=kind)
        if response.status_code >= 500:
            wrong.append((kind, failure(response)))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[::1/%%%", "HX-Target": "\x01", "HX-Trigger": "%00"}
    headers |= {"Accept-Language": "\x00,;q=x", "Referer": "http://[", "X-Forwarded-For": "not an address, '"}
    with undone():
        cache.clear()
        response = client.get(address, headers=headers)
    if failure(response) and row.get != 503:
        wrong.append(("headers", failure(response)))
    assert wrong == []


@pytest.mark.parametrize("name", SIGN_IN)
@pytest.mark.parametrize("who", ["visitor", "nobody"])
def test_signing_in(world, undone, name, who):
    address = reverse(name, kwargs=SIGN_IN[name][0])
    client, wrong = world.clients[who], []
    page = client.get(address)
    forms = forms_of(page.content.decode()) if page.status_code == 200 else []
    for turn, form in enumerate(forms):
        for label, data, _control in tries(form, turn):
            with undone():
                response, problem = send(world, client, form.method, urljoin(address, form.action), data)
            if problem or response.status_code not in (*FINE, 400, 403, 429):
                wrong.append((label, response.status_code, problem))
    for query in QUERIES:
        if problem := failure(client.get(f"{address}?{query}")):
            wrong.append((query[:60], problem))
    assert wrong == []
