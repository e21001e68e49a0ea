"""What courses and programmes say of themselves, publishing them, and SEND need by need."""

import csv
import datetime as dt
import io
import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.insight.starting import load_what_every_trust_starts_from
from cpd.training.models import Category, Course, Programme
from tests.conftest import CheckingClient, QueryCount
from tests.training.conftest import Fire
from tests.training.courses import add_course, complete, require_of
from tests.world import World

SignIn = Callable[[str], CheckingClient]
NEW = "/training/programmes/new"


def words(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_a_programme_without_a_reason_is_not_published(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    typed = {"title": "Out safely", "code": "out-safely", "course_1": "HS-FIRE"}
    refused = lead.post_form(NEW, typed | {"publish": "1"})
    assert refused.status_code == 422
    assert "Say why first" in refused.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Programme)) == 0
    made = lead.post_form(NEW, typed | {"publish": "1", "why": "Everybody can get everybody out."})
    assert made.status_code == 302
    teacher = as_persona("teacher")
    assert "Everybody can get everybody out." in words(teacher, "/training/programmes")
    page = words(teacher, "/training/programmes/out-safely")
    assert "Asked of all staff" in page
    assert "1 of 1" in page
    assert teacher.get("/training/programmes/out-safely/edit").status_code == 403


def test_a_programme_in_writing_is_seen_by_its_writers_alone_and_made_once(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    lead = as_persona("development_lead")
    data = {"title": "Later", "code": "later", "request_key": str(uuid.uuid4()), "csrf_token": lead.token(NEW)}
    assert [lead.post(NEW, data=data).status_code for _ in range(2)] == [302, 302]
    assert session.scalar(select(func.count()).select_from(Programme)) == 1
    assert "Not published" in words(lead, "/training/programmes/later")
    assert as_persona("head").get("/training/programmes/later").status_code == 404
    assert lead.post_form(NEW, {"title": "Again", "code": "later"}).status_code == 422


def test_two_who_write_a_programme_do_not_undo_each_other(as_persona: SignIn, fire: Fire) -> None:
    lead = as_persona("development_lead")
    lead.post_form(NEW, {"title": "Later", "code": "later", "why": "At first"})
    edit = "/training/programmes/later/edit"
    token, version = lead.token(edit), re.search(r'name="version"[^>]*value="(\d+)"', lead.get(edit).text)
    assert version
    stale = {"csrf_token": token, "version": version[1], "title": "Later"}
    assert lead.post(edit, data=stale | {"why": "By one", "course_1": "HS-FIRE"}).status_code == 302
    answer = lead.post(edit, data=stale | {"why": "By the other"})
    assert answer.status_code == 422
    assert "By one" in answer.text
    assert "By the other" in answer.text
    assert "HS-FIRE" in answer.text


def test_a_course_says_why_and_what_should_look_different(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    edit = "/training/courses/HS-FIRE/edit"
    assert "Not published" in words(lead, "/training/courses/HS-FIRE")
    said = {
        "why": "Everybody can get out.",
        "afterwards": "Doors stay clear.",
        "mechanisms": ["Modelling", "Rehearsal"],
        "need": "",
        "publish": "1",
    }
    refused = lead.post_form(edit, said | {"why": ""})
    assert refused.status_code == 422
    assert "Say why first" in refused.text
    assert lead.post_form(edit, said).status_code == 302
    page = words(as_persona("ta"), "/training/courses/HS-FIRE")
    assert "Doors stay clear." in page
    assert "modelling and rehearsal" in page
    assert "Nothing yet for building knowledge, staying motivated and making it last" in page
    assert lead.post_form(edit, {"why": ""}).status_code == 422
    course = session.scalars(select(Course)).one()
    assert course.published_on == dt.date(2026, 11, 23)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == course.id)).all()
    assert sorted(actions) == ["training.course_published", "training.course_worded"]
    stale = lead.post(edit, data={"csrf_token": lead.token(edit), "seen": "another", "why": "Mine"})
    assert stale.status_code == 422
    assert "Everybody can get out." in stale.text
    lead.post("/training/courses/HS-FIRE/withdraw", data={"csrf_token": lead.token(edit)})
    assert "Not published" in words(lead, "/training/courses/HS-FIRE")


@pytest.fixture
def speech(session: Session, trust: World) -> uuid.UUID:
    with transaction() as writing:
        course = add_course(writing, "SEND-CI", "Language and talk", category=Category.SEND, need="Communication")
        require_of(writing, course.id)
        complete(writing, course.id, trust.person("teacher"), dt.date(2026, 9, 2))
        return course.id


def test_who_has_a_unit_and_who_has_not_by_school(as_persona: SignIn, speech: uuid.UUID, trust: World) -> None:
    lead = words(as_persona("development_lead"), "/training/needs")
    assert "Communication" in lead
    assert "Language and talk School Have it Have it not The whole trust 1 of 15 (6.7%)" in lead
    head = as_persona("head")
    page = head.get("/training/needs").text
    assert f"/training/schools/{trust.school('hazel')}/not-trained/SEND-CI" in page
    assert str(trust.school("larch")) not in page
    assert "fewer than 5" in page
    rows = list(csv.DictReader(io.StringIO(head.get("/training/needs.csv").get_data().decode("utf-8-sig"))))
    assert [(row["school_name"], row["eligible"], row["have_it"], row["have_it_not"]) for row in rows] == [
        ("", "not shown", "", ""),
        ("Hazel Down Primary School", "8", "1", "7"),
        ("Larch Lane Primary School", "fewer than 5", "", ""),
        ("Foxglove Special School", "fewer than 5", "", ""),
        ("Central team", "fewer than 5", "", ""),
    ]


def test_the_page_of_needs_asks_the_database_the_same_for_more_units(
    as_persona: SignIn, speech: uuid.UUID, counted_queries: Callable[[], QueryCount]
) -> None:
    lead = as_persona("development_lead")
    lead.get("/training/needs")
    first = counted_queries()
    lead.get("/training/needs?as_at=2026-11-22")
    few = first.total
    with transaction() as writing:
        for number in range(4):
            course = add_course(writing, f"SEND-N{number}", f"Unit {number}", need=f"Need {number}")
            require_of(writing, course.id)
    second = counted_queries()
    lead.get("/training/needs?as_at=2026-11-21")
    assert second.total <= few + 2


def test_look_fors_are_chosen_under_the_standards_of_the_course(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    with transaction() as writing:
        load_what_every_trust_starts_from(writing)
    lead = as_persona("development_lead")
    edit = "/training/courses/HS-FIRE/edit"
    assert "Tick the standards that it serves" in lead.get(edit).text
    said = {"why": "Everybody can get out.", "standards": ["TS5"]}
    assert lead.post_form(edit, said).status_code == 302
    assert 'value="G5A-L1"' in lead.get(edit).text
    assert lead.post_form(edit, said | {"look_fors": ["G5A-L1"]}).status_code == 302
    page = words(as_persona("teacher"), "/training/courses/HS-FIRE")
    assert "The same goal is kept for the class" in page
    assert session.scalars(select(Course.look_fors)).one() == ["G5A-L1"]
    assert lead.post_form(edit, said | {"look_fors": ["NONE"]}).status_code == 422
    assert lead.post_form(edit, said | {"standards": ["TS5\x00x"]}).status_code == 422, "no database takes NUL"
