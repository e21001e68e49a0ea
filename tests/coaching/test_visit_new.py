"""Finding a colleague and beginning a visit."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from cpd.coaching.models import Visit
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person, Post, Role, StaffGroup
from tests.coaching.making import Coaching, SignIn
from tests.world import TODAY, add_post, grant_role

NEW = "/coaching/visits/new"


def begin(coaching: Coaching, client: Any, person: str, school: str = "hazel", **more: Any) -> Any:
    data = {
        "csrf_token": client.token(NEW),
        "request_key": str(uuid.uuid4()),
        "person_id": str(coaching.trust.person(person)),
        "school_id": str(coaching.trust.school(school)),
    }
    return client.post(NEW, data=data | more)


def visits(coaching: Coaching) -> int:
    return coaching.session.scalar(select(func.count()).select_from(Visit)) or 0


def test_three_letters_find_a_colleague_with_school_and_job(coaching: Coaching, as_persona: SignIn) -> None:
    found = as_persona("ambassador").get("/coaching/colleagues?q=qui").get_json()
    assert [(one["text"], one["line"]) for one in found] == [("Rosa Quill", "Class Teacher, Hazel Down Primary School")]
    assert found[0]["href"] == f"{NEW}?person={coaching.trust.person('teacher')}"


def test_accents_and_apostrophes_do_not_hide_a_name(coaching: Coaching, as_persona: SignIn) -> None:
    assert as_persona("ambassador").get("/coaching/colleagues?q=luk").get_json()[0]["text"] == "Łukasz Thorn"


def test_search_works_without_script(coaching: Coaching, as_persona: SignIn) -> None:
    text = as_persona("ambassador").get(f"{NEW}?q=ros").get_data(as_text=True)
    assert "Rosa Quill" in text
    assert f"?person={coaching.trust.person('teacher')}" in text


@pytest.mark.parametrize("letters", ["si", "sia", "mar", "gal", "xyz", "%25%25%25", "ro"])
def test_neither_oneself_nor_other_schools_are_found(coaching: Coaching, as_persona: SignIn, letters: str) -> None:
    assert as_persona("ambassador").get(f"/coaching/colleagues?q={letters}").get_json() == []


def test_somebody_whose_post_has_ended_is_not_found(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("teacher"))).one()
        post.ended_on = TODAY - dt.timedelta(days=1)
    client = as_persona("ambassador")
    assert client.get("/coaching/colleagues?q=ros").get_json() == []
    assert client.get(f"{NEW}?person={coaching.trust.person('teacher')}").status_code == 404
    assert begin(coaching, client, "teacher").status_code == 404


def test_beginning_makes_a_draft_dated_today(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    page = client.get(f"{NEW}?person={coaching.trust.person('teacher')}").get_data(as_text=True)
    assert "Class Teacher, Hazel Down Primary School" in page
    assert "A worry about safety does not belong here" in page
    assert "Nell Ash" in page
    answer = begin(coaching, client, "teacher")
    visit = coaching.session.scalars(select(Visit)).one()
    assert answer.location == f"/coaching/visits/{visit.id}/edit"
    assert (visit.visited_on, visit.state.value) == (TODAY, "draft")
    entry = coaching.session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.begun")).one()
    assert entry.about_person_id == coaching.trust.person("teacher")


def test_a_form_sent_twice_begins_one_visit(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("ambassador")
    key = str(uuid.uuid4())
    answers = [begin(coaching, client, "teacher", request_key=key) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert visits(coaching) == 1


def test_somebody_elses_key_opens_nothing(coaching: Coaching, as_persona: SignIn) -> None:
    key = str(uuid.uuid4())
    begin(coaching, as_persona("ambassador"), "teacher", request_key=key)
    answer = begin(coaching, as_persona("other_ambassador"), "stranger", "larch", request_key=key)
    assert answer.status_code == 403
    assert visits(coaching) == 1


@pytest.mark.parametrize(
    ("person", "school"), [("stranger", "larch"), ("stranger", "hazel"), ("ambassador", "hazel"), ("trustee", "hazel")]
)
def test_no_visit_to_another_school_a_stranger_or_oneself(
    coaching: Coaching, as_persona: SignIn, person: str, school: str
) -> None:
    client = as_persona("ambassador")
    assert client.get(f"{NEW}?person={coaching.trust.person(person)}").status_code == 404
    assert begin(coaching, client, person, school).status_code == 404
    assert visits(coaching) == 0


@pytest.mark.parametrize("rubbish", ["?person=x", "?person=1234&source=y", f"?person={uuid.UUID(int=7)}"])
def test_an_address_that_leads_nowhere(coaching: Coaching, as_persona: SignIn, rubbish: str) -> None:
    assert as_persona("ambassador").get(NEW + rubbish).status_code == 404


def test_a_form_without_a_colleague_is_asked_for_one(coaching: Coaching, as_persona: SignIn) -> None:
    answer = begin(coaching, as_persona("ambassador"), "teacher", person_id="")
    assert answer.status_code == 422
    assert "Choose a colleague." in answer.get_data(as_text=True)


def test_two_schools_of_ones_own_are_told_apart(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "ambassador", Role.AMBASSADOR, "larch")
        add_post(
            writing,
            coaching.trust.person("teacher"),
            coaching.trust.school("larch"),
            "Music Teacher",
            StaffGroup.TEACHER,
        )
    page = as_persona("ambassador").get(f"{NEW}?person={coaching.trust.person('teacher')}").get_data(as_text=True)
    assert "Begin at Hazel Down Primary School" in page
    assert "Begin at Larch Lane Primary School" in page


WARNING = "You are their head, line manager or appraiser"


def test_an_appraiser_is_warned_and_may_go_on(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "ambassador", Role.APPRAISER, "hazel", "teacher")
    client = as_persona("ambassador")
    assert WARNING in client.get(f"{NEW}?person={coaching.trust.person('teacher')}").get_data(as_text=True)
    answer = begin(coaching, client, "teacher")
    assert answer.status_code == 302
    assert WARNING in client.get(answer.location).get_data(as_text=True)


def test_a_line_manager_is_warned_and_others_are_not(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        grant_role(writing, coaching.trust, "line_manager", Role.AMBASSADOR, "hazel")
        assert writing.get(Person, coaching.trust.person("teacher"))
    address = f"{NEW}?person={coaching.trust.person('teacher')}"
    assert WARNING in as_persona("line_manager").get(address).get_data(as_text=True)
    assert WARNING not in as_persona("ambassador").get(address).get_data(as_text=True)
