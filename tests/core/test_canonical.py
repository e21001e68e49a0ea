"""Canonical JSON: the same value, the same bytes."""

import datetime as dt
import json
from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from cpd.core.canonical import canonical_json, from_canonical_json


@dataclass(frozen=True)
class Part:
    text: str
    on: dt.date | None


@dataclass(frozen=True)
class Whole:
    name: str
    count: int
    at: dt.datetime
    parts: tuple[Part, ...]
    is_new: bool = False


parts = st.builds(Part, text=st.text(), on=st.none() | st.dates())
wholes = st.builds(
    Whole,
    name=st.text(),
    count=st.integers(),
    at=st.datetimes(timezones=st.just(dt.UTC)),
    parts=st.lists(parts, max_size=4).map(tuple),
)


@given(wholes)
def test_a_value_comes_back_as_it_was(whole: Whole) -> None:
    assert from_canonical_json(Whole, canonical_json(whole)) == whole


def test_keys_are_sorted_text_is_itself_and_instants_are_in_utc() -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    whole = Whole("Łukasz ‘Ł’ Thorn", 2, dt.datetime(2026, 7, 1, 9, 30, tzinfo=summer), (Part("a\nb", None),))
    assert canonical_json(whole) == (
        '{"at":"2026-07-01T08:30:00+00:00","count":2,"is_new":false,"name":"Łukasz ‘Ł’ Thorn",'
        '"parts":[{"on":null,"text":"a\\nb"}]}'
    )
    assert list(json.loads(canonical_json(whole))) == sorted(json.loads(canonical_json(whole)))


@pytest.mark.parametrize("value", [1.5, [1], {"a": 1}, object()])
def test_what_two_machines_could_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json((value,))
