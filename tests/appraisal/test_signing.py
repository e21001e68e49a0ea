"""Signing in either order, taking back, and a record that nothing changes any more."""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import Review, ReviewState, SignedRecord, Signer
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.rules.stages import Stage
from cpd.appraisal.rules.words import edition
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person
from cpd.standards.models import Standard
from cpd.training.models import Completion, Course
from tests.appraisal.making import COMMENT, COURSE, FOCUS, NEED, OBJECTIVE, OWN_WORDS, SENTENCE, Appraisals
from tests.appraisal.test_writing import hidden
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]
NAMES = {"teacher": "Rosa Quill", "appraiser": "Greta Stone"}


def _record(session: Session, review_id: object) -> SignedRecord:
    session.rollback()
    return session.scalars(select(SignedRecord).where(SignedRecord.review_id == review_id)).one()


@pytest.mark.parametrize("order", [("teacher", "appraiser"), ("appraiser", "teacher")])
def test_both_sign_in_either_order(
    appraisals: Appraisals, as_persona: SignIn, session: Session, order: tuple[str, str]
) -> None:
    review_id = appraisals.to_sign()
    address = f"/appraisal/reviews/{review_id}"
    first, second = order
    as_persona(first).post_form(f"{address}/sign", {"typed_name": NAMES[first]})
    assert appraisals.review(review_id).state is ReviewState.SIGNING
    waiting = as_persona(first).get(address).get_data(as_text=True)
    assert f"{NAMES[second]}’s move:" in waiting
    as_persona(second).post_form(f"{address}/sign", {"typed_name": NAMES[second].upper()})
    review = appraisals.review(review_id)
    assert review.state is ReviewState.CLOSED
    assert review.resting_record is None
    assert {one.signer: one.account_id for one in review.signatures} == {
        Signer.PERSON: appraisals.trust.accounts["teacher"],
        Signer.APPRAISER: appraisals.trust.accounts["appraiser"],
    }
    page = as_persona("head").get(address).get_data(as_text=True)
    assert "Signed by both" in page
    assert check_code(_record(session, review_id).record_sha256) in page


def test_the_name_is_ones_own(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.to_sign()}/sign"
    refused = as_persona("teacher").post_form(address, {"typed_name": "Greta Stone"})
    assert refused.status_code == 422
    assert "Type your own name as it stands here: Rosa Quill." in refused.get_data(as_text=True)


def test_a_name_may_be_typed_loosely(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started("ambassador", appraiser="line_manager")
    appraisals.moved_to(review_id, Stage.COMMENT_AND_SIGNATURES)
    client = as_persona("ambassador")
    assert client.post_form(f"/appraisal/reviews/{review_id}/sign", {"typed_name": " sian  oneill"}).status_code == 302


def test_one_signs_what_one_has_read(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.to_sign()
    address = f"/appraisal/reviews/{review_id}/sign"
    client = as_persona("teacher")
    opened = hidden(client, address)
    as_persona("appraiser").post_form(f"/appraisal/reviews/{review_id}/standards/TS2", {"text": "Added meanwhile."})
    refused = client.post(address, data=opened | {"typed_name": "Rosa Quill"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Something in this review has changed since you opened this page" in page
    assert "Added meanwhile." in page
    assert appraisals.review(review_id).signatures == []
    assert client.post_form(address, {"typed_name": "Rosa Quill"}).status_code == 302


def test_a_signature_posted_twice_is_one(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.to_sign()
    address = f"/appraisal/reviews/{review_id}/sign"
    client = as_persona("teacher")
    data = hidden(client, address) | {"typed_name": "Rosa Quill"}
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert len(appraisals.review(review_id).signatures) == 1
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("persona", ["teacher", "appraiser"])
def test_either_takes_a_half_signed_review_back(
    appraisals: Appraisals, as_persona: SignIn, session: Session, persona: str
) -> None:
    review_id = appraisals.written()
    appraisals.sign(review_id, "teacher")
    client = as_persona(persona)
    token = {"csrf_token": client.token()}
    client.post(f"/appraisal/reviews/{review_id}/take-back", data=token)
    review = appraisals.review(review_id)
    assert (review.state, review.signatures, review.resting_record) == (ReviewState.OPEN, [], None)
    (detail,) = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "review.taken_back"))
    assert detail == {"withdrawn": ["person"]}
    client.post(f"/appraisal/reviews/{review_id}/take-back", data=token)
    assert appraisals.review(review_id).state is ReviewState.OPEN


def test_after_both_nothing_is_taken_back(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.closed()
    client = as_persona("teacher")
    client.post(f"/appraisal/reviews/{review_id}/take-back", data={"csrf_token": client.token()})
    assert appraisals.review(review_id).state is ReviewState.CLOSED
    for part in ("focus", "comment", "bring", "carry-in", "sign"):
        assert client.get(f"/appraisal/reviews/{review_id}/{part}").status_code == 302
    posted = client.post(
        f"/appraisal/reviews/{review_id}/comment",
        data={
            "csrf_token": client.token(),
            "person_comment": "Afterwards.",
            "seen_person_comment": str(edition(COMMENT)),
        },
    )
    assert posted.status_code == 422
    assert appraisals.review(review_id).person_comment == COMMENT


def test_the_second_signs_what_the_first_has_signed(appraisals: Appraisals, session: Session) -> None:
    """A course entered between the two signatures belongs to neither."""
    review_id = appraisals.written()
    appraisals.sign(review_id, "teacher")
    appraisals.complete(on=dt.date(2026, 10, 20), code="LATER")
    appraisals.sign(review_id, "appraiser", NOW + dt.timedelta(hours=1))
    record = json.loads(_record(session, review_id).record_json)
    assert [done["course_code"] for done in record["training"]] == ["SEND-CI"]


def test_a_frozen_record_stays_whatever_changes(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    review_id = appraisals.closed()
    address = f"/appraisal/reviews/{review_id}"
    client = as_persona("teacher")
    pdf_before = client.get(f"{address}.pdf").data
    record = _record(session, review_id)
    json_before, sha_before = record.record_json, record.record_sha256
    with transaction() as writing:
        person = writing.get_one(Person, appraisals.trust.person("teacher"))
        person.last_name = "Quill-Marsh"
        for completion in writing.scalars(select(Completion)):
            writing.delete(completion)
        writing.scalars(select(Course)).one().title = "Another title"
        writing.scalars(select(Standard).where(Standard.code == "TS1")).one().heading = "Another heading"
        review = writing.get_one(Review, review_id)
        review.focus = "Somebody with the server's keys was here."
    page = client.get(address).get_data(as_text=True)
    for words in ("Rosa Quill", COURSE, FOCUS, SENTENCE, "Set high expectations"):
        assert words in page
    for words in ("Quill-Marsh, Class", "Another title", "Another heading", "server's keys"):
        assert words not in page
    record = _record(session, review_id)
    assert (record.record_json, record.record_sha256) == (json_before, sha_before)
    assert client.get(f"{address}.pdf").data == pdf_before


def test_the_record_and_the_pdf_are_kept_with_their_hashes(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.closed()
    pdf = as_persona("head").get(f"/appraisal/reviews/{review_id}.pdf").data
    record = _record(session, review_id)
    assert hashlib.sha256(record.record_json.encode()).hexdigest() == record.record_sha256
    assert hashlib.sha256(pdf).hexdigest() == record.pdf_sha256
    kept = json.loads(record.record_json)
    assert json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True) == record.record_json
    assert [one["name"] for one in kept["signatures"]] == ["Rosa Quill", "Greta Stone"]
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    for words in (SENTENCE, FOCUS, OBJECTIVE["text"], NEED["need"], OWN_WORDS, COMMENT, COURSE, "Signed by both"):
        assert words in text
    assert check_code(record.record_sha256) in text
    assert "Draft" not in text
