"""The rules on plain values."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, strategies as st

from cpd.coaching.rules.checkback import WEEKDAYS, calendar_entry, suggested, weekdays_of
from cpd.coaching.rules.figures import SchoolTerm, protected
from cpd.coaching.rules.mechanisms import Cycle, CycleVisit, what_a_cycle_holds
from cpd.coaching.rules.phrases import hints
from cpd.coaching.rules.steps import STEP_MOVES, StepState, step_hints
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
    assert all(not STEP_MOVES[state] for state in StepState if state.is_closed)
    assert all(STEP_MOVES[state] for state in StepState if not state.is_closed)
    assert StepState.OPEN in STEP_MOVES[StepState.PARKED]


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


def test_the_check_back_is_a_fortnight_on_or_the_next_working_day() -> None:
    assert suggested(TODAY, WEEKDAYS) == TODAY + dt.timedelta(days=14)
    assert suggested(TODAY, {2, 3}) == dt.date(2026, 12, 9)
    assert weekdays_of(["Mon,Tue", "Thu"]) == {0, 1, 3}
    assert weekdays_of(["Mon,Tue", None]) == WEEKDAYS
    assert weekdays_of([]) == WEEKDAYS


def test_the_check_back_waits_until_the_school_is_open_again() -> None:
    assert suggested(TODAY, WEEKDAYS, lambda day: day > dt.date(2026, 12, 14)) == dt.date(2026, 12, 15)
    assert suggested(TODAY, {0}, lambda day: False) == TODAY + dt.timedelta(days=14)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.sets(st.integers(0, 6)))
def test_the_check_back_falls_on_a_working_day_within_three_weeks(day: dt.date, works_on: set[int]) -> None:
    back = suggested(day, works_on)
    assert dt.timedelta(days=14) <= back - day <= dt.timedelta(days=20)
    assert not works_on or back.weekday() in works_on


def entry(title: str = "Check back", place: str = "Hazel Down", at: dt.time | None = None) -> bytes:
    return calendar_entry(uuid.UUID(int=1), title, place, dt.date(2026, 7, 6), at, NOW)


def test_a_calendar_entry_stands_in_universal_time_or_for_the_whole_day() -> None:
    timed = entry(at=dt.time(15, 30)).decode()
    assert "DTSTART:20260706T143000Z\r\nDTEND:20260706T144500Z\r\n" in timed
    whole = entry().decode()
    assert "DTSTART;VALUE=DATE:20260706\r\nDTEND;VALUE=DATE:20260707\r\n" in whole
    assert "DTSTAMP:20261123T100000Z\r\n" in whole
    assert whole.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert whole.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_a_calendar_entry_escapes_what_has_a_meaning_there() -> None:
    text = entry(title="One, two; three\\four\nfive").decode()
    assert "SUMMARY:One\\, two\\; three\\\\four\\nfive\r\n" in text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300))
def test_a_calendar_entry_is_folded_and_unfolds_to_what_it_was(place: str) -> None:
    octets = entry(place=place)
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    written = place.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"LOCATION:{written}\r\n" in octets.decode().replace("\r\n ", "")


def said(text: str, **more: bool) -> list[str]:
    found = step_hints(text, "Rosa", TODAY + dt.timedelta(days=14), WEEKDAYS, is_rehearsed=True, **more)
    return [hint.phrase or hint.instead for hint in found]


def test_a_step_that_can_be_seen_gets_no_hint() -> None:
    assert said("Count to five before taking the first answer.") == []
    assert said("") == []
    assert said("Improve pace, be more clear, improve talk") == ["improve", "be more"]
    assert said("one " * 36) == ["This may be more than one step. Which part comes first?"]


def test_a_step_on_a_day_off_or_never_rehearsed_gets_a_hint() -> None:
    hints_of = step_hints("Count to five.", "Rosa", dt.date(2026, 12, 8), {2}, is_rehearsed=False)
    assert [hint.instead for hint in hints_of] == [
        "Rosa does not work on Tuesdays: would another day suit better?",
        "Can it be rehearsed before 8 December? Two minutes, out loud, is enough.",
    ]


def held(cycle: Cycle) -> set[str]:
    return {text for group in what_a_cycle_holds(cycle) for text in group.held}


def test_an_empty_cycle_holds_nothing_and_a_full_one_all_fourteen() -> None:
    nothing = what_a_cycle_holds(Cycle(has_focus=False, visits=()))
    assert [len(group.missing) for group in nothing] == [2, 3, 5, 4]
    first = CycleVisit(
        on=TODAY - dt.timedelta(days=20),
        shared_on=TODAY - dt.timedelta(days=20),
        has_seen=True,
        has_worked=True,
        has_tags=True,
        is_modelled=True,
        is_rehearsed=True,
        is_answered=True,
        has_step=True,
        is_step_from_library=True,
        has_cue=True,
        has_plan=True,
    )
    second = CycleVisit(on=TODAY, shared_on=TODAY, has_worked=True)
    assert len(held(Cycle(has_focus=True, visits=(first, second), trials=2))) == 14


def test_what_worked_affirms_only_after_something_was_tried() -> None:
    visit = CycleVisit(on=TODAY, shared_on=TODAY, has_worked=True, has_step=True, is_step_open=True)
    once, twice = Cycle(False, (visit,)), Cycle(False, (visit, visit))
    text = "Saying what worked, after something was tried"
    assert text not in held(once)
    assert text in held(twice)
    assert "One small step at a time" in held(once)
    assert "One small step at a time" not in held(twice)
