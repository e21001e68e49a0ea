"""Checking in with the code on the screen: by a tap, by staff code, once, and only around the session."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.training.models import MarkedBy, Presence, RegisterMark, TrainingSession
from tests.conftest import CheckingClient
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

AsPersona = Callable[[str], CheckingClient]

IN, OUT = "HDNKTR7W", "WPQM4XVC"
# Of the letters that codes are made of, and of no session.
NO_CODE = "XXXXXXXX"


@pytest.fixture
def session_id(session: Session, trust: World) -> uuid.UUID:
    """Today from half past nine, an hour and a half; it is ten."""
    with transaction() as writing:
        return add_session(
            writing,
            add_published(writing),
            held_on=TODAY,
            starts_at=dt.time(9, 30),
            ends_at=dt.time(11),
            leader_person_id=trust.person("trainer"),
            check_in_code=IN,
            check_out_code=OUT,
        ).id


def _mark(person_id: uuid.UUID) -> RegisterMark:
    db.session.rollback()
    return db.session.scalars(select(RegisterMark).where(RegisterMark.person_id == person_id)).one()


def _said(client: FlaskClient, scanned: str, **data: str) -> str:
    assert isinstance(client, CheckingClient)
    return str(client.post_form(f"/training/check-in/{scanned}", data).get_data(as_text=True))


def test_one_tap_of_somebody_signed_in(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    rosa = as_persona("teacher")
    assert "Check in as Rosa Quill" in rosa.get(f"/training/check-in/{IN.lower()}").get_data(as_text=True)
    assert "Here from 10:00" in _said(rosa, IN)
    mark = _mark(trust.person("teacher"))
    assert (mark.presence, mark.marked_by, mark.arrived_at) == (Presence.PRESENT, MarkedBy.CHECK_IN, dt.time(10))
    assert mark.came_unannounced
    with clock.pinned(NOW + dt.timedelta(minutes=20)):
        assert "Here from 10:00" in _said(rosa, IN)
        assert "Left at 10:20" in _said(rosa, OUT)
    mark = _mark(trust.person("teacher"))
    assert (mark.arrived_at, mark.left_at, mark.change) == (dt.time(10), dt.time(10, 20), 2)


def test_a_staff_code_and_three_letters_for_a_phone_without_an_account(
    client: FlaskClient, trust: World, session_id: uuid.UUID
) -> None:
    with clock.pinned(NOW - dt.timedelta(minutes=26)):
        said = _said(client, IN, code="hdnk tr7w", staff_code="a001", letters="Tho")
    assert "Łukasz Thorn is checked in" in said
    assert "Here from the start" in said
    assert _mark(trust.person("ta")).arrived_at is None


def test_wrong_letters_are_counted_and_the_sixth_try_has_to_wait(
    client: FlaskClient, trust: World, session_id: uuid.UUID
) -> None:
    for _ in range(5):
        assert "do not belong together" in _said(client, IN, code=IN, staff_code="A001", letters="Qui")
    assert "too many tries" in _said(client, IN, code=IN, staff_code="A001", letters="Tho")
    assert db.session.scalars(select(RegisterMark)).all() == []
    # Nobody else waits for that.
    assert "Rosa Quill is checked in" in _said(client, IN, code=IN, staff_code="T001", letters="Qui")


def test_codes_are_good_around_the_session_only(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    rosa = as_persona("teacher")
    with clock.pinned(NOW - dt.timedelta(hours=2)):
        assert "good from an hour before" in _said(rosa, IN)
    with clock.pinned(NOW + dt.timedelta(hours=1, minutes=1)):
        assert "good from an hour before" in _said(rosa, IN)
        assert "You have not checked in" in _said(rosa, OUT)
    assert "not in use" in _said(rosa, NO_CODE)


def test_the_screen_shows_both_codes_and_new_ones_end_the_old(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID
) -> None:
    trainer = as_persona("trainer")
    page = trainer.get(f"/training/sessions/{session_id}/check-in").get_data(as_text=True)
    assert "HDNK TR7W" in page
    assert "<title>Check in: http://localhost/training/check-in/HDNKTR7W</title>" in page
    assert "WPQM 4XVC" in trainer.get(f"/training/sessions/{session_id}/check-in?way=out").get_data(as_text=True)
    trainer.post(f"/training/sessions/{session_id}/check-in/codes", data={"csrf_token": trainer.token()})
    db.session.rollback()
    made = db.session.get_one(TrainingSession, session_id)
    assert made.check_in_code not in (None, IN)
    assert re.fullmatch(r"[CDFHJKMNPQRTVWXY234679]{8}", made.check_out_code or "")
    assert "not in use" in _said(as_persona("teacher"), IN)


def test_a_closed_register_takes_nobody_in(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    with transaction() as writing:
        writing.get_one(TrainingSession, session_id).register_closed_at = NOW
    assert "not in use" in _said(as_persona("teacher"), IN)


def test_without_a_good_code_nobody_learns_which_letters_go_with_a_staff_code(
    client: FlaskClient, trust: World, session_id: uuid.UUID
) -> None:
    for letters in ("qui", "xyz"):
        answer = _said(client, NO_CODE, code=NO_CODE, staff_code="T001", letters=letters)
        assert answer.count("not in use") > 1
        assert "do not belong together" not in answer
