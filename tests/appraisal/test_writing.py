"""What each side writes: refused, saved, saved twice, and saved by two at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.appraisal.making import COMMENT, FOCUS, NEED, OBJECTIVE, SENTENCE, Appraisals
from tests.conftest import CheckingClient

SignIn = Callable[[str], CheckingClient]

INPUT = re.compile(r'<input[^>]*type="hidden"[^>]*>')


def hidden_in(page: str) -> dict[str, str]:
    """Names and values of the hidden fields of a page."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in INPUT.findall(page)]
    return {one["name"]: one["value"] for one in inputs}


def hidden(client: CheckingClient, address: str) -> dict[str, str]:
    """The hidden fields of a form as it was opened."""
    return hidden_in(client.get(address).get_data(as_text=True))


def test_the_person_writes_focus_and_comment(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    client.post_form(f"/appraisal/reviews/{review_id}/focus", {"focus": FOCUS})
    client.post_form(f"/appraisal/reviews/{review_id}/comment", {"person_comment": COMMENT})
    review = appraisals.review(review_id)
    assert (review.focus, review.person_comment) == (FOCUS, COMMENT)
    client.post_form(f"/appraisal/reviews/{review_id}/focus", {"focus": ""})
    assert appraisals.review(review_id).focus == ""


def test_the_appraiser_writes_sentences_and_takes_one_away(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    address = f"/appraisal/reviews/{review_id}/standards/TS1"
    client.post_form(address, {"text": SENTENCE})
    assert [sentence.text for sentence in appraisals.review(review_id).sentences] == [SENTENCE]
    client.post_form(address, {"text": ""})
    assert appraisals.review(review_id).sentences == []


@pytest.mark.parametrize(
    ("part", "field"), [("focus", "focus"), ("comment", "person_comment"), ("standards/TS1", "text")]
)
def test_a_stale_form_shows_both_texts_and_saves_the_second_time(
    appraisals: Appraisals, as_persona: SignIn, part: str, field: str
) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser" if part.startswith("standards") else "teacher")
    address = f"/appraisal/reviews/{review_id}/{part}"
    opened = hidden(client, address)
    client.post_form(address, {field: "Saved first."})
    refused = client.post(address, data=opened | {field: "Typed meanwhile."})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Saved first." in page
    assert "Typed meanwhile." in page
    again = hidden_in(page)
    assert client.post(address, data=again | {field: "Both."}).status_code == 302


OBJECTIVE_FORM: dict[str, Any] = OBJECTIVE | {"standard_id": ""}


def test_an_objective_about_a_share_of_pupils_is_refused_and_let_through_by_the_tick(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    address = f"/appraisal/reviews/{review_id}/objectives/new"
    form = OBJECTIVE_FORM | {"standard_id": str(appraisals.standard("TS6")), "text": "75% will reach the standard."}
    assert "This is not about pupils" not in client.get(address).get_data(as_text=True)
    refused = client.post_form(address, form)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "This counts a share of pupils (“75%”)" in page
    assert "75% will reach the standard." in page
    assert appraisals.review(review_id).objectives == []
    sent = client.post(address, data=hidden_in(page) | form | {"is_not_about_results": "y"})
    assert sent.status_code == 302
    (objective,) = appraisals.review(review_id).objectives
    change = f"/appraisal/reviews/{review_id}/objectives/{objective.id}"
    same_words = form | {"what_came_of_it": "We know why."}
    assert client.post_form(change, same_words).status_code == 302
    assert client.post_form(change, same_words | {"text": "80% will reach it."}).status_code == 422


def test_a_form_posted_twice_makes_one_objective_and_one_need(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    forms = (
        ("objectives", OBJECTIVE_FORM | {"standard_id": str(appraisals.standard("TS6"))}),
        ("needs", NEED),
    )
    for part, form in forms:
        address = f"/appraisal/reviews/{review_id}/{part}/new"
        data = hidden(client, address) | form
        assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    review = appraisals.review(review_id)
    assert (len(review.objectives), len(review.needs)) == (1, 1)


def test_up_to_three_objectives(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client = as_persona("appraiser")
    form = OBJECTIVE_FORM | {"standard_id": str(appraisals.standard("TS6"))}
    address = f"/appraisal/reviews/{review_id}/objectives/new"
    for _ in range(3):
        client.post_form(address, form)
    fourth = client.post_form(address, form)
    assert fourth.status_code == 422
    assert "up to three objectives" in fourth.get_data(as_text=True)
    assert "objectives/new" not in client.get(f"/appraisal/reviews/{review_id}").get_data(as_text=True)
    first = appraisals.review(review_id).objectives[0]
    token = client.token(f"/appraisal/reviews/{review_id}/objectives/{first.id}")
    client.post(f"/appraisal/reviews/{review_id}/objectives/{first.id}/remove", data={"csrf_token": token})
    assert [one.position for one in appraisals.review(review_id).objectives] == [2, 3]
    assert client.post_form(address, form).status_code == 302


def test_an_objective_saved_by_two_shows_both(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    client = as_persona("appraiser")
    objective = appraisals.review(review_id).objectives[0]
    address = f"/appraisal/reviews/{review_id}/objectives/{objective.id}"
    form = OBJECTIVE_FORM | {"standard_id": str(appraisals.standard("TS6"))}
    opened = hidden(client, address)
    client.post_form(address, form | {"text": "Saved first."})
    refused = client.post(address, data=opened | form | {"text": "Typed meanwhile."})
    assert refused.status_code == 422
    assert "Saved first." in refused.get_data(as_text=True)
    assert "Typed meanwhile." in refused.get_data(as_text=True)


def test_an_objective_needs_words_and_a_standard(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.started()}/objectives/new"
    page = as_persona("appraiser").post_form(address, {"text": " ", "standard_id": ""})
    assert page.status_code == 422
    assert "Say what will be different." in page.get_data(as_text=True)
    assert "Choose a standard" in page.get_data(as_text=True)


def test_a_standard_of_another_framework_is_refused(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.started()}/objectives/new"
    form = OBJECTIVE_FORM | {"standard_id": str(appraisals.standard("TA1"))}
    assert as_persona("appraiser").post_form(address, form).status_code == 422


def test_a_need_is_changed_and_removed(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    client = as_persona("appraiser")
    need = appraisals.review(review_id).needs[0]
    address = f"/appraisal/reviews/{review_id}/needs/{need.id}"
    client.post_form(address, NEED | {"agreed_action": "Two visits by Easter."})
    assert appraisals.review(review_id).needs[0].agreed_action == "Two visits by Easter."
    client.post(f"{address}/remove", data={"csrf_token": client.token(address)})
    assert appraisals.review(review_id).needs == []


def test_a_part_of_another_review_is_not_there(appraisals: Appraisals, as_persona: SignIn) -> None:
    rosas, lukaszs = appraisals.written(), appraisals.started("ta")
    need = appraisals.review(rosas).needs[0]
    client = as_persona("appraiser")
    assert client.get(f"/appraisal/reviews/{lukaszs}/needs/{need.id}").status_code == 404


def test_what_was_typed_survives_a_signature_in_between(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    client = as_persona("teacher")
    address = f"/appraisal/reviews/{review_id}/comment"
    opened = hidden(client, address)
    appraisals.sign(review_id, "appraiser")
    refused = client.post(address, data=opened | {"person_comment": "Written while she signed."})
    assert refused.status_code == 422
    assert "Written while she signed." in refused.get_data(as_text=True)
    assert "its words rest" in refused.get_data(as_text=True)
    assert client.get(address).status_code == 302


def test_somebody_else_cannot_post_into_a_part(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    head = as_persona("head")
    token = {"csrf_token": head.token(), "text": "x", "version": "1"}
    for part in ("focus", "comment", "bring", "carry-in", "standards/TS1", "objectives/new", "needs/new", "sign"):
        assert head.post(f"/appraisal/reviews/{review_id}/{part}", data=token).status_code == 403


def test_a_comment_does_not_quarrel_with_what_else_happens_in_the_review(
    appraisals: Appraisals, as_persona: SignIn
) -> None:
    review_id = appraisals.started()
    client = as_persona("teacher")
    opened = hidden(client, f"/appraisal/reviews/{review_id}/comment")
    client.post_form(f"/appraisal/reviews/{review_id}/focus", {"focus": FOCUS})
    client.post_form(f"/appraisal/reviews/{review_id}/comment", {"disagreement": "The autumn was not like this."})
    saved = client.post(f"/appraisal/reviews/{review_id}/comment", data=opened | {"person_comment": COMMENT})
    assert saved.status_code == 302
    review = appraisals.review(review_id)
    assert (review.person_comment, review.disagreement) == (COMMENT, "The autumn was not like this.")
