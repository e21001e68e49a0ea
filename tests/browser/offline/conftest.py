"""Who is supported, and the tablet."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from cpd.coaching.services import take_on
from cpd.core.database import transaction
from tests.browser.looking import Looking
from tests.browser.offline.a_tablet import (
    Open,
    switched_on,
)
from tests.coaching.making import Coaching
from tests.world import NOW, World


@pytest.fixture
def coaching(trust: World, session: Session, site: str) -> Coaching:
    """Siân supports Rosa and Łukasz."""
    coaching = Coaching(trust, session)
    coaching.focus("teacher", "Every pupil answers before I move on.", "TS5")
    coaching.shared(of="ta")
    with transaction() as writing:
        take_on(writing, coaching.actor("ambassador"), trust.person("teacher"), trust.school("hazel"))
    coaching.supported_since(NOW.date() - dt.timedelta(days=1))
    return coaching


@pytest.fixture
def tablet(open_browser: Open, coaching: Coaching) -> Looking:
    """Siân's tablet, with offline switched on and unlocked."""
    return switched_on(open_browser("ambassador"))
