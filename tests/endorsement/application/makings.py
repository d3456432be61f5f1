"""Invented portfolios that meet every requirement of Family Associates, and what can be taken away from them."""

import datetime

from common import clock
from competencies.standard.models import Category, Competency
from competencies.standard.queries import standard
from endorsement.application import actions
from endorsement.application.agreements import words_for
from endorsement.portfolio.models import Education, Training, Work
from endorsement.references.enums import Overall, ReferenceState
from endorsement.references.models import Rating, RatingItemSet, Reference
from tests import factories

DAY = datetime.timedelta(days=1)


def category(key="IFA") -> Category:
    return Category.objects.get(key=key)


def applicant(association, name="Ama Applicant"):
    """A member of the association with education, work and training, complete."""
    person = factories.person(name)
    factories.member(person, association)
    today = clock.today()
    Education.objects.create(
        person=person,
        level="bachelor",
        field="Psychology",
        institution="Sample College",
        related=True,
        awarded_on=today - 3000 * DAY,
        complete=True,
    )
    Work.objects.create(
        person=person,
        title="Home visitor",
        employer="Sample Families",
        supervisor_name="Sam Supervisor",
        started_on=today - 2000 * DAY,
        paid=True,
        supervised=True,
        age_bands=["infant"],
        families=20,
        nature="promotion",
        complete=True,
    )
    training(person, hours=40, competencies=asked("IFA"))
    return person


def asked(key):
    """The competencies that today's edition asks of the category."""
    known = standard()
    edition = known.edition_on(clock.today())
    keys = [one.competency for one in known.asked.get((edition.pk, category(key).pk), ())]
    return list(Competency.objects.filter(key__in=keys))


def training(person, *, title="The first thousand days", hours=10, competencies=()):
    made = Training.objects.create(
        person=person,
        title=title,
        provider="Sample Academy",
        held_on=clock.today() - 400 * DAY,
        hours=hours,
        complete=True,
    )
    made.competencies.set(competencies)
    return made


def reference(application, position, *, roles=("current_supervisor",), overall=Overall.RECOMMEND, done=True):
    moment = clock.now()
    made = Reference.objects.create(
        person=application.person,
        association=application.association,
        category=application.category,
        position=position,
        rater_name=f"Rater {position}",
        rater_email=f"rater{position}@raters.example",
        roles=list(roles),
        endorsed=position == 1,
        state=ReferenceState.DONE if done else ReferenceState.ASKED,
        state_since=moment,
        expires_at=moment + 100 * DAY,
        asked_at=moment,
        completed_on=clock.today() - DAY if done else None,
    )
    if done:
        items, _new = RatingItemSet.objects.get_or_create(
            association=None, version=1, defaults={"items": [], "saved_at": moment}
        )
        Rating.objects.create(
            reference=made, item_set=items, answers={"a": "4"}, overall=overall, saved_at=moment, sent_at=moment
        )
    return made


def references(application, **last):
    """Three completed ones, which is what every category asks for; ``last`` changes the third."""
    reference(application, 1)
    reference(application, 2, roles=("colleague",))
    reference(application, 3, **{"roles": ("colleague",), **last})


def signed(application):
    for words in words_for(application.association):
        actions.sign(
            application=application,
            kind=words.kind,
            typed_name=application.person.name,
            version=words.version,
            by=application.person,
        )


def draft(person, association, key="IFA"):
    """Started, nothing more."""
    return actions.start(association=association, category=category(key), by=person)


def ready(association, name="Ama Applicant"):
    """An application that may be submitted."""
    application = draft(applicant(association, name), association)
    references(application)
    signed(application)
    return application


def submitted(association, name="Ama Applicant"):
    application = ready(association, name)
    actions.submit(application=application, by=application.person)
    return application
