"""Writing a draft and sharing it."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cpd.coaching.models import ActionStep, Visit, VisitLookFor, VisitTerm
from cpd.coaching.rules.visits import VisitState
from cpd.core.database import transaction
from cpd.people.models import Role
from cpd.standards.models import LibraryStep, LookFor
from tests.coaching.making import MESSAGE, SEEN, STEP, WORKED, Coaching, SignIn
from tests.world import TODAY, grant_role

pytestmark = pytest.mark.usefixtures("frameworks")

FULL = {
    "visited_on": "23/11/2026",
    "visited_at": "09:14",
    "kind": "lesson_visit",
    "seen": SEEN,
    "worked": WORKED,
    "step_text": STEP,
    "check_back_on": "7 Dec 2026",
    "message": MESSAGE,
}


def post(client: Any, visit_id: uuid.UUID, then: str, **changes: Any) -> TestResponse:
    answer = client.post_form(f"/coaching/visits/{visit_id}/edit", FULL | {"then": then} | changes)
    assert isinstance(answer, TestResponse)
    return answer


def empty_draft(coaching: Coaching, of: str = "teacher") -> uuid.UUID:
    return coaching.begun(of)


def visit(coaching: Coaching, visit_id: uuid.UUID) -> Visit:
    return coaching.session.get_one(Visit, visit_id, populate_existing=True)


def test_a_draft_may_be_as_thin_as_it_is(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    client = as_persona("ambassador")
    answer = post(client, draft, "save", seen="", worked="", step_text="", message="")
    assert answer.status_code == 302
    assert visit(coaching, draft).state is VisitState.DRAFT
    page = client.get(answer.location).get_data(as_text=True)
    assert "Only you can see it until you share it" in page


def test_a_draft_is_there_for_its_visitor_and_for_nobody_else(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.draft()
    assert SEEN in as_persona("ambassador").get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    assert "Draft, only you see it" in as_persona("ambassador").get("/coaching/visits").get_data(as_text=True)
    teacher = as_persona("teacher")
    assert teacher.get(f"/coaching/visits/{draft}").status_code == 404
    assert str(draft) not in teacher.get("/coaching/visits").get_data(as_text=True)
    assert STEP not in teacher.get("/coaching/steps").get_data(as_text=True)


def test_sharing_asks_kindly_for_what_is_missing_and_keeps_the_rest(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    client = as_persona("ambassador")
    answer = post(client, draft, "share", worked="", step_text="", check_back_on="")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Say one thing that worked, so that Rosa knows what to keep." in text
    assert "Agree one action step" in text
    assert SEEN in text
    kept = visit(coaching, draft)
    assert (kept.seen, kept.state) == (SEEN, VisitState.DRAFT)
    again = client.post(
        f"/coaching/visits/{draft}/edit",
        data=FULL | {"then": "share", "version": str(kept.version), "csrf_token": client.token("/coaching/visits/new")},
    )
    assert again.status_code == 302
    assert visit(coaching, draft).state is VisitState.SHARED


def test_a_shared_visit_is_there_for_the_teacher_at_once(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    answer = post(as_persona("ambassador"), draft, "share")
    assert answer.location == f"/coaching/visits/{draft}"
    teacher = as_persona("teacher")
    assert str(draft) in teacher.get("/coaching/visits").get_data(as_text=True)
    text = teacher.get(answer.location).get_data(as_text=True)
    for words in (SEEN, WORKED, STEP, MESSAGE):
        assert words in text
    assert "Who can see this:" in text
    assert "you and Siân O&#39;Neill, who visited" in text
    assert "A worry about safety does not belong here" in text


def test_the_mail_says_that_there_is_something_to_read_and_not_what(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    post(as_persona("ambassador"), draft, "share")
    (payload,) = coaching.letters()
    assert payload["to"] == "rosa.quill@saltmarsh.example"
    assert payload["subject"] == "Siân O'Neill shared a visit with you"
    for part in ("text", "html"):
        assert f"http://localhost/coaching/visits/{draft}" in payload[part]
        for words in (SEEN, WORKED, STEP, MESSAGE):
            assert words not in payload[part]


def test_no_mail_to_somebody_without_an_email(coaching: Coaching, as_persona: SignIn) -> None:
    post(as_persona("ambassador"), empty_draft(coaching, "ta"), "share")
    assert coaching.letters() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visited_on": "24/11/2026"}, "the date is in the future"),
        ({"visited_on": "yesterday"}, "write it day first"),
        ({"visited_on": "23/11/26"}, "The year needs four digits"),
        ({"visited_on": ""}, "Say when the visit was"),
        ({"visited_on": "01/07/2024"}, "Rosa Quill had no post at Hazel Down Primary School on that day."),
        ({"visited_at": "25:00"}, "Write the time like 9:14"),
        ({"check_back_on": "23/11/2026"}, "The check-back comes after the visit"),
        ({"kind": "inspection"}, "Not a valid choice"),
        ({"seen": "x" * 20_001}, "Keep this under 20,000 letters"),
        ({"step_text": "x" * 601}, "Keep this under 600 letters"),
        ({"look_for_ids": "G1A-L1"}, "not in the list"),
        ({"term_ids": str(uuid.UUID(int=3))}, "no longer in the glossary"),
        ({"look_for_ids": str(uuid.UUID(int=3))}, "not offered to Rosa Quill"),
        ({"library_step_id": str(uuid.UUID(int=3))}, "That step is not offered to Rosa Quill"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed(
    coaching: Coaching, as_persona: SignIn, changes: dict[str, str], sentence: str
) -> None:
    draft = empty_draft(coaching)
    answer = post(as_persona("ambassador"), draft, "save", **changes)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert changes.get("worked", WORKED) in text
    assert visit(coaching, draft).worked == ""


@pytest.mark.parametrize("clock", ["9:14", "0914", "09.14"])
def test_a_time_is_read_as_it_is_typed(coaching: Coaching, as_persona: SignIn, clock: str) -> None:
    draft = empty_draft(coaching)
    assert post(as_persona("ambassador"), draft, "save", visited_at=clock.replace(".", ":")).status_code == 302
    assert visit(coaching, draft).visited_at == dt.time(9, 14)


def test_a_form_sent_twice_changes_nothing_the_second_time(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    client = as_persona("ambassador")
    data = FULL | {"then": "share", "version": "1", "csrf_token": client.token("/coaching/visits/new")}
    for _ in range(2):
        assert client.post(f"/coaching/visits/{draft}/edit", data=data).status_code == 302
    assert coaching.session.scalar(select(func.count()).select_from(ActionStep)) == 1
    assert len(coaching.letters()) == 1


def test_a_stale_form_shows_both_texts_and_loses_neither(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.draft(seen="Typed on the tablet.")
    client = as_persona("ambassador")
    data = FULL | {"seen": "Typed on the phone.", "then": "save", "version": "1"}
    answer = client.post(
        f"/coaching/visits/{draft}/edit", data=data | {"csrf_token": client.token("/coaching/visits/new")}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Typed on the tablet." in text
    assert "Typed on the phone." in text
    assert visit(coaching, draft).seen == "Typed on the tablet."
    assert f'name="version" type="hidden" value="{visit(coaching, draft).version}"' in text


def test_look_fors_and_terms_keep_the_wording_of_the_day(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    look_for, term = coaching.id_of(LookFor, "G6A-L1"), coaching.term("cold-call")
    wording = coaching.session.get_one(LookFor, look_for).text
    client = as_persona("ambassador")
    post(client, draft, "save", look_for_ids=[str(look_for)], term_ids=[str(term)])
    with transaction() as writing:
        writing.get_one(LookFor, look_for).text = "Other words since."
    post(client, draft, "share", look_for_ids=[str(look_for)], term_ids=[str(term)])
    assert coaching.session.scalars(select(VisitLookFor.wording)).all() == [wording]
    assert coaching.session.scalars(select(VisitTerm.wording)).all() == ["Cold call"]
    text = as_persona("teacher").get(f"/coaching/visits/{draft}").get_data(as_text=True)
    assert "/standards/look-fors/G6A-L1" in text
    assert "/standards/terms/cold-call" in text
    assert "Other words since." not in text


def test_tags_are_taken_off_again(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    ids = [str(coaching.id_of(LookFor, code)) for code in ("G6A-L1", "G6A-L2")]
    client = as_persona("ambassador")
    post(client, draft, "save", look_for_ids=ids, term_ids=[str(coaching.term("cold-call"))])
    post(client, draft, "save", look_for_ids=ids[1:])
    assert [str(id_) for id_ in coaching.session.scalars(select(VisitLookFor.look_for_id))] == ids[1:]
    assert coaching.session.scalars(select(VisitTerm)).all() == []


def test_a_ta_is_offered_the_ta_framework_alone(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching, "ta")
    client = as_persona("ambassador")
    page = client.get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    assert str(coaching.id_of(LookFor, "TA2-L1")) in page
    assert str(coaching.id_of(LookFor, "G6A-L1")) not in page
    answer = post(client, draft, "save", look_for_ids=[str(coaching.id_of(LookFor, "G6A-L1"))])
    assert answer.status_code == 422
    assert "not offered to Łukasz Thorn" in answer.get_data(as_text=True)


def test_conduct_is_never_offered_in_a_visit(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    page = as_persona("ambassador").get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    never = [id_ for id_, code in coaching.session.execute(select(LookFor.id, LookFor.code)) if code.startswith("GP")]
    assert str(coaching.id_of(LookFor, "G6A-L1")) in page
    assert not [id_ for id_ in never if str(id_) in page]
    assert "Personal and professional conduct" not in page


def test_the_standard_of_the_focus_comes_first(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.", "TS6")
    draft = empty_draft(coaching)
    coaching.supported_since(TODAY - dt.timedelta(days=1))
    page = as_persona("ambassador").get(f"/coaching/visits/{draft}/edit").get_data(as_text=True)
    assert "Every pupil answers before I move on." in page
    assert page.index(str(coaching.id_of(LookFor, "G6A-L1"))) < page.index(str(coaching.id_of(LookFor, "G1A-L1")))


def test_a_step_of_the_library_fills_in_its_words(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    first, second = (coaching.session.get_one(LibraryStep, coaching.id_of(LibraryStep, f"G1A-S{n}")) for n in (1, 2))
    texts, ids = (first.text, second.text), (str(first.id), str(second.id))
    client = as_persona("ambassador")

    def step() -> tuple[str, str]:
        row = coaching.session.execute(select(ActionStep.text, ActionStep.library_step_id)).one()
        return row.text, str(row.library_step_id)

    post(client, draft, "save", step_text="", library_step_id=ids[0])
    assert step() == (texts[0], ids[0])
    post(client, draft, "save", step_text=texts[0], library_step_id=ids[1])
    assert step() == (texts[1], ids[1])
    post(client, draft, "save", step_text="In our own words.", library_step_id=ids[1])
    assert step() == ("In our own words.", ids[1])


def test_sharing_without_a_new_step_carries_on_with_the_open_one(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    draft = empty_draft(coaching)
    assert post(as_persona("ambassador"), draft, "share", step_text="").status_code == 302
    assert visit(coaching, draft).state is VisitState.SHARED
    assert coaching.session.scalar(select(func.count()).select_from(ActionStep)) == 1


def test_a_soft_hint_offers_other_words_and_keeps_nothing(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    client = as_persona("ambassador")
    answer = post(client, draft, "save", worked="An outstanding start.")
    page = client.get(answer.location).get_data(as_text=True)
    assert "<q>outstanding</q>" in page
    assert "A visit carries no grade." in page
    assert visit(coaching, draft).worked == "An outstanding start."
    post(client, draft, "share", worked="An outstanding start.")
    assert visit(coaching, draft).state is VisitState.SHARED
    assert "<q>" not in as_persona("teacher").get(f"/coaching/visits/{draft}").get_data(as_text=True)


def test_the_form_asks_not_to_name_pupils(coaching: Coaching, as_persona: SignIn) -> None:
    page = as_persona("ambassador").get(f"/coaching/visits/{empty_draft(coaching)}/edit").get_data(as_text=True)
    assert "Do not name pupils." in page


def test_an_ambassador_no_more_keeps_the_draft_and_cannot_share_it(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.draft()
    coaching.end_roles("ambassador")
    client = as_persona("ambassador")
    page = client.get(f"/coaching/visits/{draft}/edit")
    assert page.status_code == 200
    assert "Share with" not in page.get_data(as_text=True)
    assert post(client, draft, "share").status_code == 403
    assert visit(coaching, draft).state is VisitState.DRAFT


def test_a_draft_is_thrown_away_for_good(coaching: Coaching, as_persona: SignIn) -> None:
    draft = coaching.draft(look_for_ids=frozenset([coaching.id_of(LookFor, "G6A-L1")]))
    client = as_persona("ambassador")
    answer = client.post(f"/coaching/visits/{draft}/discard", data={"csrf_token": client.token("/coaching/visits/new")})
    assert answer.status_code == 302
    for model in (Visit, ActionStep, VisitLookFor):
        assert coaching.session.scalars(select(model)).all() == []


def test_a_shared_visit_is_not_thrown_away_nor_edited(coaching: Coaching, as_persona: SignIn) -> None:
    shared = coaching.shared()
    client = as_persona("ambassador")
    token = client.token("/coaching/visits/new")
    assert client.post(f"/coaching/visits/{shared}/discard", data={"csrf_token": token}).status_code == 403
    answer = client.post(f"/coaching/visits/{shared}/edit", data=FULL | {"csrf_token": token, "seen": "Changed."})
    assert answer.status_code == 422
    assert visit(coaching, shared).seen == SEEN


def test_the_draft_shows_what_is_still_asked_for_and_shares_from_there(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    thin, whole = empty_draft(coaching), coaching.draft()
    assert "Say one thing that worked" in client.get(f"/coaching/visits/{thin}").get_data(as_text=True)
    token = client.token("/coaching/visits/new")
    refused = client.post(f"/coaching/visits/{thin}/share", data={"csrf_token": token})
    assert refused.status_code == 422
    assert client.post(f"/coaching/visits/{whole}/share", data={"csrf_token": token}).status_code == 302
    assert visit(coaching, whole).state is VisitState.SHARED


def test_two_who_are_both_ambassadors_of_the_school_do_not_read_each_other(
    coaching: Coaching, as_persona: SignIn
) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "other_ambassador", Role.AMBASSADOR, "hazel")
    shared, draft = coaching.shared(), coaching.draft()
    other = as_persona("other_ambassador")
    assert [other.get(f"/coaching/visits/{id_}").status_code for id_ in (shared, draft)] == [404, 404]


def test_a_character_that_no_database_keeps_is_left_out(coaching: Coaching, as_persona: SignIn) -> None:
    draft = empty_draft(coaching)
    assert post(as_persona("ambassador"), draft, "save", seen="Before\x00after").status_code == 302
    assert visit(coaching, draft).seen == "Beforeafter"
