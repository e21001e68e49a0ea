"""The write guard and the one place that commits."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core.database import NestedTransaction, WriteOutsideTransaction, transaction
from cpd.people.models import School, Trust
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
