"""Two who save at the same moment: nothing is lost unseen, and a form sent twice is no fault."""

import datetime as dt
import uuid
from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.actor import load_actor
from cpd.people.models import Post, StaffGroup
from cpd.people.rules.calendar import Hours
from cpd.people.services.calendar import change_post_hours, hours_mark
from cpd.training.models import OwnCertificate, Requirement, SessionState, TrainingSession
from cpd.training.services.certificates import add_own_certificate
from cpd.training.services.completions import Facts
from cpd.training.services.requirements import Asked, add_requirement, end_requirement, remove_requirement
from cpd.training.services.sessions import announce_session, discard_session
from tests.at_once import at_once
from tests.training.conftest import Fire
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

IN_MAY = dt.date(2027, 5, 1)


def asked() -> Asked:
    return Asked((), (), frozenset(), (), (), frozenset(), IN_MAY, None, 28)


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_requirement_that_is_switched_on_twice_is_asked_once(app: Flask, session: Session, trust: World) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
    lead, key = load_actor(session, trust.person("development_lead"), TODAY), uuid.uuid4()
    session.rollback()

    def add(writing: Session) -> None:
        add_requirement(writing, lead, key, course_id, asked(), NOW)

    assert at_once(app, add, add) == ("done", "done")
    assert count(session, Requirement) == 1
    # By two people, each with a form of their own: the second is told that it is asked already.
    teachers = replace(asked(), staff_groups=(StaffGroup.TEACHER,))
    assert at_once(
        app,
        lambda writing: add_requirement(writing, lead, uuid.uuid4(), course_id, teachers, NOW),
        lambda writing: add_requirement(writing, lead, uuid.uuid4(), course_id, teachers, NOW),
    ) == ("done", "DomainError")


def test_two_last_days_of_a_requirement_are_told_from_one_another(app: Flask, session: Session, trust: World) -> None:
    with transaction() as writing:
        course_id = add_published(writing)
    lead, key = load_actor(session, trust.person("development_lead"), TODAY), uuid.uuid4()
    session.rollback()
    with transaction() as writing:
        add_requirement(writing, lead, key, course_id, asked(), NOW)
    assert at_once(
        app,
        lambda writing: end_requirement(writing, lead, key, IN_MAY, None),
        lambda writing: end_requirement(writing, lead, key, dt.date(2027, 6, 1), None),
    ) == ("done", "StaleRecord")
    assert at_once(
        app,
        lambda writing: remove_requirement(writing, lead, key),
        lambda writing: remove_requirement(writing, lead, key),
    ) == ("done", "NotFound")


def test_a_certificate_that_is_sent_twice_is_one(app: Flask, session: Session, trust: World, fire: Fire) -> None:
    rosa, key = load_actor(session, trust.person("teacher"), TODAY), uuid.uuid4()
    course_id, facts = fire.course_id, Facts(dt.date(2026, 10, 2), None, 60, "Bramble First Aid", "")
    session.rollback()

    def enter(writing: Session) -> None:
        add_own_certificate(writing, rosa, course_id, facts, key, NOW)

    assert at_once(app, enter, enter) == ("done", "done")
    assert count(session, OwnCertificate) == 1


def test_a_draft_is_announced_or_thrown_away(app: Flask, session: Session, trust: World) -> None:
    with transaction() as writing:
        draft = add_session(writing, add_published(writing), state=SessionState.DRAFT).id
    lead = load_actor(session, trust.person("development_lead"), TODAY)
    session.rollback()
    assert at_once(
        app,
        lambda writing: announce_session(writing, lead, draft),
        lambda writing: discard_session(writing, lead, draft),
    ) == ("done", "Forbidden")
    assert count(session, TrainingSession) == 1


def test_the_hours_of_a_post_are_not_overwritten_unseen(app: Flask, session: Session, trust: World) -> None:
    office = load_actor(session, trust.person("office"), TODAY)
    post_id = session.scalars(select(Post.id).where(Post.person_id == trust.person("ta"))).one()
    session.rollback()

    def enter(writing: Session, end: int) -> None:
        change_post_hours(writing, office, writing.get_one(Post, post_id), {0: [Hours(540, end)]}, hours_mark([]))

    assert at_once(app, lambda writing: enter(writing, 720), lambda writing: enter(writing, 780)) == (
        "done",
        "StaleRecord",
    )
