"""After a session: a reflection that is its writer's alone, and three questions that nobody's name stays with."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import db, transaction
from cpd.training.models import (
    MarkedBy,
    Presence,
    RegisterMark,
    SessionEvaluation,
    SessionReflection,
)
from tests.conftest import CheckingClient
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

AsPersona = Callable[[str], CheckingClient]

SIX = ("teacher", "ta", "ambassador", "line_manager", "appraiser", "stranger")


@pytest.fixture
def session_id(session: Session, trust: World) -> uuid.UUID:
    """Led by Tess today; six were there, the head was not."""
    with transaction() as writing:
        made = add_session(
            writing, add_published(writing), held_on=TODAY, leader_person_id=trust.person("trainer"), register=6
        )
        writing.add_all(
            RegisterMark(
                session_id=made.id,
                person_id=trust.person(persona),
                presence=Presence.ABSENT if persona == "head" else Presence.PRESENT,
                marked_by=MarkedBy.REGISTER,
                marked_at=NOW,
                change=number,
            )
            for number, persona in enumerate((*SIX, "head"), 1)
        )
        return made.id


def _url(session_id: uuid.UUID, what: str) -> str:
    return f"/training/sessions/{session_id}/{what}"


def test_a_reflection_is_its_writers_alone(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    rosa, words = as_persona("teacher"), "I will give every pupil thirty seconds first."
    assert "Write what I will try" in rosa.get(_url(session_id, "")[:-1]).get_data(as_text=True)
    rosa.post_form(_url(session_id, "reflection"), {"text": words})
    assert words in rosa.get(_url(session_id, "reflection")).get_data(as_text=True)
    for persona in ("ta", "trainer", "head", "development_lead"):
        assert words not in as_persona(persona).get(_url(session_id, "reflection")).get_data(as_text=True)
    for persona in ("head", "trainer"):
        assert as_persona(persona).get(_url(session_id, "reflection")).status_code == 403
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "training.reflection_written")).one()
    assert entry.detail is None
    rosa.post(_url(session_id, "reflection/remove"), data={"csrf_token": rosa.token()})
    db.session.rollback()
    assert db.session.scalars(select(SessionReflection)).all() == []


def test_two_windows_do_not_overwrite_one_reflection(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    rosa = as_persona("teacher")
    rosa.post_form(_url(session_id, "reflection"), {"text": "First window."})
    answer = rosa.post_form(_url(session_id, "reflection"), {"text": "Second window.", "version": "0"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "First window." in page
    assert "Second window." in page
    db.session.rollback()
    assert db.session.scalars(select(SessionReflection.text)).all() == ["First window."]


def test_answers_are_shown_from_five_on_and_five_at_a_time(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    tess = as_persona("trainer")
    said = {"understood_why": "yes", "can_use_it": "in_part", "worth_the_time": "yes"}
    for number, persona in enumerate(SIX):
        page = tess.get(_url(session_id, "evaluation/answers")).get_data(as_text=True)
        assert ("Shown from five answers on" in page) == (number < 5)
        as_persona(persona).post_form(_url(session_id, "evaluation"), said)
    page = tess.get(_url(session_id, "evaluation/answers")).get_data(as_text=True)
    assert "5 answers, as shown on 23 Nov 2026" in page
    # Once each, and without a trace of who and when.
    as_persona("teacher").post(
        _url(session_id, "evaluation"), data=said | {"csrf_token": as_persona("teacher").token()}
    )
    db.session.rollback()
    answers = db.session.scalars(select(SessionEvaluation)).all()
    assert len(answers) == 6
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action.contains("evaluation"))).all() == []
    assert as_persona("head").get(_url(session_id, "evaluation")).status_code == 403


def test_three_words_are_asked_for_where_one_is_missing(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    answer = as_persona("teacher").post_form(_url(session_id, "evaluation"), {"understood_why": "yes"})
    assert answer.status_code == 422
    assert "Choose one of the three." in answer.get_data(as_text=True)


def test_nobody_was_at_a_session_that_was_cancelled_after_they_checked_in(
    as_persona: AsPersona, session_id: uuid.UUID
) -> None:
    lead, rosa = as_persona("development_lead"), as_persona("teacher")
    assert lead.post_form(_url(session_id, "cancel"), {"reason": "the hall is flooded"}).status_code == 302
    page = rosa.get(_url(session_id, "")[:-1]).get_data(as_text=True)
    assert "Cancelled" in page
    assert "Write what I will try" not in page
    assert rosa.get(_url(session_id, "reflection")).status_code == 403
    assert rosa.get(_url(session_id, "evaluation")).status_code == 403
