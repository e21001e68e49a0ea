"""Whom a requirement reaches: by job title, by name, by role."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from cpd.people.models import Role
from tests.training.counted_by_hand import ELM, TEACHER, Write, day, figures, statuses, the_trust
from tests.training.small_trust import (
    ACourse,
    APeriod,
    ARequirement,
)


@pytest.mark.parametrize(
    ("named", "reached"),
    [
        ({"titles": frozenset({"cook"})}, {"Dot"}),
        ({"people": frozenset({"E1", "G1"})}, {"Eve"}),
        ({"roles": frozenset({Role.AMBASSADOR})}, {"Abel"}),
        ({"titles": frozenset({"Cook", "Teacher"}), "urns": frozenset({ELM})}, {"Dot"}),
        ({"people": frozenset({"A1", "D1"}), "groups": frozenset({TEACHER})}, {"Abel"}),
    ],
)
def test_whom_a_requirement_names(session: Session, write: Write, named: dict[str, Any], reached: set[str]) -> None:
    trust = the_trust()
    trust.courses = [ACourse("NAMED", requirements=(ARequirement(day("2024-09-01"), **named),))]
    trust.completions, trust.exemptions = [], []
    trust.roles = [
        APeriod("A1", day("2026-01-01"), role=Role.AMBASSADOR),
        APeriod("D1", day("2025-01-01"), day("2025-12-31"), role=Role.AMBASSADOR),
    ]
    write(trust)
    assert {name for name, _ in statuses(session)} == reached
    assert figures(session)[0][3] == len(reached)


def test_a_requirement_of_people_who_are_gone_reaches_nobody(session: Session, write: Write) -> None:
    trust = the_trust()
    trust.courses = [ACourse("NAMED", requirements=(ARequirement(day("2024-09-01"), people=frozenset()),))]
    trust.completions, trust.exemptions = [], []
    write(trust)
    assert figures(session) == []
    assert statuses(session) == {}
