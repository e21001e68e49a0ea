"""The mails of the door, sent by the worker. Only here does a link's secret come into being, on its way out."""

import uuid

from sqlalchemy.orm import joinedload

from cpd.accounts.models import Account, OneTimeSecret, Purpose
from cpd.accounts.queries import account_for_name
from cpd.accounts.rules import INVITATION_LASTS, RESET_LASTS
from cpd.accounts.secrets import hashed, new_secret
from cpd.accounts.services.ways_in import ASKED_FOR_RESET, SEND_LINK, queue_link
from cpd.core import clock, jobs, mail
from cpd.core.database import transaction
from cpd.people.queries import get_trust

_LASTS = {Purpose.INVITATION: INVITATION_LASTS, Purpose.RESET: RESET_LASTS}


@jobs.handles(SEND_LINK)
def send_link(job: jobs.RunningJob) -> None:
    """Mail an invitation or a reset link; nothing if it was used, withdrawn or the account closed meanwhile."""
    secret_id, now = uuid.UUID(job.payload["secret_id"]), clock.now()
    secret = new_secret()
    with transaction() as session:
        row = session.get(
            OneTimeSecret, secret_id, options=[joinedload(OneTimeSecret.account).joinedload(Account.person)]
        )
        if row is None or row.used_at or row.expires_at <= now or row.account.disabled_at:
            return
        person, trust = row.account.person, get_trust(session)
        if person.email is None:
            return
        row.secret_hash = hashed(secret)
        row.expires_at = now + _LASTS[row.purpose]
        trust_name = trust.name if trust else "your trust"
        letter = mail.written(
            person.email,
            subject=f"Your way into professional development at {trust_name}"
            if row.purpose is Purpose.INVITATION
            else "A new password",
            template=f"accounts/mail_{row.purpose.value}",
            known_as=person.known_as,
            trust_name=trust_name,
            link=mail.address("accounts.password_set", secret=secret),
            door=mail.address("accounts.sign_in"),
            staff_code=person.staff_code,
            until=row.expires_at,
        )
    mail.deliver(letter, job.id)
    with transaction() as session:
        sent = session.get(OneTimeSecret, secret_id)
        if sent is not None:
            sent.sent_at = now


@jobs.handles(ASKED_FOR_RESET)
def answer_request_for_reset(job: jobs.RunningJob) -> None:
    """Queue a link for the account of that name, if there is one with an email. Nobody learns if there is not."""
    with transaction() as session:
        account = account_for_name(session, job.payload["name"])
        if account is None or account.disabled_at or account.person.email is None:
            return
        purpose = Purpose.RESET if account.password_hash else Purpose.INVITATION
        queue_link(session, account, purpose, clock.now())
