"""Hands that make reviews in the small trust."""

import pytest
from sqlalchemy.orm import Session

from tests.appraisal.making import Appraisals
from tests.world import World


@pytest.fixture
def appraisals(trust: World, frameworks: None, session: Session) -> Appraisals:
    return Appraisals(trust, session)
