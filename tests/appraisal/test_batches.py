"""The statements of a school as files: made by a job that may be killed, taken by the head who asked alone."""

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import page as page_validation
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal import services
from cpd.appraisal.mails import batches as making
from cpd.appraisal.mails.batches import DELETE_STATEMENTS, delete_statements, make_statements
from cpd.appraisal.models import BatchFile, Review, SignedRecord, StatementBatch
from cpd.appraisal.rules.states import DOWNLOADED
from cpd.core import clock, printers
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import DAILY, Job, RunningJob
from cpd.core.worker import Worker
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]


@pytest.fixture
def school(appraisals: Appraisals) -> dict[str, uuid.UUID]:
    """Rosa's review is signed by both, Siân's is being written."""
    return {
        "signed": appraisals.closed(),
        "open": appraisals.started("ambassador", appraiser="line_manager"),
    }


def _ask(client: CheckingClient, appraisals: Appraisals) -> str:
    asked = client.post_form(f"/appraisal/schools/{appraisals.trust.school('hazel')}/statements", {})
    assert asked.status_code == 302
    return str(asked.location)


def _job(batch: str) -> RunningJob:
    return RunningJob(uuid.uuid4(), services.MAKE_STATEMENTS, {"batch_id": batch.rsplit("/", 1)[1]}, 1, "test")


def _zip(client: CheckingClient, batch: str) -> zipfile.ZipFile:
    answer = client.get(f"{batch}.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data))


def _press(client: CheckingClient, batch: str, button: str) -> None:
    assert client.post(f"{batch}/{button}", data={"csrf_token": client.token(batch)}).status_code == 302


def test_what_its_person_takes_back_is_in_no_file_any_more(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn
) -> None:
    person, head, address = as_persona("ambassador"), as_persona("head"), f"/appraisal/reviews/{school['open']}"
    assert person.post_form(f"{address}/bring", {"text": "Something I should not have said."}).status_code == 302
    batch = _ask(head, appraisals)
    Worker(app).run_until_empty()
    (draft,) = (name for name in _zip(head, batch).namelist() if "draft" in name)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(_zip(head, batch).read(draft))).pages)
    assert "should not have said" in text
    (brought,) = appraisals.review(school["open"], "ambassador").brought
    token = {"csrf_token": person.token(address)}
    assert person.post(f"{address}/brought/{brought.id}/take-out", data=token).status_code == 302
    assert [name[4:] for name in _zip(head, batch).namelist() if name.endswith(".pdf")] == ["Rosa Quill.pdf"]


def test_a_head_asks_and_takes_every_statement(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)
    waiting = head.get(batch).get_data(as_text=True)
    assert "0 of 2" in waiting
    assert "data-look-again" in waiting
    assert f"{batch}.zip" not in waiting
    Worker(app).run_until_empty()
    assert "All are made: 1 signed by both, 1 draft." in head.get(batch).get_data(as_text=True)

    bundle = _zip(head, batch)
    names = {name for name in bundle.namelist() if name.endswith(".pdf")}
    assert {name[4:] for name in names} == {"Rosa Quill.pdf", "Siân O'Neill (draft).pdf"}
    manifest = bundle.read("SHA256SUMS").decode()
    assert manifest == "".join(f"{hashlib.sha256(bundle.read(name)).hexdigest()}  {name}\n" for name in sorted(names))
    session.rollback()
    kept = session.scalar(select(SignedRecord.pdf_sha256).where(SignedRecord.review_id == school["signed"]))
    assert f"{kept}  " in manifest
    draft = next(name for name in names if "draft" in name)
    assert "Draft, not signed" in PdfReader(io.BytesIO(bundle.read(draft))).pages[0].extract_text()


def test_all_in_one_file_with_bookmarks_and_tags(
    school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn, app: Flask
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)
    Worker(app).run_until_empty()
    whole = head.get(f"{batch}.pdf").data
    reader = PdfReader(io.BytesIO(whole))
    assert [mark.title for mark in reader.outline] == ["Siân O'Neill (draft)", "Rosa Quill"]
    second = reader.get_destination_page_number(reader.outline[1])
    assert second is not None
    assert "Rosa Quill" in reader.pages[second].extract_text()
    report = page_validation.validate_pdf_bytes(whole, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(fault.rule_id, fault.message) for fault in report.failures]


@pytest.mark.parametrize(("killed_when", "there"), [("printing", 1), ("keeping", 0), ("ending", 2)])
def test_killed_at_a_file_it_goes_on_and_every_file_is_there_once(
    app: Flask,
    school: dict[str, uuid.UUID],
    appraisals: Appraisals,
    as_persona: SignIn,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    killed_when: str,
    there: int,
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)

    place, name = {
        "printing": (printers, "to_pdf"),
        "keeping": (making.services, "keep_file"),
        "ending": (making.services, "end_batch"),
    }[killed_when]
    does = getattr(place, name)

    def die(*given: Any, **more: Any) -> None:
        does(*given, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(place, name, die)
    with app.app_context(), pytest.raises(KeyboardInterrupt):
        make_statements(_job(batch))
    monkeypatch.undo()
    session.rollback()
    before = {row.review_id: (row.sha256, row.made_at) for row in session.scalars(select(BatchFile)) if row.made_at}
    assert len(before) == there
    with app.app_context():
        make_statements(_job(batch))
        make_statements(_job(batch))
    session.rollback()
    files = session.scalars(select(BatchFile).order_by(BatchFile.position)).all()
    assert len(files) == 2
    assert all(file.made_at for file in files)
    assert before.items() <= {file.review_id: (file.sha256, file.made_at) for file in files}.items()
    assert session.scalars(select(StatementBatch.ended_at)).one() is not None


def test_a_review_that_cannot_be_printed_holds_up_no_other(
    app: Flask,
    school: dict[str, uuid.UUID],
    appraisals: Appraisals,
    as_persona: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    appraisals.started("ta", appraiser="line_manager")
    head, does = as_persona("head"), printers.to_pdf
    batch = _ask(head, appraisals)

    def stumble(page: str) -> bytes:
        if "Siân" in page:
            raise ValueError("a text that no page can hold")
        return does(page)

    monkeypatch.setattr(printers, "to_pdf", stumble)
    Worker(app).run_until_empty()
    page = head.get(batch).get_data(as_text=True)
    assert "2 of 3" in page
    assert "Ready, but for 1: 1 signed by both, 1 draft." in page
    assert "The statement of Siân O&#39;Neill could not be printed. Nothing of the review is lost." in page
    assert {name[4:] for name in _zip(head, batch).namelist() if name.endswith(".pdf")} == {
        "Rosa Quill.pdf",
        "Łukasz Thorn (draft).pdf",
    }
    assert len(PdfReader(io.BytesIO(head.get(f"{batch}.pdf").data)).outline) == 2
    # Whoever may not read the review any more is not told of it.
    with transaction() as writing:
        writing.get_one(Review, school["open"]).hr_contact_id = appraisals.trust.person("development_lead")
    assert "Siân" not in head.get(batch).get_data(as_text=True)
    monkeypatch.undo()
    again = _ask(head, appraisals)
    Worker(app).run_until_empty()
    assert "All are made: 1 signed by both, 1 draft." in head.get(again).get_data(as_text=True)


def test_what_is_wrong_with_the_machine_is_tried_again(
    app: Flask,
    school: dict[str, uuid.UUID],
    appraisals: Appraisals,
    as_persona: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)

    def fail(page: str) -> bytes:
        raise OSError("the disk is full")

    monkeypatch.setattr(printers, "to_pdf", fail)
    Worker(app).run_until_empty()
    assert "could not be printed" not in head.get(batch).get_data(as_text=True)
    monkeypatch.undo()
    with clock.pinned(NOW + dt.timedelta(minutes=1)):
        Worker(app).run_until_empty()
        assert "All are made: 1 signed by both, 1 draft." in head.get(batch).get_data(as_text=True)


def test_it_can_be_stopped_and_go_on(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)
    _press(head, batch, "stop")
    Worker(app).run_until_empty()
    assert "2 are left to make" in head.get(batch).get_data(as_text=True)
    _press(head, batch, "go-on")
    Worker(app).run_until_empty()
    assert len(_zip(head, batch).namelist()) == 3


def test_one_that_stands_still_can_be_started_again(
    school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn
) -> None:
    head = as_persona("head")
    batch = _ask(head, appraisals)
    assert "Go on" not in head.get(batch).get_data(as_text=True)
    with clock.pinned(NOW + dt.timedelta(minutes=3)):
        assert "Go on" in head.get(batch).get_data(as_text=True)


def test_nobody_else_takes_the_files_and_each_person_sees_who_did(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    batch = _ask(as_persona("head"), appraisals)
    Worker(app).run_until_empty()
    for persona in ("deputy", "teacher", "development_lead", "administrator"):
        assert {as_persona(persona).get(batch + end).status_code for end in ("", ".zip", ".pdf")} == {404}
    _zip(as_persona("head"), batch)
    session.rollback()
    read = session.scalars(select(AuditEntry.subject_id).where(AuditEntry.action == DOWNLOADED))
    assert set(read) == set(school.values())


def test_what_became_confidential_is_not_given_out_any_more(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    head = as_persona("head")
    batch, later = _ask(head, appraisals), _ask(head, appraisals)
    with app.app_context():
        make_statements(_job(batch))
    with transaction() as writing:
        writing.get_one(Review, school["signed"]).hr_contact_id = appraisals.trust.person("development_lead")
    with app.app_context():
        make_statements(_job(later))
    for address in (batch, later):
        assert [name for name in _zip(head, address).namelist() if "Rosa" in name] == []
    assert "All are made: 0 signed by both, 1 draft." in head.get(later).get_data(as_text=True)


def test_after_seven_days_the_files_go(
    app: Flask, school: dict[str, uuid.UUID], appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    batch = _ask(as_persona("head"), appraisals)
    Worker(app).run_until_empty()
    assert DELETE_STATEMENTS in DAILY
    for days, left in ((6, 1), (7, 0)):
        with clock.pinned(NOW + dt.timedelta(days=days)), app.app_context():
            delete_statements(_job(batch))
        session.rollback()
        assert len(session.scalars(select(StatementBatch)).all()) == left
    assert session.scalars(select(BatchFile)).all() == []
    assert session.scalars(select(Job.failure)).all() == [None] * len(session.scalars(select(Job.id)).all())
