"""Visits of kinds beside coaching, as their readers read them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.models import OtherVisit, OtherVisitAction
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.kinds import KindShape
from cpd.coaching.rules.other_visits import OtherWords, lists_of_names
from cpd.coaching.rules.phrases import Hint, hints
from cpd.coaching.rules.visits import VisitState
from cpd.core.clock import LONDON
from cpd.core.dates import to_text
from cpd.core.paging import Slice
from cpd.people.actor import Actor
from cpd.people.queries import SafeguardingContact


def who_reads(visit: OtherVisit) -> tuple[str, ...]:
    """The readers that a visit has had since it was begun, by name where there is one."""
    named = [visit.person.name] if visit.person else []
    named += visitors(visit)
    if visit.head_reads:
        named.append(f"the head of {visit.school.name}")
    if visit.lead_reads:
        named.append("the development lead")
    return tuple(named)


def visitors(visit: OtherVisit) -> list[str]:
    return [visit.visitor.name, *([visit.second_visitor.name] if visit.second_visitor else [])]


@dataclass(frozen=True)
class OtherLine:
    id: uuid.UUID
    kind: str
    about: str
    visitor: str
    visited_on: dt.date
    can_edit: bool


def other_line(actor: Actor, visit: OtherVisit) -> OtherLine:
    return OtherLine(
        id=visit.id,
        kind=visit.kind.name,
        about=f"{visit.person.name}, {visit.school.name}" if visit.person else visit.school.name,
        visitor=" and ".join(visitors(visit)),
        visited_on=visit.visited_on,
        can_edit=kind_policy.can_edit(actor, visit),
    )


@dataclass(frozen=True)
class ActionLine:
    id: uuid.UUID
    visit_id: uuid.UUID
    text: str
    who: str
    due_on: dt.date | None
    done_on: dt.date | None
    note: str
    where: str
    can_finish: bool


def action_line(actor: Actor, action: OtherVisitAction, visit: OtherVisit) -> ActionLine:
    return ActionLine(
        id=action.id,
        visit_id=visit.id,
        text=action.text,
        who=action.who,
        due_on=action.due_on,
        done_on=action.done_on,
        note=action.note,
        where=f"{visit.kind.name}, {visit.school.name}",
        can_finish=action.done_on is None and kind_policy.can_finish_action(actor, visit),
    )


@dataclass(frozen=True)
class OtherIndexPage:
    kinds: tuple[tuple[uuid.UUID, str], ...]
    drafts: tuple[OtherLine, ...]
    actions: tuple[ActionLine, ...]
    visits: Slice[OtherLine]


def other_index_page(
    actor: Actor,
    *,
    kinds: Sequence[tuple[uuid.UUID, str]],
    drafts: Sequence[OtherVisit],
    actions: Sequence[OtherVisitAction],
    visits: Sequence[OtherVisit],
    total: int,
    page: int,
) -> OtherIndexPage:
    """``kinds`` are those that the reader may make a visit of; ``visits`` those of one page."""
    return OtherIndexPage(
        kinds=tuple(kinds),
        drafts=tuple(other_line(actor, visit) for visit in drafts),
        actions=tuple(action_line(actor, action, action.visit) for action in actions),
        visits=Slice(tuple(other_line(actor, visit) for visit in visits), page, total),
    )


@dataclass(frozen=True)
class OtherCorrection:
    at: dt.datetime
    by: str
    earlier: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OtherVisitPage:
    id: uuid.UUID
    kind: str
    kind_id: uuid.UUID
    title: str
    school: str
    person: str | None
    visitor: str
    visited_on: dt.date
    shared_on: dt.date | None
    answers: tuple[tuple[str, str], ...]
    actions: tuple[ActionLine, ...]
    corrections: tuple[OtherCorrection, ...]
    readers: tuple[str, ...]
    hints: tuple[Hint, ...]
    contacts: tuple[SafeguardingContact, ...]
    is_draft: bool
    is_walk: bool
    in_counts: bool
    can_edit: bool
    can_add_action: bool


def other_visit_page(actor: Actor, visit: OtherVisit, contacts: Sequence[SafeguardingContact]) -> OtherVisitPage:
    can_edit = kind_policy.can_edit(actor, visit)
    return OtherVisitPage(
        id=visit.id,
        kind=visit.kind.name,
        kind_id=visit.kind_id,
        title=f"{visit.kind.name}: {visit.person.name if visit.person else visit.school.name}",
        school=visit.school.name,
        person=visit.person.name if visit.person else None,
        visitor=" and ".join(visitors(visit)),
        visited_on=visit.visited_on,
        shared_on=visit.shared_at.astimezone(LONDON).date() if visit.shared_at else None,
        answers=tuple(zip(visit.questions, visit.answers, strict=True)),
        actions=tuple(action_line(actor, action, visit) for action in visit.actions),
        corrections=tuple(
            OtherCorrection(correction.at, correction.by.name, tuple(correction.earlier.items()))
            for correction in visit.corrections
        ),
        readers=who_reads(visit),
        hints=(*hints(*visit.answers), *lists_of_names(*visit.answers)) if can_edit else (),
        contacts=tuple(contacts),
        is_draft=visit.state is VisitState.DRAFT,
        is_walk=visit.kind.shape is KindShape.WALK,
        in_counts=visit.kind.shape is KindShape.SYSTEM,
        can_edit=can_edit,
        can_add_action=kind_policy.can_add_action(actor, visit),
    )


def both_other_texts(visit: OtherVisit, typed: OtherWords) -> tuple[tuple[str, str], ...]:
    """What was saved meanwhile, where it differs from what was typed."""
    differing = [
        (question, saved or "(empty)")
        for question, saved, mine in zip(visit.questions, visit.answers, typed.answers, strict=True)
        if saved != mine
    ]
    if visit.visited_on != typed.visited_on:
        differing.insert(0, ("Date", to_text(visit.visited_on)))
    return tuple(differing)
