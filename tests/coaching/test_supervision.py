"""Notes for supervision: the ambassador's alone, until one is shared with the development lead."""

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from cpd.coaching.models import SupervisionNote
from cpd.coaching.rules.supervision import names_in
from cpd.core.audit import AuditEntry
from cpd.core.jobs import Job
from tests.coaching.making import Coaching, SignIn
from tests.conftest import CheckingClient
from tests.world import PEOPLE

TEXT = "I gave three answers before I asked one question."


def send(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/coaching/visits")} | data)


def count_of(coaching: Coaching) -> int:
    return coaching.session.scalar(select(func.count()).select_from(SupervisionNote)) or 0


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_an_unshared_note_is_the_writers_alone(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    note_id, client = coaching.note(TEXT), as_persona(persona)
    expected = 200 if persona == "ambassador" else 404
    assert client.get(f"/coaching/supervision/{note_id}").status_code == expected
    assert client.get(f"/coaching/supervision/{note_id}/edit").status_code == expected
    if persona != "ambassador":
        for address in ("/coaching/supervision", "/", "/coaching/visits"):
            assert TEXT not in client.get(address).get_data(as_text=True), address


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_a_shared_note_is_read_by_the_development_lead_too(
    coaching: Coaching, as_persona: SignIn, persona: str
) -> None:
    note_id = coaching.note(TEXT, is_shared=True)
    expected = 200 if persona in ("ambassador", "development_lead") else 404
    assert as_persona(persona).get(f"/coaching/supervision/{note_id}").status_code == expected
    readings = coaching.session.scalars(select(AuditEntry.action).where(AuditEntry.is_reading)).all()
    assert list(readings) == (["supervision.read"] if persona == "development_lead" else [])


def test_it_is_written_once_and_listed(coaching: Coaching, as_persona: SignIn) -> None:
    client, key = as_persona("ambassador"), str(uuid.uuid4())
    for _ in range(2):
        assert send(client, "/coaching/supervision/new", text=TEXT, request_key=key).status_code == 302
    assert count_of(coaching) == 1
    page = client.get("/coaching/supervision").get_data(as_text=True)
    assert TEXT in page
    assert "Only you see it" in page


def test_nothing_is_no_note(coaching: Coaching, as_persona: SignIn) -> None:
    answer = send(as_persona("ambassador"), "/coaching/supervision/new", text=" ", request_key=str(uuid.uuid4()))
    assert answer.status_code == 422
    assert "Write something first." in answer.get_data(as_text=True)


def test_a_name_is_hinted_at_and_kept(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    send(client, "/coaching/supervision/new", text="Rosa went quiet.", request_key=str(uuid.uuid4()))
    page = client.get("/coaching/supervision").get_data(as_text=True)
    assert "A name you may want to leave out stands in it: Rosa." in page
    assert "Say it without the name" in page
    assert count_of(coaching) == 1


def test_names_are_words_of_their_own_with_a_capital() -> None:
    assert names_in("Will Thorn said he will.", ["Will", "Thorn", "Ann", "Al"]) == ("Will", "Thorn")
    assert names_in("Annual review, and O'Neill.", ["Ann", "O'Neill"]) == ("O'Neill",)
    assert names_in("will", ["Will"]) == ()


def test_it_is_put_right_and_thrown_away_while_nobody_has_read_it(coaching: Coaching, as_persona: SignIn) -> None:
    note_id, client = coaching.note(TEXT), as_persona("ambassador")
    assert client.post_form(f"/coaching/supervision/{note_id}/edit", {"text": "Shorter."}).status_code == 302
    assert "Shorter." in client.get("/coaching/supervision").get_data(as_text=True)
    assert send(client, f"/coaching/supervision/{note_id}/discard").status_code == 302
    assert count_of(coaching) == 0


def test_a_shared_note_stays_as_it_is(coaching: Coaching, as_persona: SignIn) -> None:
    note_id, client = coaching.note(TEXT), as_persona("ambassador")
    for _ in range(2):
        assert send(client, f"/coaching/supervision/{note_id}/share").status_code == 302
    send(client, f"/coaching/supervision/{note_id}/discard")
    assert count_of(coaching) == 1
    assert client.post_form(f"/coaching/supervision/{note_id}/edit", {"text": "Other."}).status_code == 422
    listed = as_persona("development_lead").get("/coaching/supervision").get_data(as_text=True)
    assert "Siân O&#39;Neill" in listed
    assert TEXT not in listed


def test_the_lead_changes_nothing_of_it(coaching: Coaching, as_persona: SignIn) -> None:
    note_id, client = coaching.note(TEXT, is_shared=True), as_persona("development_lead")
    for what in ("share", "discard"):
        assert send(client, f"/coaching/supervision/{note_id}/{what}").status_code == 403
    assert client.get(f"/coaching/supervision/{note_id}/edit").status_code == 403


def test_no_mail_and_no_log_holds_a_word(coaching: Coaching) -> None:
    coaching.note(TEXT, is_shared=True)
    assert coaching.session.scalar(select(func.count()).select_from(Job)) == 0
    entries = coaching.session.scalars(select(AuditEntry)).all()
    assert [(entry.action, entry.detail) for entry in entries] == [("supervision.shared", None)]
