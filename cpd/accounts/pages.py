"""What the pages of invitations and accounts show."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from cpd.accounts import policy
from cpd.accounts.queries import Colleague
from cpd.accounts.rules import AccountState
from cpd.people.actor import Actor

# State to its words and the tone of its mark.
STATES = {
    AccountState.NONE: ("Not invited yet", "waiting"),
    AccountState.ASKED: ("Invited, not in yet", "soon"),
    AccountState.RUN_OUT: ("Invitation ran out", "attention"),
    AccountState.IN_USE: ("In use", "good"),
    AccountState.DISABLED: ("Closed", "quiet"),
}

EVENTS = {
    "accounts.invited": "Invited by mail",
    "accounts.letter_printed": "Letter printed",
    "accounts.link_made": "One-time link made at the server",
    "accounts.password_set": "Password set with a link or code",
    "accounts.password_changed": "Password changed",
    "accounts.reset_sent": "Link to a new password sent",
    "accounts.signed_out_everywhere": "Signed out everywhere else",
    "accounts.locked_out": "Too many tries to sign in",
    "accounts.disabled": "Account closed",
    "accounts.enabled": "Account opened again",
}


@dataclass(frozen=True)
class InvitationPage:
    """The people of one school, by what brings them in."""

    school_id: uuid.UUID
    school: str
    by_mail: list[Colleague] = field(default_factory=list)
    by_letter: list[Colleague] = field(default_factory=list)
    # In use, without an email: a forgotten password needs a new letter.
    letter_again: list[Colleague] = field(default_factory=list)
    # A role hangs on the account, so the administrator prints the letter.
    for_administrator: list[Colleague] = field(default_factory=list)
    in_use: int = 0
    total: int = 0


def invitation_page(actor: Actor, school_id: uuid.UUID, school: str, colleagues: Sequence[Colleague]) -> InvitationPage:
    page = InvitationPage(school_id=school_id, school=school)
    in_use = 0
    for one in colleagues:
        in_use += one.state is AccountState.IN_USE
        if one.state is AccountState.DISABLED:
            continue
        if one.email:
            if one.state is not AccountState.IN_USE:
                page.by_mail.append(one)
        elif one.staff_code and policy.can_print_letter(actor, one.person_id, has_email=False, has_role=one.has_role):
            (page.letter_again if one.state is AccountState.IN_USE else page.by_letter).append(one)
        elif one.state is not AccountState.IN_USE:
            page.for_administrator.append(one)
    return InvitationPage(
        school_id=school_id,
        school=school,
        by_mail=page.by_mail,
        by_letter=page.by_letter,
        letter_again=page.letter_again,
        for_administrator=page.for_administrator,
        in_use=in_use,
        total=len(colleagues),
    )


@dataclass(frozen=True)
class LetterPage:
    """One sheet of the letters."""

    trust_name: str
    school: str
    name: str
    staff_code: str
    code: str
    until: dt.date
    address: str
