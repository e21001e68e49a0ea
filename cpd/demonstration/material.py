"""What the demonstration is made from: the seed files, one source of chance, and keys that are the same each time."""

import datetime as dt
import random
import uuid
from collections import deque
from functools import cache
from typing import Any

import yaml

from cpd.core import paths

# The demonstration stands still on this Friday: two years of visits and training lie behind it, the reviews of 2025/26
# are closed and those of 2026/27 have begun.
THE_DAY = dt.date(2026, 11, 20)


@cache
def read_seed(name: str) -> Any:
    return yaml.safe_load((paths.SEEDS / "demonstration" / f"{name}.yaml").read_text("utf-8"))


class Material:
    """Chance with a fixed beginning, and texts whose slots it fills."""

    def __init__(self) -> None:
        self.random = random.Random(20261120)  # noqa: S311  # chance for invented records, not for secrets
        self._unused: dict[int, deque[Any]] = {}

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def next_of(self, options: list[Any]) -> Any:
        """One of ``options``; none comes again before all have come, so that no page repeats itself."""
        unused = self._unused.setdefault(id(options), deque())
        if not unused:
            unused.extend(self.random.sample(options, len(options)))
        return unused.popleft()

    def fill(self, text: str, **known: str) -> str:
        """Fill the slots of a text, such as ``{subject}``; ``{Subject}`` begins with a capital."""
        words = {name: self.random.choice(choices) for name, choices in read_seed("slots").items()}
        words |= {name.capitalize(): word[:1].upper() + word[1:] for name, word in words.items()}
        return text.format(**(words | known))

    def school_day(self, first: dt.date, last: dt.date) -> dt.date:
        """A day of term between two dates, both included. Raises ``ValueError`` where all of it is holiday."""
        days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
        school_days = [day for day in days if is_school_day(day)]
        if not school_days:
            raise ValueError(f"no school day between {first} and {last}")
        return self.random.choice(school_days)

    def moment(self, day: dt.date, first_hour: int = 8, last_hour: int = 16) -> dt.datetime:
        """A moment of that day, as an instant."""
        return dt.datetime(
            day.year,
            day.month,
            day.day,
            self.random.randint(first_hour, last_hour),
            self.random.choice(range(0, 60, 5)),
            tzinfo=dt.UTC,
        )


def is_school_day(day: dt.date) -> bool:
    """A weekday outside the holidays of an ordinary English school year."""
    if day.weekday() >= 5:
        return False
    month_day = (day.month, day.day)
    return not (
        (7, 22) <= month_day <= (9, 2)
        or (10, 24) <= month_day <= (11, 1)
        or month_day >= (12, 19)
        or month_day <= (1, 4)
        or (2, 13) <= month_day <= (2, 21)
        or (4, 2) <= month_day <= (4, 17)
        or (5, 24) <= month_day <= (5, 31)
    )
