"""The calendar of the trust and of schools, and the hours of posts, as their people enter them."""

import datetime as dt
import io
import re
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import CalendarKind, CalendarPeriod, Post, PostHours, School
from cpd.people.queries.calendar import calendars
from cpd.people.rules.calendar import Day
from tests.conftest import CheckingClient
from tests.world import World

SignIn = Callable[[str], CheckingClient]
TRUST = "/people/calendar"
AUTUMN = {"kind": "term", "started_on": "1 Sep 2026", "ended_on": "18 Dec 2026"}


def words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def periods(session: Session) -> list[CalendarPeriod]:
    session.rollback()
    return list(session.scalars(select(CalendarPeriod).order_by(CalendarPeriod.started_on)))


def test_the_lead_enters_the_trusts_and_a_head_a_schools_own(
    as_persona: SignIn, session: Session, trust: World
) -> None:
    lead, head = as_persona("development_lead"), as_persona("head")
    assert lead.post_form(f"{TRUST}/new", AUTUMN).status_code == 302
    assert lead.post_form(f"{TRUST}/new", AUTUMN).status_code == 302
    assert len(periods(session)) == 1
    overlapping = lead.post_form(f"{TRUST}/new", {**AUTUMN, "started_on": "1/10/2026"})
    assert "overlap another period of the same kind, from 01/09/2026 to 18/12/2026" in words(overlapping)
    assert overlapping.status_code == 422
    hazel = trust.school("hazel")
    own = {**AUTUMN, "started_on": "7 Sep 2026"}
    assert head.post_form(f"/people/schools/{hazel}/calendar/new", own).status_code == 302
    assert head.get(f"{TRUST}/new").status_code == 403
    page = words(as_persona("teacher").get(f"/people/schools/{hazel}/calendar"))
    assert "Mon 7 September 2026 to Fri 18 December 2026 this school’s own" in page
    assert "Of the trust’s calendar, not used here" in page
    assert "The terms of 2026/27 are not all entered" in page
    assert calendars(session, [hazel])[hazel].day(dt.date(2026, 9, 3)) is Day.HOLIDAY


def test_a_stale_change_shows_both_and_what_was_wrong_is_taken_out(
    as_persona: SignIn, session: Session, trust: World
) -> None:
    lead = as_persona("development_lead")
    lead.post_form(f"{TRUST}/new", AUTUMN)
    address = f"{TRUST}/{periods(session)[0].id}/edit"
    assert lead.post_form(address, {**AUTUMN, "ended_on": "17/12/2026"}).status_code == 302
    stale = lead.post_form(address, {**AUTUMN, "ended_on": "16/12/2026", "version": "1"})
    assert stale.status_code == 422
    assert "17 Dec 2026" in words(stale)
    assert periods(session)[0].ended_on == dt.date(2026, 12, 17)
    assert lead.post(address.replace("edit", "remove"), data={"csrf_token": lead.token(TRUST + "/new")}).location
    assert periods(session) == []
    actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("people.calendar"))))
    assert {action.rpartition("_")[2] for action in actions} == {"added", "changed", "removed"}


def test_englands_bank_holidays_come_in_with_one_tap_and_once(
    as_persona: SignIn, session: Session, trust: World
) -> None:
    lead = as_persona("development_lead")
    address = f"{TRUST}/bank-holidays"
    assert "Add England’s bank holidays" in words(lead.get(TRUST))
    for _ in range(2):
        lead.post(address, data={"csrf_token": lead.token(f"{TRUST}/new")})
    days = [one.started_on for one in periods(session)]
    assert len(days) == 48
    assert all(one.kind is CalendarKind.BANK_HOLIDAY and one.school_id is None for one in periods(session))
    assert "Add England’s bank holidays" not in words(lead.get(TRUST))


def test_a_calendar_is_uploaded_like_other_lists(as_persona: SignIn, session: Session, trust: World) -> None:
    lead = as_persona("development_lead")
    file = (io.BytesIO(b"urn,kind,starts_on,ends_on\n190001,inset,2027-01-04,2027-01-04\n"), "days.csv")
    form = {"kind": "calendar", "file": file}
    shown = lead.post_form("/people/imports/new", form, content_type="multipart/form-data").location
    assert "Hazel Down Primary School: inset day from 2027-01-04" in words(lead.get(shown))
    assert lead.post_form(shown).status_code == 302
    assert [one.school_id for one in periods(session)] == [trust.school("hazel")]


def test_the_office_enters_the_hours_of_the_day_and_of_a_post(
    as_persona: SignIn, session: Session, trust: World
) -> None:
    office, hazel = as_persona("office"), trust.school("hazel")
    day = f"/people/schools/{hazel}/calendar/hours"
    assert office.post_form(day, {"day_starts_at": "8:45", "day_ends_at": "08:30"}).status_code == 422
    assert office.post_form(day, {"day_starts_at": "8:45", "day_ends_at": "1515"}).status_code == 302
    school = session.get(School, hazel, populate_existing=True)
    assert school is not None
    assert (school.day_starts_at, school.day_ends_at) == (dt.time(8, 45), dt.time(15, 15))
    post = session.scalars(select(Post.id).where(Post.person_id == trust.person("ta"))).one()
    address = f"/people/posts/{post}/hours"
    assert address in office.get(f"/people/{trust.person('ta')}").get_data(as_text=True)
    bad = office.post_form(address, {"monday": "8:30-12, 11:45-13:00", "tuesday": "twelve", "friday": "15-9"})
    assert all(text in words(bad) for text in ("Two of these times overlap.", "like 8:30-12:00", "ends before it"))
    assert office.post_form(address, {"monday": "8.30 – 12:00 and 13:00-15:30", "tuesday": "9-12"}).status_code == 302
    session.rollback()
    spans = [(one.weekday, one.starts_at, one.ends_at) for one in session.scalars(select(PostHours))]
    assert sorted(spans) == [
        (0, dt.time(8, 30), dt.time(12)),
        (0, dt.time(13), dt.time(15, 30)),
        (1, dt.time(9), dt.time(12)),
    ]
    seen = office.get(address).get_data(as_text=True)
    assert 'value="8:30-12:00, 13:00-15:30"' in seen
    with transaction() as writing:
        writing.delete(writing.scalars(select(PostHours).where(PostHours.weekday == 1)).one())
    opened = re.search(r'name="opened"[^>]*value="(\w+)"', seen)
    assert opened
    stale = office.post_form(address, {"monday": "9-12", "opened": opened[1]})
    assert stale.status_code == 422
    assert "8:30-12:00, 13:00-15:30" in words(stale)
    assert as_persona("other_head").get(address).status_code == 404
