"""The days on which a status turns, and changes that leave earlier days as they were."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cpd.training.queries.summary import list_summary
from cpd.training.rules.coverage import Renewal, RenewalKind, Status
from tests.training.counted_by_hand import (
    AS_AT,
    ELM,
    LEADER,
    SUPPORT,
    YEARLY,
    Write,
    course_of_one,
    day,
    done,
    statuses,
    the_trust,
)
from tests.training.small_trust import (
    ACourse,
    APeriod,
    APost,
    ARequirement,
    ARule,
)

# --- The days on which a status turns


@pytest.mark.parametrize(
    ("expires_on", "status"),
    [
        ("2026-09-14", Status.EXPIRED),
        ("2026-09-15", Status.DUE_SOON),
        ("2026-11-14", Status.DUE_SOON),
        ("2026-11-15", Status.IN_DATE),
    ],
)
@pytest.mark.parametrize("whose_date", ["its own", "the rule's"])
def test_when_a_completion_turns(
    session: Session, write: Write, expires_on: str, status: Status, whose_date: str
) -> None:
    own = done("FULL", "2025-01-15", expires_on)
    by_rule = done("FULL", expires_on.replace("2026", "2025"))
    row = course_of_one(session, write, own if whose_date == "its own" else by_rule, renewal=YEARLY)
    assert (row.status, row.expires_on) == (status, day(expires_on))
    everybody = list_summary(session, AS_AT)[0]
    trained, due_soon = everybody.trained, everybody.due_soon
    assert (trained - due_soon, due_soon, everybody.expired) == (
        status is Status.IN_DATE,
        status is Status.DUE_SOON,
        status is Status.EXPIRED,
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"grace_days": 14}, Status.NOT_YET_DUE),
        ({"grace_days": 13}, Status.OVERDUE),
        ({"effective_from": AS_AT, "grace_days": 0}, Status.NOT_YET_DUE),
        ({"effective_from": AS_AT - dt.timedelta(days=1), "grace_days": 0}, Status.OVERDUE),
        ({"effective_from": AS_AT + dt.timedelta(days=1)}, None),
        ({"effective_to": AS_AT}, Status.NOT_YET_DUE),
        ({"effective_to": AS_AT - dt.timedelta(days=1)}, None),
        ({"applies_from": AS_AT}, Status.NOT_YET_DUE),
        ({"applies_from": AS_AT + dt.timedelta(days=1)}, None),
        ({"applies_to": AS_AT}, Status.NOT_YET_DUE),
        ({"applies_to": AS_AT - dt.timedelta(days=1)}, None),
    ],
)
def test_when_a_requirement_turns(
    session: Session, write: Write, change: dict[str, Any], status: Status | None
) -> None:
    """Eve started on 1 September 2026 and has completed nothing."""
    trust = the_trust()
    requirement = replace(ARequirement(day("2024-09-01"), 42), **change)
    trust.courses[0] = ACourse("FIRE", (ARule(YEARLY),), (requirement,))
    write(trust)
    assert statuses(session).get(("Eve", "FIRE")) is status
    eve = [row for row in list_summary(session, AS_AT) if row.staff_group is LEADER and row.school_urn is None]
    assert [(row.overdue, row.not_yet_due) for row in eve] == (
        [] if status is None else [(status is Status.OVERDUE, status is Status.NOT_YET_DUE)]
    )


@pytest.mark.parametrize(
    ("starts", "ends", "covered"),
    [
        (AS_AT, AS_AT, True),
        (AS_AT, None, True),
        (AS_AT - dt.timedelta(days=9), AS_AT - dt.timedelta(days=1), False),
        (AS_AT + dt.timedelta(days=1), None, False),
    ],
)
@pytest.mark.parametrize("what", ["away", "exempt", "post"])
def test_both_ends_of_a_period_belong_to_it(
    session: Session, write: Write, what: str, starts: dt.date, ends: dt.date | None, covered: bool
) -> None:
    trust = the_trust()
    trust.completions, trust.away, trust.exemptions = [], [], []
    expected: Status | None = Status.OVERDUE
    if what == "away":
        trust.away = [APeriod("D1", starts, ends)]
        expected = Status.ON_LEAVE if covered else Status.OVERDUE
    elif what == "exempt":
        trust.exemptions = [APeriod("D1", starts, ends, course="FIRE")]
        expected = Status.EXEMPT if covered else Status.OVERDUE
    else:
        trust.posts = [APost("D1", ELM, SUPPORT, "Cook", starts, ends)]
        expected = Status.NOT_YET_DUE if covered else None
    write(trust)
    assert statuses(session).get(("Dot", "FIRE")) is expected
    summary = [row for row in list_summary(session, AS_AT) if (row.school_urn, row.staff_group) == (ELM, SUPPORT)]
    found = {
        Status.ON_LEAVE: sum(row.on_leave for row in summary),
        Status.EXEMPT: sum(row.exempt for row in summary),
        Status.NOT_YET_DUE: sum(row.not_yet_due for row in summary),
    }
    assert {status for status, count in found.items() if count} == {expected} - {None, Status.OVERDUE}


# --- Changes from a date


def test_a_change_of_renewal_leaves_earlier_dates_as_they_were(session: Session, write: Write) -> None:
    trust = the_trust()
    trust.courses[0] = ACourse(
        "FIRE",
        (
            ARule(YEARLY, applies_to=day("2026-08-31")),
            ARule(Renewal(RenewalKind.MONTHS, months=36), applies_from=day("2026-09-01")),
        ),
        trust.courses[0].requirements,
    )
    write(trust)
    assert statuses(session, day("2026-08-31"))["Cai", "FIRE"] is Status.EXPIRED
    assert statuses(session, day("2026-09-01"))["Cai", "FIRE"] is Status.IN_DATE


def test_a_change_of_audience_leaves_earlier_dates_as_they_were(session: Session, write: Write) -> None:
    trust = the_trust()
    first = ARequirement(day("2024-09-01"), 42, applies_to=day("2026-08-31"))
    then = replace(first, groups=frozenset({LEADER}), applies_from=day("2026-09-01"), applies_to=None)
    trust.courses[0] = ACourse("FIRE", requirements=(first, then))
    write(trust)
    assert ("Dot", "FIRE") in statuses(session, day("2026-08-31"))
    assert {name for name, code in statuses(session, day("2026-09-01")) if code == "FIRE"} == {"Eve"}
