"""What the demonstration trust has planned: an INSET day at its two special schools, twilights, online sessions."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cpd.demonstration.cast import Colleague, Place
from cpd.demonstration.material import THE_DAY, Material, read_seed
from cpd.demonstration.people import Peopling
from cpd.people.models import Phase, StaffGroup
from cpd.training.models import Course, Invitation, InvitationState, SessionForm, SessionState, TrainingSession
from cpd.training.rules.sessions import minutes_between

_SCHOOLS_OF_THE_INSET = 8
_A_PART = 0.12
_SOME_WAIT = 1.3
_DECLINES = 0.04


class PlannedSessions:
    """Writes sessions to come, and who is on their lists. Everybody has been told."""

    def __init__(self, material: Material, people: Peopling) -> None:
        self.material = material
        self.people = people
        self.special = [school for school in people.schools if school.phase is Phase.SPECIAL]
        self.invitations: list[dict[str, Any]] = []

    def write(self, session: Session) -> None:
        seed = read_seed("planned_sessions")
        courses = {code: key for key, code in session.execute(select(Course.id, Course.code))}
        made = [
            self._plan(plan, host, courses[plan["course"]], seed["online_address"])
            for plan in seed["sessions"]
            for host in (self.people.schools if plan["host"] == "own" else [self.special[plan["host"]]])
        ]
        session.execute(insert(TrainingSession), made)
        session.execute(insert(Invitation), self.invitations)

    def _plan(self, plan: dict[str, Any], host: Place, course_id: uuid.UUID, online_address: str) -> dict[str, Any]:
        starts, ends = dt.time.fromisoformat(plan["starts"]), dt.time.fromisoformat(plan["ends"])
        form, is_draft = SessionForm(plan["form"]), bool(plan.get("draft"))
        cancelled = plan.get("cancelled", "")
        leader = self.material.random.choice(host.of(StaffGroup.TEACHER)[:3])
        key = self.material.key()
        state = SessionState.DRAFT if is_draft else SessionState.CANCELLED if cancelled else SessionState.ANNOUNCED
        self._invite(key, plan, self._asked(plan, host), leader)
        return {
            "id": key,
            "course_id": course_id,
            "held_on": plan["day"],
            "starts_at": starts,
            "ends_at": ends,
            "minutes": minutes_between(starts, ends),
            "place": plan["place"],
            "host_school_id": host.id,
            "leader_person_id": leader.id,
            "led_with": plan.get("led_with", ""),
            "state": state,
            "form": form,
            "online_address": online_address if form is SessionForm.ONLINE else "",
            "note": plan["note"],
            "places": plan.get("places"),
            "credit_from_minutes": plan.get("credit"),
            "cancelled_because": cancelled,
            "calendar_sequence": 1 if cancelled else 0,
            "register": 0,
            "entered_at": self.material.moment(THE_DAY - dt.timedelta(days=14)),
            "entered_by_id": self._office_of(host).id,
        }

    def _office_of(self, place: Place) -> Colleague:
        return next(p for p in place.people if p.job_title in ("School Administrator", "School Business Manager"))

    def _asked(self, plan: dict[str, Any], host: Place) -> list[Colleague]:
        """Whom a session is for; those who work here on its day."""
        chance = self.material.random
        everybody = [person for person in self.people.everybody if person.is_here(plan["day"])]
        if plan["who"] == "inset":
            first = self.people.schools[:_SCHOOLS_OF_THE_INSET]
            return [person for person in everybody if person.school in first]
        if plan["who"] == "own":
            return [person for person in everybody if person.school is host]
        if plan["who"] == "few":
            return chance.sample(everybody, int(plan["places"] * _SOME_WAIT))
        return [person for person in everybody if plan["who"] == "all" and chance.random() < _A_PART]

    def _invite(self, key: uuid.UUID, plan: dict[str, Any], people: list[Colleague], leader: Colleague) -> None:
        places = plan.get("places") or len(people)
        asked_at = self.material.moment(THE_DAY - dt.timedelta(days=7))
        holding = 0
        for position, person in enumerate(one for one in people if one is not leader):
            chance = self.material.random.random()
            state = InvitationState.JOINED if chance < plan["said_yes"] else InvitationState.INVITED
            if chance > 1 - _DECLINES:
                state = InvitationState.DECLINED
            elif holding >= places:
                state = InvitationState.WAITING
            else:
                holding += 1
            is_waiting = state is InvitationState.WAITING
            self.invitations.append(
                {
                    "id": self.material.key(),
                    "session_id": key,
                    "person_id": person.id,
                    "state": state,
                    "invited_by_id": None if plan["who"] == "few" else person.school.head.id,
                    "entered_at": asked_at,
                    "answered_at": None if state is InvitationState.INVITED else asked_at + dt.timedelta(days=2),
                    "waiting_since": asked_at + dt.timedelta(minutes=position) if is_waiting else None,
                    "calendar_sequence": None if is_waiting else 0,
                    "sent_sequence": None if is_waiting else 0,
                }
            )
