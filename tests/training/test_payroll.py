"""What payroll is told of paid time: once, corrected afterwards, by page and by command."""

import csv
import hashlib
import io
import uuid
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.export_payroll import export_payroll
from cpd.training.models import (
    PaidTimeClaim,
    PayrollFile,
    PayrollLine,
)
from tests.conftest import CheckingClient
from tests.training.claiming import CLAIMS, MINE, PAYROLL, answer, claims, propose, words
from tests.world import World

SignIn = Callable[[str], CheckingClient]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_payroll_is_told_once_and_corrected_afterwards(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    propose(as_persona("office"), twilight)
    head, lead = as_persona("head"), as_persona("development_lead")
    answer(head, "approve")
    made = lead.post_form(PAYROLL, {"month": "2026-11"}).location
    content = lead.get(f"{made}.csv").get_data()
    told = [(row["kind"], row["staff_code"], row["session_date"], row["minutes"]) for row in rows(content)]
    assert told == [
        ("claim", "S001", "2026-11-19", "75"),
        ("claim", "T001", "2026-11-19", "30"),
        ("claim", "A001", "2026-11-19", "90"),
    ]
    file = session.scalars(select(PayrollFile)).one()
    assert (file.csv, file.sha256) == (content, hashlib.sha256(content).hexdigest())
    by_name = claims(session)
    rosa, lukasz = (f"{CLAIMS}/{by_name[trust.person(who)].id}" for who in ("teacher", "ta"))
    head.post_form(rosa, {"answer": "approve", "minutes": "20", "remark": "Left at ten to four"})
    head.post_form(lukasz, {"answer": "refuse", "minutes": "90", "remark": "It was his working day"})
    second = lead.post_form(PAYROLL, {"month": "2026-11"}).location
    corrections = [(row["kind"], row["staff_code"], row["minutes"]) for row in rows(lead.get(f"{second}.csv").data)]
    assert corrections == [("correction", "T001", "-10"), ("correction", "A001", "-90")]
    assert lead.get(f"{made}.csv").get_data() == content
    sums = {one.person_id: 0 for one in by_name.values()}
    for line, claim in session.execute(select(PayrollLine, PaidTimeClaim).join(PayrollLine.claim)):
        sums[claim.person_id] += line.minutes
    assert [sums[trust.person(who)] for who in ("teacher", "ta", "office", "head")] == [20, 0, 75, 0]
    page = words(lead.get(second))
    assert "Hazel Down Primary School 2 -100 Together 2 -100" in page
    book = load_workbook(io.BytesIO(lead.get(f"{second}.xlsx").data))
    assert book.sheetnames == ["Minutes", "Schools", "Definitions"]
    assert [cell.value for cell in book["Schools"][2]] == [190001, "Hazel Down Primary School", 2, -100]


def test_a_head_sees_the_lines_of_their_school_alone(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    as_persona("stranger").post_form(f"{MINE}/sessions/{twilight}/claim", {"minutes": "75"})
    as_persona("ta").post_form(f"{MINE}/sessions/{twilight}/claim", {"minutes": "90"})
    for who in ("head", "other_head"):
        answer(as_persona(who), "approve")
    made = as_persona("development_lead").post_form(PAYROLL, {"month": "2026-11"}).location
    assert len(rows(as_persona("development_lead").get(f"{made}.csv").data)) == 2
    head = as_persona("head")
    assert [row["staff_code"] for row in rows(head.get(f"{made}.csv").data)] == ["A001"]
    assert "Stan Gale" not in words(head.get(made))
    refused = head.post(PAYROLL, data={"month": "2026-11", "csrf_token": head.token(CLAIMS)})
    assert refused.status_code == 403


def test_the_command_makes_the_file_as_a_named_person_and_opens_it_again(
    twilight: uuid.UUID, as_persona: SignIn, app: Flask, session: Session, tmp_path: Path
) -> None:
    as_persona("ta").post_form(f"{MINE}/sessions/{twilight}/claim", {"minutes": "90"})
    answer(as_persona("head"), "approve")

    def run(*more: str) -> tuple[int, str]:
        session.rollback()
        options = ["--month", "2026-11", "--out", str(tmp_path / "payroll.csv"), *more]
        result = CliRunner().invoke(export_payroll, options, obj=app)
        return result.exit_code, result.stderr

    assert run("--as", "L001")[0] == 1
    assert run("--as", "C001")[0] == 0
    content = (tmp_path / "payroll.csv").read_bytes()
    assert rows(content)[0]["minutes"] == "90"
    status, error = run("--as", "C001")
    assert (status, "told all that is approved" in error) == (1, True)
    (tmp_path / "payroll.csv").unlink()
    assert run("--as", "C001", "--number", "1")[0] == 0
    assert (tmp_path / "payroll.csv").read_bytes() == content


def test_last_month_is_offered_first_for_payroll(
    twilight: uuid.UUID, as_persona: SignIn, session: Session, trust: World
) -> None:
    propose(as_persona("office"), twilight)
    answer(as_persona("head"), "approve")
    page = as_persona("development_lead").get(PAYROLL).get_data(as_text=True)
    assert '<option selected value="2026-10">' in page
