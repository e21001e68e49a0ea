"""Whose certificates count at once. The development lead says so, and takes it back."""

import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.access import found, require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.core.names import fold
from cpd.people.actor import Actor
from cpd.training.models import Course, TrustedProvider
from cpd.training.policy import records as policy


def trust_provider(session: Session, actor: Actor, key: uuid.UUID, name: str, course_id: uuid.UUID | None) -> None:
    """From now on certificates of this provider count at once, for one course or for all. One key says it once."""
    require(policy.can_trust_providers(actor))
    if session.get(TrustedProvider, key) is not None:
        return
    if not fold(name):
        raise DomainError("Write the name as it stands on the certificates.", "name")
    course = session.get_one(Course, course_id) if course_id else None
    session.add(
        TrustedProvider(
            id=key,
            name=name,
            sort_name=fold(name),
            course_id=course_id,
            since=actor.today,
            entered_by_id=actor.person_id,
        )
    )
    try:
        session.flush()
    except IntegrityError:
        raise DomainError("This provider is trusted for this already.", "name") from None
    detail = {"provider": name, "course": course.code if course else "every course"}
    record(session, actor, "training.provider_trusted", key, detail=detail)


def stop_trusting(session: Session, actor: Actor, provider_id: uuid.UUID) -> None:
    """Certificates that come from now on wait for a look again; what counts already stays."""
    require(policy.can_trust_providers(actor))
    provider = found(session.get(TrustedProvider, provider_id))
    session.delete(provider)
    record(session, actor, "training.provider_trusted_no_longer", provider_id, detail={"provider": provider.name})
