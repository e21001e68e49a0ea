"""Own certificates with their file: what is taken in, who reads it, and what counts at once by rule."""

import io
import uuid
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.core.audit import AuditEntry
from cpd.training.models import CertificateFile, Completion, OwnCertificate, Source
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.world import World

SignIn = Callable[[str], CheckingClient]
NEW = "/training/mine/certificates/new"
PDF = b"%PDF-1.7\n% a certificate\n%%EOF\n"


def photograph() -> bytes:
    """A JPEG taken with the phone on its side at a known place."""
    picture = Image.new("RGB", (80, 40), "navy")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Lantern Phones"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (50.0, 43.0, 12.0)
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif)
    return content.getvalue()


def hand_in(client: CheckingClient, content: bytes | None, name: str = "mine.pdf", **more: str) -> TestResponse:
    data: dict[str, object] = {"course": "HS-FIRE", "completed_on": "2/10/2026", "provider": "Bramble First Aid"}
    data |= more
    if content is not None:
        data["file"] = (io.BytesIO(content), name)
    return client.post_form(NEW, data, content_type="multipart/form-data")


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_pdf_is_kept_and_read_by_those_who_check_it(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    teacher = as_persona("teacher")
    assert hand_in(teacher, PDF, "..\\My <certificate>.exe").status_code == 302
    kept = session.scalars(select(CertificateFile)).one()
    assert (kept.media_type, kept.name, kept.content) == ("application/pdf", "My _certificate_.pdf", PDF)
    address = f"/training/certificates/{kept.own_certificate_id}/file"
    assert address in teacher.get("/training/mine").text
    for persona in ("teacher", "office", "development_lead"):
        answer = as_persona(persona).get(address)
        assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", PDF)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
    for persona in ("head", "line_manager", "administrator", "ta"):
        assert as_persona(persona).get(address).status_code == 404
    read = session.scalars(
        select(AuditEntry.by_person_id).where(AuditEntry.action == "training.certificate_file_read")
    ).all()
    assert set(read) == {trust.person("office"), trust.person("development_lead")}


def test_a_photograph_loses_where_it_was_taken_and_stands_upright(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    assert hand_in(as_persona("teacher"), photograph(), "IMG_1.pdf").status_code == 302
    kept = session.scalars(select(CertificateFile)).one()
    assert (kept.media_type, kept.name) == ("image/jpeg", "IMG_1.jpg")
    assert b"Lantern" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (40, 80)
        assert not picture.getexif()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "phone’s own form (HEIC)"),
        (b"<html><script>alert(1)</script>", "not a PDF, a JPEG or a PNG"),
        (b"\xff\xd8\xff\xe0 no picture", "cannot be opened"),
        (PDF + b" " * 2000, "larger than 5 MB"),
    ],
)
def test_what_cannot_be_taken_in_is_told_on_the_form(
    as_persona: SignIn, fire: Fire, session: Session, monkeypatch: pytest.MonkeyPatch, content: bytes, told: str
) -> None:
    # A megabyte of a test's form would be a file on disk that nobody closes.
    monkeypatch.setattr("cpd.core.uploads.LARGEST", 2000)
    monkeypatch.setattr("cpd.core.forms.LARGEST", 2000)
    answer = hand_in(as_persona("teacher"), content)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Bramble First Aid"' in answer.text
    assert count(session, OwnCertificate) == 0


def test_a_trusted_provider_counts_at_once_with_its_certificate(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    lead = as_persona("development_lead")
    page = "/training/certificates/trusted"
    data = {"name": "Brámble First-Aid", "course": "HS-FIRE", "request_key": str(uuid.uuid4())}
    token = {"csrf_token": lead.token(page)}
    assert [lead.post(page, data=data | token).status_code for _ in range(2)] == [302, 302]
    assert lead.post_form(page, {"name": "bramble first aid", "course": "HS-FIRE"}).status_code == 422
    teacher = as_persona("teacher")
    hand_in(teacher, None)
    assert session.scalars(select(OwnCertificate.answer)).one() is None
    hand_in(teacher, PDF, completed_on="3/10/2026")
    session.rollback()
    done = session.scalars(select(Completion).where(Completion.source == Source.CERTIFICATE)).one()
    assert (done.person_id, done.provider) == (trust.person("teacher"), "Bramble First Aid")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.certificate_trusted")).one()
    assert entry.about_person_id == trust.person("teacher")
    persons = f"/training/people/{trust.person('teacher')}"
    assert "Certificates handed in" in as_persona("office").get(persons).text
    assert "Certificates handed in" not in as_persona("head").get(persons).text
    index = as_persona("office").get("/training/certificates").text
    assert "Counted by rule" in index
    assert "came without a photograph" in index


def test_nobody_is_helped_by_their_own_word(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    lead.post_form("/training/certificates/trusted", {"name": "Bramble First Aid"})
    hand_in(lead, PDF)
    assert session.scalars(select(OwnCertificate.answer)).one() is None


def test_a_file_that_came_twice_is_told_to_who_looks(as_persona: SignIn, fire: Fire) -> None:
    hand_in(as_persona("teacher"), photograph())
    told = "The same file came with another certificate too"
    office = as_persona("office")
    assert told not in office.get("/training/certificates").text
    hand_in(as_persona("ta"), photograph(), "mine too.jpg")
    assert office.get("/training/certificates").text.count(told) == 2


def test_trust_is_taken_back(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    page = "/training/certificates/trusted"
    lead.post_form(page, {"name": "Bramble First Aid"})
    address = lead.get(page).text.split('action="')[1:]
    remove = next(text.split('"')[0] for text in address if "/remove" in text.split('"')[0])
    assert lead.post(remove, data={"csrf_token": lead.token(page)}).status_code == 302
    hand_in(as_persona("teacher"), PDF)
    assert session.scalars(select(OwnCertificate.answer)).one() is None


def test_one_takes_back_what_does_not_count(as_persona: SignIn, fire: Fire, session: Session) -> None:
    teacher = as_persona("teacher")
    hand_in(teacher, PDF)
    certificate = session.scalars(select(OwnCertificate.id)).one()
    address = f"/training/certificates/{certificate}/withdraw"
    other = as_persona("development_lead")
    assert other.post(address, data={"csrf_token": other.token(NEW)}).status_code == 404
    assert teacher.post(address, data={"csrf_token": teacher.token(NEW)}).status_code == 302
    assert count(session, OwnCertificate) == count(session, CertificateFile) == 0
