"""Learning walks: themes without a person, rooms in the ledger that nothing links to the walk."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.coaching.models import LedgerEntry
from cpd.core.audit import AuditEntry
from tests.coaching.making import SignIn
from tests.coaching.other_making import VISITS, OtherVisits, visit_of
from tests.world import PEOPLE


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_who_reads_a_walk(other_visits: OtherVisits, as_persona: SignIn, persona: str) -> None:
    visit_id = other_visits.walked("teacher")
    expected = 200 if persona in {"head", "deputy", "development_lead"} else 404
    assert as_persona(persona).get(f"{VISITS}/{visit_id}").status_code == expected


def test_rooms_are_ticked_for_the_ledger_and_nothing_links_them(
    other_visits: OtherVisits, as_persona: SignIn, session: Session
) -> None:
    visit_id = other_visits.begun("learning-walk", by="head")
    client, trust = as_persona("head"), other_visits.trust
    rooms = [str(trust.person(name)) for name in ("teacher", "ta", "line_manager")]
    page = client.get(f"{VISITS}/{visit_id}/share").get_data(as_text=True)
    assert "Rosa Quill" in page
    assert "Stan Gale" not in page
    assert client.post_form(f"{VISITS}/{visit_id}/share", {"rooms": rooms}).status_code == 302
    entries = session.scalars(select(LedgerEntry)).all()
    assert {str(entry.person_id) for entry in entries} == set(rooms)
    for entry in entries:
        assert entry.other_visit_id is None
        assert entry.visitor == ""
        # Keys that say nothing of when they were made.
        assert (entry.id.version, entry.request_key.version) == (4, 4)
        assert f"{entry.entered_on}" == "2026-11-23"
    ids = {entry.id for entry in entries} | {entry.request_key for entry in entries}
    about = {trust.person(name) for name in ("teacher", "ta", "line_manager")}
    for line in session.scalars(select(AuditEntry)):
        assert line.subject_id not in ids
        assert line.about_person_id not in about
    walk = client.get(f"{VISITS}/{visit_id}").get_data(as_text=True)
    assert "Quill" not in walk
    assert "Thorn" not in walk


def test_entries_are_kept_without_the_order_they_came_in(other_visits: OtherVisits, session: Session) -> None:
    """SQLite numbers the rows of other tables; PostgreSQL has no such number that a page or a backup shows."""
    assert LedgerEntry.__table__.dialect_options["sqlite"]["with_rowid"] is False
    columns = set(LedgerEntry.__table__.columns.keys())
    assert not {name for name in columns if name.endswith("_at")} - {"disputed_at", "settled_at"}


def test_a_walk_shared_twice_enters_each_room_once(other_visits: OtherVisits, session: Session) -> None:
    visit_id = other_visits.walked("teacher", "ta")
    other_visits.share(visit_id, "head", ("teacher",))
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 3


def test_a_walk_names_three_rooms(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    """The themes of a walk through one room would be that colleague's."""
    visit_id, client = other_visits.begun("learning-walk", by="head"), as_persona("head")
    for names in ((), ("teacher",), ("teacher", "ta"), ("teacher", "teacher", "ta"), ("teacher", "ta", "head")):
        rooms = [str(other_visits.trust.person(name)) for name in names]
        answer = client.post_form(f"{VISITS}/{visit_id}/share", {"rooms": rooms})
        assert answer.status_code == 422, names
        field = answer.get_data(as_text=True).split('id="rooms"')[1]
        assert "A walk names at least three rooms" in field.split("</p>")[0]
    assert session.scalars(select(LedgerEntry)).all() == []
    assert visit_of(session, visit_id).shared_at is None


def test_only_people_of_the_school_are_ticked(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    visit_id = other_visits.begun("learning-walk", by="head")
    stranger = str(other_visits.trust.person("stranger"))
    answer = as_persona("head").post_form(f"{VISITS}/{visit_id}/share", {"rooms": [stranger]})
    assert answer.status_code == 422
    assert "had no post at the school" in answer.get_data(as_text=True)
    assert session.scalars(select(LedgerEntry)).all() == []


def test_the_day_of_a_shared_walk_stays(other_visits: OtherVisits, as_persona: SignIn, session: Session) -> None:
    visit_id = other_visits.walked("teacher")
    change = {"visited_on": "20/11/2026", "answer_0": "Waiting."}
    assert as_persona("head").post_form(f"{VISITS}/{visit_id}/edit", change).status_code == 302
    assert f"{visit_of(session, visit_id).visited_on}" == "2026-11-23"
