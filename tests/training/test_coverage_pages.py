"""Coverage in figures: the trust, a school, a course, and the files; for those who see names and those who do not."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.cli.export_coverage import export_coverage
from cpd.core.audit import AuditEntry
from cpd.core.changes import forget_everything
from cpd.core.database import transaction
from cpd.people.models import Phase, Post, School, StaffGroup
from tests.conftest import CheckingClient, QueryCount
from tests.training.conftest import Fire
from tests.training.courses import add_course, require_of
from tests.world import PEOPLE, World

SignIn = Callable[[str], CheckingClient]


def cells(response: TestResponse) -> list[list[str]]:
    """The rows of every table on a page, heading rows left out."""
    tree = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("th", "td")]
        for body in tree.iter("tbody")
        for row in body.iter("tr")
    ]


def figures(cell: str) -> str:
    """``3 of 5 (60.0%)`` without the words of its bar."""
    return cell.split(")", maxsplit=1)[0] + ")" if ")" in cell else cell


def rows_of(response: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def test_the_trust_in_words_and_numbers(as_persona: SignIn, fire: Fire) -> None:
    row = cells(as_persona("teacher").get("/training/"))[0]
    assert row[0] == "Fire awareness"
    # Fifteen people hold posts; one is away and one exempt.
    assert figures(row[1]) == "2 of 13 (15.4%)"
    assert row[2:] == ["1", "11 (1 out of date, 10 overdue)", "1 on leave, 1 exempt"]


def test_the_page_the_file_and_the_command_say_the_same(
    app: Flask, as_persona: SignIn, fire: Fire, tmp_path: Path
) -> None:
    lead = as_persona("development_lead")
    row = cells(lead.get("/training/?as_at=1 Jan 2026"))[0]
    by_page = rows_of(lead.get("/training/coverage/export?as_at=2026-01-01"))
    path = tmp_path / "out.csv"
    CliRunner().invoke(export_coverage, ["--as-at", "2026-01-01", "--out", str(path)], obj=app)
    assert by_page == list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    whole = by_page[0]
    assert figures(row[1]) == f"{whole['trained']} of {whole['eligible']} ({whole['coverage_percent']}%)"


@pytest.mark.parametrize("level", ["summary", "people"])
def test_a_file_by_page_is_byte_for_byte_that_of_the_command(
    app: Flask, as_persona: SignIn, fire: Fire, tmp_path: Path, level: str
) -> None:
    answer = as_persona("development_lead").get(f"/training/coverage/export?level={level}")
    path = tmp_path / "out.csv"
    CliRunner().invoke(export_coverage, ["--level", level, "--out", str(path)], obj=app)
    assert answer.get_data() == path.read_bytes()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_school_whose_names_one_may_not_see_hides_small_figures(as_persona: SignIn, fire: Fire, trust: World) -> None:
    address = f"/training/schools/{trust.school('larch')}"
    assert cells(as_persona("teacher").get(address))[0][1:] == ["fewer than 5", "–", "–", "–"]
    assert figures(cells(as_persona("other_head").get(address))[0][1]) == "0 of 3 (0.0%)"
    assert figures(cells(as_persona("development_lead").get(address))[0][1]) == "0 of 3 (0.0%)"


def test_a_figure_that_would_give_a_hidden_one_away_is_hidden_too(as_persona: SignIn, fire: Fire) -> None:
    rows = rows_of(as_persona("trustee").get("/training/coverage/export"))
    schools = {row["school_urn"]: row for row in rows if row["staff_group"] == "all"}
    # Trust and Hazel Down are large enough; the others have fewer than five people each.
    assert schools[""]["eligible"] == "13"
    assert schools["190001"]["eligible"] == "6"
    assert {urn: row["eligible"] for urn, row in schools.items() if urn > "190001"} == dict.fromkeys(
        ("190002", "190003", "900000"), "fewer than 5"
    )
    assert {row["trained"] for row in rows if row["eligible"] == "fewer than 5"} == {""}
    assert {row["coverage_percent"] for row in rows if not row["eligible"].isdigit()} == {""}


def test_hidden_stays_hidden_whichever_way_one_looks(as_persona: SignIn, fire: Fire, trust: World) -> None:
    client = as_persona("teacher")
    whole = {(row["school_urn"], row["staff_group"]): row for row in rows_of(client.get("/training/coverage/export"))}
    for name, urn in (("hazel", "190001"), ("larch", "190002")):
        part = rows_of(client.get(f"/training/coverage/export?school={trust.school(name)}"))
        assert part == [row for (of, _), row in whole.items() if of == urn]
    grid = cells(client.get("/training/schools?category=health_safety"))
    shown = {row[0]: figures(row[1]) for row in grid}
    assert shown["Larch Lane Primary School"] == "fewer than 5"
    assert shown["Hazel Down Primary School"] == "2 of 6 (33.3%)"
    course = cells(client.get("/training/courses/HS-FIRE"))
    assert {row[0]: figures(row[1]) for row in course[1:]} == shown


def test_the_head_sees_their_own_school_whole_and_the_others_as_everybody_does(as_persona: SignIn, fire: Fire) -> None:
    rows = rows_of(as_persona("head").get("/training/coverage/export"))
    hazel = [row for row in rows if row["school_urn"] == "190001"]
    assert all(row["eligible"].isdigit() for row in hazel)
    assert any(row["eligible"] == "fewer than 5" for row in rows if row["school_urn"] == "190002")


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_names_in_files_are_of_the_schools_one_looks_after(as_persona: SignIn, fire: Fire, persona: str) -> None:
    rows = rows_of(as_persona(persona).get("/training/coverage/export?level=people"))
    schools = {
        "head": {"190001"},
        "deputy": {"190001"},
        "office": {"190001"},
        "other_head": {"190002"},
        "executive_head": {"190002", "190003"},
        "development_lead": {"190001", "190002", "190003", "900000"},
    }
    assert {row["school_urn"] for row in rows} == schools.get(persona, set())


def test_the_workbook_by_page(as_persona: SignIn, fire: Fire, trust: World) -> None:
    answer = as_persona("head").get(f"/training/coverage/export?format=xlsx&school={trust.school('hazel')}")
    book = load_workbook(io.BytesIO(answer.get_data()))
    assert book.sheetnames == ["Summary", "People", "Definitions"]
    assert book["People"].max_row == 1 + 8
    words = {row[0].value: str(row[1].value) for row in book["Definitions"]}
    assert "Harriet Dale" in words["made"]


def test_taking_names_away_as_a_file_is_noted(as_persona: SignIn, fire: Fire, session: Session) -> None:
    client = as_persona("head")
    client.get("/training/coverage/export")
    client.get("/training/coverage/export?level=people")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.names_exported")).all()
    assert [entry.by_name for entry in entries] == ["Harriet Dale"]


@pytest.mark.parametrize("query", ["format=pdf", "level=all", "as_at=31/02/2026", "school=x"])
def test_an_address_that_makes_no_sense_is_not_there(as_persona: SignIn, fire: Fire, query: str) -> None:
    assert as_persona("head").get(f"/training/coverage/export?{query}").status_code == 404


def test_a_date_that_cannot_be_read_is_told_and_kept(as_persona: SignIn, fire: Fire) -> None:
    page = as_persona("teacher").get("/training/?as_at=31/02/2026").get_data(as_text=True)
    assert "There is no such day" in page
    assert 'value="31/02/2026"' in page


def test_a_staff_group_and_a_kind_of_course_can_be_asked_for(as_persona: SignIn, fire: Fire, session: Session) -> None:
    with transaction() as writing:
        other = add_course(writing, "SEND-UNI", "Adaptive teaching", category="send")
        require_of(writing, other.id)
    lead = as_persona("development_lead")
    assert [row[0] for row in cells(lead.get("/training/"))] == ["Adaptive teaching"]
    assert [row[0] for row in cells(lead.get("/training/?category=health_safety"))] == ["Fire awareness"]
    assert [row[0] for row in cells(lead.get("/training/?category=all"))] == ["Adaptive teaching", "Fire awareness"]
    assistants = cells(lead.get("/training/?category=all&group=teaching_assistant"))
    assert figures(assistants[1][1]) == "1 of 1 (100.0%)"


def test_before_there_are_courses_each_page_says_how_to_begin(as_persona: SignIn, trust: World) -> None:
    client = as_persona("teacher")
    for address in ("/training/", "/training/schools", f"/training/schools/{trust.school('hazel')}"):
        assert "Nothing is asked of anybody here" in client.get(address).get_data(as_text=True)
    assert "No courses yet" in client.get("/training/courses").get_data(as_text=True)


def test_a_course_says_what_it_is_and_who_must_hold_it(as_persona: SignIn, fire: Fire) -> None:
    page = as_persona("ta").get("/training/courses/hs-fire").get_data(as_text=True)
    for words in ("Out safely.", "All staff, within 4 weeks of starting, from 1 September 2024.", "Every year."):
        assert words in page


def test_the_number_of_queries_does_not_grow_with_the_courses(
    as_persona: SignIn, fire: Fire, session: Session, counted_queries: Callable[[], QueryCount]
) -> None:
    client = as_persona("head")
    client.get("/training/?category=all")
    forget_everything()
    count = counted_queries()
    client.get("/training/?category=all")
    before = count.total
    with transaction() as writing:
        for number in range(5):
            require_of(writing, add_course(writing, f"X-{number}", f"Course {number}").id)
    count = counted_queries()
    client.get("/training/?category=all")
    assert count.total == before


def test_many_schools_come_in_pages_with_the_readers_own_first(
    as_persona: SignIn, fire: Fire, session: Session, trust: World
) -> None:
    person_ids = [trust.person(name) for name in ("teacher", "ta")]
    with transaction() as writing:
        schools = [
            School(urn=300000 + number, name=f"Added {number:03}", sort_name=f"added {number:03}", phase=Phase.PRIMARY)
            for number in range(60)
        ]
        writing.add_all(schools)
        writing.flush()
        for school in schools:
            person_id = person_ids[school.urn % len(person_ids)]
            writing.add(
                Post(
                    person_id=person_id,
                    school_id=school.id,
                    job_title="Cover",
                    staff_group=StaffGroup.TEACHER,
                    started_on=dt.date(2025, 9, 1),
                )
            )
    client = as_persona("head")
    first, second = (cells(client.get(f"/training/schools?page={number}")) for number in (1, 2))
    names = [row[0] for row in first + second]
    assert len(first) == 50
    assert names[0].startswith("Hazel Down")
    assert len(set(names)) == len(names) >= 60
    assert "Page 1 of 2" in client.get("/training/schools").get_data(as_text=True)
    pages = [client.get(f"/trust?page={number}") for number in (1, 2)]
    assert "Page 2 of 2" in pages[1].get_data(as_text=True)
    assert "Central team" in {row[0] for page in pages for row in cells(page)}
    assert "Page 2 of 2" in client.get("/training/courses/HS-FIRE?page=2").get_data(as_text=True)
    assert "Page 2 of 2" in client.get("/coaching/counts?page=2").get_data(as_text=True)
