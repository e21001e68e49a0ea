"""Figures are counted once, and again as soon as anything they were counted from has changed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from cpd.app import create_app
from cpd.core.changes import forget_everything
from cpd.core.database import db, transaction
from cpd.core.models import new_id
from cpd.core.settings import Settings
from cpd.people.models import Away, Person
from cpd.training.models import Completion
from cpd.training.queries.summary import list_summary
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.counted_by_hand import AS_AT, day, the_trust
from tests.training.small_trust import SmallTrust
from tests.training.test_coverage_pages import cells


@pytest.fixture
def written(session: Session) -> SmallTrust:
    trust = the_trust()
    with transaction() as writing:
        trust.write(writing)
    return trust


@pytest.fixture
def another_process(settings: Settings) -> Iterator[Flask]:
    """The same database behind another application, as a command has it while the server runs."""
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def on_leave(session: Session) -> int:
    session.rollback()
    return list_summary(session, AS_AT)[0].on_leave


def test_a_second_reader_asks_for_nothing_but_the_states(
    session: Session, written: SmallTrust, counted_queries: Callable[[], Any]
) -> None:
    forget_everything()
    first = counted_queries()
    rows = list_summary(session, AS_AT)
    asked_first = first.total
    session.rollback()
    again = counted_queries()
    assert list_summary(session, AS_AT) == rows
    assert again.total == 1 < asked_first


def test_what_another_process_writes_is_seen(session: Session, written: SmallTrust, another_process: Flask) -> None:
    before = on_leave(session)
    person_id = session.query(Person.id).filter(Person.staff_code == "A1").scalar()
    session.rollback()
    with another_process.app_context(), transaction() as writing:
        writing.execute(insert(Away).values(id=new_id(), person_id=person_id, started_on=day("2025-01-06")))
    assert on_leave(session) == before + 1
    with another_process.app_context(), transaction() as writing:
        writing.execute(delete(Away).where(Away.person_id == person_id))
    assert on_leave(session) == before


def test_what_a_row_takes_with_it_is_seen(session: Session, written: SmallTrust) -> None:
    """The database deletes a person's posts and completions by itself; no statement names them."""
    before = list_summary(session, AS_AT)[0].eligible
    with transaction() as writing:
        writing.execute(delete(Person).where(Person.staff_code == "A1"))
    assert list_summary(session, AS_AT)[0].eligible == before - 1


def test_a_transaction_sees_what_it_has_written_and_leaves_no_trace_when_it_fails(
    session: Session, written: SmallTrust
) -> None:
    def take_back_everything() -> None:
        with transaction() as writing:
            writing.execute(update(Completion).values(completed_on=day("2001-01-01")))
            seen.append(list_summary(writing, AS_AT)[0].trained)
            raise ValueError("half way")

    before, seen = list_summary(session, AS_AT), list[int]()
    with pytest.raises(ValueError, match="half way"):
        take_back_everything()
    assert seen != [before[0].trained]
    assert list_summary(session, AS_AT) == before


def test_what_one_reader_may_see_is_not_kept_for_another(
    as_persona: Callable[[str], CheckingClient], fire: Fire
) -> None:
    """Foxglove has two people: its head sees both counted, a teacher of Hazel Down does not."""

    def foxglove(persona: str) -> list[str]:
        rows = cells(as_persona(persona).get("/training/schools?category=all"))
        return next(row for row in rows if row[0] == "Foxglove Special School")[1:]

    of_its_head = foxglove("executive_head")
    assert foxglove("teacher") == ["fewer than 5"]
    assert foxglove("executive_head") == of_its_head != ["fewer than 5"]
