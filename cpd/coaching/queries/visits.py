"""Visits whose words the reader may read."""

import uuid

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.coaching.models import ActionStep, Reply, Visit, VisitLookFor, VisitTerm
from cpd.coaching.policy.visits import visible
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.people.actor import Actor


def get_visit(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """A visit whole: people, school, tags, step, replies and corrections. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Visit)
            .where(Visit.id == visit_id, visible(actor))
            .options(
                joinedload(Visit.visitor),
                joinedload(Visit.second_visitor),
                joinedload(Visit.person),
                joinedload(Visit.school),
                joinedload(Visit.step).joinedload(ActionStep.library_step),
                selectinload(Visit.look_fors).joinedload(VisitLookFor.look_for),
                selectinload(Visit.terms).joinedload(VisitTerm.term),
                selectinload(Visit.replies).joinedload(Reply.author),
                selectinload(Visit.corrections),
            )
        ).first()
    )


def get_visit_alone(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """A visit without anything that hangs on it. Raises ``NotFound``."""
    return found(session.scalars(select(Visit).where(Visit.id == visit_id, visible(actor))).first())


def get_words(session: Session, actor: Actor, visit_id: uuid.UUID) -> Visit:
    """A visit with no more than its form holds, for drafts that save themselves at each pause. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(Visit)
            .where(Visit.id == visit_id, visible(actor))
            .options(
                joinedload(Visit.person),
                joinedload(Visit.school),
                joinedload(Visit.step).joinedload(ActionStep.library_step),
                selectinload(Visit.look_fors),
                selectinload(Visit.terms),
            )
        ).first()
    )


def visits_of_person(session: Session, actor: Actor, limit: int = 100) -> list[Visit]:
    """Visits shared with the actor, newest first, with visitors, school and step."""
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), Visit.person_id == actor.person_id)
            .order_by(Visit.visited_on.desc(), Visit.shared_at.desc())
            .limit(limit)
        )
    )


def list_drafts(session: Session, actor: Actor) -> list[Visit]:
    """The actor's own drafts, the last one written on first, with person and school."""
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), Visit.visitor_id == actor.person_id, Visit.state == VisitState.DRAFT)
            .order_by(Visit.saved_at.desc())
        )
    )


def list_shared(session: Session, actor: Actor, limit: int = 10) -> list[Visit]:
    """Visits that the actor made, alone or by two, and that are shared; newest first, with people and school."""
    made = or_(Visit.visitor_id == actor.person_id, Visit.second_visitor_id == actor.person_id)
    return list(
        session.scalars(
            _listed()
            .where(visible(actor), made, Visit.state == VisitState.SHARED)
            .order_by(Visit.shared_at.desc())
            .limit(limit)
        )
    )


def _listed() -> Select[Visit]:
    return select(Visit).options(
        joinedload(Visit.visitor),
        joinedload(Visit.second_visitor),
        joinedload(Visit.person),
        joinedload(Visit.school),
        joinedload(Visit.step),
    )
