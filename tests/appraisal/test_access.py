"""Every page and every button of appraisal, tried by everybody."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from tests.appraisal.access import ACCESS, PUBLIC, WRITES, examples
from tests.conftest import CheckingClient
from tests.world import PEOPLE, World

SignIn = Callable[[str], CheckingClient]


@pytest.mark.parametrize("persona", sorted(set(PEOPLE) - {"teacher", "appraiser", "head", "deputy"}))
def test_to_everybody_else_a_review_is_not_there(
    app: Flask, session: Session, trust: World, frameworks: None, as_persona: SignIn, persona: str
) -> None:
    values = examples(session, trust)
    client = as_persona(persona)
    for endpoint, address_values in values.items():
        if "review_id" in address_values and endpoint in ACCESS:
            with app.test_request_context():
                address = url_for(endpoint, **address_values)
            assert client.get(address).status_code == 404, f"{persona} {endpoint}"


@pytest.mark.parametrize("persona", ["head", "teacher", "appraiser", "ta", "administrator", "development_lead"])
def test_a_button_is_for_those_who_may(
    app: Flask, session: Session, trust: World, frameworks: None, as_persona: SignIn, persona: str
) -> None:
    values = examples(session, trust)
    client = as_persona(persona)
    token = client.token()
    for endpoint, allowed in WRITES.items():
        with app.test_request_context():
            address = url_for(endpoint, **values[endpoint])
        status = client.post(address, data={"csrf_token": token}).status_code
        assert (status in (200, 302)) == (persona in allowed), f"{persona} {endpoint} {status}"


def test_no_page_is_forgotten(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("appraisal.")}
    assert endpoints == set(ACCESS) | set(WRITES) | PUBLIC
