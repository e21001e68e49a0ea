"""How training is said, on pages, in files and in previews: renewals, audiences, statuses."""

import datetime as dt
from collections.abc import Collection, Sequence

from cpd.core.dates import to_text
from cpd.people.models import Phase, Role, StaffGroup
from cpd.training.models import Category
from cpd.training.rules.coverage import ALL_GROUPS, Renewal, Status

CATEGORY_NAMES = {
    Category.SEND: "SEND",
    Category.ATTENDANCE: "Attendance",
    Category.SAFEGUARDING: "Safeguarding",
    Category.HEALTH_SAFETY: "Health and safety",
    Category.DATA_CYBER: "Data and cyber security",
    Category.PEDAGOGY: "Teaching and coaching",
    Category.OTHER: "Other",
}
GROUP_NAMES = {
    ALL_GROUPS: "All staff",
    StaffGroup.LEADER: "Leaders",
    StaffGroup.TEACHER: "Teachers",
    StaffGroup.TEACHING_ASSISTANT: "Teaching assistants",
    StaffGroup.SUPPORT: "Support staff",
}
STATUS_NAMES = {
    Status.IN_DATE: "In date",
    Status.DUE_SOON: "Due soon",
    Status.EXPIRED: "Out of date",
    Status.OVERDUE: "Overdue",
    Status.NOT_YET_DUE: "Not yet due",
    Status.ON_LEAVE: "On leave",
    Status.EXEMPT: "Exempt",
}
# The shape that goes with the word (ui.status).
STATUS_TONES = {
    Status.IN_DATE: "good",
    Status.DUE_SOON: "soon",
    Status.EXPIRED: "attention",
    Status.OVERDUE: "attention",
    Status.NOT_YET_DUE: "waiting",
    Status.ON_LEAVE: "quiet",
    Status.EXEMPT: "quiet",
}
ROLE_NAMES = {
    Role.AMBASSADOR: "ambassadors",
    Role.APPRAISER: "appraisers",
    Role.HEAD: "heads",
    Role.TRAINER: "trainers",
    Role.OFFICE: "school offices",
    Role.DEVELOPMENT_LEAD: "development leads",
    Role.TRUSTEE: "trustees",
    Role.ADMINISTRATOR: "administrators",
}


def renewal_in_words(renewal: Renewal) -> str:
    """``every 2 years``, ``every academic year, by 31 October``, or ``once is enough``."""
    if renewal.months is not None:
        return f"every {_span(renewal.months)}"
    if renewal.renew_by is not None:
        day = dt.date.fromisoformat(f"2025-{renewal.renew_by}")
        return f"every academic year, by {day.day} {day:%B}"
    return "once is enough"


def _span(months: int) -> str:
    if months == 12:
        return "year"
    if months % 12 == 0:
        return f"{months // 12} years"
    return "month" if months == 1 else f"{months} months"


def grace_in_words(days: int) -> str:
    if days == 0:
        return "from the first day"
    if days % 7 == 0 and days < 70:
        return f"within {days // 7} week{'' if days == 7 else 's'} of starting"
    return f"within {days} day{'' if days == 1 else 's'} of starting"


def audience_in_words(
    staff_groups: Collection[str],
    phases: Collection[str],
    schools: Sequence[str],
    job_titles: Sequence[str],
    roles: Collection[str],
    people: int,
) -> str:
    """Whom a requirement reaches: ``teachers and teaching assistants in primary and special schools``."""
    every = not staff_groups or len(staff_groups) == len(StaffGroup)
    who = (
        "all staff" if every else listed([GROUP_NAMES[group].lower() for group in StaffGroup if group in staff_groups])
    )
    parts = [who]
    if job_titles:
        parts.append(f"with the job title {listed(list(job_titles), 'or')}")
    if roles:
        parts.append(f"who are {listed([ROLE_NAMES[role] for role in Role if role in roles], 'or')}")
    if people:
        parts.append("named one by one" if people > 1 else "one named person")
    if phases:
        parts.append(f"in {listed([phase.value for phase in Phase if phase in phases])} schools")
    if schools:
        parts.append(f"at {listed(list(schools))}")
    return " ".join(parts)


def period_in_words(starts: dt.date, ends: dt.date | None) -> str:
    return f"from {to_text(starts)}" + (f" to {to_text(ends)}" if ends else "")


def listed(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
