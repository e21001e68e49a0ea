"""The real application on a real port, and a real Chromium in front of it.

Each test has its own server on the database of its worker, with the clock of all tests. ``open_browser`` gives a
:class:`~tests.browser.looking.Looking` page of any width; whatever it shows is looked at by the checks there.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from cpd.core import clock
from cpd.insight.starting import load_what_every_trust_starts_from
from tests.browser.chromium import CHROMIUM_OPTIONS, find_chromium
from tests.browser.looking import Looking
from tests.conftest import CheckingClient
from tests.prepared import Prepared
from tests.world import NOW, World

PHONE, DESKTOP = 390, 1280
# A request of a journey takes a few hundredths of a second; this is for a machine that does much else.
PATIENCE = 15_000


class QuietHandler(WSGIRequestHandler):
    """No line on the screen for each request, and connections that stay open, as every proxy keeps them."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  (the name is werkzeug's)
        pass


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    path = find_chromium()
    if path is None:
        pytest.fail(
            "The browser tests need Chromium: install it with `apt-get install chromium` or `playwright install "
            "chromium`, or say in CPD_CHROMIUM where it is.",
            pytrace=False,
        )
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask, session: Session, trust: World, prepared: Prepared) -> Iterator[str]:
    """The address of the small trust, with the frameworks loaded."""
    prepared.put("what every trust starts from", load_what_every_trust_starts_from)

    def at_ten(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        """Each request is answered by a thread of its own, for which the clock is pinned anew."""
        with clock.pinned(NOW), closing(ClosingIterator(app.wsgi_app(environ, start_response))) as answer:
            yield from answer

    server: BaseWSGIServer = make_server("127.0.0.1", 0, at_ten, threaded=True, request_handler=QuietHandler)
    # Closing the server waits for what it still answers: the tables are emptied after that.
    server.daemon_threads = False  # type: ignore[attr-defined]  # of the threaded server that make_server gives
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_browser(
    chromium: Browser, site: str, as_persona: Callable[[str], CheckingClient]
) -> Iterator[Callable[..., Looking]]:
    """``open_browser("head", width=1280)``: a browser of that person's own, signed in; nobody for nobody."""

    def cookie_of(persona: str) -> str:
        cookie = as_persona(persona).get_cookie("cpd")
        assert cookie is not None
        return cookie.value

    with ExitStack() as stack:
        opened: list[Looking] = []

        def open_one(persona: str | None = None, *, width: int = PHONE, script: bool = True) -> Looking:
            context = chromium.new_context(
                base_url=site,
                viewport={"width": width, "height": 844 if width == PHONE else 800},
                has_touch=width == PHONE,
                java_script_enabled=script,
                locale="en-GB",
                reduced_motion="reduce",
            )
            stack.enter_context(closing(context))
            context.set_default_timeout(PATIENCE)
            looking = Looking(context.new_page(), site, cookie_of)
            if persona is not None:
                looking.become(persona)
            opened.append(looking)
            return looking

        yield open_one
        for looking in opened:
            looking.check_nothing_was_wrong()
