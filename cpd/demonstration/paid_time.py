"""The calendar of the demonstration trust, its paid hours, and an autumn of claims: some told to payroll already."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cpd.demonstration.cast import Place
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.demonstration.training import Training
from cpd.people.actor import load_actor
from cpd.people.models import CalendarKind, CalendarPeriod, Phase, Post, PostHours, Role, RoleGrant, StaffGroup
from cpd.people.rules.staff import DAYS
from cpd.people.seeds import bank_holidays
from cpd.training.exports.payroll import payroll_csv
from cpd.training.models import (
    AttendedTime,
    ClaimState,
    Completion,
    Course,
    MarkedBy,
    PaidTimeClaim,
    Presence,
    RegisterMark,
    SessionForm,
    SessionState,
    Source,
    TrainingSession,
)
from cpd.training.queries.paid_time import Reading, read_sessions
from cpd.training.services.payroll import make_payroll_file

_RECKONED_FROM, _CLAIMED_FROM, _WAITS_FROM = dt.date(2026, 9, 10), dt.date(2026, 10, 1), dt.date(2026, 11, 12)
_TOLD_MONTH = dt.date(2026, 10, 1)
_CLAIM_FOR = (StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT)
_REFUSED = 0.04
_TWILIGHT = dt.date(2026, 11, 19)
_COMES, _LEAVES_EARLY = 0.85, 0.1
_CORRECTED = dt.timedelta(minutes=15)


class PaidTime:
    """Writes when people work, what of their training lay outside it, and what became of that."""

    def __init__(self, material: Material, people: Peopling, training: Training) -> None:
        self.material = material
        self.people = people
        self.training = training
        self.seed = read_seed("calendar")
        self.places: dict[uuid.UUID, Place] = {place.id: place for place in people.places}

    def write(self, session: Session) -> None:
        session.execute(insert(CalendarPeriod), self._periods())
        session.execute(insert(PostHours), self._hours())
        twilight = self._twilight(session)
        held = [one["id"] for one in self.training.sessions if one["held_on"] >= _RECKONED_FROM]
        readings = read_sessions(session, [*held, twilight])
        session.execute(
            insert(AttendedTime),
            [{"session_id": one.session.id, "person_id": one.person_id, **vars(one.reckoned)} for one in readings],
        )
        claims = [
            self._claim(one, one.post)
            for one in sorted(readings, key=lambda one: (one.session.held_on, one.session.id, one.person_id))
            if one.reckoned.outside
            and one.session.held_on >= _CLAIMED_FROM
            and one.post is not None
            and one.post.staff_group in _CLAIM_FOR
            # The office of the first school has claimed for its support staff alone so far.
            and (one.session.id != twilight or one.post.staff_group is StaffGroup.SUPPORT)
        ]
        session.execute(insert(PaidTimeClaim), claims)
        self._tell_payroll(session)

    def _twilight(self, session: Session) -> uuid.UUID:
        """Last Thursday's twilight at the first school, with a register: for those who are paid by the hour."""
        place = self.people.schools[0]
        leader = next(one for one in self.people.schools if one.phase is Phase.SPECIAL).of(StaffGroup.TEACHER)[0]
        course_id = session.scalars(select(Course.id).where(Course.code == "SEND-CI")).one()
        key, closed_at = self.material.key(), self.material.moment(_TWILIGHT, 17, 17)
        those = [one for one in place.of(*_CLAIM_FOR) if one.is_here(_TWILIGHT)]
        entered = {"entered_at": closed_at, "entered_by_id": leader.id}
        session.execute(
            insert(TrainingSession).values(
                id=key,
                course_id=course_id,
                held_on=_TWILIGHT,
                starts_at=dt.time(15, 15),
                ends_at=dt.time(16, 45),
                minutes=90,
                place=f"{place.name}, library",
                host_school_id=place.id,
                leader_person_id=leader.id,
                state=SessionState.HELD,
                form=SessionForm.TWILIGHT,
                register=len(those),
                register_closed_at=closed_at,
                register_closed_by_id=leader.id,
                version=1,
                **entered,
            )
        )
        there = [one for one in those if self.material.random.random() < _COMES or one.started_on.year == THE_DAY.year]
        early = {one.id for one in there if self.material.random.random() < _LEAVES_EARLY}
        session.execute(
            insert(RegisterMark),
            [
                {
                    "id": self.material.key(),
                    "session_id": key,
                    "person_id": one.id,
                    "presence": Presence.PRESENT if one in there else Presence.ABSENT,
                    "left_at": dt.time(16, 15) if one.id in early else None,
                    "marked_by": MarkedBy.REGISTER,
                    "marked_by_id": leader.id,
                    "marked_at": closed_at,
                    "change": number,
                }
                for number, one in enumerate(those, 1)
            ],
        )
        session.execute(
            insert(Completion),
            [
                {
                    "id": self.material.key(),
                    "person_id": one.id,
                    "course_id": course_id,
                    "completed_on": _TWILIGHT,
                    "minutes": 60 if one.id in early else 90,
                    "session_id": key,
                    "source": Source.REGISTER,
                    "version": 1,
                    **entered,
                }
                for one in there
                if (one.id, course_id, _TWILIGHT) not in self.training.completions
            ],
        )
        return key

    def _periods(self) -> list[dict[str, Any]]:
        rows = self._of(None, self.seed["trust"])
        rows += self._of(None, {"bank_holiday": [[day, day] for day in bank_holidays()]})
        for number, periods in self.seed["schools"].items():
            rows += self._of(self.people.schools[number].id, periods)
        return rows

    def _of(self, school_id: uuid.UUID | None, periods: dict[str, list[list[dt.date]]]) -> list[dict[str, Any]]:
        return [
            {
                "id": self.material.key(),
                "school_id": school_id,
                "kind": CalendarKind(kind),
                "started_on": first,
                "ended_on": last,
                "version": 1,
            }
            for kind, days in periods.items()
            for first, last in days
        ]

    def _hours(self) -> list[dict[str, Any]]:
        return [
            {
                "id": self.material.key(),
                "post_id": post["id"],
                "weekday": DAYS.index(day),
                "starts_at": dt.time.fromisoformat(starts),
                "ends_at": dt.time.fromisoformat(ends),
            }
            for post in self.people.rows[Post]
            for starts, ends in self.seed["hours"].get(post["job_title"], ())
            for day in post["working_days"].split(",")
        ]

    def _claim(self, reading: Reading, post: Post) -> dict[str, Any]:
        """Claimed by the office some days later; answered by the head, but for the last fortnight."""
        place = self.places[post.school_id]
        claimed_at = self.material.moment(min(reading.session.held_on + dt.timedelta(days=3), THE_DAY))
        waits = reading.session.held_on >= _WAITS_FROM
        is_refused = self.material.random.random() < _REFUSED
        state = ClaimState.CLAIMED if waits else ClaimState.REFUSED if is_refused else ClaimState.APPROVED
        office = next(
            (one for one in place.people if one.job_title in ("School Administrator", "School Business Manager")), None
        )
        return {
            "id": self.material.key(),
            "session_id": reading.session.id,
            "person_id": reading.person_id,
            "post_id": post.id,
            "minutes": reading.reckoned.outside,
            "state": state,
            "claimed_at": claimed_at,
            "claimed_by_id": office.id if office else reading.person_id,
            "answered_at": None if waits else claimed_at + dt.timedelta(days=1),
            "answered_by_id": None if waits else place.head.id,
            "remark": self.seed["remarks"]["refused"] if state is ClaimState.REFUSED else "",
            "version": 1 if waits else 2,
        }

    def _tell_payroll(self, session: Session) -> None:
        """The file of October, and since then one claim that turned out shorter."""
        lead = session.scalars(select(RoleGrant.person_id).where(RoleGrant.role == Role.DEVELOPMENT_LEAD)).one()
        actor = load_actor(session, lead, THE_DAY)
        made_at = self.material.moment(dt.date(2026, 11, 5))
        make_payroll_file(session, actor, _TOLD_MONTH, made_at, payroll_csv)
        shorter = int(_CORRECTED.total_seconds() // 60)
        told = session.execute(
            select(PaidTimeClaim.id, PaidTimeClaim.minutes)
            .where(
                PaidTimeClaim.state == ClaimState.APPROVED,
                PaidTimeClaim.minutes > 2 * shorter,
                PaidTimeClaim.answered_at < made_at - dt.timedelta(days=7),
            )
            .order_by(PaidTimeClaim.answered_at, PaidTimeClaim.id)
            .limit(1)
        ).one()
        session.execute(
            update(PaidTimeClaim)
            .where(PaidTimeClaim.id == told.id)
            .values(minutes=told.minutes - shorter, remark=self.seed["remarks"]["corrected"], version=3)
        )
