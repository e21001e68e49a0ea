"""Courses, completions and exemptions through the page of imports: upload, look, confirm."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core import paths
from cpd.training.models import Completion, Course
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.world import World

SignIn = Callable[[str], CheckingClient]
NEW = "/people/imports/new"


def upload(client: CheckingClient, kind: str, name: str, content: bytes) -> str:
    answer = client.post(
        NEW,
        data={"csrf_token": client.token(NEW), "kind": kind, "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


@pytest.mark.parametrize("persona", ["development_lead", "administrator"])
def test_a_list_of_courses_is_looked_at_and_confirmed(
    as_persona: SignIn, trust: World, session: Session, persona: str
) -> None:
    client = as_persona(persona)
    content = (paths.SEEDS / "training" / "courses.yaml").read_bytes()
    address = upload(client, "courses", "courses.yaml", content)
    assert session.scalar(select(func.count()).select_from(Course)) == 0
    assert "SEND-CL Cognition and learning" in client.get(address).get_data(as_text=True)
    assert client.post_form(address).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Course)) == content.count(b"- code:")


def test_completions_are_looked_at_and_confirmed(as_persona: SignIn, fire: Fire, session: Session) -> None:
    client = as_persona("development_lead")
    rows = b"staff_code,course_code,completed_on\nL001,HS-FIRE,20/11/2026\nX1,HS-FIRE,20/11/2026\n"
    address = upload(client, "completions", "list.csv", rows)
    page = client.get(address).get_data(as_text=True)
    assert "Harriet Dale (L001): HS-FIRE on 2026-11-20" in page
    assert "nobody has this staff code" in page.casefold()
    assert client.post_form(address).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Completion)) == 4


def test_exemptions_are_the_administrators_to_import(as_persona: SignIn, trust: World) -> None:
    assert 'value="exemptions"' in as_persona("administrator").get(NEW).get_data(as_text=True)
    lead = as_persona("development_lead").get(NEW).get_data(as_text=True)
    assert 'value="completions"' in lead
    assert 'value="exemptions"' not in lead
