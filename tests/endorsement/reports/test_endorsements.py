"""Reports of Endorsements against the world counted by hand (``world.ENDORSEMENTS``), looked at on 15 June 2026."""

import pytest

pytestmark = pytest.mark.django_db

# In force: Ana, Ben (IFA, CT), Cleo (IFS, CT), Eli (ECFS, NB), Fay (IFA, NB). Not: Cleo's IFA ended, Dan is suspended,
# Gus revoked. A year before: Ana, Ben, Cleo (IFA, CT), Dan (IFS, NB), Fay (IFA, NB); Gus was revoked by then.
# On both days: Pia's two (IMHM-C and the add-on, CT) and Quin's (ECMHM-C, NB).


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("category", {"IFA": (3, 4), "IFS": (1, 1), "ECFS": (1, 0), "IMHM-C": (1, 1), "ECMHM-C": (1, 1), "ERS": (1, 1),
                      "total": (8, 8)}),
        ("track", {"infant": (5, 6), "early_childhood": (2, 1), "both": (1, 1), "total": (8, 8)}),
        ("association", {"ct": (5, 5), "nb": (3, 3), "total": (8, 8)}),
        # Ana 2020, Ben 2025, Cleo 2026 and 2019, Dan 2024, Eli 2026, Fay 2023.
        ("year", {"2019": (0, 1), "2020": (1, 1), "2022": (3, 3), "2023": (1, 1), "2024": (0, 1), "2025": (1, 1),
                  "2026": (2, 0), "total": (8, 8)}),
        # Ana and Eli visit homes, Cleo works in health; Ben, Dan, Fay, Pia and Quin did not say.
        ("sector", {"home_visiting": (2, 1), "health": (1, 1), "": (5, 6), "total": (8, 8)}),
        # Ana speaks English, Cleo Spanish; Eli said only where they work.
        ("language", {"en": (1, 1), "es": (1, 1), "": (6, 6), "total": (8, 8)}),
    ],
)  # fmt: skip
def test_endorsed_now_and_a_year_before(numbers, by, expected):
    assert numbers("endorsed", before=True, by=by) == expected


def test_endorsed_on_a_day_of_the_past(numbers):
    # 15 March 2026: Dan and nobody else is suspended, Eli not yet; Cleo has both.
    given = {"IMHM-C": 1, "ECMHM-C": 1, "ERS": 1}
    assert numbers("endorsed", until="2026-03-15") == {"IFA": 4, "IFS": 1, "ECFS": 1, **given, "total": 9}
    # 15 April 2026: Eli is suspended.
    assert numbers("endorsed", until="2026-04-15") == {"IFA": 4, "IFS": 1, **given, "total": 8}


def test_endorsed_narrowed(numbers):
    assert numbers("endorsed", association="ct") == {"IFA": 2, "IFS": 1, "IMHM-C": 1, "ERS": 1, "total": 5}
    assert numbers("endorsed", category="ifa", by="association") == {"ct": 2, "nb": 1, "total": 3}
    assert numbers("endorsed", track="early_childhood") == {"ECFS": 1, "ECMHM-C": 1, "total": 2}


def test_endorsed_across(ask):
    answer = ask("endorsed", by="category", across="association")
    assert {line.key: line.cells for line in answer.lines if line.key[-2:] in ("FA", "FS")} == {
        "IFA": {"ct": 2, "nb": 1}, "IFS": {"ct": 1, "nb": 0}, "ECFS": {"ct": 0, "nb": 1},
    }  # fmt: skip
    assert (answer.total.cells, answer.total.number) == ({"ct": 5, "nb": 3}, 8)


def test_awarded(numbers):
    # This year until today: Cleo's IFS and Eli. The same days of 2025: Ben.
    assert numbers("awarded", before=True) == {"IFA": (0, 1), "IFS": (1, 0), "ECFS": (1, 0), "total": (2, 1)}
    assert numbers("awarded", from_="2018-01-01", until="2020-03-01", by="year") == {
        "2018": 1, "2019": 1, "2020": 1, "total": 3,
    }  # fmt: skip


def test_renewals_due_in_the_year_to_come(numbers):
    # Until 15 June 2027: Ana, on the last day of 2026. By the end of 2027 also Ben and Fay.
    assert numbers("renewals-due") == {"IFA": 1, "total": 1}
    assert numbers("renewals-due", until="2027-12-31", by="association") == {"ct": 2, "nb": 1, "total": 3}


def test_lapsed(numbers):
    # Cleo's IFA had its last day on 10 June 2026: on the 10th it counts, on the 11th it has lapsed.
    assert numbers("lapsed") == {"IFA": 1, "total": 1}
    assert numbers("lapsed", from_="2026-06-11", until="2026-06-11") == {"IFA": 1, "total": 1}
    assert numbers("lapsed", until="2026-06-10") == {"total": 0}
    assert numbers("lapsed", from_="2026-06-12") == {"total": 0}


def test_moves_of_the_ledger(numbers):
    # 2026: Fay renewed, Dan and Eli suspended, Eli reinstated. The same days of 2025: Gus revoked.
    assert numbers("moves", before=True) == {
        "renewed": (1, 0), "reinstated": (1, 0), "suspended": (2, 0), "revoked": (0, 1), "total": (4, 1),
    }  # fmt: skip
    assert numbers("moves", by="association") == {"ct": 0, "nb": 4, "total": 4}
