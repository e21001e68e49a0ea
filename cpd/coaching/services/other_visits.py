"""Visits of kinds beside coaching: begun, written, shared, put right; what was agreed in them, until it is done."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import LedgerEntry, OtherVisit, OtherVisitAction, OtherVisitCorrection
from cpd.coaching.policy import kinds as kind_policy
from cpd.coaching.rules.kinds import EntrySource, KindShape
from cpd.coaching.rules.other_visits import (
    Agreed,
    Beginning,
    OtherWords,
    check_before_sharing,
    check_rooms,
    check_words,
)
from cpd.coaching.rules.visits import VisitState
from cpd.coaching.services.writing import add_once, check_post
from cpd.core import audit
from cpd.core.access import NotFound, require
from cpd.core.dates import to_text
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor


def begin_other_visit(
    session: Session, actor: Actor, beginning: Beginning, request_key: uuid.UUID, at: dt.datetime
) -> OtherVisit:
    """Begin a draft dated today. It keeps the questions and the readers that its kind has now."""
    kind = queries.get_kind(session, beginning.kind_id)
    school_id, person_id = beginning.school_id, beginning.person_id
    require(kind_policy.can_make_at(actor, kind, school_id))
    if (person_id is None) == (kind.shape is KindShape.PERSON) or person_id == actor.person_id:
        raise NotFound
    if school_id not in {school.id for school in queries.schools_to_visit(session, actor, kind, person_id)}:
        raise NotFound
    new = OtherVisit(
        kind_id=kind.id,
        visitor_id=actor.person_id,
        school_id=school_id,
        person_id=person_id,
        visited_on=actor.today,
        head_reads=kind.head_reads,
        lead_reads=kind.lead_reads,
        questions=kind.questions,
        answers=["" for _ in kind.questions],
        state=VisitState.DRAFT,
        begun_at=at,
        saved_at=at,
        request_key=request_key,
    )
    visit = add_once(session, new, select(OtherVisit).where(OtherVisit.request_key == request_key))
    require(visit.visitor_id == actor.person_id and visit.kind_id == kind.id and visit.person_id == person_id)
    if visit is new:
        audit.record(session, actor, "other_visit.begun", visit.id, about_person_id=person_id)
    return visit


def words_of_other(visit: OtherVisit) -> OtherWords:
    return OtherWords(visit.visited_on, tuple(visit.answers), visit.second_visitor_id)


def save_other_visit(
    session: Session, actor: Actor, visit_id: uuid.UUID, words: OtherWords, version: int, at: dt.datetime
) -> bool:
    """Keep what the visitor has written. Of a shared visit the earlier words stay with it. False: nothing was new."""
    visit = _locked(session, actor, visit_id)
    require(kind_policy.can_edit(actor, visit))
    is_shared = visit.state is VisitState.SHARED
    before = words_of_other(visit)
    if is_shared:
        # The rooms of a walk know the day alone, and nothing leads from the walk to them.
        day = visit.visited_on if visit.kind.shape is KindShape.WALK else words.visited_on
        words = OtherWords(day, words.answers, visit.second_visitor_id)
    if words == before:
        return False
    if visit.version != version:
        raise StaleRecord
    if is_shared:
        check_before_sharing(words.answers)
    check_words(words, actor.today)
    check_post(session, visit, words.visited_on)
    if words.second_visitor_id not in {None, visit.second_visitor_id} | {
        person.id for person in queries.companions(session, visit, actor.today)
    }:
        raise DomainError("Choose somebody of the list, or nobody.", "second_visitor_id")
    visit.visited_on, visit.second_visitor_id = words.visited_on, words.second_visitor_id
    visit.answers = list(words.answers)
    visit.saved_at = at
    if is_shared:
        _keep_earlier(session, actor, visit, before, at)
    session.flush()
    return True


def _keep_earlier(session: Session, actor: Actor, visit: OtherVisit, before: OtherWords, at: dt.datetime) -> None:
    earlier = {
        question: was
        for question, was, now in zip(visit.questions, before.answers, visit.answers, strict=True)
        if was != now
    }
    if before.visited_on != visit.visited_on:
        earlier["Date"] = to_text(before.visited_on)
        session.execute(
            update(LedgerEntry).where(LedgerEntry.other_visit_id == visit.id).values(entered_on=visit.visited_on)
        )
    session.add(OtherVisitCorrection(visit_id=visit.id, by_id=visit.visitor_id, at=at, earlier=earlier))
    audit.record(session, actor, "other_visit.corrected", visit.id, about_person_id=visit.person_id)


def share_other_visit(
    session: Session, actor: Actor, visit_id: uuid.UUID, rooms: Collection[uuid.UUID], at: dt.datetime
) -> bool:
    """Show a draft to its readers, and enter into the ledger into whose room somebody came. False: shared already."""
    visit = _locked(session, actor, visit_id)
    require(kind_policy.can_edit(actor, visit))
    if visit.state is VisitState.SHARED:
        return False
    require(kind_policy.can_share(actor, visit))
    check_before_sharing(tuple(visit.answers))
    if visit.kind.shape is KindShape.WALK:
        _enter_rooms(session, visit, rooms)
    elif visit.person_id is not None:
        _enter_visit(session, visit, visit.person_id)
    visit.state, visit.shared_at, visit.saved_at = VisitState.SHARED, at, at
    audit.record(session, actor, "other_visit.shared", visit.id, about_person_id=visit.person_id)
    return True


def _enter_visit(session: Session, visit: OtherVisit, person_id: uuid.UUID) -> None:
    visitors = [visit.visitor.name, *([visit.second_visitor.name] if visit.second_visitor else [])]
    session.add(
        LedgerEntry(
            person_id=person_id,
            school_id=visit.school_id,
            kind_id=visit.kind_id,
            called=visit.kind.name,
            visitor=" and ".join(visitors)[:200],
            entered_on=visit.visited_on,
            source=EntrySource.VISIT,
            other_visit_id=visit.id,
            request_key=uuid.uuid4(),
        )
    )


def _enter_rooms(session: Session, visit: OtherVisit, rooms: Collection[uuid.UUID]) -> None:
    """One entry a room: the day and the kind. Keys and order are drawn by lot, so that nothing shows what belongs."""
    known = {room.person_id for room in queries.rooms_of(session, visit.school_id, visit.visited_on)}
    if not known.issuperset(rooms):
        raise DomainError("Somebody ticked had no post at the school on that day: choose again.", "rooms")
    chosen = [room for room in set(rooms) if room not in {visit.visitor_id, visit.second_visitor_id}]
    check_rooms(len(chosen))
    secrets.SystemRandom().shuffle(chosen)
    rows = [
        {
            "id": uuid.uuid4(),
            "person_id": room,
            "school_id": visit.school_id,
            "kind_id": visit.kind_id,
            "called": visit.kind.name,
            "visitor": "",
            "entered_on": visit.visited_on,
            "source": EntrySource.WALK,
            "other_visit_id": None,
            "dispute": "",
            "settled": "",
            "is_struck": False,
            "request_key": uuid.uuid4(),
        }
        for room in chosen
    ]
    session.execute(insert(LedgerEntry), rows)


def discard_other_visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> None:
    """Throw a draft away for good: nobody else ever saw it."""
    visit = _locked(session, actor, visit_id)
    require(kind_policy.can_discard(actor, visit))
    audit.record(session, actor, "other_visit.discarded", visit.id, about_person_id=visit.person_id)
    session.execute(delete(OtherVisit).where(OtherVisit.id == visit.id))


def add_action(session: Session, actor: Actor, visit_id: uuid.UUID, agreed: Agreed, request_key: uuid.UUID) -> None:
    """Write down what was agreed: what, who, until when."""
    visit = _locked(session, actor, visit_id)
    require(kind_policy.can_add_action(actor, visit))
    new = OtherVisitAction(
        visit_id=visit.id, text=agreed.text, who=agreed.who, due_on=agreed.due_on, request_key=request_key
    )
    action = add_once(session, new, select(OtherVisitAction).where(OtherVisitAction.request_key == request_key))
    require(action.visit_id == visit.id)
    if action is new:
        audit.record(session, actor, "other_visit.action_added", visit.id, about_person_id=visit.person_id)


def finish_action(session: Session, actor: Actor, action_id: uuid.UUID, note: str) -> None:
    """Say that something agreed is done, with a note. Whoever reads the visit may; the first to say so is kept."""
    session.execute(select(OtherVisitAction.id).where(OtherVisitAction.id == action_id).with_for_update())
    action = queries.get_action(session, actor, action_id)
    require(kind_policy.can_finish_action(actor, action.visit))
    if action.done_on is not None:
        if action.note == note:
            return
        raise DomainError(f"Somebody said meanwhile that this is done: “{action.note or 'without a note'}”.", "note")
    action.done_on, action.note = actor.today, note
    about = action.visit.person_id
    audit.record(session, actor, "other_visit.action_done", action.visit_id, about_person_id=about)


def _locked(session: Session, actor: Actor, visit_id: uuid.UUID) -> OtherVisit:
    session.execute(select(OtherVisit.id).where(OtherVisit.id == visit_id).with_for_update())
    return queries.get_other_visit(session, actor, visit_id)
