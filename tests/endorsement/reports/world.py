"""One small world of two associations, CT and NB, in which every number of every report is counted by hand below."""

import datetime
from types import SimpleNamespace

from accounts.models import Person
from associations.people.models import Practice
from common import clock
from competencies.standard.models import Category
from endorsement.award.models import AwardEvent, Endorsement
from tests import factories

NOW = datetime.datetime(2026, 6, 15, 15, tzinfo=datetime.UTC)
"""The moment at which the world is looked at: 15 June 2026, in every zone of its associations."""

SAID = {
    "Ana": ("home_visiting", "en"),
    "Cleo": ("health", "es"),
    "Eli": ("home_visiting", ""),
}
"""Who said where they work and in which language. The others said nothing."""

ENDORSEMENTS = (
    # holder, association, category, endorsed on, valid until, standing now, moves
    ("Ana", "CT", "IFA", "2020-03-01", "2026-12-31", "valid", ()),
    ("Ben", "CT", "IFA", "2025-02-01", "2027-12-31", "valid", ()),
    ("Cleo", "CT", "IFA", "2019-01-01", "2026-06-10", "valid", ()),  # ended five days ago
    ("Cleo", "CT", "IFS", "2026-01-10", "2028-12-31", "valid", ()),
    ("Dan", "NB", "IFS", "2024-05-05", None, "suspended", (("suspended", "2026-02-01"),)),
    ("Eli", "NB", "ECFS", "2026-03-03", "2029-12-31", "valid", (
        ("suspended", "2026-04-01"), ("reinstated", "2026-05-01"),
    )),
    ("Fay", "NB", "IFA", "2023-07-07", "2027-12-31", "valid", (("renewed", "2026-01-05"),)),
    ("Gus", "CT", "IFA", "2018-01-01", None, "revoked", (("revoked", "2025-03-01"),)),
)  # fmt: skip


def make_world() -> SimpleNamespace:
    """``ct``, ``nb``: the associations; ``people`` by name; ``staff``; ``coordinator`` and ``other`` (of NB)."""
    with clock.at(NOW):
        world = SimpleNamespace(
            ct=factories.association("ct", abbreviation="CT"),
            nb=factories.association("nb", abbreviation="NB", region="Elsewhere"),
            staff=factories.person("Sam Staff"),
            coordinator=factories.person("Cora Keeper"),
            other=factories.person("Nils Keeper"),
            nobody=factories.person("Nora Nobody"),
            people={},
        )
        factories.role(world.staff, "alliance_staff")
        factories.role(world.coordinator, "coordinator", world.ct)
        factories.role(world.other, "administrator", world.nb)
        world.houses = {"CT": world.ct, "NB": world.nb}
        _endorsed(world)
    return world


def person(world, name: str) -> Person:
    if name not in world.people:
        world.people[name] = Person.objects.create(name=name)
        sector, language = SAID.get(name, ("", ""))
        if sector or language:
            Practice.objects.create(person=world.people[name], sector=sector, language=language, said_at=NOW)
    return world.people[name]


def _endorsed(world) -> None:
    for number, (name, house, category, since, until, standing, moves) in enumerate(ENDORSEMENTS, 1):
        one = Endorsement.objects.create(
            origin=f"test:{number}",
            person=person(world, name),
            association=world.houses[house],
            category=Category.objects.get(key=category),
            number=f"{house}-{number}",
            endorsed_on=since,
            valid_until=until,
            standing=standing,
            listed_name=name,
        )
        for kind, day in (("awarded", since), *moves):
            AwardEvent.objects.create(endorsement=one, kind=kind, on=day, at=NOW)
