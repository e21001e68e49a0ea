"""Training by name: a person's own list, a school's people, and who is not trained yet."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cpd.core.templating import plural, short_day
from cpd.people.models import School
from cpd.training.models import Completion, Course, Exemption, Source
from cpd.training.queries.certificates import CertificateLine
from cpd.training.queries.people import PeopleRow
from cpd.training.rules.coverage import NOT_TRAINED, OUTSIDE_THE_FRACTION, TRAINED, Status
from cpd.training.wording import GROUP_NAMES, STATUS_NAMES, STATUS_TONES

# What asks to be done first stands first.
_ORDER = (
    Status.EXPIRED,
    Status.OVERDUE,
    Status.DUE_SOON,
    Status.NOT_YET_DUE,
    Status.IN_DATE,
    Status.ON_LEAVE,
    Status.EXEMPT,
)
SOURCES = {
    Source.REGISTER: "from a register",
    Source.IMPORT: "from a list",
    Source.HAND: "entered by hand",
    Source.CERTIFICATE: "from a certificate",
}


@dataclass(frozen=True)
class Standing:
    """How somebody stands with one course, in words."""

    course_code: str
    course_title: str
    status: Status
    word: str
    tone: str
    # ``was due on 29 Sep 2026``, ``valid until 3 Mar 2027`` …
    when: str
    # The day by which something is to be done; empty: nothing is.
    act_by: dt.date | None


def standing(row: PeopleRow, *, tells_absence: bool = True) -> Standing:
    word, tone = STATUS_NAMES[row.status], STATUS_TONES[row.status]
    if row.status in OUTSIDE_THE_FRACTION and not tells_absence:
        word = "Not counted now"
    act_by = {Status.NOT_YET_DUE: row.due_on, Status.OVERDUE: row.due_on}.get(row.status)
    if row.status in (Status.DUE_SOON, Status.EXPIRED):
        act_by = row.expires_on
    return Standing(row.course_code, row.course_title, row.status, word, tone, _when(row), act_by)


def _when(row: PeopleRow) -> str:
    expires = short_day(row.expires_on)
    return {
        Status.IN_DATE: f"valid until {expires}" if expires else "once is enough",
        Status.DUE_SOON: f"valid until {expires}",
        Status.EXPIRED: f"was valid until {expires}",
        Status.OVERDUE: f"was due on {short_day(row.due_on)}",
        Status.NOT_YET_DUE: f"due by {short_day(row.due_on)}",
    }.get(row.status, "")


@dataclass(frozen=True)
class CompletionLine:
    id: uuid.UUID
    course: str
    completed_on: dt.date
    line: str
    can_change: bool


@dataclass(frozen=True)
class ExemptionLine:
    id: uuid.UUID
    course: str
    reason: str
    line: str


@dataclass(frozen=True)
class PersonPage:
    person_id: uuid.UUID
    name: str
    is_own: bool
    today: dt.date
    to_do: tuple[Standing, ...]
    later: tuple[Standing, ...]
    in_date: tuple[Standing, ...]
    outside: tuple[Standing, ...]
    completions: tuple[CompletionLine, ...]
    exemptions: tuple[ExemptionLine, ...]
    certificates: tuple[CertificateLine, ...]
    can_exempt: bool
    can_record: bool
    readers: tuple[str, ...]

    @property
    def asked(self) -> int:
        """How many courses the person is asked to hold now."""
        return len(self.to_do) + len(self.later) + len(self.in_date)

    @property
    def trained(self) -> int:
        return len(self.in_date) + sum(one.status is Status.DUE_SOON for one in self.to_do)


@dataclass(frozen=True)
class PersonRecords:
    """What is known of one person's training, as far as the reader may know it."""

    rows: Sequence[PeopleRow]
    completions: Sequence[tuple[Completion, Course]]
    exemptions: Sequence[tuple[Exemption, Course]]
    certificates: Sequence[CertificateLine]


@dataclass(frozen=True)
class Reader:
    """What whoever opens a person's list may see and do there."""

    is_own: bool
    tells_absence: bool
    changeable: Collection[uuid.UUID]
    can_exempt: bool
    can_record: bool


def person_page(person_id: uuid.UUID, name: str, today: dt.date, records: PersonRecords, reader: Reader) -> PersonPage:
    # One course stands once in the list, though it stands in the row of each school.
    by_course = {row.course_id: standing(row, tells_absence=reader.tells_absence) for row in records.rows}
    standings = sorted(
        by_course.values(), key=lambda one: (_ORDER.index(one.status), one.act_by or dt.date.max, one.course_title)
    )

    def those(*statuses: Status) -> tuple[Standing, ...]:
        return tuple(one for one in standings if one.status in statuses)

    return PersonPage(
        person_id=person_id,
        name=name,
        is_own=reader.is_own,
        today=today,
        to_do=those(Status.EXPIRED, Status.OVERDUE, Status.DUE_SOON),
        later=those(Status.NOT_YET_DUE),
        in_date=those(Status.IN_DATE),
        outside=those(Status.ON_LEAVE, Status.EXEMPT),
        completions=tuple(_completion_line(done, course, reader.changeable) for done, course in records.completions),
        exemptions=tuple(_exemption_line(exemption, course) for exemption, course in records.exemptions),
        certificates=tuple(records.certificates),
        can_exempt=reader.can_exempt,
        can_record=reader.can_record,
        readers=(
            "you" if reader.is_own else name,
            f"{'your' if reader.is_own else 'their'} line manager",
            "the head and the office of the school",
            "the development lead of the trust",
        ),
    )


def _completion_line(done: Completion, course: Course, changeable: Collection[uuid.UUID]) -> CompletionLine:
    parts = [f"completed on {short_day(done.completed_on)}"]
    if done.expires_on:
        parts.append(f"valid until {short_day(done.expires_on)} as the record says")
    if done.minutes:
        parts.append(plural(done.minutes, "minute"))
    if done.provider:
        parts.append(done.provider)
    if done.certificate_ref:
        parts.append(f"certificate {done.certificate_ref}")
    parts.append(SOURCES[done.source])
    return CompletionLine(done.id, course.title, done.completed_on, ", ".join(parts), done.id in changeable)


def _exemption_line(exemption: Exemption, course: Course) -> ExemptionLine:
    until = f"until {short_day(exemption.ended_on)}" if exemption.ended_on else "until further notice"
    return ExemptionLine(
        exemption.id, course.title, exemption.reason, f"from {short_day(exemption.started_on)} {until}"
    )


@dataclass(frozen=True)
class NameLine:
    """Somebody on a list by name."""

    person_id: uuid.UUID
    name: str
    staff_code: str
    job: str
    group: str
    standing: Standing


def _name_line(row: PeopleRow) -> NameLine:
    return NameLine(
        row.person_id,
        f"{row.first_name} {row.last_name}",
        row.staff_code or "",
        row.job_title,
        GROUP_NAMES[row.staff_group],
        standing(row),
    )


@dataclass(frozen=True)
class NotTrainedPage:
    """Who is not trained yet for a course at a school, and whose training ends soon."""

    school: School
    course_code: str
    course_title: str
    as_at: dt.date
    today: dt.date
    not_trained: tuple[NameLine, ...]
    ending: tuple[NameLine, ...]
    trained: int
    outside: int
    managed_only: bool

    @property
    def eligible(self) -> int:
        return self.trained + len(self.not_trained)

    @property
    def title(self) -> str:
        return f"Not trained yet: {self.course_title}"


def not_trained_page(
    school: School, course: Course, as_at: dt.date, today: dt.date, rows: Iterable[PeopleRow], *, managed_only: bool
) -> NotTrainedPage:
    everybody = list(rows)
    return NotTrainedPage(
        school=school,
        course_code=course.code,
        course_title=course.title,
        as_at=as_at,
        today=today,
        not_trained=tuple(_name_line(row) for row in everybody if row.status in NOT_TRAINED),
        ending=tuple(_name_line(row) for row in everybody if row.status is Status.DUE_SOON),
        trained=sum(row.status in TRAINED for row in everybody),
        outside=sum(row.status in OUTSIDE_THE_FRACTION for row in everybody),
        managed_only=managed_only,
    )


@dataclass(frozen=True)
class PersonLine:
    """Somebody at a school with how many courses ask for something."""

    person_id: uuid.UUID
    name: str
    job: str
    group: str
    word: str
    tone: str
    trained: int
    asked: int


def school_people(rows: Iterable[PeopleRow], *, only_to_do: bool) -> list[PersonLine]:
    """The people of a school by name; with ``only_to_do`` those who have something to do."""
    people: dict[uuid.UUID, list[PeopleRow]] = defaultdict(list)
    for row in rows:
        people[row.person_id].append(row)
    lines = [_person_line(courses) for courses in people.values()]
    return [line for line in lines if not only_to_do or line.tone in ("attention", "soon")]


def _person_line(rows: Sequence[PeopleRow]) -> PersonLine:
    statuses = [row.status for row in rows]
    parts = [
        f"{statuses.count(status)} {STATUS_NAMES[status].lower()}"
        for status in (Status.EXPIRED, Status.OVERDUE, Status.DUE_SOON, Status.NOT_YET_DUE)
        if status in statuses
    ]
    worst = min(statuses, key=_ORDER.index)
    first = rows[0]
    return PersonLine(
        first.person_id,
        f"{first.first_name} {first.last_name}",
        first.job_title,
        GROUP_NAMES[first.staff_group],
        ", ".join(parts) or STATUS_NAMES[worst],
        STATUS_TONES[worst],
        sum(status in TRAINED for status in statuses),
        sum(status not in OUTSIDE_THE_FRACTION for status in statuses),
    )
