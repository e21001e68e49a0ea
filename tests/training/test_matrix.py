"""The matrix of people and courses."""

import io
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person, StaffGroup
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import add_course, require_of
from tests.world import World, add_post

SignIn = Callable[[str], CheckingClient]


def main_of(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split("<main")[1].split())


def test_everybody_at_a_school_with_every_course(as_persona: SignIn, fire: Fire, trust: World, session: Any) -> None:
    with transaction() as writing:
        course = add_course(writing, "SEND-CL", "Cognition and learning")
        require_of(writing, course.id, staff_groups=[StaffGroup.TEACHING_ASSISTANT])
    page = main_of(as_persona("head"), f"/training/schools/{trust.school('hazel')}/matrix")
    for name in ("Rosa Quill", "Łukasz Thorn", "Greta Stone", "Olive Munro"):
        assert name in page
    for word, day in (("In date", "2 Sep 27"), ("Due soon", "24 Dec 26"), ("Out of date", "2 Sep 26")):
        assert f'<span class="govuk-visually-hidden">{word}: </span>{day}' in page
    assert f"/training/people/{trust.person('teacher')}/why/SEND-CL" in page
    assert "Not asked: " in page
    assert "<strong>2 of 6</strong>" in page
    teachers = main_of(as_persona("head"), f"/training/schools/{trust.school('hazel')}/matrix?group=teacher")
    assert "Rosa Quill" in teachers
    assert "Łukasz Thorn" not in teachers


def test_a_line_manager_sees_their_people_and_nothing_of_absence(as_persona: SignIn, fire: Fire, trust: World) -> None:
    page = main_of(as_persona("line_manager"), f"/training/schools/{trust.school('hazel')}/matrix")
    assert "Rosa Quill" in page
    assert "Olive Munro" not in page


def test_the_trust_page_by_page_in_the_same_few_queries(
    as_persona: SignIn, fire: Fire, trust: World, session: Any, counted_queries: Callable[[], Any]
) -> None:
    lead = as_persona("development_lead")
    lead.get("/training/matrix")
    count = counted_queries()
    page = main_of(lead, "/training/matrix?as_at=22 Nov 2026")
    few = count.total
    assert "Tess Arden" in page
    assert "Tomas Wren" not in page
    with transaction() as writing:
        for number in range(60):
            add_post(writing, trust.person("ta"), trust.school("larch"), f"Helper {number}", StaffGroup.SUPPORT)
        for persona in ("teacher", "ambassador", "office", "head"):
            add_post(writing, trust.person(persona), trust.school("larch"), "Helper", StaffGroup.SUPPORT)
    lead.get("/training/matrix")
    count = counted_queries()
    again = main_of(lead, "/training/matrix?as_at=22 Nov 2026")
    assert count.total <= few
    assert "Larch Lane" in again
    own = main_of(as_persona("other_head"), "/training/matrix")
    assert "Owen Brook" in own
    assert "Tess Arden" not in own


def words_of(answer: Any) -> list[str]:
    """The pages of a PDF that says of itself that it can be read aloud."""
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(answer.data))
    root: Any = reader.trailer["/Root"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_everybody_at_a_school_on_paper(as_persona: SignIn, fire: Fire, trust: World, session: Any) -> None:
    head, address = as_persona("head"), f"/training/schools/{trust.school('hazel')}/matrix"
    assert f"{address}.pdf" in main_of(head, address)
    [page] = words_of(head.get(f"{address}.pdf"))
    for words in (
        "Rosa Quill, Class Teacher",
        "Łukasz Thorn",
        "2 Sep 27",
        "~ 24 Dec 26",
        "! 2 Sep 26",
        "2 of 6",
        "33.3%",
        "As at Mon 23 November 2026",
        "Saltmarsh Learning Trust",
        "1 of 1",
    ):
        assert words in page
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.names_printed")).all()
    assert [entry.subject_id for entry in noted] == [trust.school("hazel")]
    [managed] = words_of(as_persona("line_manager").get(f"{address}.pdf"))
    assert "Rosa Quill" in managed
    assert "Olive Munro" not in managed


def test_a_large_school_on_paper_has_its_headings_on_every_sheet(
    as_persona: SignIn, fire: Fire, trust: World, session: Any
) -> None:
    with transaction() as writing:
        for number in range(80):
            person = Person(first_name="Ada", last_name=f"Extra {number:02}", sort_first_name="ada", sort_last_name="x")
            writing.add(person)
            writing.flush()
            add_post(writing, person.id, trust.school("larch"), f"Helper {number}", StaffGroup.SUPPORT)
    address = f"/training/schools/{trust.school('larch')}/matrix.pdf?as_at=22 Nov 2026"
    pages = words_of(as_persona("development_lead").get(address))
    assert len(pages) > 1
    for at, page in enumerate(pages, 1):
        assert "Fire awareness" in page
        assert "As at Sun 22 November 2026" in page or at > 1
        assert f"{at} of {len(pages)}" in page


def test_schools_by_courses_on_paper_hides_small_figures(as_persona: SignIn, fire: Fire, trust: World) -> None:
    [page] = words_of(as_persona("teacher").get("/training/schools.pdf?category=all"))
    assert "Larch Lane Primary School fewer than 5" in page
    [page] = words_of(as_persona("development_lead").get("/training/schools.pdf?category=all"))
    assert "Larch Lane Primary School 0 of 3 (0.0%)" in page
