"""Who opens which page of the accounts room (GET answers 200); everybody else is refused with 403."""

from typing import Any

from sqlalchemy.orm import Session

from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
OFFICES = {"office", "administrator"}
ADMINISTRATORS = {"administrator"}

ACCESS: dict[str, set[str]] = {
    "accounts.account_show": EVERYBODY,
    "accounts.password_change": EVERYBODY,
    "accounts.invitation_index": OFFICES,
    "accounts.account_index": ADMINISTRATORS,
    "accounts.account_manage": ADMINISTRATORS,
    # Open without a sign-in too.
    "accounts.password_forgotten": EVERYBODY,
    "accounts.password_asked": EVERYBODY,
    "accounts.letter_code": EVERYBODY,
}

# Views that need no sign-in.
PUBLIC = {
    "accounts.sign_in",
    "accounts.persona_sign_in",
    "accounts.sign_out",
    "accounts.password_forgotten",
    "accounts.password_asked",
    "accounts.password_set",
    "accounts.letter_code",
}


def examples(session: Session, world: World) -> dict[str, dict[str, Any]]:
    """What the address of an endpoint needs."""
    person = {"person_id": world.person("teacher")}
    return {
        "accounts.account_manage": person,
        "accounts.account_disable": person,
        "accounts.account_enable": person,
        "accounts.account_reset": person,
        "accounts.password_set": {"secret": "never-was"},
    }


# Who may post, where the change needs more than a sign-in.
WRITES: dict[str, set[str]] = {
    "accounts.sign_out_everywhere": EVERYBODY,
    "accounts.invitation_send": OFFICES,
    "accounts.letter_print": OFFICES,
    "accounts.account_disable": ADMINISTRATORS,
    "accounts.account_enable": ADMINISTRATORS,
    "accounts.account_reset": ADMINISTRATORS,
}
