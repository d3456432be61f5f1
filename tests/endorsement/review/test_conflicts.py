"""Who is too close to an applicant, as a table."""

import pytest

from endorsement.review.conflicts import Conflict, Party, Tie, TieKind, conflict_between, conflicts_of, normal_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana García", ("ana", "garcia")),
        ("García, Ana", ("ana", "garcia")),
        ("Dr. ANA  GARCIA, PhD", ("ana", "garcia")),
        ("Siobhán O’Neill", ("oneill", "siobhan")),
        ("Siobhan O'Neill", ("oneill", "siobhan")),
        ("Mary-Kate Olu", ("marykate", "olu")),
        ("Jürgen Straße", ("jurgen", "strasse")),
        ("  ", ()),
        ("Dr.", ()),
    ],
)
def test_names_without_case_accents_titles_and_order(name, expected):
    assert normal_name(name) == expected


CANDIDATE = Party("Ana García", 7, frozenset({"ana@work.example", "Ana@Home.example"}))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (Party("Somebody Else", 7), True),
        (Party("Somebody Else", None, frozenset({"ANA@home.example "})), True),
        (Party("Somebody Else", 8, frozenset({"ana@work.example"})), True),
        (Party("Dr. Ana Garcia"), False),
        (Party("Ana Garcia", None, frozenset({"other@x.example"})), False),
        (Party("Ana Garcia", 8), None),
        (Party("Ana Garcia-Lopez"), None),
        (Party("", None, frozenset({""})), None),
        (Party("Dr."), None),
    ],
)
def test_a_match_by_person_or_address_is_certain_by_name_it_is_not(other, expected):
    found = conflict_between(CANDIDATE, Tie(TieKind.RATER, other))
    assert (found and found.certain) is expected


def test_a_candidate_without_a_person_matches_nobody_by_person():
    assert conflict_between(Party("Ana"), Tie(TieKind.RATER, Party("Bea"))) is None


def test_each_kind_once_the_certain_ones_first():
    ties = [
        Tie(TieKind.SUPERVISOR, Party("Ana Garcia")),
        Tie(TieKind.SUPERVISOR, Party("Garcia Ana")),
        Tie(TieKind.RATER, Party("Ana Garcia")),
        Tie(TieKind.RATER, Party("x", None, frozenset({"ana@work.example"}))),
        Tie(TieKind.APPLICANT, Party("Bob", 9)),
    ]
    assert conflicts_of(CANDIDATE, ties) == [Conflict(TieKind.RATER, True), Conflict(TieKind.SUPERVISOR, False)]


def test_the_sentence_says_when_only_the_name_is_the_same():
    assert Conflict(TieKind.APPLICANT, True).sentence == "This is the applicant."
    assert Conflict(TieKind.APPLICANT, False).sentence == "Someone of the same name: This is the applicant."
