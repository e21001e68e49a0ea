"""What a course and a programme say of themselves, and publishing them: what says no reason is not published."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.errors import DomainError, StaleRecord
from cpd.people.actor import Actor
from cpd.training.models import Course, Programme, ProgrammeCourse
from cpd.training.policy import records as policy
from cpd.training.queries.known import course_ids_by_code, course_key, look_for_codes, standard_codes

NO_REASON = "Say why first. People are told the reason before they are asked for their time."
PUBLISHED_SAYS_WHY = "It is published, so it needs its reason. Take it back first if the reason is gone."


@dataclass(frozen=True)
class Words:
    """Why it is there, what should look different afterwards, and what it rests on."""

    why: str
    afterwards: str
    standards: tuple[str, ...]
    source: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True)
class CourseWords(Words):
    look_fors: tuple[str, ...]
    need: str


@dataclass(frozen=True)
class ProgrammeWords(Words):
    title: str
    # The codes of its courses, in their order.
    courses: tuple[str, ...]


def mark_of(course: Course) -> str:
    """Changes when what the course says of itself changes. A form carries it, for imports write courses as well."""
    said = (course.why, course.afterwards, course.standards, course.source, course.mechanisms)
    return hashlib.sha256(repr((*said, course.look_fors, course.need)).encode()).hexdigest()[:16]


def change_course(session: Session, actor: Actor, course_id: uuid.UUID, words: CourseWords, seen: str) -> Course:
    """Put in words what a course is for. ``seen`` is its mark as the writer saw it."""
    require(policy.can_write_programmes(actor))
    course = session.get_one(Course, course_id)
    if mark_of(course) != seen:
        raise StaleRecord
    _check(session, words, is_published=course.published_on is not None)
    unknown = _unknown(words.look_fors, look_for_codes(session))
    if unknown:
        raise DomainError(f"No look-for has the code {unknown}.", "look_fors")
    changed = _set(course, asdict(words))
    if changed:
        record(session, actor, "training.course_worded", course.id, detail={"changed": changed})
    return course


def publish_course(session: Session, actor: Actor, course_id: uuid.UUID) -> None:
    """Open a course: it is in the list of all, and its sessions can be announced."""
    require(policy.can_write_programmes(actor))
    _publish(session, actor, session.get_one(Course, course_id), "training.course_published")


def withdraw_course(session: Session, actor: Actor, course_id: uuid.UUID) -> None:
    """Take a course back: no further session of it is announced. What is required and done stays."""
    require(policy.can_write_programmes(actor))
    _withdraw(session, actor, session.get_one(Course, course_id), "training.course_withdrawn")


def add_programme(session: Session, actor: Actor, key: uuid.UUID, code: str, words: ProgrammeWords) -> Programme:
    """A programme that nobody else sees until it is published. One key makes one."""
    require(policy.can_write_programmes(actor))
    done = session.get(Programme, key)
    if done is not None:
        return done
    _check(session, words, is_published=False)
    course_ids = _course_ids(session, words.courses)
    said = asdict(words)
    del said["courses"]
    programme = Programme(id=key, code=code)
    _set(programme, said)
    session.add(programme)
    try:
        session.flush()
    except IntegrityError:
        raise DomainError("Another programme has this code.", "code") from None
    _put_courses(session, programme.id, course_ids)
    record(session, actor, "training.programme_added", programme.id)
    return programme


def change_programme(
    session: Session, actor: Actor, programme_id: uuid.UUID, words: ProgrammeWords, version: int
) -> None:
    require(policy.can_write_programmes(actor))
    programme = session.get_one(Programme, programme_id)
    if programme.version != version:
        raise StaleRecord
    _check(session, words, is_published=programme.published_on is not None)
    course_ids = _course_ids(session, words.courses)
    said = asdict(words)
    del said["courses"]
    changed = _set(programme, said)
    before = session.scalars(
        select(ProgrammeCourse.course_id).where(ProgrammeCourse.programme_id == programme_id).order_by("position")
    ).all()
    if list(before) != course_ids:
        changed.append("courses")
        _put_courses(session, programme_id, course_ids)
        # The list is part of what two people can change, so its change counts as one of the programme.
        flag_modified(programme, "title")
    if changed:
        record(session, actor, "training.programme_changed", programme_id, detail={"changed": changed})


def publish_programme(session: Session, actor: Actor, programme_id: uuid.UUID) -> None:
    """Show a programme to everybody."""
    require(policy.can_write_programmes(actor))
    programme = session.get_one(Programme, programme_id)
    has_courses = session.scalar(select(ProgrammeCourse.course_id).where(ProgrammeCourse.programme_id == programme_id))
    if programme.why and has_courses is None:
        raise DomainError("Choose at least one course first.", "course_1")
    _publish(session, actor, programme, "training.programme_published")


def withdraw_programme(session: Session, actor: Actor, programme_id: uuid.UUID) -> None:
    require(policy.can_write_programmes(actor))
    _withdraw(session, actor, session.get_one(Programme, programme_id), "training.programme_withdrawn")


def _check(session: Session, words: Words, *, is_published: bool) -> None:
    if is_published and not words.why:
        raise DomainError(PUBLISHED_SAYS_WHY, "why")
    unknown = _unknown(words.standards, standard_codes(session))
    if unknown:
        raise DomainError(f"No standard has the code {unknown}.", "standards")


def _unknown(codes: Iterable[str], known: frozenset[str]) -> str:
    return next((code for code in codes if code not in known), "") if known else ""


def _set(row: Course | Programme, said: dict[str, object]) -> list[str]:
    """Write what is said; which of it is new."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _publish(session: Session, actor: Actor, row: Course | Programme, action: str) -> None:
    if not row.why:
        raise DomainError(NO_REASON, "why")
    if row.published_on is None:
        row.published_on = actor.today
        record(session, actor, action, row.id)


def _withdraw(session: Session, actor: Actor, row: Course | Programme, action: str) -> None:
    if row.published_on is not None:
        row.published_on = None
        record(session, actor, action, row.id)


def _course_ids(session: Session, codes: Sequence[str]) -> list[uuid.UUID]:
    known = course_ids_by_code(session)
    return list(dict.fromkeys(known[course_key(code)][0] for code in codes if course_key(code) in known))


def _put_courses(session: Session, programme_id: uuid.UUID, course_ids: Sequence[uuid.UUID]) -> None:
    session.execute(delete(ProgrammeCourse).where(ProgrammeCourse.programme_id == programme_id))
    session.add_all(
        ProgrammeCourse(programme_id=programme_id, course_id=course_id, position=position)
        for position, course_id in enumerate(course_ids, 1)
    )
