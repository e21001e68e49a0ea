"""A head or the development lead asks an ambassador to support somebody."""

import re

import pytest

from cpd.coaching import services
from cpd.core.database import transaction
from cpd.people.models import Role
from tests.coaching.making import Coaching, SignIn
from tests.coaching.supporting import ALLOT, ask, read, supports
from tests.world import grant_role


@pytest.mark.parametrize("persona", ["head", "deputy", "development_lead"])
def test_a_head_or_the_lead_asks_an_ambassador(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    assert ask(coaching, as_persona(persona), "ta").status_code == 302
    assert "Łukasz Thorn" in read(as_persona("ambassador"))
    assert supports(coaching) == [(coaching.trust.person("ambassador"), coaching.trust.person("ta"), None)]


def test_a_head_asks_for_their_own_school_only(coaching: Coaching, as_persona: SignIn) -> None:
    assert as_persona("other_head").get(f"{ALLOT}?school={coaching.trust.school('hazel')}").status_code == 404


def test_what_cannot_be_asked_is_said(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("head")
    for person, by, sentence in (
        ("stranger", "ambassador", "Choose somebody who works at this school."),
        ("ta", "other_ambassador", "Choose an ambassador of this school."),
        ("ambassador", "ambassador", "Nobody supports themselves"),
    ):
        answer = ask(coaching, client, person, by)
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
    empty = client.post_form(ALLOT, {"person_id": "", "ambassador_id": ""}).get_data(as_text=True)
    assert "Choose who is to be supported." in empty
    assert "Choose an ambassador." in empty


def test_an_appraiser_is_allotted_by_the_lead_alone_and_knowingly(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "appraiser", Role.AMBASSADOR, "hazel")
    sentence = "Greta Stone is head, line manager or appraiser of Rosa Quill"
    for persona, knowingly in (("head", "y"), ("development_lead", "")):
        more = {"knowingly": knowingly} if knowingly else {}
        refused = ask(coaching, as_persona(persona), "teacher", "appraiser", **more)
        assert sentence in refused.get_data(as_text=True)
        assert supports(coaching) == []
    assert ask(coaching, as_persona("development_lead"), "teacher", "appraiser", knowingly="y").status_code == 302
    assert len(supports(coaching)) == 1
    assert "Della Frost asked an ambassador to support you" in read(as_persona("teacher"), "/my-development")


def test_a_lead_does_not_ask_themselves_for_whom_they_have_a_say_over(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        for role in (Role.AMBASSADOR, Role.HEAD):
            grant_role(writing, coaching.trust, "development_lead", role, "hazel")
    asked = ask(coaching, as_persona("development_lead"), "teacher", "development_lead", knowingly="y")
    assert "Choose another ambassador" in asked.get_data(as_text=True)
    assert supports(coaching) == []


def test_whoever_asks_is_not_told_that_somebody_declined(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        services.decline(writing, coaching.actor("ta"))
    client = as_persona("head")
    asked = ask(coaching, client, "teacher")
    after_one = _of_page(read(client, asked.location))
    declined = ask(coaching, client, "ta")
    assert (asked.status_code, asked.location) == (declined.status_code, declined.location)
    after_two = _of_page(read(client, declined.location))
    assert after_one == after_two
    # Nor does a colleague who can be supported make a difference that would be missed with one who declined.
    assert after_two == _of_page(read(client, ask(coaching, client, "line_manager").location))
    people = [coaching.trust.person(persona) for persona in ("teacher", "line_manager")]
    assert [person for _, person, _ in supports(coaching)] == people


def _of_page(page: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value|content)="[^"]*"', "", page)
