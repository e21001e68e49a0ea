"""The people of the demonstration trust one can be for a while: one for each part somebody plays.

The first by staff code at the first school by URN who fits, the same each time.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from cpd.accounts.queries import get_demonstration
from cpd.core.periods import holds
from cpd.people.models import Person, Phase, Post, Role, RoleGrant, School, StaffGroup

_TRY = {
    "teacher": "Read what your ambassador noticed, reply, and write your development focus.",
    "teaching_assistant": "See your own training and focus. No email needed: the staff code is enough.",
    "support": "See your own training and read the trust's common language.",
    "leader": "See the training of the people you line manage, and your own pages.",
    "ambassador": "Log a coaching visit, agree a step, and share it.",
    "appraiser": "Write the sentences of an appraisal summary, and sign it.",
    "head": "See your school's coverage, and print an appraisal summary as a PDF.",
    "deputy": "Act for the head until the delegation ends.",
    "executive_head": "Switch between the schools you lead.",
    "trainer": "Keep the register of a session.",
    "office": "Invite colleagues, print sign-in letters, enter training for many at once.",
    "development_lead": "See coverage across the trust, export it, and look after the common language.",
    "trustee": "See the trust in counts, and no names.",
    "administrator": "Look after accounts, imports and settings; read nobody's notes.",
}
_CALLED = {
    "leader": "Line manager",
    "deputy": "Deputy acting for the head",
    "head": "Headteacher",
    "office": "School office",
    "support": "Support staff",
}


@dataclass(frozen=True)
class Persona:
    """``role`` is the role granted, or without one the staff group; ``part`` tells two with the same role apart."""

    part: str
    role: str
    name: str
    email: str | None
    staff_code: str | None
    school_urn: int | None
    school: str | None
    person_id: uuid.UUID

    @property
    def title(self) -> str:
        return _CALLED.get(self.part) or self.part.replace("_", " ").capitalize()

    @property
    def can_try(self) -> str:
        return _TRY[self.part]


def demonstration_personas(session: Session, today: dt.date, *, variants: bool = False) -> list[Persona]:
    """One persona for each role and staff group; with ``variants`` also a deputy and an executive head, whose role is
    ``head`` too. Empty on any trust but the demonstration."""
    if get_demonstration(session) is None:
        return []
    return list(_Finder(session, today).find(variants=variants))


class _Finder:
    """Looks for people who belong together: the teacher's own ambassador, appraiser, line manager and head."""

    def __init__(self, session: Session, today: dt.date) -> None:
        self.session = session
        self.today = today

    def find(self, *, variants: bool) -> Iterator[Persona]:
        teacher = self._appraised_teacher() or self._of_group(StaffGroup.TEACHER)
        at = self._school_of(teacher) if teacher else None
        finders: list[tuple[str, str, Callable[[], Person | None]]] = [
            ("teacher", "teacher", lambda: teacher),
            ("teaching_assistant", "teaching_assistant", self._assistant),
            ("support", "support", lambda: self._of_group(StaffGroup.SUPPORT)),
            ("ambassador", "ambassador", lambda: self._with_role(Role.AMBASSADOR, at)),
            ("leader", "leader", lambda: self._line_manager(teacher)),
            ("appraiser", "appraiser", lambda: self._appraiser_of(teacher) or self._with_role(Role.APPRAISER, at)),
            ("head", "head", lambda: self._with_role(Role.HEAD, at)),
            ("trainer", "trainer", lambda: self._with_role(Role.TRAINER)),
            ("office", "office", lambda: self._with_role(Role.OFFICE, at)),
            ("development_lead", "development_lead", lambda: self._with_role(Role.DEVELOPMENT_LEAD)),
            ("trustee", "trustee", lambda: self._with_role(Role.TRUSTEE)),
            ("administrator", "administrator", lambda: self._with_role(Role.ADMINISTRATOR)),
        ]
        if variants:
            finders.insert(7, ("deputy", "head", self._deputy))
            finders.insert(8, ("executive_head", "head", self._executive_head))
        for part, role, find in finders:
            person = find()
            if person is not None:
                yield self._persona(part, role, person)

    def _persona(self, part: str, role: str, person: Person) -> Persona:
        school = self._school_of(person)
        return Persona(
            part=part,
            role=role,
            name=person.name,
            email=person.email,
            staff_code=person.staff_code,
            school_urn=school.urn if school else None,
            school=school.name if school else None,
            person_id=person.id,
        )

    def _people(self) -> Select[Person]:
        """People with their school, in the order in which the first is taken."""
        return (
            select(Person)
            .outerjoin(Post, (Post.person_id == Person.id) & holds(Post, self.today))
            .outerjoin(School, School.id == Post.school_id)
            .order_by(School.id.is_(None), School.phase == Phase.CENTRAL, School.urn, Person.staff_code, Person.email)
        )

    def _first(self, people: Select[Person]) -> Person | None:
        return self.session.scalars(people.limit(1)).first()

    def _of_group(self, group: StaffGroup) -> Person | None:
        plain = ~exists().where(RoleGrant.person_id == Person.id)
        return self._first(self._people().where(Post.staff_group == group, plain))

    def _assistant(self) -> Person | None:
        plain = ~exists().where(RoleGrant.person_id == Person.id)
        assistants = self._people().where(Post.staff_group == StaffGroup.TEACHING_ASSISTANT, plain)
        return self._first(assistants.where(Person.email.is_(None))) or self._first(assistants)

    def _appraised_teacher(self) -> Person | None:
        """A teacher without a role who has an appraiser, and a line manager if there is such a one."""
        plain = ~exists().where(RoleGrant.person_id == Person.id)
        appraised = exists().where(RoleGrant.of_person_id == Person.id, holds(RoleGrant, self.today))
        teachers = self._people().where(Post.staff_group == StaffGroup.TEACHER, plain, appraised)
        return self._first(teachers.where(Post.line_manager_id.is_not(None))) or self._first(teachers)

    def _line_manager(self, teacher: Person | None) -> Person | None:
        """A leader without a role: the teacher's own line manager, else anybody's, else any."""
        plain = ~exists().where(RoleGrant.person_id == Person.id)
        leaders = self._people().where(Post.staff_group == StaffGroup.LEADER, plain)
        managed = aliased(Post)
        manages = exists().where(managed.line_manager_id == Person.id, holds(managed, self.today))
        of_teacher = manages.where(managed.person_id == teacher.id) if teacher else manages
        return self._first(leaders.where(of_teacher)) or self._first(leaders.where(manages)) or self._first(leaders)

    def _appraiser_of(self, teacher: Person | None) -> Person | None:
        if teacher is None:
            return None
        of_teacher = exists().where(
            RoleGrant.person_id == Person.id, RoleGrant.of_person_id == teacher.id, holds(RoleGrant, self.today)
        )
        return self._first(self._people().where(of_teacher))

    def _with_role(self, role: Role, at: School | None = None) -> Person | None:
        granted = exists().where(
            RoleGrant.person_id == Person.id,
            RoleGrant.role == role,
            RoleGrant.delegated_by_id.is_(None),
            holds(RoleGrant, self.today),
        )
        if at is not None:
            here = self._first(self._people().where(granted.where(RoleGrant.school_id == at.id)))
            if here is not None:
                return here
        return self._first(self._people().where(granted))

    def _deputy(self) -> Person | None:
        delegated = exists().where(
            RoleGrant.person_id == Person.id, RoleGrant.delegated_by_id.is_not(None), holds(RoleGrant, self.today)
        )
        return self._first(self._people().where(delegated))

    def _executive_head(self) -> Person | None:
        heads_of_two = (
            select(RoleGrant.person_id)
            .where(RoleGrant.role == Role.HEAD, RoleGrant.delegated_by_id.is_(None), holds(RoleGrant, self.today))
            .group_by(RoleGrant.person_id)
            .having(func.count(RoleGrant.school_id.distinct()) > 1)
        )
        return self._first(self._people().where(Person.id.in_(heads_of_two)))

    def _school_of(self, person: Person) -> School | None:
        return self.session.scalars(
            select(School)
            .join(Post, Post.school_id == School.id)
            .where(Post.person_id == person.id, holds(Post, self.today))
            .order_by(School.phase == Phase.CENTRAL, School.urn)
            .limit(1)
        ).first()
