"""Where a review stands in its year: the stages as a line, whose move it is, by when, and what moved it so far."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.models import Review, ReviewMove, ReviewState, Signer
from cpd.appraisal.queries import dates_of
from cpd.appraisal.rules.asked import asked
from cpd.appraisal.rules.stages import ORDER, Stage, due_on, next_stage, stages_ahead, stages_before, whose_move
from cpd.core.clock import LONDON
from cpd.people.actor import Actor
from cpd.people.models import StaffGroup


@dataclass(frozen=True)
class StageStep:
    """One stage on the line: behind, the one it stands at, or ahead."""

    stage: Stage
    due_on: dt.date | None
    is_now: bool
    is_behind: bool


@dataclass(frozen=True)
class MoveLine:
    title: str
    on: dt.date
    by: str
    reason: str


@dataclass(frozen=True)
class YearPart:
    """What a page of a review says about its year."""

    stage: Stage
    steps: tuple[StageStep, ...]
    whose: str
    is_mine: bool
    due_on: dt.date | None
    is_late: bool
    asked: str
    next: Stage | None
    back_to: tuple[Stage, ...]
    ahead_to: tuple[Stage, ...]
    laid_down_on: dt.date | None
    # What the cycle follows, and where that can be read.
    follows: str
    policy_address: str
    advisers: tuple[tuple[uuid.UUID, str, str], ...]
    can_name_adviser: bool
    can_move_on: bool
    can_take_up: bool
    can_lay_down: bool
    moves: tuple[MoveLine, ...]

    @property
    def can_move_elsewhere(self) -> bool:
        return bool(self.back_to or self.ahead_to)


def year_part(actor: Actor, review: Review, moves: Iterable[ReviewMove]) -> YearPart:
    dates = dates_of(review.cycle)
    signer = policy.signer_of(actor, review)
    waited_for = waiting_for(review)
    moves = list(moves)
    due = due_of(review, dates, moves)
    return YearPart(
        stage=review.stage,
        steps=tuple(
            StageStep(stage, dates.get(stage), stage is review.stage, stage in stages_before(review.stage))
            for stage in ORDER
        ),
        whose=whose_words(actor, review),
        is_mine=signer in waited_for,
        due_on=due,
        is_late=is_late(actor.today, due),
        asked=asked(review.stage, signer or (Signer.APPRAISER if Signer.APPRAISER in waited_for else Signer.PERSON)),
        next=next_stage(review.stage),
        back_to=stages_before(review.stage) if policy.can_move_back(actor, review) else (),
        ahead_to=stages_ahead(review.stage) if policy.can_move_ahead(actor, review) else (),
        laid_down_on=review.laid_down_on,
        follows=review.cycle.policy.on_a_review,
        policy_address=review.cycle.policy_address,
        advisers=tuple((one.id, one.name, one.capacity.label) for one in review.advisers),
        can_name_adviser=review.staff_group is StaffGroup.LEADER
        and review.state is ReviewState.OPEN
        and policy.can_write_appraisers_part(actor, review),
        can_move_on=policy.can_move_on(actor, review),
        can_take_up=policy.can_take_up(actor, review),
        can_lay_down=policy.can_lay_down(actor, review),
        moves=tuple(_move_line(move) for move in moves),
    )


def waiting_for(review: Review) -> frozenset[Signer]:
    """Whose move it is now; while one has signed, the other's. Needs ``review.signatures``."""
    if review.laid_down_on is not None:
        return frozenset()
    if review.state is ReviewState.SIGNING:
        return frozenset(Signer) - {signature.signer for signature in review.signatures}
    return whose_move(review.stage)


def whose_words(actor: Actor, review: Review) -> str:
    """Whose move it is, as a page says it to ``actor``: "Yours and Greta Stone’s"; empty where it is nobody's."""
    names = []
    for signer in (Signer.PERSON, Signer.APPRAISER):
        if signer in waiting_for(review):
            who = review.person if signer is Signer.PERSON else review.appraiser
            names.append("Yours" if who.id == actor.person_id else f"{who.name}’s")
    names.sort(key=lambda name: name != "Yours")
    return " and ".join(names)


def due_of(review: Review, dates: Mapping[Stage, dt.date], moves: Iterable[ReviewMove]) -> dt.date | None:
    """By when a review is through the stage it stands at; nothing where nobody has to move."""
    if review.laid_down_on is not None or review.stage is Stage.CLOSED:
        return None
    taken_up = [move.moved_at for move in moves if move.from_stage in (move.to_stage, Stage.CLOSED)]
    return due_on(review.stage, dates, max([review.opened_at, *taken_up]).astimezone(LONDON).date())


def is_late(today: dt.date, due: dt.date | None) -> bool:
    return due is not None and due < today


def _move_line(move: ReviewMove) -> MoveLine:
    if move.to_stage is Stage.CLOSED:
        title = "Signed by both"
    elif move.from_stage is Stage.CLOSED:
        title = "Taken up again to be written anew"
    elif move.to_stage is move.from_stage:
        title, _, reason = move.reason.partition(": ")
        return MoveLine(title, _day(move), _by(move), reason)
    elif move.to_stage in stages_before(move.from_stage):
        title = f"Back to {move.to_stage.label.lower()}"
    else:
        title = f"On to {move.to_stage.label.lower()}"
    return MoveLine(title, _day(move), _by(move), move.reason)


def _day(move: ReviewMove) -> dt.date:
    return move.moved_at.astimezone(LONDON).date()


def _by(move: ReviewMove) -> str:
    return move.moved_by.name if move.moved_by else ""
