"""Which completions came about in paid time."""

from sqlalchemy import ColumnElement, and_, exists, or_

from cpd.training.models import AttendedTime, ClaimState, Completion, PaidTimeClaim


def came_about_in_paid_time() -> ColumnElement[bool]:
    """SQL: the completion came of an attendance all of which lay inside paid time, or whose minutes outside it were
    approved. Of a session without hours, or from elsewhere, nobody knows: it does not count here."""
    approved = exists().where(
        PaidTimeClaim.session_id == AttendedTime.session_id,
        PaidTimeClaim.person_id == AttendedTime.person_id,
        PaidTimeClaim.state == ClaimState.APPROVED,
    )
    return exists().where(
        and_(
            AttendedTime.session_id == Completion.session_id,
            AttendedTime.person_id == Completion.person_id,
            or_(AttendedTime.outside == 0, approved),
        )
    )
