"""The frameworks of the seed files, loaded into the small trust."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.standards.seed import load_frameworks

ReadAs = Callable[[str], FlaskClient]


@pytest.fixture
def frameworks(session: Session) -> None:
    with transaction() as writing:
        load_frameworks(writing)


@pytest.fixture
def read_as(frameworks: None, as_persona: ReadAs) -> ReadAs:
    """``read_as("ta")`` is a client signed in as that persona, who finds the frameworks loaded."""
    return as_persona
