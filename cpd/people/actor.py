"""Who is asking: built once a request or command, and passed to every query and service."""

import datetime as dt
import getpass
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cpd.core.access import NotFound
from cpd.core.models import holds
from cpd.people.models import Person, Post, Role, RoleGrant, StaffGroup


@dataclass(frozen=True)
class Actor:
    """A person and what they hold today. Sets of schools are those where the role is held today.

    ``head_school_ids`` includes schools delegated to a deputy; ``delegated_school_ids`` names those alone.
    ``person_id`` is empty for an operator at the server's command line, who acts as administrator and development
    lead (docs/roles.md says plainly that whoever holds the server can read the database).
    """

    person_id: uuid.UUID | None
    name: str
    today: dt.date
    staff_groups: frozenset[StaffGroup] = frozenset()
    school_ids: frozenset[uuid.UUID] = frozenset()
    ambassador_school_ids: frozenset[uuid.UUID] = frozenset()
    head_school_ids: frozenset[uuid.UUID] = frozenset()
    delegated_school_ids: frozenset[uuid.UUID] = frozenset()
    office_school_ids: frozenset[uuid.UUID] = frozenset()
    is_appraiser: bool = False
    is_line_manager: bool = False
    is_trainer: bool = False
    is_development_lead: bool = False
    is_trustee: bool = False
    is_administrator: bool = False
    is_operator: bool = False
    # What a page calls somebody when it greets them.
    known_as: str = ""

    @property
    def is_staff(self) -> bool:
        """Holds a post today; trustees and outside advisers do not."""
        return bool(self.staff_groups)

    @property
    def is_ambassador(self) -> bool:
        return bool(self.ambassador_school_ids)

    @property
    def is_head(self) -> bool:
        return bool(self.head_school_ids)

    @property
    def is_office(self) -> bool:
        return bool(self.office_school_ids)

    @classmethod
    def operator(cls, today: dt.date) -> "Actor":
        """Whoever runs a command on the server, named after their account there."""
        return cls(
            person_id=None,
            name=f"operator {getpass.getuser()}",
            today=today,
            is_development_lead=True,
            is_administrator=True,
            is_operator=True,
        )


def load_actor(session: Session, person_id: uuid.UUID, today: dt.date) -> Actor:
    """The actor for a person, in three small queries. Raises ``NotFound`` for an unknown person.

    Staff hold their roles as long as they hold a post; trustees and advisers, who have no staff code, need none.
    """
    manages = exists().where(Post.line_manager_id == person_id, holds(Post, today))
    row = session.execute(select(Person, manages).where(Person.id == person_id)).first()
    if row is None:
        raise NotFound
    person, is_named_as_manager = row
    posts = session.execute(
        select(Post.school_id, Post.staff_group).where(Post.person_id == person_id, holds(Post, today))
    ).all()
    grants = session.execute(
        select(RoleGrant.role, RoleGrant.school_id, RoleGrant.delegated_by_id).where(
            RoleGrant.person_id == person_id, holds(RoleGrant, today)
        )
    ).all()
    if person.staff_code is not None and not posts:
        # Who has left, or has not begun, plays no part, whether or not somebody has ended the grant.
        grants = []

    def schools(role: Role) -> frozenset[uuid.UUID]:
        return frozenset(g.school_id for g in grants if g.role is role and g.school_id is not None)

    roles = {grant.role for grant in grants}
    return Actor(
        person_id=person_id,
        name=person.name,
        today=today,
        staff_groups=frozenset(post.staff_group for post in posts),
        school_ids=frozenset(post.school_id for post in posts),
        ambassador_school_ids=schools(Role.AMBASSADOR),
        head_school_ids=schools(Role.HEAD),
        delegated_school_ids=frozenset(
            g.school_id for g in grants if g.delegated_by_id is not None and g.school_id is not None
        ),
        office_school_ids=schools(Role.OFFICE),
        is_appraiser=Role.APPRAISER in roles,
        # A staff list may still name somebody who has left as a manager.
        is_line_manager=bool(posts) and bool(is_named_as_manager),
        is_trainer=Role.TRAINER in roles,
        is_development_lead=Role.DEVELOPMENT_LEAD in roles,
        is_trustee=Role.TRUSTEE in roles,
        is_administrator=Role.ADMINISTRATOR in roles,
        known_as=person.known_as,
    )
