"""Every page of every room: axe finds nothing, and nothing scrolls sideways on a phone, on a desktop or at 400 %.

The addresses and who may open them are those of the access matrix, so a new page is looked at as soon as it is listed.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from flask import Flask, url_for

from tests.architecture.test_access_matrix import ACCESS, examples as examples
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.looking import RULES_OF_WIDTH, Looking
from tests.world import ROOMS

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

# Who looks, in this order, at a page that several may open: those first for whom it is fullest.
WHO_LOOKS = (
    "administrator",
    "development_lead",
    "head",
    "office",
    "ambassador",
    "appraiser",
    "line_manager",
    "teacher",
    "other_head",
)

# A desktop's window at 400 %.
ENLARGED = 320


@pytest.mark.parametrize("room", ROOMS)
def test_every_page_of(
    room: str, app: Flask, examples: dict[str, dict[str, Any]], site: str, open_browser: Callable[..., Looking]
) -> None:
    looking = open_browser()
    for persona, endpoint in sorted((_who_looks(personas), endpoint) for endpoint, personas in _pages_of(room)):
        looking.become(persona)
        with app.test_request_context():
            address = url_for(endpoint, **examples.get(endpoint, {}))
        if looking.page.request.head(address).headers["content-type"].startswith("text/html"):
            _look_at_all_widths(looking, address)


def test_the_home_page_of_each_part(
    examples: dict[str, dict[str, Any]], site: str, open_browser: Callable[..., Looking]
) -> None:
    looking = open_browser()
    for persona in ("ta", "ambassador", "appraiser", "office", "head", "development_lead", "trustee"):
        looking.become(persona)
        _look_at_all_widths(looking, "/")


def _pages_of(room: str) -> Iterator[tuple[str, Collection[str]]]:
    """What a room lists as open to somebody. Files and lists for scripts are among it."""
    return (
        (endpoint, personas) for endpoint, personas in ACCESS.items() if endpoint.startswith(f"{room}.") and personas
    )


def _who_looks(personas: Collection[str]) -> str:
    return next(persona for persona in WHO_LOOKS if persona in personas)


def _look_at_all_widths(looking: Looking, address: str) -> None:
    looking.resize(PHONE)
    looking.open(address)
    looking.resize(DESKTOP)
    looking.look(RULES_OF_WIDTH)
    looking.resize(ENLARGED)
    looking.check_width()
