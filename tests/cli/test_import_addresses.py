"""Email addresses that come with a staff list: swapped, held back by nobody, told where they were."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import record_reading
from cpd.core.jobs import Job
from cpd.people.actor import load_actor
from tests.cli.conftest import RunImport, person
from tests.conftest import CheckingClient
from tests.world import TODAY, World

HEADER = "staff_code,first_name,last_name,email,school_urn,job_title,start_date\n"


def test_two_people_may_swap_addresses(run_import: RunImport, session: Session, trust: World) -> None:
    row = "{},Ann,Ash,{}@b.example,190001,Teacher,2024-09-01\n"
    run_import("staff", HEADER + row.format("W1", "one") + row.format("W2", "two"))
    run = run_import("staff", HEADER + row.format("W1", "two") + row.format("W2", "one"))
    assert run.counts == (0, 2, 0, 0, 0)
    assert person(session, "W1").email == "two@b.example"


def test_a_bad_row_holds_no_address_back(run_import: RunImport, session: Session, trust: World) -> None:
    """Row 2 gives Rosa's address up and row 3 takes it; row 4 contradicts row 2 and is left out with all it says."""
    rows = (
        "T001,Ann,Ash,a@b.example,190001,Teacher,2024-09-01\n"
        "P1,Ann,O'Neill,rosa.quill@saltmarsh.example,190001,Teacher,2024-09-01\n"
        "T001,Siân,O'Neill,rosa.quill@saltmarsh.example,190001,Cook,2025-09-01\n"
    )
    first = run_import("staff", HEADER + rows, "--skip-bad-rows")
    assert first.counts[3] == 1
    assert person(session, "P1").email == "rosa.quill@saltmarsh.example"
    second = run_import("staff", HEADER + rows, "--skip-bad-rows")
    assert second.counts == (0, 0, 2, 1, 0)


def test_whoever_gets_another_address_is_told_at_the_old_one(
    run_import: RunImport, session: Session, trust: World, as_persona: Callable[[str], CheckingClient]
) -> None:
    """Links to a new password go to the address in the list, so a wrong or false one must not pass in silence."""
    row = "T001,Rosa,Quill,{},190001,Class Teacher,2024-09-01\n"
    run_import("staff", HEADER + row.format("rosa.quill@saltmarsh.example"))
    assert session.scalars(select(Job).where(Job.kind == "mail")).all() == []
    run_import("staff", HEADER + row.format("somebody@else.example"))
    [job] = session.scalars(select(Job).where(Job.kind == "mail")).all()
    assert job.payload["to"] == "rosa.quill@saltmarsh.example"
    assert "somebody@else" not in job.payload["text"]
    page = as_persona("teacher").get("/my-development").get_data(as_text=True)
    assert "changed the email address you sign in with" in page


def test_a_first_address_does_not_pass_in_silence_either(
    run_import: RunImport, session: Session, trust: World, as_persona: Callable[[str], CheckingClient]
) -> None:
    """Whoever gives one could ask for a new password there. Many readings afterwards do not push it out of sight."""
    run_import("staff", HEADER + "A001,Łukasz,Thorn,somebody@else.example,190001,Teaching Assistant,2024-09-01\n")
    assert session.scalars(select(Job).where(Job.kind == "mail")).all() == []
    reader = load_actor(session, trust.person("head"), TODAY)
    for _ in range(25):
        record_reading(reader, "training.list_read", trust.person("ta"), trust.person("ta"))
    page = as_persona("ta").get("/my-development").get_data(as_text=True)
    assert "changed the email address you sign in with, or gave you one" in page
