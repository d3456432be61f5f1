"""The pages people open all day, at growing numbers of applications, beside the bare page."""

from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from alliance_portal.demo.people import DOMAIN
from associations.directory.models import Association
from benchmarks.databases import fill_queue, fresh, grow, spread
from benchmarks.measure import client_of, measure
from endorsement.application.models import Application
from endorsement.review.models import Assignment, Judgement

BARE = "bare signed-in page, 50 rows"
BARS = {
    BARE: None,
    "coordinator's queue, 50 rows": 10,
    "reviewer's queue, 50 rows": 10,
    "review page, open": 12,
    "review page, save": 15,
    "applicant's dashboard": 12,
    "public registry, 50 rows": 10,
}


def run(sizes: list[int]) -> dict:
    """size -> page -> figures."""
    found = {}
    for size in sorted(sizes):
        endorsements = max(2200, size * 11 // 10)
        if found:
            grow(size, endorsements)
        else:
            fresh(size, endorsements)
            fill_queue(_person("reviewer"), 50)
        spread(_person("reviewer"), 50)
        found[size] = measure(requests())
        for name, figures in found[size].items():
            print(f"{size:>6} {name:32} {figures['queries']:>3} queries {figures['median']:7.1f} ms", flush=True)
    return {"sizes": found, "bars": BARS}


def requests() -> dict:
    """Page -> a function that asks for it as the person it is for."""
    main = Association.objects.get(slug="ct-aimh")
    coordinator = client_of(_person("coordinator").user)
    reviewer_person = _person("reviewer")
    reviewer = client_of(reviewer_person.user)
    applicant_person = _person("applicant")
    applicant = client_of(applicant_person.user)
    mine, visitor = Application.objects.get(person=applicant_person), Client()
    owed = owed_by(reviewer_person)
    judgement = Judgement.objects.filter(assignment=owed).order_by("pk").first()
    review_page = reverse("review:open", args=[owed.code])
    queue = reverse("application:queue", args=[main.slug]) + "?turn=all"
    return {
        BARE: lambda: coordinator.get("/bare/"),
        "coordinator's queue, 50 rows": lambda: coordinator.get(queue),
        "reviewer's queue, 50 rows": lambda: reviewer.get(reverse("review:queue")),
        "review page, open": lambda: reviewer.get(review_page),
        "review page, save": _saver(reviewer, owed, judgement),
        "applicant's dashboard": lambda: applicant.get(reverse("application:dashboard", args=[mine.code])),
        "public registry, 50 rows": lambda: visitor.get(reverse("award:registry")),
    }


def _person(role: str) -> Person:
    return Person.objects.select_related("user").get(user__email=f"{role}@{DOMAIN}")


def owed_by(reviewer: Person) -> Assignment:
    """The open review of theirs that is furthest on."""
    opened = Assignment.objects.filter(reviewer=reviewer, state="open", cycle__application__state="in_review")
    return opened.annotate(judged=Count("judgements", filter=~Q(judgements__verdict=""))).order_by("-judged", "pk")[0]


def _saver(client, assignment, judgement):
    """Each call saves another comment, as the page does while somebody types."""
    count = iter(range(1_000_000))
    address = reverse("review:save", args=[assignment.code])

    def save():
        row = Judgement.objects.only("version").get(pk=judgement.pk)
        typed = {"verdict": "met", "comment": f"Seen {row.version} {next(count)}", "version": row.version}
        return client.post(
            address, {f"j{row.pk}-{name}": value for name, value in typed.items()}, headers={"HX-Request": "true"}
        )

    return save
