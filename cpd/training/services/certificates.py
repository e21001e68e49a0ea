"""Own certificates: entered by the person, counted once somebody has looked at them (docs/adr/0006)."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.training.models import CertificateAnswer, Completion, Course, OwnCertificate, Source
from cpd.training.queries import records
from cpd.training.services.completions import Facts


def add_own_certificate(
    session: Session, actor: Actor, course_id: uuid.UUID, facts: Facts, request_key: uuid.UUID, at: dt.datetime
) -> OwnCertificate:
    """Keep what a person says they completed until somebody has looked at it. One key enters once."""
    require(actor.person_id is not None)
    assert actor.person_id is not None
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
    return certificate


def accept_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID, at: dt.datetime) -> None:
    """Let a certificate count, from the day it was completed. Accepting it twice changes nothing."""
    certificate, person, course = records.get_certificate_to_check(session, actor, certificate_id)
    if certificate.answer is CertificateAnswer.ACCEPTED:
        return
    _answer(certificate, actor, CertificateAnswer.ACCEPTED, at)
    if _completion(session, person.id, course.id, certificate.completed_on) is None:
        session.add(
            Completion(
                person_id=person.id,
                course_id=course.id,
                completed_on=certificate.completed_on,
                expires_on=certificate.expires_on,
                minutes=certificate.minutes,
                provider=certificate.provider,
                certificate_ref=certificate.certificate_ref,
                source=Source.CERTIFICATE,
                entered_at=at,
                entered_by_id=actor.person_id,
            )
        )
    record(session, actor, "training.certificate_accepted", certificate.id, about_person_id=person.id)


def return_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID, remark: str, at: dt.datetime) -> None:
    """Hand a certificate back with a sentence saying what is missing."""
    certificate, person, _ = records.get_certificate_to_check(session, actor, certificate_id)
    if certificate.answer is not None:
        raise DomainError("Somebody has answered this one already.")
    if not remark:
        raise DomainError("Say what is missing, so that it can be put right.", "remark")
    _answer(certificate, actor, CertificateAnswer.RETURNED, at)
    certificate.remark = remark
    record(session, actor, "training.certificate_returned", certificate.id, about_person_id=person.id)


def _answer(certificate: OwnCertificate, actor: Actor, answer: CertificateAnswer, at: dt.datetime) -> None:
    certificate.answer, certificate.answered_at, certificate.answered_by_id = answer, at, actor.person_id


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
