"""Whoever leads a session, and the office of the school that hosts it, is told of what happens to it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core import jobs
from cpd.core.database import transaction
from cpd.people.models import Role
from cpd.training.mails.session_roles import tell_those_named
from cpd.training.models import SessionState, TrainingSession
from cpd.training.services.session_roles import TELL_NAMED
from tests.conftest import CheckingClient
from tests.training.mailbox import Post
from tests.training.sessions import add_published, add_session
from tests.world import World, grant_role

SignIn = Callable[[str], CheckingClient]
TESS, DELLA, EDITH = "tess.arden@saltmarsh.example", "della.frost@saltmarsh.example", "edith.fenn@saltmarsh.example"
TITLE = "Cognition and learning, Thu 3 December 2026"
TYPED = {
    "course": "SEND-CL",
    "held_on": "3 12 2026",
    "starts_at": "15:45",
    "ends_at": "17:15",
    "form": "twilight",
    "leader": "tess",
}


@pytest.fixture
def draft(session: Session, trust: World) -> uuid.UUID:
    """A draft of Hazel Down's office at Foxglove, whose head is Edith and which has no office, led by Tess."""
    with transaction() as writing:
        return add_session(
            writing,
            add_published(writing),
            state=SessionState.DRAFT,
            entered_by_id=trust.person("office"),
            host_school_id=trust.school("foxglove"),
            leader_person_id=trust.person("trainer"),
        ).id


def post(client: CheckingClient, address: str, **data: Any) -> None:
    assert client.post(address, data={"csrf_token": client.token("/")} | data).status_code == 302


def test_named_changed_released_and_cancelled(
    draft: uuid.UUID, session: Session, trust: World, as_persona: SignIn, mail: Post
) -> None:
    office, address = as_persona("office"), f"/training/sessions/{draft}"
    foxglove = str(trust.school("foxglove"))
    office.post_form(f"{address}/edit", TYPED | {"host_school": foxglove, "place": "Loft"})
    assert mail.work() == []
    post(office, f"{address}/announce")
    assert mail.work() == [
        (EDITH, f"Your school hosts: {TITLE}", "REQUEST", 0),
        (TESS, f"You lead: {TITLE}", "REQUEST", 0),
    ]
    office.post_form(f"{address}/edit", TYPED | {"host_school": foxglove, "place": "Hall", "leader": "della"})
    assert mail.work() == [
        (DELLA, f"You lead: {TITLE}", "REQUEST", 1),
        (EDITH, f"Changed at your school: {TITLE}", "REQUEST", 1),
        (TESS, f"You no longer lead: {TITLE}", "CANCEL", 1),
    ]
    # What concerns the register alone is told to nobody.
    office.post_form(
        f"{address}/edit", TYPED | {"host_school": foxglove, "place": "Hall", "leader": "della", "credit": "60"}
    )
    assert mail.work() == []
    office.post_form(f"{address}/edit", TYPED | {"host_school": "", "place": "Hall", "leader": "della"})
    assert mail.work() == [
        (DELLA, f"Changed, and you lead it: {TITLE}", "REQUEST", 2),
        (EDITH, f"No longer at your school: {TITLE}", "CANCEL", 2),
    ]
    office.post_form(f"{address}/cancel", {"reason": "the hall is flooded"})
    assert mail.work() == [(DELLA, f"Cancelled, and you were to lead it: {TITLE}", "CANCEL", 3)]


def test_mails_that_are_turned_off_stay_off_and_who_did_it_knows_it(
    draft: uuid.UUID, session: Session, trust: World, as_persona: SignIn, mail: Post
) -> None:
    with transaction() as writing:
        grant_role(writing, trust, "office", Role.OFFICE, "foxglove", None)
    trainer = as_persona("trainer")
    page = trainer.get("/training/reminders/mails").get_data(as_text=True)
    assert "a session that I lead, or that my school hosts" in page
    assert trainer.post_form("/training/reminders/mails", {"wanted": ["own", "team"]}).status_code == 302
    post(as_persona("office"), f"/training/sessions/{draft}/announce")
    assert mail.work() == []


def test_a_job_that_runs_twice_tells_once(
    draft: uuid.UUID, session: Session, trust: World, app: Flask, mail: Post
) -> None:
    with transaction() as writing:
        writing.execute(update(TrainingSession).values(state=SessionState.ANNOUNCED))
        payload = {
            "session_id": str(draft),
            "leaders": {str(trust.person("trainer")): "named"},
            "hosts": {},
            "by": "",
        }
    job = jobs.RunningJob(uuid.uuid4(), TELL_NAMED, payload, 1, "worker")
    for _ in range(2):
        tell_those_named(job)
    session.rollback()
    assert len(session.scalars(select(jobs.Job).where(jobs.Job.kind == "mail")).all()) == 1
    assert mail.work() == [(TESS, f"You lead: {TITLE}", "REQUEST", 0)]
