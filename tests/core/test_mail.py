"""Mail: into a folder, or to a real server."""

import email
import socketserver
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cpd.core import mail
from cpd.core.database import transaction
from cpd.core.mail import Mail
from cpd.core.settings import BadSetting, Settings
from cpd.core.worker import Worker

MAIL = Mail("lukasz@saltmarsh.example", "Łukasz, a line for you", "Plain words.", "<p>Warm words.</p>")


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that takes everything."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[bytes] = []
        super().__init__(("127.0.0.1", 0), SinkHandler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class SinkHandler(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.answer("220 sink")
        while line := self.rfile.readline():
            command = line.split()[0].upper()
            if command == b"DATA":
                self.answer("354 go on")
                self.server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.answer("221 bye" if command == b"QUIT" else "250 fine")
            if command == b"QUIT":
                return

    def answer(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def use_settings(app: Flask, monkeypatch: pytest.MonkeyPatch, **changes: object) -> Settings:
    settings: Settings = replace(app.extensions["cpd_settings"], **changes)
    monkeypatch.setitem(app.extensions, "cpd_settings", settings)
    return settings


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> dict[str, str]:
    return {part.get_content_type(): part.get_content().strip() for part in message.iter_parts()}


def test_a_queued_mail_reaches_the_server_once_the_change_is_saved(
    app: Flask, session: Session, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(app, monkeypatch, mail_server=f"smtp://127.0.0.1:{sink.port}", mail_from="CPD <cpd@saltmarsh.example>")
    with transaction() as writing:
        mail.queue(writing, MAIL)
    session.rollback()
    assert sink.received == []
    assert Worker(app).run_until_empty() == 1
    message = read(sink.received[0])
    assert message["To"] == MAIL.to
    assert message["From"] == "CPD <cpd@saltmarsh.example>"
    assert message["Subject"] == MAIL.subject
    assert message["Message-ID"].endswith("@saltmarsh.example>")
    assert parts(message) == {"text/plain": MAIL.text, "text/html": MAIL.html}


def test_without_a_server_the_mail_is_a_file_and_the_console_says_where(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    use_settings(app, monkeypatch, instance_dir=tmp_path)
    mail.deliver(MAIL, uuid.uuid4())
    [path] = (tmp_path / "mail").glob("*.eml")
    assert parts(read(path.read_bytes()))["text/plain"] == MAIL.text
    assert str(path) in caplog.text
    assert MAIL.to not in caplog.text


def test_a_line_break_in_a_name_makes_no_header(app: Flask, session: Session) -> None:
    with pytest.raises(ValueError, match="Header"):
        mail.deliver(replace(MAIL, subject="Hello\nBcc: everybody@example.org"), uuid.uuid4())


@pytest.mark.parametrize("first", ["No", "Nö"])
@pytest.mark.parametrize("length", range(68, 80))
def test_a_subject_of_any_length_is_read_as_it_was_written(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str, length: int
) -> None:
    use_settings(app, monkeypatch, instance_dir=tmp_path)
    subject = f"{first} longer at your school: {'Cognition and learning, ' * 4}"[: length - 1] + "."
    mail.deliver(replace(MAIL, subject=subject), uuid.uuid4())
    [path] = (tmp_path / "mail").glob("*.eml")
    assert read(path.read_bytes())["Subject"] == subject


def test_a_password_is_never_sent_in_the_clear(
    app: Flask, session: Session, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(app, monkeypatch, mail_server=f"smtp://name:secret@127.0.0.1:{sink.port}")
    with pytest.raises(mail.NotSecure):
        mail.deliver(MAIL, uuid.uuid4())
    assert sink.received == []


def test_a_server_address_of_the_wrong_shape_is_named(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(app, monkeypatch, mail_server="mail.saltmarsh.example")
    with pytest.raises(BadSetting, match="CPD_MAIL_SERVER"):
        mail.deliver(MAIL, uuid.uuid4())


def test_an_address_in_a_mail_is_the_one_from_outside(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(app, monkeypatch, base_url="https://cpd.saltmarsh.example/people")
    assert mail.address("accounts.sign_in", next="/a b") == "https://cpd.saltmarsh.example/people/sign-in?next=/a+b"
