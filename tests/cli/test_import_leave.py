"""``cpd import leave``: who is away, and never why."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Away, Person
from tests.cli.conftest import RunImport
from tests.world import World


def test_times_away_come_in_and_change(run_import: RunImport, session: Session, trust: World) -> None:
    content = (
        "Staff Code,Started On,Ended On,Reason,Leave Type\n"
        "T001,01/10/2026,,SECRET,SECRET\n"
        "t002,1 Sep 2026,30/09/2026,x,y\n"
    )
    run = run_import("leave", content)
    assert run.errors == []
    assert run.counts == (2, 0, 0, 0, 0)
    assert run.report["dropped_columns"] == ["Reason", "Leave Type"]
    everything = repr([session.execute(select(table)).all() for table in Person.metadata.sorted_tables])
    assert "SECRET" not in everything
    session.rollback()
    assert run_import("leave", content).counts == (0, 0, 2, 0, 0)
    ended = "staff_code,started_on,ended_on\nT001,2026-10-01,2027-03-31\n"
    assert run_import("leave", ended).counts == (0, 1, 0, 0, 0)
    away = session.scalars(select(Away).where(Away.person_id == trust.person("teacher"))).one()
    assert away.ended_on == dt.date(2027, 3, 31)


def test_times_away_that_cannot_be(run_import: RunImport, session: Session, trust: World) -> None:
    run_import("leave", "staff_code,started_on,ended_on\nT001,2026-01-01,2026-06-30\n")
    content = (
        "staff_code,started_on,ended_on\n"
        "NOBODY,2026-09-01,\n"
        "T001,2026-06-01,2026-08-01\n"
        "T002,2026-09-01,2026-08-01\n"
        "A001,,\n"
        "L001,2026-09-01,2026-09-30\n"
        "L001,2026-09-01,2026-10-30\n"
        "L001,2026-09-15,\n"
    )
    run = run_import("leave", content)
    assert run.status == 1
    assert [line.split("list.csv:")[1] for line in run.errors] == [
        "2: staff_code 'NOBODY': nobody has this staff code; import the staff list first",
        "3: started_on '2026-06-01': overlaps a time away that is known, from 2026-01-01",
        "4: ended_on '2026-08-01': before the start, 2026-09-01",
        "5: started_on '': this is needed in every row",
        "7: ended_on '2026-10-30': row 6 is about the same time away and ends on another day",
        "8: started_on '2026-09-15': overlaps row 6, from 2026-09-01",
    ]
