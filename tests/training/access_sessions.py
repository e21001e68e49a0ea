"""Who may open the pages of planned sessions: the calendar is everybody's, a session is changed by who plans it."""

from typing import Any

from cpd.core.database import transaction
from tests.training.sessions import add_published, add_session
from tests.world import PEOPLE, World

_EVERYBODY = set(PEOPLE)

SESSIONS_ACCESS: dict[str, set[str]] = {
    "training.session_show": _EVERYBODY,
}
SESSIONS_WRITES: dict[str, set[str]] = {}


def session_examples(world: World) -> dict[str, dict[str, Any]]:
    """Planned by Hazel Down's office, taught at Foxglove by the trainer."""
    with transaction() as writing:
        session_id = add_session(
            writing,
            add_published(writing, "SEND-AC", "Access for all"),
            host_school_id=world.school("foxglove"),
            leader_person_id=world.person("trainer"),
            entered_by_id=world.person("office"),
        ).id
    return {"training.session_show": {"session_id": session_id}}
