"""What each side writes before a meeting: safe from the first word, and nobody else's until it is sent."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cpd.appraisal.models import ReviewPart
from cpd.core import clock
from cpd.core.audit import AuditEntry
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient, hidden_fields
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]

MINE = "Talk partners work in my mornings and not yet after lunch."
UNDER = "I hear from every child before they write."
THEIRS = "She waits, and they think."


def meeting(review_id: object, kind: str = "planning") -> str:
    return f"/appraisal/reviews/{review_id}/meetings/{kind}"


def hidden(client: CheckingClient, address: str) -> dict[str, str]:
    return hidden_fields(client.get(address).get_data(as_text=True))


def send(client: CheckingClient, review_id: object, kind: str = "planning", **words: str) -> None:
    address = f"{meeting(review_id, kind)}/part"
    assert client.post_form(address, {**words, "then": "send"}).location.endswith("/part/send")
    assert client.post_form(f"{address}/send").status_code == 302


def test_the_first_word_is_kept_and_the_questions_suit_the_work(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    address = f"{meeting(review_id)}/part"
    page = client.get(address).get_data(as_text=True)
    assert "in your lessons" in page
    kept = client.post(f"{address}/keep", data=hidden_fields(page) | {"text": "T"})
    assert kept.status_code == 200
    assert list(kept.json["editions"]) == ["seen_text"]
    assert "T</textarea>" in client.get(address).get_data(as_text=True)
    ta = appraisals.started("ta")
    assert "in your work with children and teachers" in as_persona("ta").get(f"{meeting(ta)}/part").get_data(
        as_text=True
    )


@pytest.mark.parametrize("writer", ["teacher", "appraiser"])
def test_what_is_not_sent_is_read_by_nobody_else_and_noted_nowhere(
    appraisals: Appraisals, as_persona: SignIn, writer: str
) -> None:
    review_id = appraisals.started()
    client = as_persona(writer)
    client.post_form(f"{meeting(review_id)}/part", {"text": MINE, "sentence_TS1": UNDER, "then": "save"})
    assert UNDER in client.get(f"{meeting(review_id)}/part").get_data(as_text=True)
    for other in {"teacher", "appraiser", "head"} - {writer}:
        reader = as_persona(other)
        for address in (meeting(review_id), f"/appraisal/reviews/{review_id}", "/appraisal/"):
            page = reader.get(address).get_data(as_text=True)
            assert MINE not in page, f"{other} {address}"
            assert UNDER not in page, f"{other} {address}"
        own = reader.get(f"{meeting(review_id)}/part")
        assert other == "head" or MINE not in own.get_data(as_text=True)
    appraisals.session.rollback()
    noted = appraisals.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == review_id)).all()
    assert not [action for action in noted if "part" in action]
    # Marked as held, it still is nobody else's.
    as_persona("teacher").post(f"{meeting(review_id)}/held", data=hidden(client, meeting(review_id)) | held())
    for other in {"teacher", "appraiser", "head"} - {writer}:
        assert MINE not in as_persona(other).get(meeting(review_id)).get_data(as_text=True)


def held() -> dict[str, str]:
    return {"held_on": "23 11 2026"}


def test_both_sent_stand_side_by_side_and_before_that_one_can_take_it_back(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    teacher, appraiser, head = (as_persona(one) for one in ("teacher", "appraiser", "head"))
    send(teacher, review_id, text=MINE, sentence_TS1=UNDER)
    for reader in (appraiser, head):
        page = reader.get(meeting(review_id)).get_data(as_text=True)
        assert MINE not in page
        assert "Sent" in page
    token = {"csrf_token": teacher.token(meeting(review_id))}
    assert teacher.post(f"{meeting(review_id)}/part/take-back", data=token).status_code == 302
    assert "Sent" not in appraiser.get(meeting(review_id)).get_data(as_text=True).replace("Not sent", "")
    send(teacher, review_id, text=f"{MINE} Still.")
    send(appraiser, review_id, text="She listens.", sentence_TS1=THEIRS)
    for reader in (teacher, appraiser, head):
        page = reader.get(meeting(review_id)).get_data(as_text=True)
        for words in (f"{MINE} Still.", UNDER, THEIRS, "She listens."):
            assert words in page
    late = teacher.post(f"{meeting(review_id)}/part/take-back", data=token, follow_redirects=True)
    assert "so it stays as it is" in late.get_data(as_text=True)


def test_two_windows_lose_nothing(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    address = f"{meeting(review_id)}/part"
    opened = hidden(client, address)
    client.post(f"{address}/keep", data=opened | {"text": "Typed here."})
    assert client.post(f"{address}/keep", data=opened | {"text": "Typed here."}).status_code == 200  # sent once more
    elsewhere = opened | {"text": "Typed there.", "sentence_TS1": UNDER}
    stale = client.post(f"{address}/keep", data=elsewhere)
    assert stale.status_code == 409
    assert list(stale.json["editions"]) == ["seen_sentence_TS1"]
    refused = client.post(address, data=elsewhere)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Typed here." in page
    assert "Typed there.</textarea>" in page
    assert client.post(address, data=elsewhere | hidden_fields(page)).status_code == 302
    assert "Typed there.</textarea>" in client.get(address).get_data(as_text=True)


def test_a_later_appraiser_does_not_read_what_was_never_sent(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    as_persona("appraiser").post_form(f"{meeting(review_id)}/part", {"text": THEIRS, "then": "save"})
    other = {"appraiser_id": str(appraisals.trust.person("deputy"))}
    assert as_persona("head").post_form(f"/appraisal/reviews/{review_id}/appraiser", other).status_code == 302
    later = as_persona("deputy")
    for address in (meeting(review_id), f"{meeting(review_id)}/part"):
        assert THEIRS not in later.get(address).get_data(as_text=True)
    later.post_form(f"{meeting(review_id)}/part", {"text": "Mine.", "then": "save"})
    appraisals.session.rollback()
    assert appraisals.session.scalars(select(ReviewPart.text).order_by(ReviewPart.id)).all() == [THEIRS, "Mine."]


def test_an_expired_sign_in_keeps_the_words(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    address = f"{meeting(review_id)}/part"
    opened = hidden(client, address)
    with clock.pinned(NOW + dt.timedelta(hours=13)):
        assert client.post(f"{address}/keep", data=opened | {"text": MINE}).status_code == 401
        door = client.post(address, data=opened | {"text": MINE}, headers={"Sec-Fetch-Site": "same-origin"})
    assert door.status_code == 401
    assert "Your words are safe" in door.get_data(as_text=True)


def test_a_text_without_its_edition_is_written_over_nothing(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    address = f"{meeting(review_id)}/part"
    client.post_form(address, {"text": MINE, "then": "save"})
    blind = {"csrf_token": client.token(address), "text": "Blind."}
    assert client.post(address, data=blind).status_code == 422
    assert client.post(f"{address}/keep", data=blind).status_code == 422
    assert MINE in client.get(address).get_data(as_text=True)


def test_nothing_is_sent_that_is_empty(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    token = client.token(f"{meeting(review_id)}/part")
    answer = client.post(f"{meeting(review_id)}/part/send", data={"csrf_token": token}, follow_redirects=True)
    assert "A sentence is enough" in answer.get_data(as_text=True)
    assert client.get(f"{meeting(review_id, 'somewhen')}/part").status_code == 404
