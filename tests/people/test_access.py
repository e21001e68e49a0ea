"""Every page of this package, opened by everybody."""

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from tests.conftest import CheckingClient
from tests.people.access import ACCESS, POST_ONLY, url_values
from tests.world import PEOPLE, World


@pytest.mark.parametrize("persona", PEOPLE)
def test_a_page_opens_for_those_who_may(
    app: Flask, session: Session, trust: World, as_persona: Callable[[str], CheckingClient], persona: str
) -> None:
    with transaction() as writing:
        values = url_values(writing, trust)
    client = as_persona(persona)
    for endpoint, allowed in ACCESS.items():
        with app.test_request_context():
            address = url_for(endpoint, **values.get(endpoint, {}))
        status = client.get(address).status_code
        assert status == 200 if persona in allowed else status in {403, 404}, f"{persona} {endpoint} {status}"


def test_no_page_is_forgotten(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("people.")}
    assert endpoints == set(ACCESS) | POST_ONLY
