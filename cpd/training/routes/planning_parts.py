"""What planning one session and planning a day share: what fields offer, what was typed, what speaks against it."""

import uuid

from flask import url_for
from sqlalchemy.orm import Session

from cpd.core.database import db
from cpd.core.forms import offered
from cpd.people.actor import Actor
from cpd.people.models import Person, School
from cpd.people.queries import list_open_schools
from cpd.training.forms.sessions import DayForm, HourForm, plan_of
from cpd.training.models import SessionForm
from cpd.training.pages.session_clashes import ClashLine, clash_lines
from cpd.training.policy import sessions as policy
from cpd.training.queries import records
from cpd.training.queries.session_clashes import Occasion, find_clashes
from cpd.training.queries.session_people import leader_typed
from cpd.training.services.sessions import Plan
from cpd.training.wording import GROUP_NAMES


def courses_to_plan() -> list[tuple[str, str]]:
    return [
        (course.code, course.title if policy.can_announce(course) else f"{course.title} (not published yet)")
        for course in records.list_courses(db.session())
    ]


def group_choices() -> list[tuple[str, str]]:
    """All staff, or one group of them."""
    return [("", "All staff"), *((str(key), name) for key, name in list(GROUP_NAMES.items())[1:])]


def offer_courses(form: DayForm) -> None:
    form.course.choices = offered(courses_to_plan(), "Choose a course")


def offer_places(actor: Actor, *forms: HourForm) -> None:
    schools = [(school.id, school.name) for school in list_open_schools(db.session(), actor.today)]
    for form in forms:
        form.host_school.choices = offered(schools, "Not at one of our schools")
        form.leader.render_kw = {**form.leader.render_kw, "data-source": url_for(".session_leader_search")}


def typed_plan(session: Session, actor: Actor, day: DayForm, hour: HourForm, course_code: str = "") -> Plan:
    """What was typed. Raises ``DomainError`` where a leader is nobody, or several."""
    course = records.get_course(session, course_code or day.course.data)
    return plan_of(day, hour, course.id, leader_typed(session, actor, hour.leader.data))


def look(actor: Actor, plan: Plan, session_id: uuid.UUID | None = None) -> tuple[ClashLine, ...]:
    """What speaks against a plan. Raises ``DomainError`` where it cannot be."""
    session = db.session()
    plan.check(session, actor.today)
    host = session.get(School, plan.host_school_id) if plan.host_school_id else None
    leader = session.get(Person, plan.leader_person_id) if plan.leader_person_id else None
    found = find_clashes(
        session,
        Occasion(plan.held_on, plan.starts_at, plan.ends_at, session_id),
        is_inset=plan.form is SessionForm.INSET,
        host_school_id=plan.host_school_id,
        leader_id=plan.leader_person_id,
    )
    return clash_lines(found, plan.held_on.weekday(), host.name if host else "", leader.name if leader else "")
