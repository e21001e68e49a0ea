"""What is offered to whom. Reading needs no policy: everybody signed in reads every framework."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, false, or_

from cpd.people.models import StaffGroup
from cpd.standards.models import Offered

# Whom a framework is offered to where its file says nothing narrower: the post decides.
AUDIENCE: dict[str, tuple[StaffGroup, ...]] = {
    "TS": (StaffGroup.LEADER, StaffGroup.TEACHER),
    "LD": (StaffGroup.LEADER,),
    "TA": (StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT),
}


def own_frameworks(staff_groups: Collection[StaffGroup]) -> list[str]:
    """The codes of the frameworks that go with somebody's posts, filled or not."""
    return [code for code, audience in AUDIENCE.items() if not set(audience).isdisjoint(staff_groups)]


def offered(thing: type[Offered], staff_groups: Iterable[StaffGroup]) -> ColumnElement[bool]:
    """SQL: a standard, look-for or step is offered to posts in ``staff_groups``; without a post, nothing."""
    return or_(false(), *(getattr(thing, Offered.flag(group)).is_(True) for group in sorted(staff_groups)))
