"""Copying, editing, publishing and taking back an edition: each with its trace, once."""

import datetime
import shutil

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError

from associations.policy.models import Overlay
from common import clock
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from competencies.assessment.reading import DocumentFault
from competencies.editions import actions, queries
from competencies.editions.models import EditionDraft
from competencies.standard.importers import load_standard
from competencies.standard.models import Amendment, Edition, EditionCompetency, Requirement, StandardLoad
from competencies.standard.queries import rules_for, standard
from competencies.standard.texts import HERE, read_standard
from tests import factories
from tests.competencies.editions import makings

pytestmark = pytest.mark.django_db
FIRST = makings.FIRST
DAY = datetime.timedelta(days=1)


def everything():
    models = (Edition, Requirement, EditionCompetency, StandardLoad, EditionDraft, StatusChange)
    return [list(model.objects.order_by("pk").values()) for model in models]


def traces():
    return Amendment.objects.exclude(reason=factories.TEST)


class TestCopy:
    def test_it_asks_what_its_base_asks_and_judges_nobody(self, draft):
        assert queries.differences(queries.asked_by(standard().edition_named("2025")), draft.requirements) == []
        assert standard().edition_on(FIRST).key == "2025"

    def test_a_key_is_used_once(self, draft, staff):
        with pytest.raises(actions.Refused, match="called “2098” already"):
            makings.draft(staff)
        with pytest.raises(actions.Refused):
            makings.draft(staff, key="2025")

    def test_a_key_taken_between_the_question_and_the_writing_is_refused_in_the_same_words(
        self, draft, staff, monkeypatch
    ):
        monkeypatch.setattr(queries, "key_taken", lambda key: False)
        with pytest.raises(actions.Refused, match="called “2098” already"):
            makings.draft(staff)

    def test_a_key_is_free_again_once_discarded(self, draft, staff):
        actions.discard(draft=draft, by=staff)
        assert makings.draft(staff).pk != draft.pk


class TestEditing:
    def test_a_requirement_is_changed_added_and_taken_away(self, draft, staff):
        makings.asks(draft, staff, hours=33)
        makings.asks(draft, staff, kind="FS", key="rsc.window", months=24)
        makings.asks(draft, staff, kind="FS", key="work.families")
        draft.refresh_from_db()
        base = queries.asked_by(standard().edition_named("2025"))
        assert [(one.kind, one.key, one.after) for one in queries.differences(base, draft.requirements)] == [
            ("FA", "training.hours", {"hours": 33}),
            ("FS", "work.families", None),
            ("FS", "rsc.window", {"months": 24}),
        ]
        assert draft.version == 4
        assert LogEntry.objects.get_for_object(draft).count() == 4  # made, and three changes

    def test_the_same_again_changes_nothing(self, draft, staff):
        makings.asks(draft, staff, hours=33)
        makings.asks(draft, staff, hours=33)
        draft.refresh_from_db()
        assert draft.version == 2

    def test_a_kind_without_requirements_is_not_offered(self, draft, staff):
        for key in list(draft.requirements["ERS"]):
            makings.asks(draft, staff, kind="ERS", key=key)
        draft.refresh_from_db()
        assert "ERS" not in draft.requirements

    def test_what_somebody_else_changed_is_not_overwritten(self, draft, staff):
        seen = queries.mark_of({"hours": 30})
        makings.asks(draft, staff, hours=33)
        with pytest.raises(actions.Refused, match="Somebody else"):
            actions.set_requirement(
                draft=draft, kind="FA", key="training.hours", params={"hours": 31}, seen=seen, by=staff
            )

    def test_the_engine_reads_it_first(self, draft, staff):
        with pytest.raises(DocumentFault, match=r"training\.hours\.hours: must be greater than 0"):
            makings.asks(draft, staff, hours=0)

    def test_a_published_one_is_no_draft(self, draft, staff):
        makings.published(draft, staff)
        with pytest.raises(actions.Refused, match="no draft any more"):
            makings.asks(draft, staff, hours=33)


class TestPublish:
    def test_from_its_day_it_judges(self, draft, staff):
        makings.asks(draft, staff, hours=33)
        makings.asks(draft, staff, kind="FRS", key="training.hours", hours=48)
        makings.asks_plainly(draft, staff, "FRS", "competencies")
        edition = makings.published(draft, staff, grace=FIRST + 30 * DAY)
        assert rules_for("IFA", FIRST - DAY).requirement("training.hours").hours == 30
        rules = rules_for("ECFA", FIRST)
        assert (rules.edition, rules.requirement("training.hours").hours) == ("2098", 33)
        assert rules.competencies == rules_for("ECFA", FIRST - DAY).competencies
        before = standard().edition_named("2025")
        assert (before.in_force_until, edition.grace_until) == (FIRST - DAY, FIRST + 30 * DAY)
        # Asked again after a gap: the competencies it was asked for last.
        assert rules_for("IFRS", FIRST).competencies == rules_for("IFRS", datetime.date(2023, 1, 1)).competencies
        assert StatusChange.objects.get(machine="edition").transition == "publish"
        assert LogEntry.objects.get_for_object(edition).exists()

    @pytest.mark.parametrize(
        ("since", "grace", "sentence"),
        [
            (datetime.date(2020, 1, 1), None, "not in the past"),
            (FIRST, FIRST - DAY, "grace period must not end"),
        ],
    )
    def test_days_that_cannot_be(self, draft, staff, since, grace, sentence):
        before = everything()
        with pytest.raises(actions.Refused, match=sentence):
            makings.published(draft, staff, since=since, grace=grace)
        assert everything() == before

    def test_today_is_not_past(self, draft, staff):
        makings.published(draft, staff, since=clock.today())
        assert standard().edition_on(clock.today()).key == "2098"

    def test_not_before_what_is_published(self, draft, staff):
        makings.published(makings.draft(staff, key="2099"), staff, since=FIRST + DAY)
        with pytest.raises(actions.Refused, match="The edition 2099 begins on 2098-01-02"):
            makings.published(draft, staff)

    def test_what_changed_meanwhile_is_looked_at_again(self, draft, staff):
        seen = draft.version
        makings.asks(draft, staff, hours=33)
        with pytest.raises(actions.Refused, match="Somebody else has changed this draft"):
            actions.publish(draft=draft, in_force_from=FIRST, grace_until=None, version=seen, by=staff)

    def test_an_associations_difference_must_still_fit(self, draft, staff, association):
        """A part of a requirement that the new edition no longer asks would be no requirement."""
        Overlay.objects.create(
            key="unpaid", association=association, requirement="work.months", kinds=["FS"], params={"paid": False},
            state="in_force",
        )  # fmt: skip
        makings.asks(draft, staff, kind="FS", key="work.months")
        before = everything()
        with pytest.raises(actions.Refused, match=r"A difference of CT-AIMH does not fit: work.months .*is required"):
            makings.published(draft, staff)
        assert everything() == before
        assert rules_for("IFS", FIRST).requirement("work.months") is not None

    def test_an_empty_draft(self, draft, staff):
        EditionDraft.objects.update(requirements={})
        with pytest.raises(actions.Refused, match="asks for nothing"):
            makings.published(draft, staff)

    def test_what_the_engine_cannot_read(self, draft, staff):
        EditionDraft.objects.update(requirements={"FA": {"training.hours": {"hours": -1}}})
        with pytest.raises(actions.Refused, match=r"FA training\.hours\.hours: must be greater than 0"):
            makings.published(draft, staff)

    def test_a_text_of_that_name_came_first(self, draft, staff):
        Edition.objects.create(key="2098", in_force_from=FIRST - 9 * DAY, text_sha256="", loaded_at=clock.now())
        with pytest.raises(actions.Refused, match="an edition called “2098” already"):
            makings.published(draft, staff)

    def test_twice(self, draft, staff):
        makings.published(draft, staff)
        with pytest.raises(MoveGone):
            makings.published(draft, staff)
        assert Edition.objects.filter(key="2098").count() == 1

    def test_the_very_first_edition(self, draft, staff):
        factories.no_edition()
        assert makings.published(draft, staff).in_force_from == FIRST


class TestTakeBack:
    def test_everything_is_as_before_and_the_trace_stays(self, draft, staff):
        rows = everything()[:3]
        makings.published(draft, staff)
        draft.refresh_from_db()
        actions.take_back(draft=draft, reason="Too early.", by=staff)
        assert everything()[:3] == rows
        assert standard().edition_on(FIRST).key == "2025"
        assert {(one.edition_key, one.reason, one.by_name) for one in traces()} == {
            ("2098", "Too early.", "Stan Staff"),
            ("2025", "Too early.", "Stan Staff"),
        }
        makings.published(draft, staff)

    def test_not_once_it_is_in_force(self, draft, staff):
        makings.published(draft, staff)
        noon = datetime.datetime(2098, 1, 1, 12, tzinfo=datetime.UTC)
        with clock.at(noon), pytest.raises(actions.Refused, match="not in force yet"):
            actions.take_back(draft=draft, reason="Late.", by=staff)

    def test_not_below_another(self, draft, staff):
        makings.published(draft, staff)
        makings.published(makings.draft(staff, key="2099"), staff, since=FIRST + DAY)
        with pytest.raises(actions.Refused, match="after which none was published"):
            actions.take_back(draft=draft, reason="Late.", by=staff)

    def test_not_a_draft(self, draft, staff):
        with pytest.raises(actions.Refused):
            actions.take_back(draft=draft, reason="Why?", by=staff)

    def test_the_very_first_edition(self, draft, staff):
        factories.no_edition()
        makings.published(draft, staff)
        actions.take_back(draft=draft, reason="Too early.", by=staff)
        assert not Edition.objects.exists()


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(HERE, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "texts"


class TestTexts:
    def test_loading_the_shipped_texts_leaves_a_portal_edition_alone(self, draft, staff, folder):
        makings.published(draft, staff)
        before = everything()
        assert not load_standard(read_standard(folder)).anything
        assert everything() == before

    def test_the_text_of_a_published_edition_loads_without_a_change(self, draft, staff, folder):
        """Round trip: what was downloaded is put beside the others, and is from then on a text like them."""
        makings.asks(draft, staff, hours=33.5)
        edition = makings.published(draft, staff, grace=FIRST + 30 * DAY)
        (folder / "editions" / "2098.yaml").write_text(queries.text_of_edition(edition))
        with pytest.raises(CommandError, match=r"2025\.yaml: in_force\.until: must be the day before the edition 2098"):
            call_command("load_standard", folder=folder)
        ended = folder / "editions" / "2025.yaml"
        ended.write_text(ended.read_text().replace("from: 2025-01-01", f"from: 2025-01-01, until: {FIRST - DAY}"))
        rows = everything()[1:3]
        report = load_standard(read_standard(folder))
        assert (report.created, report.changed, report.removed) == (0, 2, 0)  # the two editions' files alone
        assert everything()[1:3] == rows
        assert not load_standard(read_standard(folder)).anything
        edition.refresh_from_db()
        assert edition.source == Edition.Source.TEXT
        assert not traces().exists()
        with pytest.raises(actions.Refused):  # the file would bring it back
            actions.take_back(draft=draft, reason="Why?", by=staff)

    def test_the_text_of_a_draft_is_the_text_of_its_edition(self, draft, staff):
        text = queries.text_of_draft(draft)
        assert queries.text_of_edition(makings.published(draft, staff)) == text

    @pytest.mark.parametrize("key", ["2018", "2022", "2024", "2025"])
    def test_every_shipped_edition_written_and_read_again_is_the_same(self, standard, folder, key):
        edition = standard.edition_named(key)
        (folder / "editions" / f"{key}.yaml").write_text(queries.text_of_edition(edition))
        read = {text.key: text for text in read_standard(folder).editions}[key]
        shipped = {text.key: text for text in read_standard().editions}[key]
        assert (read.since, read.until, read.requirements) == (shipped.since, shipped.until, shipped.requirements)

    def test_a_file_that_says_otherwise_is_refused_in_a_sentence(self, draft, staff, folder):
        edition = makings.published(draft, staff)
        text = queries.text_of_edition(edition).replace("{hours: 30}", "{hours: 31}", 1)
        (folder / "editions" / "2098.yaml").write_text(text)
        ended = folder / "editions" / "2025.yaml"
        ended.write_text(ended.read_text().replace("from: 2025-01-01", f"from: 2025-01-01, until: {FIRST - DAY}"))
        with pytest.raises(DocumentFault) as caught:
            load_standard(read_standard(folder))
        says = "the edition was published in the portal and stands as it is there; "
        assert caught.value.faults == [
            (f"editions/2098.yaml: {key} training.hours", says + '{"hours": 30} would become {"hours": 31}')
            for key in ("IFA", "ECFA")
        ]
        # Deliberately, the text wins.
        load_standard(read_standard(folder), amend=True)
        assert rules_for("IFA", FIRST).requirement("training.hours").hours == 31

    def test_a_file_that_begins_after_a_portal_edition(self, draft, staff, folder):
        makings.published(draft, staff)
        for name, old, new in (
            ("2025", "from: 2025-01-01", "from: 2025-01-01, until: 2098-12-31"),
            ("2099", "", ""),
        ):
            path = folder / "editions" / f"{name}.yaml"
            text = (
                path.read_text() if path.exists() else 'key: "2099"\nin_force: {from: 2099-01-01}\nrequirements: {}\n'
            )
            path.write_text(text.replace(old, new, 1))
        with pytest.raises(
            DocumentFault, match="2099-01-01 is not before 2098-01-01, when the edition 2098 of the portal"
        ):
            load_standard(read_standard(folder))

    def test_a_competency_that_a_portal_edition_asks_for_stays(self, draft, staff, folder):
        makings.published(draft, staff)
        path = folder / "competencies.csv"
        lines = path.read_text().splitlines()
        gone = next(line for line in lines[1:] if ",asked," in line)
        path.write_text("\n".join(line for line in lines if line != gone))
        with pytest.raises(DocumentFault, match="is asked by the edition 2098 of the portal"):
            load_standard(read_standard(folder))
