"""Measure coverage on a trust of any size against the bare aggregate on the same database.

    .venv/bin/python tools/bench_coverage.py --staff 100000 [--database postgresql+psycopg://…/empty] [--repeat 5]

The bare aggregate is one GROUP BY over posts joined to completions, without a rule. Both are run in turn, so that what
else the machine does falls on both; the best time of each counts.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, create_engine, insert, select, text
from sqlalchemy.orm import Session

from cpd.core.database import WRITING, configure_engine
from cpd.core.models import Base
from cpd.core.settings import sqlite_url
from cpd.people.models import Away, Person, Phase, Post, School, StaffGroup
from cpd.training.models import Category, Completion, Course, CourseRule, Exemption, Requirement, Source
from cpd.training.queries.people import list_people_rows
from cpd.training.queries.summary import list_summary
from cpd.training.rules import RenewalKind

TODAY = dt.date(2026, 9, 15)
NOW = dt.datetime(2026, 9, 15, 9, 0, tzinfo=dt.UTC)
COURSES = 20
STAFF_IN_A_SCHOOL = 95
BARE = text(
    "SELECT post.school_id, post.staff_group, completion.course_id, count(*) FROM post "
    "JOIN completion ON completion.person_id = post.person_id "
    "GROUP BY post.school_id, post.staff_group, completion.course_id"
)


def build(engine: Engine, staff: int) -> None:
    """A trust of ``staff`` people and twenty courses, one completion for each of both on average, always the same."""
    chance = random.Random(4)  # noqa: S311 — the same trust each time, nothing secret
    schools = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(max(2, staff // STAFF_IN_A_SCHOOL))]
    courses = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(COURSES)]
    # Like the keys of the real thing, these begin with what grows, so that rows lie in the order of their making.
    people = [uuid.UUID(int=number << 80 | chance.getrandbits(79)) for number in range(staff)]
    with engine.connect().execution_options(**WRITING) as connection:
        Base.metadata.create_all(connection)
        for model, rows in (
            (School, _schools(chance, schools)),
            (Person, _people(people)),
            (Post, _posts(chance, people, schools)),
            (Course, _courses(courses)),
            (CourseRule, _rules(courses)),
            (Requirement, _requirements(courses)),
            (Away, _away(chance, people)),
            (Exemption, _exemptions(chance, people, courses)),
            (Completion, _completions(chance, people, courses)),
        ):
            while batch := list(islice(rows, 50_000)):
                connection.execute(insert(model), batch)
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


Rows = Iterator[dict[str, Any]]


def _schools(chance: random.Random, schools: Sequence[uuid.UUID]) -> Rows:
    for number, key in enumerate(schools):
        name, phase = f"School {number:04d}", chance.choice([Phase.PRIMARY, Phase.PRIMARY, Phase.SPECIAL])
        yield {"id": key, "urn": 100000 + number, "name": name, "sort_name": name.lower(), "phase": phase}


def _people(people: Sequence[uuid.UUID]) -> Rows:
    for number, key in enumerate(people):
        code = f"P{number:06d}"
        names = {"first_name": "Ada", "last_name": f"Oak{number}", "preferred_name": None}
        yield {"id": key, "staff_code": code, "sort_last_name": f"oak{number}", "sort_first_name": "ada", **names}


def _posts(chance: random.Random, people: Sequence[uuid.UUID], schools: Sequence[uuid.UUID]) -> Rows:
    """One post each, and a second for eight in a hundred, half of these at another school."""
    for key in people:
        school = chance.choice(schools)
        started_on = TODAY - dt.timedelta(days=chance.randrange(4000))
        group = chance.choices(list(StaffGroup), (1, 5, 4, 2))[0]
        post = {"person_id": key, "school_id": school, "staff_group": group, "fte": 1, "started_on": started_on}
        yield {**post, "job_title": f"First {group}"}
        if chance.random() < 0.08:
            second = {"school_id": chance.choice([school, chance.choice(schools)]), "job_title": "Midday Supervisor"}
            yield {**post, **second, "staff_group": StaffGroup.SUPPORT}


def _courses(courses: Sequence[uuid.UUID]) -> Rows:
    for number, key in enumerate(courses):
        course = {"id": key, "code": f"C{number:02d}", "title": f"Course {number}", "category": Category.OTHER}
        yield {**course, "standards": [], "source": "", "why": "", "entered_at": NOW}


def _rules(courses: Sequence[uuid.UUID]) -> Rows:
    """Every fifth course for good; the others renewed each year, every one, two or three years."""
    renewals: tuple[dict[str, Any], ...] = (
        {"renewal_kind": RenewalKind.NONE, "renewal_months": None, "renew_by": None},
        {"renewal_kind": RenewalKind.ACADEMIC_YEAR, "renewal_months": None, "renew_by": "10-31"},
        *({"renewal_kind": RenewalKind.MONTHS, "renewal_months": months, "renew_by": None} for months in (12, 24, 36)),
    )
    for number, key in enumerate(courses):
        # One course has a refresher, its neighbour.
        refresher = {"refresher_course_id": courses[1] if number == 0 else None}
        yield {"course_id": key, "entered_at": NOW, **renewals[number % 5], **refresher}


def _requirements(courses: Sequence[uuid.UUID]) -> Rows:
    for number, key in enumerate(courses):
        groups = None if number % 3 else [StaffGroup.LEADER, StaffGroup.TEACHER, StaffGroup.TEACHING_ASSISTANT]
        days = {"effective_from": dt.date(2020, 9, 1), "grace_days": (42, 90, 180)[number % 3]}
        yield {"course_id": key, "staff_groups": groups, "entered_at": NOW, **days}


def _away(chance: random.Random, people: Sequence[uuid.UUID]) -> Rows:
    for key in chance.sample(people, len(people) // 50):
        yield {"person_id": key, "started_on": TODAY - dt.timedelta(days=chance.randrange(300))}


def _exemptions(chance: random.Random, people: Sequence[uuid.UUID], courses: Sequence[uuid.UUID]) -> Rows:
    for key in chance.sample(people, len(people) // 100):
        since = {"started_on": TODAY - dt.timedelta(days=100), "entered_at": NOW}
        yield {"person_id": key, "course_id": chance.choice(courses), "reason": "agreed", **since}


def _completions(chance: random.Random, people: Sequence[uuid.UUID], courses: Sequence[uuid.UUID]) -> Rows:
    entered = {"source": Source.IMPORT, "entered_at": NOW, "provider": "A provider"}
    for person in people:
        for course in courses:
            for days in set(chance.choices(range(1000), k=chance.choices((0, 1, 2), (12, 76, 12))[0])):
                completed_on = TODAY - dt.timedelta(days=days)
                own = completed_on + dt.timedelta(days=400) if chance.random() < 0.05 else None
                yield {
                    "person_id": person,
                    "course_id": course,
                    "completed_on": completed_on,
                    "expires_on": own,
                    **entered,
                }


def measure(session: Session, repeat: int) -> list[tuple[str, float, float, int]]:
    """Name, best and middle seconds, rows."""
    year_ago = TODAY.replace(year=TODAY.year - 1)
    school = session.scalars(select(School.id).order_by(School.urn)).first()
    course = session.scalars(select(Course.id).order_by(Course.code)).all()[1]
    tasks: dict[str, Callable[[], Sequence[Row[Any] | tuple[Any, ...]]]] = {
        "bare aggregate": lambda: session.execute(BARE).all(),
        "summary, today": lambda: list_summary(session, TODAY),
        "summary, a year ago": lambda: list_summary(session, year_ago),
        "summary of one course": lambda: list_summary(session, TODAY, course_ids=[course]),
        "summary of one school": lambda: list_summary(session, TODAY, school_ids=[school] if school else []),
        "people of one school": lambda: list(list_people_rows(session, TODAY, school_ids=[school] if school else [])),
        "people, everybody": lambda: list(list_people_rows(session, TODAY)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    rows: dict[str, int] = {}
    for _ in range(repeat):
        for name, task in tasks.items():
            started = time.perf_counter()
            rows[name] = len(task())
            seconds[name].append(time.perf_counter() - started)
    return [(name, min(seconds[name]), statistics.median(seconds[name]), rows[name]) for name in tasks]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--staff", type=int, default=1400)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--database", help="an empty one; without it, SQLite in a folder that is removed again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(options.database or sqlite_url(Path(folder) / "bench.sqlite3"))
        configure_engine(engine)
        build(engine, options.staff)
        with Session(engine) as session:
            results = measure(session, options.repeat)
        engine.dispose()
    bare = results[0][1]
    for name, best, middle, rows in results:
        print(f"{engine.dialect.name:12} {name:24} {best:8.3f} s  {middle:8.3f} s  {best / bare:5.2f}  {rows:>9,} rows")


if __name__ == "__main__":
    main()
