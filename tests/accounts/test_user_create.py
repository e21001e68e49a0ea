"""``cpd user create`` and ``cpd worker``, run as a person at the server runs them."""

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.cli.users import user_group
from cpd.cli.worker import worker
from cpd.core import jobs
from cpd.core.database import db, transaction
from cpd.core.jobs import Job, JobState
from cpd.people.models import Person, Role, RoleGrant
from tests.accounts.conftest import PASSWORD
from tests.conftest import CheckingClient
from tests.world import TODAY, World

Run = Callable[..., Result]


@pytest.fixture
def create(app: Flask, trust: World) -> Run:
    def run(*arguments: str) -> Result:
        db.session.rollback()
        result = CliRunner().invoke(user_group, ["create", *arguments], obj=app)
        db.session.rollback()
        return result

    return run


def link_of(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    match = re.search(r"http://localhost(/password/link/[\w-]+)$", result.stdout.strip())
    assert match
    return match[1]


def grants(session: Session, person_id: object) -> list[RoleGrant]:
    return list(session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id)))


def test_the_link_leads_in(create: Run, client: CheckingClient) -> None:
    result = create("--staff-code", "T001")
    assert "Rosa Quill" in result.stdout
    assert client.post_form(link_of(result), {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get("/account").status_code == 200


def test_somebody_who_is_not_staff(create: Run, client: CheckingClient, session: Session) -> None:
    options = ("--name", "Vera Lund", "--email", "Vera@Trustees.example", "--role", "trustee")
    link_of(create(*options))
    link = link_of(create(*options))
    person = session.scalars(select(Person).where(Person.email == "vera@trustees.example")).one()
    [grant] = grants(session, person.id)
    assert (person.name, person.staff_code) == ("Vera Lund", None)
    assert (grant.role, grant.school_id, grant.started_on, grant.ended_on) == (Role.TRUSTEE, None, TODAY, None)
    assert "Welcome, Vera" in client.get(link).get_data(as_text=True), "run again, it gives a new link"


@pytest.mark.parametrize("role", ["ambassador", "head", "office"])
def test_roles_at_a_school(create: Run, session: Session, trust: World, role: str) -> None:
    assert create("--staff-code", "T102", "--role", role, "--school", "190002").exit_code == 0
    [grant] = grants(session, trust.person("stranger"))
    assert (grant.role, grant.school_id) == (role, trust.school("larch"))


@pytest.mark.parametrize("role", ["trainer", "development_lead", "trustee", "administrator"])
def test_roles_in_the_trust(create: Run, session: Session, trust: World, role: str) -> None:
    assert create("--staff-code", "T102", "--role", role).exit_code == 0
    [grant] = grants(session, trust.person("stranger"))
    assert (grant.role, grant.school_id) == (role, None)


def test_an_appraiser_is_appointed_for_somebody(create: Run, session: Session, trust: World) -> None:
    assert create("--staff-code", "T102", "--role", "appraiser", "--of", "T101").exit_code == 0
    [grant] = grants(session, trust.person("stranger"))
    assert (grant.role, grant.of_person_id) == (Role.APPRAISER, trust.person("other_ambassador"))


@pytest.mark.parametrize(
    ("arguments", "because"),
    [
        (("--staff-code", "NOBODY"), "Nobody has the staff code NOBODY."),
        (("--staff-code", "T001", "--role", "head"), "--school"),
        (("--staff-code", "T001", "--role", "head", "--school", "199999"), "no school with the URN 199999"),
        (("--staff-code", "T001", "--role", "appraiser"), "--of"),
        (("--staff-code", "T001", "--role", "appraiser", "--of", "T001"), "own appraiser"),
        (("--staff-code", "T001", "--role", "trainer", "--of", "T101"), "--of"),
        (("--name", "Vera", "--email", "vera@trustees.example"), "a last name"),
        (("--name", "Vera Lund", "--email", "vera"), "email address"),
    ],
)
def test_refusals_have_a_reason_and_status_1(
    create: Run, session: Session, arguments: tuple[str, ...], because: str
) -> None:
    result = create(*arguments)
    assert result.exit_code == 1
    assert because in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--name", "Vera Lund"),
        ("--email", "vera@trustees.example"),
        ("--staff-code", "T001", "--name", "Vera Lund", "--email", "vera@trustees.example"),
        ("--staff-code", "T001", "--school", "190001"),
        ("--staff-code", "T001", "--role", "queen"),
    ],
)
def test_wrong_use_has_status_2(create: Run, arguments: tuple[str, ...]) -> None:
    assert create(*arguments).exit_code == 2


def test_the_worker_does_what_is_waiting_once(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: seen.append(job.kind))
    with transaction() as writing:
        jobs.enqueue(writing, "test", {})
    session.rollback()
    result = CliRunner().invoke(worker, ["--once"], obj=app)
    # Beside it run the jobs of the morning, which are due.
    assert result.exit_code == 0
    session.rollback()
    assert set(session.scalars(select(Job.state))) == {JobState.DONE}
    assert seen == ["test"]
    assert CliRunner().invoke(worker, ["--once"], obj=app).stdout == "0 jobs run.\n"
