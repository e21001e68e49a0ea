"""``cpd import staff``: messy files, what they make and change, and every way they can be wrong."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.people.models import JobTitleRule, Person, Post, School, StaffGroup
from tests.cli.conftest import RunImport, person
from tests.world import World

HEADER = "staff_code,first_name,last_name,school_urn,job_title,start_date\n"
KEYS = [
    "created",
    "updated",
    "unchanged",
    "rejected",
    "ignored_rows",
    "inferred_staff_groups",
    "dropped_columns",
    "ignored_columns",
    "people_not_in_file",
    "posts_not_in_file",
]


def posts(session: Session, code: str) -> list[Post]:
    query = select(Post).join(Person, Person.id == Post.person_id).where(Person.staff_code == code)
    return list(session.scalars(query.order_by(Post.started_on, Post.job_title)))


MESSY = (
    "Employee ID;Legal Forename;Legal Surname;Known As;Work Email;Establishment URN;Post Title;FTE;"
    "Contracted Hours;weeks per year;Working Days;Post Start;Leaving Date;Reports To;Date of Birth;N.I. No;Car park\r\n"
    "n1;Siân;O'Neill;;S.ONeill@saltmarsh.example;190001;Class Teacher;1.0;;;;01/09/2024;;N3;1/2/1980;QQ123456C;yes\r\n"
    "\r\n"
    'n2;Mary;"Ash; Thorn";Molly;;190001;Teaching Assistant;0,6;21.5;39;Mon-Wed;1 Sep 2024;31-08-2027;N1;2/2/1980;;\r\n'
    'n2;Mary;"Ash; Thorn";Molly;;190002.0;Midday Supervisor;0.2;;;;2024-09-01;;;;;\r\n'
    "N3;Ivy;Wold;;;190001;Headteacher;;;;;05 September 2023;;;;;\r\n"
    ";;;;;;;;;;;;;;;;\r\n"
    ";Total;;;;;;2.8;;;;;;;;;\r\n"
)


def test_a_messy_windows_file(run_import: RunImport, session: Session, trust: World) -> None:
    run = run_import("staff", MESSY.encode("cp1252"))
    assert run.errors == []
    assert run.status == 0
    assert list(run.report) == KEYS
    assert run.counts == (4, 0, 0, 0, 3)
    assert run.report["inferred_staff_groups"] == 4
    assert run.report["dropped_columns"] == ["Date of Birth", "N.I. No"]
    assert run.report["ignored_columns"] == ["Car park"]
    sian = person(session, "n1")
    assert (sian.first_name, sian.last_name, sian.email) == ("Siân", "O'Neill", "s.oneill@saltmarsh.example")
    assert (sian.sort_first_name, sian.sort_last_name) == ("sian", "oneill")
    first, second = posts(session, "n2")
    assert {first.job_title, second.job_title} == {"Teaching Assistant", "Midday Supervisor"}
    assistant = first if first.job_title == "Teaching Assistant" else second
    assert (assistant.fte, assistant.weekly_hours, assistant.weeks_per_year) == (
        Decimal("0.6"),
        Decimal("21.5"),
        Decimal(39),
    )
    assert (assistant.working_days, assistant.ended_on) == ("Mon,Tue,Wed", dt.date(2027, 8, 31))
    assert assistant.line_manager_id == sian.id
    assert posts(session, "n1")[0].line_manager_id == person(session, "N3").id
    assert person(session, "n2").name == "Molly Ash; Thorn"
    assert posts(session, "N3")[0].staff_group is StaffGroup.LEADER


def test_nothing_of_a_private_column_is_kept_anywhere(
    run_import: RunImport, session: Session, trust: World, tmp_path: Path
) -> None:
    header = "staff_code,DOB,first_name,last_name,Pay Scale,school_urn,job_title,start_date,NINumber,Ethnic Origin\n"
    good = "P1,SECRET-1,Ann,Ash,SECRET-2,190001,Teacher,2024-09-01,SECRET-3,SECRET-4\n"
    bad = "P2,SECRET-1,Ben,Ash,SECRET-2,190001,Teacher,31/02/2024,SECRET-3,SECRET-4\n"
    slipped = "P3,SECRET-1,Cy,Ash,SECRET-2,190001,Teacher,x,2024-09-01,SECRET-3,SECRET-4\n"
    run = run_import("staff", header + good + bad + slipped, "--skip-bad-rows")
    assert run.status == 3
    assert run.report["dropped_columns"] == ["DOB", "Pay Scale", "NINumber", "Ethnic Origin"]
    everything = [run.out, *run.errors, (tmp_path / "list.csv.rejected.csv").read_text("utf-8-sig")]
    everything += [repr(session.execute(select(table)).all()) for table in Person.metadata.sorted_tables]
    assert not any("SECRET" in text for text in everything)


def test_an_excel_file_with_real_dates_and_trailing_rows(run_import: RunImport, session: Session, trust: World) -> None:
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.append(["Read me first"])
    sheet = book.create_sheet("Staff")
    sheet.append(["Staff\xa0ID", "First_Name", "LAST NAME\u200b", "URN", "Role", "FTE", "Start Date"])
    sheet.append([1001, " Łukasz ", "Nowak", 190001.0, "Teaching Assistant", 1, dt.date(2024, 9, 1)])
    sheet.append([])
    sheet.append(["B2", "Zoë", "D’Arcy", "190002", "Cook", 0.33333, dt.datetime(2025, 1, 6, 8, 30)])  # noqa: DTZ001  # a cell has no zone
    sheet.append([None, None, "", None, None, 1.33])
    sheet["A60"] = ""
    content = io.BytesIO()
    book.save(content)
    run = run_import("staff", content.getvalue(), "--sheet", "staff", name="staff.xlsx")
    assert run.errors == []
    assert run.counts == (2, 0, 0, 0, 2)
    assert person(session, "1001").first_name == "Łukasz"
    assert posts(session, "B2")[0].fte == Decimal("0.3333")
    assert posts(session, "B2")[0].started_on == dt.date(2025, 1, 6)
    first_sheet = run_import("staff", content.getvalue(), name="staff.xlsx")
    assert first_sheet.status == 1
    assert len(first_sheet.errors) == 6
    assert first_sheet.errors[0].endswith(
        "staff.xlsx:1: staff_code '': the file has no such column, and every row needs it"
    )


def test_every_error_is_named_with_its_row(
    run_import: RunImport, session: Session, trust: World, tmp_path: Path
) -> None:
    content = (
        "staff_code,first_name,last_name,email,school_urn,job_title,staff_group,fte,start_date,end_date,line_manager\n"
        'E1,Ann,"Ash\nBrook",ann.example.org,190001,Teacher,,1,2024-09-01,,\n'
        "\n"
        "E2,Ben,Ash,ben@host,199999,Wizard,,1.5,31/02/2026,,NOBODY\n"
        ",Cy,Ash,,190001,Teacher,wizards,0,1/9/24,,\n"
        "E4,Di,Ash,,190001,Teacher,,1,2024-09-01,2024-08-31,\n"
    )
    run = run_import("staff", content)
    file = tmp_path / "list.csv"
    assert run.status == 1
    assert [line.removeprefix(f"{file}:") for line in run.errors] == [
        "2: email 'ann.example.org': an email address has one @ with a dot after it",
        "4: school_urn '199999': no school has this URN; import the schools first, or put the number right",
        "4: email 'ben@host': an email address has one @ with a dot after it",
        "4: start_date '31/02/2026': there is no such day; write it day first, for example 23/11/2026",
        (
            "4: job_title 'Wizard': no line of the job title table fits; add a line for it, "
            "or give the staff group in the file"
        ),
        "4: fte '1.5': full-time equivalent lies above 0 and goes up to 1, for example 0.6",
        "4: line_manager 'NOBODY': nobody has this staff code, in this file or before",
        "5: staff_code '': this is needed in every row",
        "5: start_date '1/9/24': the year needs four digits, for example 23/11/2026",
        (
            "5: staff_group 'wizards': not a staff group; use leader, teacher, teaching_assistant, support or a school "
            "workforce census name"
        ),
        "5: fte '0': full-time equivalent lies above 0 and goes up to 1, for example 0.6",
        "6: end_date '2024-08-31': before the start, 2024-09-01",
    ]
    assert run.counts == (0, 0, 0, 4, 1)
    assert session.scalars(select(Person).where(Person.last_name == "Ash")).all() == []


def test_bad_rows_can_be_left_out_and_put_right(
    run_import: RunImport, session: Session, trust: World, tmp_path: Path
) -> None:
    content = HEADER + "S1,Ann,=cmd(),190001,Teacher,2024-13-01\nS2,Ben,Ash,190001,Teacher,2024-09-01\n"
    run = run_import("staff", content, "--skip-bad-rows")
    assert run.status == 3
    assert run.counts == (1, 0, 0, 1, 0)
    rejected = tmp_path / "list.csv.rejected.csv"
    assert rejected.read_bytes().decode() == (
        "\ufeffrow,staff_code,first_name,last_name,school_urn,job_title,start_date,what is wrong\r\n"
        "2,S1,Ann,'=cmd(),190001,Teacher,2024-13-01,"
        '"start_date: there is no such day; write it day first, for example 23/11/2026"\r\n'
    )
    again = run_import("staff", rejected.read_text("utf-8-sig").replace("2024-13-01", "2024-12-01"))
    assert again.status == 0
    assert again.report["ignored_columns"] == ["row", "what is wrong"]


def test_a_dry_run_writes_nothing(run_import: RunImport, session: Session, trust: World, tmp_path: Path) -> None:
    content = HEADER + "S1,Ann,Ash,190001,Teacher,2024-09-01\nS2,Ben,Ash,190001,Teacher,bad\n"
    run = run_import("staff", content, "--dry-run", "--skip-bad-rows")
    assert run.status == 3
    assert run.counts == (1, 0, 0, 1, 0)
    assert session.scalars(select(Person).where(Person.last_name == "Ash")).all() == []
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_a_row_updates_its_post_and_its_person(run_import: RunImport, session: Session, trust: World) -> None:
    header = "staff_code,first_name,last_name,school_urn,job_title,fte,start_date\n"
    run_import("staff", header + "U1,Ann,Ash,190001,Teacher,0.5,2024-09-01\nU2,Di,Elm,190001,Teacher,1,2024-09-01\n")
    run = run_import(
        "staff", header + "u1,Ann,Ash-Reed,190001,TEACHER,50%,01/09/2024\nU2,Di,Elm,190001,Teacher,0.8,2024-09-01\n"
    )
    assert run.counts == (0, 2, 0, 0, 0)
    assert person(session, "U1").sort_last_name == "ash reed"
    assert [post.job_title for post in posts(session, "U1")] == ["TEACHER"]
    assert posts(session, "U2")[0].fte == Decimal("0.8")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "people.person_imported")).all()
    assert {"changed": ["fte"]} in [entry.detail for entry in entries]


def test_a_contract_without_fixed_hours(run_import: RunImport, session: Session, trust: World) -> None:
    header = "staff_code,first_name,last_name,school_urn,job_title,weekly_hours,weeks_per_year,start_date\n"
    run = run_import("staff", header + "U1,Ann,Ash,190001,Midday supervisor,0,0.0,2024-09-01\n")
    assert (run.status, run.errors) == (0, [])
    assert posts(session, "U1")[0].weekly_hours == 0


def test_a_new_title_renames_the_one_open_post(run_import: RunImport, session: Session, trust: World) -> None:
    run_import("staff", HEADER + "R1,Ann,Ash,190001,Teacher,2024-09-01\n")
    before = posts(session, "R1")[0].id
    assert run_import("staff", HEADER + "R1,Ann,Ash,190001,Class Teacher,2024-09-01\n").counts == (0, 1, 0, 0, 0)
    assert [(post.id, post.job_title) for post in posts(session, "R1")] == [(before, "Class Teacher")]
    both = "R1,Ann,Ash,190001,Class Teacher,2024-09-01\nR1,Ann,Ash,190001,SENCo,2024-09-01\n"
    assert run_import("staff", HEADER + both).counts == (1, 0, 1, 0, 0)
    one = run_import("staff", HEADER + "R1,Ann,Ash,190001,Teacher,2024-09-01\n")
    assert one.counts == (1, 0, 0, 0, 0)
    assert len(posts(session, "R1")) == 3


def test_repeated_rows_count_once_and_contradictions_are_errors(
    run_import: RunImport, session: Session, trust: World
) -> None:
    header = "staff_code,first_name,last_name,email,school_urn,job_title,fte,start_date\n"
    row = "D1,Ann,Ash,a@b.example,190001,Teacher,1,2024-09-01\n"
    assert run_import("staff", header + row + row).counts == (1, 0, 1, 0, 0)
    bad = run_import(
        "staff",
        header
        + row
        + "D1,Ann,Ash,a@b.example,190001,Teacher,0.5,2024-09-01\n"
        + "D1,Zoe,Ash,,190002,Teacher,1,2024-09-01\n"
        + "D2,Cy,Elm,A@B.example,190001,Teacher,1,2024-09-01\n"
        + "D3,Di,Elm,rosa.quill@saltmarsh.example,190001,Teacher,1,2024-09-01\n",
    )
    assert [line.split(":", 1)[1] for line in bad.errors] == [
        "3: fte '0.5': row 2 is about the same post and says something else here",
        "4: first_name 'Zoe': staff code D1 has another first name in row 2",
        "5: email 'A@B.example': somebody else has this address in row 2",
        "6: email 'rosa.quill@saltmarsh.example': somebody else in the trust has this address",
    ]


def test_managers_may_come_later_in_the_file_and_go_in_a_circle(
    run_import: RunImport, session: Session, trust: World
) -> None:
    header = "staff_code,first_name,last_name,school_urn,job_title,start_date,line_manager\n"
    rows = "M1,Ann,Ash,190001,Teacher,2024-09-01,m2\nM2,Ben,Ash,190001,Headteacher,2024-09-01,M1\n"
    assert run_import("staff", header + rows).counts == (2, 0, 0, 0, 0)
    assert posts(session, "M1")[0].line_manager_id == person(session, "M2").id
    leaning = "M3,Cy,Ash,190001,Teacher,2024-09-01,M4\nM4,Di,Ash,190001,Headteacher,never,\n"
    run = run_import("staff", header + rows + leaning, "--skip-bad-rows")
    assert run.counts == (0, 0, 2, 2, 0)


def test_who_is_missing_is_listed_and_left_alone(run_import: RunImport, session: Session, trust: World) -> None:
    run = run_import("staff", HEADER + "T001,Rosa,Quill,190001,Class Teacher,2024-09-01\n")
    assert run.status == 0
    assert "T002" in run.report["people_not_in_file"]
    assert "T001" not in run.report["people_not_in_file"]
    assert {
        "staff_code": "L101",
        "school_urn": 190002,
        "job_title": "Headteacher",
        "start_date": "2024-09-01",
    } in run.report["posts_not_in_file"]
    assert posts(session, "L101")[0].ended_on is None


def test_ending_what_is_missing_asks_first(run_import: RunImport, session: Session, trust: World) -> None:
    content = HEADER + "T101,Ike,Marlow,190002,Class Teacher,2024-09-01\n"
    asked = run_import("staff", content, "--end-missing", "2026-11-30")
    assert asked.status == 1
    assert asked.errors[-1].startswith("2 of 3 open posts in the schools of this file are missing from it")
    assert posts(session, "T102")[0].ended_on is None
    session.rollback()
    run = run_import("staff", content, "--end-missing", "30/11/2026", "--yes")
    assert run.counts == (0, 2, 1, 0, 0)
    assert posts(session, "T102")[0].ended_on == dt.date(2026, 11, 30)
    assert posts(session, "T001")[0].ended_on is None


def test_a_bad_row_is_not_a_missing_post(run_import: RunImport, session: Session, trust: World) -> None:
    header = "staff_code,first_name,last_name,school_urn,job_title,fte,start_date\n"
    rows = "T101,Ike,Marlow,190002,Class Teacher,1,2024-09-01\nT102,Stan,Gale,190002,Class Teacher,9,2024-09-01\n"
    options = ("--end-missing", "2026-11-30", "--yes", "--skip-bad-rows")
    run = run_import("staff", header + rows, *options)
    assert run.counts == (0, 1, 1, 1, 0)
    assert posts(session, "T102")[0].ended_on is None
    assert posts(session, "L101")[0].ended_on == dt.date(2026, 11, 30)
    nameless = rows + ",Owen,Brook,190002,Headteacher,1,2024-09-01\n"
    assert run_import("staff", header + nameless, *options).counts == (0, 0, 1, 2, 0)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "the file is empty"),
        (b"%PDF-1.7 and so on", "this is a PDF; save the list as CSV or XLSX and choose that file"),
        (b"PK\x03\x04 and so on", "this is not an Excel file that can be read; open it and save it again as XLSX"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00",
            "this is not a spreadsheet or CSV file; save the list as CSV or XLSX and choose that file",
        ),
    ],
)
def test_what_is_no_list_is_refused_kindly(run_import: RunImport, session: Session, content: bytes, error: str) -> None:
    run = run_import("staff", content, name="list.xlsx")
    assert run.status == 1
    assert [line.split("list.xlsx")[1] for line in run.errors] == [f":1: file '': {error}"]


def test_headings_twice_and_headings_missing(run_import: RunImport, session: Session, trust: World) -> None:
    twice = run_import("staff", "staff_code,Staff Code,first_name,last_name,school_urn,job_title,start_date\n")
    assert [line.split("list.csv")[1] for line in twice.errors] == [
        ":1: staff_code '': there are two columns with this heading; keep one"
    ]
    preferred = run_import(
        "staff",
        "Legal Surname,Surname,Staff Code,Forename,URN,Role,Start Date\nOld,Ash,X1,Ann,190001,Teacher,2024-09-01\n",
    )
    assert preferred.report["ignored_columns"] == ["Legal Surname"]
    assert person(session, "X1").last_name == "Ash"
    data_only = run_import("staff", "X1,Ann,Ash,1/2/1980,QQ123456C\n", "--skip-bad-rows")
    assert data_only.status == 1
    assert "QQ123456C" not in data_only.out + "".join(data_only.errors)


def test_a_file_with_headings_alone_changes_nothing(run_import: RunImport, session: Session, trust: World) -> None:
    run = run_import("staff", HEADER, "--end-missing", "2026-11-30", "--yes")
    assert (run.status, run.counts) == (0, (0, 0, 0, 0, 0))


def test_the_report_in_words(run_import: RunImport, session: Session, trust: World) -> None:
    run = run_import("staff", HEADER + "S1,Ann,Ash,190001,Teacher,2024-09-01\n", as_json=False)
    assert "Created 1, updated 0, unchanged 0, rejected 0, blank or total rows 0." in run.out
    assert "Staff group worked out from the job title: 1." in run.out


def test_the_job_title_table_is_the_trusts(run_import: RunImport, session: Session, trust: World) -> None:
    run_import("staff", HEADER + "S1,Ann,Ash,190001,Headteacher's PA,2024-09-01\n")
    assert posts(session, "S1")[0].staff_group is StaffGroup.SUPPORT
    assert len(session.scalars(select(JobTitleRule.id)).all()) > 250
    assert session.scalars(select(School.urn).where(School.urn == 190001)).one()
