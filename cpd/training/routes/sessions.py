"""Planned sessions: the calendar of them, the page of one, and its calendar entry to download."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from cpd.accounts.signed_in import current_actor
from cpd.core import clock
from cpd.core.access import found
from cpd.core.asked import page_number
from cpd.core.calendar_entry import Method, calendar_of
from cpd.core.database import db
from cpd.core.dates import add_months
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.people.queries import get_trust, list_open_schools
from cpd.training.mails.invitations import entry_of
from cpd.training.models import SessionForm, SessionState, TrainingSession
from cpd.training.pages.session_clashes import ClashLine, clash_lines
from cpd.training.pages.sessions import SessionList, SessionPage, by_day, session_lines, session_page
from cpd.training.policy import sessions as policy
from cpd.training.queries import records, sessions as queries
from cpd.training.queries.afterwards import after_session
from cpd.training.queries.paid_time import can_open_session
from cpd.training.queries.session_clashes import Occasion, find_clashes, on_list
from cpd.training.queries.sessions import Asked, get_session
from cpd.training.routes import bp
from cpd.training.session_wording import FORM_NAMES


@dataclass(frozen=True)
class _Span:
    """A choice of days: from today on, a term, a month."""

    key: str
    label: str
    first: dt.date
    last: dt.date | None


def _spans(today: dt.date) -> list[_Span]:
    """From today on; the terms and months of this academic year and the next."""
    this = AcademicYear.of(today)
    spans = [_Span("", "From today on", today, None)]
    for year in (this, AcademicYear(this.starts_in + 1)):
        first = year.starts_on
        terms = (("Autumn term", 0, 4), ("Spring term", 4, 7), ("Summer term", 7, 12))
        for name, begins, ends in terms:
            starts_on, ends_on = add_months(first, begins), add_months(first, ends) - dt.timedelta(days=1)
            spans.append(_Span(f"{starts_on:%Y-%m}-term", f"{name} {starts_on.year}", starts_on, ends_on))
            for month in range(begins, ends):
                month_on = add_months(first, month)
                spans.append(
                    _Span(
                        f"{month_on:%Y-%m}",
                        f"{month_on:%B %Y}",
                        month_on,
                        add_months(month_on, 1) - dt.timedelta(days=1),
                    )
                )
    return spans


@bp.get("/sessions")
def session_index() -> ResponseReturnValue:
    """The calendar of sessions of the whole trust, by day; its filters stand in the address."""
    actor, session, number = current_actor(), db.session(), page_number()
    spans = _spans(actor.today)
    span = next((one for one in spans if one.key == request.args.get("when", "")), spans[0])
    schools = [(str(school.id), school.name) for school in list_open_schools(session, actor.today)]
    courses = [(course.code, course.title) for course in records.list_courses(session)]
    chosen = {
        "when": span.key,
        "school": _known(request.args.get("school", ""), schools),
        "form": _known(request.args.get("form", ""), [(form.value, "") for form in SessionForm]),
        "course": _known(request.args.get("course", ""), courses),
        "mine": "1" if request.args.get("mine") else "",
    }
    asked = Asked(
        first=span.first,
        last=span.last,
        school_id=uuid.UUID(chosen["school"]) if chosen["school"] else None,
        form=SessionForm(chosen["form"]) if chosen["form"] else None,
        course_code=chosen["course"] or None,
        only_mine=bool(chosen["mine"]),
    )
    shown = queries.list_sessions(session, actor, asked, PAGE_SIZE, start_of(number))
    ids = [one.id for one in shown]
    lines = session_lines(
        actor, shown, queries.count_people(session, ids), queries.own_invitations(session, actor.person_id, ids)
    )
    return render_template(
        "training/session_index.html",
        days=by_day(lines),
        lines=Slice(lines, number, queries.count_sessions(session, actor, asked)),
        chosen={name: value for name, value in chosen.items() if value},
        spans=[(one.key, one.label) for one in spans],
        schools=[("", "All schools"), *schools],
        kinds=[("", "All kinds"), *((form.value, name) for form, name in FORM_NAMES.items())],
        courses=[("", "All courses"), *courses],
        can_plan=policy.can_plan(actor),
    )


def _known(value: str, choices: list[tuple[str, str]]) -> str:
    return value if any(key == value for key, _ in choices) else ""


@bp.get("/sessions/<uuid:session_id>")
def session_show(session_id: uuid.UUID) -> ResponseReturnValue:
    actor = current_actor()
    after = after_session(db.session(), actor, session_id)
    return render_template(
        "training/session_show.html",
        page=_page(actor, session_id),
        after=after,
        reads_paid_time=can_open_session(db.session(), actor, session_id),
    )


def _page(actor: Actor, session_id: uuid.UUID) -> SessionPage:
    session, number = db.session(), page_number()
    one = get_session(session, actor, session_id)
    others = queries.list_of_day(session, actor, one)
    ids = [other.id for other in (one, *others)]
    counts = queries.count_people(session, ids)
    own = queries.own_invitations(session, actor.person_id, ids)
    whole = queries.count_names_on(session, actor, one)
    known = SessionList(
        counts=counts[one.id],
        own=own.get(one.id),
        names=queries.list_names_on(session, actor, one, PAGE_SIZE, start_of(number)) if whole else (),
        number=number,
        whole=whole,
        without_address=queries.list_without_address(session, actor, one) if whole else (),
        others=session_lines(actor, others, counts, own),
        drafts_of_day=sum(
            other.state is SessionState.DRAFT and other.entered_by_id == actor.person_id for other in (one, *others)
        ),
        clashes=_clashes(session, actor, one),
    )
    return session_page(actor, one, known)


def _clashes(session: Session, actor: Actor, one: TrainingSession) -> tuple[ClashLine, ...]:
    """What speaks against the day, for whoever can still choose another."""
    is_planned = one.state in (SessionState.DRAFT, SessionState.ANNOUNCED)
    if not policy.can_change(actor, one) or not is_planned or one.held_on < actor.today:
        return ()
    found_clashes = find_clashes(
        session,
        Occasion(one.held_on, one.starts_at, one.ends_at, one.id),
        is_inset=one.form is SessionForm.INSET,
        host_school_id=one.host_school_id,
        leader_id=one.leader_person_id,
        people=on_list(one.id),
        seen=policy.people_to_invite(actor, one),
    )
    return clash_lines(
        found_clashes,
        one.held_on.weekday(),
        one.host_school.name if one.host_school else "",
        one.leader.name if one.leader else "",
    )


@bp.get("/sessions/<uuid:session_id>.ics")
def session_calendar(session_id: uuid.UUID) -> ResponseReturnValue:
    """The calendar entry of a session, for somebody to put into their own calendar."""
    actor, session = current_actor(), db.session()
    one = get_session(session, actor, session_id)
    found(one.starts_at and one.ends_at)
    own = queries.own_invitations(session, actor.person_id, [session_id]).get(session_id)
    has_place = own is not None and own.state in queries.HOLDING
    trust = get_trust(session)
    entry = entry_of(
        one,
        trust.name if trust else "",
        clock.now(),
        shows_address=has_place or policy.sees_address(actor, one),
    )
    if own is not None and own.calendar_sequence is not None:
        entry = replace(entry, sequence=own.calendar_sequence)
    is_off = one.state is SessionState.CANCELLED
    answer = Response(calendar_of(entry, Method.CANCEL if is_off else Method.PUBLISH), mimetype="text/calendar")
    name = f"{one.course.code}-{one.held_on.isoformat()}.ics"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
