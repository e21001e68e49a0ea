"""Who sees and does what with kinds of visit beside coaching, such visits, and entries in the ledger (roles.md).

Who reads stands on each visit as its kind said on the day it was begun. The person of a visit always reads it, the
development lead never reads one about a person. Whoever made it reads it also when the role it asks for has ended, and
writes on it no more. The ledger says that somebody came, and no more.
"""

import uuid

from sqlalchemy import ColumnElement, and_, false, or_, true

from cpd.coaching.models import KindOfVisit, LedgerEntry, OtherVisit
from cpd.coaching.rules.kinds import EntrySource, Maker
from cpd.coaching.rules.visits import VisitState
from cpd.people.actor import Actor

# Seeing


def other_visible(actor: Actor) -> ColumnElement[bool]:
    """Visits whose answers ``actor`` may read: one's own in every state; once shared, as their readers say.

    Whoever reads a visit may also say that something agreed in it is done.
    """
    return or_(
        OtherVisit.visitor_id == actor.person_id,
        and_(OtherVisit.state == VisitState.SHARED, or_(*_reading_once_shared(actor))),
    )


def _reading_once_shared(actor: Actor) -> list[ColumnElement[bool]]:
    return [
        OtherVisit.second_visitor_id == actor.person_id,
        OtherVisit.person_id == actor.person_id,
        and_(OtherVisit.head_reads, OtherVisit.school_id.in_(actor.head_school_ids)),
        and_(
            OtherVisit.lead_reads,
            OtherVisit.person_id.is_(None),
            true() if actor.is_development_lead and actor.person_id is not None else false(),
        ),
    ]


def own_entries(actor: Actor) -> ColumnElement[bool]:
    return LedgerEntry.person_id == actor.person_id


def entries_of_school(actor: Actor) -> ColumnElement[bool]:
    """Entries that ``actor`` knows of by name, as head of the school."""
    return LedgerEntry.school_id.in_(actor.head_school_ids)


# Doing


def can_define_kinds(actor: Actor) -> bool:
    """Define kinds and set what was agreed about how many."""
    return actor.is_development_lead


def makers_of(kind: KindOfVisit) -> list[Maker]:
    return [maker for maker in Maker if maker in kind.makers]


def schools_to_make_at(actor: Actor, kind: KindOfVisit) -> frozenset[uuid.UUID] | None:
    """The schools at which the actor may make a visit of a kind; ``None`` means all of them."""
    if actor.person_id is None or (kind.ended_on is not None and kind.ended_on < actor.today):
        return frozenset()
    return _schools_of_makers(actor, kind)


def _schools_of_makers(actor: Actor, kind: KindOfVisit) -> frozenset[uuid.UUID] | None:
    if Maker.DEVELOPMENT_LEAD in kind.makers and actor.is_development_lead:
        return None
    schools: frozenset[uuid.UUID] = frozenset()
    if Maker.AMBASSADOR in kind.makers:
        schools |= actor.ambassador_school_ids
    if Maker.HEAD in kind.makers:
        schools |= actor.head_school_ids
    return schools


def can_make(actor: Actor, kind: KindOfVisit) -> bool:
    schools = schools_to_make_at(actor, kind)
    return schools is None or bool(schools)


def can_make_at(actor: Actor, kind: KindOfVisit, school_id: uuid.UUID) -> bool:
    schools = schools_to_make_at(actor, kind)
    return schools is None or school_id in schools


def is_visitor(actor: Actor, visit: OtherVisit) -> bool:
    return actor.person_id is not None and actor.person_id in {visit.visitor_id, visit.second_visitor_id}


def can_edit(actor: Actor, visit: OtherVisit) -> bool:
    """Write on a draft, correct a shared visit: whoever began it, for as long as they hold the role it asks for there.

    A kind that has ended begins nothing new; what was begun of it can be finished.
    """
    schools = _schools_of_makers(actor, visit.kind)
    return _has_begun(actor, visit) and (schools is None or visit.school_id in schools)


def _has_begun(actor: Actor, visit: OtherVisit) -> bool:
    return actor.person_id is not None and actor.person_id == visit.visitor_id


def can_discard(actor: Actor, visit: OtherVisit) -> bool:
    """Throw a draft away: whoever began it, whatever they hold today."""
    return _has_begun(actor, visit) and visit.state is VisitState.DRAFT


def can_share(actor: Actor, visit: OtherVisit) -> bool:
    return can_edit(actor, visit) and visit.state is VisitState.DRAFT


def can_add_action(actor: Actor, visit: OtherVisit) -> bool:
    """Whoever began it; and whoever came along, for as long as they could do so today."""
    if _has_begun(actor, visit):
        return can_edit(actor, visit)
    may_come_along = visit.school_id in actor.ambassador_school_ids | actor.head_school_ids or actor.is_development_lead
    return is_visitor(actor, visit) and may_come_along


def can_finish_action(actor: Actor, visit: OtherVisit) -> bool:
    """Say that something agreed is done: whoever reads the visit; its visitors while their role holds."""
    return actor.person_id is not None and (not is_visitor(actor, visit) or can_add_action(actor, visit))


def can_settle(actor: Actor, entry: LedgerEntry) -> bool:
    """Answer a dispute: the head of the school, and never about oneself."""
    return entry.school_id in actor.head_school_ids and entry.person_id != actor.person_id


def can_remove(actor: Actor, entry: LedgerEntry) -> bool:
    """Take out again what one added oneself, as long as nobody has answered it."""
    return entry.person_id == actor.person_id and entry.source is EntrySource.ADDED and entry.settled_at is None
