"""Twenty courses of a generated trust, who must hold them, and as many completions as people times courses."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator

from benchmarks.invented import NOW, Staff, Worker
from benchmarks.loading import Loader, Row
from cpd.core.dates import add_months
from cpd.demonstration.material import THE_DAY
from cpd.training.models import (
    Category,
    Completion,
    Course,
    CourseRule,
    Exemption,
    Requirement,
    Schools,
    Source,
    requirement_school,
    satisfied_by,
)
from cpd.training.rules.coverage import RenewalKind

COURSES = 20
_DAYS_OF_TRAINING = 3 * 365
# Kind, months, renew by; taken in turn.
_RENEWALS = (
    (RenewalKind.NONE, None, None),
    (RenewalKind.MONTHS, 12, None),
    (RenewalKind.MONTHS, 24, None),
    (RenewalKind.ACADEMIC_YEAR, None, "10-31"),
)
# The numbers of the courses with something of their own.
_FULL, _REFRESHER, _BASIC, _ADVANCED = 1, 19, 2, 3
_NAMED_SCHOOLS, _TITLES, _ROLES = 12, 7, 17


def write_training(loader: Loader, chance: random.Random, staff: Staff) -> None:
    courses = [staff.keys.new() for _ in range(COURSES)]
    _write_courses(loader, staff, courses)
    loader.load(
        Completion,
        "id person_id course_id completed_on expires_on provider certificate_ref source entered_at version",
        _completions(chance, staff, courses),
    )
    loader.load(
        Exemption,
        "id person_id course_id reason started_on ended_on entered_at version",
        (
            (staff.keys.new(), worker.id, chance.choice(courses), "Holds it elsewhere", day, None, NOW, 1)
            for worker in staff.workers
            for day in [dt.date(2025, 9, 1)]
            if chance.random() < 0.01
        ),
    )


def _write_courses(loader: Loader, staff: Staff, courses: list[uuid.UUID]) -> None:
    rules = [staff.keys.new() for _ in courses]
    requirements = [staff.keys.new() for _ in courses]
    categories = list(Category)
    loader.load(
        Course,
        "id code title category standards source why entered_at",
        (
            (key, f"C{k + 1:02}", f"Course {k + 1} of twenty", categories[k % len(categories)], ["TS5"], "", "", NOW)
            for k, key in enumerate(courses)
        ),
    )
    loader.load(
        CourseRule,
        "id course_id renewal_kind renewal_months renew_by refresher_course_id entered_at",
        (
            (rules[k], key, *_RENEWALS[k % 4], courses[_REFRESHER] if k == _FULL else None, NOW)
            for k, key in enumerate(courses)
        ),
    )
    loader.load(
        Requirement,
        "id course_id effective_from grace_days staff_groups schools phases job_titles roles names_people entered_at",
        ((requirements[k], key, *_audience(k), False, NOW) for k, key in enumerate(courses)),
    )
    loader.connection.execute(
        satisfied_by.insert(), [{"course_rule_id": rules[_BASIC], "course_id": courses[_ADVANCED]}]
    )
    loader.connection.execute(
        requirement_school.insert(),
        [
            {"requirement_id": requirements[_NAMED_SCHOOLS], "school_id": school.id}
            for school in staff.schools[: len(staff.schools) // 2]
        ],
    )


def _audience(k: int) -> Row:
    """From when, with how much grace, and for whom: three of five courses are for everybody."""
    groups = ["teacher", "teaching_assistant"] if k % 5 == 3 else None
    by_phase = k % 5 == 4
    schools = Schools.PHASES if by_phase else Schools.NAMED if k == _NAMED_SCHOOLS else Schools.ALL
    titles = ["Class Teacher", "Site Assistant"] if k == _TITLES else None
    roles = ["ambassador"] if k == _ROLES else None
    phases = ["primary", "special"] if by_phase else None
    return dt.date(2023 + k % 3, 9, 1), 42, groups, schools, phases, titles, roles


def _completions(chance: random.Random, staff: Staff, courses: list[uuid.UUID]) -> Iterator[Row]:
    """Some people have none of a course, some two; on average one each. One in twelve says when it expires."""
    days = [THE_DAY - dt.timedelta(days=number) for number in range(_DAYS_OF_TRAINING)]
    a_year_after = {day: add_months(day, 12) for day in days}
    new_key, draw = staff.keys.new, chance.random
    for worker in staff.workers:
        since = _days_here(worker)
        for course in courses:
            luck = draw()
            if since == 0 or luck < 0.11:
                continue
            first = int(draw() * since)
            for number in {first, int(draw() * since)} if luck > 0.85 else {first}:
                day = days[number]
                expires_on = a_year_after[day] if draw() < 0.08 else None
                yield new_key(), worker.id, course, day, expires_on, "", "", Source.IMPORT, NOW, 1


def _days_here(worker: Worker) -> int:
    return max(0, min(_DAYS_OF_TRAINING, (THE_DAY - worker.started_on).days))
