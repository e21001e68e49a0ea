"""One click signs in as somebody, on the demonstration trust alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.accounts.models import Account
from cpd.accounts.personas import demonstration_personas
from cpd.core.database import transaction
from cpd.people.models import Person, StaffGroup, Trust
from tests.conftest import CheckingClient
from tests.world import TODAY, World, add_post


@pytest.fixture
def demonstration(trust: World) -> World:
    with transaction() as session:
        session.scalars(select(Trust)).one().is_demonstration = True
    return trust


def be(client: CheckingClient, trust: World, persona: str, **more: str) -> int:
    data = {"csrf_token": client.token("/sign-in"), "person_id": str(trust.person(persona))}
    return client.post("/sign-in/as", data=data | more).status_code


def test_there_is_one_persona_for_each_role_and_group(session: Session, demonstration: World) -> None:
    personas = demonstration_personas(session, TODAY)
    assert [(one.role, one.name, one.school_urn) for one in personas] == [
        ("teacher", "Rosa Quill", 190001),
        ("teaching_assistant", "Łukasz Thorn", 190001),
        ("ambassador", "Siân O'Neill", 190001),
        ("leader", "Petra Vane", 190001),
        ("appraiser", "Greta Stone", 190001),
        ("head", "Harriet Dale", 190001),
        ("trainer", "Tess Arden", 190003),
        ("office", "Olive Munro", 190001),
        ("development_lead", "Della Frost", 900000),
        ("trustee", "Tomas Wren", None),
        ("administrator", "Ada Locke", 900000),
    ]
    by_role = {one.role: one for one in personas}
    assert (by_role["teaching_assistant"].email, by_role["teaching_assistant"].staff_code) == (None, "A001")
    variants = demonstration_personas(session, TODAY, variants=True)
    assert [one.name for one in variants if one.part in ("deputy", "executive_head")] == ["Dev Rao", "Edith Fenn"]


def test_support_staff_are_among_them(session: Session, demonstration: World) -> None:
    with transaction() as writing:
        person = Person(
            first_name="Cal", last_name="Moss", sort_first_name="cal", sort_last_name="moss", staff_code="S9"
        )
        writing.add(person)
        writing.flush()
        add_post(writing, person.id, demonstration.school("hazel"), "Caretaker", StaffGroup.SUPPORT)
    [support] = [one for one in demonstration_personas(session, TODAY) if one.role == "support"]
    assert (support.name, support.title) == ("Cal Moss", "Support staff")


def test_one_click_is_enough(client: CheckingClient, demonstration: World) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    assert "Be Rosa" in page
    assert be(client, demonstration, "teacher") == 302
    assert "Rosa Quill" in client.get("/account").get_data(as_text=True)


def test_one_can_change_from_one_to_the_next(client: CheckingClient, demonstration: World) -> None:
    be(client, demonstration, "teacher")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    assert client.get("/sign-in").status_code == 200
    assert be(client, demonstration, "head") == 302
    assert "Harriet Dale" in client.get("/account").get_data(as_text=True)
    with client.session_transaction() as cookie:
        cookie.update(before)
    assert client.get("/account").status_code == 302, "the sign-in of before has ended"


def test_a_persona_needs_no_account_beforehand(client: CheckingClient, demonstration: World) -> None:
    with transaction() as session:
        session.delete(session.get_one(Account, demonstration.accounts["teacher"]))
    assert be(client, demonstration, "teacher") == 302
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("persona", ["stranger", "line_manager"])
def test_only_those_on_the_list(client: CheckingClient, demonstration: World, persona: str) -> None:
    assert be(client, demonstration, persona) == (302 if persona == "line_manager" else 404)


def test_on_any_other_trust_there_is_no_such_address(
    client: CheckingClient, session: Session, trust: World, as_persona: Callable[[str], CheckingClient]
) -> None:
    assert "Be Rosa" not in client.get("/sign-in").get_data(as_text=True)
    assert be(client, trust, "teacher") == 404
    assert client.get("/account").status_code == 302
    assert demonstration_personas(session, TODAY) == []
