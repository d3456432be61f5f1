"""The demonstration: invented people in every state, the same for the same seed, never beside real ones."""

import random
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from alliance_portal.demo.bulk import multiply
from alliance_portal.demo.people import STEPS, Names
from alliance_portal.demo.seed import plans
from associations.people.models import Membership
from associations.training.models import Training
from common.jobs.models import Job
from common.outbox.models import Message
from endorsement.application.assessment import judge
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application, Snapshot
from endorsement.award.models import Certificate, Endorsement
from endorsement.portfolio.models import Training as Entry
from tests import factories


@pytest.fixture
def ready(db, settings, standard):
    settings.SEED_ANYWHERE = True
    call_command("load_associations", verbosity=0)


def facts():
    people = list(Person.objects.order_by("pk").values_list("name", flat=True))
    applications = list(
        Application.objects.order_by("pk").values_list("person__name", "category__key", "association__slug", "state")
    )
    return people, applications


def test_every_state_is_shown_and_everybody_is_invented(ready):
    call_command("seed_demo", applications=26, endorsements=40, seed=3)
    assert {row[3] for row in facts()[1]} == set(ApplicationState.values)
    assert not Person.objects.filter(is_sample=False).exists()
    assert Membership.objects.filter(person__user__email="member@sample.example").count() == 1
    assert not Application.objects.filter(is_sample=False).exists()
    assert not Endorsement.objects.filter(is_sample=False).exists()
    assert not Message.objects.filter(state=Message.State.QUEUED).exists()
    mentor = Application.objects.get(person__user__email="mentor@sample.example")
    unmet = [row.requirement for row in judge(mentor).assessment.findings if row.status == "unmet"]
    assert unmet == ["leadership.months", *(one for one in unmet if one.startswith(("references", "agreements")))]
    specialist = Snapshot.objects.get(application__category__key="IMHS")
    assert specialist.application.is_sample
    assert specialist.document["licences"]
    assert [job.get("internship", False) for job in specialist.document["work"]] == [True, False]
    steps = Application.objects.filter(person__user__email__in=[f"{step[0]}@sample.example" for step in STEPS])
    assert {one.person.name.split()[1].lower(): one.state for one in steps} == {step[0]: step[0] for step in STEPS}
    assert set(steps.values_list("association__slug", flat=True)) == {"ct-aimh"}
    told = Endorsement.objects.filter(origin__startswith="application:")
    assert told.exists()
    assert Certificate.objects.count() == told.count()
    waiting = Job.objects.filter(state=Job.State.QUEUED).values_list("task", flat=True)
    assert set(waiting) == {"endorsement.print_certificate", "associations.certify_attendance"}
    assert not Training.objects.filter(is_sample=False).exists()
    assert set(Training.objects.values_list("state", flat=True)) == {"announced", "closed", "cancelled"}
    verified = Entry.objects.filter(attended__isnull=False)
    assert verified.filter(person__user__email="applicant@sample.example").exists()
    before = verified.count()
    rng = random.Random(1)
    multiply(SimpleNamespace(rng=rng, names=Names(rng)), 3)
    assert verified.count() == before


def test_large_sizes_are_copies_with_people_of_their_own(ready, monkeypatch):
    monkeypatch.setattr("alliance_portal.management.commands.seed_demo.STORIES", 13)
    call_command("seed_demo", applications=60, endorsements=10, seed=3)
    assert Application.objects.count() == 68  # and those of the sign-in page's applicants
    assert Application.objects.values("person").distinct().count() == 68
    in_review = Application.objects.filter(state="in_review").count()
    assert Snapshot.objects.filter(application__state="in_review").count() == in_review


def test_the_same_seed_gives_the_same_people(ready):
    assert plans(150) == plans(150)
    call_command("seed_demo", applications=4, endorsements=5, seed=11)
    first = facts()
    assert first == facts()
    assert first[0][:2] == ["Cora Coordinator", "Rhea Reviewer"]


def test_it_is_refused_beside_people_and_outside_a_demonstration(ready, settings):
    somebody = factories.person("A Real Person")
    with pytest.raises(CommandError, match="real people"):
        call_command("seed_demo")
    somebody.is_sample = True
    somebody.save()
    with pytest.raises(CommandError, match="invented here already"):
        call_command("seed_demo")
    settings.SEED_ANYWHERE = False
    with pytest.raises(CommandError, match="PORTAL_DEMO=1"):
        call_command("seed_demo")
