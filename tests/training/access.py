"""Who may open the pages of training (docs/roles.md): counts are everybody's, names are not."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Exemption, OwnCertificate, TrainingSession
from tests.training.access_evidence import EVIDENCE_ACCESS, EVIDENCE_PUBLIC, EVIDENCE_WRITES, evidence_examples
from tests.training.access_exports import EXPORTS_ACCESS, EXPORTS_PUBLIC, EXPORTS_WRITES, export_examples
from tests.training.access_paid_time import PAID_TIME_ACCESS, PAID_TIME_WRITES, paid_time_examples
from tests.training.access_programmes import PROGRAMMES_ACCESS, PROGRAMMES_WRITES, programme_examples
from tests.training.access_register import REGISTER_ACCESS, REGISTER_PUBLIC, REGISTER_WRITES, register_examples
from tests.training.access_sessions import SESSIONS_ACCESS, SESSIONS_WRITES, session_examples
from tests.training.courses import YEARLY, add_course, complete, require_of
from tests.world import NOW, PEOPLE, World

EVERYBODY = set(PEOPLE)
_LOOK_AFTER_ROSA = {"head", "deputy", "office"}
_READ_ROSA = {*_LOOK_AFTER_ROSA, "line_manager", "development_lead"}
_RECORD = {"office", "trainer", "development_lead"}

ACCESS: dict[str, set[str]] = {
    "training.coverage_index": EVERYBODY,
    "training.coverage_grid": EVERYBODY,
    "training.coverage_grid_pdf": EVERYBODY,
    "training.school_coverage": EVERYBODY,
    "training.coverage_export": EVERYBODY,
    "training.course_index": EVERYBODY,
    "training.course_show": EVERYBODY,
    "training.my_training": EVERYBODY,
    "training.my_completion_new": EVERYBODY,
    "training.person_training": {*_READ_ROSA, "teacher"},
    "training.school_people": _READ_ROSA,
    "training.not_trained": _READ_ROSA,
    "training.not_trained_pdf": _READ_ROSA,
    "training.completion_new": _RECORD,
    "training.completion_edit": {"office", "development_lead"},
    "training.batch_show": {"office"},
    "training.exemption_new": _LOOK_AFTER_ROSA,
    "training.exemption_edit": _LOOK_AFTER_ROSA,
    "training.certificate_index": {"office", "development_lead"},
    "training.certificate_return": {"office", "development_lead"},
    **REGISTER_ACCESS,
    **SESSIONS_ACCESS,
    **EXPORTS_ACCESS,
    **PROGRAMMES_ACCESS,
    **PAID_TIME_ACCESS,
    **EVIDENCE_ACCESS,
}
WRITES: dict[str, set[str]] = {
    "training.batch_undo": {"office"},
    "training.completion_remove": {"office", "development_lead"},
    "training.exemption_remove": _LOOK_AFTER_ROSA,
    "training.certificate_accept": {"office", "development_lead"},
    **REGISTER_WRITES,
    **SESSIONS_WRITES,
    **EXPORTS_WRITES,
    **PROGRAMMES_WRITES,
    **PAID_TIME_WRITES,
    **EVIDENCE_WRITES,
}
PUBLIC: set[str] = REGISTER_PUBLIC | EVIDENCE_PUBLIC | EXPORTS_PUBLIC


def examples(session: Session, world: World) -> dict[str, dict[str, Any]]:
    """A course asked of everybody; a completion of Rosa's recorded by the office, an exemption and a certificate."""
    rosa, office = world.person("teacher"), world.person("office")
    with transaction() as writing:
        course = add_course(writing, "HS-FIRE", "Fire awareness", YEARLY)
        require_of(writing, course.id)
        batch = TrainingSession(
            course_id=course.id,
            held_on=dt.date(2026, 9, 2),
            entered_at=NOW,
            entered_by_id=office,
            request_key=uuid.uuid4(),
        )
        writing.add(batch)
        writing.flush()
        completion = complete(writing, course.id, rosa, dt.date(2026, 9, 2), session_id=batch.id, entered_by_id=office)
        exemption = Exemption(
            person_id=rosa,
            course_id=course.id,
            reason="Teaches it herself",
            started_on=dt.date(2025, 9, 1),
            ended_on=dt.date(2026, 8, 31),
            entered_at=NOW,
        )
        certificate = OwnCertificate(
            person_id=rosa,
            course_id=course.id,
            completed_on=dt.date(2026, 10, 2),
            entered_at=NOW,
            request_key=uuid.uuid4(),
        )
        writing.add_all([exemption, certificate])
        writing.flush()
        ids = (batch.id, completion.id, exemption.id, certificate.id)
    batch_id, completion_id, exemption_id, certificate_id = ids
    school, person = {"school_id": world.school("hazel")}, {"person_id": rosa}
    return {
        **register_examples(world),
        **session_examples(world),
        **export_examples(session, world),
        **programme_examples(session),
        **evidence_examples(session, world),
        **paid_time_examples(world),
        "training.school_coverage": school,
        "training.school_people": school,
        "training.course_show": {"code": "HS-FIRE"},
        "training.not_trained": {**school, "code": "HS-FIRE"},
        "training.not_trained_pdf": {**school, "code": "HS-FIRE"},
        "training.person_training": person,
        "training.exemption_new": person,
        "training.completion_edit": {"completion_id": completion_id},
        "training.completion_remove": {"completion_id": completion_id},
        "training.batch_show": {"session_id": batch_id},
        "training.batch_undo": {"session_id": batch_id},
        "training.exemption_edit": {"exemption_id": exemption_id},
        "training.exemption_remove": {"exemption_id": exemption_id},
        "training.certificate_return": {"certificate_id": certificate_id},
        "training.certificate_accept": {"certificate_id": certificate_id},
    }
