"""A review through its year: on, back with a reason, laid down and taken up again, and never stuck."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import Review, ReviewMove, ReviewState, SignedRecord
from cpd.appraisal.rules.stages import (
    BEFORE_CLOSING,
    ORDER,
    CyclePolicy,
    Stage,
    check_dates,
    default_dates,
    due_on,
    next_stage,
    whose_move,
)
from cpd.core.database import transaction
from cpd.core.errors import DomainError
from cpd.people.models import Away, Post
from tests.appraisal.making import SENTENCE, Appraisals
from tests.conftest import CheckingClient
from tests.world import TODAY

SignIn = Callable[[str], CheckingClient]


def test_the_stages_follow_one_another_and_the_last_is_reached_by_signing() -> None:
    assert [next_stage(stage) for stage in ORDER] == [*ORDER[1:-1], None, None]
    assert all(whose_move(stage) for stage in BEFORE_CLOSING)


def test_dates_by_policy_follow_one_another_in_any_year() -> None:
    own = default_dates(CyclePolicy.OWN, dt.date(2026, 9, 1))
    assert own[Stage.PLANNING_MEETING] == dt.date(2026, 10, 31)
    assert own[Stage.COMMENT_AND_SIGNATURES] == dt.date(2027, 7, 20)
    by_regulation = default_dates(CyclePolicy.REGULATIONS_2012, dt.date(2026, 9, 1))
    assert by_regulation[Stage.REPORT] == dt.date(2027, 10, 31)
    for policy in CyclePolicy:
        for start in (dt.date(2026, 9, 1), dt.date(2026, 11, 1), dt.date(2024, 1, 31)):
            end = dt.date(start.year + 1, start.month, start.day) - dt.timedelta(days=1)
            check_dates(default_dates(policy, start), start, end)
    with pytest.raises(DomainError, match="before the stage above"):
        check_dates(own | {Stage.MID_YEAR: dt.date(2026, 9, 2)}, dt.date(2026, 9, 1), dt.date(2027, 8, 31))


def test_a_review_that_begins_late_is_not_late_at_once() -> None:
    dates = default_dates(CyclePolicy.OWN, dt.date(2026, 9, 1))
    assert due_on(Stage.PREPARATION, dates, dt.date(2026, 9, 1)) == dt.date(2026, 9, 30)
    assert due_on(Stage.PREPARATION, dates, dt.date(2027, 3, 1)) == dt.date(2027, 3, 29)


def _moved(session: Session, review_id: object) -> list[tuple[Stage, Stage, str]]:
    session.rollback()
    rows = session.scalars(select(ReviewMove).where(ReviewMove.review_id == review_id).order_by(ReviewMove.id))
    return [(move.from_stage, move.to_stage, move.reason) for move in rows]


def test_whose_move_it_is_moves_it_on_and_everybody_reads_where_it_stands(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.moved_to(appraisals.started(), Stage.SELF_REVIEW)
    address = f"/appraisal/reviews/{review_id}"
    mine = as_persona("teacher")
    page = mine.get(address).get_data(as_text=True)
    assert "Your move:" in page
    assert "31 May 2027" in page
    assert "Look back on the year in your own words" in page
    assert "Rosa Quill’s move:" in as_persona("appraiser").get(address).get_data(as_text=True)
    post = {"csrf_token": mine.token(), "stage": "self_review"}
    # The second press finds that it has moved already.
    assert [mine.post(f"{address}/move-on", data=post).status_code for _ in range(2)] == [302, 302]
    assert _moved(session, review_id)[-1] == (Stage.SELF_REVIEW, Stage.END_OF_YEAR_MEETING, "")
    appraisals.moved_to(review_id, Stage.REPORT)
    mine.post(f"{address}/move-on", data={"csrf_token": mine.token(), "stage": "report"})
    assert appraisals.review(review_id).stage is Stage.REPORT
    head = as_persona("head")
    head.post(f"{address}/move-on", data={"csrf_token": head.token(), "stage": "report"})
    assert appraisals.review(review_id).stage is Stage.COMMENT_AND_SIGNATURES


def test_nobody_signs_before_its_stage_and_the_second_signature_closes(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    assert as_persona("teacher").get(f"/appraisal/reviews/{review_id}/sign").status_code == 302
    appraisals.sign(review_id, "teacher")
    appraisals.sign(review_id, "appraiser")
    assert _moved(session, review_id)[-1][1] is Stage.CLOSED
    assert appraisals.review(review_id).stage is Stage.CLOSED


def test_back_with_a_reason_that_stands_on_the_page(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.to_sign()
    appraisals.sign(review_id, "appraiser")
    address = f"/appraisal/reviews/{review_id}"
    client = as_persona("teacher")
    refused = client.post_form(f"{address}/move", {"stage": "report", "reason": ""})
    assert refused.status_code == 422
    assert (
        client.post_form(f"{address}/move", {"stage": "report", "reason": "The May course is missing."}).status_code
        == 302
    )
    review = appraisals.review(review_id)
    assert (review.stage, review.state, review.signatures) == (Stage.REPORT, ReviewState.OPEN, [])
    assert "The May course is missing." in as_persona("head").get(address).get_data(as_text=True)
    # Ahead past a stage is for the appraiser and the head.
    ahead = {"stage": "comment_and_signatures", "reason": "Done."}
    assert client.post_form(f"{address}/move", ahead).status_code == 422
    assert as_persona("head").post_form(f"{address}/move", ahead).status_code == 302


def test_a_closed_review_is_taken_up_as_a_new_version_and_the_old_one_stays(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.closed()
    address = f"/appraisal/reviews/{review_id}"
    assert as_persona("teacher").get(f"{address}/take-up").status_code == 403
    client = as_persona("appraiser")
    client.post_form(f"{address}/take-up", {"reason": "The first objective had another ending."})
    review = appraisals.review(review_id)
    assert (review.stage, review.state, review.signatures) == (Stage.REPORT, ReviewState.OPEN, [])
    client.post_form(f"{address}/standards/TS1", {"text": "Rosa waits, and everybody answers."})
    for persona in ("teacher", "appraiser"):
        appraisals.sign(review_id, persona)
    session.rollback()
    records = session.scalars(
        select(SignedRecord).where(SignedRecord.review_id == review_id).order_by(SignedRecord.number)
    ).all()
    assert [record.number for record in records] == [1, 2]
    assert SENTENCE in records[0].record_json
    assert SENTENCE not in records[1].record_json
    assert "had another ending" in as_persona("teacher").get(address).get_data(as_text=True)


def test_a_review_is_laid_down_only_where_its_person_is_not_there(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.to_sign()
    appraisals.sign(review_id, "teacher")
    address = f"/appraisal/reviews/{review_id}"
    head = as_persona("head")
    token = {"csrf_token": head.token()}
    head.post(f"{address}/lay-down", data=token)
    assert appraisals.review(review_id).laid_down_on is None
    with transaction() as writing:
        writing.add(Away(person_id=appraisals.trust.person("teacher"), started_on=TODAY))
    for _ in range(2):
        head.post(f"{address}/lay-down", data=token)
    review = appraisals.review(review_id)
    assert (review.laid_down_on, review.state) == (TODAY, ReviewState.OPEN)
    page = head.get(address).get_data(as_text=True)
    assert "is away for long" in page
    assert as_persona("teacher").get(f"{address}/comment").status_code == 403
    assert as_persona("appraiser").get(f"{address}/sign").status_code == 302
    head.post_form(f"{address}/take-up", {"reason": "Back since Monday."})
    assert appraisals.review(review_id).laid_down_on is None
    assert "Back since Monday." in head.get(address).get_data(as_text=True)


def test_somebody_who_left_holds_nothing_up(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    review_id = appraisals.to_sign()
    appraisals.sign(review_id, "teacher")
    with transaction() as writing:
        for persona in ("teacher", "appraiser"):
            post = writing.scalars(select(Post).where(Post.person_id == appraisals.trust.person(persona))).one()
            post.ended_on = TODAY - dt.timedelta(days=1)
    head = as_persona("head")
    head.post(f"/appraisal/reviews/{review_id}/lay-down", data={"csrf_token": head.token()})
    session.rollback()
    assert session.get_one(Review, review_id).laid_down_on == TODAY
