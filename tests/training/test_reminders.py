"""One mail a week about training: to the person, then to the line manager, never in the holidays, never twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.database import transaction
from cpd.core.jobs import Job, RunningJob
from cpd.people.models import Away, CalendarKind, CalendarPeriod, Post
from cpd.training.mails.reminders import send_training_reminders
from cpd.training.models import TrainingReminder
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import YEARLY, add_course, complete, require_of
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]


def send(trust: World, session: Session, day: dt.date = TODAY) -> dict[str, dict[str, Any]]:
    """The mails of one morning, by address."""
    with clock.pinned(dt.datetime.combine(day, dt.time(7), clock.LONDON)):
        send_training_reminders(RunningJob(trust.person("head"), "", {}, 1, ""))
    session.rollback()
    mails = session.scalars(select(Job).where(Job.kind == "mail")).all()
    found = {mail.payload["to"]: dict(mail.payload) for mail in mails}
    assert len(found) == len(mails)
    with transaction() as writing:
        for mail in writing.scalars(select(Job)):
            writing.delete(mail)
    return found


def manage(session: Session, trust: World, persona: str, by: str) -> None:
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == trust.person(persona))).one()
        post.line_manager_id = trust.person(by)


def test_each_person_gets_one_mail_and_nobody_a_second_this_week(fire: Fire, trust: World, session: Session) -> None:
    with transaction() as writing:
        other = add_course(writing, "SEND-CL", "Cognition and learning", YEARLY)
        require_of(writing, other.id)
        complete(writing, other.id, trust.person("teacher"), dt.date(2025, 12, 10))
        complete(writing, other.id, trust.person("head"), dt.date(2026, 3, 10))
    mails = send(trust, session)
    petra = mails["petra.vane@saltmarsh.example"]
    assert petra["subject"] == "2 courses to do, 2 of them late"
    assert "Fire awareness ended on 2 Sep 2026" in petra["text"]
    assert "Cognition and learning was due on 29 Sep 2024" in petra["text"]
    assert "/training/sessions?course=HS-FIRE" in petra["text"]
    assert "/training/mine" in petra["html"]
    assert mails["rosa.quill@saltmarsh.example"]["subject"] == "Cognition and learning: ends on 10 Dec 2026"
    assert mails["harriet.dale@saltmarsh.example"]["subject"] == "Fire awareness: was due on 29 Sep 2024"
    assert "sian.oneill@saltmarsh.example" not in mails  # away
    assert send(trust, session) == {}
    assert send(trust, session, TODAY + dt.timedelta(days=3)) == {}
    assert "petra.vane@saltmarsh.example" in send(trust, session, TODAY + dt.timedelta(days=7))


def test_the_line_manager_is_told_once_it_has_been_late_for_two_weeks(
    fire: Fire, trust: World, session: Session
) -> None:
    manage(session, trust, "office", "line_manager")
    manage(session, trust, "appraiser", "line_manager")
    petra = send(trust, session)["petra.vane@saltmarsh.example"]
    assert "Olive Munro: Fire awareness was due on 29 Sep 2024." in petra["text"]
    assert "They were told first." in petra["text"]
    assert "Greta Stone" not in petra["text"]  # exempt: a line manager is not told
    assert "/training/reminders/team" in petra["text"]


def test_no_mail_goes_in_the_holidays_and_none_is_lost(fire: Fire, trust: World, session: Session) -> None:
    saturday = TODAY + dt.timedelta(days=5)
    assert send(trust, session, saturday) == {}
    with transaction() as writing:
        for kind, first, last in (
            (CalendarKind.TERM, dt.date(2026, 9, 2), dt.date(2026, 12, 18)),
            (CalendarKind.TERM, dt.date(2027, 1, 5), dt.date(2027, 7, 20)),
            (CalendarKind.HALF_TERM, TODAY, TODAY + dt.timedelta(days=1)),
        ):
            writing.add(CalendarPeriod(school_id=None, kind=kind, started_on=first, ended_on=last))
    assert send(trust, session) == {}
    assert send(trust, session, dt.date(2026, 12, 28)) == {}
    wednesday = TODAY + dt.timedelta(days=2)
    assert "petra.vane@saltmarsh.example" in send(trust, session, wednesday)


def test_whom_no_mail_reaches_stands_on_the_list_of_the_office(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        other = add_course(writing, "SEND-CL", "Cognition and learning", YEARLY)
        require_of(writing, other.id)
    send(trust, session)
    row = session.scalars(select(TrainingReminder).where(TrainingReminder.person_id == trust.person("ta"))).one()
    assert (row.was_mailed, row.courses) == (False, 1)
    page = as_persona("office").get("/training/reminders").get_data(as_text=True)
    assert "Łukasz Thorn" in page
    assert "Cognition and learning was due on 29 Sep 2024" in page
    assert "this week" in page
    assert "Rosa Quill" not in page.split("<main")[1]
    assert "Łukasz Thorn" not in as_persona("other_head").get("/training/reminders").get_data(as_text=True)


def test_each_kind_is_turned_off_by_itself(as_persona: SignIn, fire: Fire, trust: World, session: Session) -> None:
    manage(session, trust, "office", "line_manager")
    manager = as_persona("line_manager")
    team = manager.get("/training/reminders/team").get_data(as_text=True)
    assert "Olive Munro" in team
    assert manager.post_form("/training/reminders/mails", {"wanted": ["team"]}).status_code == 302
    petra = send(trust, session)["petra.vane@saltmarsh.example"]
    assert petra["subject"] == "Training of 1 person you manage is late"
    assert manager.post_form("/training/reminders/mails", {"wanted": []}).status_code == 302
    assert "petra.vane@saltmarsh.example" not in send(trust, session, TODAY + dt.timedelta(days=7))


def test_somebody_away_hears_nothing_and_is_told_when_back(fire: Fire, trust: World, session: Session) -> None:
    with transaction() as writing:
        writing.add(Away(person_id=trust.person("line_manager"), started_on=TODAY, ended_on=TODAY))
    assert NOW.date() == TODAY
    assert "petra.vane@saltmarsh.example" not in send(trust, session)
    assert list(send(trust, session, TODAY + dt.timedelta(days=1))) == ["petra.vane@saltmarsh.example"]
