"""The monthly file for payroll: made once, kept as it was, and never a line twice."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError
from cpd.core.models import new_id
from cpd.people.actor import Actor
from cpd.people.models import Trust
from cpd.training.models import PayrollFile, PayrollLine
from cpd.training.policy import paid_time as policy
from cpd.training.queries.payroll import Line, list_untold, next_number
from cpd.training.rules.paid_time import in_files, last_day_of, month_of

# Month, number of its file, and lines as the bytes of a file.
Writer = Callable[[dt.date, int, Sequence[Line]], bytes]
NOTHING_NEW = "Payroll has been told all that is approved up to the end of this month."


def make_payroll_file(session: Session, actor: Actor, month: dt.date, at: dt.datetime, write: Writer) -> PayrollFile:
    """Tell payroll what it has not been told of sessions up to the end of a month. Raises where that is nothing.

    ``write`` makes the bytes. Two who make files at once do so one after the other, so that no minutes are told twice.
    """
    require(policy.can_make_payroll(actor))
    if month > month_of(actor.today):
        raise DomainError("This month is still to come.", "month")
    session.execute(select(Trust.id).with_for_update()).all()
    lines = list_untold(session, last_day_of(month))
    if not lines:
        raise DomainError(NOTHING_NEW, "month")
    number = next_number(session, month)
    content = write(month, number, lines)
    file = PayrollFile(
        id=new_id(),
        month=month,
        number=number,
        made_at=at,
        made_by_id=actor.person_id,
        sha256=hashlib.sha256(content).hexdigest(),
        csv=content,
    )
    session.add(file)
    session.flush()
    session.execute(insert(PayrollLine), [_row(file.id, position, line) for position, line in enumerate(lines, 1)])
    detail = {"month": in_files(month), "number": number, "lines": len(lines), "sha256": file.sha256}
    record(session, actor, "training.payroll_file_made", file.id, detail=detail)
    return file


def _row(file_id: uuid.UUID, position: int, line: Line) -> dict[str, object]:
    return {
        "id": new_id(),
        "payroll_file_id": file_id,
        "claim_id": line.claim_id,
        "position": position,
        "minutes": line.minutes,
        "is_correction": line.is_correction,
    }
