"""A course that everybody must hold in the small trust, with a few completions; and the mailbox."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import Away
from cpd.training.models import Category, Exemption
from tests.training.claiming import hold_twilight
from tests.training.counted_by_hand import Write
from tests.training.courses import YEARLY, add_course, complete, require_of
from tests.training.mailbox import Post
from tests.training.small_trust import SmallTrust
from tests.world import NOW, World


@dataclass(frozen=True)
class Fire:
    course_id: uuid.UUID
    rosa: uuid.UUID


@pytest.fixture
def fire(session: Session, trust: World) -> Fire:
    """Fire awareness, yearly, within 28 days, for everybody.

    At Hazel Down eight people hold posts: Rosa is in date, Łukasz due soon, Petra's has run out, Siân is away, Greta
    exempt, three have not done it. Larch Lane has three people, Foxglove two, the central team two.
    """
    with transaction() as writing:
        course = add_course(writing, "HS-FIRE", "Fire awareness", YEARLY, Category.HEALTH_SAFETY, why="Out safely.")
        require_of(writing, course.id)
        rosa = complete(writing, course.id, trust.person("teacher"), dt.date(2026, 9, 2))
        complete(writing, course.id, trust.person("ta"), dt.date(2025, 12, 24))
        complete(writing, course.id, trust.person("line_manager"), dt.date(2025, 9, 2))
        writing.add(Away(person_id=trust.person("ambassador"), started_on=dt.date(2026, 9, 1)))
        writing.add(
            Exemption(
                person_id=trust.person("appraiser"),
                course_id=course.id,
                reason="Trains the others",
                started_on=dt.date(2026, 9, 1),
                entered_at=NOW,
            )
        )
        return Fire(course.id, rosa.id)


@pytest.fixture
def mail(app: Flask) -> Post:
    return Post(app)


@pytest.fixture
def write(session: Session) -> Write:
    """Write a trust of one's own, beside or instead of the one that most tests share."""

    def write(trust: SmallTrust) -> None:
        with transaction() as writing:
            trust.write(writing)

    return write


@pytest.fixture
def twilight(fire: Fire, trust: World) -> uuid.UUID:
    return hold_twilight(fire.course_id, trust)
