"""Who may open what lies behind the figures, the files that are kept, and the reminders (docs/roles.md)."""

from typing import Any

from tests.world import PEOPLE, World

EVERYBODY = set(PEOPLE)
_READ_ROSA = {"head", "deputy", "office", "line_manager", "development_lead"}
_SCHOOLS_BY_NAME = {"head", "deputy", "office", "other_head", "executive_head", "development_lead"}

EXPORTS_ACCESS: dict[str, set[str]] = {
    "training.why": {*_READ_ROSA, "teacher"},
    "training.why_counted": EVERYBODY,
    "training.matrix_school": _READ_ROSA,
    "training.matrix_trust": _SCHOOLS_BY_NAME,
}
EXPORTS_WRITES: dict[str, set[str]] = {}


def export_examples(world: World) -> dict[str, dict[str, Any]]:
    return {
        "training.why": {"person_id": world.person("teacher"), "code": "HS-FIRE"},
        "training.why_counted": {"code": "HS-FIRE"},
        "training.matrix_school": {"school_id": world.school("hazel")},
    }
