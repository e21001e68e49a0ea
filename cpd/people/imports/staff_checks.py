"""What the rows of a staff list must not say against one another, and against what is known."""

from collections.abc import Iterator, Sequence
from typing import Any

from cpd.core.names import fold
from cpd.core.tables import Fault
from cpd.people.imports.staff_rows import RowAboutPerson, StaffRow
from cpd.people.queries.staff_list import KnownStaff, code_key

PostPlace = tuple[str, int, str, Any]
_COLUMN_OF = {
    "ended_on": "end_date",
    "induction_started_on": "induction_start",
    "induction_ended_on": "induction_end",
}


def place_of(row: StaffRow) -> PostPlace:
    """The key of a row's post: staff code, URN, job title and start."""
    return code_key(row.code), row.urn, row.job_title.casefold(), row.started_on


def check_against_earlier_rows(rows: Sequence[RowAboutPerson]) -> tuple[list[Fault], set[int]]:
    """Faults of later rows that contradict earlier ones, and the numbers of rows that only repeat one."""
    faults: list[Fault] = []
    repeats: set[int] = set()
    people: dict[str, dict[str, tuple[Any, int]]] = {}
    emails: dict[str, RowAboutPerson] = {}
    posts: dict[PostPlace, StaffRow] = {}
    for row in rows:
        found = list(_about_person(people.setdefault(code_key(row.code), {}), row))
        found += _about_email(emails, row)
        if isinstance(row, StaffRow) and (first := posts.setdefault(place_of(row), row)) is not row:
            found += _about_post(first, row)
            if not found:
                repeats.add(row.number)
        faults += found
    return faults, repeats


def _about_person(said: dict[str, tuple[Any, int]], row: RowAboutPerson) -> Iterator[Fault]:
    """One staff code has one name, and one of everything else that is not left empty. ``said`` is by earlier rows."""
    for name, value in row.person.items():
        if value is None:
            continue
        earlier, number = said.setdefault(name, (value, row.number))
        if earlier != value and not (name.endswith("_name") and fold(earlier) == fold(value)):
            column = _COLUMN_OF.get(name, name)
            yield row.fault(column, f"staff code {row.code} has another {column.replace('_', ' ')} in row {number}")


def _about_email(emails: dict[str, RowAboutPerson], row: RowAboutPerson) -> Iterator[Fault]:
    email = row.person.get("email")
    if email is None:
        return
    first = emails.setdefault(email, row)
    if code_key(first.code) != code_key(row.code):
        yield row.fault("email", f"somebody else has this address in row {first.number}")


def _about_post(first: StaffRow, row: StaffRow) -> Iterator[Fault]:
    values = {**row.post, "line_manager": row.line_manager}
    for name, value in values.items():
        if value != {**first.post, "line_manager": first.line_manager}[name]:
            message = f"row {first.number} is about the same post and says something else here"
            yield row.fault(_COLUMN_OF.get(name, name), message)


def check_against_known(rows: Sequence[RowAboutPerson], known: KnownStaff, codes: frozenset[str]) -> list[Fault]:
    """Email addresses that somebody not in these rows has, and line managers whom nobody knows.

    ``codes`` are the staff codes that count as being in the file.
    """
    given_up = _addresses_given_up(rows, known)
    faults: list[Fault] = []
    for row in rows:
        email = row.person.get("email")
        owner = known.emails.get(email) if email else None
        if owner is not None:
            is_own = bool(owner["staff_code"]) and code_key(owner["staff_code"]) == code_key(row.code)
            if not is_own and email not in given_up:
                faults.append(row.fault("email", "somebody else in the trust has this address"))
        manager = row.line_manager
        if manager and code_key(manager) not in codes and code_key(manager) not in known.people:
            faults.append(row.fault("line_manager", "nobody has this staff code, in this file or before"))
    return faults


def _addresses_given_up(rows: Sequence[RowAboutPerson], known: KnownStaff) -> set[str]:
    """Addresses whose owners have another one, or none, in these rows."""
    stated: dict[str, set[str | None]] = {}
    for row in rows:
        if "email" in row.person:
            stated.setdefault(code_key(row.code), set()).add(row.person["email"])
    owners = ((known.people[code]["email"], emails) for code, emails in stated.items() if code in known.people)
    return {email for email, emails in owners if email and email not in emails}
