"""Who keeps a register and what comes after it; the doors that are open without signing in."""

from typing import Any

from cpd.core.database import transaction
from cpd.training.models import CertificateCode, Invitation, InvitationState, SessionReflection, Source
from tests.training.courses import complete
from tests.training.sessions import add_published, add_session
from tests.world import NOW, TODAY, World

# The office of Hazel Down planned it, the trainer leads it at Foxglove.
_KEEP = {"office", "trainer", "development_lead"}
# Rosa herself, and those who may open her list.
_READ_ROSA = {"teacher", "head", "deputy", "office", "line_manager", "development_lead"}

REGISTER_ACCESS: dict[str, set[str]] = {
    "training.register_show": _KEEP,
    "training.register_marks": _KEEP,
    "training.register_people": _KEEP,
    "training.register_pdf": _KEEP,
    "training.register_close": _KEEP,
    "training.register_catch_up": _KEEP,
    "training.check_in_screen": _KEEP,
    "training.certificate_pdf": _READ_ROSA,
    "training.evaluation_show": _KEEP,
    "training.reflection_edit": {"teacher"},
    "training.evaluation_answer": {"teacher"},
}
REGISTER_WRITES: dict[str, set[str]] = {
    "training.register_reopen": _KEEP,
    "training.check_in_codes": _KEEP,
    "training.certificate_make": _READ_ROSA,
    "training.reflection_remove": {"teacher"},
}
REGISTER_PUBLIC: set[str] = {"training.check_in", "training.certificate_check"}


def register_examples(world: World) -> dict[str, dict[str, Any]]:
    """A session of today with Rosa and Łukasz on its list; Rosa holds its certificate."""
    with transaction() as writing:
        made = add_session(
            writing,
            add_published(writing, "SEND-SL", "Speech and language"),
            held_on=TODAY,
            host_school_id=world.school("foxglove"),
            leader_person_id=world.person("trainer"),
            entered_by_id=world.person("office"),
            check_in_code="HDNKTR7W",
            check_out_code="WPQM4XVC",
        )
        writing.add_all(
            Invitation(
                session_id=made.id, person_id=world.person(persona), state=InvitationState.INVITED, entered_at=NOW
            )
            for persona in ("teacher", "ta")
        )
        completion = complete(
            writing, made.course_id, world.person("teacher"), TODAY, session_id=made.id, source=Source.REGISTER
        )
        writing.add(CertificateCode(completion_id=completion.id, code="C" * 24, made_at=NOW))
        writing.add(
            SessionReflection(
                session_id=made.id, person_id=world.person("teacher"), text="Thirty seconds first.", written_at=NOW
            )
        )
        session_id, completion_id = made.id, completion.id
    endpoints = (*REGISTER_ACCESS, *REGISTER_WRITES, "insight.reflection_focus", "insight.reflection_step")
    of_session = {endpoint: {"session_id": session_id} for endpoint in endpoints}
    of_completion = {"completion_id": completion_id}
    return of_session | {"training.certificate_pdf": of_completion, "training.certificate_make": of_completion}
