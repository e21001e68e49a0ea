"""Who opens which page of the accounts room (GET answers 200); everybody else is refused with 403."""

from collections.abc import Callable
from typing import Any

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
    # Open without a sign-in too; somebody signed in is led on from the door (302).
    "accounts.sign_in": set(),
    "accounts.password_forgotten": EVERYBODY,
    "accounts.password_asked": EVERYBODY,
    "accounts.letter_code": EVERYBODY,
    # A link that never was says so (410).
    "accounts.password_set": set(),
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

# What the address of an endpoint needs.
EXAMPLES: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts.account_manage": lambda world: {"person_id": world.person("teacher")},
    "accounts.password_set": lambda world: {"secret": "never-was"},
}

# Who may post, where the change needs more than a sign-in.
CHANGES: dict[str, set[str]] = {
    "accounts.sign_out_everywhere": EVERYBODY,
    "accounts.invitation_send": OFFICES,
    "accounts.letter_print": OFFICES,
    "accounts.account_disable": ADMINISTRATORS,
    "accounts.account_enable": ADMINISTRATORS,
    "accounts.account_reset": ADMINISTRATORS,
}
