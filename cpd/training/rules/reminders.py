"""Who is reminded of what: before training lapses and after, the person first and then their line manager."""

import datetime as dt
from enum import StrEnum

from cpd.training.rules.coverage import Status, plus_days

# The person is told from so many days before something ends, or before something new is due.
BEFORE_ENDING = 30
BEFORE_DUE = 14
# Their line manager is told once it has been late for so long.
MANAGER_AFTER = 14


class TrainingMail(StrEnum):
    """Mails of training that a person can turn off, each on its own."""

    OWN = "own"
    TEAM = "team"
    LEADS = "leads"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    TrainingMail.OWN: "something of mine ends soon or is late",
    TrainingMail.TEAM: "something of the people I manage has been late for two weeks",
    TrainingMail.LEADS: "a session that I lead, or that my school hosts, is planned, changed or called off",
}


def act_by(status: Status, expires_on: dt.date | None, due_on: dt.date) -> dt.date | None:
    """The day by which something is, or was, to be done; nothing where nothing is."""
    if status in (Status.DUE_SOON, Status.EXPIRED):
        return expires_on
    return due_on if status in (Status.NOT_YET_DUE, Status.OVERDUE) else None


def is_told(status: Status, by: dt.date, today: dt.date) -> bool:
    """Whether the person is reminded of it now."""
    if status in (Status.EXPIRED, Status.OVERDUE):
        return True
    return by <= plus_days(today, BEFORE_ENDING if status is Status.DUE_SOON else BEFORE_DUE)


def manager_is_told(status: Status, by: dt.date, today: dt.date) -> bool:
    return status in (Status.EXPIRED, Status.OVERDUE) and plus_days(by, MANAGER_AFTER) <= today


def week_of(day: dt.date) -> dt.date:
    """The Monday of the week."""
    return day - dt.timedelta(days=day.weekday())
