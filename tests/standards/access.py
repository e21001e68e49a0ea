"""Who may open the pages of the frameworks: everybody who is signed in reads all of them (roles.md, first row)."""

from typing import Any

from sqlalchemy.orm import Session

from tests.world import PEOPLE, World

_EVERYBODY = set(PEOPLE)

ACCESS = {
    "standards.framework_index": _EVERYBODY,
    "standards.framework_show": _EVERYBODY,
    "standards.standard_show": _EVERYBODY,
    "standards.look_for_show": _EVERYBODY,
    "standards.step_show": _EVERYBODY,
    "standards.term_show": _EVERYBODY,
    "standards.glossary_index": _EVERYBODY,
    "standards.search": _EVERYBODY,
    "standards.search_suggestions": _EVERYBODY,
}


def examples(session: Session, world: World) -> dict[str, dict[str, Any]]:
    """Values for the addresses; they need load_frameworks() to have run."""
    return EXAMPLES


EXAMPLES = {
    "standards.framework_show": {"code": "TA"},
    "standards.standard_show": {"code": "TS1"},
    "standards.look_for_show": {"code": "G1A-L1"},
    "standards.step_show": {"code": "TA3-S1"},
    "standards.term_show": {"slug": "cold-call"},
}
