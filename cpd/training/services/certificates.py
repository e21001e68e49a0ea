"""Own certificates: entered by the person, counted once somebody has looked at them (docs/adr/0006)."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.core.uploads import HandedIn
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import CertificateAnswer, CertificateFile, Completion, Course, OwnCertificate, Source
from cpd.training.queries import certificates as queries
from cpd.training.services.completions import Facts

_ANSWERED = "Somebody has answered this one already."


def add_own_certificate(
    session: Session,
    actor: Actor,
    course_id: uuid.UUID,
    facts: Facts,
    request_key: uuid.UUID,
    at: dt.datetime,
    *,
    file: HandedIn | None = None,
) -> OwnCertificate:
    """Keep what a person says they completed until somebody has looked at it. One key enters once.

    With the certificate of a provider who is trusted for the course it counts at once, for there is something to look
    at afterwards.
    """
    require(actor.person_id is not None)
    assert actor.person_id is not None
    # The person is held, so that a form sent twice at the same moment enters one.
    session.execute(select(Person.id).where(Person.id == actor.person_id).with_for_update(key_share=True))
    done = session.scalars(select(OwnCertificate).where(OwnCertificate.request_key == request_key)).first()
    if done is not None:
        require(done.person_id == actor.person_id)
        return done
    facts.check(actor.today)
    if session.get(Course, course_id) is None:
        raise DomainError("Choose a course from the list.", "course")
    if _completion(session, actor.person_id, course_id, facts.completed_on) is not None:
        raise DomainError("This is in your list already, on that day.", "completed_on")
    certificate = OwnCertificate(
        person_id=actor.person_id, course_id=course_id, entered_at=at, request_key=request_key, **vars(facts)
    )
    session.add(certificate)
    session.flush()
    record(session, actor, "training.certificate_entered", certificate.id, about_person_id=actor.person_id)
    if file is not None:
        session.add(
            CertificateFile(
                own_certificate_id=certificate.id,
                name=file.name,
                media_type=file.media_type,
                sha256=file.sha256,
                content=file.content,
            )
        )
        trusted = queries.trusted_provider_of(session, facts.provider, course_id, actor.person_id)
        if trusted is not None:
            _answer(certificate, None, CertificateAnswer.ACCEPTED, at)
            _complete(session, certificate, None, at)
            detail = {"provider": trusted.name}
            action = "training.certificate_trusted"
            record(session, actor, action, certificate.id, about_person_id=actor.person_id, detail=detail)
    return certificate


def withdraw_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID) -> None:
    """Take back what one entered oneself, with its file, as long as it does not count."""
    certificate = queries.get_withdrawable_certificate(session, actor, certificate_id)
    session.delete(certificate)
    record(session, actor, "training.certificate_withdrawn", certificate_id, about_person_id=actor.person_id)


def accept_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID, at: dt.datetime) -> None:
    """Let a certificate count, from the day it was completed. Accepting it twice changes nothing."""
    certificate, person = _to_answer(session, actor, certificate_id)
    if certificate.answer is CertificateAnswer.ACCEPTED:
        return
    if certificate.answer is not None:
        raise DomainError(_ANSWERED)
    _answer(certificate, actor.person_id, CertificateAnswer.ACCEPTED, at)
    _complete(session, certificate, actor.person_id, at)
    record(session, actor, "training.certificate_accepted", certificate.id, about_person_id=person.id)


def return_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID, remark: str, at: dt.datetime) -> None:
    """Hand a certificate back with a sentence saying what is missing."""
    certificate, person = _to_answer(session, actor, certificate_id)
    if certificate.answer is not None:
        raise DomainError(_ANSWERED)
    if not remark:
        raise DomainError("Say what is missing, so that it can be put right.", "remark")
    _answer(certificate, actor.person_id, CertificateAnswer.RETURNED, at)
    certificate.remark = remark
    record(session, actor, "training.certificate_returned", certificate.id, about_person_id=person.id)


def _to_answer(session: Session, actor: Actor, certificate_id: uuid.UUID) -> tuple[OwnCertificate, Person]:
    """A certificate that the actor checks, held until the transaction ends, so that two answer one after the other."""
    session.execute(select(OwnCertificate.id).where(OwnCertificate.id == certificate_id).with_for_update()).all()
    certificate, person, _ = queries.get_certificate_to_check(session, actor, certificate_id)
    return certificate, person


def _answer(certificate: OwnCertificate, by_id: uuid.UUID | None, answer: CertificateAnswer, at: dt.datetime) -> None:
    """Nobody answered where a rule did."""
    certificate.answer, certificate.answered_at, certificate.answered_by_id = answer, at, by_id


def _complete(session: Session, certificate: OwnCertificate, by_id: uuid.UUID | None, at: dt.datetime) -> None:
    """Let it count, unless the same is known already."""
    if _completion(session, certificate.person_id, certificate.course_id, certificate.completed_on) is None:
        session.add(
            Completion(
                person_id=certificate.person_id,
                course_id=certificate.course_id,
                completed_on=certificate.completed_on,
                expires_on=certificate.expires_on,
                minutes=certificate.minutes,
                provider=certificate.provider,
                certificate_ref=certificate.certificate_ref,
                source=Source.CERTIFICATE,
                entered_at=at,
                entered_by_id=by_id,
            )
        )


def _completion(
    session: Session, person_id: uuid.UUID, course_id: uuid.UUID, completed_on: dt.date
) -> Completion | None:
    return session.scalars(
        select(Completion).where(
            Completion.person_id == person_id,
            Completion.course_id == course_id,
            Completion.completed_on == completed_on,
        )
    ).first()
