"""Our own certificates: of which completions there is one, and what a code tells whoever holds it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cpd.core.access import found
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import CertificateCode, Completion, Course, Source, TrainingSession
from cpd.training.policy import records as policy

# Of what was taught in a session of ours; whatever came from elsewhere has a certificate from there.
_OURS = (Source.REGISTER, Source.HAND)


@dataclass(frozen=True)
class Certified:
    """A completion of which we make a certificate, with its person, course and session, and its code if it has one."""

    completion: Completion
    person: Person
    course: Course
    session: TrainingSession
    code: str | None


def get_certified(session: Session, actor: Actor, completion_id: uuid.UUID) -> Certified:
    """For the person, and for those who may open their list. Raises ``NotFound``."""
    row = session.execute(
        select(Completion, Person, Course, TrainingSession, CertificateCode.code)
        .join(Person, Person.id == Completion.person_id)
        .join(Course, Course.id == Completion.course_id)
        .join(TrainingSession, TrainingSession.id == Completion.session_id)
        .outerjoin(CertificateCode, CertificateCode.completion_id == Completion.id)
        .where(Completion.id == completion_id, Completion.source.in_(_OURS), policy.visible_people(actor))
        .options(joinedload(TrainingSession.host_school), joinedload(TrainingSession.leader))
    ).first()
    completion, person, course, training_session, code = found(row)
    return Certified(completion, person, course, training_session, code)


def find_by_code(session: Session, code: str) -> tuple[Completion, Person, Course] | None:
    """What a code on a certificate stands for. Not scoped: whoever holds the certificate asks."""
    row = session.execute(
        select(Completion, Person, Course)
        .join(CertificateCode, CertificateCode.completion_id == Completion.id)
        .join(Person, Person.id == Completion.person_id)
        .join(Course, Course.id == Completion.course_id)
        .where(CertificateCode.code == code)
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def certified_ids(session: Session, actor: Actor, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Which of a person's completions have a certificate of ours to print, for those who may open their list."""
    return frozenset(
        session.scalars(
            select(Completion.id)
            .join(Person, Person.id == Completion.person_id)
            .where(
                Completion.person_id == person_id,
                Completion.session_id.is_not(None),
                Completion.source.in_(_OURS),
                policy.visible_people(actor),
            )
        )
    )
