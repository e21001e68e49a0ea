"""The write guard and the one place that commits."""

import threading

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cpd.core.database import NestedTransaction, WriteOutsideTransaction, db, transaction
from cpd.people.models import Phase, School, Trust
from tests.world import World


def test_a_write_outside_a_transaction_is_refused(session: Session) -> None:
    session.add(Trust(name="Anything"))
    with pytest.raises(WriteOutsideTransaction):
        session.flush()
    session.rollback()
    with pytest.raises(WriteOutsideTransaction):
        session.execute(update(School).values(name="Renamed"))


def test_a_failure_inside_a_transaction_leaves_nothing(session: Session) -> None:
    def write_half() -> None:
        with transaction() as writing:
            writing.add(Trust(name="Half written"))
            writing.flush()
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        write_half()
    assert session.scalars(select(Trust)).all() == []


def test_two_places_never_commit(session: Session) -> None:
    with pytest.raises(NestedTransaction), transaction(), transaction():
        pass


def test_what_a_transaction_wrote_is_there(session: Session, trust: World) -> None:
    assert session.get(School, trust.school("hazel")) is not None


def test_writers_of_one_process_take_turns_without_asking_the_database(app: Flask, session: Session) -> None:
    """SQLite is told not to wait at all: whoever came to it while another writes would be refused."""
    engine, connected = db.engine, threading.Barrier(6)
    faults: list[OperationalError] = []
    is_sqlite = engine.dialect.name == "sqlite"

    def never_wait(connection: Connection) -> None:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")

    def write(number: int) -> None:
        try:
            with app.app_context():
                db.session.execute(select(1))
                connected.wait(30)
                add_school(number)
        except OperationalError as fault:
            faults.append(fault)

    def add_school(number: int) -> None:
        with transaction() as writing:
            writing.add(School(urn=190_000 + number, name=f"{number}", sort_name=f"{number}", phase=Phase.PRIMARY))
            writing.flush()
            threading.Event().wait(0.02)

    session.rollback()
    # What each test's connections are set to is set again when they are made.
    event.listen(engine, "begin", never_wait, insert=True)
    try:
        threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    finally:
        event.remove(engine, "begin", never_wait)
        engine.dispose()
    assert faults == []
    assert len(session.scalars(select(School)).all()) == 6
