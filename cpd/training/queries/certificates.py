"""Reads of own certificates and their files, and of the providers who are trusted."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cpd.core.access import found
from cpd.core.names import fold
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import CertificateAnswer, CertificateFile, Course, OwnCertificate, TrustedProvider
from cpd.training.policy import records as policy

# For how long what counted by rule stands beside what waits.
LATELY = dt.timedelta(days=28)


@dataclass(frozen=True)
class CertificateLine:
    """An own certificate with whose it is, and the name of its file; empty where it has none."""

    certificate: OwnCertificate
    person: Person
    course: Course
    file_name: str
    # Whether the very same file came with another certificate too, be it a colleague's.
    came_twice: bool


def _lines(condition: ColumnElement[bool]) -> Select[OwnCertificate, Person, Course, str, bool]:
    other = aliased(CertificateFile)
    came_twice = exists().where(
        other.sha256 == CertificateFile.sha256, other.own_certificate_id != CertificateFile.own_certificate_id
    )
    return (
        select(OwnCertificate, Person, Course, func.coalesce(CertificateFile.name, ""), came_twice)
        .join(Person, Person.id == OwnCertificate.person_id)
        .join(Course, Course.id == OwnCertificate.course_id)
        .outerjoin(CertificateFile, CertificateFile.own_certificate_id == OwnCertificate.id)
        .where(condition)
    )


def list_open_certificates(session: Session, person_id: uuid.UUID) -> list[CertificateLine]:
    """What a person entered that has not become a completion: waiting, or handed back. For themselves."""
    is_open = or_(OwnCertificate.answer.is_(None), OwnCertificate.answer == CertificateAnswer.RETURNED)
    rows = session.execute(
        _lines((OwnCertificate.person_id == person_id) & is_open).order_by(OwnCertificate.entered_at.desc())
    )
    return [CertificateLine(*row) for row in rows]


def list_files_of(session: Session, person_id: uuid.UUID) -> list[CertificateLine]:
    """The certificates of a person that count and came with a file, the newest first. For their record."""
    accepted = OwnCertificate.answer == CertificateAnswer.ACCEPTED
    rows = session.execute(
        _lines((OwnCertificate.person_id == person_id) & accepted & CertificateFile.name.is_not(None)).order_by(
            OwnCertificate.completed_on.desc(), OwnCertificate.id
        )
    )
    return [CertificateLine(*row) for row in rows]


def list_readable_files(session: Session, actor: Actor, person_id: uuid.UUID) -> list[CertificateLine]:
    """The same, for those who may read the certificates themselves; for others there are none."""
    accepted = OwnCertificate.answer == CertificateAnswer.ACCEPTED
    of_person = (OwnCertificate.person_id == person_id) & policy.readable_certificates(actor)
    rows = session.execute(
        _lines(of_person & accepted & CertificateFile.name.is_not(None)).order_by(
            OwnCertificate.completed_on.desc(), OwnCertificate.id
        )
    )
    return [CertificateLine(*row) for row in rows]


def list_certificates_to_check(session: Session, actor: Actor, page: int) -> Slice[CertificateLine]:
    """What waits for the actor to look at, the oldest first."""
    waiting = OwnCertificate.answer.is_(None) & policy.checkable_certificates(actor)
    rows = session.execute(
        _lines(waiting).order_by(OwnCertificate.entered_at, OwnCertificate.id).limit(PAGE_SIZE).offset(start_of(page))
    )
    total = session.scalar(select(func.count()).select_from(OwnCertificate).where(waiting)) or 0
    return Slice(tuple(CertificateLine(*row) for row in rows), page, total)


def list_counted_by_rule(session: Session, actor: Actor, now: dt.datetime) -> list[CertificateLine]:
    """What lately counted at once, of those whom the actor may check; the newest first, a page at most."""
    by_rule = (
        (OwnCertificate.answer == CertificateAnswer.ACCEPTED)
        & OwnCertificate.answered_by_id.is_(None)
        & (OwnCertificate.answered_at == OwnCertificate.entered_at)
        & (OwnCertificate.entered_at > now - LATELY)
        & policy.checkable_certificates(actor)
    )
    rows = session.execute(_lines(by_rule).order_by(OwnCertificate.entered_at.desc()).limit(PAGE_SIZE))
    return [CertificateLine(*row) for row in rows]


def get_certificate_to_check(
    session: Session, actor: Actor, certificate_id: uuid.UUID
) -> tuple[OwnCertificate, Person, Course]:
    """Something a person entered, for whoever may look at it. Raises ``NotFound``."""
    row = session.execute(
        select(OwnCertificate, Person, Course)
        .join(Person, Person.id == OwnCertificate.person_id)
        .join(Course, Course.id == OwnCertificate.course_id)
        .where(OwnCertificate.id == certificate_id, policy.checkable_certificates(actor))
    ).first()
    certificate, person, course = found(row)
    return certificate, person, course


def get_withdrawable_certificate(session: Session, actor: Actor, certificate_id: uuid.UUID) -> OwnCertificate:
    """One's own, as long as it does not count. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(OwnCertificate).where(
                OwnCertificate.id == certificate_id,
                OwnCertificate.person_id == actor.person_id,
                or_(OwnCertificate.answer.is_(None), OwnCertificate.answer == CertificateAnswer.RETURNED),
            )
        ).first()
    )


def get_certificate_file(
    session: Session, actor: Actor, certificate_id: uuid.UUID
) -> tuple[CertificateFile, uuid.UUID]:
    """The file, and whose certificate it is. Raises ``NotFound``."""
    row = session.execute(
        select(CertificateFile, OwnCertificate.person_id)
        .join(OwnCertificate, OwnCertificate.id == CertificateFile.own_certificate_id)
        .where(OwnCertificate.id == certificate_id, policy.readable_certificates(actor))
    ).first()
    file, person_id = found(row)
    return file, person_id


def trusted_provider_of(
    session: Session, provider: str, course_id: uuid.UUID, person_id: uuid.UUID
) -> TrustedProvider | None:
    """The trusted provider that is meant, for this course or for every course. Nobody's own word helps themselves."""
    name = fold(provider)
    if not name:
        return None
    return session.scalars(
        select(TrustedProvider).where(
            TrustedProvider.sort_name == name,
            or_(TrustedProvider.course_id.is_(None), TrustedProvider.course_id == course_id),
            or_(TrustedProvider.entered_by_id.is_(None), TrustedProvider.entered_by_id != person_id),
        )
    ).first()


def list_trusted_providers(session: Session) -> list[tuple[TrustedProvider, Course | None]]:
    """Each with the course it is trusted for; none: every course."""
    rows = session.execute(
        select(TrustedProvider, Course)
        .outerjoin(Course, Course.id == TrustedProvider.course_id)
        .order_by(TrustedProvider.sort_name, Course.title)
    )
    return [(provider, course) for provider, course in rows]
