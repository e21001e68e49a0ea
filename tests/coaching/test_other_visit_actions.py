"""What was agreed in a visit of another kind: written down by its visitors, done once."""

import threading
import uuid

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.coaching import services
from cpd.coaching.models import OtherVisitAction
from cpd.core.database import transaction
from cpd.core.errors import DomainError
from tests.coaching.making import SignIn
from tests.coaching.other_making import VISITS, OtherVisits


def test_actions_are_followed_up_until_they_are_done(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    visit_id = other_visits.shared("attendance-visit", by="development_lead")
    lead, head = as_persona("development_lead"), as_persona("head")
    fields = {"text": "Ring home by ten", "who": "The office", "due_on": "27/11/2026"}
    page = lead.get(f"{VISITS}/{visit_id}").get_data(as_text=True)
    assert "Write down what was agreed" in page
    key = {"request_key": str(uuid.uuid4()), "csrf_token": lead.token(f"{VISITS}/{visit_id}")}
    for _ in range(2):
        assert lead.post(f"{VISITS}/{visit_id}/actions", data=fields | key).status_code == 302
    action_id = session.scalars(select(OtherVisitAction.id)).one()
    for client in (lead, head):
        assert "Ring home by ten" in client.get(VISITS).get_data(as_text=True)
    assert "Ring home" not in as_persona("other_head").get(VISITS).get_data(as_text=True)
    assert as_persona("other_head").get(f"{VISITS}/actions/{action_id}/done").status_code == 404
    assert head.post_form(f"{VISITS}/actions/{action_id}/done", {"note": "Since Monday."}).status_code == 302
    assert "Agreed and not done yet" not in lead.get(VISITS).get_data(as_text=True)
    assert "Since Monday." in lead.get(f"{VISITS}/{visit_id}").get_data(as_text=True)


def test_the_first_to_say_that_it_is_done_is_kept_and_the_second_keeps_their_words(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    visit_id = other_visits.shared("attendance-visit", by="development_lead")
    address = f"{VISITS}/actions/{other_visits.action(visit_id, 'development_lead')}/done"
    head = as_persona("head")
    window = {"csrf_token": head.token(address)}
    assert as_persona("development_lead").post_form(address, {"note": "Since Monday."}).status_code == 302
    late = head.post(address, data=window | {"note": "Since Friday."})
    assert late.status_code == 422
    text = late.get_data(as_text=True)
    assert "Since Monday." in text
    assert "Since Friday." in text
    assert head.post(address, data=window | {"note": "Since Monday."}).status_code == 302
    assert session.scalars(select(OtherVisitAction.note)).one() == "Since Monday."


def test_of_two_who_say_it_at_once_the_second_waits(other_visits: OtherVisits, app: Flask, session: Session) -> None:
    visit_id = other_visits.shared("attendance-visit", by="development_lead")
    action_id = other_visits.action(visit_id, "development_lead")
    head, lead = other_visits.actor("head"), other_visits.actor("development_lead")
    refused: list[str] = []

    def say_friday() -> None:
        with app.app_context():
            try:
                with transaction() as writing:
                    services.finish_action(writing, head, action_id, "Since Friday.")
            except DomainError as error:
                refused.append(error.message)

    second = threading.Thread(target=say_friday)
    with transaction() as writing:
        services.finish_action(writing, lead, action_id, "Since Monday.")
        writing.flush()
        second.start()
        second.join(0.3)
    second.join()
    assert session.scalars(select(OtherVisitAction.note)).one() == "Since Monday."
    assert refused
    assert "Since Monday." in refused[0]


def test_an_action_needs_words_and_only_visitors_add_one(other_visits: OtherVisits, as_persona: SignIn) -> None:
    visit_id = other_visits.shared("attendance-visit", by="development_lead")
    lead = as_persona("development_lead")
    answer = lead.post(f"{VISITS}/{visit_id}/actions", data={"csrf_token": lead.token(f"{VISITS}/{visit_id}")})
    assert answer.status_code == 422
    head = as_persona("head")
    assert "Write down what was agreed" not in head.get(f"{VISITS}/{visit_id}").get_data(as_text=True)
    token = head.token("/coaching/my-ledger/new")
    assert head.post(f"{VISITS}/{visit_id}/actions", data={"csrf_token": token, "text": "x"}).status_code == 403
