"""Which tables have changed, and what is kept until then."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cpd.core.changes import Kept, TableChange, forget_everything, table_written
from cpd.core.database import db, transaction
from cpd.people.models import School, Trust
from tests.world import World


def states(session: Session) -> dict[str, str]:
    session.rollback()
    return {row.table_name: row.state for row in session.scalars(select(TableChange))}


class Reckoning:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [self.times]


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("INSERT INTO post (id) VALUES (?)", "post"),
        ("insert or ignore into post (id) values (1)", "post"),
        ('UPDATE "person" SET a = 1', "person"),
        ("DELETE FROM completion WHERE id = 1", "completion"),
        ("\n  TRUNCATE TABLE away", "away"),
        ("SELECT * FROM post FOR UPDATE", None),
        ("BEGIN IMMEDIATE", None),
    ],
)
def test_the_table_a_statement_writes(statement: str, table: str | None) -> None:
    assert table_written(statement) == table


def test_a_write_that_hides_its_table_is_refused() -> None:
    with pytest.raises(ValueError, match="which table"):
        table_written("INSERT /* quietly */ INTO post (id) VALUES (1)")


def test_a_transaction_changes_the_state_of_what_it_wrote_and_of_nothing_else(session: Session, trust: World) -> None:
    before = states(session)
    with transaction() as writing:
        writing.execute(update(School).where(School.urn == -1).values(name="Nowhere"))
    after = states(session)
    assert {name for name in after if after[name] != before.get(name)} == {"school"}


def test_what_is_only_added_to_the_session_is_noticed(session: Session, trust: World) -> None:
    before = states(session)
    with transaction() as writing:
        school = writing.get_one(School, trust.school("hazel"))
        school.postcode = "ZZ1 1ZZ"
    assert states(session)["school"] != before["school"]


def test_what_nobody_watches_has_no_state(session: Session, trust: World) -> None:
    before = states(session)
    with transaction() as writing:
        writing.execute(update(Trust).values(name="Another name"))
    assert states(session) == before
    assert "trust" not in before


def test_a_transaction_that_fails_changes_no_state(session: Session, trust: World) -> None:
    def fail() -> None:
        with transaction() as writing:
            writing.execute(update(School).values(postcode="ZZ1 1ZZ"))
            raise ValueError("half way")

    before = states(session)
    with pytest.raises(ValueError, match="half way"):
        fail()
    assert states(session) == before


def test_a_result_is_kept_until_its_tables_change(session: Session, trust: World) -> None:
    kept: Kept[list[int]] = Kept({"school"}, most_rows=10)
    reckon = Reckoning()
    assert [kept.read(session, "a key", reckon) for _ in range(3)] == [[1]] * 3
    assert kept.read(session, "another key", reckon) == [2]
    with transaction() as writing:
        writing.execute(update(Trust).values(name="Not a school"))
    assert kept.read(session, "a key", reckon) == [1]
    with transaction() as writing:
        writing.execute(update(School).values(postcode="ZZ1 1ZZ"))
    assert kept.read(session, "a key", reckon) == [3]
    forget_everything()
    assert kept.read(session, "a key", reckon) == [4]


def test_inside_a_transaction_nothing_is_kept(session: Session, trust: World) -> None:
    kept: Kept[list[int]] = Kept({"school"}, most_rows=10)
    reckon = Reckoning()
    with transaction() as writing:
        assert [kept.read(writing, "a key", reckon) for _ in range(2)] == [[1], [2]]
    assert kept.read(session, "a key", reckon) == [3]


def test_no_more_is_kept_than_there_is_room_for(session: Session, trust: World) -> None:
    kept: Kept[list[int]] = Kept({"school"}, most_rows=2)
    reckon = Reckoning()
    for key in ("first", "second", "third"):
        kept.read(session, key, reckon)
    assert kept.read(session, "third", reckon) == [3]
    assert kept.read(session, "first", reckon) == [4]
    kept.read(session, "long", lambda: [0] * 3)
    assert kept.read(session, "first", reckon) == [4]


def test_without_any_state_nothing_is_kept(session: Session) -> None:
    """Rows may have been loaded past ``transaction()``, and nobody would notice the next."""
    with transaction() as writing:
        writing.connection().execute(delete(TableChange).where(TableChange.table_name == "school"))
    kept: Kept[list[int]] = Kept({"school"}, most_rows=10)
    reckon = Reckoning()
    assert [kept.read(session, "a key", reckon) for _ in range(2)] == [[1], [2]]


def test_of_several_at_once_one_reckons(app: Flask, session: Session, trust: World) -> None:
    kept: Kept[list[int]] = Kept({"school"}, most_rows=10)
    reckon, everybody_is_here = Reckoning(), Barrier(4)
    session.rollback()

    def ask() -> list[int]:
        with app.app_context():
            everybody_is_here.wait(10)
            return kept.read(db.session(), "a key", reckon)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        assert [one.result(10) for one in asked] == [[1]] * 4
    assert reckon.times == 1
