"""Plain rules of staff lists, by examples and by properties."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from cpd.people.rules.staff import (
    DAYS,
    Phase,
    StaffGroup,
    is_email,
    read_number,
    read_phase,
    read_staff_group,
    read_working_days,
)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("leader", "leader"),
        ("Leadership", "leader"),
        ("Leadership non-teacher", "leader"),
        ("Classroom Teachers", "teacher"),
        ("classroom teacher", "teacher"),
        ("Teaching Assistants", "teaching_assistant"),
        ("teaching_assistant", "teaching_assistant"),
        ("HLTA", "teaching_assistant"),
        ("Administrative staff", "support"),
        ("Auxiliary", "support"),
        ("TECHNICIANS", "support"),
        ("Other support staff", "support"),
        ("School business professional", "support"),
    ],
)
def test_groups_and_census_names(text: str, group: str) -> None:
    assert read_staff_group(text) == StaffGroup(group)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon,Tue,Wed", "Mon,Tue,Wed"),
        ("Fri; Mon", "Mon,Fri"),
        ("Mon-Fri", "Mon,Tue,Wed,Thu,Fri"),
        ("Monday to Wednesday and Friday", "Mon,Tue,Wed,Fri"),
        ("tues & thurs", "Tue,Thu"),
        ("Mondays", "Mon"),
        ("Fri-Mon", None),
        ("all week", None),
        ("M T W", None),
    ],
)
def test_working_days(text: str, days: str | None) -> None:
    assert read_working_days(text) == days


@given(st.sets(st.sampled_from(DAYS), min_size=1))
def test_working_days_read_what_they_wrote(days: set[str]) -> None:
    written = ",".join(day for day in DAYS if day in days)
    assert read_working_days(written) == written


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.6", "0.6"), (".6", "0.6"), ("0,6", "0.6"), ("60%", "0.6"), ("1", "1"), ("1.", "1")],
)
def test_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "x", "-1", "1e3", "1,000.5", "½", "nan", "9" * 40])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("phase", "kind", "expected"),
    [
        ("Primary", "Academy converter", Phase.PRIMARY),
        ("Not applicable", "Academy special converter", Phase.SPECIAL),
        ("Not applicable", "Pupil referral unit", Phase.ALTERNATIVE_PROVISION),
        ("Secondary", "Academy alternative provision converter", Phase.ALTERNATIVE_PROVISION),
        ("Middle deemed primary", "", Phase.PRIMARY),
        ("16 plus", "", Phase.SECONDARY),
        ("All-through", "", Phase.ALL_THROUGH),
        ("Not applicable", "Academy converter", None),
    ],
)
def test_phases(phase: str, kind: str, expected: Phase | None) -> None:
    assert read_phase(phase, kind) == expected


@pytest.mark.parametrize("text", ["a@b.example", "sian.o'neill@x.y.example"])
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text", ["a", "a@b", "a@@b.example", "a b@c.example", "a@b..example", "@b.example", "a@.example"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_email(text)
