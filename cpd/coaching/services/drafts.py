"""A visit before it is shared: only its visitor sees it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import ActionStep, StepChange, Visit, VisitLookFor, VisitTerm
from cpd.coaching.policy import visits as policy
from cpd.coaching.queries import OfferedLine
from cpd.coaching.rules.steps import Settled, StepMove
from cpd.coaching.rules.visits import VisitKind, VisitState, VisitWords, check_dates, missing, unsettled
from cpd.coaching.services.development import close_step
from cpd.coaching.services.support import check_open_to, take_on
from cpd.coaching.services.writing import (
    add_once,
    check_post,
    locked,
    locked_words,
    move,
    put_step,
    put_words,
    words_of,
)
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.standards.queries import list_terms


class NotComplete(DomainError):
    """A draft lacks something before it can be shared; ``asked`` names each."""

    def __init__(self, asked: list[DomainError]) -> None:
        super().__init__(asked[0].message, asked[0].field)
        self.asked = asked


def begin_visit(
    session: Session,
    actor: Actor,
    person_id: uuid.UUID,
    school_id: uuid.UUID,
    request_key: uuid.UUID,
    at: dt.datetime,
    *,
    supports: bool = True,
) -> Visit:
    """Begin a draft about a colleague of the actor's own schools, dated today. One key begins one visit."""
    require(policy.can_begin(actor))
    place = queries.get_place(session, actor, person_id, school_id)
    new = Visit(
        visitor_id=actor.person_id,
        person_id=place.person_id,
        school_id=place.school_id,
        kind=VisitKind.LESSON_VISIT,
        visited_on=actor.today,
        state=VisitState.DRAFT,
        begun_at=at,
        saved_at=at,
        request_key=request_key,
    )
    visit = add_once(session, new, select(Visit).where(Visit.request_key == request_key))
    require(visit.visitor_id == actor.person_id and visit.person_id == person_id)
    if visit is new:
        audit.record(session, actor, "visit.begun", visit.id, about_person_id=person_id)
        if supports:
            check_open_to(session, actor, person_id, place.name)
            # Whoever has a say over the person visits them, as the page has said, and reads nothing beside the visit.
            if not queries.has_say_over(session, actor.person_id, person_id, actor.today):
                take_on(session, actor, person_id, school_id)
    return visit


def take_over_words(session: Session, actor: Actor, draft: Visit, source_id: uuid.UUID) -> None:
    """Fill a draft just begun with the words of a withdrawn visit, which was shared with the wrong person.

    Of its look-fors and library step those stay that are offered to this person too.
    """
    source = queries.get_visit(session, actor, source_id)
    require(policy.can_copy(actor, source) and policy.can_edit(actor, draft))
    if draft.saved_at != draft.begun_at or draft.seen or draft.worked:
        # The same form sent again: the words are there already, and perhaps written on.
        return
    words = words_of(source)
    groups = queries.staff_groups_of(session, draft.person_id, words.visited_on)
    look_for_ids = words.look_for_ids & {look_for.id for look_for in queries.look_fors_offered(session, groups)}
    if words.library_step_id not in {step.id for step in queries.steps_offered(session, groups)}:
        words = replace(words, library_step_id=None)
    if words.second_visitor_id not in {one.id for one in queries.second_visitors(session, actor, draft)}:
        words = replace(words, second_visitor_id=None)
    put_words(draft, words)
    put_step(session, draft, None, words)
    session.add_all(
        VisitLookFor(visit_id=draft.id, look_for_id=tag.look_for_id, position=tag.position, wording=tag.wording)
        for tag in source.look_fors
        if tag.look_for_id in look_for_ids
    )
    session.add_all(VisitTerm(visit_id=draft.id, term_id=tag.term_id, wording=tag.wording) for tag in source.terms)


def copy_last_visit(session: Session, actor: Actor, visit_id: uuid.UUID, at: dt.datetime) -> bool:
    """Begin a draft like the last visit to the same person: its kind and tags, and those of the step that is open.

    False, and nothing changes, where there is no such visit or the draft has words of its own.
    """
    draft = locked(session, actor, visit_id)
    require(policy.can_edit(actor, draft))
    last = queries.last_visit(session, actor, draft.person_id)
    if last is None or not is_empty(draft):
        return False
    agreed = queries.visit_of_open_step(session, actor, draft.person_id)
    sources = [last, *([agreed] if agreed is not None and agreed.id != last.id else [])]
    groups = queries.staff_groups_of(session, draft.person_id, draft.visited_on)
    offered, terms = queries.look_fors_offered(session, groups), {term.id for term in list_terms(session)}
    look_for_ids = {tag.look_for_id for source in sources for tag in source.look_fors}
    term_ids = {tag.term_id for source in sources for tag in source.terms}
    words = replace(
        words_of(draft),
        kind=last.kind,
        look_for_ids=frozenset(look_for_ids & {look_for.id for look_for in offered}),
        term_ids=frozenset(term_ids & terms),
    )
    put_words(draft, words)
    _put_look_fors(session, draft, words, offered)
    _put_terms(session, draft, words)
    draft.saved_at = at
    return True


def is_empty(visit: Visit) -> bool:
    """Whether nothing was written or ticked yet in a draft."""
    words = words_of(visit)
    return words == VisitWords(visited_on=words.visited_on, visited_at=words.visited_at, kind=words.kind)


def says_the_same(visit: Visit, words: VisitWords) -> bool:
    """Whether words typed for a draft are those with which it was shared."""
    return _as_shared(_with_step_of_library(visit, words, _library_steps(visit, []))) == _as_shared(words_of(visit))


def _as_shared(words: VisitWords) -> VisitWords:
    """Sharing leaves out what was written about a step without words."""
    if words.step_text:
        return words
    return replace(words, library_step_id=None, tried_where="", check_back_on=None, check_back_at=None)


def save_draft(
    session: Session, actor: Actor, visit_id: uuid.UUID, words: VisitWords, version: int, at: dt.datetime
) -> Visit:
    """Keep what the visitor has written so far. The same words sent again change nothing.

    A stale form is refused before anything else is said about it.
    """
    visit = locked_words(session, actor, visit_id)
    require(policy.can_edit(actor, visit))
    groups_of = partial(queries.staff_groups_of, session, visit.person_id, words.visited_on)
    # Whoever else saves waits meanwhile: what is offered is read only where something new was chosen of it.
    has_chosen = words.library_step_id not in (None, visit.step.library_step_id if visit.step else None)
    steps = _library_steps(visit, queries.steps_offered(session, groups_of()) if has_chosen else [])
    words = _with_step_of_library(visit, words, steps)
    before = words_of(visit)
    if words == before:
        return visit
    if visit.version != version:
        raise StaleRecord
    check_dates(words, actor.today)
    check_post(session, visit, words.visited_on)
    if words.library_step_id is not None and words.library_step_id not in steps:
        raise DomainError(f"That step is not offered to {visit.person.name}: choose another.", "step_text")
    if words.second_visitor_id != before.second_visitor_id and (refused := _not_second(session, actor, visit, words)):
        raise refused[0]
    put_words(visit, words)
    put_step(session, visit, visit.step, words)
    if words.look_for_ids != before.look_for_ids:
        _put_look_fors(session, visit, words, queries.look_fors_offered(session, groups_of()))
    if words.term_ids != before.term_ids:
        _put_terms(session, visit, words)
    visit.saved_at = at
    session.flush()
    return visit


def share_visit(
    session: Session, actor: Actor, visit_id: uuid.UUID, at: dt.datetime, settled: Settled | None = None
) -> bool:
    """Show a draft to its person, whole and at once. False where it was shared already.

    Where it brings a new step while another is open, ``settled`` says what becomes of that one.
    """
    visit = locked(session, actor, visit_id)
    if policy.can_correct(actor, visit):
        return False
    require(policy.can_share(actor, visit))
    words = words_of(visit)
    has_open_step = bool(queries.open_steps(session, actor, visit.person_id))
    asked = missing(words, visit.person.known_as, has_open_step=has_open_step)
    asked += _not_second(session, actor, visit, words)
    to_settle = queries.steps_to_settle(session, actor, visit.person_id) if words.step_text else []
    if to_settle:
        asked += unsettled(settled)
    if asked:
        raise NotComplete(asked)
    _settle(session, actor, to_settle, settled, at)
    if visit.step is not None and not visit.step.text:
        # Only a day was typed: the step that is open goes on.
        session.delete(visit.step)
    move(visit, VisitState.SHARED)
    visit.shared_at = visit.saved_at = at
    audit.record(session, actor, "visit.shared", visit.id, about_person_id=visit.person_id)
    return True


def _settle(session: Session, actor: Actor, steps: list[ActionStep], settled: Settled | None, at: dt.datetime) -> None:
    """Close the steps that were open. The moment, which is that of sharing, says with which visit they were closed."""
    if settled is None or settled.state is None:
        return
    for step in steps:
        close_step(session, actor, step, settled.state, settled.how_it_went)
        session.add(StepChange(step_id=step.id, by_id=actor.person_id, at=at, move=StepMove.SETTLED, earlier={}))


def _not_second(session: Session, actor: Actor, visit: Visit, words: VisitWords) -> list[DomainError]:
    """Why somebody cannot be the second of two visitors; nothing where they can, or where there is none."""
    second_id = words.second_visitor_id
    if second_id is None or second_id in {one.id for one in queries.second_visitors(session, actor, visit)}:
        return []
    return [
        DomainError(
            f"The second visitor is another ambassador of {visit.school.name} who is not head, line manager or "
            f"appraiser of {visit.person.known_as}: choose again.",
            "second_visitor_id",
        )
    ]


def discard_draft(session: Session, actor: Actor, visit_id: uuid.UUID) -> None:
    """Throw a draft away for good: nobody else ever saw it."""
    visit = locked(session, actor, visit_id)
    require(policy.can_edit(actor, visit))
    audit.record(session, actor, "visit.discarded", visit.id, about_person_id=visit.person_id)
    session.execute(delete(Visit).where(Visit.id == visit.id))


def _library_steps(visit: Visit, offered: list[OfferedLine]) -> dict[uuid.UUID, str]:
    """The words of each step that may stand in a visit: those offered, and the one that stands there already."""
    earlier = visit.step.library_step if visit.step else None
    return ({earlier.id: earlier.text} if earlier else {}) | {step.id: step.text for step in offered}


def _with_step_of_library(visit: Visit, words: VisitWords, steps: Mapping[uuid.UUID, str]) -> VisitWords:
    """Fill in the words of a step chosen from the library, unless the visitor has written their own."""
    if words.library_step_id is None or words.library_step_id not in steps:
        return words
    earlier = visit.step.library_step if visit.step else None
    taken_over = earlier is not None and earlier.id != words.library_step_id and words.step_text == earlier.text
    if words.step_text and not taken_over:
        return words
    return replace(words, step_text=steps[words.library_step_id])


def _put_look_fors(session: Session, visit: Visit, words: VisitWords, offered: list[OfferedLine]) -> None:
    """Tag look-fors in the order of the framework, each with today's wording; those tagged before keep theirs."""
    tagged = {tag.look_for_id: tag.wording for tag in visit.look_fors}
    wordings = tagged | {look_for.id: tagged.get(look_for.id, look_for.text) for look_for in offered}
    if not words.look_for_ids <= wordings.keys():
        raise DomainError(
            f"One of those look-fors is not offered to {visit.person.name}: choose again.", "look_for_ids"
        )
    session.execute(delete(VisitLookFor).where(VisitLookFor.visit_id == visit.id))
    for tag in visit.look_fors:
        session.expunge(tag)
    chosen = [id_ for id_ in wordings if id_ in words.look_for_ids]
    session.add_all(
        VisitLookFor(visit_id=visit.id, look_for_id=id_, position=position, wording=wordings[id_])
        for position, id_ in enumerate(chosen)
    )


def _put_terms(session: Session, visit: Visit, words: VisitWords) -> None:
    tagged = {tag.term_id: tag.wording for tag in visit.terms}
    wordings = {term.id: term.name for term in list_terms(session)} | tagged
    if not words.term_ids <= wordings.keys():
        raise DomainError("One of those words is no longer in the glossary: choose again.", "term_ids")
    session.execute(delete(VisitTerm).where(VisitTerm.visit_id == visit.id))
    for tag in visit.terms:
        session.expunge(tag)
    session.add_all(VisitTerm(visit_id=visit.id, term_id=id_, wording=wordings[id_]) for id_ in words.term_ids)
