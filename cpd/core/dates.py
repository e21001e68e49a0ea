"""Dates as people write them: the day comes before the month, always (contract.md section 1)."""

import datetime as dt
import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBERS = re.compile(r"(\d{1,2})([/\-. ])(\d{1,2})\2(\d{4})(?: 00:00(?::00)?)?")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/\-. ](?:\d{1,2}|[A-Za-z]{3,9})[/\-. ]\d{2}")


class NotADate(ValueError):
    """The text is not a date we read; the message says what is wrong and how to write it."""


def parse_date(text: str) -> dt.date:
    """Read ``2026-11-23``, ``23/11/2026``, ``23-11-2026``, ``23 11 2026`` or ``23 Nov 2026``.

    Raises ``NotADate`` with a sentence for the reader; a two-digit year is refused, since nobody can tell the century.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _NUMBERS.fullmatch(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif (match := _WORDS.fullmatch(text)) and match[2].lower() in _MONTHS:
        day, month, year = int(match[1]), _MONTHS[match[2].lower()], int(match[3])
    elif _SHORT_YEAR.fullmatch(text):
        raise NotADate("the year needs four digits, for example 23/11/2026")
    else:
        raise NotADate("not a date; write it day first, for example 23/11/2026")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NotADate("there is no such day; write it day first, for example 23/11/2026") from None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` calendar months later, or the last of that month (31 August + 6 = end of February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (first_of_next - dt.timedelta(days=1)).day))


def to_text(day: dt.date) -> str:
    """``23 November 2026``, the way a page says it."""
    return f"{day.day} {day:%B %Y}"
