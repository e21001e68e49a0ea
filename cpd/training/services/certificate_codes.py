"""The code of a certificate, drawn when the first certificate of a completion is made."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.core.audit import record
from cpd.people.actor import Actor
from cpd.training.models import CertificateCode
from cpd.training.queries.certificate_codes import get_certified
from cpd.training.rules.register import new_certificate_code


def draw_certificate(session: Session, actor: Actor, completion_id: uuid.UUID, at: dt.datetime) -> str:
    """The code of a completion's certificate; the same for ever once it is drawn."""
    certified = get_certified(session, actor, completion_id)
    if certified.code is not None:
        return certified.code
    code = new_certificate_code()
    try:
        with session.begin_nested():
            session.add(CertificateCode(completion_id=completion_id, code=code, made_at=at))
            session.flush()
    except IntegrityError:
        # Somebody else asked at the same moment.
        return session.scalars(select(CertificateCode.code).where(CertificateCode.completion_id == completion_id)).one()
    record(session, actor, "training.certificate_made", completion_id, about_person_id=certified.person.id)
    return code
