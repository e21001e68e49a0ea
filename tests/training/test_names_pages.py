"""Training by name: a person's own list, a school's people, and who is not trained yet."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Post
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.world import TODAY, World

SignIn = Callable[[str], CheckingClient]


def text_of(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_ones_own_list_says_what_is_next(as_persona: SignIn, fire: Fire) -> None:
    page = text_of(as_persona("ta"), "/training/mine")
    assert "Valid until 24 Dec 2026" in page
    assert "1 of 1" in page
    assert "Due soon" in page
    assert "Was valid until 2 Sep 2026" in text_of(as_persona("line_manager"), "/training/mine")
    assert "Was due on 29 Sep 2024" in text_of(as_persona("head"), "/training/mine")


def test_a_trustee_has_a_list_with_nothing_in_it(as_persona: SignIn, fire: Fire) -> None:
    assert "No course is asked of you today" in text_of(as_persona("trustee"), "/training/mine")


def test_a_line_manager_learns_nothing_of_absence(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        for persona in ("ambassador", "appraiser"):
            post = writing.query(Post).filter_by(person_id=trust.person(persona)).one()
            post.line_manager_id = trust.person("line_manager")
    manager = as_persona("line_manager")
    for persona in ("ambassador", "appraiser"):
        page = text_of(manager, f"/training/people/{trust.person(persona)}")
        assert "Not counted now" in page
        assert ">On leave<" not in page
        assert ">Exempt<" not in page
        assert "Trains the others" not in page
    assert "Trains the others" in text_of(as_persona("head"), f"/training/people/{trust.person('appraiser')}")
    names = text_of(manager, f"/training/schools/{trust.school('hazel')}/people")
    assert "Rosa Quill" in names
    assert "Siân" not in names


def test_reading_somebody_elses_list_is_noted_and_ones_own_is_not(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    address = f"/training/people/{trust.person('teacher')}"
    as_persona("head").get(address)
    as_persona("teacher").get(address)
    as_persona("ambassador").get(address)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.list_read")).all()
    assert [(entry.by_name, entry.about_person_id, entry.is_reading) for entry in entries] == [
        ("Harriet Dale", trust.person("teacher"), True)
    ]


def test_who_is_not_trained_yet_at_a_school(as_persona: SignIn, fire: Fire, trust: World) -> None:
    address = f"/training/schools/{trust.school('hazel')}/not-trained/HS-FIRE"
    page = text_of(as_persona("office"), address)
    assert "2 of 6" in page
    for name in ("Harriet Dale", "Dev Rao", "Olive Munro", "Petra Vane", "Łukasz Thorn"):
        assert name in page
    assert "Rosa Quill" not in page
    assert "2 people are on long leave or exempt" in page
    earlier = text_of(as_persona("office"), f"{address}?as_at=1 Jun 2026")
    assert "Rosa Quill" in earlier


def test_a_line_manager_sees_their_own_people_alone(as_persona: SignIn, fire: Fire, trust: World) -> None:
    address = f"/training/schools/{trust.school('hazel')}/not-trained/HS-FIRE"
    page = text_of(as_persona("line_manager"), address)
    assert "1 of 1" in page
    assert "Harriet Dale" not in page.split("<main")[1]
    assert (
        as_persona("line_manager")
        .get(address.replace(str(trust.school("hazel")), str(trust.school("larch"))))
        .status_code
        == 404
    )


def test_the_sheet_for_the_wall_is_a_tagged_pdf_of_one_page(as_persona: SignIn, fire: Fire, trust: World) -> None:
    answer = as_persona("head").get(f"/training/schools/{trust.school('hazel')}/not-trained/HS-FIRE.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.get_data()))
    text = " ".join(pdf.pages[0].extract_text().split())
    assert len(pdf.pages) == 1
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Not trained yet: Fire awareness"
    for words in ("Hazel Down Primary School", "2 of 6", "Dev Rao", "Done on", "Was valid until 2 Sep 2026", "Łukasz"):
        assert words.casefold() in text.casefold()


def test_a_schools_people_with_what_their_training_asks_for(as_persona: SignIn, fire: Fire, trust: World) -> None:
    address = f"/training/schools/{trust.school('hazel')}/people"
    everybody = text_of(as_persona("head"), address)
    to_do = text_of(as_persona("head"), f"{address}?show=to-do")
    assert "8 people" in everybody
    assert "Rosa Quill" in everybody
    assert "Rosa Quill" not in to_do
    assert "Łukasz Thorn" in to_do


@pytest.mark.parametrize("code", ["NOPE", "HS-FIRE"])
def test_an_unknown_course_or_school_is_not_there(as_persona: SignIn, fire: Fire, trust: World, code: str) -> None:
    school = trust.school("hazel") if code == "NOPE" else trust.person("teacher")
    assert as_persona("development_lead").get(f"/training/schools/{school}/not-trained/{code}").status_code == 404


def test_a_line_manager_who_has_left_reads_nobody(as_persona: SignIn, fire: Fire, trust: World) -> None:
    """The staff list may still name them."""
    with transaction() as writing:
        for post in writing.scalars(select(Post).where(Post.person_id == trust.person("line_manager"))):
            post.ended_on = TODAY - dt.timedelta(days=1)
    client = as_persona("line_manager")
    assert client.get(f"/training/people/{trust.person('teacher')}").status_code == 404
    assert client.get(f"/training/schools/{trust.school('hazel')}/people").status_code == 404


def test_names_that_a_line_manager_takes_as_a_file_are_entered(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    file = f"/training/coverage/export?level=people&school={trust.school('hazel')}"
    assert "Quill" in text_of(as_persona("line_manager"), file)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.names_exported")).one()
    assert (entry.by_person_id, entry.subject_id) == (trust.person("line_manager"), trust.school("hazel"))
