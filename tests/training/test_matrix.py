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


def words_of(answer: Any) -> tuple[list[str], str]:
    """The pages of a PDF, and all that its cells say to whoever listens."""
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(answer.data))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    said: list[str] = []
    _listen(root["/StructTreeRoot"]["/K"], said)
    return [" ".join(page.extract_text().split()) for page in reader.pages], "; ".join(said)


def _listen(element: Any, said: list[str]) -> None:
    """Elements from the top down: each piece of text belongs to one, headings of rows and columns say so."""
    element = element.get_object()
    if element["/S"] == "/TH":
        assert element["/A"]["/Scope"] in ("/Column", "/Row")
    said.append(f"{element['/S'][1:]} {element.get('/ActualText', '')}".strip())
    if isinstance(element["/K"], int):
        marked = element["/Pg"].get_object()["/StructParents"]
        assert marked >= 0
        return
    for kid in element["/K"]:
        assert kid.get_object()["/P"].get_object() == element
        _listen(kid, said)


def test_everybody_at_a_school_on_paper(as_persona: SignIn, fire: Fire, trust: World, session: Any) -> None:
    head, address = as_persona("head"), f"/training/schools/{trust.school('hazel')}/matrix"
    assert f"{address}.pdf" in main_of(head, address)
    [page], said = words_of(head.get(f"{address}.pdf"))
    for words in (
        "Rosa Quill, Class Teacher",
        "Łukasz Thorn",
        "2 Sep 27",
        "~ 24 Dec 26",
        "! 2 Sep 26",
        "2 of 6",
        "33.3%",
        "As at Mon 23 November 2026 · Saltmarsh Learning Trust",
        "Page 1 of 1",
    ):
        assert words in page
    assert "TD Due soon: 24 Dec 26" in said
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.names_printed")).all()
    assert [entry.subject_id for entry in noted] == [trust.school("hazel")]
    managed, _ = words_of(as_persona("line_manager").get(f"{address}.pdf"))
    assert "Rosa Quill" in managed[0]
    assert "Olive Munro" not in managed[0]


def test_the_trust_on_paper_has_its_headings_on_every_sheet(
    as_persona: SignIn, fire: Fire, trust: World, session: Any
) -> None:
    with transaction() as writing:
        for number in range(80):
            person = Person(first_name="Ada", last_name=f"Extra {number:02}", sort_first_name="ada", sort_last_name="x")
            writing.add(person)
            writing.flush()
            add_post(writing, person.id, trust.school("larch"), f"Helper {number}", StaffGroup.SUPPORT)
    pages, said = words_of(as_persona("development_lead").get("/training/matrix.pdf?as_at=22 Nov 2026"))
    assert len(pages) > 2
    for at, page in enumerate(pages, 1):
        assert "Fire awareness" in page
        assert "Larch Lane Primary School, continued" in page or at in (1, len(pages))
        assert f"Page {at} of {len(pages)}" in page
        assert "As at Sun 22 November 2026" in page
    # The headings of further sheets are for the eye: a listener hears them once for each table.
    assert said.count("TH Fire awareness") == said.count("Table")
    assert "Owen Brook" in words_of(as_persona("other_head").get("/training/matrix.pdf"))[0][0]


def test_schools_by_courses_on_paper_hides_small_figures(as_persona: SignIn, fire: Fire, trust: World) -> None:
    [page], _ = words_of(as_persona("teacher").get("/training/schools.pdf?category=all"))
    assert "Larch Lane Primary School fewer than 5" in page
    [page], _ = words_of(as_persona("development_lead").get("/training/schools.pdf?category=all"))
    assert "Larch Lane Primary School 0 of 3 (0.0%)" in page
