"""Certificates of our own: made once, printed, and checked by whoever holds one."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.training.models import CertificateCode, Completion, Source
from tests.conftest import CheckingClient
from tests.training.courses import complete
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

AsPersona = Callable[[str], CheckingClient]


@pytest.fixture
def completion_id(session: Session, trust: World) -> uuid.UUID:
    """Rosa's, from a session at Foxglove."""
    with transaction() as writing:
        made = add_session(
            writing, add_published(writing), held_on=TODAY, host_school_id=trust.school("foxglove"), register=1
        )
        return complete(
            writing,
            made.course_id,
            trust.person("teacher"),
            TODAY,
            session_id=made.id,
            source=Source.REGISTER,
            minutes=85,
        ).id


def _code() -> str:
    db.session.rollback()
    return db.session.scalars(select(CertificateCode.code)).one()


def test_a_certificate_is_made_once_and_its_code_tells_no_more_than_it_must(
    as_persona: AsPersona, client: FlaskClient, completion_id: uuid.UUID
) -> None:
    rosa = as_persona("teacher")
    address = f"/training/completions/{completion_id}/certificate"
    assert rosa.get(f"{address}.pdf").status_code == 404
    assert "Certificate" in rosa.get("/training/mine").get_data(as_text=True)
    answers = [rosa.post(address, data={"csrf_token": rosa.token()}, follow_redirects=True) for _ in range(2)]
    assert all(answer.data.startswith(b"%PDF-") for answer in answers)
    code = _code()
    assert re.fullmatch(r"[CDFHJKMNPQRTVWXY234679]{24}", code)
    page = client.get(f"/training/certificates/{code[:12].lower()}-{code[12:]}").get_data(as_text=True)
    assert "This certificate is ours" in page
    for words in ("Cognition and learning", "Mon 23 November 2026", "Saltmarsh Learning Trust", "R. Q."):
        assert words in page
    assert not any(words in page for words in ("Rosa", "Quill", "Foxglove", "85"))


def test_a_code_that_is_not_ours_is_not_known_and_guessing_has_to_wait(
    client: FlaskClient, completion_id: uuid.UUID
) -> None:
    answers = [client.get(f"/training/certificates/{'C' * 20}{number:04}") for number in range(61)]
    assert "not known" in answers[0].get_data(as_text=True)
    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    with clock.pinned(NOW + dt.timedelta(minutes=16)):
        assert client.get(f"/training/certificates/{'D' * 24}").status_code == 404


def test_a_certificate_that_was_taken_back_is_not_known(
    as_persona: AsPersona, client: FlaskClient, completion_id: uuid.UUID
) -> None:
    rosa = as_persona("teacher")
    rosa.post(f"/training/completions/{completion_id}/certificate", data={"csrf_token": rosa.token()})
    code = _code()
    with transaction() as writing:
        writing.delete(writing.get_one(Completion, completion_id))
    assert client.get(f"/training/certificates/{code}").status_code == 404
