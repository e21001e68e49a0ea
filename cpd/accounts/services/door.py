"""Getting in and out: tries and their limit, sign-ins and their end."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cpd.accounts import passwords, rules
from cpd.accounts.models import Account, SignIn, SignInAttempt
from cpd.accounts.secrets import hashed, new_secret
from cpd.core import audit
from cpd.core.access import require
from cpd.core.audit import Doer
from cpd.core.errors import DomainError
from cpd.people.actor import Actor

_ATTEMPTS_KEPT = dt.timedelta(days=1)
_ENDED_SIGN_INS_KEPT = dt.timedelta(days=14)


@dataclass(frozen=True)
class AtTheDoor:
    """Whoever acts without a sign-in: somebody unknown, or who has just shown a link that only they were sent."""

    person_id: uuid.UUID | None = None
    name: str = "somebody not signed in"


class TooManyTries(DomainError):
    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(
            f"There have been too many tries. Wait {rules.in_minutes(wait)}, then try again. "
            "Nothing has happened to your account."
        )


@dataclass(frozen=True)
class Try:
    id: uuid.UUID
    is_last: bool


def begin_try(
    session: Session,
    what: str,
    name: str,
    address: str,
    now: dt.datetime,
    *,
    per_address: int = rules.TRIES_PER_ADDRESS,
) -> Try:
    """Count a try before it is made, so that many at once gain nothing. It stands as failed until it succeeds.

    ``what`` keeps passwords, letters and requests for a link apart. Raises ``TooManyTries``.
    """
    failed_before = check_tries(session, what, name, address, now, per_address=per_address)
    name_hash, address_hash = _hashes(what, name, address)
    attempt = SignInAttempt(name_hash=name_hash, address_hash=address_hash, at=now)
    session.add(attempt)
    session.flush()
    return Try(attempt.id, is_last=failed_before + 1 >= rules.TRIES_PER_NAME)


def check_tries(
    session: Session,
    what: str,
    name: str,
    address: str,
    now: dt.datetime,
    *,
    per_address: int = rules.TRIES_PER_ADDRESS,
) -> int:
    """How many tries for a name have failed of late. Raises ``TooManyTries`` where there is none left."""
    name_hash, address_hash = _hashes(what, name, address)
    recent = SignInAttempt.at > now - rules.TRIES_WITHIN
    succeeded_at = session.scalar(
        select(func.max(SignInAttempt.at)).where(SignInAttempt.name_hash == name_hash, SignInAttempt.succeeded)
    )
    failed = select(SignInAttempt.at).where(recent, SignInAttempt.succeeded.is_(False))
    of_name = failed.where(SignInAttempt.name_hash == name_hash)
    if succeeded_at is not None:
        of_name = of_name.where(SignInAttempt.at > succeeded_at)
    failures = session.scalars(of_name).all()
    from_here = session.scalars(failed.where(SignInAttempt.address_hash == address_hash)).all()
    wait = rules.wait_after(failures, now) or rules.wait_after(from_here, now, per_address)
    if wait is not None:
        raise TooManyTries(wait)
    return len(failures)


def _hashes(what: str, name: str, address: str) -> tuple[str, str]:
    return hashed(f"{what}:{name.strip().casefold()}"), hashed(f"address:{address}")


def note_lock_out(session: Session, account: Account | None) -> None:
    """Enter that the tries for a name are used up."""
    about = account.person_id if account else None
    audit.record(session, AtTheDoor(), "accounts.locked_out", account.id if account else None, about_person_id=about)


def succeed(session: Session, attempt: Try, *, succeeded: bool = True) -> None:
    """Note how a try ended. Where nobody may tell by the time it takes, both ends are written."""
    session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt.id).values(succeeded=succeeded))


@dataclass(frozen=True)
class NewSignIn:
    """What goes into the cookie."""

    secret: str
    id: uuid.UUID


def start_sign_in(session: Session, account: Account, browser: str, now: dt.datetime) -> NewSignIn:
    """A sign-in with a secret of its own, for somebody who has shown who they are."""
    require(account.disabled_at is None)
    secret = new_secret()
    row = SignIn(
        account_id=account.id,
        secret_hash=hashed(secret),
        started_at=now,
        expires_at=now + rules.SIGN_IN_LASTS,
        browser=rules.browser_name(browser),
    )
    session.add(row)
    session.flush()
    _clear_away(session, now)
    return NewSignIn(secret, row.id)


def keep_hash_fresh(account: Account, password: str) -> None:
    """Hash a password that was just shown in today's profile, if it is kept in an older one."""
    if account.password_hash and passwords.needs_rehash(account.password_hash):
        account.password_hash = passwords.hash_password(password)


def end_sign_in(session: Session, sign_in_id: uuid.UUID, now: dt.datetime) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now))


def end_sign_ins(session: Session, account_id: uuid.UUID, now: dt.datetime, keep: uuid.UUID | None = None) -> int:
    """End every sign-in of an account but ``keep``; how many there were."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now, SignIn.id != keep)
        .values(ended_at=now)
        .returning(SignIn.id)
    ).all()
    return len(ended)


def sign_out_everywhere(
    session: Session, actor: Actor, account: Account, now: dt.datetime, keep: uuid.UUID | None = None
) -> int:
    """End the actor's sign-ins on all devices, but ``keep`` the one in hand."""
    require(actor.person_id == account.person_id)
    count = end_sign_ins(session, account.id, now, keep)
    _record(session, actor, "accounts.signed_out_everywhere", account, {"sign_ins": count})
    return count


def _record(session: Session, doer: Doer, action: str, account: Account, detail: dict[str, int]) -> None:
    audit.record(session, doer, action, account.id, about_person_id=account.person_id, detail=detail)


def _clear_away(session: Session, now: dt.datetime) -> None:
    """Tries and sign-ins are personal data too: they go when they are of no more use."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - _ATTEMPTS_KEPT))
    session.execute(delete(SignIn).where(SignIn.expires_at < now - _ENDED_SIGN_INS_KEPT))
