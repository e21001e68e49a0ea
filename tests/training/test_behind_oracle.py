"""What stands behind a figure, against the same slow reading: the people of each figure, why, and what if."""

import datetime as dt
import uuid
from collections import Counter

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Person, School
from cpd.training.models import Course
from cpd.training.queries.counting import WhatIf
from cpd.training.queries.people import list_people_rows
from cpd.training.queries.summary import list_summary
from cpd.training.queries.why import explain
from cpd.training.rules.coverage import TRAINED, Status, plus_days
from tests.training.small_trust import SmallTrust
from tests.training.test_coverage_oracle import STAFF, as_at_days, counts, trusts, undone

some_trusts = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@some_trusts
@given(trust=trusts(), as_at=as_at_days, staff_code=st.sampled_from(STAFF))
def test_why_finds_what_the_slow_reading_finds(
    session: Session, trust: SmallTrust, as_at: dt.date, staff_code: str
) -> None:
    with undone() as writing:
        trust.write(writing)
        said = {(row[1], row[4]): row[5:] for row in trust.people_rows(as_at)}
        person_id = writing.scalars(select(Person.id).where(Person.staff_code == staff_code)).one()
        for course in writing.scalars(select(Course)).all():
            why = explain(writing, person_id, course, as_at)
            facts = said.get((staff_code, course.code))
            reached = [one.due_on for one in why.asked_by if one.due_on]
            assert (facts is None) == (why.row is None) == (not reached)
            if facts is None:
                continue
            status, completed_on, expires_on, due = facts
            assert why.row is not None
            assert (why.row.status, min(reached)) == (status, due)
            assert (why.decides or (None, None)) == (completed_on, expires_on)
            assert (why.exemption is not None) == (status is Status.EXEMPT)
            assert why.away is not None or status is not Status.ON_LEAVE


@some_trusts
@given(trust=trusts(), as_at=as_at_days, pick=st.integers(0, 1000))
def test_the_people_behind_a_figure_are_as_many_as_it_says(
    session: Session, trust: SmallTrust, as_at: dt.date, pick: int
) -> None:
    with undone() as writing:
        trust.write(writing)
        schools: dict[int | None, uuid.UUID] = {
            school.urn: school.id for school in writing.execute(select(School.urn, School.id))
        }
        rows = list(list_summary(writing, as_at))
        for row in rows[pick % 7 :: 7]:
            behind = list_people_rows(
                writing,
                as_at,
                school_ids=None if row.school_urn is None else {schools[row.school_urn]},
                course_ids={row.course_id},
                staff_group=None if row.staff_group == "all" else row.staff_group,
            )
            assert Counter({one.person_id: one.status for one in behind}.values()) == counts(row)


@some_trusts
@given(trust=trusts(), as_at=as_at_days, within=st.sampled_from((30, 60, 90)))
def test_what_ends_within_any_span_is_counted(session: Session, trust: SmallTrust, as_at: dt.date, within: int) -> None:
    with undone() as writing:
        trust.write(writing)
        ending = Counter(
            course
            for _, course in {
                (row[1], row[4])
                for row in trust.people_rows(as_at)
                if row[5] in TRAINED and row[7] is not None and row[7] <= plus_days(as_at, within)
            }
        )
        summary = list_summary(writing, as_at, what_if=WhatIf(within))
        assert {row.course_code: row.due_soon for row in summary.at(None, "all") if row.due_soon} == ending
