"""``cpd user create``: the first accounts of an installation, and a way back in for whoever runs the server."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.accounts.services import administration
from cpd.cli.application import on_ready_database
from cpd.core import clock
from cpd.core.database import transaction
from cpd.core.errors import DomainError
from cpd.core.mail import address
from cpd.people.actor import Actor
from cpd.people.models import Person, Role, RoleGrant, School
from cpd.people.queries import person_by_staff_code
from cpd.people.services import NewRole, create_person, grant_role


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.option("--staff-code", metavar="CODE", help="Somebody from the staff list.")
@click.option("--name", metavar="NAME", help="First and last name of somebody who is not staff; with --email.")
@click.option("--email", metavar="EMAIL", help="Their email address.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="Without a role: their own pages only.")
@click.option("--school", "urn", type=int, metavar="URN", help="Where the role is held.")
@click.option("--of", "of_code", metavar="CODE", help="The person whose appraiser this is.")
@on_ready_database
def user_create(
    staff_code: str | None, name: str | None, email: str | None, role: str | None, urn: int | None, of_code: str | None
) -> None:
    """Make an account and print a one-time link to set a password.

    For an account that exists already, it gives a new link, and the role if it is not held yet.
    """
    if (staff_code is None) == (name is None and email is None) or (name is None) != (email is None):
        raise click.UsageError("Give either --staff-code, or --name and --email.")
    if role is None and (urn is not None or of_code is not None):
        raise click.UsageError("--school and --of belong to a --role.")
    actor = Actor.operator(clock.today())
    with transaction() as session:
        person = _staff(session, staff_code) if staff_code else _other(session, actor, name or "", email or "")
        if role is not None:
            _grant(session, actor, person, Role(role), urn, of_code)
        secret = administration.invitation_secret(session, actor, person, clock.now())
        called = person.name
    click.echo(f"{called} can choose a password here, once, within 14 days:")
    click.echo(address("accounts.password_set", secret=secret))


def _staff(session: Session, code: str) -> Person:
    person = person_by_staff_code(session, code)
    if person is None:
        raise DomainError(f"Nobody has the staff code {code}.")
    return person


def _other(session: Session, actor: Actor, name: str, email: str) -> Person:
    """Somebody who is not staff: found again by the email, made otherwise."""
    person = session.scalars(select(Person).where(Person.email == email.strip().lower())).first()
    return person or create_person(session, actor, name, email)


def _grant(session: Session, actor: Actor, person: Person, role: Role, urn: int | None, of_code: str | None) -> None:
    if role in (Role.AMBASSADOR, Role.HEAD, Role.OFFICE) and urn is None:
        raise DomainError(f"The role {role} is held at a school. Add --school with its URN.")
    if (role is Role.APPRAISER) != (of_code is not None):
        raise DomainError("An appraiser is appointed for one person: --role appraiser needs --of CODE, no other role.")
    school = session.scalars(select(School).where(School.urn == urn)).first() if urn is not None else None
    if urn is not None and school is None:
        raise DomainError(f"There is no school with the URN {urn}.")
    new = NewRole(
        person_id=person.id,
        role=role,
        started_on=actor.today,
        school_id=school.id if school else None,
        of_person_id=_staff(session, of_code).id if of_code else None,
    )
    if not _is_held(session, new):
        grant_role(session, actor, new)


def _is_held(session: Session, new: NewRole) -> bool:
    """Whether the person holds exactly this role already, so that the command can be run again for a new link."""
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == new.person_id,
        RoleGrant.role == new.role,
        RoleGrant.school_id == new.school_id,
        RoleGrant.of_person_id == new.of_person_id,
        RoleGrant.started_on <= new.started_on,
        RoleGrant.ended_on.is_(None),
    )
    return session.scalar(held) is not None
