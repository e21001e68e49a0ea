"""The people of the demonstration trust one can be for a while: one for each part somebody plays.

The first by staff code who fits, at the first school by URN, or where nobody does there, elsewhere; the same each time.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from cpd.accounts.queries import get_demonstration
from cpd.core.models import holds
from cpd.people.models import Away, Person, Phase, Post, Role, RoleGrant, School, StaffGroup

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
    "trainer": "Record who completed a course, for many people at once.",
    "office": "Invite colleagues, print sign-in letters, enter training for many at once.",
    "development_lead": "See coverage across the trust on any date, and export it.",
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
    return list(_Cast(session, today).personas(variants=variants))


@dataclass(frozen=True)
class _Player:
    """Somebody who could be a persona, with the first of their posts today."""

    person: Person
    post: Post | None
    school: School | None
    grants: tuple[RoleGrant, ...]

    def holds(self, role: Role) -> bool:
        return any(grant.role is role and grant.delegated_by_id is None for grant in self.grants)


class _Cast:
    """Everybody at the first school, and whoever holds a role elsewhere, in the order in which the first is taken."""

    def __init__(self, session: Session, today: dt.date) -> None:
        first = (
            select(School.id)
            .where(School.phase != Phase.CENTRAL, exists().where(Post.school_id == School.id, holds(Post, today)))
            .order_by(School.urn)
            .limit(1)
        )
        self.first_school_id = session.scalar(first)
        here = select(Post.person_id).where(Post.school_id == self.first_school_id, holds(Post, today))
        elsewhere = select(RoleGrant.person_id).where(RoleGrant.role != Role.APPRAISER, holds(RoleGrant, today))
        away = exists().where(Away.person_id == Person.id, holds(Away, today))
        meant = and_(or_(Person.id.in_(here), Person.id.in_(elsewhere)), ~away)
        grants = defaultdict(list)
        for grant in session.scalars(
            select(RoleGrant)
            .where(or_(RoleGrant.person_id.in_(here), RoleGrant.role != Role.APPRAISER), holds(RoleGrant, today))
            .order_by(RoleGrant.id)
        ):
            grants[grant.person_id].append(grant)
        players: dict[uuid.UUID, _Player] = {}
        for person, post, school in session.execute(
            select(Person, Post, School)
            .outerjoin(Post, and_(Post.person_id == Person.id, holds(Post, today)))
            .outerjoin(School, School.id == Post.school_id)
            .where(meant)
            .order_by(
                School.id.is_(None), School.phase == Phase.CENTRAL, School.urn, Person.staff_code, Person.email, Post.id
            )
        ):
            players.setdefault(person.id, _Player(person, post, school, tuple(grants[person.id])))
        self.players = list(players.values())

    def personas(self, *, variants: bool) -> Iterator[Persona]:
        appraised = {g.of_person_id for one in self._here() for g in one.grants if g.role is Role.APPRAISER}
        teacher = self._plain(StaffGroup.TEACHER, lambda one: one.person.id in appraised) or self._plain(
            StaffGroup.TEACHER
        )
        parts: list[tuple[str, str, _Player | None]] = [
            ("teacher", "teacher", teacher),
            ("teaching_assistant", "teaching_assistant", self._assistant()),
            ("support", "support", self._plain(StaffGroup.SUPPORT)),
            ("ambassador", "ambassador", self._with_role(Role.AMBASSADOR)),
            ("leader", "leader", self._leader(teacher)),
            ("appraiser", "appraiser", self._appraiser_of(teacher) or self._with_role(Role.APPRAISER)),
            ("head", "head", self._with_role(Role.HEAD)),
        ]
        if variants:
            parts += [("deputy", "head", self._deputy()), ("executive_head", "head", self._executive_head())]
        parts += [
            (role.value, role.value, self._with_role(role))
            for role in (Role.TRAINER, Role.OFFICE, Role.DEVELOPMENT_LEAD, Role.TRUSTEE, Role.ADMINISTRATOR)
        ]
        return (_persona(part, role, player) for part, role, player in parts if player is not None)

    def _here(self) -> Iterator[_Player]:
        return (one for one in self.players if one.school is not None and one.school.id == self.first_school_id)

    def _plain(self, group: StaffGroup, fits: Callable[[_Player], bool] = lambda one: True) -> _Player | None:
        """Somebody at the first school who holds no role."""
        return next(
            (
                one
                for one in self._here()
                if one.post and one.post.staff_group is group and not one.grants and fits(one)
            ),
            None,
        )

    def _assistant(self) -> _Player | None:
        group = StaffGroup.TEACHING_ASSISTANT
        return self._plain(group, lambda one: one.person.email is None) or self._plain(group)

    def _leader(self, teacher: _Player | None) -> _Player | None:
        """The teacher's own line manager, if that is a leader without a role; else any such leader."""
        manager_id = teacher.post.line_manager_id if teacher and teacher.post else None
        group = StaffGroup.LEADER
        return self._plain(group, lambda one: one.person.id == manager_id) or self._plain(group)

    def _appraiser_of(self, teacher: _Player | None) -> _Player | None:
        if teacher is None:
            return None
        return next(
            (one for one in self._here() if any(grant.of_person_id == teacher.person.id for grant in one.grants)), None
        )

    def _with_role(self, role: Role) -> _Player | None:
        """The first who holds the role; people without a post today come last."""
        return next((one for one in self.players if one.holds(role)), None)

    def _deputy(self) -> _Player | None:
        return next((one for one in self.players if any(g.delegated_by_id is not None for g in one.grants)), None)

    def _executive_head(self) -> _Player | None:
        def schools(one: _Player) -> set[uuid.UUID | None]:
            return {g.school_id for g in one.grants if g.role is Role.HEAD and g.delegated_by_id is None}

        return next((one for one in self.players if len(schools(one)) > 1), None)


def _persona(part: str, role: str, player: _Player) -> Persona:
    person, school = player.person, player.school
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
