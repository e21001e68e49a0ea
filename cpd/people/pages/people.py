"""What the pages of people, schools and imports show, as plain values."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cpd.core.importing import Change, Importer, ImportPlan
from cpd.core.tables import Fault
from cpd.people import policy
from cpd.people.actor import Actor
from cpd.people.models import Away, Person, Post, School
from cpd.people.queries import Colleague, SafeguardingContact
from cpd.people.queries.roles import GrantLine

_SHOWN = 50
_SHOWN_FAULTS = 200


@dataclass(frozen=True)
class PostLine:
    job_title: str
    staff_group: str
    school: str
    days: str
    more: str
    # The post, where the reader may enter its paid hours.
    hours_of: uuid.UUID | None = None


@dataclass(frozen=True)
class GrantPageLine:
    grant_id: uuid.UUID
    person: str
    person_id: uuid.UUID
    role: str
    where: str
    started_on: dt.date
    ended_on: dt.date | None
    by: str
    can_end: bool
    can_open: bool


@dataclass(frozen=True)
class PersonPage:
    person_id: uuid.UUID
    name: str
    full_name: str
    staff_code: str
    email: str
    posts: list[PostLine]
    knows_away: bool
    away: list[tuple[uuid.UUID, dt.date, dt.date | None]]
    grants: list[GrantPageLine]
    can_record_away: bool
    can_grant: bool
    readers: list[str]


def person_page(
    actor: Actor,
    person: Person,
    *,
    posts: Sequence[tuple[Post, School, Person | None]],
    away: Sequence[Away],
    grants: Sequence[GrantLine],
    school_ids: Collection[uuid.UUID],
) -> PersonPage:
    is_own = person.id == actor.person_id
    can_record_away = policy.can_record_away(actor, school_ids)
    return PersonPage(
        person_id=person.id,
        name=person.name,
        full_name=f"{person.first_name} {person.last_name}",
        staff_code=person.staff_code or "",
        email=person.email or "",
        posts=[_post_line(actor, post, school, manager) for post, school, manager in posts],
        knows_away=is_own or actor.is_development_lead or can_record_away,
        away=[(one.id, one.started_on, one.ended_on) for one in away],
        grants=[grant_page_line(actor, line) for line in grants],
        can_record_away=can_record_away,
        can_grant=policy.can_grant(actor, person.id),
        readers=[
            "you" if is_own else person.name,
            "the head and the office of the school",
            "the development lead",
            "the administrator (not the days away)",
        ],
    )


def _post_line(actor: Actor, post: Post, school: School, manager: Person | None) -> PostLine:
    parts = [f"{post.fte.normalize():f} FTE"]
    if post.weekly_hours:
        parts.append(f"{post.weekly_hours.normalize():f} hours a week")
    if post.weeks_per_year:
        parts.append(f"{post.weeks_per_year.normalize():f} weeks a year")
    if post.working_days:
        parts.append(post.working_days.replace(",", ", "))
    if manager is not None:
        parts.append(f"line manager {manager.name}")
    return PostLine(
        post.job_title,
        post.staff_group.replace("_", " "),
        school.name,
        _days(post.started_on, post.ended_on),
        "; ".join(parts),
        post.id if policy.can_change_calendar(actor, post.school_id) else None,
    )


def _days(started_on: dt.date, ended_on: dt.date | None) -> str:
    start = f"{started_on.day} {started_on:%b %Y}"
    return f"{start} to {ended_on.day} {ended_on:%b %Y}" if ended_on else f"since {start}"


def grant_page_line(actor: Actor, line: GrantLine) -> GrantPageLine:
    where = line.school.name if line.school else "the trust"
    if line.of is not None:
        where = f"of {line.of.name}"
    by = line.delegated_by or line.granted_by
    name = line.grant.role.label.split(" of ")[0].split(" at ")[0]
    return GrantPageLine(
        grant_id=line.grant.id,
        person=line.person.name,
        person_id=line.person.id,
        role=f"{name}, acting" if line.delegated_by else name,
        where=where,
        started_on=line.grant.started_on,
        ended_on=line.grant.ended_on,
        by=by.name if by else "",
        can_end=policy.can_end_grant(actor, line.grant),
        can_open=policy.can_open_everybody(actor),
    )


@dataclass(frozen=True)
class SchoolPage:
    school_id: uuid.UUID
    name: str
    urn: int
    phase: str
    postcode: str
    joined_on: dt.date | None
    closed_on: dt.date | None
    contacts: list[SafeguardingContact]
    staff: list[Colleague]
    can_see_staff: bool
    can_change_contacts: bool
    can_change_school: bool
    can_delegate: bool


def school_page(
    actor: Actor, school: School, contacts: list[SafeguardingContact], staff: list[Colleague]
) -> SchoolPage:
    return SchoolPage(
        school_id=school.id,
        name=school.name,
        urn=school.urn,
        phase=school.phase.value,
        postcode=school.postcode or "",
        joined_on=school.joined_on,
        closed_on=school.closed_on,
        contacts=contacts,
        staff=staff,
        can_see_staff=policy.can_see_staff_of(actor, school.id),
        can_change_contacts=policy.can_change_contacts(actor, school.id),
        can_change_school=policy.can_change_school(actor),
        can_delegate=policy.can_delegate(actor, school.id),
    )


@dataclass(frozen=True)
class ImportPage:
    """What an import would do. Long lists are cut; the numbers are whole."""

    import_id: uuid.UUID
    title: str
    file_name: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    ignored_rows: int
    inferred_staff_groups: int
    dropped_columns: list[str]
    ignored_columns: list[str]
    faults: list[Fault]
    fault_count: int
    changes: list[Change]
    change_count: int
    people_not_in_file: list[str]
    people_not_in_file_count: int
    posts_not_in_file_count: int
    notes: list[str]
    question: str
    can_carry_out: bool


def import_page(import_id: uuid.UUID, file_name: str, importer: Importer, plan: ImportPlan) -> ImportPage:
    report = plan.report
    return ImportPage(
        import_id=import_id,
        title=importer.title,
        file_name=file_name,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
        ignored_rows=report.ignored_rows,
        inferred_staff_groups=report.inferred_staff_groups,
        dropped_columns=report.dropped_columns,
        ignored_columns=report.ignored_columns,
        faults=plan.faults[:_SHOWN_FAULTS],
        fault_count=len(plan.faults),
        changes=plan.changes[:_SHOWN],
        change_count=len(plan.changes),
        people_not_in_file=report.people_not_in_file[:_SHOWN],
        people_not_in_file_count=len(report.people_not_in_file),
        posts_not_in_file_count=len(report.posts_not_in_file),
        notes=plan.notes,
        question=plan.question,
        can_carry_out=bool(report.created + report.updated),
    )
