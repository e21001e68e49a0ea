"""Plain rules of people and posts: phases, staff groups, and what a cell of a staff list means."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from cpd.core.private_columns import tidy_heading


class Phase(StrEnum):
    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SPECIAL = "special"
    ALTERNATIVE_PROVISION = "alternative provision"
    CENTRAL = "central"


class StaffGroup(StrEnum):
    """In the order of contract.md section 1, which is the order of every list."""

    LEADER = "leader"
    TEACHER = "teacher"
    TEACHING_ASSISTANT = "teaching_assistant"
    SUPPORT = "support"


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Names of the school workforce census, and the plain plurals, without case, spaces and punctuation.
_CENSUS_NAMES: dict[StaffGroup, str] = {
    StaffGroup.LEADER: "leader leaders leadership leadershipteacher leadershipteachers leadershipnonteacher "
    "leadershipnonteachers",
    StaffGroup.TEACHER: "teacher teachers classroomteacher classroomteachers",
    StaffGroup.TEACHING_ASSISTANT: "teachingassistant teachingassistants ta tas hlta hltas "
    "higherlevelteachingassistant higherlevelteachingassistants",
    StaffGroup.SUPPORT: "support supportstaff administrative administrativestaff auxiliary auxiliarystaff technician "
    "technicians othersupport othersupportstaff schoolbusinessprofessional schoolbusinessprofessionals",
}
_STAFF_GROUPS = {name: group for group, names in _CENSUS_NAMES.items() for name in names.split()}

_PHASES = {tidy_heading(phase.value): phase for phase in Phase} | {
    "middledeemedprimary": Phase.PRIMARY,
    "middledeemedsecondary": Phase.SECONDARY,
    "16plus": Phase.SECONDARY,
    "allthrough": Phase.ALL_THROUGH,
}
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")


def is_email(text: str) -> bool:
    """One @ with a dot after it, and nothing that parts words."""
    return bool(_EMAIL.fullmatch(text)) and len(text) <= 254


def read_staff_group(text: str) -> StaffGroup | None:
    """One of the four groups, or a school workforce census name for it."""
    return _STAFF_GROUPS.get(tidy_heading(text))


def read_phase(text: str, type_of_school: str = "") -> Phase | None:
    """A phase by its name, or by what *Get Information about Schools* says of a school's type and phase."""
    kind = type_of_school.casefold()
    if "special" in kind:
        return Phase.SPECIAL
    if "alternative provision" in kind or "pupil referral" in kind:
        return Phase.ALTERNATIVE_PROVISION
    return _PHASES.get(tidy_heading(text))


def read_number(text: str) -> Decimal | None:
    """``0.6``, ``.6``, ``0,6`` or ``60%``; nothing for any other text."""
    plain = text.replace(" ", "")
    is_percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    if re.fullmatch(r"\d*,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d+\.?\d*|\.\d+", plain) or len(plain) > 30:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number / 100 if is_percent else number


def rounded(number: Decimal, places: int) -> Decimal:
    """The number as the database keeps it, halves up."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def read_working_days(text: str) -> str | None:
    """``Mon,Tue,Wed`` from names or short names of days, lists and ranges; nothing if a word is not a day."""
    named: set[int] = set()
    plain = re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", text.casefold())
    for part in re.split(r"[,;/&+\s]+|\band\b", plain):
        if not part or part == "and":
            continue
        ends = [_day(end) for end in part.split("-")]
        if None in ends or len(ends) > 2:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        if first > last:
            return None
        named.update(range(first, last + 1))
    return ",".join(DAYS[day] for day in sorted(named)) or None


def _day(text: str) -> int | None:
    word = text.strip(".")
    for number, name in enumerate(_FULL_DAYS):
        if len(word) >= 3 and (name.startswith(word) or name + "s" == word):
            return number
        if word in {"tues", "thur", "thurs"} and name.startswith(word):
            return number
    return None


def job_title_words(title: str) -> str:
    """The words of a title between single spaces; case, accents, apostrophes, dots and other punctuation go."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in ".'’")
    return f" {' '.join(re.findall('[a-z0-9]+', plain))} "


def staff_group_for(title: str, table: Iterable[tuple[str, StaffGroup]]) -> StaffGroup | None:
    """The group of the first line whose words all stand in the title, side by side and as whole words."""
    words = job_title_words(title)
    for line, group in table:
        wanted = job_title_words(line)
        if wanted.strip() and wanted in words:
            return group
    return None


def mark_of(value: object) -> str:
    """Changes when the value does: a form carries it, to notice that somebody else saved in between."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]
