"""Whatever a staff list holds: importing it a second time changes nothing."""

import datetime as dt

from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.core.importing import ImportOptions, ImportReport
from cpd.core.spreadsheets import write_csv
from cpd.people.actor import Actor
from cpd.people.imports.staff import StaffImport
from tests.world import TODAY, World

COLUMNS = ["staff_code", "first_name", "last_name", "email", "school_urn", "job_title", "fte", "start_date", "end_date"]
ROWS = st.tuples(
    st.sampled_from(["P1", "p1", "P2", "T001", "", "L101"]),
    st.sampled_from(["Ann", "Siân", "Rosa"]),
    st.sampled_from(["O'Neill", "Quill", "", "ash"]),
    st.sampled_from(["", "", "a@b.example", "rosa.quill@saltmarsh.example"]),
    st.sampled_from([190001, 190002, 199999]),
    st.sampled_from(["Teacher", "TEACHER", "Cook", "Class Teacher"]),
    st.sampled_from(["", "0.5", "1", "2"]),
    st.sampled_from([dt.date(2024, 9, 1), dt.date(2025, 9, 1)]),
    st.sampled_from([None, None, dt.date(2026, 8, 31), dt.date(2025, 1, 1)]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, max_size=6))
def test_a_second_import_changes_nothing(session: Session, trust: World, rows: list[tuple[object, ...]]) -> None:
    content = b"".join(write_csv([COLUMNS, *rows]))
    first, second = _import(content), _import(content)
    assert (second.created, second.updated) == (0, 0)
    assert second.unchanged == first.created + first.updated + first.unchanged
    assert second.rejected == first.rejected


def _import(content: bytes) -> ImportReport:
    importer = StaffImport()
    options = ImportOptions(skip_bad_rows=True)
    source = importer.read(content, options)
    actor = Actor.operator(TODAY)
    with transaction() as writing:
        plan = importer.plan(writing, actor, source, options)
        importer.carry_out(writing, actor, plan)
    return plan.report
