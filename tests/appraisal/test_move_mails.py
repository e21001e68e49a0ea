"""Mails that say whose move it is now: to the others alone, once, without a word of the review."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select

from cpd.appraisal.models import AppraisalWish
from cpd.appraisal.rules.reminders import first_day_at_work
from cpd.appraisal.rules.stages import Stage
from cpd.core.clock import LONDON
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Away, CalendarKind, CalendarPeriod, Person, Role, RoleGrant
from cpd.people.rules.calendar import Calendar, Period
from tests.appraisal.making import FOCUS, OBJECTIVE, Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW, TODAY

SignIn = Callable[[str], CheckingClient]
ROSA, SIAN, GRETA = (f"{name}@saltmarsh.example" for name in ("rosa.quill", "sian.oneill", "greta.stone"))


def _mails(appraisals: Appraisals) -> list[dict[str, Any]]:
    """What waits to be sent, and is then forgotten."""
    appraisals.session.rollback()
    jobs = appraisals.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)).all()
    found = [dict(job.payload) | {"run_after": job.run_after} for job in jobs]
    with transaction() as writing:
        writing.execute(delete(Job))
    return found


def _told(appraisals: Appraisals) -> dict[str, str]:
    """The subject of each mail, by its address; nobody gets two."""
    mails = _mails(appraisals)
    told = {mail["to"]: mail["subject"] for mail in mails}
    assert len(told) == len(mails)
    return told


def _move_on(client: CheckingClient, review_id: uuid.UUID, stage: Stage) -> None:
    data = {"csrf_token": client.token(), "stage": stage.value}
    assert client.post(f"/appraisal/reviews/{review_id}/move-on", data=data).status_code == 302


def test_whose_move_it_is_now_is_told_once_and_not_who_moved_it(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    _mails(appraisals)
    for _ in range(2):
        _move_on(as_persona("appraiser"), review_id, Stage.PREPARATION)
    (mail,) = _mails(appraisals)
    assert (mail["to"], mail["subject"]) == (ROSA, "Your move: your appraisal 2026/27")
    assert mail["text"].count("http") == 1
    assert f"/appraisal/reviews/{review_id}" in mail["text"]
    for word in (FOCUS, OBJECTIVE["text"], "Stone", "Quill", "lanning"):
        assert word not in mail["text"] + mail["html"]
    # The head moves it: both are told. At the report it is the appraiser's move alone.
    _move_on(as_persona("head"), review_id, Stage.PLANNING_MEETING)
    assert _told(appraisals) == {
        ROSA: "Your move: your appraisal 2026/27",
        GRETA: "Your move: a review of 2026/27 that you write",
    }
    moved = {"stage": "report", "reason": "We had met already."}
    assert as_persona("head").post_form(f"/appraisal/reviews/{review_id}/move", moved).status_code == 302
    assert set(_told(appraisals)) == {GRETA}


def test_a_part_that_was_sent_is_told_to_the_other(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    _mails(appraisals)
    part = f"/appraisal/reviews/{review_id}/meetings/planning/part"
    for persona in ("teacher", "appraiser"):
        client = as_persona(persona)
        client.post_form(part, {"text": "Talk partners.", "then": "send"})
        for _ in range(2):
            client.post(f"{part}/send", data={"csrf_token": client.token()})
    first, second = _mails(appraisals)
    assert (first["to"], first["subject"]) == (GRETA, "To write before you meet: a review of 2026/27 that you write")
    assert (second["to"], second["subject"]) == (ROSA, "To read side by side: your appraisal 2026/27")
    assert "Talk partners" not in first["text"] + second["text"]
    assert f"/appraisal/reviews/{review_id}/meetings/planning" in second["text"]


def test_the_first_of_two_who_signs_lets_the_other_know(appraisals: Appraisals) -> None:
    review_id = appraisals.to_sign()
    _mails(appraisals)
    appraisals.sign(review_id, "teacher")
    assert _told(appraisals) == {GRETA: "To sign: a review of 2026/27 that you write"}
    appraisals.sign(review_id, "appraiser", NOW + dt.timedelta(hours=1))
    assert _told(appraisals) == {}


def test_a_step_that_begins_many_reviews_sends_one_mail_a_person(appraisals: Appraisals, as_persona: SignIn) -> None:
    trust = appraisals.trust
    with transaction() as writing:
        writing.get_one(Person, trust.person("ta")).email = "lukasz@saltmarsh.example"
    start = f"/appraisal/cycles/{appraisals.cycle_id}/schools/{trust.school('hazel')}/start"
    people = {"people": [str(trust.person("teacher")), str(trust.person("ta"))]}
    assert as_persona("head").post_form(start, people).status_code == 302
    assert _told(appraisals) == {
        ROSA: "Your appraisal 2026/27",
        "lukasz@saltmarsh.example": "Your appraisal 2026/27",
        GRETA: "2 reviews of 2026/27 to write",
    }
    with transaction() as writing:
        writing.add(
            RoleGrant(
                person_id=trust.person("appraiser"),
                role=Role.APPRAISER,
                school_id=trust.school("hazel"),
                of_person_id=trust.person("ambassador"),
                started_on=TODAY,
            )
        )
    lead = as_persona("development_lead")
    for _ in range(2):
        lead.post(f"/appraisal/cycles/{appraisals.cycle_id}/start", data={"csrf_token": lead.token()})
    assert _told(appraisals) == {SIAN: "Your appraisal 2026/27", GRETA: "1 review of 2026/27 to write"}


def test_nobody_is_told_without_an_address_while_away_or_against_their_wish(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    rosa, review_id = appraisals.trust.person("teacher"), appraisals.started()
    away, off = Away(person_id=rosa, started_on=TODAY), AppraisalWish(person_id=rosa, reminders_off=True)
    appraiser, stages = as_persona("appraiser"), iter(Stage)
    for change in (away, off, None):
        with transaction() as writing:
            if change is None:
                writing.get_one(Person, rosa).email = None
            else:
                writing.add(change)
        _mails(appraisals)
        _move_on(appraiser, review_id, next(stages))
        assert _told(appraisals) == {}, change
        with transaction() as writing:
            writing.execute(delete(Away))
            writing.execute(delete(AppraisalWish))


def test_in_the_holidays_a_mail_waits_and_comes_once(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    with transaction() as writing:
        for kind, first, last in (
            (CalendarKind.TERM, dt.date(2026, 9, 1), dt.date(2026, 12, 18)),
            (CalendarKind.HALF_TERM, dt.date(2026, 11, 23), dt.date(2026, 11, 27)),
        ):
            writing.add(CalendarPeriod(kind=kind, started_on=first, ended_on=last))
    _mails(appraisals)
    appraiser = as_persona("appraiser")
    for stage in (Stage.PREPARATION, Stage.PLANNING_MEETING):
        _move_on(appraiser, review_id, stage)
    (mail,) = _mails(appraisals)
    assert mail["run_after"] == dt.datetime(2026, 11, 30, 7, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23)),
        (dt.date(2026, 11, 28), dt.date(2026, 11, 30)),
        (dt.date(2026, 10, 24), dt.date(2026, 11, 2)),
    ],
)
def test_the_first_day_at_work(today: dt.date, first: dt.date) -> None:
    calendar = Calendar(
        [
            Period(dt.date(2026, 9, 1), dt.date(2026, 12, 18), CalendarKind.TERM),
            Period(dt.date(2026, 10, 26), dt.date(2026, 10, 30), CalendarKind.HALF_TERM),
        ]
    )
    assert first_day_at_work(calendar, today) == first


def test_a_new_appraiser_is_told_once_that_a_review_is_theirs_now(appraisals: Appraisals, as_persona: SignIn) -> None:
    trust = appraisals.trust
    review_id = appraisals.started()
    _mails(appraisals)
    named = {"appraiser_id": str(trust.person("deputy"))}
    for _ in range(2):
        as_persona("head").post_form(f"/appraisal/reviews/{review_id}/appraiser", named)
    (mail,) = _mails(appraisals)
    assert (mail["to"], mail["subject"]) == ("dev.rao@saltmarsh.example", "1 review of 2026/27 to write")
    assert "1 review of 2026/27 is yours to go on with" in mail["text"]
    # Another is appointed by the administrator: the development lead's step hands the review on.
    with transaction() as writing:
        for grant in writing.scalars(select(RoleGrant).where(RoleGrant.of_person_id == trust.person("teacher"))):
            writing.delete(grant)
        writing.add(
            RoleGrant(
                person_id=trust.person("line_manager"),
                role=Role.APPRAISER,
                school_id=trust.school("hazel"),
                of_person_id=trust.person("teacher"),
                started_on=TODAY,
            )
        )
    lead = as_persona("development_lead")
    lead.post(f"/appraisal/cycles/{appraisals.cycle_id}/start", data={"csrf_token": lead.token()})
    # In the same step Łukasz’s review begins, which Greta writes.
    assert _told(appraisals) == dict.fromkeys(("petra.vane@saltmarsh.example", GRETA), "1 review of 2026/27 to write")
