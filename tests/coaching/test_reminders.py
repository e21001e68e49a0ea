"""Reminders by mail: to the visitor, once, without a word of what was said; and turned off by kind."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.mails import SEND_REMINDERS, send_reminders
from cpd.coaching.models import ActionStep, CoachingRhythm, CoachingWish
from cpd.coaching.queries.reminders import drafts_to_nudge
from cpd.coaching.rules.support import Rhythm
from cpd.core import clock, jobs
from cpd.core.database import transaction
from cpd.core.jobs import DAILY, Job, JobState, queue_daily
from cpd.core.worker import Worker
from cpd.people.models import Away
from tests.coaching.making import WORDS, Coaching, SignIn
from tests.world import NOW, PEOPLE, TODAY

DAY = dt.timedelta(days=1)
AMBASSADOR, TEACHER = "sian.oneill@saltmarsh.example", "rosa.quill@saltmarsh.example"


@pytest.fixture
def morning(app: Flask, coaching: Coaching) -> Callable[..., list[dict[str, Any]]]:
    """What the reminders of a day mail, in that day's order of addresses."""

    def run(days: int) -> list[dict[str, Any]]:
        before = set(coaching.session.scalars(select(Job.id)))
        coaching.session.rollback()
        with clock.pinned(NOW + days * DAY):
            send_reminders(jobs.RunningJob(uuid.uuid4(), SEND_REMINDERS, {}, 1, "test"))
        new = coaching.session.scalars(select(Job).where(Job.kind == "mail", Job.id.not_in(before)))
        return sorted((job.payload for job in new), key=lambda letter: str(letter["to"]))

    return run


Morning = Callable[..., list[dict[str, Any]]]


def turn_off(coaching: Coaching, persona: str, *kinds: str) -> None:
    with transaction() as writing:
        writing.add(CoachingWish(person_id=coaching.trust.person(persona), reminders_off=list(kinds)))


def test_after_seven_days_the_visitor_is_nudged_once(coaching: Coaching, morning: Morning) -> None:
    visit_id = coaching.draft()
    assert morning(7) == []
    letters = morning(8)
    assert [letter["to"] for letter in letters] == [AMBASSADOR]
    assert str(visit_id) in letters[0]["text"]
    assert morning(9) == []
    assert morning(30) == []


def test_the_mail_says_nothing_of_whom_and_what(coaching: Coaching, morning: Morning) -> None:
    coaching.draft()
    [letter] = morning(8)
    whole = letter["subject"] + letter["text"] + letter["html"]
    first, last = PEOPLE["teacher"][:2]
    assert not [words for words in (*WORDS, first, last, "Hazel Down") if words in whole]


def test_several_drafts_are_one_mail(coaching: Coaching, morning: Morning) -> None:
    coaching.draft()
    coaching.draft(of="ta")
    [letter] = morning(8)
    assert letter["subject"] == "2 visits wait to be shared"


def test_a_shared_visit_is_no_reason(coaching: Coaching, morning: Morning) -> None:
    coaching.shared(check_back_on=TODAY + 60 * DAY)
    assert morning(8) == []


def test_a_visit_written_up_late_is_left_alone_that_day(coaching: Coaching, morning: Morning) -> None:
    coaching.draft(visited_on=TODAY - 20 * DAY)
    assert morning(0) == []
    assert len(morning(2)) == 1


def test_the_trust_sets_the_days(coaching: Coaching, morning: Morning) -> None:
    with transaction() as writing:
        writing.add(CoachingRhythm(share_within_days=3))
    coaching.draft()
    assert morning(3) == []
    assert len(morning(4)) == 1


def test_who_can_no_longer_share_or_is_away_is_not_nudged(coaching: Coaching, morning: Morning) -> None:
    coaching.draft()
    with transaction() as writing:
        writing.add(Away(person_id=coaching.trust.person("ambassador"), started_on=TODAY, ended_on=TODAY + 8 * DAY))
    assert morning(8) == []
    coaching.end_roles("ambassador")
    assert morning(10) == []


def test_the_check_back_is_told_to_both_on_its_day(coaching: Coaching, morning: Morning) -> None:
    coaching.shared(check_back_on=TODAY + 14 * DAY)
    assert morning(13) == []
    letters = morning(14)
    assert [letter["to"] for letter in letters] == [TEACHER, AMBASSADOR]
    assert not [words for words in WORDS for letter in letters if words in letter["text"] + letter["html"]]
    assert morning(14) == [], "a job that is run again tells nobody again"


def test_a_check_back_is_told_late_where_no_mail_went_on_its_day(coaching: Coaching, morning: Morning) -> None:
    coaching.shared(check_back_on=TODAY + 14 * DAY)
    assert [letter["to"] for letter in morning(16)] == [TEACHER, AMBASSADOR]
    assert morning(17) == []
    coaching.shared(of="ta", check_back_on=TODAY + 14 * DAY)
    assert morning(22) == [], "after a week it is no news"


def test_a_check_back_put_off_is_told_again(coaching: Coaching, morning: Morning) -> None:
    step_id = coaching.step_of(coaching.shared(check_back_on=TODAY + 14 * DAY))
    assert len(morning(14)) == 2
    with transaction() as writing:
        writing.get_one(ActionStep, step_id).check_back_on = TODAY + 16 * DAY
    assert morning(15) == []
    assert len(morning(17)) == 2


def test_a_draft_is_late_where_it_is_nudged_and_nowhere_before(coaching: Coaching, as_persona: SignIn) -> None:
    """The mail, the caseload and the home page count the days alike."""
    for days, is_late in ((7, False), (8, True)):
        draft = coaching.draft(of="ta" if is_late else "teacher", visited_on=TODAY - days * DAY)
        late = drafts_to_nudge(coaching.session, TODAY, NOW + 2 * DAY, Rhythm().late_before(TODAY))
        assert (draft in {one.visit_id for one in late}) is is_late
    client = as_persona("ambassador")
    assert client.get("/coaching/caseload").get_data(as_text=True).count("days ago") == 1
    assert client.get("/").get_data(as_text=True).count("Not shared for") == 1


@pytest.mark.parametrize(("kind", "days"), [("nudge", 8), ("check_back", 14)])
def test_each_kind_is_turned_off_by_itself(coaching: Coaching, morning: Morning, kind: str, days: int) -> None:
    if kind == "nudge":
        coaching.draft()
    else:
        coaching.shared(check_back_on=TODAY + 14 * DAY)
    turn_off(coaching, "ambassador", kind)
    assert AMBASSADOR not in [letter["to"] for letter in morning(days)]


def test_an_ended_step_is_not_told(coaching: Coaching, morning: Morning) -> None:
    coaching.end_step(coaching.step_of(coaching.shared(check_back_on=TODAY + 14 * DAY)))
    assert morning(14) == []


def test_both_kinds_stand_on_the_page_for_turning_them_off(coaching: Coaching, as_persona: SignIn) -> None:
    text = as_persona("ambassador").get("/coaching/wishes/reminders").get_data(as_text=True)
    assert 'value="nudge"' in text
    assert 'value="check_back"' in text


# Once a day


def test_a_day_is_queued_once_however_many_workers(app: Flask, session: Session) -> None:
    for _ in range(2):
        queue_daily(TODAY)
    queue_daily(TODAY + DAY)
    runs = session.scalars(select(Job.run_after).where(Job.kind == SEND_REMINDERS).order_by(Job.run_after)).all()
    assert [run.isoformat() for run in runs] == ["2026-11-23T06:30:00+00:00", "2026-11-24T06:30:00+00:00"]


def test_the_reminders_run_as_a_job(app: Flask, session: Session, coaching: Coaching) -> None:
    assert SEND_REMINDERS in DAILY
    queue_daily(TODAY)
    session.rollback()
    Worker(app).run_until_empty()
    assert session.scalars(select(Job.state).where(Job.kind == SEND_REMINDERS)).all() == [JobState.DONE]
    assert session.scalars(select(Job.id).where(Job.kind == "mail")).all() == []
