"""Write what a list of schools changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.access import require
from cpd.core.audit import record
from cpd.core.names import fold
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import School
from cpd.people.queries.staff_list import schools_by_urn

Values = dict[str, Any]


def write_school_list(
    session: Session, actor: Actor, schools: Sequence[tuple[int, Mapping[str, Any]]], counts: Values
) -> None:
    """Make or change the schools of an import: URN and the columns that differ."""
    require(policy.can_import(actor))
    known = schools_by_urn(session)
    for urn, values in schools:
        school = known.get(urn)
        if school is None:
            school = School(urn=urn)
            session.add(school)
        for name, value in values.items():
            setattr(school, name, value)
        school.sort_name = fold(school.name)[:200]
    record(session, actor, "people.schools_imported", None, detail=counts)
