"""Reads of the frameworks. Everybody reads all of them; ``offered_…`` is what a visit, a focus or a review offers.

Lists stand in the order of the frameworks: Teachers' Standards, leaders, teaching assistants and support staff.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, String, func, literal, select, union_all
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from cpd.core.access import found
from cpd.core.names import fold
from cpd.people.models import StaffGroup
from cpd.standards.models import Framework, LibraryStep, LookFor, LookForGroup, Standard, Statement, Term
from cpd.standards.policy import offered

Line = TypeVar("Line", LookFor, LibraryStep)


# Reading


def list_frameworks(session: Session) -> list[Framework]:
    """Every framework with its standards."""
    return list(
        session.scalars(select(Framework).options(selectinload(Framework.standards)).order_by(Framework.position))
    )


def get_framework_by_code(session: Session, code: str) -> Framework:
    """A framework with its standards and the groups below them. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Framework)
            .where(Framework.code == code.upper())
            .options(selectinload(Framework.standards).selectinload(Standard.groups))
        ).first()
    )


def get_standard_by_code(session: Session, code: str) -> Standard:
    """A standard whole: framework, statements, groups with look-fors, steps, statements and terms."""
    groups = selectinload(Standard.groups)
    return found(
        session.scalars(
            select(Standard)
            .where(Standard.code == code.upper())
            .options(
                joinedload(Standard.framework).selectinload(Framework.standards),
                selectinload(Standard.statements),
                groups.selectinload(LookForGroup.statements),
                groups.selectinload(LookForGroup.look_fors),
                groups.selectinload(LookForGroup.steps),
                groups.selectinload(LookForGroup.terms),
            )
        ).first()
    )


def get_look_for_by_code(session: Session, code: str) -> LookFor:
    """A look-for with its group whole, and the standard and framework above it."""
    return found(_get_line(session, select(LookFor).where(LookFor.code == code.upper()), LookFor))


def get_step_by_code(session: Session, code: str) -> LibraryStep:
    """A step of the library with its group whole, and the standard and framework above it."""
    return found(_get_line(session, select(LibraryStep).where(LibraryStep.code == code.upper()), LibraryStep))


def _get_line(session: Session, query: Select[Line], line: type[Line]) -> Line | None:
    group = joinedload(line.group)
    return session.scalars(
        query.options(
            group.joinedload(LookForGroup.standard).joinedload(Standard.framework),
            group.selectinload(LookForGroup.look_fors),
            group.selectinload(LookForGroup.steps),
            group.selectinload(LookForGroup.statements),
            group.selectinload(LookForGroup.terms),
        )
    ).first()


def get_term_by_slug(session: Session, slug: str) -> Term:
    """A word of the glossary with the look-fors and steps of its groups."""
    groups = selectinload(Term.groups)
    return found(
        session.scalars(
            select(Term)
            .where(Term.slug == slug.lower())
            .options(
                groups.joinedload(LookForGroup.standard).joinedload(Standard.framework),
                groups.selectinload(LookForGroup.look_fors),
                groups.selectinload(LookForGroup.steps),
                groups.selectinload(LookForGroup.terms),
            )
        ).first()
    )


def list_terms(session: Session) -> list[Term]:
    """The whole glossary, in the order of the alphabet."""
    return list(session.scalars(select(Term).order_by(Term.sort_name)))


def count_terms(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Term)) or 0


# What is offered to somebody, by the staff groups of the posts they hold

_ORDER = (Framework.position, Standard.position)


def offered_frameworks(session: Session, staff_groups: Collection[StaffGroup]) -> list[Framework]:
    """The frameworks of somebody's posts, without those that nobody has filled yet."""
    return list(
        session.scalars(
            select(Framework)
            .where(Framework.standards.any(offered(Standard, staff_groups)))
            .order_by(Framework.position)
        )
    )


def offered_standards(session: Session, staff_groups: Collection[StaffGroup], *, for_visit: bool) -> list[Standard]:
    """The standards of somebody's posts, with ``framework``. Part Two is never offered in a visit or a focus."""
    query = (
        select(Standard)
        .join(Standard.framework)
        .options(contains_eager(Standard.framework))
        .where(offered(Standard, staff_groups))
        .order_by(*_ORDER)
    )
    return list(session.scalars(query.where(Standard.is_conduct.is_(False)) if for_visit else query))


def offered_look_fors(session: Session, staff_groups: Collection[StaffGroup]) -> list[LookFor]:
    """The look-fors a visit or a focus may name for somebody, with ``group.standard.framework``. Never Part Two."""
    return _offered_lines(session, LookFor, staff_groups)


def offered_steps(session: Session, staff_groups: Collection[StaffGroup]) -> list[LibraryStep]:
    """The library steps that may be agreed with somebody, with ``group.standard.framework``. Never Part Two."""
    return _offered_lines(session, LibraryStep, staff_groups)


def _offered_lines(session: Session, line: type[Line], staff_groups: Collection[StaffGroup]) -> list[Line]:
    return list(
        session.scalars(
            select(line)
            .join(line.group)
            .join(LookForGroup.standard)
            .join(Standard.framework)
            .options(
                contains_eager(line.group).contains_eager(LookForGroup.standard).contains_eager(Standard.framework)
            )
            .where(offered(line, staff_groups), Standard.is_conduct.is_(False))
            .order_by(*_ORDER, LookForGroup.position, line.position)
        )
    )


# Searching


class Kind(StrEnum):
    """What a search can find, in the order in which the page shows it."""

    TERM = "term"
    LOOK_FOR = "look_for"
    STEP = "step"
    STANDARD = "standard"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Hit:
    """Something found. ``code`` is its address; ``standard_code`` where it stands (nothing for a word)."""

    kind: Kind
    code: str
    text: str
    line: str
    standard_code: str
    framework_code: str


SHORTEST_SEARCH = 3


def search_words(text: str) -> list[str]:
    """The words to search for, folded; none where the text is too short to find anything.

    Three letters are enough, and so is a code with a number, such as ``5a``.
    """
    words = re.findall(r"\w+", fold(text))
    letters = "".join(words)
    return words if len(letters) >= SHORTEST_SEARCH or (len(letters) == 2 and letters[0].isdecimal()) else []


def search_language(session: Session, text: str) -> list[Hit]:
    """Words of the glossary, look-fors, steps, standards and statements that hold every word of ``text``.

    The nearest come first: what begins with the text, what holds it in one piece, what holds its words, what holds
    parts of them; among equals in the order of the frameworks, or of the alphabet. One statement.
    """
    words = search_words(text)
    if not words:
        return []
    rows = session.execute(union_all(*(_matching(query, column, words) for query, column in _searched()))).all()
    order = list(Kind)
    rows = sorted(rows, key=lambda row: (_distance(words, row.search_text), order.index(row.kind), *row[7:], row.text))
    return [Hit(Kind(row.kind), *row[1:6]) for row in rows]


def _searched() -> Iterator[tuple[Select[Any], Any]]:
    """For each kind: what a hit is made of, the folded text, three numbers for its place; and the column to look in."""
    nothing, zero = literal("", String), literal(0)
    yield (
        _found(Kind.TERM, Term.slug, Term.name, Term.definition, nothing, nothing, Term.search_text, zero, zero, zero),
        Term.search_text,
    )
    for kind, line in ((Kind.LOOK_FOR, LookFor), (Kind.STEP, LibraryStep)):
        columns = (line.code, line.text, LookForGroup.name, Standard.code, Framework.code, line.search_text)
        places = (Framework.position, Standard.position, LookForGroup.position * 100 + line.position)
        query = _found(kind, *columns, *places).select_from(line).join(line.group).join(LookForGroup.standard)
        yield query.join(Standard.framework), line.search_text
    yield (
        _found(
            Kind.STANDARD,
            *(Standard.code, Standard.heading, Standard.short, Standard.code, Framework.code, Standard.search_text),
            *(Framework.position, Standard.position, zero),
        ).join(Standard.framework),
        Standard.search_text,
    )
    yield (
        _found(
            Kind.STATEMENT,
            *(Statement.code, Statement.text, Standard.short, Standard.code, Framework.code, Statement.search_text),
            *(Framework.position, Standard.position, Statement.position),
        )
        .select_from(Statement)
        .join(Statement.standard)
        .join(Standard.framework),
        Statement.search_text,
    )


def _found(kind: Kind, *columns: Any) -> Select[Any]:
    names = ("code", "text", "line", "standard_code", "framework_code", "search_text", "first", "second", "third")
    labelled = (column.label(name) for column, name in zip(columns, names, strict=True))
    return select(literal(kind.value, String).label("kind"), *labelled)


def _matching(query: Select[Any], column: Any, words: list[str]) -> Select[Any]:
    return query.where(*(column.contains(word, autoescape=True) for word in words))


def _distance(words: list[str], search_text: str) -> int:
    phrase = re.escape(" ".join(words))
    if re.match(phrase, search_text):
        return 0
    if re.search(rf"\b{phrase}", search_text):
        return 1
    return 2 if all(re.search(rf"\b{re.escape(word)}", search_text) for word in words) else 3
