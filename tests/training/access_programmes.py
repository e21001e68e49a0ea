"""Who may open the pages of programmes and of what is asked of whom."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Programme, Requirement
from tests.world import PEOPLE, TODAY

_EVERYBODY = set(PEOPLE)
_LEAD = {"development_lead"}

PROGRAMMES_ACCESS: dict[str, set[str]] = {
    "training.programme_index": _EVERYBODY,
    "training.programme_show": _EVERYBODY,
    "training.programme_needs": _EVERYBODY,
    "training.programme_needs_csv": _EVERYBODY,
    "training.programme_new": _LEAD,
    "training.programme_edit": _LEAD,
    "training.course_edit": _LEAD,
    "training.requirement_new": _LEAD,
    "training.requirement_end": _LEAD,
}
PROGRAMMES_WRITES: dict[str, set[str]] = {
    "training.programme_withdraw": _LEAD,
    "training.course_edit_withdraw": _LEAD,
    "training.requirement_remove": _LEAD,
}


def programme_examples(session: Session) -> dict[str, dict[str, Any]]:
    """A published programme, and the requirement and course that are there already."""
    with transaction() as writing:
        writing.add(Programme(code="out-safely", title="Out safely", why="Everybody gets out.", published_on=TODAY))
    requirement_id = session.scalars(select(Requirement.id)).first()
    programme, course = {"code": "out-safely"}, {"code": "HS-FIRE"}
    return {
        "training.programme_show": programme,
        "training.programme_edit": programme,
        "training.programme_withdraw": programme,
        "training.course_edit": course,
        "training.course_edit_withdraw": course,
        "training.requirement_new": course,
        "training.requirement_end": {"requirement_id": requirement_id},
        "training.requirement_remove": {"requirement_id": requirement_id},
    }
