"""A school's board by stage and due date, and the trust's counts."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpd.appraisal.models import AppraisalCycle, ReviewState, Signer
from cpd.appraisal.pages.lists import CycleLine, SchoolLine, cycle_line
from cpd.appraisal.queries import OnBoard, SchoolStages, dates_of
from cpd.appraisal.rules.laying_down import WhyRest
from cpd.appraisal.rules.stages import ORDER, Stage, due_on
from cpd.core.names import fold
from cpd.people.actor import Actor


@dataclass(frozen=True)
class BoardLine:
    """A review on the board: whose, where it stands, by when, and whose move it is."""

    id: uuid.UUID
    person: str
    job_title: str
    appraiser: str
    has_appraiser: bool
    stage: Stage
    state: ReviewState
    due_on: dt.date | None
    is_late: bool
    move: str
    is_laid_down: bool
    why_rest: WhyRest | None

    @property
    def is_held_up(self) -> bool:
        """Waits for the head: nobody is appointed, or its person is not there."""
        return (
            self.stage is not Stage.CLOSED and not self.is_laid_down and not (self.has_appraiser and not self.why_rest)
        )


@dataclass(frozen=True)
class BoardPage:
    school: SchoolLine
    cycle: CycleLine | None
    cycles: tuple[CycleLine, ...]
    total: int
    late: int
    held_up: int
    counts: Mapping[Stage, int]
    laid_down: int
    lines: tuple[BoardLine, ...]
    show: str
    text: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.show)


# What the board can be narrowed to besides a stage.
LATE, HELD_UP, LAID_DOWN = "late", "held_up", "laid_down"


def board_page(
    actor: Actor,
    school: SchoolLine,
    cycle: AppraisalCycle | None,
    cycles: Sequence[AppraisalCycle],
    reviews: Sequence[OnBoard],
    *,
    show: str,
    text: str,
) -> BoardPage:
    """``show``: a stage, or one of ``late``, ``held_up``, ``laid_down``; empty for all."""
    dates = dates_of(cycle) if cycle else {}
    lines = [(one, _line(actor, one, dates)) for one in reviews]
    every = [line for _, line in lines]
    words = fold(text).split()
    shown = [line for one, line in lines if _fits(line, show) and all(word in one.sort_name for word in words)]
    return BoardPage(
        school=school,
        cycle=cycle_line(cycle) if cycle else None,
        cycles=tuple(cycle_line(one) for one in cycles),
        total=len(every),
        late=sum(line.is_late for line in every),
        held_up=sum(line.is_held_up for line in every),
        counts={stage: sum(line.stage is stage and not line.is_laid_down for line in every) for stage in ORDER},
        laid_down=sum(line.is_laid_down for line in every),
        lines=tuple(sorted(shown, key=_order)),
        show=show,
        text=text,
    )


def _fits(line: BoardLine, show: str) -> bool:
    match show:
        case "":
            return True
        case "late":
            return line.is_late
        case "held_up":
            return line.is_held_up
        case "laid_down":
            return line.is_laid_down
        case _:
            return line.stage.value == show and not line.is_laid_down


def _order(line: BoardLine) -> tuple[int, dt.date]:
    """What waits for the head, what is late, what is due next; then what is over. Those alike stay in order of name."""
    rests = line.is_laid_down or line.stage is Stage.CLOSED
    rank = 0 if line.is_held_up else 1 if line.is_late else 3 if rests else 2
    return rank, line.due_on or dt.date.max


def _line(actor: Actor, one: OnBoard, dates: Mapping[Stage, dt.date]) -> BoardLine:
    due = due_on(one.stage, dates, one.began_on) if one.waiting_for else None
    return BoardLine(
        id=one.id,
        person=one.person,
        job_title=one.job_title,
        appraiser=one.appraiser,
        has_appraiser=one.has_appraiser,
        stage=one.stage,
        state=one.state,
        due_on=due,
        is_late=due is not None and due < actor.today,
        move=_move(one),
        is_laid_down=one.laid_down_on is not None,
        why_rest=one.why_rest,
    )


def _move(one: OnBoard) -> str:
    """Whose move it is."""
    names = [
        name
        for signer, name in ((Signer.PERSON, one.person), (Signer.APPRAISER, one.appraiser))
        if signer in one.waiting_for
    ]
    return "Both" if len(names) == 2 else "".join(names)


@dataclass(frozen=True)
class CountsPage:
    cycle: CycleLine | None
    cycles: tuple[CycleLine, ...]
    schools: tuple[SchoolStages, ...]
    totals: dict[Stage, int | None]
    on: dt.date
