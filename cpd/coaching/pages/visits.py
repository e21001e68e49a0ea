"""The lists of visits, and one visit as its two people read it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching import policy
from cpd.coaching.models import ActionStep, Focus, Visit
from cpd.coaching.pages.parts import (
    FIELD_NAMES,
    FocusLine,
    StepLine,
    VisitLine,
    focus_line,
    step_line,
    visit_line,
)
from cpd.coaching.queries import Supported
from cpd.coaching.rules.phrases import Hint, hints
from cpd.coaching.rules.visits import WITHDRAW_WITHIN, VisitState, missing
from cpd.coaching.services.writing import words_of
from cpd.core.access import NotFound
from cpd.people.actor import Actor
from cpd.people.queries import SafeguardingContact


@dataclass(frozen=True)
class IndexPage:
    is_ambassador: bool
    can_have_focus: bool
    can_read_ledger: bool
    drafts: tuple[VisitLine, ...]
    shared: tuple[VisitLine, ...]
    supported: tuple[Supported, ...]
    to_me: tuple[VisitLine, ...]
    steps: tuple[StepLine, ...]
    focus: FocusLine | None


def index_page(
    actor: Actor,
    *,
    drafts: Sequence[Visit] = (),
    shared: Sequence[Visit] = (),
    supported: Sequence[Supported] = (),
    to_me: Sequence[Visit] = (),
    steps: Sequence[ActionStep] = (),
    focus: Focus | None = None,
) -> IndexPage:
    return IndexPage(
        is_ambassador=policy.can_begin(actor),
        can_have_focus=policy.can_have_focus(actor),
        can_read_ledger=policy.can_read_ledger(actor),
        drafts=tuple(map(visit_line, drafts)),
        shared=tuple(map(visit_line, shared)),
        supported=tuple(supported),
        to_me=tuple(map(visit_line, to_me)),
        steps=tuple(map(step_line, steps)),
        focus=focus_line(focus),
    )


@dataclass(frozen=True)
class ReplyLine:
    who: str
    text: str
    at: dt.datetime


@dataclass(frozen=True)
class CorrectionLine:
    """One correction with the words that stood there before: (field, earlier words)."""

    at: dt.datetime
    earlier: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VisitPage:
    id: uuid.UUID
    kind: str
    visited_on: dt.date
    visited_at: dt.time | None
    school: str
    person_id: uuid.UUID
    school_id: uuid.UUID
    person: str
    person_known_as: str
    visitor: str
    is_visitor: bool
    state: VisitState
    seen: str
    worked: str
    message: str
    look_fors: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    step: StepLine | None
    replies: tuple[ReplyLine, ...]
    corrections: tuple[CorrectionLine, ...]
    shared_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    withdraw_until: dt.datetime | None
    can_edit: bool
    can_share: bool
    can_correct: bool
    can_copy: bool
    can_reply: bool
    can_end_step: bool
    asked: tuple[str, ...]
    hints: tuple[Hint, ...]
    contacts: tuple[SafeguardingContact, ...]

    @property
    def title(self) -> str:
        return f"{self.kind} with {self.person}" if self.is_visitor else f"{self.kind} by {self.visitor}"

    @property
    def readers(self) -> list[str]:
        """Who can see this."""
        me, other = "you", self.person if self.is_visitor else f"{self.visitor}, who visited"
        return [me] if self.state is not VisitState.SHARED else [me, other]


def visit_page(
    actor: Actor,
    visit: Visit,
    contacts: Sequence[SafeguardingContact],
    now: dt.datetime,
    *,
    has_open_step: bool = False,
) -> VisitPage:
    is_visitor = policy.is_visitor(actor, visit)
    if not (is_visitor or policy.can_reply(actor, visit)):
        raise NotFound
    words = words_of(visit)
    is_draft = policy.can_edit(actor, visit)
    can_withdraw = policy.can_withdraw(actor, visit, now)
    return VisitPage(
        id=visit.id,
        kind=visit.kind.label,
        visited_on=visit.visited_on,
        visited_at=visit.visited_at,
        school=visit.school.name,
        person_id=visit.person_id,
        school_id=visit.school_id,
        person=visit.person.name,
        person_known_as=visit.person.known_as,
        visitor=visit.visitor.name,
        is_visitor=is_visitor,
        state=visit.state,
        seen=visit.seen,
        worked=visit.worked,
        message=visit.message,
        look_fors=tuple((tag.look_for.code, tag.wording) for tag in visit.look_fors),
        terms=tuple((tag.term.slug, tag.wording) for tag in visit.terms),
        step=step_line(visit.step) if visit.step else None,
        replies=tuple(ReplyLine(reply.author.name, reply.text, reply.at) for reply in visit.replies),
        corrections=tuple(
            CorrectionLine(correction.at, tuple((FIELD_NAMES[name], text) for name, text in correction.earlier.items()))
            for correction in reversed(visit.corrections)
        ),
        shared_at=visit.shared_at,
        withdrawn_at=visit.withdrawn_at,
        withdraw_until=visit.shared_at + WITHDRAW_WITHIN if can_withdraw and visit.shared_at else None,
        can_edit=is_draft,
        can_share=policy.can_share(actor, visit),
        can_correct=policy.can_correct(actor, visit),
        can_copy=policy.can_copy(actor, visit),
        can_reply=policy.can_reply(actor, visit),
        can_end_step=visit.step is not None and policy.can_end_step(actor, visit, visit.step),
        asked=tuple(
            error.message for error in missing(words, visit.person.known_as, has_open_step=has_open_step) if is_draft
        ),
        hints=tuple(hints(visit.seen, visit.worked, words.step_text, visit.message)) if is_visitor else (),
        contacts=tuple(contacts),
    )
