"""Signing, taking back, and freezing what both have signed."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.appraisal import policy
from cpd.appraisal.models import Review, ReviewState, Signature, SignedRecord
from cpd.appraisal.rules.stages import Stage, check_may_be_signed
from cpd.appraisal.rules.states import NotNow, check_move, state_after_signing
from cpd.appraisal.services.move_mails import tell_of_signature
from cpd.appraisal.services.stages import record_move, withdraw_signatures
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.core.names import fold
from cpd.people.actor import Actor


@dataclass(frozen=True)
class Frozen:
    """A review as both signed it: the record as canonical JSON, its PDF, and the PDF/A for the file."""

    record_json: str
    pdf: bytes
    archive: bytes


def digest(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def sign(
    session: Session,
    actor: Actor,
    review: Review,
    typed_name: str,
    account_id: uuid.UUID,
    *,
    content: str,
    seen: str,
    freeze: Callable[[Review], Frozen],
    at: dt.datetime,
) -> None:
    """Sign what the actor has read. ``content`` is the review's canonical JSON without signatures, ``seen`` its digest
    on the page that the actor signed; the second signature freezes the review by ``freeze``.

    The name may be typed without regard to case, accents, apostrophes and spaces. Raises ``DomainError`` where it is
    somebody else's, or where the words are not those the actor has read.
    """
    signer = policy.signer_of(actor, review)
    require(signer is not None and actor.person_id is not None)
    if any(signature.signer == signer for signature in review.signatures):
        return
    if review.state is ReviewState.CLOSED:
        raise NotNow("Both have signed this review, so it stays as it is.")
    check_may_be_signed(review.stage)
    require(policy.can_sign(actor, review))
    person = review.person if policy.is_person(actor, review) else review.appraiser
    if fold(typed_name) not in {fold(person.name), fold(f"{person.first_name} {person.last_name}")}:
        raise DomainError(f"Type your own name as it stands here: {person.name}.", "typed_name")
    if digest(content) != seen:
        raise DomainError("Something in this review has changed since you opened this page. Read it again, then sign.")
    review.signatures.append(
        Signature(
            review_id=review.id,
            signer=signer,
            typed_name=typed_name,
            person_id=actor.person_id,
            account_id=account_id,
            signed_at=at,
        )
    )
    audit.record(session, actor, "review.signed", review.id, about_person_id=review.person_id)
    state = state_after_signing({signature.signer for signature in review.signatures})
    check_move(review.state, state)
    if state is ReviewState.CLOSED:
        # While the words still rest: what is kept is what the first has signed.
        _keep(session, actor, review, freeze(review), at)
        record_move(session, actor, review, Stage.CLOSED, "", at)
    else:
        tell_of_signature(session, actor, review)
    review.state = state
    review.resting_record = content if state is ReviewState.SIGNING else None


def _keep(session: Session, actor: Actor, review: Review, frozen: Frozen, at: dt.datetime) -> None:
    session.add(
        SignedRecord(
            review_id=review.id,
            number=len(review.signed_records) + 1,
            record_json=frozen.record_json,
            record_sha256=digest(frozen.record_json),
            pdf=frozen.pdf,
            pdf_sha256=digest(frozen.pdf),
            archive=frozen.archive,
            archive_sha256=digest(frozen.archive),
            frozen_at=at,
        )
    )
    audit.record(session, actor, "review.frozen", review.id, about_person_id=review.person_id)


def take_back(session: Session, actor: Actor, review: Review) -> None:
    """Return a half-signed review to writing: the one signature is withdrawn, and both are recorded."""
    require(policy.signer_of(actor, review) is not None)
    check_move(review.state, ReviewState.OPEN)
    withdraw_signatures(session, actor, review)
