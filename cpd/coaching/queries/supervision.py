"""Notes for supervision: one's own, and those shared with the development lead."""

import uuid

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.coaching.models import SupervisionNote
from cpd.core.access import found
from cpd.core.models import holds
from cpd.people.actor import Actor
from cpd.people.models import Person, Post

MOST_NOTES = 200


def note_visible(actor: Actor) -> ColumnElement[bool]:
    """The actor's own notes; for the development lead also those that were shared."""
    shared = SupervisionNote.shared_at.is_not(None) if actor.is_development_lead else false()
    return or_(SupervisionNote.ambassador_id == actor.person_id, shared)


def get_note(session: Session, actor: Actor, note_id: uuid.UUID) -> SupervisionNote:
    """A note with who wrote it. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(SupervisionNote)
            .where(SupervisionNote.id == note_id, note_visible(actor))
            .options(joinedload(SupervisionNote.ambassador))
        ).first()
    )


def list_own_notes(session: Session, actor: Actor) -> list[SupervisionNote]:
    """The newest first."""
    return list(
        session.scalars(
            select(SupervisionNote)
            .where(SupervisionNote.ambassador_id == actor.person_id)
            .order_by(SupervisionNote.written_on.desc(), SupervisionNote.id.desc())
            .limit(MOST_NOTES)
        )
    )


def list_shared_notes(session: Session, actor: Actor) -> list[SupervisionNote]:
    """What ambassadors shared with the development lead, the newest first, with who wrote it."""
    return list(
        session.scalars(
            select(SupervisionNote)
            .where(
                and_(
                    note_visible(actor),
                    SupervisionNote.shared_at.is_not(None),
                    SupervisionNote.ambassador_id != actor.person_id,
                )
            )
            .options(joinedload(SupervisionNote.ambassador))
            .order_by(SupervisionNote.shared_at.desc())
            .limit(MOST_NOTES)
        )
    )


def names_of_colleagues(session: Session, actor: Actor) -> set[str]:
    """First, last and preferred names of whoever works today at the schools of an ambassador, themselves left out."""
    rows = session.execute(
        select(Person.first_name, Person.last_name, Person.preferred_name)
        .join(Post, Post.person_id == Person.id)
        .where(Post.school_id.in_(actor.ambassador_school_ids), holds(Post, actor.today), Person.id != actor.person_id)
        .distinct()
    )
    return {name for row in rows for name in row if name}
