"""The lists of visits, and one visit as its two people read it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.models import ActionStep, Focus, Visit
from cpd.coaching.pages.conversation import AfterVisit
from cpd.coaching.pages.diary import DiaryLine, diary
from cpd.coaching.pages.parts import (
    FIELD_NAMES,
    FocusLine,
    StepLine,
    VisitLine,
    focus_line,
    reader_names,
    step_line,
    visit_line,
)
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries import Supported
from cpd.coaching.rules.phrases import Hint, hints
from cpd.coaching.rules.support import Rhythm
from cpd.coaching.rules.visits import WITHDRAW_WITHIN, VisitState, missing, unsettled
from cpd.coaching.services.writing import words_of
from cpd.core.access import NotFound
from cpd.people.actor import Actor
from cpd.people.queries import SafeguardingContact


@dataclass(frozen=True)
class IndexPage:
    is_ambassador: bool
    can_have_focus: bool
    can_read_ledger: bool
    can_allot: bool
    can_set_rhythm: bool
    drafts: tuple[VisitLine, ...]
    shared: tuple[VisitLine, ...]
    supported: tuple[Supported, ...]
    diary: tuple[DiaryLine, ...]
    to_me: tuple[VisitLine, ...]
    steps: tuple[StepLine, ...]
    focus: FocusLine | None


def index_page(
    actor: Actor,
    *,
    drafts: Sequence[Visit] = (),
    shared: Sequence[Visit] = (),
    supported: Sequence[Supported] = (),
    rhythm: Rhythm,
    to_me: Sequence[Visit] = (),
    steps: Sequence[ActionStep] = (),
    focus: Focus | None = None,
) -> IndexPage:
    return IndexPage(
        is_ambassador=policy.can_begin(actor),
        can_have_focus=policy.can_have_focus(actor),
        can_read_ledger=policy.can_read_ledger(actor),
        can_allot=actor.is_head or actor.is_development_lead,
        can_set_rhythm=policy.can_set_rhythm(actor),
        drafts=tuple(map(visit_line, drafts)),
        shared=tuple(map(visit_line, shared)),
        supported=tuple(supported),
        diary=diary(actor.today, rhythm, supported, drafts),
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
    person: str
    person_known_as: str
    visitor: str
    second_visitor: str | None
    readers: tuple[str, ...]
    is_visitor: bool
    is_person: bool
    state: VisitState
    seen: str
    worked: str
    question: str
    modelled: str
    modelled_minutes: int | None
    rehearsed: str
    rehearsed_minutes: int | None
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
    can_shape_step: bool
    can_reflect: bool
    after: AfterVisit
    asked: tuple[str, ...]
    hints: tuple[Hint, ...]
    contacts: tuple[SafeguardingContact, ...]

    @property
    def title(self) -> str:
        visitors = f"{self.visitor} and {self.second_visitor}" if self.second_visitor else self.visitor
        return f"{self.kind} by {visitors}" if self.is_person else f"{self.kind} with {self.person}"


def visit_page(
    actor: Actor,
    visit: Visit,
    contacts: Sequence[SafeguardingContact],
    now: dt.datetime,
    *,
    after: AfterVisit,
    has_open_step: bool = False,
    must_settle: bool = False,
) -> VisitPage:
    is_visitor = policy.is_visitor(actor, visit)
    if not (is_visitor or policy.can_reply(actor, visit)):
        raise NotFound
    words = words_of(visit)
    is_draft = policy.can_edit(actor, visit)
    can_withdraw = policy.can_withdraw(actor, visit, now)
    asked = missing(words, visit.person.known_as, has_open_step=has_open_step) if is_draft else []
    if is_draft and must_settle and words.step_text:
        asked += unsettled(None)
    return VisitPage(
        id=visit.id,
        kind=visit.kind.label,
        visited_on=visit.visited_on,
        visited_at=visit.visited_at,
        school=visit.school.name,
        person=visit.person.name,
        person_known_as=visit.person.known_as,
        visitor=visit.visitor.name,
        second_visitor=visit.second_visitor.name if visit.second_visitor else None,
        readers=tuple(reader_names(visit, actor.person_id)) if visit.state is VisitState.SHARED else ("you",),
        is_visitor=is_visitor,
        is_person=policy.is_person(actor, visit),
        state=visit.state,
        seen=visit.seen,
        worked=visit.worked,
        question=visit.question,
        modelled=visit.modelled,
        modelled_minutes=visit.modelled_minutes,
        rehearsed=visit.rehearsed,
        rehearsed_minutes=visit.rehearsed_minutes,
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
        can_shape_step=visit.step is not None and policy.can_shape_step(actor, visit, visit.step),
        can_reflect=policy.can_reflect(actor, visit),
        after=after,
        asked=tuple(error.message for error in asked),
        hints=tuple(hints(visit.seen, visit.worked, visit.question, words.step_text, visit.message))
        if is_visitor
        else (),
        contacts=tuple(contacts),
    )
