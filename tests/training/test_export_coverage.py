"""``cpd export coverage``: the files of contract.md section 4, byte by byte, and as a workbook."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.export_coverage import export_coverage
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person, StaffGroup
from cpd.training.models import Category
from tests.training.courses import YEARLY, add_course, complete, require_of
from tests.world import World

Export = Callable[..., Result]

SUMMARY_HEAD = (
    b"\xef\xbb\xbfas_at,level,school_urn,school_name,staff_group,course_code,course_title,eligible,trained,due_soon,"
    b"expired,overdue,not_yet_due,on_leave,exempt,coverage_percent\r\n"
)
PEOPLE_HEAD = (
    b"\xef\xbb\xbfas_at,school_urn,school_name,staff_code,last_name,first_name,staff_group,job_title,course_code,"
    b"course_title,status,completed_on,expires_on,due_on\r\n"
)


@pytest.fixture
def export(app: Flask, trust: World, tmp_path: Path) -> Export:
    """Two teachers and a TA of Hazel Down must hold one course; ``export("--level", "people")`` writes out.csv."""
    with transaction() as session:
        course = add_course(session, "HS-FIRE", 'Fire, "alarms" & doors', YEARLY, Category.HEALTH_SAFETY)
        require_of(
            session,
            course.id,
            14,
            staff_groups=[StaffGroup.TEACHING_ASSISTANT, StaffGroup.TEACHER],
            schools="phases",
            phases=["primary"],
        )
        complete(session, course.id, trust.person("teacher"), dt.date(2026, 9, 2))
        complete(session, course.id, trust.person("ta"), dt.date(2025, 12, 24))
        complete(session, course.id, trust.person("other_ambassador"), dt.date(2025, 9, 2))
        ambassador = session.get(Person, trust.person("ambassador"))
        assert ambassador is not None
        ambassador.first_name, ambassador.preferred_name = "Sian", "=Siân"

    def run(*options: str, out: str = "out.csv") -> Result:
        return CliRunner().invoke(export_coverage, [*options, "--out", str(tmp_path / out)], obj=app)

    return run


def test_the_summary_byte_by_byte(export: Export, tmp_path: Path) -> None:
    assert export().exit_code == 0
    course = 'HS-FIRE,"Fire, ""alarms"" & doors"'
    assert (tmp_path / "out.csv").read_bytes() == SUMMARY_HEAD + "".join(
        f"{line}\r\n"
        for line in (
            f"2026-11-23,trust,,,all,{course},5,2,1,1,2,0,0,0,40.0",
            f"2026-11-23,trust,,,teacher,{course},4,1,0,1,2,0,0,0,25.0",
            f"2026-11-23,trust,,,teaching_assistant,{course},1,1,1,0,0,0,0,0,100.0",
            f"2026-11-23,school,190001,Hazel Down Primary School,all,{course},3,2,1,0,1,0,0,0,66.7",
            f"2026-11-23,school,190001,Hazel Down Primary School,teacher,{course},2,1,0,0,1,0,0,0,50.0",
            f"2026-11-23,school,190001,Hazel Down Primary School,teaching_assistant,{course},1,1,1,0,0,0,0,0,100.0",
            f"2026-11-23,school,190002,Larch Lane Primary School,all,{course},2,0,0,1,1,0,0,0,0.0",
            f"2026-11-23,school,190002,Larch Lane Primary School,teacher,{course},2,0,0,1,1,0,0,0,0.0",
        )
    ).encode()


def test_the_people_byte_by_byte(export: Export, tmp_path: Path) -> None:
    assert export("--level", "people").exit_code == 0
    course = 'HS-FIRE,"Fire, ""alarms"" & doors"'
    hazel, larch = "2026-11-23,190001,Hazel Down Primary School", "2026-11-23,190002,Larch Lane Primary School"
    due, done, ends = "2024-09-15", "2025-12-24", "2026-12-24"
    assert (tmp_path / "out.csv").read_bytes() == PEOPLE_HEAD + "".join(
        f"{line}\r\n"
        for line in (
            f"{hazel},T002,O'Neill,'=Siân,teacher,Class Teacher,{course},overdue,,,{due}",
            f"{hazel},T001,Quill,Rosa,teacher,Class Teacher,{course},in_date,2026-09-02,2027-09-02,{due}",
            f"{hazel},A001,Thorn,Łukasz,teaching_assistant,Teaching Assistant,{course},due_soon,{done},{ends},{due}",
            f"{larch},T102,Gale,Stan,teacher,Class Teacher,{course},overdue,,,{due}",
            f"{larch},T101,Marlow,Ike,teacher,Class Teacher,{course},expired,2025-09-02,2026-09-02,{due}",
        )
    ).encode()


@pytest.mark.parametrize("text", ["2025-10-01", "01/10/2025", "1 Oct 2025"])
def test_any_date_in_any_form(export: Export, tmp_path: Path, text: str) -> None:
    assert export("--as-at", text).exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert {row["as_at"] for row in rows} == {"2025-10-01"}
    assert (rows[0]["eligible"], rows[0]["trained"], rows[0]["coverage_percent"]) == ("5", "1", "20.0")


@pytest.mark.parametrize("text", ["01/10/25", "soon", "31/02/2026"])
def test_a_date_that_is_none_is_wrong_use(export: Export, tmp_path: Path, text: str) -> None:
    result = export("--as-at", text)
    assert result.exit_code == 2
    assert text in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_is_there_is_replaced_and_nothing_else_is_left(export: Export, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old")
    assert export().exit_code == 0
    assert (tmp_path / "out.csv").read_bytes().startswith(SUMMARY_HEAD)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_that_is_not_there_is_refused_with_a_sentence(export: Export) -> None:
    result = export(out="nowhere/out.csv")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("options", [("--format", "xlsx"), ("--format", "xlsx", "--level", "people")])
def test_the_workbook_has_three_sheets_with_the_same_figures(
    export: Export, tmp_path: Path, options: tuple[str, ...]
) -> None:
    assert export(*options, out="out.xlsx").exit_code == 0
    assert export("--level", "people").exit_code == 0
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Summary", "People", "Definitions"]
    summary = [[cell.value for cell in row] for row in book["Summary"]]
    assert summary[0][-1] == "coverage_percent"
    assert summary[1][1:] == [
        "trust",
        None,
        None,
        "all",
        "HS-FIRE",
        'Fire, "alarms" & doors',
        5,
        2,
        1,
        1,
        2,
        0,
        0,
        0,
        40,
    ]
    people = [[cell.value for cell in row] for row in book["People"]]
    in_csv = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text("utf-8-sig"))))
    assert people[0] == in_csv[0]
    assert [row[3] for row in people[1:]] == [row[3] for row in in_csv[1:]]
    # A name that looks like a formula stays a name.
    assert (people[1][5], book["People"]["F2"].data_type) == ("=Siân", "s")
    assert people[2][11] == dt.datetime(2026, 9, 2)  # noqa: DTZ001  # a day as openpyxl reads it
    words = {row[0].value: row[1].value for row in book["Definitions"]}
    assert "2026-11-23" in str(words["as_at"])
    assert "operator" in str(words["made"])


def test_the_kind_of_file_follows_from_its_name(export: Export, tmp_path: Path) -> None:
    assert export(out="out.xlsx").exit_code == 0
    assert (tmp_path / "out.xlsx").read_bytes().startswith(b"PK")


def test_an_export_leaves_a_trace(export: Export, session: Session) -> None:
    export("--level", "people")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.coverage_exported")).one()
    assert entry.detail == {"as_at": "2026-11-23", "format": "csv", "level": "people"}
    assert entry.by_name.startswith("operator ")


def test_before_there_are_courses_the_files_have_their_headings(app: Flask, trust: World, tmp_path: Path) -> None:
    for level, head in (("summary", SUMMARY_HEAD), ("people", PEOPLE_HEAD)):
        path = tmp_path / f"{level}.csv"
        assert CliRunner().invoke(export_coverage, ["--level", level, "--out", str(path)], obj=app).exit_code == 0
        assert path.read_bytes() == head
