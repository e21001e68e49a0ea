"""The frameworks come from their files once, and again without a difference."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.standards.models import Framework, LibraryStep, LookFor, LookForGroup, Standard, Statement, Term
from cpd.standards.seed import load_frameworks

TABLES = (Framework, Standard, Statement, LookForGroup, LookFor, LibraryStep, Term)


def ids(session: Session) -> set[object]:
    return {row for table in TABLES for row in session.scalars(select(table.id))}


def test_a_second_loading_changes_nothing(session: Session) -> None:
    with transaction() as writing:
        added = load_frameworks(writing)
    before = ids(session)
    with transaction() as writing:
        again = load_frameworks(writing)

    assert added == len(before) > 250
    assert again == 0
    assert ids(session) == before


def test_the_words_of_the_trust_are_left_alone(session: Session) -> None:
    with transaction() as writing:
        load_frameworks(writing)
        look_for = writing.scalars(select(LookFor).where(LookFor.code == "G1A-L1")).one()
        look_for.text = "Pupils come in to a greeting and a first task."
        kept = look_for.id
    with transaction() as writing:
        assert load_frameworks(writing) == 0

    assert session.get_one(LookFor, kept).text == "Pupils come in to a greeting and a first task."


def test_what_is_missing_is_added_again(session: Session) -> None:
    with transaction() as writing:
        load_frameworks(writing)
        writing.delete(writing.scalars(select(LibraryStep).where(LibraryStep.code == "G8C-S2")).one())
    with transaction() as writing:
        assert load_frameworks(writing) == 1

    assert session.scalar(select(func.count()).select_from(LibraryStep).where(LibraryStep.code == "G8C-S2")) == 1
