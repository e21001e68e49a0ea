"""Writing down who looks after an induction, and what its dates hang on."""

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from cpd.appraisal import queries
from cpd.appraisal.models import Induction
from cpd.appraisal.queries import InInduction
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.people.queries import staff_of_school


@dataclass(frozen=True)
class InductionWords:
    mentor_id: uuid.UUID | None
    tutor_id: uuid.UUID | None
    percent_of_full_time: int
    terms_served: int
    days_absent_first: int
    days_absent_second: int
    appropriate_body: str
    appropriate_body_address: str


def save_induction(session: Session, actor: Actor, one: InInduction, words: InductionWords, version: int) -> None:
    """By the head of the school. ``version`` 0: nothing was written down when the form was opened."""
    require(queries.writes_induction(session, actor, one.person.id))
    induction = one.induction
    if (induction.version if induction else 0) != version:
        raise StaleRecord
    kept = {induction.mentor_id, induction.tutor_id} if induction else set()
    colleagues = {colleague.person_id for colleague in staff_of_school(session, actor, one.school.id)} | kept
    for field in ("mentor_id", "tutor_id"):
        chosen = getattr(words, field)
        if chosen is not None and chosen not in colleagues - {one.person.id}:
            raise DomainError("Choose somebody from the list.", field)
    if induction is None:
        induction = Induction(person_id=one.person.id)
        session.add(induction)
    for name, value in asdict(words).items():
        setattr(induction, name, value)
    session.flush()
    audit.record(session, actor, "induction.written", induction.id, about_person_id=one.person.id)
