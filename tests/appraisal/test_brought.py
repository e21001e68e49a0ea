"""Carrying in from coaching: by the person alone, sentence by sentence, and taken back at will."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import Brought, BroughtKind
from cpd.core.audit import AuditEntry
from cpd.core.jobs import Job
from tests.appraisal.making import FOCUS, OWN_WORDS, Appraisals
from tests.appraisal.test_writing import hidden
from tests.coaching.making import SEEN, STEP, WORKED, Coaching
from tests.conftest import CheckingClient

SignIn = Callable[[str], CheckingClient]
REPLY = "I tried it twice. It felt long, and then it worked."


@pytest.fixture
def coaching(appraisals: Appraisals, session: Session) -> Coaching:
    return Coaching(appraisals.trust, session)


def _picks(page: str) -> dict[str, str]:
    """Label to key of everything offered."""
    keys = re.findall(r'<input class="govuk-checkboxes__input" id="([^"]+)" name="picked"[^>]*value="([^"]+)"', page)
    labels = dict(re.findall(r'checkboxes__label" for="([^"]+)">([^<]+)</label>', page))
    return {labels[id_].replace("&#39;", "'"): key for id_, key in keys}


def test_a_picked_sentence_a_step_and_a_reply_are_carried_in(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.started()
    visit_id = coaching.shared(seen="You waited. Six hands went up that had been down.")
    coaching.reply(visit_id, "teacher", REPLY)
    coaching.reply(visit_id, "ambassador", "Thank you for telling me.")
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/carry-in"
    picks = _picks(client.get(address).get_data(as_text=True))
    assert {"You waited.", "Six hands went up that had been down.", WORKED, STEP, REPLY} <= set(picks)
    assert "Thank you for telling me." not in picks
    wanted = ["Six hands went up that had been down.", STEP, REPLY]
    client.post_form(address, {"picked": [picks[text] for text in wanted]})
    brought = {one.text: one for one in appraisals.review(review_id).brought}
    assert {text: one.kind for text, one in brought.items()} == dict(
        zip(wanted, (BroughtKind.VISIT, BroughtKind.STEP, BroughtKind.REPLY), strict=True)
    )
    assert {one.coach_id for one in brought.values()} == {appraisals.trust.person("ambassador")}
    page = as_persona("head").get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    assert "Six hands went up that had been down." in page
    assert "You waited." not in page


def test_the_coach_is_told_without_the_words(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.started()
    coaching.shared()
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/carry-in"
    picks = _picks(client.get(address).get_data(as_text=True))
    already = set(session.scalars(select(Job.id)))
    client.post_form(address, {"picked": [picks[STEP], picks[WORKED]]})
    (mail,) = [job.payload for job in session.scalars(select(Job)) if job.id not in already]
    assert mail["to"] == "sian.oneill@saltmarsh.example"
    assert "Rosa Quill" in mail["subject"]
    assert not any(words in mail["text"] + mail["html"] for words in (STEP, WORKED, SEEN))
    note = as_persona("ambassador").get("/appraisal/").get_data(as_text=True)
    assert "Rosa Quill carried something into their review" in note
    assert STEP not in note
    entries = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "review.carried_in")).all()
    assert not any(STEP in str(detail) for detail in entries)


def test_what_was_carried_in_can_be_taken_back_until_somebody_signs(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    (brought,) = appraisals.review(review_id).brought
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}"
    token = {"csrf_token": client.token(f"{address}/bring")}
    appraisals.sign(review_id, "appraiser")
    assert client.post(f"{address}/brought/{brought.id}/take-out", data=token).status_code == 302
    assert len(appraisals.review(review_id).brought) == 1
    client.post(f"{address}/take-back", data=token)
    client.post(f"{address}/brought/{brought.id}/take-out", data=token)
    assert appraisals.review(review_id).brought == []
    assert OWN_WORDS not in as_persona("appraiser").get(address).get_data(as_text=True)
    assert session.scalars(select(Brought)).all() == []


def test_the_same_form_twice_and_the_same_words_twice_are_there_once(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    coaching.shared()
    client = as_persona("teacher")
    bring = f"/appraisal/reviews/{review_id}/bring"
    data = hidden(client, bring) | {"text": OWN_WORDS}
    assert [client.post(bring, data=data).status_code for _ in range(2)] == [302, 302]
    carry = f"/appraisal/reviews/{review_id}/carry-in"
    key = _picks(client.get(carry).get_data(as_text=True))[STEP]
    for _ in range(2):
        client.post_form(carry, {"picked": [key]})
    assert [one.text for one in appraisals.review(review_id).brought] == [OWN_WORDS, STEP]


def test_another_persons_coaching_cannot_be_carried_in(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn
) -> None:
    """Neither a draft about oneself nor a visit to somebody else is offered, and their keys do nothing."""
    review_id = appraisals.started()
    coaching.draft()
    coaching.shared(of="ta", school="hazel")
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/carry-in"
    assert _picks(client.get(address).get_data(as_text=True)) == {}
    empty = client.get(address).get_data(as_text=True)
    assert "Nothing to carry in yet" in empty


def test_what_was_carried_in_stays_when_the_visit_is_gone(
    appraisals: Appraisals, coaching: Coaching, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    visit_id = coaching.shared()
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/carry-in"
    key = _picks(client.get(address).get_data(as_text=True))[STEP]
    client.post_form(address, {"picked": [key]})
    token = as_persona("ambassador")
    token.post(f"/coaching/visits/{visit_id}/withdraw", data={"csrf_token": token.token()})
    assert [one.text for one in appraisals.review(review_id).brought] == [STEP]


def test_the_focus_of_coaching_is_offered_and_never_taken(
    app: Flask, appraisals: Appraisals, coaching: Coaching, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    coaching.focus("teacher", FOCUS)
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/focus"
    offered = client.get(address).get_data(as_text=True)
    assert FOCUS in offered
    assert f"{FOCUS}</textarea>" not in offered
    begun = client.get(f"{address}?from=coaching").get_data(as_text=True)
    assert f"{FOCUS}</textarea>" in begun
    assert appraisals.review(review_id).focus == ""
    assert FOCUS not in as_persona("appraiser").get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
