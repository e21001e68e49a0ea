"""The small trust with coaching, reviews and a few courses."""

import html
import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.training.models import Category
from tests.appraisal.making import Appraisals
from tests.coaching.making import Coaching
from tests.conftest import CheckingClient
from tests.training.courses import YEARLY, add_course, require_of
from tests.world import World

ReadPage = Callable[..., str]


@pytest.fixture
def appraisals(trust: World, frameworks: None, session: Session) -> Appraisals:
    return Appraisals(trust, session)


@pytest.fixture
def coaching(trust: World, session: Session, appraisals: Appraisals) -> Coaching:
    return Coaching(trust, session)


@pytest.fixture
def courses(trust: World) -> dict[str, uuid.UUID]:
    """Two courses that everybody must hold, one of them every year."""
    with transaction() as writing:
        fire = add_course(writing, "HS-FIRE", "Fire awareness", YEARLY, Category.HEALTH_SAFETY)
        autism = add_course(writing, "SEND-AUT", "Understanding autism", category=Category.SEND)
        for course in (fire, autism):
            require_of(writing, course.id)
        return {"fire": fire.id, "autism": autism.id}


@pytest.fixture
def main_of(as_persona: Callable[[str], CheckingClient]) -> ReadPage:
    """What stands between the frame of a page, for a persona: its words, without markup."""

    def read(persona: str, address: str = "/", status: int = 200) -> str:
        answer = as_persona(persona).get(address)
        assert answer.status_code == status, answer.status_code
        text = answer.get_data(as_text=True)
        text = text[text.index("<main") : text.index("</main>")]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())

    return read
