"""An ambassador's caseload against the rhythm of the trust, and asking an ambassador to support somebody."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.coaching.models import Visit
from cpd.coaching.pages.parts import VisitLine, visit_line
from cpd.coaching.queries import AmbassadorAt, Supported, WithNobody
from cpd.coaching.rules.checkback import weekdays_of
from cpd.coaching.rules.support import Rhythm, Standing, next_visit_on, standing, usual, weeks_between
from cpd.core.clock import LONDON
from cpd.core.models import new_id
from cpd.people.models import School
from cpd.people.queries import Colleague


@dataclass(frozen=True)
class CaseloadLine:
    """Somebody the reader supports: when they were last there, when they are due, and what the two work on."""

    who: Supported
    due_on: dt.date
    standing: Standing
    # Whole weeks since the last visit, where it is longer ago than the trust leaves anybody.
    nobody_for: int | None
    draft_id: uuid.UUID | None
    # Of the button that begins a visit, so that tapped twice it begins one.
    request_key: uuid.UUID


@dataclass(frozen=True)
class DraftLine:
    visit: VisitLine
    # Days since the visit, where they are more than the trust has agreed.
    late_days: int | None


@dataclass(frozen=True)
class CaseloadPage:
    rhythm: Rhythm
    lines: tuple[CaseloadLine, ...]
    drafts: tuple[DraftLine, ...]
    with_nobody: tuple[tuple[str, tuple[WithNobody, ...]], ...]
    shared: int
    time_to_share: str | None
    can_set_rhythm: bool

    def count(self, what: str) -> int:
        return sum(line.standing == what for line in self.lines)


def caseload_page(
    today: dt.date,
    rhythm: Rhythm,
    supported: Sequence[Supported],
    drafts: Sequence[Visit],
    with_nobody: Sequence[WithNobody],
    shared: Sequence[tuple[dt.date, dt.time | None, dt.datetime]],
    *,
    can_set_rhythm: bool,
) -> CaseloadPage:
    """Those who are due come first, the longest overdue before the others."""
    drafts_of = {visit.person_id: visit.id for visit in drafts}
    lines = [_line(one, rhythm, today, drafts_of.get(one.person_id)) for one in supported]
    taken = usual([at - _visited(day, time) for day, time, at in shared if time is not None])
    return CaseloadPage(
        rhythm=rhythm,
        lines=tuple(sorted(lines, key=lambda line: line.due_on)),
        drafts=tuple(_draft(visit, rhythm, today) for visit in drafts),
        with_nobody=tuple((school, tuple(people)) for school, people in groupby(with_nobody, lambda one: one.school)),
        shared=len(shared),
        time_to_share=in_words(taken) if taken is not None else None,
        can_set_rhythm=can_set_rhythm,
    )


def _line(one: Supported, rhythm: Rhythm, today: dt.date, draft_id: uuid.UUID | None) -> CaseloadLine:
    last = one.last_visited_on or one.since
    due_on = next_visit_on(last, rhythm, weekdays_of([one.days]))
    weeks = weeks_between(last, today)
    return CaseloadLine(
        who=one,
        due_on=due_on,
        standing=standing(due_on, today),
        nobody_for=weeks if weeks >= rhythm.nobody_for_weeks else None,
        draft_id=draft_id,
        request_key=new_id(),
    )


def _draft(visit: Visit, rhythm: Rhythm, today: dt.date) -> DraftLine:
    is_late = visit.visited_on < rhythm.late_before(today)
    return DraftLine(visit_line(visit), (today - visit.visited_on).days if is_late else None)


def _visited(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, LONDON)


def in_words(time: dt.timedelta) -> str:
    """A length of time as one says it."""
    minutes = max(round(time.total_seconds() / 60), 1)
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or size == 1:
            count = round(minutes / size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError


@dataclass(frozen=True)
class CaseloadCounts:
    """A caseload at a glance."""

    colleagues: int
    late: int
    due: int


def caseload_counts(today: dt.date, rhythm: Rhythm, supported: Sequence[Supported]) -> CaseloadCounts:
    standings = [_line(one, rhythm, today, None).standing for one in supported]
    return CaseloadCounts(len(supported), standings.count(Standing.LATE), standings.count(Standing.DUE))


@dataclass(frozen=True)
class AllotPage:
    """One school: its staff and its ambassadors. Not who supports whom, nor how many."""

    school_id: uuid.UUID
    school: str
    others: tuple[tuple[uuid.UUID, str], ...]
    ambassadors: tuple[AmbassadorAt, ...]
    staff: tuple[Colleague, ...]


def allot_page(
    school: School, others: Sequence[School], ambassadors: Sequence[AmbassadorAt], staff: Sequence[Colleague]
) -> AllotPage:
    return AllotPage(
        school_id=school.id,
        school=school.name,
        others=tuple((other.id, other.name) for other in others),
        ambassadors=tuple(ambassadors),
        staff=tuple(staff),
    )
