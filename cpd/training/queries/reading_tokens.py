"""Tokens by which programs read figures: the list of them, and the one that a program shows."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.accounts.models import Account
from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import ReadingToken
from cpd.training.policy import exports as export_policy


def list_tokens(session: Session, actor: Actor) -> list[tuple[ReadingToken, Person]]:
    """Tokens that the actor may know of, each with who made it, the newest first."""
    rows = session.execute(
        select(ReadingToken, Person)
        .join(Person, Person.id == ReadingToken.made_by_id)
        .where(export_policy.visible_tokens(actor))
        .order_by(ReadingToken.made_at.desc(), ReadingToken.id)
    )
    return [(token, person) for token, person in rows]


def get_token(session: Session, actor: Actor, token_id: uuid.UUID) -> ReadingToken:
    """Raises ``NotFound``."""
    return found(
        session.scalars(
            select(ReadingToken).where(ReadingToken.id == token_id, export_policy.visible_tokens(actor))
        ).first()
    )


def find_token(session: Session, token_hash: str, today: dt.date) -> ReadingToken | None:
    """The token with this hash, where it is neither withdrawn nor over and its maker's account is open."""
    return session.scalars(
        select(ReadingToken)
        .join(Account, Account.person_id == ReadingToken.made_by_id)
        .where(
            ReadingToken.token_hash == token_hash,
            ReadingToken.withdrawn_at.is_(None),
            ReadingToken.ends_on >= today,
            Account.disabled_at.is_(None),
        )
    ).first()
