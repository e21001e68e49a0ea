"""A person's record as they take it with them: the same on the page, in the PDF and in the file of all."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.core.templating import plural, short_day
from cpd.training.documents.badges import Earned
from cpd.training.pages.names import SOURCES
from cpd.training.queries.certificates import CertificateLine
from cpd.training.queries.personal_record import Attended, Done


@dataclass(frozen=True)
class DoneLine:
    completion_id: uuid.UUID
    course_code: str
    course: str
    completed_on: dt.date
    valid_until: str
    # Where, with whom and how long; and how we know of it.
    occasion: str
    source: str


@dataclass(frozen=True)
class AttendedLine:
    held_on: dt.date
    course: str
    occasion: str


@dataclass(frozen=True)
class FileLine:
    course: str
    completed_on: dt.date
    provider: str
    file_name: str


@dataclass(frozen=True)
class PersonalRecord:
    name: str
    staff_code: str
    made_on: dt.date
    done: tuple[DoneLine, ...]
    attended: tuple[AttendedLine, ...]
    files: tuple[FileLine, ...]


def personal_record(
    name: str,
    staff_code: str | None,
    made_on: dt.date,
    done: Sequence[Done],
    attended: Sequence[Attended],
    files: Sequence[CertificateLine],
) -> PersonalRecord:
    return PersonalRecord(
        name,
        staff_code or "",
        made_on,
        tuple(
            DoneLine(
                one.completion.id,
                one.course.code,
                one.course.title,
                one.completion.completed_on,
                short_day(one.completion.expires_on),
                _occasion(one),
                SOURCES[one.completion.source],
            )
            for one in done
        ),
        tuple(
            AttendedLine(one.session.held_on, one.course.title, _place(one.session.place, one.host_school))
            for one in attended
        ),
        tuple(
            FileLine(one.course.title, one.certificate.completed_on, one.certificate.provider, one.file_name)
            for one in files
        ),
    )


def _occasion(one: Done) -> str:
    done, held = one.completion, one.session
    parts = [
        done.provider,
        _place(held.place, one.host_school) if held else "",
        f"led by {one.led_by}" if one.led_by else "",
        plural(done.minutes, "minute") if done.minutes else "",
        f"certificate {done.certificate_ref}" if done.certificate_ref else "",
    ]
    return ", ".join(part for part in parts if part)


def _place(place: str, school: str) -> str:
    return place if school in place else ", ".join(part for part in (place, school) if part)


def earned(one: Done, person_id: uuid.UUID, name: str) -> Earned:
    """What the badge of a completion tells."""
    return Earned(
        one.completion.id,
        person_id,
        name,
        one.course.code,
        one.course.title,
        one.course.why,
        one.completion.completed_on,
        one.completion.expires_on,
    )
