"""Who opens which page of coaching. The words of a visit: its two people, whatever anybody's role."""

from typing import Any

from sqlalchemy.orm import Session

from tests.coaching.making import Coaching
from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
STAFF = EVERYBODY - {"trustee"}
AMBASSADORS = {"ambassador", "other_ambassador"}
THE_TWO = {"teacher", "ambassador"}

ACCESS: dict[str, set[str]] = {
    "coaching.visit_index": EVERYBODY,
    "coaching.visit_new": AMBASSADORS,
    "coaching.colleague_search": AMBASSADORS,
    "coaching.visit_show": THE_TWO,
    "coaching.visit_edit": {"ambassador"},
    "coaching.visit_correct": {"ambassador"},
    "coaching.reply_new": THE_TWO,
    "coaching.step_index": EVERYBODY,
    "coaching.step_end": THE_TWO,
    "coaching.focus_show": EVERYBODY,
    "coaching.focus_edit": STAFF,
    "coaching.ledger": {"head", "other_head", "executive_head", "deputy"},
    "coaching.counts": EVERYBODY,
}

WRITES: dict[str, set[str]] = {
    "coaching.visit_share": {"ambassador"},
    "coaching.visit_discard": {"ambassador"},
    "coaching.visit_withdraw": {"ambassador"},
    "coaching.focus_end": {"teacher"},
}


def examples(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """Rosa's shared visit with its step, a draft about her, and her focus."""
    coaching = Coaching(trust, session)
    focus = coaching.focus("teacher", "Every pupil answers before I move on.")
    shared, draft = coaching.shared(), coaching.draft()
    return {
        "coaching.visit_show": {"visit_id": shared},
        "coaching.visit_edit": {"visit_id": draft},
        "coaching.visit_share": {"visit_id": draft},
        "coaching.visit_discard": {"visit_id": draft},
        "coaching.visit_correct": {"visit_id": shared},
        "coaching.visit_withdraw": {"visit_id": shared},
        "coaching.reply_new": {"visit_id": shared},
        "coaching.step_end": {"step_id": coaching.step_of(shared)},
        "coaching.focus_end": {"focus_id": focus},
    }
