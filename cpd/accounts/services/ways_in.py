"""Opening an account and coming back into it: invitations, reset links, letters, and the password they lead to."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cpd.accounts import passwords, policy, rules
from cpd.accounts.models import Account, OneTimeSecret, Purpose
from cpd.accounts.queries import Colleague, own_words
from cpd.accounts.rules import AccountState
from cpd.accounts.secrets import hashed, hashed_code, new_secret
from cpd.accounts.services.door import AtTheDoor, end_sign_ins
from cpd.core import audit, jobs
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor

SEND_LINK = "accounts.send_link"
ASKED_FOR_RESET = "accounts.asked_for_reset"

_LASTS = {
    Purpose.INVITATION: rules.INVITATION_LASTS,
    Purpose.RESET: rules.RESET_LASTS,
    Purpose.LETTER: rules.LETTER_LASTS,
}
# A page takes a twenty-fifth of a second to print; nobody waits longer than two.
MOST_LETTERS = 50
# A second mail within this time is the same wish, sent twice.
_SAME_WISH = dt.timedelta(minutes=5)


class CannotInvite(DomainError):
    """Nobody of those chosen can be written to in this way."""


@dataclass(frozen=True)
class Letter:
    """What one person's letter says."""

    name: str
    staff_code: str
    code: str
    until: dt.date


def open_account(session: Session, person_id: uuid.UUID, now: dt.datetime) -> Account:
    """The account of a person, made if there is none yet."""
    account = session.scalars(select(Account).where(Account.person_id == person_id)).first()
    if account is None:
        account = Account(person_id=person_id, created_at=now)
        session.add(account)
        session.flush()
    return account


def make_secret(
    session: Session, account: Account, purpose: Purpose, secret_hash: str, now: dt.datetime
) -> OneTimeSecret:
    """A new way in, which takes the place of those of its kind that were not used."""
    _withdraw(session, account.id, now, purpose)
    row = OneTimeSecret(
        account_id=account.id, purpose=purpose, secret_hash=secret_hash, made_at=now, expires_at=now + _LASTS[purpose]
    )
    session.add(row)
    session.flush()
    return row


def queue_link(session: Session, account: Account, purpose: Purpose, now: dt.datetime) -> bool:
    """Have a link sent by the worker, which makes its secret then; not twice within five minutes."""
    recent = session.scalar(
        select(OneTimeSecret.id).where(
            OneTimeSecret.account_id == account.id,
            OneTimeSecret.purpose == purpose,
            OneTimeSecret.used_at.is_(None),
            OneTimeSecret.made_at > now - _SAME_WISH,
            OneTimeSecret.expires_at > now,
        )
    )
    if recent is not None:
        return False
    secret = make_secret(session, account, purpose, hashed(new_secret()), now)
    jobs.enqueue(session, SEND_LINK, {"secret_id": str(secret.id)})
    return True


def invite(session: Session, actor: Actor, chosen: Sequence[Colleague], now: dt.datetime) -> int:
    """Invite by mail those who have an email and no account in use; how many mails go out."""
    require(policy.can_invite(actor))
    invited = [one for one in chosen if one.email and one.state not in (AccountState.IN_USE, AccountState.DISABLED)]
    if not invited:
        raise CannotInvite("Choose at least one person to invite.")
    for colleague in invited:
        account = open_account(session, colleague.person_id, now)
        if queue_link(session, account, Purpose.INVITATION, now):
            audit.record(session, actor, "accounts.invited", account.id, about_person_id=account.person_id)
    return len(invited)


def print_letters(session: Session, actor: Actor, chosen: Sequence[Colleague], now: dt.datetime) -> list[Letter]:
    """A letter with a fresh code for each person without an email. A code printed before no longer works."""
    require(policy.can_invite(actor))
    if not chosen:
        raise CannotInvite("Choose at least one person to print a letter for.")
    if len(chosen) > MOST_LETTERS:
        raise CannotInvite(f"{MOST_LETTERS} letters at most at once. Print some, then the rest.")
    letters = []
    for one in chosen:
        allowed = policy.can_print_letter(actor, one.person_id, has_email=bool(one.email), has_role=one.has_role)
        require(allowed and one.state is not AccountState.DISABLED and one.staff_code is not None)
        account = open_account(session, one.person_id, now)
        code = rules.new_code()
        secret = make_secret(session, account, Purpose.LETTER, hashed_code(account.id, code), now)
        audit.record(session, actor, "accounts.letter_printed", account.id, about_person_id=account.person_id)
        letters.append(Letter(one.name, one.staff_code or "", code, secret.expires_at.date()))
    return letters


def ask_for_reset(session: Session, typed: str) -> None:
    """Somebody at the door asks for a new link. Whether there is such an account is looked up later, by the worker, so
    that the answer takes the same time for every name."""
    jobs.enqueue(session, ASKED_FOR_RESET, {"name": typed})


def set_password(session: Session, secret: OneTimeSecret, password: str, now: dt.datetime) -> Account:
    """Use up a link or code: the password is set, every sign-in ended, every other link withdrawn."""
    account = secret.account
    _check(session, account, password)
    secret.used_at = now
    _put_password(session, account, password, now)
    audit.record(
        session,
        AtTheDoor(account.person_id, account.person.name),
        "accounts.password_set",
        account.id,
        about_person_id=account.person_id,
        detail={"by": secret.purpose.value},
    )
    return account


def change_password(
    session: Session, actor: Actor, account: Account, password: str, now: dt.datetime, sign_in_id: uuid.UUID
) -> None:
    """A new password for somebody who has just typed the old one. Other devices are signed out."""
    require(actor.person_id == account.person_id)
    _check(session, account, password)
    _put_password(session, account, password, now, keep=sign_in_id)
    audit.record(session, actor, "accounts.password_changed", account.id, about_person_id=account.person_id)


def _check(session: Session, account: Account, password: str) -> None:
    fault = rules.password_fault(password, own_words(session, account.person))
    if fault:
        raise DomainError(fault, field="password")


def _put_password(
    session: Session, account: Account, password: str, now: dt.datetime, keep: uuid.UUID | None = None
) -> None:
    account.password_hash = passwords.hash_password(password)
    account.password_set_at = now
    end_sign_ins(session, account.id, now, keep)
    _withdraw(session, account.id, now)


def _withdraw(session: Session, account_id: uuid.UUID, now: dt.datetime, purpose: Purpose | None = None) -> None:
    unused = update(OneTimeSecret).where(
        OneTimeSecret.account_id == account_id, OneTimeSecret.used_at.is_(None), OneTimeSecret.expires_at > now
    )
    if purpose is not None:
        unused = unused.where(OneTimeSecret.purpose == purpose)
    session.execute(unused.values(expires_at=now))
