"""Visits of kinds beside coaching: begun by whoever may, read by their readers alone, put right with history."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cpd.coaching.models import CoachingWish, KindOfVisit, LedgerEntry, OtherVisit, OtherVisitAction
from cpd.coaching.rules.other_visits import lists_of_names
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.models import Post, Role, RoleGrant
from tests.coaching.making import SignIn
from tests.coaching.other_making import ANSWER, VISITS, OtherVisits, visit_of
from tests.conftest import CheckingClient
from tests.world import PEOPLE, TODAY, grant_role

EVERYBODY = set(PEOPLE)


def begin(client: CheckingClient, address: str, **fields: Any) -> Any:
    data = {"csrf_token": client.token("/coaching/my-ledger/new"), "request_key": str(uuid.uuid4())}
    return client.post(address, data=data | fields)


# Beginning


def test_an_ambassador_finds_a_colleague_begins_answers_and_shares(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    client, kind = as_persona("ambassador"), other_visits.kind("drop-in")
    rosa = other_visits.trust.person("teacher")
    found = client.get(f"/coaching/kinds/{kind}/begin?q=ros").get_data(as_text=True)
    assert "Rosa Quill" in found
    page = f"/coaching/kinds/{kind}/begin?person={rosa}"
    assert "the colleague who is visited and whoever made the visit" in client.get(page).get_data(as_text=True)
    begun = client.post_form(page)
    visit = session.scalars(select(OtherVisit)).one()
    assert begun.location == f"{VISITS}/{visit.id}/edit"
    saved = client.post_form(begun.location, {"visited_on": "20/11/2026", "answer_0": ANSWER, "then": "share"})
    assert saved.location == f"{VISITS}/{visit.id}/share"
    shared = client.post_form(saved.location, follow_redirects=True).get_data(as_text=True)
    assert "Shared. Everybody named below can read it now." in shared
    assert ANSWER in as_persona("teacher").get(f"{VISITS}/{visit.id}").get_data(as_text=True)
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.person_id, entry.called, entry.visitor) == (rosa, "Drop-in", "Siân O'Neill")
    assert f"{entry.entered_on}" == "2026-11-20"


def test_a_form_sent_twice_begins_one(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    client, trust = as_persona("ambassador"), other_visits.trust
    address, key = f"/coaching/kinds/{other_visits.kind('drop-in')}/begin", str(uuid.uuid4())
    fields = {"person_id": str(trust.person("teacher")), "school_id": str(trust.school("hazel")), "request_key": key}
    assert begin(client, address, **fields).location == begin(client, address, **fields).location
    assert session.scalar(select(func.count()).select_from(OtherVisit)) == 1


@pytest.mark.parametrize(
    ("persona", "kind", "person", "school"),
    [
        ("ambassador", "drop-in", "stranger", "larch"),
        ("ambassador", "drop-in", "stranger", "hazel"),
        ("ambassador", "drop-in", "ambassador", "hazel"),
        ("ambassador", "drop-in", None, "hazel"),
        ("ambassador", "learning-walk", None, "hazel"),
        ("head", "learning-walk", "teacher", "hazel"),
        ("head", "learning-walk", None, "larch"),
        ("development_lead", "drop-in", "teacher", "hazel"),
        ("teacher", "drop-in", "ta", "hazel"),
    ],
)
def test_nobody_begins_beyond_their_role(
    other_visits: OtherVisits, as_persona: SignIn, persona: str, kind: str, person: str | None, school: str
) -> None:
    trust = other_visits.trust
    address = f"/coaching/kinds/{other_visits.kind(kind)}/begin"
    of = str(trust.person(person)) if person else ""
    answer = begin(as_persona(persona), address, person_id=of, school_id=str(trust.school(school)))
    assert answer.status_code in {403, 404}


def test_the_lead_begins_at_any_school(other_visits: OtherVisits, as_persona: SignIn) -> None:
    client = as_persona("development_lead")
    text = client.get(f"/coaching/kinds/{other_visits.kind('attendance-visit')}/begin").get_data(as_text=True)
    assert "Begin at Hazel Down Primary School" in text
    assert "Begin at Larch Lane Primary School" in text


# Mail


def letters(session: Session) -> list[dict[str, Any]]:
    session.rollback()
    found = session.scalars(select(Job.payload).where(Job.kind == "mail"))
    return sorted(found, key=lambda letter: str(letter["to"]))


def test_the_mail_says_that_there_is_something_to_read_and_not_what(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    visit_id, client = other_visits.begun("drop-in", "teacher"), as_persona("ambassador")
    head = other_visits.trust.person("head")
    with transaction() as writing:
        writing.get_one(OtherVisit, visit_id).second_visitor_id = head
    for _ in range(2):
        client.post(f"{VISITS}/{visit_id}/share", data={"csrf_token": client.token("/coaching/my-ledger/new")})
    to = [letter["to"] for letter in letters(session)]
    assert to == ["harriet.dale@saltmarsh.example", "rosa.quill@saltmarsh.example"]
    for letter in letters(session):
        assert letter["subject"] == "Siân O'Neill shared a visit with you"
        assert f"http://localhost{VISITS}/{visit_id}" in letter["text"]
        assert not [said for said in (ANSWER, "Drop-in") if said in letter["text"] + letter["html"]]


def test_no_mail_about_nobody_nor_to_who_has_turned_it_off(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    with transaction() as writing:
        writing.add(CoachingWish(person_id=other_visits.trust.person("teacher"), reminders_off=["shared"]))
    for by, visit_id in (
        ("head", other_visits.begun("learning-walk", by="head")),
        ("ambassador", other_visits.begun("drop-in", "teacher")),
        ("ambassador", other_visits.begun("drop-in", "ta")),
    ):
        client = as_persona(by)
        data = {"csrf_token": client.token("/coaching/my-ledger/new")}
        rooms = [str(other_visits.trust.person(name)) for name in ("teacher", "line_manager", "deputy")]
        assert client.post(f"{VISITS}/{visit_id}/share", data=data | {"rooms": rooms}).status_code == 302
    assert letters(session) == []


# Reading


@pytest.mark.parametrize("persona", sorted(EVERYBODY - {"teacher", "ambassador"}))
def test_a_drop_in_is_read_by_the_two_alone(other_visits: OtherVisits, as_persona: SignIn, persona: str) -> None:
    visit_id = other_visits.shared("drop-in", "teacher")
    client = as_persona(persona)
    for address in (f"{VISITS}/{visit_id}", f"{VISITS}/{visit_id}/edit", f"{VISITS}/{visit_id}/share"):
        assert client.get(address).status_code == 404
    for address in (VISITS, "/coaching/visits", "/", "/coaching/my-ledger"):
        assert ANSWER not in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("persona", sorted(EVERYBODY - {"ambassador"}))
def test_a_draft_is_the_visitors_alone(other_visits: OtherVisits, as_persona: SignIn, persona: str) -> None:
    visit_id = other_visits.begun("drop-in", "teacher")
    assert as_persona(persona).get(f"{VISITS}/{visit_id}").status_code == 404


def test_changing_the_readers_never_widens_a_visit_already_begun(other_visits: OtherVisits, as_persona: SignIn) -> None:
    before = other_visits.shared("drop-in", "teacher")
    with transaction() as writing:
        writing.query(KindOfVisit).filter_by(code="drop-in").update({"head_reads": True})
    after = other_visits.shared("drop-in", "teacher")
    head = as_persona("head")
    assert head.get(f"{VISITS}/{before}").status_code == 404
    assert head.get(f"{VISITS}/{after}").status_code == 200
    assert as_persona("other_head").get(f"{VISITS}/{after}").status_code == 404
    assert "the head of Hazel Down" in as_persona("teacher").get(f"{VISITS}/{after}").get_data(as_text=True)


def test_the_person_learns_that_the_head_has_looked(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    with transaction() as writing:
        writing.query(KindOfVisit).filter_by(code="drop-in").update({"head_reads": True})
    visit_id = other_visits.shared("drop-in", "teacher")
    for persona in ("teacher", "ambassador", "head"):
        as_persona(persona).get(f"{VISITS}/{visit_id}")
    readings = session.scalars(select(AuditEntry).where(AuditEntry.is_reading)).all()
    assert [(one.by_name, one.about_person_id) for one in readings] == [
        ("Harriet Dale", other_visits.trust.person("teacher"))
    ]


def test_who_came_along_reads_it_once_it_is_shared(other_visits: OtherVisits, as_persona: SignIn) -> None:
    visit_id = other_visits.begun("drop-in", "teacher")
    client, head = as_persona("ambassador"), as_persona("head")
    along = {"second_visitor_id": str(other_visits.trust.person("head"))}
    assert client.post_form(f"{VISITS}/{visit_id}/edit", _form(along)).status_code == 302
    assert head.get(f"{VISITS}/{visit_id}").status_code == 404
    other_visits.share(visit_id)
    assert head.get(f"{VISITS}/{visit_id}").status_code == 200
    assert head.get(f"{VISITS}/{visit_id}/edit").status_code == 403
    stranger = {"second_visitor_id": str(other_visits.trust.person("stranger"))}
    other = other_visits.begun("drop-in", "teacher")
    assert client.post_form(f"{VISITS}/{other}/edit", _form(stranger)).status_code == 422
    # Nor anybody who has left, though nobody has ended their role.
    gone = update(Post).where(Post.person_id == other_visits.trust.person("head"))
    with transaction() as writing:
        writing.execute(gone.values(ended_on=TODAY - dt.timedelta(days=1)))
    assert client.post_form(f"{VISITS}/{other}/edit", _form(along)).status_code == 422


def _form(more: dict[str, str]) -> dict[str, str]:
    return {"visited_on": "23/11/2026", "answer_0": ANSWER} | more


# Writing


def test_nothing_is_shared_empty_or_from_the_future(other_visits: OtherVisits, as_persona: SignIn) -> None:
    visit_id = other_visits.begun("drop-in", "teacher", answer="")
    client = as_persona("ambassador")
    answer = client.post_form(f"{VISITS}/{visit_id}/share")
    assert answer.status_code == 422
    assert "Answer at least one question before you share." in answer.get_data(as_text=True)
    late = client.post_form(f"{VISITS}/{visit_id}/edit", {"visited_on": "24/11/2026"})
    assert "the date is in the future" in late.get_data(as_text=True)
    early = client.post_form(f"{VISITS}/{visit_id}/edit", {"visited_on": "24/11/2020"})
    assert "had no post at" in early.get_data(as_text=True)


def test_a_stale_form_shows_both_texts(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    visit_id = other_visits.begun("drop-in", "teacher")
    client = as_persona("ambassador")
    answer = client.post_form(f"{VISITS}/{visit_id}/edit", _form({"version": "1", "answer_0": "My other words"}))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert ANSWER in text
    assert "My other words" in text
    assert visit_of(session, visit_id).answers[0] == ANSWER


def test_a_correction_keeps_the_earlier_words_and_moves_the_entry(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    visit_id = other_visits.shared("drop-in", "teacher")
    change = {"visited_on": "20/11/2026", "answer_0": "One table was still writing."}
    assert as_persona("ambassador").post_form(f"{VISITS}/{visit_id}/edit", change).status_code == 302
    text = as_persona("teacher").get(f"{VISITS}/{visit_id}").get_data(as_text=True)
    assert ANSWER in text
    assert "One table was still writing." in text
    assert "Siân O&#39;Neill corrected this visit" in text
    assert f"{session.scalars(select(LedgerEntry.entered_on)).one()}" == "2026-11-20"


def test_a_draft_is_thrown_away_and_a_shared_visit_is_not(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    client = as_persona("ambassador")
    draft, shared = other_visits.begun("drop-in", "teacher"), other_visits.shared("drop-in", "teacher")
    token = client.token(f"{VISITS}/{draft}")
    assert client.post(f"{VISITS}/{draft}/discard", data={"csrf_token": token}).status_code == 302
    assert client.post(f"{VISITS}/{shared}/discard", data={"csrf_token": token}).status_code == 403
    assert session.scalars(select(OtherVisit.id)).all() == [shared]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ava, Ben B. and Zoë were late.", ["Ava, Ben B. and Zoë"]),
        ("Ava Reed\nBen Stow\nZoë Lane", ["Ava Reed, Ben Stow, Zoë Lane"]),
        ("Twelve pupils, four of them for a week.", []),
        ("Maya and Tom spoke.", []),
    ],
)
def test_a_list_of_names_is_hinted_at(text: str, found: list[str]) -> None:
    assert [hint.phrase for hint in lists_of_names(text)] == found


def test_the_hint_refuses_nothing(other_visits: OtherVisits, as_persona: SignIn) -> None:
    visit_id = other_visits.begun("attendance-visit", by="head")
    client = as_persona("head")
    names = _form({"answer_0": "Ava, Ben and Zoë were away."})
    text = client.post_form(f"{VISITS}/{visit_id}/edit", names, follow_redirects=True).get_data(as_text=True)
    assert "leave the names out and say how many" in text


# A role that has ended


def test_a_role_that_has_ended_writes_no_more(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    draft, shared = other_visits.begun("drop-in", "teacher"), other_visits.shared("drop-in", "teacher")
    action = other_visits.action(shared)
    with transaction() as writing:
        writing.execute(
            update(RoleGrant)
            .where(RoleGrant.person_id == other_visits.trust.person("ambassador"), RoleGrant.role == Role.AMBASSADOR)
            .values(ended_on=TODAY - dt.timedelta(days=1))
        )
        # At another school it helps nothing.
        grant_role(writing, other_visits.trust, "ambassador", Role.AMBASSADOR, "larch")
    client = as_persona("ambassador")
    token = {"csrf_token": client.token("/coaching/my-ledger/new"), "version": "2", "request_key": str(uuid.uuid4())}
    for address in (f"{draft}/edit", f"{draft}/share", f"{shared}/edit", f"actions/{action}/done"):
        assert client.get(f"{VISITS}/{address}").status_code == 403, address
        assert client.post(f"{VISITS}/{address}", data=_form(token)).status_code == 403, address
    assert client.post(f"{VISITS}/{shared}/actions", data=token | {"text": "More."}).status_code == 403
    assert session.scalars(select(OtherVisitAction.done_on)).all() == [None]
    assert visit_of(session, draft).shared_at is None
    # What they wrote they read; a draft, which nobody else has seen, they can throw away.
    assert ANSWER in client.get(f"{VISITS}/{shared}").get_data(as_text=True)
    index = client.get(VISITS).get_data(as_text=True)
    assert f'href="{VISITS}/{draft}"' in index
    assert f"{action}/done" not in index
    page = client.get(f"{VISITS}/{draft}").get_data(as_text=True)
    assert "You no longer hold the role that this visit asks for" in page
    assert "Write on" not in page
    assert client.post(f"{VISITS}/{draft}/discard", data=token).status_code == 302
    assert session.scalars(select(OtherVisit.id)).all() == [shared]


def test_who_came_along_adds_nothing_once_their_role_has_ended(other_visits: OtherVisits, as_persona: SignIn) -> None:
    visit_id = other_visits.begun("drop-in", "teacher")
    with transaction() as writing:
        writing.get_one(OtherVisit, visit_id).second_visitor_id = other_visits.trust.person("head")
    other_visits.share(visit_id)
    address, head = f"{VISITS}/{visit_id}/actions", as_persona("head")
    key = {"csrf_token": head.token("/coaching/my-ledger/new"), "request_key": str(uuid.uuid4())}
    assert head.post(address, data=key | {"text": "Come again."}).status_code == 302
    with transaction() as writing:
        head_grants = RoleGrant.person_id == other_visits.trust.person("head")
        writing.execute(update(RoleGrant).where(head_grants).values(ended_on=TODAY - dt.timedelta(days=1)))
    again = key | {"text": "Once more.", "request_key": str(uuid.uuid4())}
    assert head.post(address, data=again).status_code == 403
