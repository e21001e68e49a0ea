"""Imports through the page: upload, look, confirm."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.core.database import transaction
from cpd.people.models import Person, Post, StagedImport
from tests.conftest import CheckingClient
from tests.world import World

NEW = "/people/imports/new"
HEADER = "staff_code,DOB,first_name,last_name,school_urn,job_title,fte,start_date,Car park\n"
ANN = "N1,SECRET,Ann,Ash,190001,Teacher,1,2024-09-01,yes\n"
ROSA = "T001,SECRET,Rosa,Quill-Ash,190001,Class Teacher,0.6,2024-09-01,yes\n"


def upload(client: CheckingClient, content: str | bytes, kind: str = "staff", **more: Any) -> TestResponse:
    data = content if isinstance(content, bytes) else content.encode()
    form = {"kind": kind, "file": (io.BytesIO(data), "our staff.csv"), **more}
    return client.post_form(NEW, form, content_type="multipart/form-data")


def test_a_list_is_looked_at_and_then_imported(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    answer = upload(client, HEADER + ANN + ROSA)
    assert answer.status_code == 302
    page = client.get(answer.location).get_data(as_text=True)
    assert "What our staff.csv would change" in page
    assert "Last name: Quill → Quill-Ash; FTE: 1 → 0.6" in page
    assert "Columns never read: DOB" in page
    assert "Columns not needed: Car park" in page
    assert session.scalars(select(Person).where(Person.staff_code == "N1")).first() is None
    assert "SECRET" not in session.scalars(select(StagedImport.content)).one()
    session.rollback()
    assert client.post_form(answer.location).status_code == 302
    done = client.get(answer.location).get_data(as_text=True)
    assert "our staff.csv is imported" in done
    assert session.scalars(select(Person).where(Person.staff_code == "N1")).one().last_name == "Ash"
    assert session.scalars(select(StagedImport.content)).one() == ""


def test_a_confirmation_sent_twice_imports_once(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    address = upload(client, HEADER + ANN).location
    assert client.post_form(address).status_code == 302
    again = client.post(address, data={"csrf_token": client.token(), "mark": "whatever"})
    assert again.status_code == 200
    posts = select(Post).join(Person, Person.id == Post.person_id).where(Person.staff_code == "N1")
    assert len(session.scalars(posts).all()) == 1


def test_a_preview_that_has_gone_stale_is_shown_again(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    address = upload(client, HEADER + ANN + ROSA).location
    before = client.get(address)
    with transaction() as writing:
        person = writing.get(Person, trust.person("teacher"))
        assert person is not None
        person.last_name = "Changed"
    mark = before.get_data(as_text=True).split('name="mark"')[1].split('value="')[1].split('"')[0]
    answer = client.post(address, data={"csrf_token": client.token(), "mark": mark})
    assert answer.status_code == 422
    assert "Something has changed since you looked" in answer.get_data(as_text=True)
    assert session.scalars(select(Person).where(Person.staff_code == "N1")).first() is None
    assert client.post_form(address).status_code == 302


def test_bad_rows_are_shown_and_can_be_left_out(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    address = upload(client, HEADER + ANN + "N2,SECRET,Ben,Ash,190001,Teacher,1,31/02/2024,\n").location
    page = client.get(address).get_data(as_text=True)
    assert "There is no such day" in page
    assert "Import the good rows, leave out 1 row" in page
    rejected = client.get(f"{address}/rejected.csv")
    assert rejected.headers["Content-Disposition"] == "attachment; filename=staff.rejected.csv"
    assert b"N2,Ben,Ash" in rejected.data
    assert b"SECRET" not in rejected.data
    assert client.post_form(address).status_code == 302
    codes = set(session.scalars(select(Person.staff_code)))
    assert "N1" in codes
    assert "N2" not in codes


def test_ending_many_posts_is_asked_about(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    address = upload(client, HEADER + ANN, end_missing_on="30/11/2026").location
    refused = client.post_form(address)
    assert refused.status_code == 422
    assert "Tick the box if these posts are to end" in refused.get_data(as_text=True)
    assert client.post_form(address, {"agreed": "y"}).status_code == 302
    ended = session.scalars(select(Post.ended_on).where(Post.person_id == trust.person("teacher"))).one()
    assert str(ended) == "2026-11-30"


def test_a_file_that_is_no_list_is_refused_where_it_was_chosen(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    client = as_persona("administrator")
    answer = upload(client, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "This is a PDF; save the list as CSV or XLSX" in answer.get_data(as_text=True)
    headless = upload(client, "staff_code,first_name\n1,Ann\n").get_data(as_text=True)
    assert "Last_name: the file has no such column, and every row needs it; school_urn" in headless
    nothing = client.post_form(NEW, {"kind": "staff"})
    assert "Choose the file." in nothing.get_data(as_text=True)


def test_a_file_that_is_too_large(
    app: Flask, monkeypatch: pytest.MonkeyPatch, as_persona: Callable[[str], CheckingClient], trust: World
) -> None:
    client = as_persona("administrator")
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    answer = upload(client, b"x" * 10_001)
    assert answer.status_code == 413
    assert "That file is too large" in answer.get_data(as_text=True)


def test_a_file_can_be_forgotten(as_persona: Callable[[str], CheckingClient], session: Session, trust: World) -> None:
    client = as_persona("administrator")
    address = upload(client, HEADER + ANN).location
    assert client.post(f"{address}/discard", data={"csrf_token": client.token()}).status_code == 302
    assert session.scalars(select(StagedImport)).all() == []
    assert client.get(address).status_code == 404


def test_nobody_else_confirms(as_persona: Callable[[str], CheckingClient], session: Session, trust: World) -> None:
    address = upload(as_persona("administrator"), HEADER + ANN).location
    for persona in ("head", "office", "development_lead"):
        client = as_persona(persona)
        assert client.get(address).status_code == 404
        assert client.post(address, data={"csrf_token": client.token()}).status_code == 404
    assert session.scalars(select(Person).where(Person.staff_code == "N1")).first() is None
