"""Having the leader of a session and the school that hosts it told: named, changed, called off, no longer named."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from cpd.core import jobs
from cpd.people.actor import Actor
from cpd.training.models import SessionState, TrainingSession

TELL_NAMED = "training.session_roles"


class Told(StrEnum):
    NAMED = "named"
    CHANGED = "changed"
    # No longer the leader, or the host.
    RELEASED = "released"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Named:
    """Who leads a session and which school hosts it."""

    leader_id: uuid.UUID | None = None
    host_school_id: uuid.UUID | None = None


def named_in(one: TrainingSession) -> Named:
    return Named(one.leader_person_id, one.host_school_id)


def tell_named(session: Session, actor: Actor, one: TrainingSession, before: Named | None = None) -> None:
    """Have those who are named, and those who were ``before``, told by a job when this is committed."""
    now, before = named_in(one), before or Named()
    is_off = one.state is SessionState.CANCELLED
    leaders = _news(before.leader_id, now.leader_id, is_off)
    hosts = _news(before.host_school_id, now.host_school_id, is_off)
    if leaders or hosts:
        by = str(actor.person_id or "")
        jobs.enqueue(session, TELL_NAMED, {"session_id": str(one.id), "leaders": leaders, "hosts": hosts, "by": by})


def _news(before: uuid.UUID | None, now: uuid.UUID | None, is_off: bool) -> dict[str, str]:
    news = {}
    if before is not None and before != now:
        news[str(before)] = Told.RELEASED
    if now is not None:
        news[str(now)] = Told.CANCELLED if is_off else Told.CHANGED if before == now else Told.NAMED
    return {key: told.value for key, told in news.items()}
