"""People with passwords, and the mails that were sent."""

import email
import re
from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.accounts.models import Account
from cpd.accounts.passwords import hash_password
from cpd.core.database import transaction
from cpd.core.worker import Worker
from tests.conftest import CheckingClient
from tests.world import NOW, World

PASSWORD = "otter lantern gravel"


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def give_password(trust: World) -> Callable[..., None]:
    """``give_password("teacher")``: the persona's account is in use, with PASSWORD."""

    def give(*personas: str) -> None:
        with transaction() as session:
            for persona in personas:
                account = session.get_one(Account, trust.accounts[persona])
                account.password_hash = password_hash()
                account.password_set_at = NOW

    return give


@pytest.fixture
def post_box(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[EmailMessage]]:
    """Run the worker and read what it has sent since the last time, oldest first."""
    settings = replace(app.extensions["cpd_settings"], instance_dir=tmp_path)
    monkeypatch.setitem(app.extensions, "cpd_settings", settings)
    read: set[Path] = set()

    def collect() -> list[EmailMessage]:
        session.rollback()
        Worker(app).run_until_empty()
        new = sorted(set(settings.mail_dir.glob("*.eml")) - read)
        read.update(new)
        messages = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in new]
        return [message for message in messages if isinstance(message, EmailMessage)]

    return collect


def link_in(message: EmailMessage) -> str:
    """The path of the one-time link of a mail, which both its parts carry."""
    paths = set()
    for part in message.iter_parts():
        match = re.search(r"http://localhost(/password/link/[\w-]+)", part.get_content())
        assert match, f"no link in {part.get_content_type()}"
        paths.add(match[1])
    [path] = paths
    return path


def sign_in(
    client: CheckingClient, name: str, password: str = PASSWORD, url: str = "/sign-in", **more: str
) -> TestResponse:
    return client.post_form(url, {"name": name, "password": password} | more)
