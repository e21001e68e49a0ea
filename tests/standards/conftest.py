"""Readers of the frameworks."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

ReadAs = Callable[[str], FlaskClient]


@pytest.fixture
def read_as(frameworks: None, as_persona: ReadAs) -> ReadAs:
    """``read_as("ta")`` is a client signed in as that persona, who finds the frameworks loaded."""
    return as_persona
