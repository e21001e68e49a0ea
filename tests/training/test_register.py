"""A register: at the door as a form, from two tablets at once, on paper, closed, opened again and put right."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import db, transaction
from cpd.training.models import (
    Completion,
    Invitation,
    InvitationState,
    MarkedBy,
    Presence,
    RegisterMark,
    SessionState,
    Source,
    TrainingSession,
)
from tests.conftest import CheckingClient
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

AsPersona = Callable[[str], CheckingClient]


@pytest.fixture
def session_id(session: Session, trust: World) -> uuid.UUID:
    """Today from 9 to 10:30, led by Tess; 60 of its 90 minutes earn the course. Rosa, Łukasz and Petra have a place."""
    with transaction() as writing:
        made = add_session(
            writing,
            add_published(writing),
            held_on=TODAY,
            starts_at=dt.time(9),
            ends_at=dt.time(10, 30),
            credit_from_minutes=60,
            leader_person_id=trust.person("trainer"),
            entered_by_id=trust.person("office"),
            host_school_id=trust.school("foxglove"),
        )
        writing.add_all(
            Invitation(
                session_id=made.id, person_id=trust.person(persona), state=InvitationState.INVITED, entered_at=NOW
            )
            for persona in ("teacher", "ta", "line_manager")
        )
        return made.id


def _url(session_id: uuid.UUID, rest: str = "register") -> str:
    return f"/training/sessions/{session_id}/{rest}"


def _marks(session_id: uuid.UUID) -> dict[uuid.UUID, RegisterMark]:
    db.session.rollback()
    rows = db.session.scalars(select(RegisterMark).where(RegisterMark.session_id == session_id))
    return {mark.person_id: mark for mark in rows}


def _send(
    client: CheckingClient, session_id: uuid.UUID, *marks: dict[str, Any], key: uuid.UUID | None = None, since: int = 0
) -> dict[str, Any]:
    answer = client.post(
        _url(session_id, f"register/marks?since={since}"),
        data=json.dumps({"key": str(key or uuid.uuid4()), "marks": marks}),
        content_type="application/json",
        headers={"X-CSRFToken": client.token(_url(session_id))},
    )
    assert answer.status_code in (200, 409, 422), answer.status_code
    told: dict[str, Any] = answer.get_json()
    return told | {"status": answer.status_code}


def _mark(person_id: uuid.UUID, mark: str = "present", seen: int = 0, **times: str) -> dict[str, Any]:
    return {"person": str(person_id), "mark": mark, "arrived": "", "left": "", "seen": seen} | times


def _close(client: CheckingClient, session_id: uuid.UUID) -> str:
    answer = client.post_form(_url(session_id, "register/close"), follow_redirects=True)
    return str(answer.get_data(as_text=True))


def _given(session_id: uuid.UUID) -> dict[uuid.UUID, tuple[int | None, Source]]:
    db.session.rollback()
    rows = db.session.scalars(select(Completion).where(Completion.session_id == session_id))
    return {one.person_id: (one.minutes, one.source) for one in rows}


def test_the_register_as_a_form(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    """All present but these, one of them late; nobody's other marks are touched by what the page did not show."""
    rosa, lukasz, petra = (trust.person(one) for one in ("teacher", "ta", "line_manager"))
    trainer = as_persona("trainer")
    page = trainer.get(_url(session_id)).get_data(as_text=True)
    assert "Quill, Rosa" in page
    trainer.post_form(
        _url(session_id),
        {f"mark-{lukasz.hex}": "absent", f"mark-{rosa.hex}": "present", f"arrived-{rosa.hex}": "9.20", "rest": "1"},
    )
    marks = _marks(session_id)
    assert {one: mark.presence for one, mark in marks.items()} == {
        rosa: Presence.PRESENT,
        petra: Presence.PRESENT,
        lukasz: Presence.ABSENT,
    }
    assert marks[rosa].arrived_at == dt.time(9, 20)
    assert marks[rosa].marked_by is MarkedBy.REGISTER
    assert marks[rosa].marked_by_id == trust.person("trainer")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "training.register_marked")).all()
    assert {entry.about_person_id for entry in entries} == {rosa, lukasz, petra}


def test_names_are_found_by_first_letters_and_anybody_of_any_school_can_be_added(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID
) -> None:
    trainer = as_persona("trainer")
    page = trainer.get(_url(session_id, "register?q=qui")).get_data(as_text=True)
    assert "Quill, Rosa" in page
    assert "Thorn" not in page
    stan = trust.person("stranger")
    page = trainer.get(_url(session_id, "register?add=gal")).get_data(as_text=True)
    assert "Stan Gale is here" in page
    found = trainer.get(_url(session_id, "register/people?q=gal")).get_json()
    assert found == [{"person": str(stan), "name": "Stan Gale", "line": "Class Teacher, Larch Lane Primary School"}]
    trainer.post_form(_url(session_id), {f"was-{stan.hex}": "0|||", f"mark-{stan.hex}": "present"})
    assert _marks(session_id)[stan].came_unannounced
    assert "came unannounced" in trainer.get(_url(session_id)).get_data(as_text=True)


def test_two_tablets_do_not_undo_each_other(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    """What the second knew nothing of stays, and both are shown; knowing it, it may be changed."""
    rosa, lukasz = trust.person("teacher"), trust.person("ta")
    tess, olive = as_persona("trainer"), as_persona("office")
    first = _send(tess, session_id, _mark(rosa, arrived="09:10"))
    assert first["newest"] == 1
    second = _send(olive, session_id, _mark(rosa, "absent"), _mark(lukasz))
    assert _marks(session_id)[rosa].presence is Presence.PRESENT
    assert _marks(session_id)[lukasz].presence is Presence.PRESENT
    (both,) = second["differing"]
    assert (both["name"], both["there"], both["sent"]) == ("Rosa Quill", "here from 09:10", "not here")
    assert both["how"] == "marked by Tess Arden at 10:00"
    seen = {one["person"]: one["change"] for one in second["marks"]}
    assert _send(olive, session_id, _mark(rosa, "absent", seen[str(rosa)]))["differing"] == []
    assert _marks(session_id)[rosa].presence is Presence.ABSENT
    news = tess.get(_url(session_id, "register/marks?since=1")).get_json()
    assert {one["name"]: one["mark"] for one in news["marks"]} == {"Łukasz Thorn": "present", "Rosa Quill": "absent"}


def test_a_batch_sent_twice_is_entered_once(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    rosa, key = trust.person("teacher"), uuid.uuid4()
    tess = as_persona("trainer")
    _send(tess, session_id, _mark(rosa), key=key)
    again = _send(tess, session_id, _mark(rosa), key=key)
    assert (again["newest"], again["differing"]) == (1, [])
    _send(tess, session_id, _mark(rosa, "absent", 1))
    # The lost answer of the first is asked for again: the newer mark stays, and the two are told.
    late = _send(tess, session_id, _mark(rosa), key=key)
    assert [one["there"] for one in late["differing"]] == ["not here"]
    assert _marks(session_id)[rosa].presence is Presence.ABSENT


@pytest.mark.parametrize("number", ["1e400", "9" * 30])
def test_numbers_beyond_all_changes_are_no_fault(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID, number: str
) -> None:
    client = as_persona("trainer")
    mark = f'{{"person": "{trust.person("teacher")}", "mark": "present", "seen": {number}}}'
    answer = client.post(
        _url(session_id, "register/marks?since=99999999999999999999"),
        data=f'{{"key": "{uuid.uuid4()}", "marks": [{mark}]}}',
        content_type="application/json",
        headers={"X-CSRFToken": client.token(_url(session_id))},
    )
    assert answer.status_code in (200, 422)


def test_a_form_that_knew_too_little_shows_both(as_persona: AsPersona, trust: World, session_id: uuid.UUID) -> None:
    rosa = trust.person("teacher")
    tess, olive = as_persona("trainer"), as_persona("office")
    olive.get(_url(session_id))
    _send(tess, session_id, _mark(rosa))
    answer = olive.post_form(_url(session_id), {f"was-{rosa.hex}": "0|||", f"mark-{rosa.hex}": "absent"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "It says <strong>here</strong>, marked by Tess Arden at 10:00. You said <strong>not here</strong>" in page
    olive.post_form(_url(session_id), {f"was-{rosa.hex}": "1|present||", f"mark-{rosa.hex}": "absent", "paper": "1"})
    assert _marks(session_id)[rosa].presence is Presence.ABSENT
    assert _marks(session_id)[rosa].marked_by is MarkedBy.PAPER


def test_what_cannot_be_is_told_and_the_rest_is_kept(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID
) -> None:
    rosa, lukasz = trust.person("teacher"), trust.person("ta")
    tess = as_persona("trainer")
    told = _send(tess, session_id, _mark(rosa, arrived="09:30", left="09:10"), _mark(lukasz), _mark(uuid.uuid4()))
    assert [one["sentence"] for one in told["refused"]] == [
        "The time of leaving lies before the time of coming.",
        "This person is not on the staff list any more.",
    ]
    assert set(_marks(session_id)) == {lukasz}
    assert _send(tess, session_id, {"person": "nobody"})["status"] == 422
    _send(tess, session_id, _mark(rosa), _mark(rosa, "absent"))
    assert _marks(session_id)[rosa].presence is Presence.ABSENT


def test_closing_gives_credit_by_minutes_and_opening_again_puts_it_right(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID
) -> None:
    rosa, lukasz, petra = (trust.person(one) for one in ("teacher", "ta", "line_manager"))
    tess = as_persona("trainer")
    _send(tess, session_id, _mark(rosa, arrived="09:20"), _mark(lukasz, arrived="09:40"), _mark(petra, "absent"))
    page = tess.get(_url(session_id, "register/close")).get_data(as_text=True)
    assert re.search(r"Here for too short a time.*Łukasz Thorn.*50", page, re.DOTALL)
    page = _close(tess, session_id)
    assert "1 person has the course" in page
    # Who had a place and did not earn it is told with what became of them.
    assert re.search(r"Łukasz Thorn.*Here for too short a time.*Petra Vane.*Not here", page, re.DOTALL)
    assert _given(session_id) == {rosa: (70, Source.REGISTER)}
    held = db.session.get_one(TrainingSession, session_id)
    assert (held.state, held.register_closed_by_id) == (SessionState.HELD, trust.person("trainer"))
    assert _send(tess, session_id, _mark(rosa, "absent", 1))["status"] == 409
    _close(tess, session_id)
    assert _given(session_id) == {rosa: (70, Source.REGISTER)}

    tess.post(_url(session_id, "register/reopen"), data={"csrf_token": tess.token()})
    assert _given(session_id) == {rosa: (70, Source.REGISTER)}
    seen = {one: mark.change for one, mark in _marks(session_id).items()}
    _send(
        tess,
        session_id,
        _mark(rosa, "present", seen[rosa]),
        _mark(lukasz, "absent", seen[lukasz]),
        _mark(petra, "present", seen[petra], left="10:10"),
    )
    assert "3 marks have changed since" in tess.get(_url(session_id, "register/close")).get_data(as_text=True)
    assert "minutes put right for 1" in _close(tess, session_id)
    assert _given(session_id) == {rosa: (90, Source.REGISTER), petra: (70, Source.REGISTER)}
    tess.post(_url(session_id, "register/reopen"), data={"csrf_token": tess.token()})
    _send(tess, session_id, _mark(rosa, "absent", _marks(session_id)[rosa].change))
    assert "taken back for 1" in _close(tess, session_id)
    assert _given(session_id) == {petra: (70, Source.REGISTER)}
    told = db.session.scalars(select(AuditEntry.action).where(AuditEntry.about_person_id == rosa)).all()
    assert {"training.completion_added", "training.completion_changed", "training.completion_removed"} <= set(told)


def test_who_has_the_course_of_that_day_already_has_it_once(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID
) -> None:
    rosa = trust.person("teacher")
    tess = as_persona("trainer")
    with transaction() as writing:
        course_id = writing.get_one(TrainingSession, session_id).course_id
        writing.add(
            Completion(person_id=rosa, course_id=course_id, completed_on=TODAY, source=Source.HAND, entered_at=NOW)
        )
    _send(tess, session_id, _mark(rosa))
    assert "1 had it already from that day" in _close(tess, session_id)
    assert _given(session_id) == {}


def test_the_list_on_paper(as_persona: AsPersona, session_id: uuid.UUID) -> None:
    answer = as_persona("trainer").get(_url(session_id, "register.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")


def test_a_register_of_twice_the_people_costs_no_more_statements(
    as_persona: AsPersona, trust: World, session_id: uuid.UUID, counted_queries: Callable[[], Any]
) -> None:
    tess = as_persona("trainer")
    tess.get(_url(session_id))
    before = counted_queries()
    tess.get(_url(session_id))
    few = before.total
    with transaction() as writing:
        writing.add_all(
            Invitation(
                session_id=session_id, person_id=trust.person(persona), state=InvitationState.JOINED, entered_at=NOW
            )
            for persona in ("stranger", "head", "deputy", "ambassador")
        )
    after = counted_queries()
    tess.get(_url(session_id))
    assert after.total == few
