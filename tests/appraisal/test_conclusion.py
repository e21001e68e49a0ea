"""How a review ends: it starts from the work being done well, and support is agreed only after it was offered."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from cpd.appraisal.models import AppraisalCycle
from cpd.appraisal.rules.conclusion import Conclusion, EarlierKind, check_support, conclusion_words
from cpd.core.database import transaction
from cpd.core.errors import DomainError
from tests.appraisal.making import EARLIER, Appraisals
from tests.appraisal.test_writing import hidden
from tests.conftest import CheckingClient

SignIn = Callable[[str], CheckingClient]
SUPPORT = {"conclusion": "support_agreed"}


def _earlier(client: CheckingClient, address: str, **more: str) -> int:
    form = {"kind": "conversation", "happened_on": "5/10/2026", "text": "We talked about the starts of lessons."}
    return client.post_form(f"{address}/earlier/new", form | more).status_code


def test_it_starts_from_the_standards_being_met(appraisals: Appraisals, as_persona: SignIn) -> None:
    address = f"/appraisal/reviews/{appraisals.started()}"
    assert "Meeting the Teachers’ Standards" in as_persona("teacher").get(address).get_data(as_text=True)
    ta = f"/appraisal/reviews/{appraisals.started('ta', appraiser='line_manager')}"
    page = as_persona("ta").get(ta).get_data(as_text=True)
    assert "Doing the work of the role well, as “Teaching assistants and support staff” describes it" in page
    assert "Meeting the Teachers" not in page


def test_support_needs_a_conversation_an_offer_and_a_standard(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    address, client = f"/appraisal/reviews/{review_id}", as_persona("appraiser")
    chosen = SUPPORT | {"standard_ids": str(appraisals.standard("TS7"))}
    refused = client.post_form(f"{address}/conclusion", chosen)
    assert refused.status_code == 422
    assert "put on record the day of an earlier conversation about it, and what support" in refused.get_data(
        as_text=True
    )
    assert _earlier(client, address, happened_on="23/11/2026") == 422
    assert _earlier(client, address) == 302
    assert "put on record what support was really offered" in client.post_form(
        f"{address}/conclusion", chosen
    ).get_data(as_text=True)
    assert _earlier(client, address, kind="support_offered", happened_on="12/10/2026", text="Four mornings.") == 302
    nothing_named = client.post_form(f"{address}/conclusion", SUPPORT)
    assert "Choose the standards that the support concerns" in nothing_named.get_data(as_text=True)
    assert appraisals.review(review_id).support_plan is None
    assert client.post_form(f"{address}/conclusion", chosen).status_code == 302
    review = appraisals.review(review_id)
    assert (review.conclusion, [one.standard.code for one in review.concerns]) == (Conclusion.SUPPORT_AGREED, ["TS7"])
    assert review.support_plan is not None
    page = as_persona("teacher").get(address).get_data(as_text=True)
    for words in ("Support agreed", "Manage behaviour effectively", "We talked about the starts", "Four mornings."):
        assert words in page


def test_what_the_agreed_support_rests_on_stays(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.support_agreed(appraisals.started())
    client = as_persona("appraiser")
    (conversation, _) = appraisals.review(review_id).earlier
    client.post(f"/appraisal/reviews/{review_id}/earlier/{conversation.id}/remove", data={"csrf_token": client.token()})
    assert len(appraisals.review(review_id).earlier) == len(EARLIER)
    back = client.post_form(f"/appraisal/reviews/{review_id}/conclusion", {"conclusion": "meeting"})
    assert "Take them out first" in back.get_data(as_text=True)


def test_a_stale_conclusion_shows_what_was_saved(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    client, address = as_persona("appraiser"), f"/appraisal/reviews/{review_id}/conclusion"
    opened = hidden(client, address)
    appraisals.support_agreed(review_id)
    refused = client.post(address, data=opened | {"conclusion": "meeting"})
    assert refused.status_code == 422
    assert "What was saved meanwhile" in refused.get_data(as_text=True)


@pytest.mark.parametrize("asks", [True, False])
def test_pay_is_asked_about_where_the_cycle_has_it(
    appraisals: Appraisals, as_persona: SignIn, session: Session, asks: bool
) -> None:
    review_id = appraisals.started()
    with transaction() as writing:
        writing.get_one(AppraisalCycle, appraisals.cycle_id).has_pay_field = asks
    client, address = as_persona("appraiser"), f"/appraisal/reviews/{review_id}/conclusion"
    assert ("Recommendation on pay" in client.get(address).get_data(as_text=True)) is asks
    opened = hidden(client, address) | {"conclusion": "meeting", "pay_recommendation": "One point."}
    client.post(address, data=opened)
    assert appraisals.review(review_id).pay_recommendation == ("One point." if asks else "")


def test_the_person_says_what_they_see_differently(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    address = f"/appraisal/reviews/{review_id}"
    as_persona("teacher").post_form(f"{address}/comment", {"disagreement": "The autumn was not like this."})
    assert "The autumn was not like this." in as_persona("head").get(address).get_data(as_text=True)
    assert as_persona("appraiser").get(f"{address}/comment").status_code == 403


TODAY = dt.date(2026, 11, 23)


def test_both_must_lie_before_today() -> None:
    both = [(EarlierKind.CONVERSATION, dt.date(2026, 11, 22)), (EarlierKind.SUPPORT_OFFERED, TODAY)]
    with pytest.raises(DomainError, match="what support was really offered"):
        check_support({"TS1"}, both, TODAY)
    check_support({"TS1"}, both, TODAY + dt.timedelta(days=1))


def test_each_framework_has_its_words() -> None:
    own = ("Leaders", False)
    words = conclusion_words(Conclusion.MEETING, [("Teachers’ Standards", True), own])
    assert words == "Meeting the Teachers’ Standards, and doing the work of the role well, as “Leaders” describes it"
    assert conclusion_words(Conclusion.MEETING, []) == "Doing the work of the role well"
    assert conclusion_words(Conclusion.SUPPORT_AGREED, [own]) == "Support agreed"
