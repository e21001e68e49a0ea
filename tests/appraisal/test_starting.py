"""Cycles, beginning a school's reviews in one step, the board, and appointing."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.models import Review
from cpd.core.database import transaction
from cpd.people.models import Away, Person, Role, RoleGrant
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import TODAY, World

SignIn = Callable[[str], CheckingClient]


@pytest.fixture
def start(appraisals: Appraisals) -> str:
    return f"/appraisal/cycles/{appraisals.cycle_id}/schools/{appraisals.trust.school('hazel')}/start"


def _reviewed(session: Session) -> dict[object, object]:
    session.rollback()
    return {review.person_id: review.appraiser_id for review in session.scalars(select(Review))}


def test_a_head_begins_with_everybody_who_has_an_appraiser(
    appraisals: Appraisals, as_persona: SignIn, session: Session, start: str
) -> None:
    trust = appraisals.trust
    client = as_persona("head")
    page = client.get(start).get_data(as_text=True)
    assert "Appraiser: Greta Stone" in page
    assert _reviewed(session) == {}
    sent = client.post_form(start, {"people": [str(trust.person("teacher")), str(trust.person("ta"))]})
    assert sent.status_code == 302
    greta = trust.person("appraiser")
    assert _reviewed(session) == {trust.person("teacher"): greta, trust.person("ta"): greta}
    assert "Rosa Quill, Class Teacher" not in client.get(start).get_data(as_text=True)


def test_a_missing_appraiser_is_chosen_and_appointed(
    appraisals: Appraisals, as_persona: SignIn, session: Session, start: str
) -> None:
    trust = appraisals.trust
    person, petra = trust.person("ambassador"), trust.person("line_manager")
    as_persona("head").post_form(start, {f"appraiser_{person.hex}": str(petra)})
    assert _reviewed(session) == {person: petra}
    grant = session.scalars(select(RoleGrant).where(RoleGrant.of_person_id == person)).one()
    assert (grant.role, grant.person_id, grant.granted_by_id) == (Role.APPRAISER, petra, trust.person("head"))
    assert as_persona("line_manager").get("/appraisal/").get_data(as_text=True).count("Siân O&#39;Neill, 2026/27") == 1


def test_the_same_form_twice_begins_each_review_once(
    appraisals: Appraisals, as_persona: SignIn, session: Session, start: str
) -> None:
    client = as_persona("head")
    data = {"csrf_token": client.token(start), "people": [str(appraisals.trust.person("teacher"))]}
    assert [client.post(start, data=data).status_code for _ in range(2)] == [302, 302]
    assert len(_reviewed(session)) == 1


def test_nobody_begins_a_review_for_somebody_in_induction(
    appraisals: Appraisals, as_persona: SignIn, session: Session, start: str
) -> None:
    rosa = appraisals.trust.person("teacher")
    with transaction() as writing:
        writing.get_one(Person, rosa).induction_started_on = dt.date(2026, 9, 1)
    client = as_persona("head")
    assert "Statutory induction takes the place of appraisal" in client.get(start).get_data(as_text=True)
    people = [str(rosa), str(appraisals.trust.person("ta"))]
    refused = client.post_form(start, {"people": people})
    assert refused.status_code == 422
    assert "Rosa Quill is in statutory induction" in refused.get_data(as_text=True)
    assert _reviewed(session) == {}


def test_nobody_begins_their_own_review_or_appoints_themselves(
    appraisals: Appraisals, as_persona: SignIn, session: Session, start: str
) -> None:
    trust = appraisals.trust
    head = trust.person("head")
    client = as_persona("head")
    page = client.get(start).get_data(as_text=True)
    assert "Your own review is begun by somebody else" in page
    assert f'<option value="{head}"' not in page
    client.post_form(start, {"people": [str(head)]})
    client.post_form(start, {f"appraiser_{trust.person('ambassador').hex}": str(head)})
    assert _reviewed(session) == {}
    as_persona("deputy").post_form(start, {f"appraiser_{head.hex}": str(trust.person("appraiser"))})
    assert _reviewed(session) == {head: trust.person("appraiser")}


def test_somebody_away_is_not_ticked(appraisals: Appraisals, as_persona: SignIn, start: str) -> None:
    rosa = appraisals.trust.person("teacher")
    with transaction() as writing:
        writing.add(Away(person_id=rosa, started_on=TODAY))
    page = as_persona("head").get(start).get_data(as_text=True)
    assert "Away at the moment" in page
    assert f'value="{rosa}" aria-describedby="begin-{rosa}-hint">' in page


def test_another_school_is_not_theirs_to_begin(appraisals: Appraisals, as_persona: SignIn) -> None:
    larch = appraisals.trust.school("larch")
    address = f"/appraisal/cycles/{appraisals.cycle_id}/schools/{larch}/start"
    client = as_persona("head")
    assert client.get(address).status_code == 404
    assert client.post(address, data={"csrf_token": client.token()}).status_code == 404
    assert client.get(f"/appraisal/schools/{larch}").status_code == 404
    assert as_persona("executive_head").get(address).status_code == 200


def test_the_board_shows_who_stands_where_and_can_be_filtered(appraisals: Appraisals, as_persona: SignIn) -> None:
    appraisals.closed()
    appraisals.started("ta")
    board = f"/appraisal/schools/{appraisals.trust.school('hazel')}"
    client = as_persona("head")
    whole = client.get(board).get_data(as_text=True)
    assert "Rosa Quill" in whole
    assert "Łukasz Thorn" in whole
    assert "Rosa Quill" not in client.get(f"{board}?show=preparation").get_data(as_text=True)
    assert "Łukasz Thorn" not in client.get(f"{board}?q=quil").get_data(as_text=True)
    assert "Łukasz Thorn" in client.get(f"{board}?q=lukasz").get_data(as_text=True)
    assert "Rosa Quill" in client.get(f"{board}?show=closed").get_data(as_text=True)
    assert "No review of this school fits" in client.get(f"{board}?q=nobody").get_data(as_text=True)
    assert client.get(f"{board}?cycle=x").status_code == 404


def test_without_a_cycle_every_page_says_what_comes_first(trust: World, as_persona: SignIn) -> None:
    head = as_persona("head")
    assert "No review yet" in as_persona("teacher").get("/appraisal/").get_data(as_text=True)
    hazel = trust.school("hazel")
    assert "No cycle is open" in head.get(f"/appraisal/schools/{hazel}").get_data(as_text=True)
    assert "No cycle is open" in as_persona("trustee").get("/appraisal/counts").get_data(as_text=True)
    assert "No cycle yet" in as_persona("development_lead").get("/appraisal/cycles").get_data(as_text=True)


def test_another_appraiser_takes_over_and_the_one_before_reads_no_more(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = appraisals.written()
    address = f"/appraisal/reviews/{review_id}"
    petra = str(appraisals.trust.person("line_manager"))
    assert as_persona("line_manager").get(address).status_code == 404
    as_persona("head").post_form(f"{address}/appraiser", {"appraiser_id": petra})
    assert as_persona("line_manager").get(f"{address}/objectives/new").status_code == 200
    assert as_persona("appraiser").get(address).status_code == 404


def test_no_appraiser_is_changed_under_a_signature(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.written()
    appraisals.sign(review_id, "appraiser")
    petra = str(appraisals.trust.person("line_manager"))
    refused = as_persona("head").post_form(f"/appraisal/reviews/{review_id}/appraiser", {"appraiser_id": petra})
    assert refused.status_code == 422
    assert "has signed this review" in refused.get_data(as_text=True)


def test_a_head_who_was_appointed_by_somebody_else_may_take_over(appraisals: Appraisals, as_persona: SignIn) -> None:
    review_id = appraisals.started()
    head = appraisals.trust.person("head")
    form = {"appraiser_id": str(head)}
    client = as_persona("head")
    assert client.post_form(f"/appraisal/reviews/{review_id}/appraiser", form).status_code == 422
    with transaction() as writing:
        writing.add(
            RoleGrant(
                person_id=head,
                role=Role.APPRAISER,
                school_id=appraisals.trust.school("hazel"),
                of_person_id=appraisals.trust.person("teacher"),
                started_on=TODAY,
            )
        )
    assert client.post_form(f"/appraisal/reviews/{review_id}/appraiser", form).status_code == 302
    assert appraisals.review(review_id).appraiser_id == head
