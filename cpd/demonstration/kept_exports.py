"""Coverage files that were given out in the demonstration trust, and what became known since."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.people.actor import Actor, load_actor
from cpd.people.models import Role, RoleGrant, School
from cpd.training.exports.files import WantedFile, make_file
from cpd.training.models import Completion, Rhythm, ScheduledExport, Source
from cpd.training.queries.people import list_people_rows
from cpd.training.rules.coverage import Status
from cpd.training.services.kept_exports import keep_export

_LAST_DAY_OF_TERM = dt.date(2026, 7, 21)
_TOLD_LATE = 4


def write_kept_exports(session: Session) -> None:
    """The trust's figures for the last day of last term, a school's names for that day, and a file each month.

    After they were made, some completions of that July were entered, so that the files have something to compare.
    """
    lead = _holder(session, Role.DEVELOPMENT_LEAD)
    head = _holder(session, Role.HEAD)
    school = session.scalars(select(School).where(School.id.in_(head.head_school_ids)).order_by(School.urn)).first()
    assert school is not None
    _keep(session, lead, WantedFile(_LAST_DAY_OF_TERM, "summary", "csv"), dt.datetime(2026, 9, 7, 8, 12, tzinfo=dt.UTC))
    by_name = WantedFile(_LAST_DAY_OF_TERM, "people", "csv", school)
    _keep(session, head, by_name, dt.datetime(2026, 9, 8, 14, 40, tzinfo=dt.UTC))
    _enter_late(session, school)
    asked_at = dt.datetime(2026, 9, 7, 8, 20, tzinfo=dt.UTC)
    session.add(
        ScheduledExport(
            person_id=lead.person_id,
            rhythm=Rhythm.MONTHLY,
            level="all",
            file_format="xlsx",
            entered_at=asked_at,
            last_made_on=None,
        )
    )


def _holder(session: Session, role: Role) -> Actor:
    """Whoever holds a role longest; of several, the first by name of the key."""
    person_id = session.scalars(
        select(RoleGrant.person_id)
        .where(RoleGrant.role == role, RoleGrant.ended_on.is_(None))
        .order_by(RoleGrant.started_on, RoleGrant.id)
    ).first()
    assert person_id is not None
    return load_actor(session, person_id, _LAST_DAY_OF_TERM)


def _keep(session: Session, actor: Actor, wanted: WantedFile, at: dt.datetime) -> None:
    with make_file(session, actor, wanted, at) as made:
        keep_export(session, actor, made.facts, made.packed.parts(), at)


def _enter_late(session: Session, school: School) -> None:
    rows = list_people_rows(session, _LAST_DAY_OF_TERM, school_ids={school.id}, statuses={Status.OVERDUE})
    for row, _ in zip(rows, range(_TOLD_LATE), strict=False):
        session.add(
            Completion(
                person_id=row.person_id,
                course_id=row.course_id,
                completed_on=dt.date(2026, 7, 15),
                source=Source.HAND,
                entered_at=dt.datetime(2026, 10, 5, 9, 30, tzinfo=dt.UTC),
            )
        )
