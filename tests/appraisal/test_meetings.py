"""A meeting: planned, held, and finished together on one screen without losing a word."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cpd.appraisal.models import Meeting
from cpd.appraisal.queries import who_has_looked
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Away
from tests.appraisal.making import Appraisals
from tests.appraisal.test_parts import MINE, THEIRS, UNDER, hidden, meeting, send
from tests.conftest import CheckingClient, hidden_fields
from tests.training.mailbox import Post
from tests.world import TODAY

SignIn = Callable[[str], CheckingClient]

MINUTES = "We talked about talk partners after lunch."


def hold(client: CheckingClient, review_id: object, kind: str = "planning", day: str = "23 11 2026") -> Any:
    token = client.token(meeting(review_id, kind))
    return client.post(f"{meeting(review_id, kind)}/held", data={"csrf_token": token, "held_on": day})


def note(appraisals: Appraisals, review_id: object, kind: str = "planning") -> Meeting:
    appraisals.session.rollback()
    return appraisals.session.scalars(select(Meeting).where(Meeting.review_id == review_id, Meeting.kind == kind)).one()


def test_a_meeting_is_finished_on_one_screen(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    teacher, appraiser = as_persona("teacher"), as_persona("appraiser")
    send(teacher, review_id, "end_of_year", text=MINE, sentence_TS1=UNDER)
    send(appraiser, review_id, "end_of_year", text="She listens.", sentence_TS6=THEIRS)
    review = appraisals.review(review_id)
    (objective,), (need,) = review.objectives, review.needs
    page = appraiser.get(meeting(review_id, "end_of_year")).get_data(as_text=True)
    assert page.index(UNDER) < page.index("What you agree under 1")
    assert "Details of health are not written here" in page
    words = {
        "minutes": MINUTES,
        "workload": "One meeting fewer.",
        "next_steps": "Leading phonics.",
        f"sentence_{appraisals.standard('TS6').hex}": "Every answer counts.",
        f"outcome_{objective.id.hex}": "It can be seen in any lesson.",
        f"action_{need.id.hex}": "A day at the special school.",
    }
    assert appraiser.post(meeting(review_id, "end_of_year"), data=hidden_fields(page) | words).status_code == 302
    review = appraisals.review(review_id)
    assert review.objectives[0].what_came_of_it == "It can be seen in any lesson."
    assert review.needs[0].agreed_action == "A day at the special school."
    assert {one.text for one in review.sentences} >= {"Every answer counts."}
    for reader in ("teacher", "head"):
        read = as_persona(reader).get(meeting(review_id, "end_of_year")).get_data(as_text=True)
        assert all(text in read for text in words.values()), reader


def test_words_that_come_without_a_page_are_a_reading_too(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    teacher, appraiser = as_persona("teacher"), as_persona("appraiser")
    hold(teacher, review_id)
    keep, token = f"{meeting(review_id)}/keep", {"csrf_token": appraiser.token()}
    hers = hidden(teacher, meeting(review_id)) | {"minutes": MINUTES}
    assert teacher.post(keep, data=hers).status_code == 200
    for _ in range(2):
        answer = appraiser.post(keep, data=token | {"minutes": "", "seen_minutes": "0"})
        assert answer.json["others"]["minutes"]["text"] == MINUTES
    looks = who_has_looked(appraisals.session, appraisals.actor("teacher"), appraisals.review(review_id))
    assert [(look.by, look.times) for look in looks] == [("Greta Stone", 1)]


def test_two_type_at_once_and_lose_nothing(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    teacher, appraiser = as_persona("teacher"), as_persona("appraiser")
    hold(teacher, review_id)
    keep = f"{meeting(review_id)}/keep"
    hers, his = hidden(teacher, meeting(review_id)), hidden(appraiser, meeting(review_id))
    assert appraiser.post(keep, data=his | {"minutes": "W"}).status_code == 200
    answer = teacher.post(keep, data=hers | {"workload": "One meeting fewer.", "minutes": ""})
    # She never touched the minutes: his words come to her page, and hers to the review.
    assert answer.status_code == 200
    assert answer.json["others"]["minutes"]["text"] == "W"
    both = teacher.post(keep, data=hers | {"workload": "One meeting fewer.", "minutes": "Mine."})
    assert both.status_code == 409
    assert "“Minutes”" in both.json["errors"][0]["sentence"]
    refused = teacher.post(meeting(review_id), data=hers | {"workload": "One meeting fewer.", "minutes": "Mine."})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Mine.</textarea>" in page
    assert 'id="both-texts"' in page
    again = hers | hidden_fields(page) | {"workload": "One meeting fewer.", "minutes": "W and mine."}
    assert teacher.post(meeting(review_id), data=again).status_code == 302
    kept = note(appraisals, review_id)
    assert (kept.minutes, kept.workload) == ("W and mine.", "One meeting fewer.")


def test_the_person_writes_notes_and_not_the_statement(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    teacher = as_persona("teacher")
    hold(teacher, review_id)
    sentence = f"sentence_{appraisals.standard('TS1').hex}"
    before = appraisals.review(review_id).sentences[0].text
    opened = hidden(teacher, meeting(review_id))
    assert sentence not in " ".join(opened)
    teacher.post(meeting(review_id), data=opened | {"minutes": MINUTES, sentence: "Mine.", f"seen_{sentence}": "0"})
    assert appraisals.review(review_id).sentences[0].text == before
    assert note(appraisals, review_id).minutes == MINUTES


def test_saves_of_one_hour_are_one_entry(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    hold(client, review_id)
    for text in ("W", "We", "We met."):
        client.post_form(meeting(review_id), {"minutes": text})
    appraisals.session.rollback()
    written = select(AuditEntry.detail).where(AuditEntry.subject_id == review_id, AuditEntry.action == "review.written")
    assert appraisals.session.scalars(written).all() == [{"field": "minutes"}]


def test_minutes_rest_once_somebody_has_signed(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.to_sign()
    client = as_persona("teacher")
    hold(client, review_id)
    opened = hidden(client, meeting(review_id))
    appraisals.sign(review_id, "appraiser")
    refused = client.post(meeting(review_id), data=opened | {"minutes": "Typed while she signed."})
    assert refused.status_code == 422
    assert "Typed while she signed." in refused.get_data(as_text=True)
    assert "its words rest" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("day", "why"), [("24 11 2026", "still to come"), ("1 9 2025", "before the review"), ("", "day first")]
)
def test_a_day_that_cannot_be_is_refused(appraisals: Appraisals, as_persona: SignIn, day: str, why: str) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    assert hold(client, review_id, day=day).status_code == 302
    assert why in client.get(meeting(review_id)).get_data(as_text=True)


# When it is


@pytest.fixture
def mail(app: Flask) -> Post:
    return Post(app)


def plan(client: CheckingClient, review_id: object, day: str, at: str) -> Any:
    return client.post_form(f"{meeting(review_id)}/plan", {"planned_on": day, "planned_at": at})


def test_both_get_the_meeting_into_their_calendars_and_out_of_them(
    appraisals: Appraisals, as_persona: SignIn, mail: Post
) -> None:
    review_id = appraisals.started()
    mail.work()
    client = as_persona("teacher")
    told = []
    for day, at in (("1 12 2026", "15:30"), ("2 12 2026", "15:30"), ("", ""), ("3 12 2026", "8:00")):
        assert plan(client, review_id, day, at).status_code == 302
        told.append([(subject.split(" with")[0], method, number) for _, subject, method, number in mail.work()])
    assert told == [
        [("Planning meeting", "REQUEST", 1)] * 2,
        [("Moved: Planning meeting", "REQUEST", 2)] * 2,
        [("Not taking place: Planning meeting", "CANCEL", 3)] * 2,
        [("Planning meeting", "REQUEST", 4)] * 2,
    ]
    assert "3 December 2026 at 08:00" in as_persona("head").get(meeting(review_id)).get_data(as_text=True)


@pytest.mark.parametrize(
    ("day", "at", "why"),
    [("20 11 2026", "15:30", "still to come"), ("1 12 2026", "", "or neither"), ("1 12 2026", "23:00", "20:00")],
)
def test_a_time_that_cannot_be_is_refused(
    appraisals: Appraisals, as_persona: SignIn, day: str, at: str, why: str
) -> None:
    answer = plan(as_persona("appraiser"), appraisals.started(), day, at)
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)


def test_two_who_plan_at_once_see_both_times(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    opened = hidden(client, f"{meeting(review_id)}/plan")
    plan(as_persona("appraiser"), review_id, "1 12 2026", "15:30")
    late = client.post(f"{meeting(review_id)}/plan", data=opened | {"planned_on": "2 12 2026", "planned_at": "9:00"})
    assert late.status_code == 422
    assert "1 December 2026 at 15:30" in late.get_data(as_text=True)


def test_a_new_appraiser_gets_the_meeting_and_the_one_before_is_rid_of_it(
    appraisals: Appraisals, as_persona: SignIn, mail: Post
) -> None:
    review_id = appraisals.started()
    plan(as_persona("teacher"), review_id, "1 12 2026", "15:30")
    mail.work()
    as_persona("head").post_form(
        f"/appraisal/reviews/{review_id}/appraiser", {"appraiser_id": str(appraisals.trust.person("deputy"))}
    )
    told = {(to.split(".")[0], method) for to, _, method, _ in mail.work()}
    names = {one: appraisals.actor(one).name.split()[0].casefold() for one in ("teacher", "appraiser", "deputy")}
    assert told == {(names["teacher"], "REQUEST"), (names["appraiser"], "CANCEL"), (names["deputy"], "REQUEST")}


def test_a_review_laid_down_takes_its_meeting_out_of_both_calendars(
    appraisals: Appraisals, as_persona: SignIn, mail: Post
) -> None:
    review_id = appraisals.started()
    plan(as_persona("teacher"), review_id, "1 12 2026", "15:30")
    mail.work()
    with transaction() as writing:
        writing.add(Away(person_id=appraisals.trust.person("teacher"), started_on=TODAY))
    head = as_persona("head")
    token = head.token(f"/appraisal/reviews/{review_id}")
    head.post(f"/appraisal/reviews/{review_id}/lay-down", data={"csrf_token": token})
    assert [method for _, _, method, _ in mail.work()] == ["CANCEL", "CANCEL"]
