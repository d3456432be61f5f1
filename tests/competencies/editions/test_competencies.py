"""Which competencies a category has: copied, edited, seen to differ, published, written as text, told to the public."""

import datetime

import pytest
from django.urls import reverse

from competencies.assessment.reading import DocumentFault
from competencies.editions import actions, presenters, queries
from competencies.editions.models import EditionDraft
from competencies.standard.importers import load_standard
from competencies.standard.models import EditionCompetency
from competencies.standard.queries import rules_for, standard
from competencies.standard.texts import read_standard, shipped_standings
from tests.competencies.editions import makings
from tests.competencies.test_loading import folder

__all__ = ["folder"]

pytestmark = pytest.mark.django_db
FIRST, DAY = makings.FIRST, datetime.timedelta(days=1)


def keys():
    return list(standard().competencies)


@pytest.fixture
def client(signed_in, staff):
    return signed_in(staff)


def url(draft, kind="fa"):
    return reverse("editions:competencies", args=[draft.code, kind])


def filled(draft, kind="FA", **changes):
    standings = queries.standings_of(draft, kind)
    data = {f"competency-{place}": standings.get(key) or "none" for place, key in enumerate(keys())}
    return {"seen": queries.mark_of(standings), **data, **changes}


class TestEditing:
    def test_a_copy_has_those_of_its_base(self, draft):
        base = standard().edition_named("2025")
        assert all(queries.standings_of(draft, kind) == shipped_standings(kind) for kind in ("FA", "FS", "MHM-P"))
        assert set(draft.competencies) == {"FA", "FS", "MHS", "MHM-C", "MHM-P", "MHM-R/F"}
        assert presenters.differences_of(draft) == []
        assert queries.standings_in(base, "ERS") == {}

    def test_a_draft_of_before_inherits(self, draft):
        EditionDraft.objects.update(competencies={})
        draft.refresh_from_db()
        assert queries.standings_of(draft, "FA") == shipped_standings("FA")
        assert queries.standings_of(draft, "FRS") == shipped_standings("FRS")

    def test_changed_once(self, draft, staff):
        changed = makings.asks_competencies(draft, staff, c0="example", c40="asked")
        assert changed.version == draft.version + 1
        assert makings.asks_competencies(draft, staff).version == changed.version
        found = presenters.differences_of(changed)
        assert [(one.kind, one.competency, one.before, one.after) for one in found] == [
            ("FA", keys()[0], "asked", "example"),
            ("FA", keys()[40], "", "asked"),
        ]
        rows = presenters.difference_rows(found)
        assert [(row.before, row.after, row.what) for row in rows] == [
            ("asked", "example", "changed"),
            ("", "asked", "new"),
        ]
        assert presenters.kind_rows(changed, found)[0].changed == 2

    def test_asked_of_a_kind_that_was_not_asked_for_any(self, draft, staff):
        makings.asks_competencies(draft, staff, kind="ERS", c0="asked")
        draft.refresh_from_db()
        assert draft.requirements["ERS"]["competencies"] == {}
        assert [one.key for one in presenters.differences_of(draft)] == ["competencies"]

    @pytest.mark.parametrize("standings", [{}, {"nothing/there": "asked"}, {"": "asked"}])
    def test_none_and_unknown_ones_are_refused(self, draft, staff, standings):
        with pytest.raises(actions.Refused, match="Choose at least one competency"):
            actions.set_competencies(draft=draft, kind="FA", standings=standings, seen="", by=staff)

    def test_an_unknown_standing_is_refused(self, draft, staff):
        with pytest.raises(actions.Refused, match="Choose at least one"):
            makings.asks_competencies(draft, staff, c0="perhaps")

    def test_a_stale_page_and_a_draft_no_longer_there(self, draft, staff):
        with pytest.raises(actions.Refused, match="Somebody else has changed these"):
            actions.set_competencies(draft=draft, kind="FA", standings={keys()[0]: "asked"}, seen="old", by=staff)
        actions.discard(draft=draft, by=staff)
        with pytest.raises(actions.Refused, match="no draft any more"):
            actions.set_competencies(draft=draft, kind="FA", standings={keys()[0]: "asked"}, seen="", by=staff)


class TestPublished:
    def test_its_rows_have_them_and_other_editions_keep_theirs(self, draft, staff):
        makings.asks_competencies(draft, staff, c0="", c40="example")
        edition = makings.published(draft, staff)
        by_track = {
            key: dict(
                EditionCompetency.objects.filter(edition=edition, category__key=key).values_list(
                    "competency__key", "standing"
                )
            )
            for key in ("IFA", "ECFA")
        }
        expected = {key: value for key, value in shipped_standings("FA").items() if key != keys()[0]}
        assert by_track["IFA"] == by_track["ECFA"] == expected | {keys()[40]: "example"}
        asked = {one.competency for one in rules_for("IFA", FIRST - DAY).competencies}
        assert keys()[0] in asked and keys()[40] not in asked

    def test_its_text_carries_them_and_loads_without_a_change(self, draft, staff, folder):
        makings.asks_competencies(draft, staff, c0="", c40="example")
        text = queries.text_of_draft(draft_of(draft))
        edition = makings.published(draft, staff)
        assert queries.text_of_edition(edition) == text
        assert set(read(folder, text).competencies) == {"FA"}
        before = list(EditionCompetency.objects.order_by("pk").values())
        load_standard(read_standard(folder))
        assert list(EditionCompetency.objects.order_by("pk").values()) == before
        # Without them the text would say what the file of all editions says, and that is refused.
        write(folder, text.partition("competencies:\n  FA:")[0])
        with pytest.raises(DocumentFault, match="nothing would become asked"):
            load_standard(read_standard(folder))

    @pytest.mark.parametrize(
        ("listed", "place"),
        [
            ("{FA: {asked: [nothing/there]}}", "competencies.FA: nothing/there is not in competencies.csv"),
            ("{FA: {asked: [a, a]}}", r"competencies.FA.asked\[1\]: is named twice"),
            ("{FA: {}}", "competencies.FA: must name a competency"),
            ("{FA: {maybe: [a]}}", "competencies.FA.maybe: "),
            ("{XX: {asked: [a]}}", "competencies.XX: is no kind of category"),
        ],
    )
    def test_a_fault_in_a_text_has_its_place(self, draft, staff, folder, listed, place):
        text = queries.text_of_draft(draft) + f"competencies: {listed}\n"
        with pytest.raises(DocumentFault, match=rf"editions/2098\.yaml: {place}"):
            read(folder, text)

    def test_the_public_learns_of_it(self, client, draft, staff):
        makings.asks_competencies(draft, staff, c0="example", c40="asked")
        makings.asks_competencies(draft, staff, kind="FS", c0="")
        makings.published(draft, staff)
        page = client.get(reverse("standard:changes"), {"before": "2025", "after": "2098"}).content.decode()
        assert "an example instead of asked" in page
        assert "newly asked" in page
        assert ": no longer asked" in page


def draft_of(draft):
    draft.refresh_from_db()
    return draft


def write(folder, text):
    (folder / "editions" / "2098.yaml").write_text(text)


def read(folder, text):
    write(folder, text)
    ended = folder / "editions" / "2025.yaml"
    ended.write_text(ended.read_text().replace("from: 2025-01-01", f"from: 2025-01-01, until: {FIRST - DAY}"))
    return {one.key: one for one in read_standard(folder).editions}["2098"]


class TestPages:
    def test_edited_and_seen_to_differ(self, client, draft):
        page = client.get(url(draft)).content.decode()
        assert page.count('name="competency-') == len(keys())
        answer = client.post(url(draft), filled(draft, **{"competency-0": "example"}))
        assert answer["Location"] == reverse("editions:kind", args=[draft.code, "fa"])
        page = client.get(reverse("editions:draft", args=[draft.code])).content.decode()
        assert f"Competency: {standard().competencies[keys()[0]].title}".replace("&", "&amp;") in page
        assert "1 change" in page

    def test_what_is_wrong_is_said_and_kept(self, client, draft):
        nothing = {f"competency-{place}": "none" for place in range(len(keys()))}
        answer = client.post(url(draft), filled(draft, **nothing))
        assert "Choose at least one competency" in answer.content.decode()
        answer = client.post(url(draft), filled(draft, **{"competency-1": "perhaps", "competency-0": "example"}))
        assert set(answer.context["form"].errors) == {"competency-1"}
        assert answer.context["form"]["competency-0"].value() == "example"
        answer = client.post(url(draft), filled(draft, seen="old", **{"competency-0": "example"}))
        assert "Somebody else has changed these competencies" in answer.content.decode()

    def test_asked_for_the_first_time_and_no_longer(self, client, draft):
        assert "Ask for these" in client.get(url(draft, "ers")).content.decode()
        client.post(url(draft, "ers"), filled(draft, "ERS", **{"competency-3": "asked"}))
        assert draft_of(draft).competencies["ERS"] == {keys()[3]: "asked"}
        remove = reverse("editions:remove", args=[draft.code, "ers", "competencies"])
        client.post(remove, {"seen": queries.mark_of({})})
        assert "competencies" not in draft_of(draft).requirements["ERS"]

    def test_no_such_kind(self, client, draft):
        assert client.get(url(draft, "xx")).status_code == 404
