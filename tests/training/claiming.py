"""Claims of paid time, made and answered through the pages."""

import datetime as dt
import re
import uuid
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.core.database import transaction
from cpd.people.models import Post
from cpd.training.models import (
    MarkedBy,
    PaidTimeClaim,
    Presence,
    RegisterMark,
    SessionState,
    TrainingSession,
)
from tests.conftest import CheckingClient
from tests.world import NOW, World

CLAIMS, PAYROLL, MINE = "/training/paid-time/claims", "/training/payroll", "/training/paid-time"
THERE = ("teacher", "ta", "head", "office", "stranger")


def words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def hold_twilight(course_id: uuid.UUID, trust: World) -> uuid.UUID:
    """A twilight on Thursday, 15:15 to 16:45, whose register is closed. Łukasz works until Wednesday; Rosa left early;
    Petra was not there."""
    with transaction() as session:
        held = TrainingSession(
            course_id=course_id,
            held_on=dt.date(2026, 11, 19),
            starts_at=dt.time(15, 15),
            ends_at=dt.time(16, 45),
            minutes=90,
            host_school_id=trust.school("hazel"),
            state=SessionState.HELD,
            register=7,
            entered_at=NOW,
        )
        session.add(held)
        session.flush()
        for number, who in enumerate([*THERE, "line_manager"]):
            session.add(
                RegisterMark(
                    session_id=held.id,
                    person_id=trust.person(who),
                    presence=Presence.PRESENT if who in THERE else Presence.ABSENT,
                    left_at=dt.time(16, 0) if who == "teacher" else None,
                    marked_by=MarkedBy.REGISTER,
                    marked_at=NOW,
                    change=number,
                )
            )
        days = update(Post).where(Post.person_id == trust.person("ta")).values(working_days="Mon,Tue,Wed")
        session.execute(days)
        return held.id


def propose(client: CheckingClient, session_id: uuid.UUID) -> str:
    page = f"/training/sessions/{session_id}/paid-time"
    groups = ["teaching_assistant", "support", "teacher", "leader"]
    form = {"csrf_token": client.token(CLAIMS), "groups": groups}
    return words(client.post(f"{page}/propose", data=form, follow_redirects=True))


def answer(client: CheckingClient, how: str, show: str = "to-answer", **data: Any) -> TestResponse:
    page = client.get(f"{CLAIMS}?show={show}").get_data(as_text=True)
    ticks = re.findall(r'name="claims"[^>]*value="([^"]+)"', page)
    form = {"csrf_token": client.token(CLAIMS), "claims": ticks, "answer": how, **data}
    return client.post(f"{CLAIMS}?show={show}", data=form, follow_redirects=True)


def claims(session: Session) -> dict[uuid.UUID, PaidTimeClaim]:
    session.rollback()
    return {one.person_id: one for one in session.scalars(select(PaidTimeClaim))}
