"""Coverage of a trust small enough to count on one's fingers; every figure here was worked out by hand.

As at 15 September 2026. FIRE lasts twelve months; everybody must hold it from 1 September 2024, within 42 days.
SEND lasts for good and is for teachers and teaching assistants of Oak (100001), from 1 September 2026 within 30 days.

========  =====================================  ==============================================  ========
person    posts                                  FIRE                                            SEND
========  =====================================  ==============================================  ========
Abel      teacher at Oak since 2020              2 Jan 2026, until 2 Jan 2027: in date           3 Sep 2026: in date
Bea       teacher at Oak, support at Elm         1 Oct 2025, until 1 Oct 2026: due soon          due 1 Oct: not yet due
Cai       teaching assistant at Oak since 2021   1 Mar 2025, until 1 Mar 2026: expired           exempt
Dot       support at Elm since 2022              none, due 13 Oct 2024: overdue                  not in scope
Eve       leader at Elm since 1 Sep 2026         none, due 13 Oct 2026: not yet due              not in scope
Fay       teacher at Oak, away                   1 Jul 2026: on leave                            none: on leave
Gil       teacher at Ash, which joins in 2027    not in scope                                    not in scope
========  =====================================  ==============================================  ========
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cpd.core.changes import forget_everything
from cpd.core.database import transaction
from cpd.people.models import Person, Role, StaffGroup
from cpd.training.queries.people import list_own_rows, list_people_rows
from cpd.training.queries.summary import list_summary
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

OAK, ELM, ASH = 100001, 100002, 100003
LEADER, TEACHER = StaffGroup.LEADER, StaffGroup.TEACHER
ASSISTANT, SUPPORT = StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT
AS_AT = dt.date(2026, 9, 15)
YEARLY = Renewal(RenewalKind.MONTHS, months=12)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def the_trust() -> SmallTrust:
    return SmallTrust(
        schools=[ASchool(OAK), ASchool(ELM), ASchool(ASH, joined_on=day("2027-01-01"))],
        people={"A1": "Abel", "B1": "Bea", "C1": "Cai", "D1": "Dot", "E1": "Eve", "F1": "Fay", "G1": "Gil"},
        posts=[
            APost("A1", OAK, TEACHER, "Teacher", day("2020-09-01")),
            APost("B1", OAK, TEACHER, "Teacher", day("2020-09-01"), fte=Decimal("0.6")),
            APost("B1", ELM, SUPPORT, "Clerk", day("2023-01-09"), fte=Decimal("0.4")),
            APost("C1", OAK, ASSISTANT, "Teaching Assistant", day("2021-09-01")),
            APost("D1", ELM, SUPPORT, "Cook", day("2022-09-01")),
            APost("E1", ELM, LEADER, "Headteacher", day("2026-09-01")),
            APost("F1", OAK, TEACHER, "Teacher", day("2020-09-01")),
            APost("G1", ASH, TEACHER, "Teacher", day("2020-09-01")),
        ],
        courses=[
            ACourse("FIRE", (ARule(YEARLY),), (ARequirement(day("2024-09-01"), 42),)),
            ACourse(
                "SEND",
                requirements=(
                    ARequirement(day("2026-09-01"), 30, groups=frozenset({TEACHER, ASSISTANT}), urns=frozenset({OAK})),
                ),
            ),
        ],
        completions=[
            ACompletion("A1", "FIRE", day("2026-01-02")),
            ACompletion("A1", "SEND", day("2026-09-03")),
            ACompletion("B1", "FIRE", day("2025-10-01")),
            ACompletion("C1", "FIRE", day("2025-03-01")),
            ACompletion("F1", "FIRE", day("2026-07-01")),
        ],
        away=[APeriod("F1", day("2026-09-01"))],
        exemptions=[APeriod("C1", day("2026-09-01"), day("2026-12-31"), course="SEND")],
    )


Write = Callable[[SmallTrust], None]


@pytest.fixture
def write(session: Session) -> Write:
    def write(trust: SmallTrust) -> None:
        with transaction() as writing:
            trust.write(writing)

    return write


def figures(session: Session, as_at: dt.date = AS_AT, **narrowed: Any) -> list[tuple[Any, ...]]:
    numbers = attrgetter(
        *("eligible", "trained", "due_soon", "expired", "overdue", "not_yet_due", "on_leave", "exempt")
    )
    return [
        (row.school_urn, row.staff_group, row.course_code, *numbers(row), str(row.coverage_percent).replace("None", ""))
        for row in list_summary(session, as_at, **narrowed)
    ]


def statuses(session: Session, as_at: dt.date = AS_AT, **narrowed: Any) -> dict[tuple[str, str], Status]:
    return {(row.last_name, row.course_code): row.status for row in list_people_rows(session, as_at, **narrowed)}


def test_every_figure_of_the_small_trust(session: Session, write: Write) -> None:
    write(the_trust())
    assert figures(session) == [
        # urn, group, course, eligible, trained, due soon, expired, overdue, not yet due, on leave, exempt, per cent
        (None, "all", "FIRE", 5, 2, 1, 1, 1, 1, 1, 0, "40.0"),
        (None, "all", "SEND", 2, 1, 0, 0, 0, 1, 1, 1, "50.0"),
        (None, "leader", "FIRE", 1, 0, 0, 0, 0, 1, 0, 0, "0.0"),
        (None, "teacher", "FIRE", 2, 2, 1, 0, 0, 0, 1, 0, "100.0"),
        (None, "teacher", "SEND", 2, 1, 0, 0, 0, 1, 1, 0, "50.0"),
        (None, "teaching_assistant", "FIRE", 1, 0, 0, 1, 0, 0, 0, 0, "0.0"),
        (None, "teaching_assistant", "SEND", 0, 0, 0, 0, 0, 0, 0, 1, ""),
        (None, "support", "FIRE", 2, 1, 1, 0, 1, 0, 0, 0, "50.0"),
        (OAK, "all", "FIRE", 3, 2, 1, 1, 0, 0, 1, 0, "66.7"),
        (OAK, "all", "SEND", 2, 1, 0, 0, 0, 1, 1, 1, "50.0"),
        (OAK, "teacher", "FIRE", 2, 2, 1, 0, 0, 0, 1, 0, "100.0"),
        (OAK, "teacher", "SEND", 2, 1, 0, 0, 0, 1, 1, 0, "50.0"),
        (OAK, "teaching_assistant", "FIRE", 1, 0, 0, 1, 0, 0, 0, 0, "0.0"),
        (OAK, "teaching_assistant", "SEND", 0, 0, 0, 0, 0, 0, 0, 1, ""),
        (ELM, "all", "FIRE", 3, 1, 1, 0, 1, 1, 0, 0, "33.3"),
        (ELM, "leader", "FIRE", 1, 0, 0, 0, 0, 1, 0, 0, "0.0"),
        (ELM, "support", "FIRE", 2, 1, 1, 0, 1, 0, 0, 0, "50.0"),
    ]


def test_every_row_of_the_small_trust(session: Session, write: Write) -> None:
    write(the_trust())
    in_words = attrgetter("school_urn", "last_name", "staff_group", "job_title", "course_code", "status")
    rows = [
        (*in_words(row), *(str(date or "") for date in (row.completed_on, row.expires_on, row.due_on)))
        for row in list_people_rows(session, AS_AT)
    ]
    oak, elm, ta = OAK, ELM, "teaching_assistant"
    assert rows == [
        (oak, "Abel", "teacher", "Teacher", "FIRE", "in_date", "2026-01-02", "2027-01-02", "2024-10-13"),
        (oak, "Abel", "teacher", "Teacher", "SEND", "in_date", "2026-09-03", "", "2026-10-01"),
        (oak, "Bea", "teacher", "Teacher", "FIRE", "due_soon", "2025-10-01", "2026-10-01", "2024-10-13"),
        (oak, "Bea", "teacher", "Teacher", "SEND", "not_yet_due", "", "", "2026-10-01"),
        (oak, "Cai", ta, "Teaching Assistant", "FIRE", "expired", "2025-03-01", "2026-03-01", "2024-10-13"),
        (oak, "Cai", ta, "Teaching Assistant", "SEND", "exempt", "", "", "2026-10-01"),
        (oak, "Fay", "teacher", "Teacher", "FIRE", "on_leave", "2026-07-01", "2027-07-01", "2024-10-13"),
        (oak, "Fay", "teacher", "Teacher", "SEND", "on_leave", "", "", "2026-10-01"),
        (elm, "Bea", "support", "Clerk", "FIRE", "due_soon", "2025-10-01", "2026-10-01", "2024-10-13"),
        (elm, "Dot", "support", "Cook", "FIRE", "overdue", "", "", "2024-10-13"),
        (elm, "Eve", "leader", "Headteacher", "FIRE", "not_yet_due", "", "", "2026-10-13"),
    ]


def test_a_year_before_there_was_another_picture(session: Session, write: Write) -> None:
    """Nobody was away, Eve had not come, Cai's year still ran, and Abel's and Bea's completions were to come."""
    write(the_trust())
    assert figures(session, day("2025-09-15"))[0] == (None, "all", "FIRE", 5, 1, 0, 0, 4, 0, 0, 0, "20.0")


def test_a_school_that_has_joined_counts(session: Session, write: Write) -> None:
    write(the_trust())
    assert (ASH, "all", "FIRE", 1, 0, 0, 0, 1, 0, 0, 0, "0.0") in figures(session, day("2027-01-01"))
    assert all(row[0] != ASH for row in figures(session, day("2026-12-31")))


def test_a_part_of_the_trust(session: Session, write: Write) -> None:
    write(the_trust())
    whole = list(list_people_rows(session, AS_AT))
    elm = {row.school_id for row in whole if row.school_urn == ELM}
    send = {row.course_id for row in whole if row.course_code == "SEND"}
    assert figures(session, school_ids=elm) == [row for row in figures(session) if row[0] == ELM]
    assert figures(session, course_ids=send) == [row for row in figures(session) if row[2] == "SEND"]
    assert statuses(session, school_ids=elm, statuses={Status.OVERDUE}) == {("Dot", "FIRE"): Status.OVERDUE}
    assert set(statuses(session, people=Person.staff_code == "E1")) == {("Eve", "FIRE")}
    bea = next(row.person_id for row in whole if row.last_name == "Bea")
    assert [(row.course_code, row.school_urn) for row in list_own_rows(session, AS_AT, bea)] == [
        ("FIRE", OAK),
        ("SEND", OAK),
    ]


def test_a_person_with_three_posts_counts_once_in_each_figure(session: Session, write: Write) -> None:
    trust = the_trust()
    trust.posts += [
        APost("A1", OAK, SUPPORT, "Midday Supervisor", day("2020-09-01"), fte=Decimal("0.2")),
        APost("A1", ELM, TEACHER, "Teacher", day("2024-09-01"), fte=Decimal("0.2")),
    ]
    write(trust)
    eligible = {row[:3]: row[3] for row in figures(session)}
    assert eligible[None, "all", "FIRE"] == 5
    assert eligible[None, "teacher", "FIRE"] == 2
    assert eligible[None, "support", "FIRE"] == 3
    assert eligible[OAK, "all", "FIRE"] == 3
    assert eligible[OAK, "teacher", "FIRE"] == 2
    assert eligible[OAK, "support", "FIRE"] == 1
    assert eligible[ELM, "all", "FIRE"] == 4
    assert eligible[ELM, "teacher", "FIRE"] == 1
    # In scope of SEND as a teacher of Oak and through no other post.
    assert (OAK, "support", "SEND") not in eligible
    assert (ELM, "all", "SEND") not in eligible


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_each_post_brings_its_own_courses_and_lateness(session: Session, write: Write, number: int) -> None:
    """As many posts as courses, each course for another job: overdue through the odd posts, which began earlier."""
    started = [day("2020-09-01"), day("2026-09-10")]
    trust = SmallTrust(
        schools=[ASchool(OAK)],
        people={"A1": "Abel"},
        posts=[APost("A1", OAK, TEACHER, f"Job {post}", started[post % 2]) for post in range(number)],
        courses=[
            ACourse(f"C{post}", requirements=(ARequirement(day("2024-09-01"), 30, titles=frozenset({f"Job {post}"})),))
            for post in range(number)
        ],
    )
    write(trust)
    assert [row[:4] + row[7:9] for row in figures(session) if row[1] == "all"] == [
        (urn, "all", f"C{post}", 1, *((1, 0) if post % 2 == 0 else (0, 1)))
        for urn in (None, OAK)
        for post in range(number)
    ]


def test_due_on_is_one_date_in_every_schools_row(session: Session, write: Write) -> None:
    """Eve comes to Elm in September 2026, where she would be due on 13 October, and has been at Oak since 2025."""
    trust = the_trust()
    trust.posts.append(APost("E1", OAK, SUPPORT, "Clerk", day("2025-01-06"), fte=Decimal("0.2")))
    write(trust)
    rows = [row for row in list_people_rows(session, AS_AT) if (row.last_name, row.course_code) == ("Eve", "FIRE")]
    assert [(row.school_urn, row.status, row.due_on) for row in rows] == [
        (OAK, Status.OVERDUE, day("2025-02-17")),
        (ELM, Status.OVERDUE, day("2025-02-17")),
    ]
    elm = {rows[1].school_id}
    assert rows[1] in list(list_people_rows(session, AS_AT, school_ids=elm))
    leaders = [row for row in list_summary(session, AS_AT, school_ids=elm) if row.staff_group is LEADER]
    assert [(row.overdue, row.not_yet_due) for row in leaders] == [(1, 0)]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"fte": Decimal("0.7")}, "Aide"),
        ({"fte": Decimal("0.5")}, "Teacher"),
        ({"fte": Decimal("0.6"), "started_on": day("2020-08-31")}, "Aide"),
        ({"fte": Decimal("0.6"), "started_on": day("2020-09-02")}, "Teacher"),
        ({"fte": Decimal("0.6"), "group": LEADER}, "Aide"),
        ({"fte": Decimal("0.6"), "group": SUPPORT}, "Teacher"),
        ({"fte": Decimal("0.6"), "title": "Aide"}, "Aide"),
        ({"fte": Decimal("0.6"), "title": "Zoologist"}, "Teacher"),
    ],
)
def test_which_post_a_row_names(session: Session, write: Write, more: dict[str, Any], named: str) -> None:
    """The highest FTE, then the earliest start, then the first staff group, then the first job title."""
    trust = the_trust()
    other = APost("B1", OAK, TEACHER, "Aide", day("2020-09-01"))
    trust.posts.append(replace(other, **more))
    write(trust)
    rows = list_people_rows(session, AS_AT)
    assert next(row.job_title for row in rows if (row.last_name, row.school_urn) == ("Bea", OAK)) == named


def test_rows_are_in_the_order_of_folded_names(session: Session, write: Write) -> None:
    trust = the_trust()
    names = ["Łukasz", "O'Neill", "Oneill", "Lumb", "de Souza", "Öz", "O’Neil"]
    trust.people = dict(zip(trust.people, names, strict=True))
    trust.posts = [APost(code, OAK, TEACHER, "Teacher", day("2020-09-01")) for code in trust.people]
    write(trust)
    order = [row.last_name for row in list_people_rows(session, AS_AT) if row.course_code == "FIRE"]
    assert order == ["de Souza", "Łukasz", "Lumb", "O’Neil", "O'Neill", "Oneill", "Öz"]


# --- What counts


def course_of_one(session: Session, write: Write, *completions: ACompletion, **rule: Any) -> Any:
    """The row of Dot, who must hold FULL, and what she completed."""
    trust = the_trust()
    trust.courses = [
        ACourse("FULL", (ARule(**rule),), (ARequirement(day("2024-09-01")),)),
        *(ACourse(code) for code in ("ADVANCED", "EXPERT", "REFRESHER")),
    ]
    trust.completions, trust.exemptions = list(completions), []
    write(trust)
    return next(row for row in list_people_rows(session, AS_AT) if row.last_name == "Dot")


def done(course: str, completed_on: str, expires_on: str | None = None) -> ACompletion:
    return ACompletion("D1", course, day(completed_on), day(expires_on) if expires_on else None)


def test_another_course_stands_in_for_as_long_as_the_required_one_lasts(session: Session, write: Write) -> None:
    row = course_of_one(
        session, write, done("ADVANCED", "2026-01-01"), renewal=YEARLY, satisfied_by=frozenset({"ADVANCED"})
    )
    assert (row.status, row.completed_on, row.expires_on) == (Status.IN_DATE, day("2026-01-01"), day("2027-01-01"))


def test_what_is_not_listed_does_not_count(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("EXPERT", "2026-01-01"), satisfied_by=frozenset({"ADVANCED"}))
    assert (row.status, row.completed_on) == (Status.OVERDUE, None)


def test_a_refresher_alone_does_not_count(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("REFRESHER", "2026-01-01"), refresher="REFRESHER")
    assert row.status is Status.OVERDUE


def test_a_refresher_renews_the_full_course(session: Session, write: Write) -> None:
    row = course_of_one(
        session,
        write,
        done("FULL", "2024-01-01"),
        done("REFRESHER", "2026-01-01"),
        renewal=YEARLY,
        refresher="REFRESHER",
    )
    assert (row.status, row.completed_on) == (Status.IN_DATE, day("2026-01-01"))
    assert figures(session)[0][3:6] == (5, 1, 0)


def test_a_certificate_with_a_date_of_its_own_can_last_longer(session: Session, write: Write) -> None:
    row = course_of_one(
        session, write, done("FULL", "2025-06-01", "2028-06-01"), done("FULL", "2026-06-01"), renewal=YEARLY
    )
    assert (row.completed_on, row.expires_on) == (day("2025-06-01"), day("2028-06-01"))


def test_a_completion_to_come_does_not_count_yet(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("FULL", "2026-09-16"))
    assert row.status is Status.OVERDUE


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


# --- Whom a requirement names


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


# --- Many courses, many people, no courses


def test_more_courses_than_one_statement_counts(session: Session, write: Write) -> None:
    trust = the_trust()
    codes = [f"C{number:02d}" for number in range(45)]
    trust.courses = [ACourse(code, requirements=(ARequirement(day("2024-09-01")),) * 2) for code in codes]
    trust.completions = [ACompletion("A1", code, day("2026-01-01")) for code in codes[::2]]
    trust.exemptions = [APeriod("D1", day("2026-01-01"), course="C44")]
    write(trust)
    whole = [row for row in figures(session) if row[:2] == (None, "all")]
    assert [row[2] for row in whole] == codes
    assert [row[4] for row in whole] == [1, 0] * 22 + [1]
    assert whole[44][-2] == 1
    rows = [row for row in list_people_rows(session, AS_AT) if row.last_name == "Abel"]
    assert [row.course_code for row in rows] == codes
    assert [row.status for row in rows] == [Status.IN_DATE, Status.OVERDUE] * 22 + [Status.IN_DATE]


def test_a_trust_without_courses_has_no_figures(session: Session, write: Write) -> None:
    trust = the_trust()
    trust.courses, trust.completions, trust.exemptions = [], [], []
    write(trust)
    assert figures(session) == []
    assert list(list_people_rows(session, AS_AT)) == []


def test_as_many_queries_for_twice_the_people(
    session: Session, write: Write, counted_queries: Callable[[], Any]
) -> None:
    def measured() -> tuple[int, int]:
        session.rollback()
        forget_everything()
        summary = counted_queries()
        list_summary(session, AS_AT)
        by_summary = summary.total
        forget_everything()
        people = counted_queries()
        list(list_people_rows(session, AS_AT))
        return by_summary, people.total

    trust = the_trust()
    write(trust)
    before = measured()
    crowd = SmallTrust(
        schools=[ASchool(200000 + number) for number in range(20)],
        people={f"X{number}": f"Extra {number}" for number in range(40)},
        posts=[
            APost(f"X{number}", 200000 + number % 20, TEACHER, "Teacher", day("2020-09-01")) for number in range(40)
        ],
    )
    write(crowd)
    assert measured() == before


@pytest.mark.parametrize("as_at", ["0001-01-01", "1000-06-01", "9999-12-31"])
def test_no_date_is_too_far(session: Session, write: Write, as_at: str) -> None:
    write(the_trust())
    assert len(figures(session, day(as_at))) == (0 if as_at < "2000" else 19)
    list(list_people_rows(session, day(as_at)))
