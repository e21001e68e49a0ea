"""``cpd import schools``: our own columns, and the download of Get Information about Schools."""

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.models import Person, Phase, School
from tests.cli.conftest import RunImport
from tests.world import World

DOWNLOAD = Path(__file__).parents[1] / "people" / "data" / "gias_extract.csv"


def school(session: Session, urn: int) -> School | None:
    return session.scalars(select(School).where(School.urn == urn)).first()


def test_the_download_of_one_trust(run_import: RunImport, session: Session) -> None:
    run = run_import("schools", DOWNLOAD, "--trust-uid", "99001")
    assert run.status == 0
    assert run.counts == (5, 0, 0, 0, 1)
    assert {"HeadTitle (name)", "HeadFirstName", "HeadLastName", "Gender (name)"} <= set(run.report["dropped_columns"])
    wilfrid, special, closed = (school(session, urn) for urn in (190014, 190040, 190053))
    assert wilfrid is not None
    assert special is not None
    assert closed is not None
    assert (wilfrid.name, wilfrid.joined_on) == ("St Wilfrid’s Primary Academy", None)
    assert special.phase is Phase.SPECIAL
    assert closed.closed_on == dt.date(2023, 8, 31)
    everything = repr([session.execute(select(table)).all() for table in Person.metadata.sorted_tables])
    assert "Never" not in everything
    assert "Stored" not in everything
    assert run_import("schools", DOWNLOAD, "--trust-uid", "99001").counts == (0, 0, 5, 0, 1)


def test_the_whole_download_and_what_is_asked_for(run_import: RunImport, session: Session) -> None:
    run = run_import("schools", DOWNLOAD, as_json=False)
    assert run.status == 0
    assert "6 schools have no date of joining the trust yet" in run.out


def test_a_list_of_our_own(run_import: RunImport, session: Session, trust: World) -> None:
    content = (
        "URN,School Name,Phase,Postcode,Joined On,Closed On\n"
        "190010,Sandy Lane Middle,Middle deemed secondary,zz1 1aa,1 Sep 2020,\n"
        "190011,Weir School,ALL THROUGH,,,\n"
        "900010,Central,central,,,\n"
        "190001,Hazel Down Primary School,primary,,2019-09-01,\n"
        ",,,,,\n"
        "190011,Weir School,ALL THROUGH,,,\n"
    )
    run = run_import("schools", content)
    assert run.errors == []
    assert run.counts == (3, 1, 1, 0, 1)
    middle = school(session, 190010)
    assert middle is not None
    assert (middle.phase, middle.postcode, middle.joined_on) == (Phase.SECONDARY, "ZZ1 1AA", dt.date(2020, 9, 1))
    assert run_import("schools", content).counts == (0, 0, 5, 0, 1)


def test_schools_that_cannot_be(run_import: RunImport, session: Session, trust: World) -> None:
    content = (
        "urn,name,phase,joined_on,closed_on\n"
        "19001,A,primary,,\n"
        "190020,,primary,,\n"
        "190021,C,wizardry,2020-09-01,2019-09-01\n"
        "190022,D,central,,\n"
        "190023,E,primary,,\n"
        "190023,F,primary,,\n"
    )
    run = run_import("schools", content)
    assert run.status == 1
    assert [line.split("list.csv:")[1] for line in run.errors] == [
        "2: urn '19001': a URN has six digits",
        "3: name '': this is needed in every row",
        (
            "4: phase 'wizardry': not a phase; use nursery, primary, secondary, all-through, special, "
            "alternative provision or central"
        ),
        "4: closed_on '2019-09-01': before the school joined, 2020-09-01",
        "5: urn '190022': the central team has a code of your own from 900000",
        "7: name 'F': row 6 is about the same school and says something else here",
    ]
