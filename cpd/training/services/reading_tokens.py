"""Making and withdrawing tokens by which programs read figures. Only the hash of a token is kept."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.training.models import ReadingToken
from cpd.training.policy import exports as export_policy
from cpd.training.queries.reading_tokens import get_token

LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class TokenWish:
    name: str
    scopes: Sequence[str]
    ends_on: dt.date


def make_token(session: Session, actor: Actor, wish: TokenWish, token_hash: str, at: dt.datetime) -> ReadingToken:
    """Keep the hash of a token; the same one twice makes one. It reads what its maker may read, as long as they may."""
    require(export_policy.can_make_token(actor, wish.scopes))
    if wish.ends_on <= actor.today:
        raise DomainError("Choose a last day that is still to come.", "ends_on")
    if wish.ends_on > actor.today + LONGEST:
        raise DomainError("Choose a last day within a year; then make a new one.", "ends_on")
    known = session.scalars(select(ReadingToken).where(ReadingToken.token_hash == token_hash)).first()
    if known is not None:
        return known
    assert actor.person_id is not None
    token = ReadingToken(
        name=wish.name,
        token_hash=token_hash,
        scopes=list(wish.scopes),
        made_at=at,
        made_by_id=actor.person_id,
        ends_on=wish.ends_on,
    )
    session.add(token)
    session.flush()
    record(session, actor, "training.token_made", token.id, detail={"scopes": list(wish.scopes)})
    return token


def withdraw_token(session: Session, actor: Actor, token_id: uuid.UUID, at: dt.datetime) -> None:
    """From now on it opens nothing. Withdrawing it again changes nothing."""
    token = get_token(session, actor, token_id)
    if token.withdrawn_at is None:
        token.withdrawn_at = at
        record(session, actor, "training.token_withdrawn", token.id)


def note_use(session: Session, reader: Actor, token_id: uuid.UUID) -> None:
    """That a program read with this token: once a day."""
    session.execute(update(ReadingToken).where(ReadingToken.id == token_id).values(last_used_on=reader.today))
    record(session, reader, "training.read_by_program", token_id)
