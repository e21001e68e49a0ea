"""Reads of accounts, of where they are signed in, and of who is still to be invited."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cpd.accounts.models import Account, OneTimeSecret, Purpose, SignIn
from cpd.accounts.policy import holds_role, visible
from cpd.accounts.rules import AccountState, account_state
from cpd.core.access import found
from cpd.core.audit import AuditEntry
from cpd.core.models import holds
from cpd.core.names import fold
from cpd.core.paging import PAGE_SIZE, Slice, start_of
from cpd.people.actor import Actor
from cpd.people.models import Person, Post, Role, RoleGrant, School, Trust

_Select: TypeAlias = Select[Person, str | None, bool, Account | None, dt.datetime | None]
_Row: TypeAlias = Row[Person, str | None, bool, Account | None, dt.datetime | None]


@dataclass(frozen=True)
class Colleague:
    """Somebody and how far they are on the way in."""

    person_id: uuid.UUID
    name: str
    staff_code: str | None
    email: str | None
    job_title: str | None
    has_role: bool
    state: AccountState
    live_until: dt.datetime | None
    account_id: uuid.UUID | None


@dataclass(frozen=True)
class HeldRole:
    role: Role
    school: str | None
    ended_on: dt.date | None
    is_delegated: bool


def account_for_name(session: Session, typed: str) -> Account | None:
    """The account of an email or a staff code as somebody typed it, with its person."""
    if "@" in typed:
        is_meant: ColumnElement[bool] = Person.email == typed.lower()
    else:
        is_meant = Person.staff_code.in_({typed, typed.upper(), typed.lower()})
    accounts = session.scalars(select(Account).join(Account.person).options(joinedload(Account.person)).where(is_meant))
    return min(accounts, key=lambda account: account.person.staff_code != typed, default=None)


def account_of(session: Session, person_id: uuid.UUID) -> Account | None:
    return session.scalars(
        select(Account).options(joinedload(Account.person)).where(Account.person_id == person_id)
    ).first()


def live_secret(
    session: Session, secret_hash: str, now: dt.datetime, *purposes: Purpose, for_use: bool = False
) -> OneTimeSecret | None:
    """An unused invitation, link or code that has not run out, with its account and person.

    ``for_use`` holds the row until the transaction ends, so that two at once cannot both use it.
    """
    query = (
        select(OneTimeSecret)
        .join(OneTimeSecret.account)
        .options(joinedload(OneTimeSecret.account).joinedload(Account.person))
        .where(
            OneTimeSecret.secret_hash == secret_hash,
            OneTimeSecret.purpose.in_(purposes),
            OneTimeSecret.used_at.is_(None),
            OneTimeSecret.expires_at > now,
            Account.disabled_at.is_(None),
        )
    )
    return session.scalars(query.with_for_update(of=OneTimeSecret) if for_use else query).first()


def own_words(session: Session, person: Person) -> list[str]:
    """What somebody's password must not lean on: their names and those of their trust and schools."""
    schools = session.scalars(
        select(School.name).join(Post, Post.school_id == School.id).where(Post.person_id == person.id)
    )
    trust = session.scalars(select(Trust.name)).first()
    own = (person.first_name, person.last_name, person.preferred_name, person.staff_code, person.email, trust)
    return [word for word in (*own, *schools) if word]


def list_sign_ins(session: Session, actor: Actor, now: dt.datetime) -> list[SignIn]:
    """Where the actor is signed in, the latest first."""
    return list(
        session.scalars(
            select(SignIn)
            .join(SignIn.account)
            .where(Account.person_id == actor.person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
            .order_by(SignIn.started_at.desc())
        )
    )


def list_roles(session: Session, actor: Actor) -> list[HeldRole]:
    """The roles the actor holds today, each once."""
    rows = session.execute(
        select(RoleGrant.role, School.name, func.max(RoleGrant.ended_on), RoleGrant.delegated_by_id.is_not(None))
        .outerjoin(School, School.id == RoleGrant.school_id)
        .where(RoleGrant.person_id == actor.person_id, holds(RoleGrant, actor.today))
        .group_by(RoleGrant.role, School.name, RoleGrant.delegated_by_id.is_not(None))
        .order_by(RoleGrant.role, School.name)
    )
    return [HeldRole(*row) for row in rows]


def get_colleague(session: Session, actor: Actor, person_id: uuid.UUID, now: dt.datetime) -> Colleague:
    """One person, or ``NotFound`` where the actor does not look after them."""
    statement = _colleagues(actor, None).where(Person.id == person_id)
    return _colleague(found(session.execute(statement).first()), now)


def list_colleagues(
    session: Session, actor: Actor, now: dt.datetime, *, person_ids: list[uuid.UUID] | None = None,
    school_id: uuid.UUID | None = None
) -> list[Colleague]:  # fmt: skip
    """The people of a school today, or those named, whose way in the actor looks after, by name."""
    statement = _colleagues(actor, school_id)
    if person_ids is not None:
        statement = statement.where(Person.id.in_(person_ids))
    return [_colleague(row, now) for row in session.execute(statement)]


def find_colleagues(
    session: Session,
    actor: Actor,
    now: dt.datetime,
    page: int,
    *,
    words: str = "",
    state: AccountState | None = None,
) -> Slice[Colleague]:
    """A page of everybody, by the beginnings of names or a staff code."""
    wanted = [
        or_(
            Person.sort_last_name.startswith(word, autoescape=True),
            Person.sort_first_name.startswith(word, autoescape=True),
            func.lower(Person.staff_code) == word,
            Person.email.startswith(word, autoescape=True),
        )
        for word in fold(words).split()
    ]
    number = select(func.count()).select_from(Person)
    if state is not None:
        wanted.append(_is_in_state(state, now))
        number = number.outerjoin(Account, Account.person_id == Person.id)
    total = session.scalar(number.where(visible(actor), *wanted))
    rows = session.execute(_colleagues(actor, None).where(*wanted).limit(PAGE_SIZE).offset(start_of(page)))
    return Slice(tuple(_colleague(row, now) for row in rows), page, total or 0)


def list_account_events(session: Session, colleague: Colleague, most: int = 30) -> list[AuditEntry]:
    """What was done with an account, the latest first."""
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_id == colleague.account_id, AuditEntry.action.startswith("accounts."))
            .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
            .limit(most)
        )
    )


def get_demonstration(session: Session) -> Trust | None:
    """The trust, if it is the invented one."""
    return session.scalars(select(Trust).where(Trust.is_demonstration)).first()


def _live_until() -> ScalarSelect[dt.datetime]:
    """SQL: when the latest invitation, link or code of an account runs out that has not been used."""
    return (
        select(func.max(OneTimeSecret.expires_at))
        .where(OneTimeSecret.account_id == Account.id, OneTimeSecret.used_at.is_(None))
        .correlate(Account)
        .scalar_subquery()
    )


def _colleagues(actor: Actor, school_id: uuid.UUID | None) -> _Select:
    """By name. What is asked of each person stands in columns: a page of fifty asks it fifty times, not for all."""
    post_today = [Post.person_id == Person.id, holds(Post, actor.today)]
    if school_id is not None:
        post_today.append(Post.school_id == school_id)
    job_title = select(func.min(Post.job_title)).where(*post_today).correlate(Person).scalar_subquery()
    statement = (
        select(
            Person,
            job_title.label("job_title"),
            holds_role(actor).label("has_role"),
            Account,
            _live_until().label("live_until"),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(visible(actor))
        .order_by(Person.sort_last_name, Person.sort_first_name, Person.staff_code, Person.id)
    )
    return statement if school_id is None else statement.where(exists().where(*post_today))


def _colleague(row: _Row, now: dt.datetime) -> Colleague:
    person, job_title, has_role, account, live_until = row
    return Colleague(
        person_id=person.id,
        name=person.name,
        staff_code=person.staff_code,
        email=person.email,
        job_title=job_title,
        has_role=has_role,
        state=_state_of(account, live_until, now),
        live_until=live_until,
        account_id=account.id if account else None,
    )


def _state_of(account: Account | None, live_until: dt.datetime | None, now: dt.datetime) -> AccountState:
    if account is None:
        return AccountState.NONE
    return account_state(
        is_disabled=account.disabled_at is not None,
        has_password=account.password_hash is not None,
        live_until=live_until,
        now=now,
    )


def _is_in_state(state: AccountState, now: dt.datetime) -> ColumnElement[bool]:
    """The same distinctions as ``rules.account_state``, in SQL."""
    live_until = _live_until()
    waiting = and_(Account.disabled_at.is_(None), Account.password_hash.is_(None))
    return {
        AccountState.DISABLED: Account.disabled_at.is_not(None),
        AccountState.IN_USE: and_(Account.disabled_at.is_(None), Account.password_hash.is_not(None)),
        AccountState.ASKED: and_(waiting, live_until > now),
        AccountState.RUN_OUT: and_(waiting, live_until <= now),
        AccountState.NONE: or_(Account.id.is_(None), and_(waiting, live_until.is_(None))),
    }[state]
