"""``cpd export appraisals``: as far as the named person may read, with every reading entered as theirs."""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.export_appraisals import export_appraisals
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person
from tests.appraisal.making import Appraisals
from tests.world import World

Export = Callable[..., Result]


@pytest.fixture
def export(app: Flask, tmp_path: Path) -> Export:
    def run(*options: str, year: str = "2026-27", as_code: str = "L001", out: str = "out") -> Result:
        arguments = ["--year", year, "--as", as_code, "--out", str(tmp_path / out), *options]
        return CliRunner().invoke(export_appraisals, arguments, obj=app)

    return run


def manifest(folder: Path) -> list[dict[str, str]]:
    content = (folder / "manifest.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_a_head_exports_the_reviews_of_their_school(appraisals: Appraisals, export: Export, tmp_path: Path) -> None:
    appraisals.closed()
    appraisals.started("ta")
    result = export()
    assert result.exit_code == 0, result.stderr
    rows = manifest(tmp_path / "out")
    assert [(row["file"], row["staff_code"], row["school_urn"], row["state"]) for row in rows] == [
        ("T001.pdf", "T001", "190001", "closed"),
        ("A001.pdf", "A001", "190001", "open"),
    ]
    for row in rows:
        content = (tmp_path / "out" / row["file"]).read_bytes()
        assert content.startswith(b"%PDF")
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["A001.pdf", "T001.pdf", "manifest.csv"]


def test_a_signed_review_comes_as_the_file_that_was_kept(
    appraisals: Appraisals, export: Export, tmp_path: Path, session: Session
) -> None:
    review_id = appraisals.closed()
    export("--staff", "t001")
    kept = appraisals.review(review_id).signed_record
    assert kept is not None
    assert manifest(tmp_path / "out")[0]["sha256"] == kept.pdf_sha256


def test_every_reading_is_the_operators(appraisals: Appraisals, export: Export, session: Session) -> None:
    review_id = appraisals.written()
    export()
    session.rollback()
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.is_reading.is_(True)))
    assert (entry.by_name, entry.action, entry.subject_id) == ("Harriet Dale", "review.downloaded", review_id)
    assert entry.about_person_id == appraisals.trust.person("teacher")


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("T001", ["T001.pdf"]),
        ("L003", ["T001.pdf", "A001.pdf"]),
        ("L101", []),
        ("T002", []),
        ("C001", []),
        ("C002", []),
    ],
    ids=["the person", "the appraiser", "another head", "an ambassador", "the development lead", "an administrator"],
)
def test_only_what_the_operator_may_read(
    appraisals: Appraisals, export: Export, tmp_path: Path, code: str, files: list[str]
) -> None:
    appraisals.written()
    appraisals.started("ta")
    result = export(as_code=code)
    assert result.exit_code == (0 if files else 1)
    if files:
        assert [row["file"] for row in manifest(tmp_path / "out")] == files
    else:
        assert "There is no review of 2026/27 here that" in result.stderr
        assert not (tmp_path / "out").exists()


def test_it_is_narrowed_by_school_staff_and_year(appraisals: Appraisals, export: Export, tmp_path: Path) -> None:
    appraisals.written()
    appraisals.started("ta")
    export("--staff", "A001", out="one")
    assert [row["file"] for row in manifest(tmp_path / "one")] == ["A001.pdf"]
    assert export("--school", "190001").exit_code == 0
    assert export("--school", "190002").exit_code == 1
    assert export(year="2025-26").exit_code == 1


@pytest.mark.parametrize(
    ("options", "status", "reason"),
    [
        ({"as_code": "X999"}, 1, "Nobody has the staff code X999."),
        ({"year": "2026"}, 2, "is not an academic year"),
        ({"year": "2026-28"}, 2, "is not an academic year"),
    ],
)
def test_what_cannot_be_done_is_said(
    appraisals: Appraisals, export: Export, options: dict[str, str], status: int, reason: str
) -> None:
    result = export(**options)
    assert result.exit_code == status
    assert reason in result.stderr


def test_an_unknown_school_or_person_is_said(appraisals: Appraisals, export: Export) -> None:
    assert "No school has the URN 123456." in export("--school", "123456").stderr
    assert "Nobody has the staff code X1." in export("--staff", "X1").stderr


def test_names_of_files_are_safe_and_their_own(
    appraisals: Appraisals, trust: World, export: Export, tmp_path: Path
) -> None:
    appraisals.started()
    appraisals.started("ta")
    with transaction() as writing:
        writing.get_one(Person, trust.person("teacher")).staff_code = "../Ł 1"
        writing.get_one(Person, trust.person("ta")).staff_code = ".._Ł/1"
    assert export().exit_code == 0
    assert [row["file"] for row in manifest(tmp_path / "out")] == ["..___1.pdf", "..___1-2.pdf"]


def test_what_cannot_be_written_is_named_and_the_rest_goes_on(
    appraisals: Appraisals, export: Export, tmp_path: Path
) -> None:
    appraisals.written()
    appraisals.started("ta")
    (tmp_path / "out" / "T001.pdf" / "in the way").mkdir(parents=True)
    result = export()
    assert result.exit_code == 3
    assert "T001.pdf cannot be written" in result.stderr
    assert [row["file"] for row in manifest(tmp_path / "out")] == ["A001.pdf"]


def test_a_folder_that_cannot_be_made_is_refused(appraisals: Appraisals, export: Export, tmp_path: Path) -> None:
    appraisals.written()
    (tmp_path / "file").write_bytes(b"")
    result = export(out="file/out")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr
