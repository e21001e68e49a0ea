"""``cpd import completions`` and ``cpd import exemptions``."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.cli.import_files import import_group
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.models import new_id
from cpd.people.models import Person
from cpd.training.models import Completion, Exemption, Source
from tests.conftest import QueryCount
from tests.training.courses import add_course
from tests.world import NOW, World

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, trust: World, tmp_path: Path) -> Run:
    """``run("completions", text, "--dry-run")``."""
    with transaction() as session:
        add_course(session, "SG-CP", "Safeguarding")
        add_course(session, "HS-FIRE", "Fire awareness")

    def run(kind: str, content: str | bytes, *options: str, name: str = "list.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(import_group, [kind, str(path), *options], obj=app)

    return run


def faults(result: Result) -> list[str]:
    return [line.split("list.csv:")[-1] for line in result.stderr.splitlines()]


def counts(result: Result) -> tuple[int, int, int, int, int]:
    report = json.loads(result.stdout)
    return tuple(report[name] for name in ("created", "updated", "unchanged", "rejected", "ignored_rows"))


def kept(session: Session) -> list[Completion]:
    session.rollback()
    return list(session.scalars(select(Completion).order_by(Completion.completed_on)))


HEAD = "Staff Code,Course Code,Completed On,Expires On,Minutes,Provider,Certificate Ref\n"


def test_completions_come_in_by_code_and_coming_in_again_changes_nothing(
    run: Run, session: Session, trust: World
) -> None:
    text = HEAD + 't001,sg-cp,02/09/2026,,90,"Ash, Beech & Co",C-17\nA001,HS-FIRE,5 Oct 2026,04-10-2027,,,\n,,,,,,\n'
    first, again = run("completions", text, "--json"), run("completions", text, "--json")
    assert (first.exit_code, counts(first)) == (0, (2, 0, 0, 0, 1))
    assert (again.exit_code, counts(again)) == (0, (0, 0, 2, 0, 1))
    rosa, lukasz = kept(session)
    assert (rosa.person_id, rosa.completed_on, rosa.expires_on) == (trust.person("teacher"), dt.date(2026, 9, 2), None)
    assert (rosa.minutes, rosa.provider, rosa.certificate_ref) == (90, "Ash, Beech & Co", "C-17")
    assert (lukasz.person_id, lukasz.expires_on) == (trust.person("ta"), dt.date(2027, 10, 4))
    assert {rosa.source, lukasz.source} == {Source.IMPORT}
    about = session.scalars(
        select(AuditEntry.about_person_id).where(AuditEntry.action == "training.completion_imported")
    )
    assert set(about) == {trust.person("teacher"), trust.person("ta")}


def test_people_are_found_by_email_however_it_is_typed(run: Run, session: Session, trust: World) -> None:
    assert run("completions", "Email;Course;Completed\nRosa.Quill@Saltmarsh.Example;SG-CP;2026-09-02\n").exit_code == 0
    assert kept(session)[0].person_id == trust.person("teacher")


def test_a_spreadsheet_with_real_dates(run: Run, session: Session, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["staff_code", "course_code", "completed_on", "minutes"])
    sheet.append(["T001", "SG-CP", dt.date(2026, 9, 2), 60])
    book.save(tmp_path / "made.xlsx")
    result = run("completions", (tmp_path / "made.xlsx").read_bytes(), name="list.xlsx")
    assert result.exit_code == 0
    assert (kept(session)[0].completed_on, kept(session)[0].minutes) == (dt.date(2026, 9, 2), 60)


def test_every_fault_is_told_and_nothing_is_written(run: Run, session: Session) -> None:
    result = run(
        "completions",
        "staff_code,email,course_code,completed_on,expires_on,minutes\n"
        "T001,,SG-CP,24/11/2026,,\n"
        "T001,,SG-CP,2026-09-02,2026-09-01,\n"
        "X1,,NOPE,2026-09-02,,\n"
        ",,SG-CP,2026-09-02,,\n"
        "T001,petra.vane@saltmarsh.example,SG-CP,2026-09-02,,\n"
        "X2,,NOPE,02/09/26,,0\n"
        "T001,,HS-FIRE,2026-09-02,,30\n"
        "T001,,HS-FIRE,2026-09-02,,45\n",
    )
    assert result.exit_code == 1
    assert faults(result) == [
        "2: completed_on '24/11/2026': this day is still to come",
        "3: expires_on '2026-09-01': before the day it was completed, 2026-09-02",
        "4: staff_code 'X1': nobody has this staff code; import the staff list first",
        "4: course_code 'NOPE': no course has this code; import the courses first",
        "5: staff_code '': say who it was, by staff code or email",
        "6: email 'petra.vane@saltmarsh.example': this is not the address of T001",
        "7: completed_on '02/09/26': the year needs four digits, for example 23/11/2026",
        "7: minutes '0': minutes are a whole number, for example 90",
        "7: staff_code 'X2': nobody has this staff code; import the staff list first",
        "7: course_code 'NOPE': no course has this code; import the courses first",
        "9: minutes '45': row 8 is about the same completion and says something else here",
    ]
    assert kept(session) == []


@pytest.mark.parametrize("options", [[], ["--skip-bad-rows"]])
def test_without_a_column_that_says_who_the_file_is_refused(run: Run, options: list[str]) -> None:
    result = run("completions", "course_code,completed_on\nSG-CP,2026-09-02\n", *options)
    assert (result.exit_code, len(faults(result))) == (1, 1)
    assert "staff_code or email" in faults(result)[0]


def test_good_rows_come_in_and_the_bad_ones_stand_in_a_file_with_their_reasons(
    run: Run, session: Session, tmp_path: Path
) -> None:
    result = run(
        "completions", HEAD + "T001,SG-CP,2026-09-02,,,,\nX1,SG-CP,2026-09-02,,,,\n", "--skip-bad-rows", "--json"
    )
    assert (result.exit_code, counts(result)) == (3, (1, 0, 0, 1, 0))
    assert len(kept(session)) == 1
    rejected = (tmp_path / "list.csv.rejected.csv").read_text("utf-8-sig").splitlines()
    assert rejected[1].startswith("3,X1,SG-CP")
    assert "nobody has this staff code" in rejected[1]


def test_a_dry_run_writes_nothing(run: Run, session: Session) -> None:
    result = run("completions", HEAD + "T001,SG-CP,2026-09-02,,,,\n", "--dry-run", "--json")
    assert (result.exit_code, counts(result)) == (0, (1, 0, 0, 0, 0))
    assert kept(session) == []


def test_a_row_that_repeats_another_counts_once(run: Run) -> None:
    result = run("completions", HEAD + "T001,SG-CP,2026-09-02,,60,,\nt001,SG-CP,02/09/2026,,60,,\n", "--json")
    assert counts(result) == (1, 0, 1, 0, 0)


def test_a_matching_row_updates_and_counts_the_version(run: Run, session: Session) -> None:
    run("completions", HEAD + "T001,SG-CP,2026-09-02,2027-09-01,60,Ash,C-1\n")
    result = run("completions", HEAD + "T001,SG-CP,2026-09-02,,90,Ash,C-1\n", "--json")
    assert counts(result) == (0, 1, 0, 0, 0)
    completion = kept(session)[0]
    assert (completion.expires_on, completion.minutes, completion.version) == (None, 90, 2)


def test_an_empty_cell_leaves_what_was_entered_by_hand(run: Run, session: Session, trust: World) -> None:
    with transaction() as writing:
        course = add_course(writing, "HS-PFA", "Paediatric first aid")
        writing.add(
            Completion(
                person_id=trust.person("teacher"),
                course_id=course.id,
                completed_on=dt.date(2026, 9, 2),
                expires_on=dt.date(2029, 9, 1),
                source=Source.HAND,
                entered_at=NOW,
            )
        )
    result = run("completions", HEAD + "T001,HS-PFA,2026-09-02,,360,,\n", "--json")
    assert counts(result) == (0, 1, 0, 0, 0)
    completion = kept(session)[0]
    assert (completion.expires_on, completion.minutes) == (dt.date(2029, 9, 1), 360)


def test_somebody_who_has_left_may_have_completions(run: Run, session: Session) -> None:
    with transaction() as writing:
        writing.add(
            Person(staff_code="Z9", first_name="Una", last_name="Gone", sort_first_name="una", sort_last_name="gone")
        )
    assert run("completions", HEAD + "Z9,SG-CP,2020-09-02,,,,\n").exit_code == 0


def test_many_rows_take_few_statements(run: Run, session: Session, counted_queries: Callable[[], QueryCount]) -> None:
    with transaction() as writing:
        people: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "staff_code": f"P{number:05}",
                "first_name": "Ann",
                "last_name": "Other",
                "sort_first_name": "ann",
                "sort_last_name": "other",
            }
            for number in range(150)
        ]
        writing.execute(insert(Person), people)
    rows = [f"P{number % 150:05},SG-CP,{2000 + number // 150}-09-02,,60,Ash,\n" for number in range(3_000)]
    count = counted_queries()
    result = run("completions", HEAD + "".join(rows), "--json")
    assert counts(result)[0] == 3_000
    assert count.total < 40, count.total


EXEMPT = "staff_code,course_code,reason,starts_on,ends_on\n"


def exemptions(session: Session) -> list[tuple[Any, ...]]:
    session.rollback()
    columns = (Exemption.person_id, Exemption.reason, Exemption.started_on, Exemption.ended_on)
    return [tuple(row) for row in session.execute(select(*columns))]


def test_exemptions_come_in_change_and_stay(run: Run, session: Session, trust: World) -> None:
    text = EXEMPT + "T001,SG-CP,Teaches it herself,1 Sep 2026,\n"
    assert counts(run("exemptions", text, "--json")) == (1, 0, 0, 0, 0)
    assert counts(run("exemptions", text, "--json")) == (0, 0, 1, 0, 0)
    assert counts(run("exemptions", text.replace("2026,", "2026,31/08/2027"), "--json")) == (0, 1, 0, 0, 0)
    assert exemptions(session) == [
        (trust.person("teacher"), "Teaches it herself", dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    ]


def test_an_exemption_without_a_reason_or_that_ends_before_it_starts_is_refused(run: Run, session: Session) -> None:
    result = run(
        "exemptions",
        EXEMPT
        + "T001,SG-CP,,2026-09-01,\nT001,SG-CP,Teaches it,2026-09-01,2026-08-31\nT001,NO,Teaches it,2026-09-01,\n",
    )
    assert (result.exit_code, faults(result)) == (
        1,
        [
            "2: reason '': this is needed in every row",
            "3: ends_on '2026-08-31': before the start, 2026-09-01",
            "4: course_code 'NO': no course has this code; import the courses first",
        ],
    )
    assert exemptions(session) == []
