"""Entries that a person adds and disputes, and the head's answer."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching.models import LedgerEntry
from tests.coaching.making import SignIn
from tests.coaching.other_making import OtherVisits

MINE, LEDGER = "/coaching/my-ledger", "/coaching/ledger"
DISPUTE = "She stood in the corridor and did not come in."
SETTLED = "I asked her, and you are right."


def entry(session: Session) -> LedgerEntry:
    session.rollback()
    return session.scalars(select(LedgerEntry)).one()


def test_a_person_adds_what_nobody_logged_once(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    client = as_persona("teacher")
    fields = {
        "entered_on": "20/11/2026",
        "school_id": str(other_visits.trust.school("hazel")),
        "kind_id": str(other_visits.kind("drop-in")),
        "visitor": "Ivo Pell",
        "request_key": str(uuid.uuid4()),
    }
    for _ in range(2):
        assert client.post_form(f"{MINE}/new", fields).status_code == 302
    assert entry(session).called == "Drop-in"
    assert "Ivo Pell" in client.get(MINE).get_data(as_text=True)
    assert "Added by the person" in as_persona("head").get(LEDGER).get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"entered_on": "24/11/2026"}, 422),
        ({"entered_on": ""}, 422),
        ({"kind_id": "", "called": ""}, 422),
        ({"school_id": "nowhere"}, 404),
        ({"kind_id": str(uuid.uuid4())}, 404),
    ],
)
def test_what_an_entry_needs(
    other_visits: OtherVisits, as_persona: SignIn, change: dict[str, str], status: int
) -> None:
    fields = {
        "entered_on": "20/11/2026",
        "school_id": str(other_visits.trust.school("hazel")),
        "kind_id": "",
        "called": "An adviser from outside",
    }
    assert as_persona("teacher").post_form(f"{MINE}/new", fields | change).status_code == status


def test_nobody_adds_at_a_school_they_do_not_work_at(other_visits: OtherVisits, as_persona: SignIn) -> None:
    fields = {
        "entered_on": "20/11/2026",
        "school_id": str(other_visits.trust.school("larch")),
        "kind_id": "",
        "called": "An adviser",
    }
    assert as_persona("teacher").post_form(f"{MINE}/new", fields).status_code == 403


def test_what_was_added_by_mistake_is_taken_out_again(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    mine, logged = other_visits.added(), other_visits.entry_of(other_visits.shared("drop-in", "teacher"))
    client = as_persona("teacher")
    token = {"csrf_token": client.token(f"{MINE}/new")}
    assert client.post(f"{MINE}/{mine}/remove", data=token).status_code == 302
    assert client.post(f"{MINE}/{logged}/remove", data=token).status_code == 403
    assert entry(session).id == logged


@pytest.mark.parametrize(("decision", "counted"), [("struck", False), ("kept", True)])
def test_a_dispute_is_settled_with_words_that_both_read(
    other_visits: OtherVisits, as_persona: SignIn, session: Session, decision: str, counted: bool
) -> None:
    entry_id = other_visits.entry_of(other_visits.shared("drop-in", "teacher"))
    teacher, head = as_persona("teacher"), as_persona("head")
    assert teacher.post_form(f"{MINE}/{entry_id}/dispute", {"words": DISPUTE}).status_code == 302
    assert DISPUTE in head.get(LEDGER).get_data(as_text=True)
    assert as_persona("ambassador").get(f"{LEDGER}/{entry_id}/settle").status_code == 404
    answer = {"decision": decision, "words": SETTLED}
    assert head.post_form(f"{LEDGER}/{entry_id}/settle", answer).status_code == 302
    assert entry(session).is_struck is not counted
    mine = teacher.get(MINE).get_data(as_text=True)
    assert DISPUTE in mine
    assert SETTLED in mine
    assert ("Struck, not counted" in mine) is not counted
    assert DISPUTE not in as_persona("ta").get(MINE).get_data(as_text=True)


def test_the_first_answer_stands(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    entry_id = other_visits.disputed()
    head, deputy = as_persona("head"), as_persona("deputy")
    assert head.post_form(f"{LEDGER}/{entry_id}/settle", {"decision": "kept", "words": SETTLED}).status_code == 302
    other = deputy.post_form(f"{LEDGER}/{entry_id}/settle", {"decision": "struck", "words": "No."})
    assert "The answer that was given stands." in other.get_data(as_text=True)
    assert (entry(session).settled, entry(session).is_struck) == (SETTLED, False)


def test_one_dispute_for_one_entry(other_visits: OtherVisits, as_persona: SignIn) -> None:
    entry_id = other_visits.disputed()
    answer = as_persona("teacher").post_form(f"{MINE}/{entry_id}/dispute", {"words": "Another reason."})
    assert "You have disputed this entry already" in answer.get_data(as_text=True)


def test_a_head_does_not_settle_their_own(other_visits: OtherVisits, as_persona: SignIn) -> None:
    entry_id = other_visits.disputed("head")
    assert as_persona("head").get(f"{LEDGER}/{entry_id}/settle").status_code == 403
    assert as_persona("deputy").get(f"{LEDGER}/{entry_id}/settle").status_code == 200


def test_an_entry_that_nobody_disputes_is_not_settled(other_visits: OtherVisits, as_persona: SignIn) -> None:
    entry_id = other_visits.added()
    assert as_persona("head").get(f"{LEDGER}/{entry_id}/settle").status_code == 404
