"""Who opens which page of coaching. The words of a visit: its two people, whatever anybody's role."""

from typing import Any

from sqlalchemy.orm import Session

from tests.coaching.making import Coaching
from tests.coaching.other_making import OtherVisits
from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
STAFF = EVERYBODY - {"trustee"}
AMBASSADORS = {"ambassador", "other_ambassador"}
THE_TWO = {"teacher", "ambassador"}

# A page that says nothing of anybody, which devices keep, and the script that keeps it.
PUBLIC = {"coaching.offline_visit", "coaching.offline_worker"}

ACCESS: dict[str, set[str]] = {
    "coaching.visit_index": EVERYBODY,
    "coaching.visit_new": AMBASSADORS,
    "coaching.colleague_search": AMBASSADORS,
    "coaching.visit_show": THE_TWO,
    "coaching.visit_edit": {"ambassador"},
    "coaching.visit_correct": {"ambassador"},
    "coaching.reply_new": THE_TWO,
    "coaching.step_index": EVERYBODY,
    "coaching.reflection_new": {"teacher"},
    "coaching.step_show": THE_TWO,
    "coaching.step_edit": {"teacher"},
    "coaching.step_new": {"teacher"},
    "coaching.step_aside": {"teacher"},
    "coaching.step_calendar": THE_TWO,
    "coaching.trial_new": {"teacher"},
    "coaching.step_end": THE_TWO,
    "coaching.focus_show": EVERYBODY,
    "coaching.focus_edit": STAFF,
    "coaching.ledger": {"head", "other_head", "executive_head", "deputy"},
    "coaching.counts": EVERYBODY,
    "coaching.ledger_mine": EVERYBODY,
    "coaching.entry_new": STAFF,
    "coaching.entry_dispute": {"teacher"},
    "coaching.entry_settle": {"head", "deputy"},
    "coaching.kind_index": EVERYBODY,
    "coaching.kind_show": EVERYBODY,
    "coaching.kind_new": {"development_lead"},
    "coaching.kind_edit": {"development_lead"},
    "coaching.limit_new": {"development_lead"},
    "coaching.limit_edit": {"development_lead"},
    "coaching.other_visit_index": EVERYBODY,
    "coaching.other_visit_new": AMBASSADORS | {"head", "other_head", "executive_head", "deputy"},
    "coaching.other_visit_show": THE_TWO,
    "coaching.other_visit_edit": {"ambassador"},
    "coaching.other_visit_share": {"ambassador"},
    "coaching.other_visit_action_done": THE_TWO,
    "coaching.caseload_show": AMBASSADORS,
    "coaching.support_allot": {"head", "other_head", "executive_head", "deputy", "development_lead"},
    "coaching.rhythm_edit": {"development_lead"},
    "coaching.match_index": STAFF,
    "coaching.wish_reminders": STAFF,
    "coaching.wish_look_for": STAFF,
    "coaching.offline_show": AMBASSADORS,
    "coaching.offline_token": EVERYBODY,
    "coaching.pulse_answer": {"teacher"},
    "coaching.pulse_show": AMBASSADORS,
    "coaching.overview": {"development_lead", "trustee"},
    "coaching.supervision_index": AMBASSADORS | {"development_lead"},
    "coaching.supervision_new": AMBASSADORS,
    "coaching.supervision_show": {"ambassador", "development_lead"},
    "coaching.supervision_edit": {"ambassador"},
}

WRITES: dict[str, set[str]] = {
    "coaching.visit_share": {"ambassador"},
    "coaching.visit_discard": {"ambassador"},
    "coaching.visit_withdraw": {"ambassador"},
    "coaching.focus_end": {"teacher"},
    "coaching.kind_end": {"development_lead"},
    "coaching.limit_remove": {"development_lead"},
    "coaching.other_visit_discard": {"ambassador"},
    "coaching.other_visit_action_new": {"ambassador"},
    "coaching.entry_remove": {"teacher"},
    "coaching.support_begin": AMBASSADORS,
    "coaching.support_end": {"ambassador"},
    "coaching.wish_another": {"teacher"},
    "coaching.wish_decline": STAFF,
    "coaching.wish_matching": STAFF,
    "coaching.visit_copy_last": {"ambassador"},
    "coaching.step_agree": {"teacher"},
    "coaching.step_take_up": {"teacher"},
    "coaching.reflection_share": {"teacher"},
    "coaching.trial_share": {"teacher"},
    "coaching.visit_keep": {"ambassador"},
    "coaching.offline_device_new": AMBASSADORS,
    "coaching.offline_device_off": {"ambassador"},
    "coaching.offline_caseload": AMBASSADORS,
    "coaching.offline_visits": AMBASSADORS,
    "coaching.pulse_not_now": {"teacher"},
    "coaching.supervision_share": {"ambassador"},
    "coaching.supervision_discard": {"ambassador"},
}


def examples(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """Rosa's shared visit with its step, a draft about her, and her focus."""
    coaching = Coaching(trust, session)
    focus = coaching.focus("teacher", "Every pupil answers before I move on.")
    shared, draft = coaching.shared(), coaching.draft()
    step = coaching.step_of(shared)
    own_note, shared_note = coaching.note(), coaching.note(is_shared=True)
    return {
        "coaching.visit_show": {"visit_id": shared},
        "coaching.visit_edit": {"visit_id": draft},
        "coaching.visit_share": {"visit_id": draft},
        "coaching.visit_discard": {"visit_id": draft},
        "coaching.visit_correct": {"visit_id": shared},
        "coaching.visit_withdraw": {"visit_id": shared},
        "coaching.reply_new": {"visit_id": shared},
        **{
            f"coaching.{name}": {"step_id": step}
            for name in (
                "step_show",
                "step_edit",
                "step_aside",
                "step_agree",
                "step_take_up",
                "step_calendar",
                "step_end",
                "trial_new",
            )
        },
        "coaching.visit_copy_last": {"visit_id": draft},
        "coaching.reflection_new": {"visit_id": shared},
        "coaching.step_new": {"visit_id": shared},
        "coaching.reflection_share": {"reflection_id": coaching.reflection(shared, "Mine alone.")},
        "coaching.trial_share": {"trial_id": coaching.trial(step)},
        "coaching.focus_end": {"focus_id": focus},
        **_other_visits(session, trust),
        "coaching.support_end": {"support_id": coaching.support_of("teacher")},
        "coaching.wish_another": {"support_id": coaching.support_of("teacher")},
        "coaching.visit_keep": {"visit_id": draft},
        "coaching.offline_device_off": {"device_id": coaching.device()},
        "coaching.pulse_answer": {"visit_id": shared},
        "coaching.supervision_show": {"note_id": shared_note},
        "coaching.supervision_edit": {"note_id": own_note},
        "coaching.supervision_share": {"note_id": own_note},
        "coaching.supervision_discard": {"note_id": own_note},
        "coaching.pulse_not_now": {"visit_id": shared},
    }


def _other_visits(session: Session, trust: World) -> dict[str, dict[str, Any]]:
    """A drop-in to Rosa with an action, a draft of another, a limit, and an entry that she added and disputes."""
    other = OtherVisits(trust, session)
    kind, shared, draft = other.kind("drop-in"), other.shared("drop-in", "teacher"), other.begun("drop-in", "teacher")
    entry, limit = other.disputed(), other.limit()
    return {
        "coaching.kind_show": {"kind_id": kind},
        "coaching.kind_edit": {"kind_id": kind},
        "coaching.kind_end": {"kind_id": kind},
        "coaching.limit_edit": {"limit_id": limit},
        "coaching.limit_remove": {"limit_id": limit},
        "coaching.other_visit_new": {"kind_id": kind},
        "coaching.other_visit_show": {"visit_id": shared},
        "coaching.other_visit_edit": {"visit_id": draft},
        "coaching.other_visit_share": {"visit_id": draft},
        "coaching.other_visit_discard": {"visit_id": draft},
        "coaching.other_visit_action_new": {"visit_id": shared},
        "coaching.other_visit_action_done": {"action_id": other.action(shared)},
        "coaching.entry_dispute": {"entry_id": entry},
        "coaching.entry_settle": {"entry_id": entry},
        "coaching.entry_remove": {"entry_id": entry},
    }
