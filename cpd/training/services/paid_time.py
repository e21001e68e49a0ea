"""Paid time: what is reckoned from a register, claims, and their answers."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from cpd.core.access import found, require
from cpd.core.audit import record, record_many
from cpd.core.errors import DomainError, StaleRecord
from cpd.core.models import new_id
from cpd.people.actor import Actor
from cpd.people.models import Post, StaffGroup
from cpd.training.models import AttendedTime, ClaimState, PaidTimeClaim, PayrollLine
from cpd.training.policy import paid_time as policy
from cpd.training.queries.paid_time import Reading, read_person, read_session
from cpd.training.queries.paid_time_claims import claims_of_person, get_claim
from cpd.training.services.holding import hold_session


def reckon_session(session: Session, session_id: uuid.UUID) -> list[Reading]:
    """Keep how many minutes of each attendance lay outside paid time, in place of what was kept before.

    Part of closing a register, so it asks for no right of its own; claims that were made stay as they are. The session
    is held, so that two who reckon it at once do so one after the other.
    """
    hold_session(session, session_id)
    readings = read_session(session, session_id)
    session.execute(delete(AttendedTime).where(AttendedTime.session_id == session_id))
    _keep(session, readings)
    return readings


def _keep(session: Session, readings: Sequence[Reading]) -> None:
    rows = [{"session_id": one.session.id, "person_id": one.person_id, **vars(one.reckoned)} for one in readings]
    if rows:
        session.execute(insert(AttendedTime), rows)


def take_back(session: Session, session_id: uuid.UUID, person_ids: Collection[uuid.UUID]) -> bool:
    """What follows when these people were not at a session after all: their minutes go, and their claims as far as
    nobody has answered. Whether the session has no claim any more."""
    there = {one.person_id for one in reckon_session(session, session_id)}
    is_told = exists().where(PayrollLine.claim_id == PaidTimeClaim.id)
    of_session = PaidTimeClaim.session_id == session_id
    session.execute(
        delete(PaidTimeClaim).where(
            of_session,
            PaidTimeClaim.person_id.in_(set(person_ids) - there),
            PaidTimeClaim.state == ClaimState.CLAIMED,
            ~is_told,
        )
    )
    return session.scalar(select(PaidTimeClaim.id).where(of_session).limit(1)) is None


def count_beyond(session: Session, session_id: uuid.UUID, readings: Sequence[Reading]) -> int:
    """How many claims of a session, waiting or approved, say more minutes than somebody was there."""
    attended = {one.person_id: one.reckoned.minutes for one in readings}
    claims = session.execute(
        select(PaidTimeClaim.person_id, PaidTimeClaim.minutes).where(
            PaidTimeClaim.session_id == session_id, PaidTimeClaim.state != ClaimState.REFUSED
        )
    )
    return sum(claim.minutes > attended.get(claim.person_id, 0) for claim in claims)


def propose_claims(
    session: Session, actor: Actor, session_id: uuid.UUID, groups: Collection[StaffGroup], at: dt.datetime
) -> int:
    """Claim the minutes outside paid time for everybody of these groups at the office's schools who was there; how many
    are new."""
    require(policy.can_propose(actor))
    readings = reckon_session(session, session_id)
    claimed = set(session.scalars(select(PaidTimeClaim.person_id).where(PaidTimeClaim.session_id == session_id)))
    new = [
        _claim_row(one, one.post, actor, at)
        for one in readings
        if one.reckoned.outside
        and one.person_id not in claimed
        and one.post is not None
        and one.post.school_id in actor.office_school_ids
        and one.post.staff_group in groups
    ]
    if new:
        session.execute(insert(PaidTimeClaim), new)
    record_many(session, actor, "training.paid_time_claimed", [(row["id"], row["person_id"], None) for row in new])
    return len(new)


def _claim_row(reading: Reading, post: Post, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "session_id": reading.session.id,
        "person_id": reading.person_id,
        "post_id": post.id,
        "minutes": reading.reckoned.outside,
        "state": ClaimState.CLAIMED,
        "claimed_at": at,
        "claimed_by_id": actor.person_id,
        "answered_at": None,
        "answered_by_id": None,
        "remark": "",
        "version": 1,
    }


@dataclass(frozen=True)
class OwnClaim:
    """What somebody claims for themselves; version 0 where there is no claim yet."""

    minutes: int
    remark: str
    version: int


def claim_own(session: Session, actor: Actor, session_id: uuid.UUID, own: OwnClaim, at: dt.datetime) -> None:
    """Claim minutes of a session that the actor was at. A claim that is not approved can be claimed anew."""
    require(actor.person_id is not None)
    assert actor.person_id is not None
    hold_session(session, session_id)
    _hold(session, PaidTimeClaim.session_id == session_id, PaidTimeClaim.person_id == actor.person_id)
    reading = found(next(iter(read_person(session, actor.person_id, session_id)), None))
    if reading.post is None:
        raise DomainError("You held no post on that day, so there is nobody to claim from.")
    if not 0 < own.minutes <= reading.reckoned.minutes:
        raise DomainError(f"You were there for {reading.reckoned.minutes} minutes. Claim some of these.", "minutes")
    if own.minutes > reading.reckoned.outside and not own.remark:
        raise DomainError("This is more than lay outside your paid hours as they are known. Say why.", "remark")
    line = claims_of_person(session, actor).get(session_id)
    claim = line.claim if line else None
    if claim is not None and claim.state is ClaimState.APPROVED:
        raise DomainError("These minutes are approved already. Whoever approved them can change them.")
    if own.version != (claim.version if claim else 0):
        raise StaleRecord
    if claim is None:
        claim = PaidTimeClaim(session_id=session_id, person_id=actor.person_id)
        session.add(claim)
    claim.post_id, claim.minutes, claim.remark = reading.post.id, own.minutes, own.remark
    claim.state, claim.answered_at, claim.answered_by_id = ClaimState.CLAIMED, None, None
    claim.claimed_at, claim.claimed_by_id = at, actor.person_id
    if session.get(AttendedTime, (session_id, actor.person_id)) is None:
        _keep(session, [reading])
    session.flush()
    record(session, actor, "training.paid_time_claimed", claim.id, about_person_id=actor.person_id)


def _hold(session: Session, *claims: ColumnElement[bool]) -> None:
    """Hold these claims until the transaction ends, so that each is read as whoever was first has left it."""
    held = select(PaidTimeClaim.id).where(*claims).order_by(PaidTimeClaim.id).with_for_update()
    session.execute(held).all()


@dataclass(frozen=True)
class Answered:
    """How many were answered, and how many somebody had changed or answered since the page was opened."""

    done: int
    left: int


def answer_claims(
    session: Session, actor: Actor, seen: Mapping[uuid.UUID, int], *, approve: bool, remark: str, at: dt.datetime
) -> Answered:
    """Approve or refuse many claims at once: each as it was seen, by its version."""
    require(policy.can_answer_any(actor))
    if not approve and not remark:
        raise DomainError("Say in a sentence why these are refused.", "remark")
    _hold(session, PaidTimeClaim.id.in_(seen))
    claims = session.scalars(
        select(PaidTimeClaim)
        .join(Post, Post.id == PaidTimeClaim.post_id)
        .where(PaidTimeClaim.id.in_(seen), PaidTimeClaim.state == ClaimState.CLAIMED, policy.answerable_claims(actor))
    ).all()
    answered = [claim for claim in claims if claim.version == seen[claim.id]]
    for claim in answered:
        _answer(claim, actor, approve=approve, remark=remark or claim.remark, at=at)
    action = "training.paid_time_approved" if approve else "training.paid_time_refused"
    record_many(session, actor, action, [(claim.id, claim.person_id, None) for claim in answered])
    return Answered(len(answered), len(seen) - len(answered))


def _answer(claim: PaidTimeClaim, actor: Actor, *, approve: bool, remark: str, at: dt.datetime) -> None:
    claim.state = ClaimState.APPROVED if approve else ClaimState.REFUSED
    claim.answered_at, claim.answered_by_id, claim.remark = at, actor.person_id, remark


@dataclass(frozen=True)
class Decision:
    """What is decided of one claim, also of one that was answered before."""

    approve: bool
    minutes: int
    remark: str
    version: int


def decide_claim(session: Session, actor: Actor, claim_id: uuid.UUID, decision: Decision, at: dt.datetime) -> None:
    """Answer one claim, or answer it otherwise. What payroll was told before is put right in its next file."""
    _hold(session, PaidTimeClaim.id == claim_id)
    line = get_claim(session, actor, claim_id)
    require(line.can_answer)
    claim = line.claim
    if claim.version != decision.version:
        raise StaleRecord
    if decision.minutes <= 0:
        raise DomainError("Give the minutes, at least one; refuse the claim where there are none.", "minutes")
    changed = claim.state is not ClaimState.CLAIMED or decision.minutes != claim.minutes
    if (changed or not decision.approve) and not decision.remark:
        raise DomainError("Say in a sentence why it is changed or refused.", "remark")
    before = claim.minutes
    claim.minutes = decision.minutes
    _answer(claim, actor, approve=decision.approve, remark=decision.remark, at=at)
    action = "training.paid_time_approved" if decision.approve else "training.paid_time_refused"
    detail = {"minutes": [before, decision.minutes]} if before != decision.minutes else None
    record(session, actor, action, claim.id, about_person_id=claim.person_id, detail=detail)
