"""Tells the two of a meeting that was planned, moved or withdrawn, each mail with its calendar entry.

The mail is queued in the transaction of the change. A meeting keeps its row and so its ``UID``; the version of the row
is the ``SEQUENCE``, which never goes back, so that a calendar takes the later word in whatever order mails arrive.
"""

import datetime as dt
from dataclasses import replace

from sqlalchemy.orm import Session

from cpd.appraisal.models import Meeting, Review
from cpd.appraisal.rules.questions import NAMES
from cpd.core import mail
from cpd.core.calendar_entry import Attendee, Entry, Method, calendar_of
from cpd.core.clock import LONDON
from cpd.core.templating import long_day
from cpd.people.models import Person
from cpd.people.queries import get_trust

LASTS = dt.timedelta(hours=1)


def tell_of_meeting(
    session: Session, review: Review, meeting: Meeting, before: dt.datetime | None, at: dt.datetime
) -> None:
    """Both hear how it stands now. ``before``: the time that stands in their calendars."""
    what = "withdrawn" if meeting.planned_at is None else "planned" if before is None else "moved"
    for person in (review.person, review.appraiser):
        _tell(session, review, meeting, person, what=what, time=meeting.planned_at or before, at=at)


def tell_of_new_appraiser(session: Session, review: Review, meeting: Meeting, now: Person, at: dt.datetime) -> None:
    """A meeting still to come leaves the calendar of the appraiser before and comes into that of the new one."""
    time = meeting.planned_at
    _tell(session, review, meeting, review.appraiser, what="withdrawn", time=time, at=at)
    _tell(session, review, meeting, now, what="planned", time=time, at=at)
    _tell(session, review, meeting, review.person, what="moved", time=time, at=at, other=now)


def _tell(
    session: Session,
    review: Review,
    meeting: Meeting,
    person: Person,
    *,
    what: str,
    time: dt.datetime | None,
    at: dt.datetime,
    other: Person | None = None,
) -> None:
    if person.email is None or time is None:
        return
    other = other or (review.appraiser if person.id == review.person_id else review.person)
    title = f"{NAMES[meeting.kind]} with {other.name}"
    starts = time.astimezone(LONDON)
    when = f"{long_day(starts.date())}, {starts:%H:%M}"
    subjects = {"planned": title, "moved": f"Moved: {title}", "withdrawn": f"Not taking place: {title}"}
    link = mail.address("appraisal.meeting_show", review_id=review.id, kind=meeting.kind)
    letter = mail.written(
        person.email,
        f"{subjects[what]}, {when}",
        "appraisal/mail/meeting",
        what=what,
        known_as=person.known_as,
        title=title,
        when=when,
        school=review.school.name,
        link=link,
    )
    trust = get_trust(session)
    entry = Entry(
        uid=meeting.id,
        sequence=meeting.version,
        stamp=at,
        title=title,
        held_on=starts.date(),
        starts_at=starts.time(),
        ends_at=(starts + LASTS).time(),
        where=review.school.name,
        about="",
        link=link,
        organiser=trust.name if trust else "",
        organiser_address=mail.sender(),
    )
    method = Method.CANCEL if what == "withdrawn" else Method.REQUEST
    calendar = calendar_of(entry, method, Attendee(person.name, person.email, has_joined=True))
    mail.queue(session, replace(letter, calendar=calendar, calendar_method=method.value))
