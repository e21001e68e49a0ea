"""Who may open the pages of planned sessions: the calendar is everybody's, a session is changed by who plans it."""

import uuid
from typing import Any

from cpd.core.database import transaction
from cpd.training.models import Invitation, InvitationState, SessionState
from tests.training.sessions import add_published, add_session
from tests.world import NOW, PEOPLE, World

_EVERYBODY = set(PEOPLE)
_PLAN = {"office", "trainer", "head", "other_head", "executive_head", "deputy", "development_lead"}
# Planned by Hazel Down's office, taught at Foxglove (whose head is the executive head) by the trainer.
_CHANGE = {"office", "trainer", "executive_head", "development_lead"}
_INVITE = _PLAN | {"line_manager"}

SESSIONS_ACCESS: dict[str, set[str]] = {
    "training.session_index": _EVERYBODY,
    "training.session_show": _EVERYBODY,
    "training.session_calendar": _EVERYBODY,
    "training.session_new": _PLAN,
    "training.session_day_new": _PLAN,
    "training.session_leader_search": _PLAN,
    "training.session_edit": _CHANGE,
    "training.session_cancel": _CHANGE,
    "training.invitation_new": _INVITE,
}
SESSIONS_WRITES: dict[str, set[str]] = {
    "training.session_announce": _CHANGE,
    "training.session_discard": _CHANGE,
    "training.session_join": _EVERYBODY - {"trustee"},
    "training.session_decline": {"teacher", "ta"},
    "training.invitation_group": _INVITE,
    "training.invitation_withdraw": {"office", "trainer", "head", "deputy", "line_manager", "development_lead"},
}


def session_examples(world: World) -> dict[str, dict[str, Any]]:
    """A session with Rosa on its list and Łukasz waiting, and a draft."""
    planned = {
        "host_school_id": world.school("foxglove"),
        "leader_person_id": world.person("trainer"),
        "entered_by_id": world.person("office"),
    }
    with transaction() as writing:
        course_id = add_published(writing, "SEND-AC", "Access for all")
        session_id = add_session(writing, course_id, **planned).id
        draft_id = add_session(writing, course_id, state=SessionState.DRAFT, **planned).id
        invitation_id = uuid.uuid4()
        writing.add(
            Invitation(
                id=invitation_id,
                session_id=session_id,
                person_id=world.person("teacher"),
                state=InvitationState.INVITED,
                entered_at=NOW,
            )
        )
        writing.add(
            Invitation(
                session_id=session_id,
                person_id=world.person("ta"),
                state=InvitationState.WAITING,
                waiting_since=NOW,
                entered_at=NOW,
            )
        )
    session = {"session_id": session_id}
    return {
        **dict.fromkeys((*SESSIONS_ACCESS, *SESSIONS_WRITES), session),
        "training.session_announce": {"session_id": draft_id},
        "training.session_discard": {"session_id": draft_id},
        "training.invitation_withdraw": {"invitation_id": invitation_id},
    }
