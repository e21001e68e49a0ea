"""What ends in the next weeks, what planned sessions would do about it, and figures at the end of each term."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.dates import add_months
from cpd.people.actor import Actor
from cpd.people.models import CalendarKind, CalendarPeriod
from cpd.training.models import Course, Invitation, InvitationState, SessionState, TrainingSession
from cpd.training.queries.counting import WhatIf
from cpd.training.queries.shown import Figure, list_figures
from cpd.training.queries.summary import Summary, SummaryRow, list_summary
from cpd.training.rules.coverage import plus_days

JOINED = frozenset({InvitationState.JOINED})
ASKED = JOINED | {InvitationState.INVITED}
SPANS = (30, 60, 90)
# A line of the trust or a school for one course: school and course.
Key = tuple[uuid.UUID | None, uuid.UUID]


@dataclass(frozen=True)
class Lapse:
    """One course at one place: today, what ends by a later day, and how that day would look."""

    now: Figure
    # That day, as things stand; with whoever has joined a planned session; with everybody who was asked to one.
    then: Figure
    ending: int
    if_joined: SummaryRow
    if_asked: SummaryRow

    @property
    def hidden(self) -> str:
        """What stands in place of the numbers, where one of the two days is not the reader's to see."""
        return next((figure.in_words for figure in (self.now, self.then) if figure.hidden), "")


def list_lapses(
    session: Session, actor: Actor, within: int, course_ids: Collection[uuid.UUID] | None, group: str
) -> dict[Key, Lapse]:
    """For the trust and each school, the courses of which something is asked today and on the later day."""
    today, then = actor.today, plus_days(actor.today, within)
    ending = _by_key(list_summary(session, today, course_ids=course_ids, what_if=WhatIf(within)), group)
    if_joined, if_asked = (
        _by_key(list_summary(session, then, course_ids=course_ids, what_if=WhatIf(planned=planned, since=today)), group)
        for planned in (JOINED, ASKED)
    )
    now = _figures(list_figures(session, actor, today, course_ids=course_ids), group)
    later = _figures(list_figures(session, actor, then, course_ids=course_ids), group)
    return {
        key: Lapse(figure, later[key], ending[key].due_soon, if_joined[key], if_asked[key])
        for key, figure in now.items()
        if key in later
    }


def _by_key(summary: Summary, group: str) -> dict[Key, SummaryRow]:
    return {(row.school_id, row.course_id): row for row in summary if row.staff_group == group}


def _figures(figures: Iterable[Figure], group: str) -> dict[Key, Figure]:
    return {
        (figure.row.school_id, figure.row.course_id): figure for figure in figures if figure.row.staff_group == group
    }


@dataclass(frozen=True)
class Planned:
    """A session that is announced, with how many have joined it and how many more were asked."""

    session_id: uuid.UUID
    held_on: dt.date
    course_code: str
    course_title: str
    joined: int
    asked: int


def list_planned(
    session: Session, first: dt.date, last: dt.date, course_ids: Collection[uuid.UUID] | None
) -> list[Planned]:
    """The sessions announced between two days, by day."""
    query = (
        select(
            TrainingSession.id,
            TrainingSession.held_on,
            Course.code,
            Course.title,
            func.count(Invitation.id).filter(Invitation.state == InvitationState.JOINED),
            func.count(Invitation.id).filter(Invitation.state == InvitationState.INVITED),
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Invitation, Invitation.session_id == TrainingSession.id)
        .where(
            TrainingSession.state == SessionState.ANNOUNCED,
            TrainingSession.held_on >= first,
            TrainingSession.held_on <= last,
        )
        .group_by(TrainingSession.id, TrainingSession.held_on, TrainingSession.starts_at, Course.code, Course.title)
        .order_by(TrainingSession.held_on, TrainingSession.starts_at, Course.title, TrainingSession.id)
    )
    if course_ids is not None:
        query = query.where(TrainingSession.course_id.in_(course_ids))
    return [Planned(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class TermEnd:
    """The last day of a term, or today; ``label`` is ``Autumn 2025``."""

    label: str
    day: dt.date


_TERMS_SHOWN = 6
_USUAL_ENDS = ((12, 31), (3, 31), (7, 31))


def term_ends(session: Session, today: dt.date) -> list[TermEnd]:
    """The last days of the six terms before today, and today: two years. Without a calendar, the usual months."""
    since = add_months(today, -27)
    days = list(
        session.scalars(
            select(CalendarPeriod.ended_on)
            .where(
                CalendarPeriod.school_id.is_(None),
                CalendarPeriod.kind == CalendarKind.TERM,
                CalendarPeriod.ended_on < today,
                CalendarPeriod.ended_on >= since,
            )
            .order_by(CalendarPeriod.ended_on)
        )
    )
    if not days:
        years = range(today.year - 3, today.year + 1)
        days = sorted(dt.date(year, *end) for year in years for end in _USUAL_ENDS if dt.date(year, *end) < today)
    return [*(TermEnd(_term(day), day) for day in days[-_TERMS_SHOWN:]), TermEnd("Today", today)]


def _term(day: dt.date) -> str:
    name = "Autumn" if day.month >= 9 else "Spring" if day.month <= 4 else "Summer"
    return f"{name} {day.year}"


def figures_at(
    session: Session, actor: Actor, ends: Iterable[TermEnd], course_ids: Collection[uuid.UUID] | None, group: str
) -> list[dict[Key, Figure]]:
    """For the end of each term the figures of the trust and every school, as the reader may see them."""
    return [_figures(list_figures(session, actor, end.day, course_ids=course_ids), group) for end in ends]
