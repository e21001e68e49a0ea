"""Every endpoint × every persona, over HTTP. An endpoint that no room's ``access.py`` names fails here.

Each room says in ``tests/<room>/access.py``: ``ACCESS``, who may open each page (a set of personas of
``tests/world.py``; everybody else gets 403 or 404); ``PUBLIC``, what is open without signing in; ``WRITES``, who may
post where there is no page to open;
``examples()``, which makes the records that addresses are about and gives the values of each.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from cpd.insight.starting import load_what_every_trust_starts_from
from tests.conftest import CheckingClient
from tests.prepared import Prepared
from tests.world import PEOPLE, ROOMS, World

REFUSED = {403, 404}
# Between them these open every page. Who else may is the same rule on every database.
_OPENING_EVERYTHING = {
    *("teacher", "line_manager", "appraiser", "ambassador", "head", "other_head"),
    *("office", "development_lead", "administrator"),
}
PERSONAS = [
    persona if persona in _OPENING_EVERYTHING else pytest.param(persona, marks=pytest.mark.one_database)
    for persona in sorted(PEOPLE)
]


def _rooms(name: str) -> Iterator[Any]:
    for room in ROOMS:
        found = getattr(importlib.import_module(f"tests.{room}.access"), name, None)
        if found is not None:
            yield found


def _merged(name: str) -> dict[str, Any]:
    return {endpoint: value for part in _rooms(name) for endpoint, value in part.items()}


ACCESS: dict[str, set[str]] = _merged("ACCESS")
WRITES: dict[str, set[str]] = _merged("WRITES")
PUBLIC: set[str] = {endpoint for part in _rooms("PUBLIC") for endpoint in part}


@pytest.fixture
def examples(session: Session, trust: World, prepared: Prepared) -> dict[str, dict[str, Any]]:
    """Values for the address of each endpoint that takes some."""
    prepared.put("what every trust starts from", load_what_every_trust_starts_from)
    values: dict[str, dict[str, Any]] = {}
    for make in _rooms("examples"):
        values |= make(session, trust)
    return values


def _endpoints(app: Flask, method: str) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if method in (rule.methods or ())} - {"static"}


def test_every_endpoint_is_in_the_table(app: Flask) -> None:
    assert _endpoints(app, "GET") == set(ACCESS) | {e for e in PUBLIC if e in _endpoints(app, "GET")}
    assert _endpoints(app, "POST") <= set(ACCESS) | set(WRITES) | PUBLIC


def test_only_the_listed_views_are_public(app: Flask) -> None:
    marked = {endpoint for endpoint, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert marked == PUBLIC


def test_personas_are_known() -> None:
    named = {persona for personas in (*ACCESS.values(), *WRITES.values()) for persona in personas}
    assert named <= set(PEOPLE)


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_opens_what_is_theirs_and_nothing_else(
    persona: str,
    app: Flask,
    as_persona: Callable[[str], CheckingClient],
    examples: dict[str, dict[str, Any]],
) -> None:
    client = as_persona(persona)
    wrong = []
    for endpoint, personas in sorted(ACCESS.items()):
        with app.test_request_context():
            address = url_for(endpoint, **examples.get(endpoint, {}))
        status = client.get(address).status_code
        expected = {200} if persona in personas else REFUSED
        if status not in expected:
            wrong.append(f"GET {endpoint} answered {status}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_posts_where_they_may_not(
    persona: str,
    app: Flask,
    as_persona: Callable[[str], CheckingClient],
    examples: dict[str, dict[str, Any]],
) -> None:
    client = as_persona(persona)
    token = client.token("/")
    wrong = []
    allowed = ACCESS | WRITES
    for endpoint in sorted(_endpoints(app, "POST") - PUBLIC):
        if persona in allowed[endpoint]:
            continue
        with app.test_request_context():
            address = url_for(endpoint, **examples.get(endpoint, {}))
        status = client.post(address, data={"csrf_token": token}).status_code
        if status not in REFUSED:
            wrong.append(f"POST {endpoint} answered {status}, not 403 or 404")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_to_the_trust_is_led_to_the_door(
    app: Flask, client: CheckingClient, examples: dict[str, dict[str, Any]]
) -> None:
    for endpoint in sorted(ACCESS):
        if endpoint in PUBLIC:
            continue
        with app.test_request_context():
            address = url_for(endpoint, **examples.get(endpoint, {}))
        answer = client.get(address)
        assert answer.status_code == 302, endpoint
        assert answer.location.startswith("/sign-in"), endpoint
