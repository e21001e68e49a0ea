"""The statement that counts coverage: how many people of each place have which status, for up to twenty courses.

In it a person is a row, and what concerns a course is one bit of a number: ``reached`` has the bit of every course in
whose scope the person is, ``late`` of those that are past due, ``held`` one of three (see ``Shelf``). Statuses are then
and, or and not of such numbers, and two million completions become one row a person before anything is joined or
sorted. docs/adr/0003 says what was measured.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, case, func, null, select, union_all

from cpd.core.models import holds
from cpd.people.models import Away
from cpd.training.models import Exemption, Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.queries.bits import any_of_single_bits, number, union
from cpd.training.queries.heads import heads_of, posts_reached
from cpd.training.queries.in_paid_time import came_about_in_paid_time
from cpd.training.queries.terms import COMPLETIONS, CourseTerms, full_course_before
from cpd.training.rules.coverage import DUE_SOON_DAYS, Status, Thresholds, soon_until

COURSES_AT_ONCE = 20


class Shelf(IntEnum):
    """Where in ``held`` the bits begin of courses whose best completion is no longer valid, for long, or for longer."""

    EXPIRED = 0
    DUE_SOON = COURSES_AT_ONCE
    IN_DATE = 2 * COURSES_AT_ONCE


@dataclass(frozen=True)
class WhatIf:
    """A question beside the contract's figures: another span than 60 days, or sessions that are only planned.

    ``planned`` are the states of an invitation whose people are taken to come to sessions from ``since`` on.
    """

    within: int = DUE_SOON_DAYS
    planned: frozenset[InvitationState] = frozenset()
    since: dt.date = dt.date.min


AS_IT_IS = WhatIf()


# Putting the statement together takes as long as running it for a small trust.
@lru_cache(maxsize=128)
def counting_statement(
    batch: tuple[CourseTerms, ...],
    as_at: dt.date,
    few_courses: bool,
    school_ids: frozenset[uuid.UUID] | None,
    in_paid_time: bool = False,
    what_if: WhatIf = AS_IT_IS,
) -> Select[Any]:
    """``few_courses`` says that ``batch`` is not every course there is; ``school_ids`` counts only who works there;
    with ``in_paid_time`` no other completions count than those that came about in paid time."""
    post = posts_reached(batch, as_at, school_ids)
    heads = heads_of(post, len(batch))
    done = _done(what_if, as_at)
    held = _held(batch, as_at, done, what_if.within)
    if few_courses:
        counting = {course_id for course in batch for course_id in course.every_course_id}
        held = held.where(done.c.course_id.in_(counting))
    if school_ids is not None:
        held = held.where(done.c.person_id.in_(select(post.c.person_id)))
    if in_paid_time:
        held = held.where(came_about_in_paid_time())
    status = _status(heads, held.cte("held"), _exempt(batch, as_at), _away(as_at), len(batch))
    counts = [
        func.count().filter(status.c[name].bitwise_and(number(1 << k)) != number(0))
        for k in range(len(batch))
        for name in Status
    ]
    return select(status.c.urn, status.c.group_no, status.c.one_post, *counts).group_by(
        status.c.urn, status.c.group_no, status.c.one_post
    )


def _held(batch: Sequence[CourseTerms], as_at: dt.date, done: FromClause, within: int) -> Select[Any]:
    """For each person, the courses with a completion that counts, on the shelf of the one valid longest."""
    layers: list[dict[uuid.UUID, ColumnElement[int]]] = []
    for k, course in enumerate(batch):
        bit = _shelved(k, Thresholds.of(course.renewal, as_at, within), as_at, done, within)
        counting = dict.fromkeys(course.counting_course_ids, bit)
        if course.refresher_course_id is not None:
            counting[course.refresher_course_id] = case((full_course_before(course, done), bit), else_=number(0))
        for course_id, bit_of_course in counting.items():
            layer = next((layer for layer in layers if course_id not in layer), None)
            if layer is None:
                layers.append(layer := {})
            layer[course_id] = bit_of_course
    return (
        select(
            done.c.person_id,
            union(any_of_single_bits(case(layer, value=done.c.course_id, else_=number(0))) for layer in layers).label(
                "held"
            ),
        )
        .where(done.c.completed_on <= as_at)
        .group_by(done.c.person_id)
    )


def _done(what_if: WhatIf, as_at: dt.date) -> FromClause:
    """The completions; with planned sessions, those too that they would give to whoever is taken to come."""
    if not what_if.planned:
        return COMPLETIONS
    columns = ("person_id", "course_id", "completed_on", "expires_on")
    would_be = (
        select(
            Invitation.person_id,
            TrainingSession.course_id,
            TrainingSession.held_on.label("completed_on"),
            null().label("expires_on"),
        )
        .join(TrainingSession, TrainingSession.id == Invitation.session_id)
        .where(
            TrainingSession.state == SessionState.ANNOUNCED,
            TrainingSession.held_on >= what_if.since,
            TrainingSession.held_on <= as_at,
            Invitation.state.in_(sorted(what_if.planned)),
        )
    )
    return union_all(select(*(COMPLETIONS.c[name] for name in columns)), would_be).cte("completion_if")


def _shelved(k: int, thresholds: Thresholds, as_at: dt.date, done: FromClause, within: int) -> ColumnElement[int]:
    """The one bit that a completion sets for course ``k``."""
    expired, due_soon, in_date = (number(1 << (shelf + k)) for shelf in Shelf)

    def since(day: dt.date | None) -> ColumnElement[bool]:
        return done.c.completed_on >= (day or dt.date.max)

    by_rule = case((since(thresholds.in_date_from), in_date), (since(thresholds.valid_from), due_soon), else_=expired)
    return case(
        (done.c.expires_on.is_(None), by_rule),
        (done.c.expires_on > soon_until(as_at, within), in_date),
        (done.c.expires_on >= as_at, due_soon),
        else_=expired,
    )


def _exempt(batch: Sequence[CourseTerms], as_at: dt.date) -> CTE:
    bits = {course.course_id: number(1 << k) for k, course in enumerate(batch)}
    return (
        select(
            Exemption.person_id,
            any_of_single_bits(case(bits, value=Exemption.course_id, else_=number(0))).label("exempt"),
        )
        .where(holds(Exemption, as_at))
        .group_by(Exemption.person_id)
        .cte("exempt")
    )


def _away(as_at: dt.date) -> CTE:
    return select(Away.person_id).where(holds(Away, as_at)).distinct().cte("away_now")


def _status(heads: CTE, held: CTE, exempt: CTE, away: CTE, size: int) -> CTE:
    """The courses of each status for each head: the first that applies (contract.md section 2)."""
    every = number((1 << size) - 1)
    is_exempt = heads.c.reached.bitwise_and(func.coalesce(exempt.c.exempt, number(0)))
    asked = heads.c.reached - is_exempt
    kept = func.coalesce(held.c.held, number(0))
    shelves = (
        select(
            heads.c.urn,
            heads.c.group_no,
            heads.c.one_post,
            heads.c.late,
            is_exempt.label("exempt"),
            case((away.c.person_id.is_not(None), asked), else_=number(0)).label("on_leave"),
            case((away.c.person_id.is_(None), asked), else_=number(0)).label("eligible"),
            *(kept.bitwise_rshift(number(shelf)).bitwise_and(every).label(shelf.name.lower()) for shelf in Shelf),
        )
        .join_from(heads, held, held.c.person_id == heads.c.person_id, isouter=True)
        .join(exempt, exempt.c.person_id == heads.c.person_id, isouter=True)
        .join(away, away.c.person_id == heads.c.person_id, isouter=True)
        .where(heads.c.reached != number(0))
        .subquery("shelves")
    )
    eligible, in_date, due_soon, expired = shelves.c.eligible, shelves.c.in_date, shelves.c.due_soon, shelves.c.expired
    valid = in_date.bitwise_or(due_soon)
    untrained = eligible.bitwise_and(valid.bitwise_or(expired).bitwise_not())
    status = {
        Status.EXEMPT: shelves.c.exempt,
        Status.ON_LEAVE: shelves.c.on_leave,
        Status.IN_DATE: eligible.bitwise_and(in_date),
        Status.DUE_SOON: eligible.bitwise_and(due_soon).bitwise_and(in_date.bitwise_not()),
        Status.EXPIRED: eligible.bitwise_and(expired).bitwise_and(valid.bitwise_not()),
        Status.NOT_YET_DUE: untrained.bitwise_and(shelves.c.late.bitwise_not()),
        Status.OVERDUE: untrained.bitwise_and(shelves.c.late),
    }
    return (
        select(
            shelves.c.urn,
            shelves.c.group_no,
            shelves.c.one_post,
            *(bits.label(name) for name, bits in status.items()),
        )
        .cte("status")
        .prefix_with("MATERIALIZED")
    )
