"""Somebody who has left Hazel Down."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from cpd.people.models import Person, Post, StaffGroup
from tests.world import STARTED, World


def add_leaver(session: Session, world: World, left_on: dt.date) -> uuid.UUID:
    """Lena Moss, a teaching assistant, through the session of an open transaction."""
    person = Person(
        staff_code="A099", first_name="Lena", last_name="Moss", sort_last_name="moss", sort_first_name="lena"
    )
    session.add(person)
    session.flush()
    session.add(
        Post(
            person_id=person.id,
            school_id=world.school("hazel"),
            job_title="Teaching Assistant",
            staff_group=StaffGroup.TEACHING_ASSISTANT,
            started_on=STARTED,
            ended_on=left_on,
        )
    )
    session.flush()
    return person.id
