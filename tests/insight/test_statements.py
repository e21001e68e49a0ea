"""The home page takes a number of statements that does not grow with the rows behind it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from cpd.core.changes import forget_everything
from cpd.core.database import transaction
from tests.appraisal.making import Appraisals
from tests.coaching.making import Coaching
from tests.conftest import CheckingClient
from tests.training.courses import add_course, complete, require_of
from tests.world import World

# Statements of the page itself; who is signed in and the frame around the page take seven more.
_MOST = {
    "ta": 13,
    "teacher": 15,
    "ambassador": 16,
    "appraiser": 15,
    "office": 15,
    "administrator": 16,
    "trustee": 14,
    "head": 22,
    "development_lead": 24,
}
_FRAME = 7


def _fill(trust: World, courses: dict[str, uuid.UUID], coaching: Coaching, again: int) -> None:
    for _ in range(2):
        coaching.shared()
        coaching.draft(of="ta")
    with transaction() as writing:
        course = add_course(writing, f"OTHER-{again}", f"Another {again}")
        require_of(writing, course.id)
        for persona in ("teacher", "ta", "head", "office"):
            complete(writing, course.id, trust.person(persona), dt.date(2026, 9, 3))


@pytest.mark.parametrize("persona", sorted(_MOST))
def test_few_statements_and_no_more_with_more_rows(
    persona: str,
    trust: World,
    courses: dict[str, uuid.UUID],
    coaching: Coaching,
    appraisals: Appraisals,
    as_persona: Callable[[str], CheckingClient],
    counted_queries: Any,
) -> None:
    appraisals.started()
    _fill(trust, courses, coaching, 1)
    forget_everything()
    client = as_persona(persona)
    first = counted_queries()
    client.get("/")
    few = first.total
    assert few - _FRAME <= _MOST[persona], first.statements
    _fill(trust, courses, coaching, 2)
    forget_everything()
    second = counted_queries()
    client.get("/")
    assert second.total == few


@pytest.mark.parametrize("persona", ["ta", "head", "trustee"])
def test_the_trusts_overview_takes_few_statements(
    persona: str,
    trust: World,
    courses: dict[str, uuid.UUID],
    coaching: Coaching,
    as_persona: Callable[[str], CheckingClient],
    counted_queries: Any,
) -> None:
    _fill(trust, courses, coaching, 1)
    forget_everything()
    client = as_persona(persona)
    count = counted_queries()
    client.get("/trust")
    few = count.total
    assert few - _FRAME <= 8, count.statements
    _fill(trust, courses, coaching, 2)
    forget_everything()
    again = counted_queries()
    client.get("/trust")
    assert again.total == few
