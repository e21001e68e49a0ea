"""What the pages of paid time show, as plain values."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpd.core.paging import Slice
from cpd.core.templating import clock_time, plural, short_day
from cpd.people.models import StaffGroup
from cpd.training.models import ClaimState
from cpd.training.queries.paid_time import Reading
from cpd.training.queries.paid_time_claims import ClaimLine
from cpd.training.wording import GROUP_NAMES

STATE_WORDS = {
    ClaimState.CLAIMED: ("Claimed", "waiting"),
    ClaimState.APPROVED: ("Approved", "good"),
    ClaimState.REFUSED: ("Not approved", "attention"),
}


def standing_of(reading: Reading, line: ClaimLine | None) -> tuple[str, str]:
    """How an attendance stands, in a word and a tone."""
    if line is not None:
        return STATE_WORDS[line.claim.state]
    if reading.reckoned.is_inside:
        return "In paid time", "quiet"
    return "Not claimed", "soon"


@dataclass(frozen=True)
class AttendedLine:
    """One attendance, for the person or for a list of them."""

    key: uuid.UUID
    title: str
    when: str
    minutes: str
    word: str
    tone: str
    remark: str
    can_claim: bool
    is_known: bool


def _when(reading: Reading) -> str:
    one = reading.session
    return f"{short_day(one.held_on)}, {clock_time(one.starts_at)} to {clock_time(one.ends_at)}"


def _minutes(reading: Reading, line: ClaimLine | None) -> str:
    there, outside = reading.reckoned.minutes, reading.reckoned.outside
    text = plural(there, "minute")
    if outside:
        text += f", {outside:,} outside paid time"
    if line is not None and line.claim.minutes != outside:
        text += f", {line.claim.minutes:,} claimed"
    return text


def own_line(reading: Reading, line: ClaimLine | None) -> AttendedLine:
    word, tone = standing_of(reading, line)
    is_open = line is None or line.claim.state is not ClaimState.APPROVED
    return AttendedLine(
        reading.session.id,
        reading.session.course_title,
        _when(reading),
        _minutes(reading, line),
        word,
        tone,
        line.claim.remark if line else "",
        is_open and reading.post is not None and bool(reading.reckoned.minutes),
        reading.is_known,
    )


def own_lines(readings: Slice[Reading], claims: Mapping[uuid.UUID, ClaimLine]) -> Slice[AttendedLine]:
    lines = tuple(own_line(one, claims.get(one.session.id)) for one in readings.items)
    return Slice(lines, readings.number, readings.total)


# Who is paid by the hour; the school year of teachers and leaders usually holds a twilight already.
_PAID_BY_THE_HOUR = (StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT)


@dataclass(frozen=True)
class ToClaim:
    """A staff group that has minutes nobody has claimed, and whether it is offered ticked."""

    group: StaffGroup
    name: str
    people: int
    is_ticked: bool


@dataclass(frozen=True)
class SessionPage:
    """Who of the reader's schools was at a session, and what of it lay outside paid time."""

    session_id: uuid.UUID
    title: str
    when: str
    lines: Slice[AttendedLine]
    people: int
    with_minutes_outside: int
    minutes_outside: int
    to_claim: tuple["ToClaim", ...]
    is_known: bool


def session_page(
    readings: Sequence[Reading],
    names: Mapping[uuid.UUID, str],
    claims: Mapping[uuid.UUID, ClaimLine],
    *,
    page: Slice[Reading],
    offices: frozenset[uuid.UUID],
    title: str,
    when: str,
    session_id: uuid.UUID,
) -> SessionPage:
    outside = [one for one in readings if one.reckoned.outside]
    unclaimed = [one for one in outside if one.person_id not in claims and one.post is not None]
    lines = []
    for reading in page.items:
        line = claims.get(reading.person_id)
        word, tone = standing_of(reading, line)
        lines.append(
            AttendedLine(
                reading.person_id,
                names[reading.person_id],
                reading.post.job_title if reading.post else "no post on that day",
                _minutes(reading, line),
                word,
                tone,
                line.claim.remark if line else "",
                False,
                reading.is_known,
            )
        )
    waiting = Counter(one.post.staff_group for one in unclaimed if one.post and one.post.school_id in offices)
    return SessionPage(
        session_id=session_id,
        title=title,
        when=when,
        lines=Slice(tuple(lines), page.number, page.total),
        people=len(readings),
        with_minutes_outside=len(outside),
        minutes_outside=sum(one.reckoned.outside for one in outside),
        to_claim=tuple(
            ToClaim(group, GROUP_NAMES[group], waiting[group], group in _PAID_BY_THE_HOUR)
            for group in StaffGroup
            if waiting[group]
        ),
        is_known=all(one.is_known for one in readings),
    )


@dataclass(frozen=True)
class ClaimPageLine:
    claim_id: uuid.UUID
    version: int
    name: str
    job: str
    course: str
    session_id: uuid.UUID
    held_on: dt.date
    minutes: int
    note: str
    word: str
    tone: str
    remark: str
    can_answer: bool
    is_open: bool
    # It says more minutes than the person was there, as the register stands now.
    is_beyond: bool


def claim_line(line: ClaimLine) -> ClaimPageLine:
    word, tone = STATE_WORDS[line.claim.state]
    notes = []
    if line.attended is None:
        notes.append("not in the register any more")
    if line.outside is not None and line.outside != line.claim.minutes:
        notes.append(f"{line.outside:,} reckoned")
    owed = line.claim.minutes if line.claim.state is ClaimState.APPROVED else 0
    if line.told is not None:
        notes.append("told to payroll" if line.told == owed else f"payroll was told {line.told:,}")
    return ClaimPageLine(
        claim_id=line.claim.id,
        version=line.claim.version,
        name=line.person.name,
        job=f"{line.post.job_title}, {line.school.name}",
        course=line.course.title,
        session_id=line.session.id,
        held_on=line.session.held_on,
        minutes=line.claim.minutes,
        note=", ".join(notes),
        word=word,
        tone=tone,
        remark=line.claim.remark,
        can_answer=line.can_answer,
        is_open=line.claim.state is ClaimState.CLAIMED,
        is_beyond=line.claim.minutes > (line.attended or 0),
    )


def as_saved(line: ClaimLine) -> list[tuple[str, str]]:
    """A claim as somebody else saved it meanwhile."""
    return [
        ("Answer", STATE_WORDS[line.claim.state][0]),
        ("Minutes", f"{line.claim.minutes:,}"),
        ("Sentence", line.claim.remark or "none"),
    ]
