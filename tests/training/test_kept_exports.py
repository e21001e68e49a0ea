"""Coverage files are kept as they were, opened again, and held against what is known today."""

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.export_coverage import export_coverage
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import HANDLERS, RunningJob
from cpd.core.worker import Worker
from cpd.people.actor import Actor
from cpd.people.models import Post, RoleGrant, StaffGroup
from cpd.training.mails import exports as export_mails
from cpd.training.mails.exports import make_scheduled_exports
from cpd.training.models import KeptExport
from cpd.training.services.kept_exports import keep_export
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import complete
from tests.world import TODAY, World, add_post

SignIn = Callable[[str], CheckingClient]
TAKE = "/training/coverage/export"


def only_export(session: Session) -> KeptExport:
    session.rollback()
    return session.scalars(select(KeptExport).order_by(KeptExport.made_at.desc())).one()


def page_of(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def test_a_file_opens_again_byte_for_byte_after_the_facts_have_changed(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    head = as_persona("head")
    taken = head.get(f"{TAKE}?level=people&as_at=2026-11-20").get_data()
    export = only_export(session)
    address = f"/training/exports/{export.id}"
    assert export.sha256 == hashlib.sha256(taken).hexdigest()
    assert (export.rows, export.size, export.made_by) == (8, len(taken), "Harriet Dale")
    assert "Nothing has changed" in page_of(head, f"{address}/changes")
    with transaction() as writing:
        complete(writing, fire.course_id, trust.person("office"), dt.date(2026, 11, 2))
        add_post(writing, trust.person("stranger"), trust.school("hazel"), "Cover Teacher", StaffGroup.TEACHER)
        post = writing.scalars(select(Post).where(Post.person_id == trust.person("ambassador"))).one()
        post.ended_on = dt.date(2026, 11, 19)
    assert head.get(f"{address}/file").get_data() == taken
    changes = page_of(head, f"{address}/changes")
    assert "1 row says something else, 1 row is new, 1 row is gone" in changes
    assert "Olive Munro, Hazel Down Primary School" in changes
    assert "Standing: overdue, now in date; completed: nothing, now 2 Nov 2026" in changes
    assert export.sha256 in page_of(head, address)


def test_a_file_goes_out_while_it_is_made_and_only_a_whole_one_is_kept(
    as_persona: SignIn, fire: Fire, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cpd.core.pieces.PIECE", 100)
    head = as_persona("head")
    whole = head.get(f"{TAKE}?level=people").get_data()
    broken_off = head.get(f"{TAKE}?level=people", buffered=False)
    assert whole.startswith(next(broken_off.iter_encoded()))
    broken_off.close()
    assert only_export(session).size == len(whole)
    monkeypatch.setattr("cpd.training.routes.coverage.keep_export", fail)
    not_kept = head.get(f"{TAKE}?level=people", buffered=False)
    arrived: list[bytes] = []
    with pytest.raises(OSError, match="full"):
        arrived.extend(not_kept.iter_encoded())
    assert len(b"".join(arrived)) < len(whole)
    readings = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.names_exported")).all()
    assert len(readings) == 3
    assert only_export(session).size == len(whole)


def fail(*arguments: object) -> None:
    raise OSError("the disk is full")


def test_a_file_with_names_opens_only_for_whoever_may_still_see_them(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    head = as_persona("head")
    head.get(f"{TAKE}?level=people")
    address = f"/training/exports/{only_export(session).id}"
    assert as_persona("other_head").get(address).status_code == 404
    assert as_persona("development_lead").get(f"{address}/file").status_code == 200
    with transaction() as writing:
        for grant in writing.scalars(select(RoleGrant).where(RoleGrant.person_id == trust.person("head"))):
            grant.ended_on = TODAY - dt.timedelta(days=1)
    assert "not yours to see now" in page_of(head, address)
    assert head.get(f"{address}/file").status_code == 403
    assert head.get(f"{address}/changes").status_code == 403


def test_figures_and_workbooks_are_compared_too(as_persona: SignIn, fire: Fire, trust: World, session: Session) -> None:
    lead = as_persona("development_lead")
    lead.get(f"{TAKE}?format=xlsx")
    export = only_export(session)
    assert "Nothing has changed" in page_of(lead, f"/training/exports/{export.id}/changes")
    with transaction() as writing:
        complete(writing, fire.course_id, trust.person("head"), dt.date(2026, 11, 2))
    changes = page_of(lead, f"/training/exports/{export.id}/changes")
    assert "Trained: 2, now 3; overdue: " in changes
    assert "Harriet Dale, Hazel Down Primary School" in changes


def test_the_command_keeps_its_file_as_the_page_does(
    app: Flask, fire: Fire, trust: World, session: Session, tmp_path: Path, as_persona: SignIn
) -> None:
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(export_coverage, ["--out", str(out)], obj=app)
    assert done.exit_code == 0, done.output
    export = only_export(session)
    assert export.made_by.startswith("operator ")
    assert export.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert as_persona("development_lead").get(f"/training/exports/{export.id}/file").get_data() == out.read_bytes()
    assert as_persona("head").get(f"/training/exports/{export.id}").status_code == 404


def test_the_workbook_is_set_up_for_a_board(as_persona: SignIn, fire: Fire) -> None:
    content = as_persona("development_lead").get(f"{TAKE}?format=xlsx&as_at=2026-08-31").get_data()
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Summary", "People", "Definitions"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddHeader.center.text == "Training coverage as at 31 August 2026"


REGULAR = "/training/exports/regular"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[RunningJob]:
    mails: list[RunningJob] = []
    monkeypatch.setitem(HANDLERS, "mail", mails.append)
    return mails


def make_twice(app: Flask) -> None:
    for _ in range(2):
        make_scheduled_exports(RunningJob(uuid.uuid4(), "", {}, 1, ""))
    Worker(app).run_until_empty()


def test_a_file_is_made_each_week_once_and_the_mail_holds_no_file(
    as_persona: SignIn, fire: Fire, session: Session, app: Flask, sent: list[RunningJob]
) -> None:
    head = as_persona("head")
    for _ in range(2):
        assert head.post_form(REGULAR, {"rhythm": "weekly", "file": "people csv"}).status_code == 302
    make_twice(app)
    export = only_export(session)
    assert (export.level, export.made_by, export.rows) == ("people", "Harriet Dale", 8)
    assert [mail.payload["to"] for mail in sent] == ["harriet.dale@saltmarsh.example"]
    assert f"/training/exports/{export.id}" in sent[0].payload["text"]
    assert "Rosa" not in str(sent[0].payload)
    assert as_persona("trustee").post_form(REGULAR, {"rhythm": "weekly", "file": "people csv"}).status_code == 422


def test_a_file_that_fails_keeps_nobody_else_waiting(
    as_persona: SignIn,
    fire: Fire,
    session: Session,
    app: Flask,
    sent: list[RunningJob],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(writing: Session, actor: Actor, *given: Any) -> KeptExport:
        if actor.name == "Harriet Dale":
            raise OSError
        return keep_export(writing, actor, *given)

    monkeypatch.setattr(export_mails, "keep_export", failing)
    for persona in ("head", "development_lead"):
        as_persona(persona).post_form(REGULAR, {"rhythm": "weekly", "file": "people csv"})
    make_twice(app)
    assert only_export(session).made_by == "Della Frost"
    assert len(sent) == 1
