"""Devices that keep coaching offline, and the visits that they send."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import OfflineDevice, Visit
from cpd.coaching.policy import visits as policy
from cpd.coaching.rules.visits import VisitState
from cpd.coaching.services.drafts import begin_visit, save_draft, says_the_same
from cpd.coaching.services.writing import locked, words_of
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor, load_actor

_JUST_BEGUN = 1


class DeviceOff(DomainError):
    """The device was switched off from elsewhere: what it keeps has to go."""


@dataclass(frozen=True)
class SentVisit:
    """A draft as a device sends it. ``key`` was made there; ``version`` is the saved one it was written on, 0 for none.

    ``words`` holds those fields of :class:`VisitWords` that the device knows; others stay as they are.
    """

    key: uuid.UUID
    person_id: uuid.UUID
    school_id: uuid.UUID
    version: int
    words: dict[str, Any]


def switch_device_on(session: Session, actor: Actor, device_id: uuid.UUID, name: str, at: dt.datetime) -> OfflineDevice:
    """Note a device that the actor says is theirs to keep coaching on. The same request sent again changes nothing."""
    require(policy.can_begin(actor))
    device = session.get(OfflineDevice, device_id)
    if device is not None:
        require(device.person_id == actor.person_id)
        return device
    if not name:
        raise DomainError("Give the device a name, so that you know it again in the list.", "name")
    device = OfflineDevice(id=device_id, person_id=actor.person_id, name=name[:100], switched_on_at=at, last_seen_at=at)
    session.add(device)
    audit.record(session, actor, "offline.switched_on", device_id, about_person_id=actor.person_id)
    return device


def switch_device_off(session: Session, actor: Actor, device_id: uuid.UUID, at: dt.datetime) -> None:
    """From now on the device is sent nothing; it wipes itself when it is next in touch."""
    device = queries.get_device(session, actor, device_id)
    if device.switched_off_at is None:
        device.switched_off_at = at
        audit.record(session, actor, "offline.switched_off", device_id, about_person_id=actor.person_id)


def meet_device(session: Session, actor: Actor, device_id: uuid.UUID, at: dt.datetime) -> None:
    """A device is in touch: it has to be the actor's own, and on."""
    device = queries.get_device(session, actor, device_id)
    if device.switched_off_at is not None:
        raise DeviceOff("Offline was switched off for this device. What it kept has been wiped.")
    device.last_seen_at = at


def receive_visit(session: Session, actor: Actor, sent: SentVisit, at: dt.datetime) -> Visit:
    """Keep a draft that a device sends: one visit however often it arrives, and never over words it has not seen."""
    visit_id = session.scalar(select(Visit.id).where(Visit.request_key == sent.key))
    version = sent.version or _JUST_BEGUN
    if visit_id is None:
        visit_id = _begin(session, actor, sent, at).id
        version = _JUST_BEGUN
    visit = locked(session, actor, visit_id)
    words = replace(words_of(visit), **sent.words)
    if visit.state is VisitState.WITHDRAWN:
        raise StaleRecord("This visit was shared and taken back meanwhile. Its words stand on its own page.")
    if policy.can_correct(actor, visit):
        if says_the_same(visit, words):
            return visit
        raise StaleRecord("This visit was shared meanwhile with other words. Both are shown; nothing is lost.")
    return save_draft(session, actor, visit_id, words, version, at)


def _begin(session: Session, actor: Actor, sent: SentVisit, at: dt.datetime) -> Visit:
    """Somebody who is no ambassador any more begins the draft as the one they were on its day, and supports nobody."""
    if policy.can_begin(actor) or actor.person_id is None:
        return begin_visit(session, actor, sent.person_id, sent.school_id, sent.key, at)
    that_day = min(sent.words.get("visited_on") or actor.today, actor.today)
    then = load_actor(session, actor.person_id, that_day)
    return begin_visit(session, then, sent.person_id, sent.school_id, sent.key, at, supports=False)
