"""The rules of a register by literals."""

import datetime as dt
import uuid

import pytest

from cpd.training.rules.register import (
    Marking,
    SessionHours,
    Stay,
    Verdict,
    Way,
    begins_with,
    came_at,
    earns,
    is_good,
    minutes_attended,
    new_certificate_code,
    verdict,
    went_at,
)

_DAY = dt.date(2026, 11, 23)
_HERE, _AWAY = Stay(is_present=True), Stay(is_present=False)


def _at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


_TWILIGHT = SessionHours(_at("15:45"), _at("17:15"), 80)


@pytest.mark.parametrize(
    ("hours", "arrived", "left", "minutes"),
    [
        (_TWILIGHT, None, None, 80),
        (_TWILIGHT, "16:00", None, 65),
        (_TWILIGHT, "15:30", None, 80),
        (_TWILIGHT, "16:00", "17:00", 50),
        (_TWILIGHT, "17:10", None, 0),
        (SessionHours(_at("09:00"), _at("12:00"), None), "09:20", None, 160),
        (SessionHours(None, None, 45), "09:20", None, 45),
        (SessionHours(_at("09:00"), None, None), "09:20", None, None),
    ],
)
def test_the_minutes_of_a_session_less_those_missed(
    hours: SessionHours, arrived: str | None, left: str | None, minutes: int | None
) -> None:
    assert minutes_attended(hours, _at(arrived) if arrived else None, _at(left) if left else None) == minutes


@pytest.mark.parametrize(
    ("minutes", "credit_from", "earned"),
    [(80, 60, True), (60, 60, True), (59, 60, False), (1, None, True), (0, None, False), (None, 60, True)],
)
def test_credit_begins_at_the_minute_that_the_session_says(
    minutes: int | None, credit_from: int | None, earned: bool
) -> None:
    assert earns(minutes, credit_from) is earned


def test_an_older_mark_never_takes_the_place_of_a_newer_one() -> None:
    person = uuid.uuid4()
    assert verdict(Marking(person, _HERE, 0), None, 0) is Verdict.REPLACES
    assert verdict(Marking(person, _AWAY, 4), _HERE, 4) is Verdict.REPLACES
    assert verdict(Marking(person, _AWAY, 0), _HERE, 4) is Verdict.DIFFERS
    assert verdict(Marking(person, _HERE, 0), _HERE, 4) is Verdict.SAME


@pytest.mark.parametrize(
    ("way", "clock", "good"),
    [
        (Way.IN, "14:44", False),
        (Way.IN, "14:45", True),
        (Way.IN, "17:15", True),
        (Way.IN, "17:16", False),
        (Way.OUT, "15:44", False),
        (Way.OUT, "18:15", True),
        (Way.OUT, "18:16", False),
    ],
)
def test_codes_are_good_around_the_session(way: Way, clock: str, good: bool) -> None:
    assert is_good(way, _DAY, _TWILIGHT, dt.datetime.combine(_DAY, _at(clock))) is good
    assert not is_good(way, _DAY, _TWILIGHT, dt.datetime.combine(_DAY + dt.timedelta(1), _at("16:00")))


def test_five_minutes_at_the_door_cost_nobody_a_minute() -> None:
    def at(text: str) -> dt.datetime:
        return dt.datetime.combine(_DAY, _at(text))

    assert came_at(_TWILIGHT, at("15:50")) is None
    assert came_at(_TWILIGHT, at("15:51")) == _at("15:51")
    assert went_at(_TWILIGHT, at("17:10")) is None
    assert went_at(_TWILIGHT, at("17:09")) == _at("17:09")


@pytest.mark.parametrize(
    ("last_name", "letters", "right"),
    [
        ("O'Neill", "one", True),
        ("O'Neill", "O'N", True),
        ("Święcicka", "swi", True),
        ("Quill", "q", False),
        ("Ng", "ng", True),
        ("Quill", "", False),
        ("Quill", "Thorn", False),
    ],
)
def test_three_letters_of_a_last_name(last_name: str, letters: str, right: bool) -> None:
    assert begins_with(last_name, letters) is right


def test_a_certificate_code_has_more_than_a_hundred_bits() -> None:
    code = new_certificate_code()
    assert len(code) == 24
    assert 22**24 > 2**100
    assert set(code) <= set("CDFHJKMNPQRTVWXY234679")
