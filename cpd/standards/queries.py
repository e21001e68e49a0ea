"""Reads of the frameworks. Everybody reads all of them; ``offered_…`` is what a visit, a focus or a review offers.

Lists stand in the order of the frameworks: Teachers' Standards, leaders, teaching assistants and support staff.
"""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from cpd.core.access import found
from cpd.people.models import StaffGroup
from cpd.standards.models import Framework, LibraryStep, LookFor, LookForGroup, Standard, Term
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
