"""The areas in the page header: each opens for whoever has it, and the one that is open is marked."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, url_for

from cpd.core.database import db
from cpd.insight.navigation import Area, navigation
from cpd.people.actor import Actor, load_actor
from tests.conftest import CheckingClient
from tests.world import PEOPLE, TODAY, World

SignIn = Callable[[str], CheckingClient]
_AREAS = re.compile(r'<a class="mainnav__link" href="([^"]+)"( aria-current="page")?>([^<]+)</a>')
EVERYBODYS = ["Home", "My development", "Coaching", "Training", "Standards", "Appraisal", "People"]
MORE = {
    "office": ["Invitations"],
    "development_lead": ["Imports"],
    "administrator": ["Accounts", "Imports", "Settings"],
}


def areas(client: CheckingClient, address: str) -> list[tuple[str, bool, str]]:
    text = client.get(address, follow_redirects=True).get_data(as_text=True)
    return [(href, bool(current), label) for href, current, label in _AREAS.findall(text)]


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_every_area_opens_and_is_marked_when_it_does(persona: str, as_persona: SignIn) -> None:
    client = as_persona(persona)
    shown = areas(client, "/")
    expected = EVERYBODYS + MORE.get(persona, [])
    if persona == "trustee":
        expected.remove("My development")
    assert [label for _, _, label in shown] == expected
    for address, _, label in shown:
        assert client.get(address, follow_redirects=True).status_code == 200, address
        assert [name for _, current, name in areas(client, address) if current] == [label], address


def test_a_page_off_the_header_marks_its_area_or_none(as_persona: SignIn) -> None:
    client = as_persona("administrator")
    for address, marked in (
        ("/people/job-titles", ["Settings"]),
        ("/people/roles", ["People"]),
        ("/accounts/invitations", []),
        ("/account", []),
        ("/standards/terms", ["Standards"]),
        ("/trust", []),
    ):
        assert [name for _, current, name in areas(client, address) if current] == marked, address


def test_a_command_without_a_person_has_areas_too(app: Flask) -> None:
    labels = [area.label for area in navigation(Actor.operator(TODAY))]
    assert labels[0] == "Home"
    assert not Area("Home", "insight.home").holds(None)


def test_whoever_looks_after_others_begins_training_with_figures(app: Flask, trust: World) -> None:
    with app.test_request_context():

        def begins(persona: str) -> str:
            actor = load_actor(db.session(), trust.person(persona), TODAY)
            area = next(area for area in navigation(actor) if area.label == "Training")
            return url_for(area.endpoint)

        assert begins("head") == begins("office") == begins("trustee") == "/training/"
        assert begins("ta") == begins("teacher") == begins("administrator") == "/training/mine"


def test_the_foot_of_every_page_leads_to_who_may_see_what(as_persona: SignIn) -> None:
    text = as_persona("ta").get("/standards/").get_data(as_text=True)
    assert 'href="/who-may-see-what"' in text
    assert 'href="/accessibility"' in text
