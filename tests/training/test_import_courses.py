"""``cpd import courses``: each fault with its line, versions that leave earlier dates as they were."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.import_files import import_group
from cpd.core import clock, paths
from cpd.training.models import Course, CourseRule, Requirement
from tests.world import World

Run = Callable[..., Result]

ONE = """- code: SEND-CL
  title: "Cognition and learning: adapting teaching"
  category: send
  standards: [TS5]
  source: "SEND Code of Practice"
  renewal: {months: 24}
  required:
    - staff_groups: [teacher]
      schools: all
      effective_from: 2025-09-01
      grace_days: 42
"""


@pytest.fixture
def courses(app: Flask, trust: World, tmp_path: Path) -> Run:
    """``courses(text, "--dry-run")`` imports a list of courses."""

    def run(text: str, *options: str, file: str = "courses.yaml") -> Result:
        path = tmp_path / file
        path.write_text(text, "utf-8")
        return CliRunner().invoke(import_group, ["courses", str(path), *options], obj=app)

    return run


def lines(result: Result, tmp_path: Path) -> list[str]:
    return [line.removeprefix(f"{tmp_path}/") for line in result.stderr.splitlines()]


def versions(session: Session, code: str = "SEND-CL") -> list[tuple[Any, ...]]:
    session.rollback()
    rows = session.execute(
        select(CourseRule.applies_from, CourseRule.applies_to, CourseRule.renewal_months)
        .join(Course, Course.id == CourseRule.course_id)
        .where(Course.code == code)
    ).all()
    return sorted((tuple(row) for row in rows), key=lambda row: row[0] or dt.date.min)


def requirements(session: Session, code: str = "SEND-CL") -> list[tuple[Any, ...]]:
    session.rollback()
    rows = session.execute(
        select(
            Requirement.applies_from,
            Requirement.applies_to,
            Requirement.effective_from,
            Requirement.effective_to,
            Requirement.staff_groups,
            Requirement.grace_days,
        )
        .join(Course, Course.id == Requirement.course_id)
        .where(Course.code == code)
    ).all()
    return sorted((tuple(row) for row in rows), key=lambda row: (row[2], row[0] or dt.date.min, str(row[4])))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_first_courses_come_in_and_coming_in_again_changes_nothing(courses: Run, session: Session) -> None:
    text = (paths.SEEDS / "training" / "courses.yaml").read_text("utf-8")
    first, again = courses(text, "--json"), courses(text, "--json")
    count = text.count("- code:")
    assert (first.exit_code, json.loads(first.stdout)["created"]) == (0, count)
    assert {name: json.loads(again.stdout)[name] for name in ("created", "updated", "unchanged")} == {
        "created": 0,
        "updated": 0,
        "unchanged": count,
    }
    assert len(session.scalars(select(Course)).all()) == count


def test_a_dry_run_writes_nothing(courses: Run, session: Session) -> None:
    assert courses(ONE, "--dry-run").exit_code == 0
    assert session.scalars(select(Course)).all() == []


def test_every_fault_is_told_with_its_line_and_nothing_is_written(
    courses: Run, session: Session, tmp_path: Path
) -> None:
    result = courses(
        """- code: A-1
  title: One
  category: sport
  renewal: {academic_year: true, renew_by: "02-29"}
  satisfied_by: [NOWHERE]
- code: A-2
  title: Two
  category: send
  renewal: none
  colour: red
  required:
    - staff_groups: [teacher, wizard]
      schools: {urns: [190001, 12]}
      effective_from: 01/09/25
      people: [X998]
- code: A-3
  title: Three
  category: send
  renewal: none
  satisfied_by: [A-4]
  refresher: {course: A-9}
  required:
    - staff_groups: all
      schools: {urns: [199999]}
      people: [X999]
      effective_from: 2025-09-01
      effective_to: 2026-08-31
- code: a-3
  title: Three again
  category: send
  renewal: {months: 12}
"""
    )
    assert result.exit_code == 1
    told = lines(result, tmp_path)
    groups = "leader, teacher, teaching_assistant, support, or all"
    assert told == [
        (
            "courses.yaml:3: category 'sport': use one of send, attendance, safeguarding, health_safety, data_cyber, "
            "pedagogy, other"
        ),
        "courses.yaml:4: renewal.renew_by '02-29': 29 February is not there every year; use 02-28 or 03-01",
        "courses.yaml:5: satisfied_by 'NOWHERE': no course has this code, in this file or before",
        (
            "courses.yaml:10: colour 'colour': no such key here; there are code, title, category, standards, source, "
            "why, afterwards, mechanisms, look_fors, need, renewal, satisfied_by, refresher, required, changes_from"
        ),
        f"courses.yaml:12: required.staff_groups 'wizard': not a staff group; use {groups}",
        "courses.yaml:12: required.people 'X998': nobody has this staff code",
        "courses.yaml:13: required.schools.urns '12': a URN has six digits",
        "courses.yaml:14: required.effective_from '01/09/25': the year needs four digits, for example 23/11/2026",
        "courses.yaml:20: satisfied_by 'A-4': no course has this code, in this file or before",
        "courses.yaml:21: refresher 'A-9': no course has this code, in this file or before",
        "courses.yaml:23: required.schools.urns '199999': no school has this URN",
        "courses.yaml:23: required.people 'X999': nobody has this staff code",
        "courses.yaml:28: code 'a-3': the entry in line 16 has this code already",
    ]
    assert session.scalars(select(Course)).all() == []


@pytest.mark.parametrize(
    ("required", "fault"),
    [
        ("- staff_groups: all\n      schools: all", "required.effective_from '': this is needed for every entry"),
        (
            "- staff_groups: all\n      schools: all\n      effective_from: 2025-09-01\n      effective_to: 2025-08-31",
            "required.effective_to '2025-08-31': before effective_from, 2025-09-01",
        ),
        (
            "- staff_groups: all\n      schools: {phases: [infant]}\n      effective_from: 2025-09-01",
            (
                "required.schools.phases 'infant': not a phase; use nursery, primary, secondary, all-through, special, "
                "alternative provision, central"
            ),
        ),
        (
            "- staff_groups: all\n      schools: all\n      effective_from: 2025-09-01\n      roles: [king]",
            (
                "required.roles 'king': not a role; use ambassador, appraiser, head, trainer, office, "
                "development_lead, trustee, administrator"
            ),
        ),
        (
            "- staff_groups: all\n      schools: all\n      effective_from: 2025-09-01\n      people: []",
            "required.people '': name at least one here, or leave the key out",
        ),
        (
            (
                "- staff_groups: all\n      schools: all\n      effective_from: 2025-09-01\n"
                "    - staff_groups: [leader, teacher, teaching_assistant, support]\n      schools: all\n"
                "      effective_from: 2026-09-01"
            ),
            "required '': the same people are asked for on the same days by the entry in line 8; keep one",
        ),
    ],
)
def test_a_requirement_that_makes_no_sense_is_refused(courses: Run, tmp_path: Path, required: str, fault: str) -> None:
    head = ONE.split("required:", maxsplit=1)[0] + "required:\n    "
    result = courses(head + required + "\n")
    assert result.exit_code == 1
    assert fault in [line.split(": ", 1)[1] for line in lines(result, tmp_path)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "courses.yaml:1: file '': the file is empty"),
        ("code: A", "courses.yaml:1: file '': write a list of courses, each beginning with a dash: - code: SEND-CL"),
        (
            "- code: A\n  title: [1, 2\n",
            "courses.yaml:3: file '': this is not YAML: expected ',' or ']', but got '<stream end>'",
        ),
    ],
)
def test_a_file_that_is_no_list_of_courses(courses: Run, tmp_path: Path, text: str, fault: str) -> None:
    result = courses(text)
    assert (result.exit_code, lines(result, tmp_path)) == (1, [fault])


def test_good_entries_come_in_without_the_bad_ones_and_those_that_lean_on_them(
    courses: Run, session: Session, tmp_path: Path
) -> None:
    text = ONE + "- code: BAD\n  title: Bad\n  category: send\n  renewal: sometimes\n"
    text += "- code: LEANS\n  title: Leans\n  category: send\n  renewal: none\n  satisfied_by: [BAD]\n"
    result = courses(text, "--skip-bad-rows", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["rejected"] == 2
    assert session.scalars(select(Course.code)).all() == ["SEND-CL"]
    rejected = (tmp_path / "courses.yaml.rejected.csv").read_text("utf-8-sig")
    assert "sometimes" in rejected
    assert "BAD" in rejected


def test_words_are_corrected_in_place(courses: Run, session: Session) -> None:
    courses(ONE)
    result = courses(ONE.replace("adapting teaching", "adapting what we do").replace("send\n", "other\n"), "--json")
    assert json.loads(result.stdout)["updated"] == 1
    course = session.scalars(select(Course)).one()
    assert (course.title, course.category) == ("Cognition and learning: adapting what we do", "other")
    assert versions(session) == [(None, None, 24)]


def test_a_new_renewal_holds_from_the_day_of_the_import(courses: Run, session: Session) -> None:
    courses(ONE)
    courses(ONE.replace("24", "12"))
    assert versions(session) == [(None, day("2026-11-22"), 24), (day("2026-11-23"), None, 12)]
    again = courses(ONE.replace("24", "12"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 1


def test_changed_and_changed_back_on_one_day_leaves_no_trace(courses: Run, session: Session) -> None:
    courses(ONE)
    wider = ONE.replace("24", "12").replace("[teacher]", "all")
    courses(wider)
    courses(ONE)
    assert versions(session) == [(None, None, 24)]
    assert requirements(session) == [(None, None, day("2025-09-01"), None, ["teacher"], 42)]


def test_a_change_may_name_its_day_and_may_be_put_forward_again(courses: Run, session: Session) -> None:
    courses(ONE)
    courses(ONE.replace("24", "12") + "  changes_from: 1 Jan 2027\n")
    assert versions(session) == [(None, day("2026-12-31"), 24), (day("2027-01-01"), None, 12)]
    courses(ONE.replace("24", "12") + "  changes_from: 1 Sep 2026\n")
    assert versions(session) == [(None, day("2026-08-31"), 24), (day("2026-09-01"), None, 12)]
    same = courses(ONE.replace("24", "12"), "--json")
    assert json.loads(same.stdout)["unchanged"] == 1


def test_what_counts_is_part_of_the_version(courses: Run, session: Session) -> None:
    other = "- code: SEND-CL-ADV\n  title: Advanced\n  category: send\n  renewal: none\n"
    courses(ONE + other)
    courses(ONE.replace("  required:", "  satisfied_by: [send-cl-adv]\n  required:") + other)
    assert [row[0] for row in versions(session)] == [None, day("2026-11-23")]


def test_a_wider_audience_or_other_grace_leaves_earlier_dates_as_they_were(courses: Run, session: Session) -> None:
    courses(ONE)
    with clock.pinned(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)):
        courses(ONE.replace("[teacher]", "[teacher, support]"))
    with clock.pinned(dt.datetime(2026, 12, 24, 9, tzinfo=dt.UTC)):
        courses(ONE.replace("[teacher]", "[teacher, support]").replace("42", "14"))
        again = courses(ONE.replace("[teacher]", "[teacher, support]").replace("42", "14"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    start = day("2025-09-01")
    assert requirements(session) == [
        (None, day("2026-11-30"), start, None, ["teacher"], 42),
        (day("2026-12-01"), day("2026-12-23"), start, None, ["teacher", "support"], 42),
        (day("2026-12-24"), None, start, None, ["teacher", "support"], 14),
    ]


def test_a_new_requirement_holds_from_its_own_date_and_one_left_out_until_yesterday(
    courses: Run, session: Session
) -> None:
    courses(ONE)
    second = ONE + "    - staff_groups: [support]\n      schools: all\n      effective_from: 2026-09-01\n"
    courses(second)
    assert requirements(session)[1] == (None, None, day("2026-09-01"), None, ["support"], 0)
    courses(
        second.replace(
            "    - staff_groups: [teacher]\n      schools: all\n      effective_from: 2025-09-01\n"
            "      grace_days: 42\n",
            "",
        )
    )
    assert requirements(session) == [
        (None, day("2026-11-22"), day("2025-09-01"), None, ["teacher"], 42),
        (None, None, day("2026-09-01"), None, ["support"], 0),
    ]


def test_the_end_of_a_requirement_is_a_fact_about_all_its_versions(courses: Run, session: Session) -> None:
    courses(ONE)
    courses(ONE.replace("42", "14"))
    courses(ONE.replace("42", "14") + "      effective_to: 2026-10-31\n")
    assert [row[3] for row in requirements(session)] == [day("2026-10-31")] * 2


def test_two_requirements_of_one_date_change_each_by_itself(courses: Run, session: Session) -> None:
    both = ONE + "    - staff_groups: [support]\n      schools: all\n      effective_from: 2025-09-01\n"
    both += "      grace_days: 90\n"
    courses(both)
    courses(both.replace("90", "60"))
    start = day("2025-09-01")
    assert requirements(session) == [
        (None, day("2026-11-22"), start, None, ["support"], 90),
        (None, None, start, None, ["teacher"], 42),
        (day("2026-11-23"), None, start, None, ["support"], 60),
    ]
