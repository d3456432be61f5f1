"""``load_associations`` and ``make_alliance_admin``: from an empty start, and again."""

import csv
import datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person, User
from associations.directory import importers
from associations.directory.models import Association, Licence
from associations.directory.permissions import Act, may
from associations.directory.queries import member_abbreviations
from associations.people.enums import Role
from associations.people.models import RoleGrant
from associations.policy import importers as policies
from associations.policy.intake import next_rounds
from associations.policy.models import Overlay, Policy
from associations.policy.queries import overlays_of, policy_on
from competencies.assessment.reading import DocumentFault
from competencies.standard.models import Category
from competencies.standard.overlays import OverlayRule
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 1)


@pytest.fixture
def loaded(capsys):
    call_command("load_associations")
    return capsys.readouterr().out


def test_the_published_associations(loaded):
    assert Association.objects.count() == 38
    assert len(member_abbreviations()) == 33
    assert loaded.startswith("Associations made: 38; policies: 38; membership years: 6; fees: 13; overlays made: ")
    place = Association.objects.get(slug="ct-aimh")
    assert (place.abbreviation, place.tracks, place.time_zone, place.currency) == (
        "CT-AIMH",
        ["infant", "early_childhood"],
        "America/New_York",
        "USD",
    )
    ireland, west = Association.objects.get(slug="i-aimh"), Association.objects.get(slug="aaimh-wa")
    assert (ireland.time_zone, ireland.currency) == ("Europe/Dublin", "EUR")
    assert (west.time_zone, west.currency, west.tracks) == ("Australia/Perth", "AUD", ["infant"])
    assert Association.objects.get(slug="azaimh").name == "Arizona Association for Infant Mental Health"
    assert {row.member_status for row in Association.objects.filter(slug__in=["ga-aimh", "ilaimh"])} == {
        "unconfirmed",
        "not_member",
    }


def test_licences_are_dated_only_where_the_licence_is(loaded):
    starts = dict(Licence.objects.exclude(valid_from=None).values_list("association__slug", "valid_from"))
    assert starts == {
        "ak-aimh": datetime.date(2011, 4, 1),
        "ct-aimh": datetime.date(2010, 1, 1),
        "aim-early-idaho": datetime.date(2009, 1, 1),
        "nmaimh": datetime.date(2007, 1, 1),
        "wi-aimh": datetime.date(2009, 6, 1),
    }
    assert Licence.objects.count() == 33
    assert may(Act.AWARD, Association.objects.get(slug="mi-aimh"), DAY) is True
    assert may(Act.AWARD, Association.objects.get(slug="ga-aimh"), DAY) is False
    assert may(Act.AWARD, Association.objects.get(slug="ct-aimh"), datetime.date(2009, 12, 31)) is False


def test_policies_are_the_published_ones(loaded):
    arizona = policy_on(Association.objects.get(slug="azaimh"), DAY)
    assert (arizona.reviewers, arizona.concurrent_applications, arizona.chaser_days) == (1, False, [7, 14, 28])
    wisconsin = policy_on(Association.objects.get(slug="wi-aimh"), DAY)
    assert (wisconsin.reviewers, wisconsin.in_turn) == (2, True)
    assert next_rounds(wisconsin, DAY, 1) == [datetime.date(2026, 6, 15)]
    washington = policy_on(Association.objects.get(abbreviation="CERH"), DAY)
    assert next_rounds(washington, datetime.date(2026, 10, 3), 1) == [datetime.date(2027, 1, 1)]
    assert {row.association.abbreviation for row in Policy.objects.filter(lead_days=28)} == {"AzAIMH", "CT-AIMH", "F5A"}
    assert policy_on(Association.objects.get(slug="mi-aimh"), DAY).reviewers == 2


def test_overlays_come_as_the_rules_take_them(loaded):
    rules = {rule.key: rule for rule in overlays_of(Association.objects.get(slug="ncimha"))}
    assert rules["ncimha-vetted-providers"] == OverlayRule(
        key="ncimha-vetted-providers",
        association="NCIMHA",
        requirement="rsc.vetted_providers",
        until=datetime.date(2027, 12, 31),
        params={"months": 60},
    )
    assert overlays_of(factories.association("none")) == []


def test_western_australias_names(loaded):
    west = Association.objects.get(slug="aaimh-wa")
    assert west.category_names == {
        "IFA": "Infant Family Worker",
        "IFS": "Infant Family Practitioner",
        "IMHS": "Infant Mental Health Practitioner",
        "IMHM-C": "Infant Mental Health Mentor, Clinical",
        "IMHM-P": "Infant Mental Health Mentor, Policy",
        "IMHM-R/F": "Infant Mental Health Mentor, Research/Academic",
    }
    assert west.name_of(Category(key="IFS", english_name="Infant Family Specialist")) == "Infant Family Practitioner"
    assert west.name_of(Category(key="ECFS", english_name="Early Childhood Family Specialist")).endswith("Specialist")
    assert not Association.objects.exclude(pk=west.pk).exclude(category_names={}).exists()


def test_names_follow_their_file(loaded):
    assert policies.load_labels([{"association": "CT-AIMH", "category": "IFS", "name": "A name"}]) == 2
    assert Association.objects.get(slug="aaimh-wa").category_names == {}
    assert Association.objects.get(slug="ct-aimh").category_names == {"IFS": "A name"}
    with pytest.raises(policies.UnknownAssociation, match="NOWHERE"):
        policies.load_labels([{"association": "NOWHERE", "category": "IFS", "name": "A name"}])


def test_what_is_wrong_in_the_file_of_names(tmp_path):
    path = tmp_path / "labels.yaml"
    path.write_text(
        "- {association: X, category: IFS, name: A}\n- {association: X, category: IFS, name: B}\n"
        "- {association: X, category: LEVEL-1, name: C, more: D}\n- {association: X, category: IFA}\n"
    )
    with pytest.raises(DocumentFault) as fault:
        policies.read_labels(path)
    assert [place for place, _sentence in fault.value.faults] == [
        "labels.yaml: labels[1].category",
        "labels.yaml: labels[2].category",
        "labels.yaml: labels[2].more",
        "labels.yaml: labels[3].name",
    ]


def test_a_second_run_changes_nothing_that_people_changed(loaded, capsys):
    Association.objects.filter(slug="ct-aimh").update(name="Renamed", time_zone="Europe/Dublin")
    Policy.objects.filter(association__slug="ct-aimh").update(reviewers=3)
    Licence.objects.filter(association__slug="ct-aimh").delete()
    Overlay.objects.filter(key="ncimha-vetted-providers").update(params={"months": 1})
    call_command("load_associations")
    assert capsys.readouterr().out == (
        "Associations made: 0; policies: 0; membership years: 0; fees: 0; overlays made: 0, changed: 1; "
        "own names of categories changed at: 0.\n"
    )
    place = Association.objects.get(slug="ct-aimh")
    assert (place.name, policy_on(place, DAY).reviewers, place.licences.count()) == ("Renamed", 3, 0)
    call_command("load_associations", verbosity=0)
    assert capsys.readouterr().out == ""


def test_slugs_and_abbreviations_are_unique_and_the_data_whole():
    rows = importers.read()
    assert len({row["slug"] for row in rows}) == len({row["abbreviation"] for row in rows}) == 38
    with importers.DATA.open(newline="") as lines:
        assert [name for name in next(csv.reader(lines)) if not name] == []


def test_a_policy_of_an_unknown_association_is_said(loaded):
    with pytest.raises(policies.UnknownAssociation, match="NOWHERE"):
        policies.load_policies([{"association": "NOWHERE", "reviewers": 1}])


def test_what_is_wrong_in_the_files_is_said_in_one_clear_error(monkeypatch):
    def broken():
        raise DocumentFault([("overlays[0].key", "is missing")])

    monkeypatch.setattr(policies, "read_overlay_file", broken)
    with pytest.raises(CommandError, match="is missing"):
        call_command("load_associations", verbosity=0)


def test_without_a_row_the_published_defaults_hold(association):
    Policy.objects.all().delete()
    default = policy_on(association, DAY)
    assert (default.pk, default.reviewers, default.chaser_days, default.reference_link_days) == (
        None,
        2,
        [7, 14, 28],
        120,
    )


def test_the_policy_of_the_day_is_the_latest_before_it(association):
    Policy.objects.create(association=association, valid_from=DAY, reviewers=1)
    assert policy_on(association, DAY).reviewers == 1
    assert policy_on(association, DAY - datetime.timedelta(days=1)).reviewers == 2


def test_the_first_of_the_alliance_signs_in_by_the_printed_link(client, capsys, settings):
    call_command("make_alliance_admin", email="First@Alliance.example", name="First Admin")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "First Admin is Alliance staff. To choose a password, once, within three days, open:"
    link = lines[1].removeprefix(settings.PORTAL_URL)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a long enough password", "password2": "a long enough password"})
    client.post("/accounts/login/", {"login": "first@alliance.example", "password": "a long enough password"})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)
    assert client.get("/alliance/people/").url.startswith("/accounts/2fa/?required=1")
    client.logout()
    spent = client.get(link, follow=True)
    assert spent.status_code == 200
    assert spent.context["token_fail"] is True


def test_again_it_makes_nobody_new(capsys):
    for _ in range(2):
        call_command("make_alliance_admin", email="first@alliance.example", name="First Admin")
    call_command("make_alliance_admin", email="FIRST@alliance.example")
    assert (Person.objects.count(), RoleGrant.objects.get().role) == (1, Role.ALLIANCE_STAFF)


@pytest.mark.parametrize(("email", "name", "says"), [("x", "A", "no e-mail"), ("a@b.example", " \n", "needs a name")])
def test_it_says_what_is_missing(email, name, says):
    with pytest.raises(CommandError, match=says):
        call_command("make_alliance_admin", email=email, name=name)
