"""What the deferral stands on, made by the same actions in one process: the way there is the main journey's."""

import datetime
from decimal import Decimal

from accounts.actions import create_account
from accounts.models import Person
from associations.directory.models import Association
from associations.people.actions import grant_role
from associations.people.models import Membership
from common.ids import new_code
from competencies.standard.models import Category, Competency
from endorsement.application import actions as applying
from endorsement.application.agreements import words_for
from endorsement.portfolio.actions import save_entry
from endorsement.references.actions import asking, handling, links, rating
from endorsement.references.queries import Case
from tests.journeys.actors import PASSWORD

DAY = datetime.date(2025, 5, 1)


def make() -> str:
    """A submitted application at MI-AIMH with the people who handle it; its code."""
    house = Association.objects.get(slug="mi-aimh")
    people = _people(house)
    dana = people["dana"]
    category = Category.objects.get(key="ECFA")
    application = applying.start(association=house, category=category, by=dana)
    _evidence(dana)
    _references(Case(dana, house, category), vetted_by=people["cleo"])
    for words in words_for(house):
        applying.sign(application=application, kind=words.kind, typed_name=dana.name, version=words.version, by=dana)
    applying.submit(application=application, by=dana)
    return application.code


def _people(house: Association) -> dict[str, Person]:
    """By first name: who handles, two who review, and the applicant, a member."""
    people = {}
    for role, name in [
        ("coordinator", "Cleo Keeper"),
        ("reviewer", "Rita Reader"),
        ("reviewer", "Ravi Reader"),
        ("applicant", "Dana Deferred"),
    ]:
        key = name.split()[0].lower()
        people[key] = create_account(email=f"{key}@deferral.example", name=name, password=PASSWORD)
        grant_role(person=people[key], role=role, association=house, by=None, tell=False)
    Membership.objects.create(person=people["dana"], association=house, valid_from=DAY)
    return people


def _evidence(person: Person) -> None:
    """A degree and three trainings that cover what the category asks for."""
    degree = {
        "level": "master",
        "field": "Social work",
        "institution": "Example University",
        "related": True,
        "awarded_on": datetime.date(2018, 6, 1),
    }
    save_entry(by=person, kind="education", code=new_code(), competencies=set(), values=degree)
    areas = ["Theoretical Foundations", "Law, Regulation & Agency Policy"]
    asked = set(Competency.objects.filter(area__in=areas).values_list("pk", flat=True))
    training = {"provider": "Example", "held_on": DAY, "hours": Decimal("11"), "topic": "iecmh"}
    for number in range(3):
        values = {"title": f"Course {number + 1}", **training}
        save_entry(by=person, kind="training", code=new_code(), competencies=asked, values=values)


def _references(case: Case, *, vetted_by: Person) -> None:
    """Three raters asked and answered; the last one, a parent, is vetted."""
    invites = [
        asking.Invite(f"Rater {number}", f"rater{number}@deferral.example", (role,))
        for number, role in enumerate(["current_supervisor", "colleague", "parent"])
    ]
    answers = {f"p{number}": "4" for number in range(1, 13)}
    changes = {"answers": answers, "overall": "recommend", "known_since": "2 years", "comment": ""}
    for reference in asking.ask_raters(case=case, raters=invites, by=case.person):
        _link, token = links.make_link(reference)
        rating.send_rating(token=token, version=0, changes=changes)
    handling.vet(reference=reference, by=vetted_by, note="Spoke on the telephone.")
