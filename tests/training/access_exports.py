"""Who may open what lies behind the figures, the files that are kept, and the reminders (docs/roles.md)."""

import zlib
from typing import Any

from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.actor import load_actor
from cpd.training.exports import coverage as exports
from cpd.training.models import ReadingToken, Rhythm, ScheduledExport
from cpd.training.services.kept_exports import ExportFacts, keep_export
from tests.world import NOW, PEOPLE, TODAY, World

EVERYBODY = set(PEOPLE)
_READ_ROSA = {"head", "deputy", "office", "line_manager", "development_lead"}
_SCHOOLS_BY_NAME = {"head", "deputy", "office", "other_head", "executive_head", "development_lead"}

EXPORTS_ACCESS: dict[str, set[str]] = {
    "training.why": {*_READ_ROSA, "teacher"},
    "training.why_counted": EVERYBODY,
    "training.matrix_school": _READ_ROSA,
    "training.matrix_school_pdf": _READ_ROSA,
    "training.matrix_trust": _SCHOOLS_BY_NAME,
    "training.lapse_index": EVERYBODY,
    "training.lapse_terms": EVERYBODY,
    "training.kept_export_index": EVERYBODY,
    "training.kept_export_show": {"head", "development_lead"},
    "training.kept_export_file": {"head", "development_lead"},
    "training.kept_export_changes": {"head", "development_lead"},
    "training.reading_token_index": {*_SCHOOLS_BY_NAME, "trustee", "administrator"},
    "training.reading_token_new": {*_SCHOOLS_BY_NAME, "trustee", "administrator"},
    "training.scheduled_export_index": {*_SCHOOLS_BY_NAME, "trustee"},
    "training.reminder_index": _SCHOOLS_BY_NAME,
    "training.reminder_team": {"line_manager"},
    "training.reminder_mails": EVERYBODY,
}
EXPORTS_WRITES: dict[str, set[str]] = {
    "training.reading_token_withdraw": {"head", "development_lead", "administrator"},
    "training.scheduled_export_stop": {"head"},
}
# Open by a token of their own, never by a sign-in: tests/training/test_api.py.
EXPORTS_PUBLIC = {"api.describe", "api.coverage", "api.people"}


def export_examples(session: Session, world: World) -> dict[str, dict[str, Any]]:
    """A file, a token and a wish of the head's."""
    head = world.person("head")
    with transaction() as writing:
        actor = load_actor(writing, head, TODAY)
        content = b"".join(exports.summary_csv([]))
        facts = ExportFacts(
            TODAY, "summary", "csv", {"names_of": str(world.school("hazel"))}, 0, len(content), "0" * 64
        )
        export = keep_export(writing, actor, facts, [zlib.compress(content)], NOW)
        token = ReadingToken(
            name="The board", token_hash="0" * 64, scopes=["coverage"], made_at=NOW, made_by_id=head, ends_on=TODAY
        )
        schedule = ScheduledExport(
            person_id=head, rhythm=Rhythm.WEEKLY, level="summary", file_format="csv", entered_at=NOW
        )
        writing.add_all([token, schedule])
        writing.flush()
        export_id, token_id, schedule_id = export.id, token.id, schedule.id
    return {
        "training.why": {"person_id": world.person("teacher"), "code": "HS-FIRE"},
        "training.why_counted": {"code": "HS-FIRE"},
        "training.matrix_school": {"school_id": world.school("hazel")},
        "training.matrix_school_pdf": {"school_id": world.school("hazel")},
        "training.kept_export_show": {"export_id": export_id},
        "training.kept_export_file": {"export_id": export_id},
        "training.kept_export_changes": {"export_id": export_id},
        "training.reading_token_withdraw": {"token_id": token_id},
        "training.scheduled_export_stop": {"schedule_id": schedule_id},
    }
