"""The rules on plain values."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, strategies as st

from cpd.coaching.rules.figures import SchoolTerm, protected
from cpd.coaching.rules.phrases import hints
from cpd.coaching.rules.steps import STEP_MOVES, StepState
from cpd.coaching.rules.visits import VISIT_MOVES, VisitKind, VisitState, VisitWords, check_dates, may_withdraw, missing
from cpd.core.errors import DomainError
from tests.world import NOW, TODAY

WHOLE = VisitWords(
    visited_on=TODAY,
    kind=VisitKind.LESSON_VISIT,
    seen="09:14 T: Books open.",
    worked="You waited.",
    step_text="Count to five.",
    check_back_on=TODAY + dt.timedelta(days=14),
)


def asked(has_open_step: bool = False, **changes: object) -> list[str | None]:
    words = VisitWords(**{name: getattr(WHOLE, name) for name in VisitWords.__dataclass_fields__} | changes)
    return [error.field for error in missing(words, "Rosa", has_open_step=has_open_step)]


def test_a_visit_needs_what_worked_a_step_and_a_day_before_it_is_shared() -> None:
    assert asked() == []
    assert asked(worked="") == ["worked"]
    assert asked(seen="") == ["seen"]
    assert asked(seen="", kind=VisitKind.COACHING_CONVERSATION) == []
    assert asked(step_text="", check_back_on=None) == ["step_text"]
    assert asked(step_text="", check_back_on=None, has_open_step=True) == []
    assert asked(check_back_on=None) == ["check_back_on"]


def test_a_visit_is_not_in_the_future_and_the_check_back_comes_after_it() -> None:
    check_dates(WHOLE, TODAY)
    with pytest.raises(DomainError) as early:
        check_dates(WHOLE, TODAY - dt.timedelta(days=1))
    assert early.value.field == "visited_on"
    same_day = VisitWords(visited_on=TODAY, kind=VisitKind.REHEARSAL, check_back_on=TODAY)
    with pytest.raises(DomainError) as late:
        check_dates(same_day, TODAY)
    assert late.value.field == "check_back_on"


def test_a_visit_is_taken_back_within_the_hour() -> None:
    assert may_withdraw(NOW, NOW + dt.timedelta(minutes=60))
    assert not may_withdraw(NOW, NOW + dt.timedelta(minutes=61))


def test_every_state_says_what_may_follow() -> None:
    assert set(VISIT_MOVES) == set(VisitState)
    assert set(STEP_MOVES) == set(StepState)
    assert VISIT_MOVES[VisitState.WITHDRAWN] == frozenset()
    assert all(not moves for state, moves in STEP_MOVES.items() if state is not StepState.OPEN)


@pytest.mark.parametrize(
    "text",
    [
        "An outstanding lesson.",
        "This Requires Improvement",
        "a good lesson",
        "8/10",
        "grade 2 for behaviour",
        "the low ability table",
        "they’re not going to get it because of home",
        "no support at home",
        "bless them",
        "kids like these",
        "too lazy to write",
        "You should have stopped them",
    ],
)
def test_a_phrase_that_says_less_than_it_could_has_a_way_round(text: str) -> None:
    found = hints(text)
    assert found
    assert all(hint.instead for hint in found)


@pytest.mark.parametrize(
    "text",
    [
        "09:14 T: ‘Thirty seconds, then tell your partner.’ All but four talking.",
        "Four books were still outstandingly neat",
        "The grade of the pencil was 2B",
        "They read the improvements that the class required.",
        "The good news: a lesson on rivers.",
    ],
)
def test_low_inference_words_are_left_alone(text: str) -> None:
    assert hints(text) == []


def test_a_phrase_is_named_once_in_the_order_of_writing() -> None:
    found = hints("Lazy start, outstanding end.", "Outstanding!")
    assert [hint.phrase for hint in found] == ["Lazy", "outstanding"]


@pytest.mark.parametrize(
    ("day", "name", "starts", "ends"),
    [
        ((2026, 9, 1), "Autumn term", (2026, 9, 1), (2026, 12, 31)),
        ((2026, 12, 31), "Autumn term", (2026, 9, 1), (2026, 12, 31)),
        ((2027, 1, 1), "Spring term", (2027, 1, 1), (2027, 3, 31)),
        ((2027, 4, 1), "Summer term", (2027, 4, 1), (2027, 8, 31)),
    ],
)
def test_a_day_falls_in_one_term(
    day: tuple[int, int, int], name: str, starts: tuple[int, int, int], ends: tuple[int, int, int]
) -> None:
    assert SchoolTerm.of(dt.date(*day)) == SchoolTerm(name, dt.date(*starts), dt.date(*ends))


def test_terms_follow_one_another() -> None:
    term = SchoolTerm.of(TODAY)
    assert term.after().before() == term
    assert term.before().name == "Summer term"


A, B, C = (uuid.UUID(int=number) for number in range(3))


def test_one_hidden_cell_takes_the_next_smallest_with_it() -> None:
    assert protected({A: 3, B: 9, C: 20}) == {A: None, B: None, C: 20}
    assert protected({A: 9, B: 20}) == {A: 9, B: 20}
    assert protected({A: 2, B: 1, C: 20}) == {A: None, B: None, C: 20}


def test_cells_that_add_up_to_one_possibility_are_not_left_alone() -> None:
    assert protected({A: 4, B: 4, C: 20}) == {A: None, B: None, C: None}
    assert protected({A: 0, B: 0, C: 20}) == {A: None, B: None, C: None}


@given(st.dictionaries(st.uuids(), st.integers(0, 30), min_size=2, max_size=8))
def test_what_is_shown_with_its_total_gives_no_small_cell_away(counts: dict[uuid.UUID, int]) -> None:
    shown = protected(counts)
    assert all(count is None or count >= 5 for count in shown.values())
    hidden = [key for key, count in shown.items() if count is None]
    if any(counts[key] < 5 for key in hidden):
        assert len(hidden) > 1
