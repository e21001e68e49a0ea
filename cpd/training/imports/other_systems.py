"""Completions of other systems: their headings and names of courses become ours by a mapping that is remembered."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from cpd.core.names import fold
from cpd.core.private_columns import tidy_heading
from cpd.core.raw_tables import RawTable
from cpd.core.tables import BadHeadings, Fault, Table
from cpd.training.imports.completion_rows import LAYOUT
from cpd.training.models import ImportMapping
from cpd.training.queries.known import course_ids_by_code, course_key
from cpd.training.queries.mappings import list_mappings

HEADINGS_TO_MAP = "Its columns have names of their own. Say once what each is; a file like this is then read by itself."
COURSES_TO_MAP = "It names courses that we have no code for. Say once which of our courses each is, or leave it out."
# Our column and how the page of mapping calls it.
COLUMNS = {
    "staff_code": "Staff code",
    "email": "Work address",
    "course_code": "Course",
    "completed_on": "Completed on",
    "expires_on": "Valid until",
    "minutes": "Minutes",
    "provider": "Provider",
    "certificate_ref": "Number of the certificate",
}


def find_mapping(session: Session, headings: Collection[str], name: str) -> ImportMapping | None:
    """The mapping of this name; without a name, the one that knows most of these (tidied) headings, if all it has fit.

    Raises ``BadHeadings`` where none has the name.
    """
    mappings = list_mappings(session)
    if name:
        found = next((one for one in mappings if fold(one.name) == fold(name)), None)
        if found is None:
            known = ", ".join(one.name for one in mappings) or "none yet"
            raise BadHeadings([Fault(1, "mapping", name, f"no mapping is called that; there are: {known}")])
        return found
    fitting = [one for one in mappings if {tidy_heading(text) for text in one.columns.values()} <= set(headings)]
    return max(fitting, key=lambda one: len(one.columns), default=None)


def in_our_words(source: RawTable, mapping: ImportMapping | None) -> Table:
    """The file under our columns, courses by our codes. Raises ``BadHeadings``."""
    if mapping is None:
        return source.by_layout(LAYOUT)
    table = source.by_names(mapping.columns)
    missing = [column.name for column in LAYOUT.columns if column.required and column.name not in table.columns]
    if missing:
        message = f"the mapping “{mapping.name}” finds no column for it in this file, and every row needs it"
        raise BadHeadings([Fault(source.heading_row, name, "", message) for name in missing])
    courses = {fold(theirs): ours for theirs, ours in mapping.courses.items()}
    rows = []
    for row in table.rows:
        code = courses.get(fold(row["course_code"]), row["course_code"])
        if code or not row["course_code"]:
            rows.append(replace(row, cells={**row.cells, "course_code": code}))
    return replace(table, rows=tuple(rows), blank_rows=table.blank_rows + len(table.rows) - len(rows))


def guessed_columns(source: RawTable) -> dict[str, str]:
    """Our columns with the headings that an import would know by itself."""
    by_heading = {tidy_heading(text): text for text in source.headings}
    guessed = {}
    for column in LAYOUT.columns:
        known = next((by_heading[name] for name in column.headings if name in by_heading), None)
        if known is not None:
            guessed[column.name] = known
    return guessed


def courses_to_map(session: Session, source: RawTable, mapping: ImportMapping) -> list[str]:
    """The names of courses in a file that are none of our codes, in the order of their coming."""
    known = course_ids_by_code(session)
    heading = mapping.columns.get("course_code", "")
    return [name for name in source.values(heading) if course_key(name) not in known]
