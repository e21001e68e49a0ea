"""Hands that make coaching in the small trust, and the frameworks for the tests that name them."""

import pytest
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.standards.seed import load_frameworks
from tests.coaching.making import Coaching
from tests.coaching.other_making import OtherVisits
from tests.world import World


@pytest.fixture
def frameworks(trust: World, session: Session) -> None:
    with transaction() as writing:
        load_frameworks(writing)


@pytest.fixture
def coaching(trust: World, session: Session) -> Coaching:
    return Coaching(trust, session)


@pytest.fixture
def other_visits(trust: World, session: Session) -> OtherVisits:
    return OtherVisits(trust, session)
