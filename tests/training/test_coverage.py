"""Coverage of the trust that can be counted on one's fingers: its figures, its rows, its parts (counted_by_hand.py)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cpd.core.changes import forget_everything
from cpd.people.models import Person
from cpd.training.queries.people import list_own_rows, list_people_rows
from cpd.training.queries.summary import list_summary
from cpd.training.rules.coverage import Status
from tests.training.counted_by_hand import (
    AS_AT,
    ASH,
    ELM,
    LEADER,
    OAK,
    SUPPORT,
    TEACHER,
    Write,
    day,
    figures,
    statuses,
    the_trust,
)
from tests.training.small_trust import (
    ACompletion,
    ACourse,
    APeriod,
    APost,
    ARequirement,
    ASchool,
    SmallTrust,
)


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
