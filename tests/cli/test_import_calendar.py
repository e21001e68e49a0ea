"""``cpd import calendar``: terms, half-terms, INSET days and bank holidays of the trust and of schools."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.people.models import CalendarKind, CalendarPeriod
from tests.cli.conftest import RunImport
from tests.world import World

YEAR = (
    "urn,kind,starts_on,ends_on\n"
    ",term,01/09/2026,18/12/2026\n"
    ",half_term,2026-10-26,2026-10-30\n"
    "190001,INSET,4 Jan 2027,4 Jan 2027\n"
    ",Bank Holiday,25-12-2026,25-12-2026\n"
    ",,,\n"
)


def _count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(CalendarPeriod)) or 0


def test_a_calendar_comes_in_and_coming_in_again_changes_nothing(
    run_import: RunImport, session: Session, trust: World
) -> None:
    dry = run_import("calendar", YEAR, "--dry-run")
    assert (dry.status, dry.counts, _count(session)) == (0, (4, 0, 0, 0, 1), 0)
    assert run_import("calendar", YEAR).counts == (4, 0, 0, 0, 1)
    assert run_import("calendar", YEAR).counts == (0, 0, 4, 0, 1)
    own = session.scalars(select(CalendarPeriod).where(CalendarPeriod.school_id == trust.school("hazel"))).one()
    assert (own.kind, own.started_on, own.ended_on) == (CalendarKind.INSET, dt.date(2027, 1, 4), dt.date(2027, 1, 4))
    longer = run_import("calendar", "URN;Kind;Starts On;Ends On\n;term;1 Sep 2026;19 Dec 2026\n")
    assert longer.counts == (0, 1, 0, 0, 0)
    assert _count(session) == 4


def test_what_cannot_be_is_said_row_by_row_and_nothing_is_written(
    run_import: RunImport, session: Session, trust: World
) -> None:
    run_import("calendar", YEAR)
    content = (
        "urn,kind,starts_on,ends_on\n"
        "190009,term,2027-01-05,2027-03-25\n"
        ",holiday,2027-01-05,2027-03-25\n"
        ",term,2026-12-01,2027-03-25\n"
        ",term,2027-04-12,2027-03-25\n"
        ",inset,2027-01-04,\n"
        ",term,2027-04-12,2028-07-20\n"
        "190001,term,2027-01-05,2027-03-25\n"
        "190001,term,2027-01-05,2027-03-26\n"
        "190001,term,2027-03-01,2027-07-20\n"
        ",inset,01/02/27,01/02/2027\n"
    )
    run = run_import("calendar", content)
    assert run.status == 1
    assert [line.split("list.csv:")[1] for line in run.errors] == [
        "2: urn '190009': no school has this URN; import the schools first, or put the number right",
        "3: kind 'holiday': not a kind of period; use term, half_term, inset or bank_holiday",
        "4: starts_on '2026-12-01': overlaps a period of the same kind that is known, from 2026-09-01 to 2026-12-18",
        "5: ends_on '2027-03-25': before the start, 2027-04-12",
        "6: ends_on '': this is needed in every row; a single day ends on the day it starts",
        "7: ends_on '2028-07-20': more than a year after the start, 2027-04-12",
        "9: ends_on '2027-03-26': row 8 is about the same period and ends on another day",
        "10: starts_on '2027-03-01': overlaps row 8, from 2027-01-05 to 2027-03-25",
        "11: starts_on '01/02/27': the year needs four digits, for example 23/11/2026",
    ]
    assert _count(session) == 4
    skipped = run_import("calendar", content, "--skip-bad-rows")
    assert (skipped.status, skipped.counts) == (3, (1, 0, 0, 9, 0))


def test_a_file_without_schools_is_the_trusts(run_import: RunImport, session: Session, trust: World) -> None:
    run = run_import("calendar", "kind,starts_on,ends_on\nterm,2026-09-01,2026-12-18\n", as_json=False)
    assert "no column urn, so all of it is the trust's calendar" in run.out
    assert session.scalars(select(CalendarPeriod.school_id)).one() is None
