"""Completions in another system's words: mapped once on a page, then by themselves, and by name in the command."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.cli.import_files import import_group
from cpd.people.models import StagedImport
from cpd.training.models import Completion, ImportMapping
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.world import World

SignIn = Callable[[str], CheckingClient]
NEW = "/people/imports/new"
THEIRS = (
    "Learner No;Module;Finished;Date of Birth;Score\n"
    "L001;Fire drill;20/11/2026;01/02/1980;90\n"
    "L004;Fire drill;20/11/2026;03/04/1981;80\n"
    "S001;Juggling;20/11/2026;05/06/1982;70\n"
)


def upload(client: CheckingClient, content: str = THEIRS) -> str:
    file = (io.BytesIO(content.encode()), "lantern.csv")
    data = {"csrf_token": client.token(NEW), "kind": "completions", "file": file}
    answer = client.post(NEW, data=data, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.location


def say_columns(client: CheckingClient, import_url: str, **more: str) -> str:
    address = import_url.replace("/people/imports/", "/training/mappings/of/")
    columns = {"staff_code": "Learner No", "course_code": "Module", "completed_on": "Finished", "name": "Lantern"}
    answer = client.post_form(address, columns | more)
    assert answer.status_code == 302, answer.text
    return answer.location


def course_fields(client: CheckingClient, address: str) -> dict[str, str]:
    """The name of each field by the name of the course."""
    page = client.get(address).text
    return {label: name for name, label in re.findall(r'<label class="govuk-label" for="(course_\w+)">([^<(]+)', page)}


def say_courses(client: CheckingClient, address: str) -> None:
    fields = {label.strip(): name for label, name in course_fields(client, address).items()}
    answer = client.post_form(address, {fields["Fire drill"]: "HS-FIRE", fields["Juggling"]: "-"})
    assert answer.status_code == 302


def completions(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Completion)) or 0


@pytest.fixture
def mapped(as_persona: SignIn, fire: Fire) -> CheckingClient:
    """The development lead, who has said once what Lantern's columns and courses are."""
    lead = as_persona("development_lead")
    import_url = upload(lead)
    page = lead.get(import_url).text
    assert "Its columns have names of their own" in page
    assert "Import this" not in page
    courses = say_columns(lead, import_url)
    assert courses.endswith("/courses")
    say_courses(lead, courses)
    return lead


def test_what_is_said_once_reads_the_next_file_by_itself(mapped: CheckingClient, session: Session) -> None:
    import_url = upload(mapped)
    page = mapped.get(import_url).text
    assert "Read by the mapping “Lantern”." in page
    assert "Harriet Dale (L001): HS-FIRE on 2026-11-20" in page
    before = completions(session)
    assert mapped.post_form(import_url).status_code == 302
    assert completions(session) == before + 2
    mapping = session.scalars(select(ImportMapping)).one()
    assert mapping.courses == {"Fire drill": "HS-FIRE", "Juggling": ""}
    assert "1 left out" in mapped.get("/training/mappings").text


def test_private_columns_are_neither_kept_nor_offered(mapped: CheckingClient, session: Session) -> None:
    import_url = upload(mapped)
    for staged in session.scalars(select(StagedImport)):
        assert "1980" not in staged.content
    page = mapped.get(import_url.replace("/people/imports/", "/training/mappings/of/")).text
    assert "Score" in page
    assert "Date of Birth" not in page


def test_a_file_without_headings_is_refused_and_not_kept(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    file = (io.BytesIO(b"L001,Fire drill,20/11/2026,01/02/1980\n"), "list.csv")
    data = {"csrf_token": lead.token(NEW), "kind": "completions", "file": file}
    answer = lead.post(NEW, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "1980" not in answer.text
    assert session.scalars(select(StagedImport)).all() == []


def test_a_heading_that_is_there_twice_is_told_until_a_mapping_says_which(as_persona: SignIn, fire: Fire) -> None:
    lead = as_persona("development_lead")
    twice = upload(lead, "Staff Code,Course,Completed,Completed\nL001,HS-FIRE,1/9/2026,20/11/2026\n")
    assert "There are two columns with this heading" in lead.get(twice).text
    columns = {"staff_code": "Staff Code", "course_code": "Course", "completed_on": "Completed (2)"}
    address = twice.replace("/people/imports/", "/training/mappings/of/")
    assert lead.post_form(address, columns | {"name": "Twice"}).status_code == 302
    assert "HS-FIRE on 2026-11-20" in lead.get(twice).text


def test_two_who_change_a_mapping_do_not_undo_each_other(mapped: CheckingClient, session: Session) -> None:
    import_url = upload(mapped)
    address = import_url.replace("/people/imports/", "/training/mappings/of/")
    columns = {"staff_code": "Learner No", "course_code": "Module", "completed_on": "Finished"}
    stale = {"csrf_token": mapped.token(address), "version": "1", "name": "Mine", **columns}
    answer = mapped.post(address, data=stale)
    assert answer.status_code == 422
    assert "Saved by somebody else" in answer.text
    nobody = mapped.post_form(address, {"course_code": "Module", "completed_on": "Finished", "name": "Lantern"})
    assert "Say which column tells who it was" in nobody.text
    twice = mapped.post_form(address, {"minutes": "Finished", "name": "Lantern", **columns})
    assert "chosen twice" in twice.text


def test_the_command_reads_by_a_mapping_only_where_it_is_named(
    mapped: CheckingClient, app: Flask, tmp_path: Path, session: Session, trust: World
) -> None:
    path = tmp_path / "lantern.csv"
    path.write_text(THEIRS)

    def run(*options: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(import_group, ["completions", str(path), *options], obj=app)
        return result.exit_code, result.stdout, result.stderr

    status, _, told = run()
    assert status == 1
    assert "the file has no such column" in told
    status, _, told = run("--mapping", "Beacon")
    assert status == 1
    assert told.strip().endswith(":1: mapping 'Beacon': no mapping is called that; there are: Lantern")
    before = completions(session)
    status, report, _ = run("--mapping", "lantern", "--json")
    assert status == 0
    assert json.loads(report) | {"created": 2, "ignored_rows": 1, "dropped_columns": ["Date of Birth"]} == json.loads(
        report
    )
    assert completions(session) == before + 2


def test_a_mapping_is_forgotten_and_files_are_read_as_before(mapped: CheckingClient, session: Session) -> None:
    waiting = upload(mapped)
    mapping = session.scalars(select(ImportMapping.id)).one()
    token = {"csrf_token": mapped.token("/training/mappings")}
    assert mapped.post(f"/training/mappings/{mapping}/forget", data=token).status_code == 302
    for address in (waiting, upload(mapped)):
        assert "Its columns have names of their own" in mapped.get(address).text
