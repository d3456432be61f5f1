"""Invented rows for tests, made in one place."""

import datetime
import itertools

from accounts.actions import create_account
from accounts.models import Address, Person
from associations.directory.models import Association, Licence
from associations.people.models import Membership, RoleGrant
from associations.policy.models import Policy
from common import clock
from competencies.standard.actions import amending
from competencies.standard.changes import PROVIDER_RULES, amendment_of
from competencies.standard.models import Edition, RenewalEdition, StandardLoad

TEST = "A test changes the Standard."
_count = itertools.count(1)


def association(slug="ct-aimh", *, abbreviation=None, **fields) -> Association:
    found = Association.objects.filter(slug=slug).first()
    if found:
        return found
    made = Association.objects.create(
        slug=slug,
        abbreviation=abbreviation or slug.upper(),
        name=fields.pop("name", f"Association {slug}"),
        region=fields.pop("region", "Connecticut"),
        country="United States",
        contact_email=fields.pop("contact_email", f"office@{slug}.example"),
        tracks=["infant", "early_childhood"],
        **fields,
    )
    Licence.objects.create(association=made, kind=Licence.Kind.ENDORSEMENT, valid_from=datetime.date(2018, 1, 1))
    Policy.objects.create(association=made, valid_from=datetime.date(2018, 1, 1), chaser_days=[7, 14, 28])
    return made


def person(name=None, *, email=None, login=True, password="a long enough password") -> Person:
    number = next(_count)
    name = name or f"Person {number}"
    email = email or f"person{number}@people.example"
    if login:
        return create_account(email=email, name=name, password=password)
    made = Person.objects.create(name=name)
    Address.objects.create(person=made, email=email, is_primary=True)
    return made


def role(who: Person, what: str, where: Association | None = None) -> RoleGrant:
    who.__dict__.pop("_roles", None)
    return RoleGrant.objects.create(person=who, association=where, role=what, granted_at=clock.now())


def member(who: Person, where: Association, *, since=datetime.date(2018, 1, 1), until=None) -> Membership:
    return Membership.objects.create(person=who, association=where, valid_from=since, valid_until=until)


def standard_free():
    """Inside the block a test may change the rows of every edition."""
    keys = [*Edition.objects.values_list("key", flat=True), PROVIDER_RULES]
    keys += [amendment_of(key) for key in RenewalEdition.objects.values_list("key", flat=True)]
    return amending(dict.fromkeys(keys, ()), reason=TEST)


def no_edition() -> None:
    """As if nothing could be applied for on any day."""
    with standard_free():
        Edition.objects.all().delete()
    StandardLoad.objects.all().delete()
