"""A school's reviews in counts that give nobody away: for its governors. No name, no word, nothing of how they end.

A confidential review, and one that was laid down, is not counted. A count is hidden where fewer than five people are in
it, or fewer than five are left over; of stages, which add up, also where it could be worked out from the rest.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager

from cpd.appraisal import policy
from cpd.appraisal.models import DevelopmentNeed, Objective, Review, TrustPriority
from cpd.appraisal.rules.stages import Stage
from cpd.coaching.rules.figures import FEWEST, is_small, protected
from cpd.core.access import require
from cpd.people.actor import Actor
from cpd.standards.models import Framework, Standard
from cpd.training.models import Course

Cited = InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None]


@dataclass(frozen=True)
class StandardCount:
    """How many people have an objective, and a need, under a standard; ``None`` is not shown."""

    standard: Standard
    objectives: int | None
    needs: int | None


@dataclass(frozen=True)
class Summary:
    """Counts of people. ``None`` is not shown; what has no line has too few to tell of."""

    reviews: int
    stages: dict[Stage, int | None]
    standards: tuple[StandardCount, ...]
    courses: tuple[tuple[str, int], ...]
    priorities: tuple[tuple[str, int], ...]


def school_summary(session: Session, actor: Actor, school_id: uuid.UUID, cycle_id: uuid.UUID) -> Summary | None:
    """The summary of a school in a cycle for its head; nothing where fewer than five reviews are counted."""
    require(policy.can_look_after(actor, school_id))
    counted = (
        Review.school_id == school_id,
        Review.cycle_id == cycle_id,
        Review.hr_contact_id.is_(None),
        Review.laid_down_on.is_(None),
    )
    rows = session.execute(select(Review.stage, func.count()).where(*counted).group_by(Review.stage))
    stages: dict[Stage, int] = {stage: count for stage, count in rows}  # noqa: C416  the types of a row are lost by dict()
    reviews = sum(stages.values())
    if reviews < FEWEST:
        return None

    def shown(column: Cited) -> dict[uuid.UUID, int]:
        return {id_: count for id_, count in _people(session, column, counted) if not is_small(count, reviews)}

    objectives, needs = shown(Objective.standard_id), shown(DevelopmentNeed.standard_id)
    return Summary(
        reviews=reviews,
        stages=dict(sorted(protected(stages).items(), key=lambda one: _ORDER[one[0]])),
        standards=tuple(
            StandardCount(standard, objectives.get(standard.id), needs.get(standard.id))
            for standard in _standards(session, objectives.keys() | needs.keys())
        ),
        courses=_titled(session, Course, shown(DevelopmentNeed.course_id)),
        priorities=_titled(session, TrustPriority, shown(Objective.trust_priority_id)),
    )


_ORDER = {stage: number for number, stage in enumerate(Stage)}


def _people(session: Session, column: Cited, counted: Iterable[ColumnElement[bool]]) -> Iterator[tuple[uuid.UUID, int]]:
    """How many people name what a column of their objectives or needs points at."""
    rows = session.execute(
        select(column, func.count(Review.person_id.distinct()))
        .join(Review, Review.id == column.class_.review_id)
        .where(column.is_not(None), *counted)
        .group_by(column)
    )
    return ((id_, count) for id_, count in rows if id_ is not None)


def _standards(session: Session, ids: set[uuid.UUID]) -> list[Standard]:
    return list(
        session.scalars(
            select(Standard)
            .join(Standard.framework)
            .options(contains_eager(Standard.framework))
            .where(Standard.id.in_(ids))
            .order_by(Framework.position, Standard.position)
        )
    )


def _titled(
    session: Session, table: type[Course] | type[TrustPriority], counts: dict[uuid.UUID, int]
) -> tuple[tuple[str, int], ...]:
    """Counts beside their titles, in the order of the alphabet."""
    rows = session.execute(select(table.id, table.title).where(table.id.in_(counts)).order_by(table.title)).all()
    return tuple((title, counts[id_]) for id_, title in rows)
