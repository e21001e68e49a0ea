"""What a device keeps for an ambassador in a room without a network, and the devices themselves."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cpd.coaching.models import ActionStep, Focus, OfflineDevice, Visit
from cpd.coaching.policy.visits import focus_visible, step_visible, visible
from cpd.coaching.queries.support import list_supported
from cpd.coaching.queries.visits import get_visit
from cpd.coaching.rules.checkback import weekdays_of
from cpd.coaching.rules.steps import StepState
from cpd.coaching.rules.visits import VisitState
from cpd.core.access import found
from cpd.core.models import holds
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, School, StaffGroup


def list_devices(session: Session, actor: Actor) -> list[OfflineDevice]:
    """The actor's own devices that are switched on, the one seen last first."""
    return list(
        session.scalars(
            select(OfflineDevice)
            .where(OfflineDevice.person_id == actor.person_id, OfflineDevice.switched_off_at.is_(None))
            .order_by(OfflineDevice.last_seen_at.desc())
        )
    )


def has_device(session: Session, actor: Actor) -> bool:
    """Whether the actor has ever switched a device on."""
    return (
        session.scalar(select(OfflineDevice.id).where(OfflineDevice.person_id == actor.person_id).limit(1)) is not None
    )


def get_device(session: Session, actor: Actor, device_id: uuid.UUID) -> OfflineDevice:
    """One of the actor's own devices, on or off. Raises ``NotFound``."""
    return found(
        session.scalars(
            select(OfflineDevice).where(OfflineDevice.id == device_id, OfflineDevice.person_id == actor.person_id)
        ).first()
    )


@dataclass(frozen=True)
class CaseloadLine:
    """Somebody the actor supports at one of their own schools, with what the two work on."""

    person_id: uuid.UUID
    name: str
    known_as: str
    school_id: uuid.UUID
    school: str
    job_title: str
    staff_groups: frozenset[StaffGroup]
    focus: str | None
    focus_standard_id: uuid.UUID | None
    open_step: ActionStep | None
    # Days of the week, Monday being 0, over all their posts.
    works_on: frozenset[int]


def list_caseload(session: Session, actor: Actor) -> list[CaseloadLine]:
    """Whom the actor supports, or has a draft about: each with a post today at one of the
    actor's schools, by name. In as many statements for one as for thirty."""
    pairs = _supported_pairs(session, actor)
    people = {person_id for person_id, _ in pairs}
    rows = session.execute(
        select(Person, School, Post.job_title)
        .join(Post, Post.person_id == Person.id)
        .join(School, School.id == Post.school_id)
        .where(
            Person.id.in_(people),
            Person.id != actor.person_id,
            Post.school_id.in_(actor.ambassador_school_ids),
            holds(Post, actor.today),
        )
        .order_by(Person.sort_first_name, Person.sort_last_name, Post.fte.desc(), Post.job_title)
    ).all()
    posts = _posts(session, actor, people)
    focuses, steps = _focuses(session, actor, people), _open_steps(session, actor, people)
    lines: dict[tuple[uuid.UUID, uuid.UUID], CaseloadLine] = {}
    for person, school, job_title in rows:
        if (person.id, school.id) not in pairs or (person.id, school.id) in lines:
            continue
        focus = focuses.get(person.id)
        lines[person.id, school.id] = CaseloadLine(
            person_id=person.id,
            name=person.name,
            known_as=person.known_as,
            school_id=school.id,
            school=school.name,
            job_title=job_title,
            staff_groups=frozenset(group for group, _ in posts.get(person.id, ())),
            focus=focus.text if focus else None,
            focus_standard_id=focus.standard_id if focus else None,
            open_step=steps.get(person.id),
            works_on=weekdays_of([days for _, days in posts.get(person.id, ())]),
        )
    return list(lines.values())


def get_visit_by_key(session: Session, actor: Actor, key: uuid.UUID) -> Visit:
    """The visit that a device or a form made with this key, whole. Raises ``NotFound``."""
    visit_id = session.scalar(select(Visit.id).where(Visit.request_key == key, visible(actor)))
    return get_visit(session, actor, found(visit_id))


def list_whole_drafts(session: Session, actor: Actor) -> list[Visit]:
    """The actor's own drafts with every word, so that one begun elsewhere can be gone on with."""
    return list(
        session.scalars(
            select(Visit)
            .where(visible(actor), Visit.visitor_id == actor.person_id, Visit.state == VisitState.DRAFT)
            .options(
                joinedload(Visit.person),
                joinedload(Visit.school),
                joinedload(Visit.step),
                selectinload(Visit.look_fors),
                selectinload(Visit.terms),
            )
            .order_by(Visit.saved_at.desc())
        )
    )


def _supported_pairs(session: Session, actor: Actor) -> set[tuple[uuid.UUID, uuid.UUID]]:
    supported = list_supported(session, actor, AcademicYear.of(actor.today).starts_on)
    drafts = session.execute(
        select(Visit.person_id, Visit.school_id).where(
            visible(actor), Visit.visitor_id == actor.person_id, Visit.state == VisitState.DRAFT
        )
    )
    return {(one.person_id, one.school_id) for rows in (supported, drafts) for one in rows}


def _posts(
    session: Session, actor: Actor, people: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[tuple[StaffGroup, str | None]]]:
    """The staff group and the working days of each post that these people hold, at whichever school."""
    posts: dict[uuid.UUID, list[tuple[StaffGroup, str | None]]] = {}
    for person_id, group, days in session.execute(
        select(Post.person_id, Post.staff_group, Post.working_days).where(
            Post.person_id.in_(people), holds(Post, actor.today)
        )
    ):
        posts.setdefault(person_id, []).append((group, days))
    return posts


def _focuses(session: Session, actor: Actor, people: Collection[uuid.UUID]) -> dict[uuid.UUID, Focus]:
    rows = session.scalars(
        select(Focus).where(Focus.person_id.in_(people), Focus.ended_on.is_(None), focus_visible(actor))
    )
    return {focus.person_id: focus for focus in rows}


def _open_steps(session: Session, actor: Actor, people: Collection[uuid.UUID]) -> dict[uuid.UUID, ActionStep]:
    """The latest open step of each."""
    rows = session.scalars(
        select(ActionStep)
        .join(Visit, Visit.id == ActionStep.visit_id)
        .where(ActionStep.person_id.in_(people), ActionStep.state == StepState.OPEN, step_visible(actor))
        .order_by(Visit.shared_at)
    )
    return {step.person_id: step for step in rows}
