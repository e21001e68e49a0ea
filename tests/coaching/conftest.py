"""Hands that make coaching in the small trust."""

import pytest
from sqlalchemy.orm import Session

from tests.coaching.making import Coaching
from tests.coaching.other_making import OtherVisits
from tests.world import World


@pytest.fixture
def coaching(trust: World, session: Session) -> Coaching:
    return Coaching(trust, session)


@pytest.fixture
def other_visits(trust: World, session: Session) -> OtherVisits:
    return OtherVisits(trust, session)
