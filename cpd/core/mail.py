"""Mail: written as text and HTML from two templates, queued with the change it tells of, sent by the worker.

Until a mail server is set, each mail is a file in the instance folder, and the console says where.
"""

import datetime as dt
import email.utils
import logging
import smtplib
import ssl
import uuid
from dataclasses import asdict, dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy.orm import Session

from cpd.core import clock, jobs
from cpd.core.settings import BadSetting, Settings

log = logging.getLogger(__name__)

_TIMEOUT = 30.0
# As long as a line of a mail can be.
_WHOLE_LINE = 998


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str
    # A calendar entry (RFC 5545) beside the words, and what it asks of the calendar that takes it: "REQUEST", "CANCEL".
    calendar: str = ""
    calendar_method: str = ""


class NotSecure(RuntimeError):
    """The mail server wants a password and offers no encryption to send it under."""


def written(to: str, subject: str, template: str, **values: Any) -> Mail:
    """A mail from ``<template>.txt`` and ``<template>.html``. Addresses in it come from :func:`address`."""
    environment = current_app.jinja_env
    return Mail(
        to=to,
        subject=subject,
        text=environment.get_template(f"{template}.txt").render(values),
        html=environment.get_template(f"{template}.html").render(values | {"subject": subject}),
    )


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as users reach it from outside."""
    outside = urlsplit(_settings().base_url)
    urls = current_app.url_map.bind(outside.netloc, outside.path or "/", url_scheme=outside.scheme)
    return urls.build(endpoint, values, force_external=True)


def sender() -> str:
    """The address that mail comes from."""
    return email.utils.parseaddr(_settings().mail_from)[1]


def queue(session: Session, mail: Mail, key: uuid.UUID | None = None, *, not_before: dt.datetime | None = None) -> None:
    """Send a mail when, and only when, the caller's transaction is committed; one of a ``key`` that was queued before
    is not queued again, so that a job which runs twice tells once."""
    if key is not None and session.get(jobs.Job, key) is not None:
        return
    job = jobs.enqueue(session, "mail", asdict(mail), run_after=not_before)
    if key is not None:
        job.id = key


@jobs.handles("mail")
def _send_queued(job: jobs.RunningJob) -> None:
    deliver(Mail(**job.payload), job.id)


def deliver(mail: Mail, mail_id: uuid.UUID) -> None:
    """Hand a mail to the server, or put it into the folder. ``mail_id`` marks a second copy as the same mail.

    Faults of the server or the network are raised, so that the job is tried again.
    """
    settings = _settings()
    message = _message(mail, mail_id, settings)
    if settings.mail_server:
        _send(message, settings.mail_server)
    else:
        path = _keep(message, mail_id, settings.mail_dir)
        log.warning("No mail server is set (CPD_MAIL_SERVER). A mail waits in %s", path)


def _settings() -> Settings:
    settings = current_app.extensions["cpd_settings"]
    assert isinstance(settings, Settings)
    return settings


def _message(mail: Mail, mail_id: uuid.UUID, settings: Settings) -> EmailMessage:
    """The standard library refuses line breaks in headers, whatever a name or subject holds."""
    # A subject stays on the line of its name: where it just fits on a line of its own, the standard library puts it on
    # the next, and it is read with a space before it. Encoded words are short by themselves and are folded.
    in_one_line = policy.default.clone(max_line_length=_WHOLE_LINE)
    message = EmailMessage(policy=in_one_line if mail.subject.isascii() else policy.default)
    message["From"] = settings.mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = email.utils.format_datetime(clock.now())
    domain = email.utils.parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{mail_id}@{domain}>"
    # No out-of-office answers to a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        # As base64, so that no server on the way folds its lines anew.
        method = {"method": mail.calendar_method}
        message.add_alternative(mail.calendar, subtype="calendar", params=method, cte="base64")
    return message


def _keep(message: EmailMessage, mail_id: uuid.UUID, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{clock.now():%Y%m%d-%H%M%S}-{mail_id}.eml"
    path.write_bytes(bytes(message))
    return path


def _send(message: EmailMessage, server: str) -> None:
    parts = urlsplit(server)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSetting("CPD_MAIL_SERVER must look like smtp://user:password@host:587 or smtps://host:465.")
    secure = ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            parts.hostname, parts.port or smtplib.SMTP_SSL_PORT, timeout=_TIMEOUT, context=secure
        )
    else:
        connection = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=_TIMEOUT)
    with connection:
        connection.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=secure)
            connection.ehlo()
            encrypted = True
        if parts.username:
            if not encrypted:
                raise NotSecure(parts.hostname)
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)
