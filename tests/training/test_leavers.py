"""Whoever leaves the trust loses their places in sessions to come; nobody who stays is touched."""

import datetime as dt
import uuid
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.database import transaction
from cpd.core.worker import Worker
from cpd.people.models import Post, StaffGroup
from cpd.training.models import Invitation, InvitationState as State, TrainingSession
from tests.conftest import CheckingClient
from tests.training.mailbox import Post as Mailbox
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World, add_post

SignIn = Callable[[str], CheckingClient]
TOMORROW = NOW + dt.timedelta(days=1)
TITLE = "Cognition and learning, Thu 3 December 2026"


def end_posts(writing: Session, person_id: uuid.UUID, on: dt.date) -> None:
    writing.execute(update(Post).where(Post.person_id == person_id).values(ended_on=on))


def states(session: Session, trust: World) -> dict[str, State]:
    session.rollback()
    names = {person_id: persona for persona, person_id in trust.people.items()}
    return {names[one.person_id]: one.state for one in session.scalars(select(Invitation))}


def the_next_morning(app: Flask, mail: Mailbox) -> list[tuple[str, str, str, int]]:
    with clock.pinned(TOMORROW):
        Worker(app).run_once()
        return mail.work()


def test_a_leavers_place_goes_to_whoever_waits(
    as_persona: SignIn, app: Flask, session: Session, trust: World, mail: Mailbox
) -> None:
    with transaction() as writing:
        made = add_session(writing, add_published(writing), places=2).id
    for persona in ("teacher", "stranger", "ambassador", "ta", "other_ambassador"):
        client = as_persona(persona)
        client.post(f"/training/sessions/{made}/join", data={"csrf_token": client.token("/")})
    mail.work()
    with transaction() as writing:
        # Rosa and the TA leave; Stan goes on at another school in January.
        for persona in ("teacher", "ta", "stranger"):
            end_posts(writing, trust.person(persona), TODAY)
        add_post(writing, trust.person("stranger"), trust.school("hazel"), "Teacher", StaffGroup.TEACHER)
        moved = writing.scalars(select(Post).where(Post.person_id == trust.person("stranger"), Post.ended_on.is_(None)))
        moved.one().started_on = dt.date(2027, 1, 4)
    letters = [(subject, method) for _, subject, method, _ in the_next_morning(app, mail)]
    assert states(session, trust) == {
        "teacher": State.WITHDRAWN,
        "ta": State.WITHDRAWN,
        "stranger": State.JOINED,
        "ambassador": State.JOINED,
        "other_ambassador": State.WAITING,
    }
    assert letters == [
        (f"You are no longer on the list: {TITLE}", "CANCEL"),
        (f"You have a place: {TITLE}", "REQUEST"),
    ]


def test_a_list_of_the_past_stays_as_it_was(app: Flask, session: Session, trust: World, mail: Mailbox) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
        for held_on in (TODAY, dt.date(2026, 12, 3)):
            made = add_session(writing, course_id, held_on=held_on)
            writing.add(
                Invitation(session_id=made.id, person_id=trust.person("teacher"), state=State.JOINED, entered_at=NOW)
            )
        end_posts(writing, trust.person("teacher"), TODAY)
    assert the_next_morning(app, mail) == []
    session.rollback()
    held = select(TrainingSession.held_on, Invitation.state).join(Invitation).order_by(TrainingSession.held_on)
    assert [state for _, state in session.execute(held)] == [State.JOINED, State.WITHDRAWN]


def test_an_office_that_has_left_is_told_nothing(
    as_persona: SignIn, session: Session, trust: World, mail: Mailbox
) -> None:
    """Its head and deputy are told instead, as where there is no office."""
    with transaction() as writing:
        course_id = add_published(writing)
        made = add_session(writing, course_id, host_school_id=trust.school("hazel")).id
        end_posts(writing, trust.person("office"), TODAY - dt.timedelta(days=1))
    as_persona("development_lead").post_form(f"/training/sessions/{made}/cancel", {"reason": "the hall is flooded"})
    assert [to for to, *_ in mail.work()] == ["dev.rao@saltmarsh.example", "harriet.dale@saltmarsh.example"]
