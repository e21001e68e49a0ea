"""What the worker mails, read back with its calendar entries."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask
from icalendar import Calendar

from cpd.core.worker import Worker


class Post:
    """The worker, and what it put into the folder of mail."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder: Path = app.extensions["cpd_settings"].mail_dir
        for path in self.folder.glob("*.eml"):
            path.unlink()

    def work(self) -> list[tuple[str, str, str, int]]:
        """Everything queued, done: to whom, the subject, what the calendar is asked, and the revision."""
        Worker(self.app).run_until_empty()
        letters = []
        for path in sorted(self.folder.glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            letters.append((str(message["to"]), str(message["subject"]), *_entry_in(message)))
            path.unlink()
        return sorted(letters)


def _entry_in(message: EmailMessage) -> tuple[str, int]:
    assert message.get_content_type() == "multipart/alternative"
    plain, html, *more = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    if not more:
        return "", -1
    (entry,) = more
    assert entry.get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(entry.get_content())
    assert entry.get_param("method") == str(calendar["method"])
    return str(calendar["method"]), int(calendar.events[0]["sequence"])
