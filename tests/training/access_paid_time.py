"""Who may open the pages of paid time: the person, the office and head of their school, the lead."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import Post
from cpd.training.models import (
    ClaimState,
    MarkedBy,
    PaidTimeClaim,
    PayrollFile,
    PayrollLine,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from tests.training.courses import add_course
from tests.world import NOW, PEOPLE, World

_READ = {"head", "deputy", "other_head", "executive_head", "office", "development_lead"}

PAID_TIME_ACCESS: dict[str, set[str]] = {
    "training.paid_time_mine": set(PEOPLE),
    "training.paid_time_claim_new": {"teacher"},
    "training.paid_time_session": _READ,
    "training.paid_time_claims": _READ,
    "training.paid_time_claim_edit": {"head", "deputy"},
    "training.payroll_index": _READ,
    "training.payroll_show": _READ,
    "training.payroll_download": _READ,
}
PAID_TIME_WRITES: dict[str, set[str]] = {"training.paid_time_propose": {"office"}}


def paid_time_examples(world: World) -> dict[str, dict[str, Any]]:
    """A twilight that Rosa was at, a claim of Łukasz's for it, and a file that told payroll of the claim."""
    with transaction() as session:
        return _made(session, world)


def _made(writing: Session, world: World) -> dict[str, dict[str, Any]]:
    rosa, lukasz = world.person("teacher"), world.person("ta")
    session = TrainingSession(
        course_id=add_course(writing, "SEND-PAID", "Paid to come").id,
        held_on=dt.date(2026, 11, 16),
        starts_at=dt.time(15, 15),
        ends_at=dt.time(16, 45),
        minutes=90,
        state=SessionState.HELD,
        register=2,
        entered_at=NOW,
    )
    writing.add(session)
    writing.flush()
    for change, person_id in enumerate((rosa, lukasz), 1):
        writing.add(
            RegisterMark(
                session_id=session.id,
                person_id=person_id,
                presence=Presence.PRESENT,
                marked_by=MarkedBy.REGISTER,
                marked_at=NOW,
                change=change,
            )
        )
    claim = PaidTimeClaim(
        session_id=session.id,
        person_id=lukasz,
        post_id=writing.scalars(select(Post.id).where(Post.person_id == lukasz)).one(),
        minutes=75,
        state=ClaimState.APPROVED,
        claimed_at=NOW,
        answered_at=NOW,
        answered_by_id=world.person("head"),
    )
    file = PayrollFile(
        month=dt.date(2026, 11, 1), number=1, made_at=NOW, sha256="0" * 64, csv=b"school_urn,minutes\r\n"
    )
    writing.add_all([claim, file])
    writing.flush()
    writing.add(PayrollLine(payroll_file_id=file.id, claim_id=claim.id, position=1, minutes=75))
    return {
        "training.paid_time_claim_new": {"session_id": session.id},
        "training.paid_time_session": {"session_id": session.id},
        "training.paid_time_propose": {"session_id": session.id},
        "training.paid_time_claim_edit": {"claim_id": claim.id},
        "training.payroll_show": {"file_id": file.id},
        "training.payroll_download": {"file_id": file.id, "kind": "csv"},
    }
