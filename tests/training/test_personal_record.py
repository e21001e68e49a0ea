"""The record that people take with them: PDF, badges that others can check, all in one file; and for those who left."""

import datetime as dt
import io
import json
import stat
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import page as page_validation
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import extract_compact
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.keys import keys_group
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.signing import FILE
from cpd.people.models import Post, Role, StaffGroup
from cpd.training.models import (
    CertificateAnswer,
    CertificateFile,
    Completion,
    MarkedBy,
    OwnCertificate,
    Presence,
    RegisterMark,
    SessionState,
)
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import complete
from tests.training.leaver import add_leaver
from tests.training.sessions import add_session
from tests.world import NOW, TODAY, World, add_post, grant_role

SignIn = Callable[[str], CheckingClient]


@pytest.fixture(autouse=True)
def no_key_yet(app: Flask) -> None:
    (app.extensions["cpd_settings"].instance_dir / FILE).unlink(missing_ok=True)


def add_certificate(world: World, course_id: Any) -> None:
    with transaction() as session:
        certificate = OwnCertificate(
            person_id=world.person("teacher"),
            course_id=course_id,
            completed_on=dt.date(2026, 9, 2),
            provider="Bramble First Aid",
            entered_at=NOW,
            request_key=course_id,
            answer=CertificateAnswer.ACCEPTED,
            answered_at=NOW,
        )
        session.add(certificate)
        session.flush()
        session.add(
            CertificateFile(
                own_certificate_id=certificate.id,
                name="fire drill.pdf",
                media_type="application/pdf",
                sha256="",
                content=b"%PDF-1.7 fire",
            )
        )


def checked(client: FlaskClient, token: str) -> dict[str, Any]:
    """The credential of a badge, checked as another system would: with nothing but what stands open."""
    header = extract_compact(token.encode()).headers()
    assert set(header) == {"alg", "typ", "kid"}
    key = json.loads(client.get(header["kid"].removeprefix("http://localhost")).data)
    claims = jwt.decode(token, ECKey.import_key(key), algorithms=["ES256"]).claims
    published = KeySet.import_key_set(json.loads(client.get("/training/badges/keys").data))
    assert jwt.decode(token, published.get_by_kid(key["kid"]), algorithms=["ES256"]).claims == claims
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["nbf"] == dt.datetime.fromisoformat(claims["validFrom"]).timestamp()
    assert ("exp" in claims) == ("validUntil" in claims)
    return dict(claims)


def test_a_badge_is_checked_with_the_published_keys(
    as_persona: SignIn, fire: Fire, client: FlaskClient, session: Session, app: Flask
) -> None:
    teacher = as_persona("teacher")
    answer = teacher.get(f"/training/mine/badges/{fire.rosa}.jwt")
    assert answer.mimetype == "text/plain"
    made = checked(client, answer.text)
    # What the specification asks of an OpenBadgeCredential (Open Badges 3.0, appendix B.1).
    assert made["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert set(made["type"]) == {"VerifiableCredential", "OpenBadgeCredential"}
    assert made["validFrom"] == "2026-09-02T00:00:00Z"
    subject = made["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["identifier"][0]["identityHash"] == "Rosa Quill"
    earned = subject["achievement"]
    assert (earned["type"], earned["name"], earned["description"]) == (["Achievement"], "Fire awareness", "Out safely.")
    assert earned["criteria"]["narrative"]
    stands = json.loads(client.get(earned["id"].removeprefix("http://localhost")).data)
    assert stands.pop("@context") == made["@context"]
    assert stands == earned
    issuer = json.loads(client.get(made["issuer"]["id"].removeprefix("http://localhost")).data)
    assert (issuer["id"], issuer["name"], issuer["type"]) == (made["iss"], "Saltmarsh Learning Trust", ["Profile"])
    file = app.extensions["cpd_settings"].instance_dir / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for address in ("keys", "issuer"):
        assert '"d"' not in client.get(f"/training/badges/{address}").text
    assert as_persona("head").get(f"/training/mine/badges/{fire.rosa}.jwt").status_code == 404


def test_a_badge_of_an_old_key_can_still_be_checked(
    as_persona: SignIn, fire: Fire, client: FlaskClient, app: Flask, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Completion, fire.rosa).expires_on = dt.date(2027, 9, 1)
    teacher = as_persona("teacher")
    address = f"/training/mine/badges/{fire.rosa}.jwt"
    first = teacher.get(address).text
    assert CliRunner().invoke(keys_group, ["rotate"], obj=app).exit_code == 0
    second = teacher.get(address).text
    kids = [extract_compact(token.encode()).headers()["kid"] for token in (first, second)]
    assert kids[0] != kids[1]
    assert [checked(client, token)["validUntil"] for token in (first, second)] == ["2027-09-01T23:59:59Z"] * 2


def test_everything_in_one_file(as_persona: SignIn, fire: Fire, trust: World, client: FlaskClient) -> None:
    add_certificate(trust, fire.course_id)
    teacher = as_persona("teacher")
    page = teacher.get("/training/mine/record").text
    assert "fire drill.pdf" in page
    answer = teacher.get("/training/mine/record.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        assert sorted(bundle.namelist()) == [
            "READ-ME.txt",
            "badges/2026-09-02-HS-FIRE.jwt",
            "certificates/01-fire_drill.pdf",
            "record.pdf",
        ]
        content = bundle.read("record.pdf")
        pdf = PdfReader(io.BytesIO(content))
        text = " ".join(page.extract_text() for page in pdf.pages)
        assert checked(client, bundle.read("badges/2026-09-02-HS-FIRE.jwt").decode())["name"] == "Fire awareness"
        assert "http://localhost/training/badges/keys" in bundle.read("READ-ME.txt").decode()
    assert "Training record of Rosa Quill" in text
    assert "Fire awareness (HS-FIRE)" in text
    assert "Bramble First Aid" in text
    report = page_validation.validate_pdf_bytes(content, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report


def address_of(leaver: uuid.UUID) -> str:
    return f"/training/leavers/{leaver}/record.zip"


def test_those_who_left_get_theirs_from_the_office(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        lena = add_leaver(writing, trust, TODAY - dt.timedelta(30))
        complete(writing, fire.course_id, lena, dt.date(2026, 9, 2))
        # She came from another school before, whose office no longer has anything to do with it.
        writing.add(
            Post(
                person_id=lena,
                school_id=trust.school("larch"),
                job_title="Teaching Assistant",
                staff_group=StaffGroup.TEACHING_ASSISTANT,
                started_on=dt.date(2024, 1, 8),
                ended_on=TODAY - dt.timedelta(300),
            )
        )
        grant_role(writing, trust, "stranger", Role.OFFICE, "larch")
        # Somebody else ended a post later; that is nothing to her.
        ended = {"ended_on": TODAY - dt.timedelta(1)}
        add_post(writing, trust.person("ta"), trust.school("larch"), "Midday", StaffGroup.SUPPORT, **ended)
    address = address_of(lena)
    assert as_persona("stranger").get(address).status_code == 404
    office = as_persona("office")
    assert "Lena Moss" in office.get("/training/leavers").text
    with zipfile.ZipFile(io.BytesIO(office.get(address).data)) as bundle:
        assert "badges/2026-09-02-HS-FIRE.jwt" in bundle.namelist()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.record_handed_out")).one()
    assert (entry.about_person_id, entry.by_person_id) == (lena, trust.person("office"))
    for persona in ("head", "teacher", "administrator"):
        assert as_persona(persona).get(address).status_code == 403
    assert office.get(f"/training/leavers/{trust.person('teacher')}/record.zip").status_code == 404


def test_only_what_took_place_was_attended(as_persona: SignIn, fire: Fire, trust: World) -> None:
    """A mark at the door of a session that was cancelled, or whose register is still open, is no record yet."""
    with transaction() as session:
        for state, place in (
            (SessionState.HELD, "Hall"),
            (SessionState.CANCELLED, "Yard"),
            (SessionState.ANNOUNCED, "Loft"),
        ):
            session.add(
                RegisterMark(
                    session_id=add_session(session, fire.course_id, held_on=TODAY, state=state, place=place).id,
                    person_id=trust.person("teacher"),
                    presence=Presence.PRESENT,
                    marked_by=MarkedBy.CHECK_IN,
                    marked_at=NOW,
                    change=1,
                )
            )
    page = as_persona("teacher").get("/training/mine/record").get_data(as_text=True).split("Also attended")[1]
    assert "Hall" in page
    assert "Yard" not in page
    assert "Loft" not in page
