"""Every page of every room: axe finds nothing, and nothing scrolls sideways on a phone, on a desktop or at 400 %.

The addresses and who may open them are those of the access matrix, so a new page is looked at as soon as it is listed.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, url_for

from tests.architecture.test_access_matrix import ACCESS, examples as examples
from tests.browser.conftest import DESKTOP
from tests.browser.looking import RULES_OF_WIDTH, Looking
from tests.world import ROOMS

pytestmark = pytest.mark.browser

# Who looks, in this order, at a page that several may open: those first for whom it is fullest.
WHO_LOOKS = ("administrator", "development_lead", "head", "office", "ambassador", "appraiser", "teacher")

# A desktop's window at 400 %.
ENLARGED = 320


@pytest.mark.parametrize("room", ROOMS)
def test_every_page_of(
    room: str, app: Flask, examples: dict[str, dict[str, Any]], site: str, open_browser: Callable[..., Looking]
) -> None:
    browsers: dict[str, Looking] = {}
    for endpoint, personas in sorted(ACCESS.items()):
        if not endpoint.startswith(f"{room}.") or not personas:
            continue
        persona = next(one for one in WHO_LOOKS if one in personas)
        looking = browsers.get(persona) or browsers.setdefault(persona, open_browser(persona))
        with app.test_request_context():
            address = url_for(endpoint, **examples.get(endpoint, {}))
        if not looking.page.request.head(address).headers["content-type"].startswith("text/html"):
            continue  # a file, or a list for a script
        looking.open(address)
        with looking.at(DESKTOP):
            looking.look(RULES_OF_WIDTH)
        with looking.at(ENLARGED):
            looking.check_width()


# The home page is another one for each part that somebody plays; administrators' is among the pages above.
@pytest.mark.parametrize("persona", ["ta", "ambassador", "appraiser", "office", "head", "development_lead", "trustee"])
def test_home_of(
    persona: str, examples: dict[str, dict[str, Any]], site: str, open_browser: Callable[..., Looking]
) -> None:
    looking = open_browser(persona)
    looking.open("/")
    looking.look_at(DESKTOP)
