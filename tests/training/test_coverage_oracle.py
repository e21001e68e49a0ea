"""Coverage as the database works it out, against the rules applied person by person, on many small trusts."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import Phase, Role, StaffGroup
from cpd.training.queries.people import list_own_rows, list_people_rows
from cpd.training.queries.summary import SummaryRow, list_summary
from cpd.training.rules.coverage import Renewal, RenewalKind, Status
from tests.training.small_trust import (
    ACompletion,
    ACourse,
    APeriod,
    APost,
    ARequirement,
    ARule,
    ASchool,
    SmallTrust,
)

DAY = dt.date(2026, 9, 15)
CODES = ("A", "B", "C", "D")
STAFF = ("P1", "P2", "P3", "P4", "P5")
URNS = (100001, 100002, 100003)

# Days before and after, chosen where a rule turns: 60 days, a grace of 42, a year, two years, 1 September, 31 October.
OFFSETS = (
    *(-800, -731, -730, -729, -425, -400, -366, -365, -364, -349, -319, -305, -304, -303, -100, -61, -60, -59),
    *(-43, -42, -41, -15, -14, -13, -1, 0, 1, 30, 46, 47, 59, 60, 61, 62, 400),
)
days = st.sampled_from(OFFSETS).map(lambda offset: DAY + dt.timedelta(days=offset))
as_at_days = st.sampled_from((-400, -43, -1, 0, 1, 61, 400)).map(lambda offset: DAY + dt.timedelta(days=offset))


@st.composite
def periods(draw: st.DrawFn) -> tuple[dt.date, dt.date | None]:
    """Mostly begun and still open, so that something happens on most days."""
    first = draw(days | st.sampled_from(OFFSETS[:24]).map(lambda offset: DAY + dt.timedelta(days=offset)))
    last = draw(st.one_of(st.none(), st.none(), days))
    return (min(first, last), max(first, last)) if last else (first, None)


def subsets(values: Any) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), min_size=1)


renewals = st.one_of(
    st.just(Renewal()),
    st.sampled_from((1, 12, 24)).map(lambda months: Renewal(RenewalKind.MONTHS, months=months)),
    st.sampled_from(("10-31", "08-31", "09-01")).map(lambda day: Renewal(RenewalKind.ACADEMIC_YEAR, renew_by=day)),
)


@st.composite
def requirements(draw: st.DrawFn) -> ARequirement:
    effective_from, effective_to = draw(periods())
    where = draw(st.sampled_from(("all", "all", "phases", "urns")))
    changed_on = draw(st.one_of(st.none(), st.none(), st.none(), days))
    changes = draw(st.sampled_from(("applies_from", "applies_to")))
    return ARequirement(
        effective_from,
        draw(st.sampled_from((0, 14, 42, 60))),
        effective_to,
        groups=draw(st.none() | st.none() | subsets(list(StaffGroup))),
        phases=draw(subsets((Phase.PRIMARY, Phase.SPECIAL))) if where == "phases" else None,
        urns=draw(subsets(URNS)) if where == "urns" else None,
        titles=draw(st.none() | st.none() | st.none() | subsets(("cook", "Éducateur"))),
        roles=draw(st.none() | st.none() | st.none() | subsets((Role.HEAD, Role.AMBASSADOR))),
        people=draw(st.none() | st.none() | st.none() | subsets(STAFF)),
        **({changes: changed_on} if changed_on else {}),
    )


@st.composite
def rules(draw: st.DrawFn, code: str) -> tuple[ARule, ...]:
    others = [other for other in CODES if other != code]

    def rule(applies_from: dt.date | None, applies_to: dt.date | None) -> ARule:
        return ARule(
            draw(renewals),
            draw(st.frozensets(st.sampled_from(others), max_size=2)),
            draw(st.none() | st.sampled_from(others)),
            applies_from,
            applies_to,
        )

    changed_on = draw(st.none() | days)
    if changed_on is None:
        return (rule(None, None),)
    return (rule(None, changed_on - dt.timedelta(days=1)), rule(changed_on, None))


@st.composite
def posts(draw: st.DrawFn) -> APost:
    started_on, ended_on = draw(periods())
    return APost(
        draw(st.sampled_from(STAFF)),
        draw(st.sampled_from(URNS)),
        draw(st.sampled_from(list(StaffGroup))),
        draw(st.sampled_from(("Cook", "Éducateur", "cook"))),
        started_on,
        ended_on,
        draw(st.sampled_from((Decimal("0.5"), Decimal("0.8"), Decimal(1)))),
    )


@st.composite
def completions(draw: st.DrawFn) -> ACompletion:
    completed_on, expires_on = draw(st.one_of(days.map(lambda day: (day, None)), periods()))
    return ACompletion(draw(st.sampled_from(STAFF)), draw(st.sampled_from(CODES)), completed_on, expires_on)


@st.composite
def person_periods(draw: st.DrawFn, *, course: bool = False, role: bool = False) -> APeriod:
    started_on, ended_on = draw(periods())
    return APeriod(
        draw(st.sampled_from(STAFF)),
        started_on,
        ended_on,
        draw(st.sampled_from(CODES)) if course else None,
        draw(st.sampled_from((Role.HEAD, Role.AMBASSADOR))) if role else None,
    )


@st.composite
def trusts(draw: st.DrawFn) -> SmallTrust:
    def a_school(urn: int) -> ASchool:
        return ASchool(urn, draw(st.sampled_from((Phase.PRIMARY, Phase.SPECIAL))), draw(st.none() | st.none() | days))

    def some(strategy: st.SearchStrategy[Any], size: int, key: Any) -> list[Any]:
        return draw(st.lists(strategy, min_size=size // 3, max_size=size, unique_by=key))

    return SmallTrust(
        schools=[a_school(urn) for urn in URNS],
        people={code: draw(st.sampled_from(("O'Neill", "oneill", "Łukasz", "Quill"))) for code in STAFF},
        posts=some(posts(), 12, lambda post: (post.person, post.urn, post.title, post.started_on)),
        courses=[
            ACourse(code, draw(rules(code)), tuple(draw(st.lists(requirements(), min_size=1, max_size=2))))
            for code in CODES
        ],
        completions=some(completions(), 18, lambda done: (done.person, done.course, done.completed_on)),
        away=some(person_periods(), 2, lambda period: (period.person, period.started_on)),
        exemptions=some(
            person_periods(course=True), 3, lambda period: (period.person, period.course, period.started_on)
        ),
        roles=some(person_periods(role=True), 3, lambda period: (period.person, period.role, period.started_on)),
    )


@contextmanager
def undone() -> Iterator[Session]:
    """A transaction of which nothing stays."""
    with transaction() as session:
        yield session
        session.rollback()


def counts(row: SummaryRow) -> dict[Status, int]:
    """The statuses behind a row, those that nobody has left out."""
    assert row.eligible == row.trained + row.expired + row.overdue + row.not_yet_due
    found = {
        Status.EXEMPT: row.exempt,
        Status.ON_LEAVE: row.on_leave,
        Status.IN_DATE: row.trained - row.due_soon,
        Status.DUE_SOON: row.due_soon,
        Status.EXPIRED: row.expired,
        Status.NOT_YET_DUE: row.not_yet_due,
        Status.OVERDUE: row.overdue,
    }
    return {status: count for status, count in found.items() if count}


many_trusts = settings(
    max_examples=60,
    deadline=None,
    # The database is empty again after each example, by itself.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@many_trusts
@given(trust=trusts(), as_at=as_at_days)
def test_the_summary_counts_what_the_rules_say(session: Session, trust: SmallTrust, as_at: dt.date) -> None:
    with undone() as writing:
        trust.write(writing)
        rows = list_summary(writing, as_at)
        assert {(row.school_urn, str(row.staff_group), row.course_code): counts(row) for row in rows} == {
            (urn, str(group), code): figures for (urn, group, code), figures in trust.summary(as_at).items()
        }
        groups = ("all", *StaffGroup)
        order = [(row.school_urn or 0, groups.index(row.staff_group), row.course_code) for row in rows]
        assert order == sorted(order)


@many_trusts
@given(trust=trusts(), as_at=as_at_days)
def test_the_people_rows_say_what_the_rules_say(session: Session, trust: SmallTrust, as_at: dt.date) -> None:
    with undone() as writing:
        trust.write(writing)
        assert [
            (
                row.school_urn,
                row.staff_code,
                row.staff_group,
                row.job_title,
                row.course_code,
                row.status,
                row.completed_on,
                row.expires_on,
                row.due_on,
            )
            for row in list_people_rows(writing, as_at)
        ] == trust.people_rows(as_at)


@many_trusts
@given(trust=trusts(), as_at=as_at_days, urn=st.sampled_from(URNS), code=st.sampled_from(CODES))
def test_a_part_is_the_same_as_in_the_whole(
    session: Session, trust: SmallTrust, as_at: dt.date, urn: int, code: str
) -> None:
    with undone() as writing:
        trust.write(writing)
        whole, people = list(list_summary(writing, as_at)), list(list_people_rows(writing, as_at))
        schools = {row.school_id for row in people if row.school_urn == urn}
        courses = {row.course_id for row in people if row.course_code == code}
        assert list(list_summary(writing, as_at, school_ids=schools)) == [row for row in whole if row.school_urn == urn]
        assert list(list_summary(writing, as_at, course_ids=courses)) == [
            row for row in whole if row.course_code == code
        ]
        assert list(list_people_rows(writing, as_at, school_ids=schools)) == [
            row for row in people if row.school_urn == urn
        ]
        assert list(list_people_rows(writing, as_at, course_ids=courses, statuses={Status.OVERDUE})) == [
            row for row in people if row.course_code == code and row.status is Status.OVERDUE
        ]
        for person_id in {row.person_id for row in people}:
            own = list_own_rows(writing, as_at, person_id)
            mine = [row for row in people if row.person_id == person_id]
            assert [row.course_code for row in own] == sorted({row.course_code for row in mine})
            assert {(row.course_code, row.status, row.expires_on, row.due_on) for row in own} == {
                (row.course_code, row.status, row.expires_on, row.due_on) for row in mine
            }
