"""Reading lists as schools have them, and writing files that no spreadsheet will run."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook as ExcelFile, load_workbook

from cpd.core.private_columns import is_private, tidy_heading
from cpd.core.spreadsheets import Unreadable, read_rows, safe_cell, write_csv
from cpd.core.tables import Column, Fault, Layout, Table, read_table
from cpd.core.workbook import Workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_usual_form_of_csv(encoding: str, sign: str) -> None:
    text = f'code{sign}name\r\n1{sign}"Siân{sign} O’Neill"\r\n\r\n2{sign}“£”\r\n'
    assert read_rows(text.encode(encoding)) == [
        ["code", "name"],
        ["1", f"Siân{sign} O’Neill".replace("\t ", " ")],
        [],
        ["2", "“£”"],
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_heading_may_run_over_two_lines(sign: str) -> None:
    text = f'"Staff\ncode"{sign}"Job, title"\r\n1{sign}Teacher\r\n'
    assert read_rows(text.encode()) == [["Staff code", "Job, title"], ["1", "Teacher"]]


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    rows = read_rows(b'a,b\n1,"two\nlines"\n\n3,x\n')
    assert rows == [["a", "b"], ["1", "two lines"], [], ["3", "x"]]


def test_marks_that_nobody_sees_are_gone() -> None:
    assert read_rows("\u200bna\xadme\xa0,x\nA\u00a0 \u202fB\ufeff,\x00".replace("\x00", "e\u0301").encode()) == [
        ["name", "x"],
        ["A B", "é"],
    ]


def test_quotation_marks_that_do_not_match_are_named_by_row() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_rows(b'a,b\n1,2\n"3,4\n')
    assert refusal.value.row == 3


def test_a_workbook_without_the_sheet_says_which_it_has() -> None:
    content = io.BytesIO()
    ExcelFile().save(content)
    with pytest.raises(Unreadable, match="there is no sheet named Staff; the workbook has Sheet"):
        read_rows(content.getvalue(), "Staff")
    with pytest.raises(Unreadable, match="the sheet is empty"):
        read_rows(content.getvalue())
    with pytest.raises(Unreadable, match="a CSV file has no sheets"):
        read_rows(b"a,b", "Staff")


PRIVATE = """
    Date of Birth|DOB|D.O.B.|date_of_birth|Birth Date|DateOfBirth|NI Number|NI No|N.I.|NINO|NINumber
    National Insurance No|National Insurance Number|Gender|Sex|Legal Sex|Ethnicity|Ethnic Origin|Ethnic Group
    Religion|Religious Belief|Disability|Disabled?|Health Conditions|Sickness days|Pay|Pay Scale|PAYSCALE|Pay Grade
    Annual Salary|SalaryBand|Gross pay|Bank Account|Sort Code|Gender Identity|Sexual Orientation|Spine Point|Age
    Nat Ins No|NHS number|Absence reason|Reason for absence|TLR allowance|Spinal Point
"""
HARMLESS = """
    Payroll Number|Staff Code|Title|Known As|Department|Essex base|Sussex|Notes|Nickname|Telephone|Start Date|Category
    Page|Post Title|Display name|Language|Car Registration
"""


@pytest.mark.parametrize(
    "heading", [text.strip() for line in PRIVATE.split("\n") for text in line.split("|") if text.strip()]
)
def test_private_columns_are_known_by_their_headings(heading: str) -> None:
    assert is_private(heading)


@pytest.mark.parametrize(
    "heading", [text.strip() for line in HARMLESS.split("\n") for text in line.split("|") if text.strip()]
)
def test_other_columns_are_left_alone(heading: str) -> None:
    assert not is_private(heading)


def test_headings_are_compared_by_their_letters() -> None:
    assert {tidy_heading(text) for text in ("Staff Code", "staff_code", "STAFF-CODE:", " staff.code ")} == {"staffcode"}


def test_a_column_that_is_known_is_never_dropped_and_its_row_survives_a_wait() -> None:
    layout = Layout((Column("code", ("Payroll Number",), required=True), Column("note")))
    table = read_table(b"Payroll Number,DOB,Car\n1,1980,x\n2,1981,x,9\n,,\n", None, lambda headings: layout)
    assert table.columns == ("code",)
    assert [dict(row.cells) for row in table.rows] == [{"code": "1"}]
    assert (table.dropped_columns, table.ignored_columns, table.blank_rows) == (("DOB",), ("Car",), 1)
    assert [(fault.row, fault.value) for fault in table.faults] == [(3, "")]
    assert Table.from_json(table.to_json()) == table


def test_a_fault_is_one_line() -> None:
    assert Fault(4, "name", "two\nlines", "too long").line("a b.csv") == "a b.csv:4: name 'two lines': too long"


def test_csv_as_the_contract_says() -> None:
    rows = [
        ["a", "b"],
        ["=1+1", "Ash, Ann"],
        [None, dt.date(2026, 11, 23)],
        ["-5", Decimal("-5.0")],
        ['say "x"', "a\nb"],
    ]
    assert b"".join(write_csv(rows)).decode() == (
        '\ufeffa,b\r\n\'=1+1,"Ash, Ann"\r\n,2026-11-23\r\n\'-5,-5.0\r\n"say ""x""","a\nb"\r\n'
    )


@given(st.text())
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in {text, "'" + text}


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    written = b"".join(write_csv(rows)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [[safe_cell(cell) for cell in row] for row in rows]


def test_a_workbook_keeps_text_as_text_and_goes_on_in_another_sheet() -> None:
    content = io.BytesIO()
    with Workbook(content) as book:
        rows = [("=1+1", dt.date(2026, 11, 23)), ("http://x.example", None), (1, Decimal("62.5"))]
        book.add_sheet("People", ["what", "when"], rows, rows_of_a_sheet=3)
        book.add_sheet("Empty", ["nothing"], [])
    book_read = load_workbook(io.BytesIO(content.getvalue()))
    assert book_read.sheetnames == ["People", "People 2", "Empty"]
    people = book_read["People"]
    assert (people["A2"].value, people["A2"].data_type) == ("=1+1", "s")
    assert people["B2"].value == dt.datetime(2026, 11, 23)  # noqa: DTZ001  # a cell has no zone
    assert book_read["People 2"]["B2"].value == 62.5


@pytest.mark.parametrize("place", ["XFD1048576", "XFD20000", "AH1048576"])
def test_a_cell_in_the_last_corner_is_refused_before_it_fills_the_memory(place: str) -> None:
    content, book = io.BytesIO(), ExcelFile()
    book.active["A1"], book.active[place] = "staff_code", "stray"  # type: ignore[index]  # a new file has a sheet
    book.save(content)
    with pytest.raises(Unreadable, match="far away from the list"):
        read_rows(content.getvalue())


def test_one_endless_line_is_told_and_no_fault() -> None:
    with pytest.raises(Unreadable):
        read_rows(b"{" + b"x" * 200_000 + b"}")


def test_a_zip_that_is_no_xlsx_is_refused_unread() -> None:
    wrapped = io.BytesIO()
    with zipfile.ZipFile(wrapped, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(Unreadable, match="not an XLSX file"):
        read_rows(wrapped.getvalue())
