"""The support plan: steps, days together and its end, also after both have signed."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from cpd.appraisal.documents import review_document
from cpd.appraisal.queries import get_sources
from cpd.core.database import transaction
from cpd.people.models import RoleGrant
from tests.appraisal.making import STEP, Appraisals
from tests.appraisal.test_writing import hidden
from tests.conftest import CheckingClient
from tests.world import TODAY

SignIn = Callable[[str], CheckingClient]
A_STEP = {"step": "Plan the last five minutes.", "school_does": "An hour each Friday.", "by_on": "18/12/2026"}


def test_a_plan_is_written_and_read(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.support_agreed(appraisals.started())
    address, client = f"/appraisal/reviews/{review_id}/support", as_persona("appraiser")
    data = hidden(client, f"{address}/steps/new") | A_STEP
    assert [client.post(f"{address}/steps/new", data=data).status_code for _ in range(2)] == [302, 302]
    client.post_form(f"{address}/edit", {"circumstances_talked_about": "y"})
    day = appraisals.review(review_id).support_plan.reviews[0]
    found = {"due_on": "20/11/2026", "held_on": "20/11/2026", "text": "Calmer already."}
    assert client.post_form(f"{address}/days/{day.id}", found).status_code == 302
    page = as_persona("teacher").get(address).get_data(as_text=True)
    for words in (STEP["step"], A_STEP["school_does"], "Calmer already.", "They were talked about.", "before and"):
        assert words in page
    assert page.count(A_STEP["step"]) == 1
    assert "Write a step" not in page


@pytest.mark.parametrize(
    ("part", "values", "sentence"),
    [
        ("steps/new", A_STEP | {"done_on": "24/11/2026"}, "A step is done on a day that has come"),
        ("days/new", {"due_on": "4/12/2026", "held_on": "4/12/2026"}, "This day has not come yet"),
        ("days/new", {"due_on": "4/12/2026", "text": "Calmer."}, "Give the day on which you sat together"),
        ("edit", {"ended_on": "20/11/2026", "what_came_of_it": "Done."}, "from the beginning of the plan until today"),
        ("edit", {"ended_on": "23/11/2026"}, "Say what came of it"),
    ],
)
def test_days_that_cannot_be_are_refused(
    appraisals: Appraisals, as_persona: SignIn, part: str, values: dict[str, str], sentence: str
) -> None:
    review_id = appraisals.support_agreed(appraisals.started())
    refused = as_persona("appraiser").post_form(f"/appraisal/reviews/{review_id}/support/{part}", values)
    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)


def test_it_goes_on_after_both_have_signed_and_the_statement_stays(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.support_agreed(appraisals.written())
    appraisals.sign(review_id, "teacher")
    appraisals.sign(review_id, "appraiser")
    client, address = as_persona("appraiser"), f"/appraisal/reviews/{review_id}/support"
    assert client.post_form(f"{address}/steps/new", A_STEP).status_code == 302
    ended = {"ended_on": "23/11/2026", "what_came_of_it": "Mornings are calm, and it is hers now."}
    assert client.post_form(f"{address}/edit", ended).status_code == 302
    page = as_persona("teacher").get(address).get_data(as_text=True)
    assert ended["what_came_of_it"] in page
    assert "as it stood when both signed" in page
    assert "This plan has ended" in client.post_form(f"{address}/steps/new", A_STEP).get_data(as_text=True)
    review = appraisals.review(review_id)
    document = review_document(review, get_sources(session, review, TODAY))
    assert document.support is not None
    assert [step.step for step in document.support.steps] == [STEP["step"]]
    assert document.support.ended_on is None


def test_the_head_goes_on_with_a_plan_whose_appraiser_is_gone(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.support_agreed(appraisals.started())
    address = f"/appraisal/reviews/{review_id}/support/steps/new"
    assert as_persona("head").get(address).status_code == 403
    with transaction() as writing:
        for grant in writing.query(RoleGrant).filter(RoleGrant.of_person_id == appraisals.trust.person("teacher")):
            grant.ended_on = TODAY.replace(day=1)
    assert as_persona("head").get(address).status_code == 200
    assert as_persona("teacher").get(address).status_code == 403


def test_without_agreed_support_there_is_no_plan(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    assert as_persona("teacher").get(f"/appraisal/reviews/{review_id}/support").status_code == 404
    assert as_persona("appraiser").get(f"/appraisal/reviews/{review_id}/support/steps/new").status_code == 403
