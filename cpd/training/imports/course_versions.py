"""Versions of a course's rule and of its requirements: what each says, when it holds, and how it reads."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cpd.training.imports.course_file import CourseEntry, RequirementEntry
from cpd.training.models import CourseRule, Requirement, Schools
from cpd.training.rules.coverage import Renewal
from cpd.training.wording import audience_in_words, grace_in_words, period_in_words, renewal_in_words

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Terms:
    """What a version of a course's rule says."""

    renewal: Renewal
    satisfied_by: frozenset[uuid.UUID]
    refresher: uuid.UUID | None


@dataclass(frozen=True)
class Reach:
    """What a version of a requirement says: whom it reaches, and the days of grace."""

    staff_groups: frozenset[str]
    phases: frozenset[str]
    school_ids: frozenset[uuid.UUID] | None
    job_titles: frozenset[str]
    roles: frozenset[str]
    person_ids: frozenset[uuid.UUID] | None
    grace_days: int


def terms_of(rule: CourseRule) -> Terms:
    return Terms(rule.renewal, frozenset(course.id for course in rule.satisfied_by), rule.refresher_course_id)


def reach_of(row: Requirement) -> Reach:
    return Reach(
        frozenset(row.staff_groups or ()),
        frozenset(row.phases or ()),
        frozenset(school.id for school in row.named_schools) if row.schools is Schools.NAMED else None,
        frozenset(title.casefold() for title in row.job_titles or ()),
        frozenset(row.roles or ()),
        frozenset(person.id for person in row.named_people) if row.names_people else None,
        row.grace_days,
    )


Version = CourseRule | Requirement


def goes_on(version: Version, day: dt.date) -> bool:
    """In force on the day or later."""
    return version.applies_to is None or version.applies_to >= day


def began_before(version: Version, day: dt.date) -> bool:
    return version.applies_from is None or version.applies_from < day


def began_by(version: Version, day: dt.date) -> bool:
    return version.applies_from is None or version.applies_from <= day


def ends_just_before(version: Version, day: dt.date) -> bool:
    return version.applies_to == day - A_DAY


def follow_one_another(versions: Sequence[Requirement]) -> bool:
    """Whether these are one requirement that changed, and not several side by side."""
    ordered = sorted(versions, key=lambda row: row.applies_from or dt.date.min)
    return all(not goes_on(one, other.applies_from or dt.date.min) for one, other in pairwise(ordered))


def shown(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)


def shown_rule(rule: CourseRule) -> str:
    return _rule_in_words(
        rule.renewal,
        [course.code for course in rule.satisfied_by],
        rule.refresher_course.code if rule.refresher_course else None,
    )


def shown_entry(entry: CourseEntry) -> str:
    return _rule_in_words(entry.renewal, entry.satisfied_by, entry.refresher)


def _rule_in_words(renewal: Renewal, others: Sequence[str], refresher: str | None) -> str:
    parts = [renewal_in_words(renewal)]
    if others:
        parts.append(f"also met by {', '.join(others)}")
    if refresher:
        parts.append(f"refreshed by {refresher}")
    return "; ".join(parts)


def requirement_in_words(entry: RequirementEntry) -> str:
    who = audience_in_words(
        entry.staff_groups,
        entry.phases,
        [str(urn) for urn in entry.urns],
        entry.job_titles,
        entry.roles,
        len(entry.people),
    )
    return f"{who}, {period_in_words(entry.effective_from, entry.effective_to)}, {grace_in_words(entry.grace_days)}"


def row_in_words(row: Requirement) -> str:
    who = audience_in_words(
        row.staff_groups or (),
        row.phases or (),
        [str(school.urn) for school in row.named_schools],
        row.job_titles or (),
        row.roles or (),
        len(row.named_people),
    )
    return f"{who}, {period_in_words(row.effective_from, row.effective_to)}, {grace_in_words(row.grace_days)}"
