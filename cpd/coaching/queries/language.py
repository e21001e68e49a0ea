"""What a visit may tag and agree, as bare rows: the page that shows them all has to be quick."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.changes import Kept
from cpd.people.models import StaffGroup
from cpd.standards.models import Framework, LibraryStep, LookFor, LookForGroup, Standard
from cpd.standards.policy import offered


@dataclass(frozen=True)
class OfferedLine:
    """A look-for or a step of the library with where it stands."""

    id: uuid.UUID
    text: str
    group_id: uuid.UUID
    group: str
    standard_id: uuid.UUID
    standard_code: str
    standard: str


def look_fors_offered(session: Session, staff_groups: Collection[StaffGroup]) -> list[OfferedLine]:
    """The look-fors a visit may name for somebody with these posts, in the order of the frameworks. Never Part Two."""
    return _offered(session, LookFor, staff_groups)


def steps_offered(session: Session, staff_groups: Collection[StaffGroup]) -> list[OfferedLine]:
    """The steps of the library that may be agreed with somebody with these posts. Never Part Two."""
    return _offered(session, LibraryStep, staff_groups)


_OFFERED: Kept[list[OfferedLine]] = Kept({"framework", "standard", "look_for_group", "look_for", "library_step"}, 5_000)


def _offered(
    session: Session, line: type[LookFor] | type[LibraryStep], staff_groups: Collection[StaffGroup]
) -> list[OfferedLine]:
    """The same for everybody with such posts, and asked for with every visit: kept until the language changes."""
    return _OFFERED.read(session, (line, frozenset(staff_groups)), lambda: _list_offered(session, line, staff_groups))


def _list_offered(
    session: Session, line: type[LookFor] | type[LibraryStep], staff_groups: Collection[StaffGroup]
) -> list[OfferedLine]:
    rows = session.execute(
        select(
            line.id,
            line.text,
            LookForGroup.id,
            LookForGroup.name,
            Standard.id,
            Standard.code,
            Standard.number,
            Standard.short,
        )
        .join(LookForGroup, LookForGroup.id == line.group_id)
        .join(Standard, Standard.id == LookForGroup.standard_id)
        .join(Framework, Framework.id == Standard.framework_id)
        .where(offered(line, staff_groups), Standard.is_conduct.is_(False))
        .order_by(Framework.position, Standard.position, LookForGroup.position, line.position)
    ).all()
    return [
        OfferedLine(id_, text, group_id, group, standard_id, code, f"{number} {short}" if number else short)
        for id_, text, group_id, group, standard_id, code, number, short in rows
    ]
