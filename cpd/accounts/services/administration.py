"""What an administrator does with accounts, and the first account of all, made at the server's command line."""

import datetime as dt

from sqlalchemy.orm import Session

from cpd.accounts import policy
from cpd.accounts.models import Account, Purpose
from cpd.accounts.secrets import hashed, new_secret
from cpd.accounts.services.door import end_sign_ins
from cpd.accounts.services.ways_in import make_secret, open_account, queue_link
from cpd.core import audit
from cpd.core.access import require
from cpd.core.errors import DomainError
from cpd.people.actor import Actor
from cpd.people.models import Person


def disable(session: Session, actor: Actor, account: Account, now: dt.datetime) -> None:
    """Close an account and end its sign-ins. The person's records stay, and so does their training."""
    require(policy.can_administer(actor) and actor.person_id != account.person_id)
    if account.disabled_at is None:
        account.disabled_at = now
        end_sign_ins(session, account.id, now)
        audit.record(session, actor, "accounts.disabled", account.id, about_person_id=account.person_id)


def enable(session: Session, actor: Actor, account: Account) -> None:
    require(policy.can_administer(actor))
    if account.disabled_at is not None:
        account.disabled_at = None
        audit.record(session, actor, "accounts.enabled", account.id, about_person_id=account.person_id)


def send_reset(session: Session, actor: Actor, account: Account, now: dt.datetime) -> None:
    """Mail somebody a link to a new password. The old one works until the link is used."""
    require(policy.can_administer(actor))
    if account.person.email is None:
        raise DomainError("There is no email address for this person. Print a letter for them.")
    if account.disabled_at is not None:
        raise DomainError("This account is closed. Open it again first.")
    if queue_link(session, account, Purpose.RESET, now):
        audit.record(session, actor, "accounts.reset_sent", account.id, about_person_id=account.person_id)


def invitation_secret(session: Session, actor: Actor, person: Person, now: dt.datetime) -> str:
    """The secret of a one-time link to set a password, handed over by whoever runs the command."""
    require(policy.can_administer(actor))
    account = open_account(session, person.id, now)
    secret = new_secret()
    make_secret(session, account, Purpose.INVITATION, hashed(secret), now)
    audit.record(session, actor, "accounts.link_made", account.id, about_person_id=person.id)
    return secret
