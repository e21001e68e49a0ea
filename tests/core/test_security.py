"""What no answer and no log may give away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.test import Client

from cpd.cli.serve import Server
from cpd.core.security import HEADERS
from cpd.core.settings import Settings, load_settings
from tests.conftest import CheckingClient
from tests.world import World


def test_a_failed_statement_does_not_tell_the_log_what_somebody_wrote(session: Session) -> None:
    with pytest.raises(SQLAlchemyError) as fault:
        session.execute(text("SELECT :words FROM not_there"), {"words": "Every pupil answers."})
    assert "Every pupil answers." not in str(fault.value)
    session.rollback()


@pytest.mark.parametrize("address", ["/standards/%00", "/people/search?q=%00abc", "/training/courses/a%00b"])
def test_a_character_that_no_text_can_hold_leads_nowhere(
    as_persona: Callable[[str], CheckingClient], address: str
) -> None:
    assert as_persona("head").get(address).status_code == 404


@pytest.mark.parametrize("page", ["99999999999999999999999", "-1", "x"])
def test_a_page_beyond_every_list_is_empty(as_persona: Callable[[str], CheckingClient], page: str) -> None:
    assert as_persona("administrator").get(f"/accounts?page={page}").status_code == 200
    assert as_persona("head").get(f"/coaching/ledger?page={page}").status_code == 200


def test_a_page_that_is_not_there_is_kept_by_nobody(
    as_persona: Callable[[str], CheckingClient], app: Flask, trust: World
) -> None:
    client = as_persona("teacher")
    assert client.get("/static/css/not_there.css").headers["Cache-Control"] == "no-store"
    with client.get("/static/css/app.css") as answer:
        assert answer.headers["Cache-Control"] != "no-store"


def test_static_files_carry_the_headers_on_the_production_server(settings: Settings) -> None:
    """They are handed out before a request reaches Flask."""
    with Client(Server(settings, {}).load()).get("/static/css/app.css") as answer:
        assert answer.status_code == 200
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_instance_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = load_settings({"CPD_INSTANCE_DIR": str(tmp_path / "instance")}).instance_dir
    assert folder.stat().st_mode & 0o077 == 0
