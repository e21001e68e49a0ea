"""Why an ambassador no longer supports somebody, when the next visit is due, and which reminders there are."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class SupportEnd(StrEnum):
    DONE = "done"
    ASKED_FOR_ANOTHER = "asked_for_another"
    DECLINED = "declined"


# So long a look-for stays, chosen once: whoever tried them one after another would learn what each colleague works on.
LOOK_FOR_STAYS = dt.timedelta(days=7)


class Reminder(StrEnum):
    """Mails of coaching that a person can turn off, each on its own."""

    SHARED = "shared"
    REPLIED = "replied"
    OWN_WORDS = "own_words"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    NUDGE = "nudge"
    CHECK_BACK = "check_back"

    @property
    def label(self) -> str:
        return _REMINDER_LABELS[self]


_REMINDER_LABELS = {
    Reminder.SHARED: "A visit was shared with me",
    Reminder.REPLIED: "Somebody replied to a visit",
    Reminder.OWN_WORDS: "Somebody I visited shared more of their own",
    Reminder.CORRECTED: "A visit was corrected",
    Reminder.WITHDRAWN: "A visit was taken back",
    Reminder.NUDGE: "A visit I made is not shared yet",
    Reminder.CHECK_BACK: "The day to look at a step again has come",
}


@dataclass(frozen=True)
class Rhythm:
    """What the trust has agreed, in weeks and days; these until somebody sets others."""

    visit_every_weeks: int = 3
    nobody_for_weeks: int = 9
    share_within_days: int = 7

    def late_before(self, today: dt.date) -> dt.date:
        """A visit of a day before this one should have been shared."""
        return today - dt.timedelta(days=self.share_within_days)


class Standing(StrEnum):
    """How somebody on a caseload stands against the rhythm."""

    LATE = "late"
    DUE = "due"
    LATER = "later"


def next_visit_on(last: dt.date, rhythm: Rhythm, works_on: Collection[int]) -> dt.date:
    """The first day of the week that somebody works on, Monday being 0, once the agreed weeks are over."""
    due = last + dt.timedelta(weeks=rhythm.visit_every_weeks)
    week = [due + dt.timedelta(days=number) for number in range(7)]
    return next((day for day in week if day.weekday() in works_on), due)


def standing(due_on: dt.date, today: dt.date) -> Standing:
    """Late from the day after, due in the week before."""
    if due_on < today:
        return Standing.LATE
    return Standing.DUE if due_on <= today + dt.timedelta(days=6) else Standing.LATER


def next_look_for_on(chosen_on: dt.date | None, today: dt.date) -> dt.date | None:
    """From when another look-for can be chosen; nothing where it can be today."""
    free_on = chosen_on + LOOK_FOR_STAYS if chosen_on else today
    return free_on if free_on > today else None


def weeks_between(last: dt.date, today: dt.date) -> int:
    return (today - last).days // 7


def usual(times: Collection[dt.timedelta]) -> dt.timedelta | None:
    """The middle of several times: half were quicker."""
    return dt.timedelta(seconds=median(time.total_seconds() for time in times)) if times else None
