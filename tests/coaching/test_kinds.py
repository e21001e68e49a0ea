"""Kinds of visit: read by everybody, defined by the development lead, within the limits of roles.md."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpd.coaching import queries
from cpd.coaching.models import KindOfVisit, VisitLimit
from cpd.coaching.rules.kinds import KindShape, code_of, readers
from cpd.coaching.seeds import load_kinds
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from tests.coaching.making import SignIn
from tests.coaching.other_making import LIMIT, OtherVisits
from tests.world import PEOPLE

KINDS = "/coaching/kinds"
A_KIND = {
    "name": "Book look",
    "shape": "person",
    "questions": "What did you look at?\n\n  What worked?  \n",
    "notice": "A week before.",
    "makers": ["head"],
}


def test_the_shipped_kinds_are_there_once(other_visits: OtherVisits, session: Session) -> None:
    with transaction() as writing:
        load_kinds(writing)
    shapes = {kind.code: kind.shape for kind in queries.list_all_kinds(session)}
    assert shapes == {
        "drop-in": KindShape.PERSON,
        "learning-walk": KindShape.WALK,
        "training-follow-up": KindShape.PERSON,
        "attendance-visit": KindShape.SYSTEM,
    }


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_everybody_reads_who_reads_before_the_visit(
    other_visits: OtherVisits, as_persona: SignIn, persona: str
) -> None:
    client = as_persona(persona)
    assert "Drop-in" in client.get(KINDS).get_data(as_text=True)
    text = client.get(f"{KINDS}/{other_visits.kind('drop-in')}").get_data(as_text=True)
    assert "The colleague who is visited and whoever made the visit. Nobody else." in text


def test_the_lead_defines_a_kind(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    answer = as_persona("development_lead").post_form(f"{KINDS}/new", A_KIND, follow_redirects=True)
    assert "The kind is there for everybody to read." in answer.get_data(as_text=True)
    kind = session.query(KindOfVisit).filter_by(code="book-look").one()
    assert (kind.questions, kind.makers) == (["What did you look at?", "What worked?"], ["head"])
    assert (kind.head_reads, kind.lead_reads) == (False, False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Give the kind a name."),
        ({"name": "drop  In"}, "There is a kind with that name already"),
        ({"name": "!!"}, "Give the kind a name with letters in it."),
        ({"questions": " \n "}, "Ask at least one question"),
        ({"questions": "Same?\nSame?"}, "Two of the questions are the same."),
        ({"questions": "\n".join(str(number) for number in range(13))}, "Ask at most 12 questions"),
        ({"makers": []}, "Say who may make such a visit."),
        ({"lead_reads": "y"}, "The development lead never reads a visit to one person."),
    ],
)
def test_what_a_kind_needs(
    other_visits: OtherVisits, as_persona: SignIn, change: dict[str, Any], sentence: str
) -> None:
    answer = as_persona("development_lead").post_form(f"{KINDS}/new", A_KIND | change)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_database_refuses_it_too(other_visits: OtherVisits) -> None:
    with pytest.raises(IntegrityError), transaction() as writing:
        writing.query(KindOfVisit).filter_by(code="drop-in").update({"lead_reads": True})


def test_changing_a_kind_and_a_stale_form(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    client, address = as_persona("development_lead"), f"{KINDS}/{other_visits.kind('drop-in')}/edit"
    change = A_KIND | {"name": "Short drop-in", "version": "1"}
    assert client.post_form(address, change).status_code == 302
    answer = client.post_form(address, change | {"name": "Other name"})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Short drop-in" in text
    assert 'value="Other name"' in text
    assert client.post_form(address, A_KIND | {"name": "Other name"}).status_code == 302
    kind = session.query(KindOfVisit).filter_by(code="drop-in").one()
    assert (kind.name, kind.shape) == ("Other name", KindShape.PERSON)


def test_no_kind_takes_the_name_of_another(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    client = as_persona("development_lead")
    walk = f"{KINDS}/{other_visits.kind('learning-walk')}/edit"
    for name in ("Drop-in", "drop  IN"):
        answer = client.post_form(walk, A_KIND | {"name": name})
        assert answer.status_code == 422
        assert "There is a kind with that name already" in answer.get_data(as_text=True)
    drop_in = f"{KINDS}/{other_visits.kind('drop-in')}/edit"
    assert client.post_form(drop_in, A_KIND | {"name": "Short visit"}).status_code == 302
    assert client.post_form(f"{KINDS}/new", A_KIND | {"name": "short visit"}).status_code == 422
    assert client.post_form(drop_in, A_KIND | {"name": "Drop-in"}).status_code == 302


def test_a_kind_that_has_ended_is_begun_no_more(other_visits: OtherVisits, as_persona: SignIn) -> None:
    kind = other_visits.kind("drop-in")
    lead = as_persona("development_lead")
    lead.post(f"{KINDS}/{kind}/end", data={"csrf_token": lead.token(f"{KINDS}/{kind}")})
    assert as_persona("ambassador").get(f"{KINDS}/{kind}/begin").status_code == 403
    assert "Drop-in" not in as_persona("teacher").get(KINDS).get_data(as_text=True)
    assert "Drop-in" in lead.get(KINDS).get_data(as_text=True)


def test_an_end_is_undone_and_undone_twice_is_undone_once(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    page = f"{KINDS}/{other_visits.kind('drop-in')}"
    lead = as_persona("development_lead")
    token = {"csrf_token": lead.token(page)}
    ended = lead.post(f"{page}/end", data=token, follow_redirects=True).get_data(as_text=True)
    assert "Take this kind up again" in ended
    assert "Take this kind up again" not in as_persona("head").get(page).get_data(as_text=True)
    for _ in range(2):
        answer = lead.post(f"{page}/end", data=token | {"undo": "yes"}, follow_redirects=True)
        assert "Such visits can be made again." in answer.get_data(as_text=True)
    assert as_persona("ambassador").get(f"{page}/begin").status_code == 200
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("kind_of_visit")))
    assert sorted(actions) == ["kind_of_visit.ended", "kind_of_visit.taken_up"]


def test_nobody_but_the_lead_undoes_an_end(other_visits: OtherVisits, as_persona: SignIn) -> None:
    client = as_persona("head")
    data = {"csrf_token": client.token(f"{KINDS}"), "undo": "yes"}
    assert client.post(f"{KINDS}/{other_visits.kind('drop-in')}/end", data=data).status_code == 403


def test_a_limit_is_set_changed_and_removed(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    lead = as_persona("development_lead")
    limit = {"name": LIMIT, "kind_codes": ["drop-in", "learning-walk"], "most_in_term": "3"}
    assert lead.post_form("/coaching/limits/new", limit).status_code == 302
    again = lead.post_form("/coaching/limits/new", limit)
    assert "There is a limit with that name already." in again.get_data(as_text=True)
    assert LIMIT in as_persona("teacher").get(KINDS).get_data(as_text=True)
    limit_id = session.query(VisitLimit).one().id
    assert lead.post_form(f"/coaching/limits/{limit_id}/edit", limit | {"most_in_term": "2"}).status_code == 302
    assert session.query(VisitLimit).one().most_in_term == 2
    stale = lead.post_form(f"/coaching/limits/{limit_id}/edit", limit | {"most_in_term": "5", "version": "1"})
    assert "Saved meanwhile" in stale.get_data(as_text=True)
    lead.post(f"/coaching/limits/{limit_id}/remove", data={"csrf_token": lead.token(KINDS + "/new")})
    assert session.query(VisitLimit).count() == 0


def test_a_limit_needs_a_kind_and_a_number(other_visits: OtherVisits, as_persona: SignIn) -> None:
    lead = as_persona("development_lead")
    text = lead.post_form("/coaching/limits/new", {"name": LIMIT, "most_in_term": "3"}).get_data(as_text=True)
    assert "Choose at least one kind that the limit is for." in text
    for number in ("many", "-1", ""):
        answer = lead.post_form("/coaching/limits/new", {"name": LIMIT, "most_in_term": number})
        assert answer.status_code == 422


def test_readers_in_words() -> None:
    assert readers(KindShape.WALK, head_reads=True, lead_reads=True) == (
        "whoever made the visit",
        "the head of the school",
        "the development lead",
    )
    assert code_of("Élan: Book look!") == "elan-book-look"
