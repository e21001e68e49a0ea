"""Moderation on the page of a review: who is asked to read it, and how that stands."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.models import Review
from cpd.appraisal.rules.moderation import ModerationState
from cpd.core.clock import LONDON
from cpd.people.actor import Actor


@dataclass(frozen=True)
class ModerationLine:
    id: uuid.UUID
    moderator: str
    asked_by: str
    asked_on: dt.date
    state: ModerationState
    can_answer: bool
    can_end: bool


@dataclass(frozen=True)
class ModerationPart:
    lines: tuple[ModerationLine, ...]
    can_ask: bool

    @property
    def to_answer(self) -> tuple[ModerationLine, ...]:
        return tuple(line for line in self.lines if line.can_answer)


def moderation_part(actor: Actor, review: Review) -> ModerationPart:
    return ModerationPart(
        lines=tuple(
            ModerationLine(
                id=one.id,
                moderator=one.moderator.name,
                asked_by=one.asked_by.name if one.asked_by else "The school",
                asked_on=one.asked_at.astimezone(LONDON).date(),
                state=(state := policy.moderation_state(review, one)),
                can_answer=state is ModerationState.ASKED and policy.is_person(actor, review),
                can_end=state in (ModerationState.ASKED, ModerationState.LASTS)
                and policy.can_end_moderation(actor, review, one),
            )
            for one in review.moderations
        ),
        can_ask=policy.can_ask_for_moderation(actor, review),
    )
