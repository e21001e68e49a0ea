"""A session or a meeting as a calendar entry (RFC 5545, RFC 5546): asked to, changed, withdrawn, or to put in oneself.

One record is one entry: its ``UID`` is the record's key for everybody, and ``SEQUENCE`` counts what each of them was
told of it, so that a calendar takes the later word and lets go of what was withdrawn.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

LONDON = ZoneInfo("Europe/London")
# The clocks change on the last Sundays of March and October at one o'clock UTC, as they have done since 1996.
_LONDON_RULES = Timezone.from_ical(
    """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
)


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True)
class Attendee:
    name: str
    email: str
    has_joined: bool


@dataclass(frozen=True)
class Entry:
    """What stands in a calendar. Times are those of the clock on the wall in England."""

    uid: uuid.UUID
    sequence: int
    stamp: dt.datetime
    title: str
    held_on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    where: str
    about: str
    link: str
    organiser: str
    organiser_address: str


def calendar_of(entry: Entry, method: Method, attendee: Attendee | None = None) -> str:
    """The text of a calendar with the one entry, its lines ended as the standard asks."""
    event = Event()
    event.add("uid", str(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(dt.UTC))
    event.add("dtstart", dt.datetime.combine(entry.held_on, entry.starts_at, LONDON))
    event.add("dtend", dt.datetime.combine(entry.held_on, entry.ends_at, LONDON))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("location", entry.where)
    event.add("description", "\n".join(filter(None, (entry.about, entry.link))))
    event.add("url", entry.link)
    event.add("organizer", _address(entry.organiser_address, entry.organiser))
    if attendee is not None:
        event.add("attendee", _attendee(attendee))
    calendar = Calendar()
    calendar.add("prodid", "-//Professional development//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(_LONDON_RULES)
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _address(address: str, name: str) -> vCalAddress:
    known = vCalAddress(f"mailto:{address}")
    known.params["CN"] = vText(name)
    return known


def _attendee(attendee: Attendee) -> vCalAddress:
    """Answers are given on the page that the entry leads to: nobody reads the mailbox that the entry comes from."""
    address = _address(attendee.email, attendee.name)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED" if attendee.has_joined else "NEEDS-ACTION")
    address.params["RSVP"] = vText("FALSE")
    return address
