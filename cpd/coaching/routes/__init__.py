"""The pages of coaching."""

from flask import Blueprint

# The reminders register their job by being imported.
from cpd.coaching import mails as mails

bp = Blueprint("coaching", __name__, url_prefix="/coaching")

# Each module hangs its views on the blueprint above.
from cpd.coaching.routes import (  # noqa: E402  (they need bp)
    autosave as autosave,
    development as development,
    drafts as drafts,
    entries as entries,
    kinds as kinds,
    ledger as ledger,
    offline as offline,
    other_visits as other_visits,
    overview as overview,
    pulse as pulse,
    shared as shared,
    steps as steps,
    supervision as supervision,
    support as support,
    visits as visits,
    wishes as wishes,
)
