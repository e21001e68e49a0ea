"""Reads of the trust, its schools and people."""

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpd.core.periods import holds
from cpd.people.actor import Actor
from cpd.people.models import Phase, Post, School, Trust


def get_trust(session: Session) -> Trust | None:
    """The trust, or nothing before the first set-up."""
    return session.scalars(select(Trust)).first()


def list_open_schools(session: Session, today: dt.date) -> list[School]:
    """Schools that are not closed today, by name, the central team last."""
    return list(
        session.scalars(
            select(School)
            .where(or_(School.closed_on.is_(None), School.closed_on >= today))
            .order_by(School.phase == Phase.CENTRAL, School.sort_name)
        )
    )


def post_line(session: Session, actor: Actor) -> str | None:
    """``Teacher, Hazel Down Primary``: the actor's largest post today, for the page header."""
    post = session.execute(
        select(Post.job_title, School.name)
        .join(School, School.id == Post.school_id)
        .where(Post.person_id == actor.person_id, holds(Post, actor.today))
        .order_by(Post.fte.desc(), Post.started_on, Post.job_title)
        .limit(1)
    ).first()
    return f"{post.job_title}, {post.name}" if post else None
