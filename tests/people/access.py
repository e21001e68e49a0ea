"""Which personas may open each page of this package: 200 for them, 403 or 404 for everybody else."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.core.tables import Table
from cpd.people.models import Away, CalendarKind, CalendarPeriod, Post, PostHours, RoleGrant, StagedImport
from tests.world import NOW, PEOPLE, World

EVERYBODY = frozenset(PEOPLE)
_LOOKS_AFTER_ROSA = {"head", "deputy", "office"}

ACCESS: dict[str, frozenset[str]] = {
    "people.person_search": EVERYBODY - {"trustee"},
    "people.person_show": frozenset(_LOOKS_AFTER_ROSA | {"teacher", "development_lead", "administrator"}),
    "people.school_index": EVERYBODY,
    "people.school_show": EVERYBODY,
    "people.school_edit": frozenset({"administrator"}),
    "people.school_contacts_edit": frozenset(_LOOKS_AFTER_ROSA | {"administrator"}),
    "people.trust_edit": frozenset({"administrator"}),
    "people.job_title_table": frozenset({"administrator"}),
    "people.away_new": frozenset(_LOOKS_AFTER_ROSA),
    "people.away_edit": frozenset(_LOOKS_AFTER_ROSA),
    "people.role_index": frozenset(
        {"administrator", "development_lead", "head", "deputy", "other_head", "executive_head"}
    ),
    "people.role_new": frozenset({"administrator"}),
    "people.role_end": frozenset({"administrator"}),
    "people.delegation_new": frozenset({"head"}),
    "people.calendar_show": EVERYBODY,
    "people.calendar_new": frozenset({"development_lead"}),
    "people.calendar_edit": frozenset(_LOOKS_AFTER_ROSA),
    "people.calendar_hours": frozenset(_LOOKS_AFTER_ROSA),
    "people.post_hours_edit": frozenset(_LOOKS_AFTER_ROSA),
    # Each import says who may; the development lead brings in what concerns training.
    "people.import_new": frozenset({"administrator", "development_lead"}),
    "people.import_show": frozenset({"administrator"}),
    "people.import_rejected": frozenset({"administrator"}),
}
PUBLIC = {"people.trust_theme"}
WRITES: dict[str, frozenset[str]] = {
    "people.away_remove": frozenset(_LOOKS_AFTER_ROSA),
    "people.import_discard": frozenset({"administrator"}),
    "people.calendar_remove": frozenset(_LOOKS_AFTER_ROSA),
    "people.calendar_bank_holidays": frozenset({"development_lead"}),
}


def examples(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """What the address of each page is about, made for the purpose."""
    with transaction() as writing:
        return _made(writing, trust)


def _made(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    away = Away(person_id=trust.person("teacher"), started_on=dt.date(2026, 10, 1))
    staged = StagedImport(
        kind="staff",
        file_name="staff.csv",
        uploaded_by_id=trust.person("administrator"),
        uploaded_at=NOW,
        content=Table().to_json(),
    )
    inset = dt.date(2026, 11, 27)
    period = CalendarPeriod(school_id=trust.school("hazel"), kind=CalendarKind.INSET, started_on=inset, ended_on=inset)
    session.add_all([away, staged, period])
    session.flush()
    post = session.scalars(select(Post.id).where(Post.person_id == trust.person("teacher"))).one()
    session.add(PostHours(post_id=post, weekday=0, starts_at=dt.time(8, 30), ends_at=dt.time(15, 30)))
    grant = session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == trust.person("ambassador"))).one()
    person, school = {"person_id": trust.person("teacher")}, {"school_id": trust.school("hazel")}
    return {
        "people.person_search": {"q": "ros"},
        "people.person_show": person,
        "people.away_new": person,
        "people.role_new": person,
        "people.school_show": school,
        "people.school_edit": school,
        "people.school_contacts_edit": school,
        "people.delegation_new": school,
        "people.calendar_hours": school,
        "people.calendar_edit": {"period_id": period.id},
        "people.calendar_remove": {"period_id": period.id},
        "people.post_hours_edit": {"post_id": post},
        "people.away_edit": {"away_id": away.id},
        "people.away_remove": {"away_id": away.id},
        "people.import_discard": {"import_id": staged.id},
        "people.role_end": {"grant_id": grant},
        "people.import_show": {"import_id": staged.id},
        "people.import_rejected": {"import_id": staged.id},
    }
