"""Reminders that a head sends: one mail a person, never a word of a review, not twice in a week, not in holidays."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from cpd.appraisal.models import AppraisalReminder, Review
from cpd.appraisal.rules.stages import BEFORE_CLOSING, Stage
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Away, CalendarKind, CalendarPeriod, Person
from cpd.training.rules.reminders import week_of
from tests.appraisal.making import FOCUS, OBJECTIVE, Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]
ROSA, SIAN, GRETA = (f"{name}@saltmarsh.example" for name in ("rosa.quill", "sian.oneill", "greta.stone"))


@pytest.fixture
def desk(appraisals: Appraisals) -> str:
    """The page of reminders, where Rosa's and Siân's reviews have waited since September."""
    appraisals.written()
    appraisals.started("ambassador", appraiser="appraiser")
    with transaction() as writing:
        for review in writing.scalars(select(Review)):
            review.opened_at = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    return f"/appraisal/cycles/{appraisals.cycle_id}/schools/{appraisals.trust.school('hazel')}/reminders"


def _send(
    as_persona: SignIn, desk: str, appraisals: Appraisals, *stages: Stage, status: int = 302
) -> dict[str, dict[str, Any]]:
    """The mails that pressing the button queues, by address; with every stage ticked unless some are named."""
    with transaction() as writing:
        # What was mailed when the reviews began.
        writing.execute(delete(Job))
    head = as_persona("head")
    token = head.token("/appraisal/reminders/mails")
    data = {"csrf_token": token, "stages": [stage.value for stage in stages or BEFORE_CLOSING]}
    assert head.post(desk, data=data).status_code == status
    appraisals.session.rollback()
    mails = appraisals.session.scalars(select(Job).where(Job.kind == "mail")).all()
    found = {mail.payload["to"]: dict(mail.payload) for mail in mails}
    assert len(found) == len(mails)
    with transaction() as writing:
        for mail in writing.scalars(select(Job)):
            writing.delete(mail)
    return found


def test_each_whose_move_is_late_gets_one_mail_without_a_word_of_a_review(
    desk: str, appraisals: Appraisals, as_persona: SignIn
) -> None:
    mails = _send(as_persona, desk, appraisals)
    assert set(mails) == {ROSA, SIAN, GRETA}
    assert mails[ROSA]["subject"] == "There is something to do in your appraisal"
    assert mails[GRETA]["subject"] == "There is something to do in a review that you write"
    for mail in mails.values():
        for word in (FOCUS, OBJECTIVE["text"], "Stone", "Quill"):
            assert word not in mail["text"] + mail["html"]
    page = as_persona("head").get(desk).get_data(as_text=True)
    assert "Mon 23 November 2026 at 10:00, by Harriet Dale" in page
    assert "Reminded less than a week ago" in page


def test_nobody_is_reminded_twice_in_a_week(desk: str, appraisals: Appraisals, as_persona: SignIn) -> None:
    assert _send(as_persona, desk, appraisals)
    for days, are_sent in ((0, False), (6, False), (7, True)):
        sent_at = NOW - dt.timedelta(days=days)
        with transaction() as writing:
            for reminder in writing.scalars(select(AppraisalReminder)):
                reminder.sent_at, reminder.week_of = sent_at, week_of(sent_at.date())
        assert bool(_send(as_persona, desk, appraisals)) == are_sent, days


def test_no_mail_in_the_holidays_to_who_is_away_or_against_their_wish(
    desk: str, appraisals: Appraisals, as_persona: SignIn
) -> None:
    as_persona("teacher").post_form("/appraisal/reminders/mails", {})
    with transaction() as writing:
        writing.add(Away(person_id=appraisals.trust.person("ambassador"), started_on=NOW.date()))
        writing.add(
            CalendarPeriod(
                kind=CalendarKind.HALF_TERM, started_on=dt.date(2026, 11, 23), ended_on=dt.date(2026, 11, 23)
            )
        )
        writing.add(
            CalendarPeriod(kind=CalendarKind.TERM, started_on=dt.date(2026, 9, 1), ended_on=dt.date(2026, 12, 18))
        )
    assert _send(as_persona, desk, appraisals) == {}
    with transaction() as writing:
        writing.execute(delete(CalendarPeriod).where(CalendarPeriod.kind == CalendarKind.HALF_TERM))
    page = as_persona("head").get(desk).get_data(as_text=True)
    assert "Wants no such mail: tell them yourself" in page
    assert set(_send(as_persona, desk, appraisals)) == {GRETA}


def test_whom_no_mail_reaches_is_named_to_be_told(desk: str, appraisals: Appraisals, as_persona: SignIn) -> None:
    with transaction() as writing:
        writing.get_one(Person, appraisals.trust.person("teacher")).email = None
    head = as_persona("head")
    assert "No mail reaches them: tell them yourself" in head.get(desk).get_data(as_text=True)
    assert set(_send(as_persona, desk, appraisals)) == {SIAN, GRETA}


def test_a_stage_is_a_group_that_is_reminded_whole(desk: str, appraisals: Appraisals, as_persona: SignIn) -> None:
    with transaction() as writing:
        sian = appraisals.trust.person("ambassador")
        writing.scalars(select(Review).where(Review.person_id == sian)).one().stage = Stage.PLANNING_MEETING
    page = as_persona("head").get(desk).get_data(as_text=True)
    for heading in ("Preparation: 2 people late", "Planning meeting: 2 people late"):
        assert heading in page
    assert len(re.findall(r'name="stages" type="checkbox" value="[a-z_]+" checked', page)) == 2
    head = as_persona("head")
    nothing = head.post(desk, data={"csrf_token": head.token(desk)})
    assert nothing.status_code == 422
    assert "Tick at least one stage." in nothing.get_data(as_text=True)
    mails = _send(as_persona, desk, appraisals, Stage.PLANNING_MEETING)
    assert set(mails) == {SIAN, GRETA}
    assert "1 review that you write" in mails[GRETA]["text"]
    # Who was told is not told again, from whichever group.
    assert set(_send(as_persona, desk, appraisals)) == {ROSA}


def test_who_stands_in_several_groups_gets_one_mail(desk: str, appraisals: Appraisals, as_persona: SignIn) -> None:
    with transaction() as writing:
        sian = appraisals.trust.person("ambassador")
        writing.scalars(select(Review).where(Review.person_id == sian)).one().stage = Stage.PLANNING_MEETING
    assert "2 reviews that you write" in _send(as_persona, desk, appraisals)[GRETA]["text"]
