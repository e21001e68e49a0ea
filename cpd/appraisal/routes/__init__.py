"""The pages of appraisal."""

from flask import Blueprint

# Jobs register themselves by being imported.
from cpd.appraisal import mails as mails

bp = Blueprint("appraisal", __name__, url_prefix="/appraisal")

# Each module hangs its views on the blueprint above.
from cpd.appraisal.routes import (  # noqa: E402  (they need bp)
    advisers as advisers,
    appraisers_part as appraisers_part,
    batches as batches,
    blank_forms as blank_forms,
    conclusion as conclusion,
    consistency as consistency,
    cycles as cycles,
    inductions as inductions,
    keeping as keeping,
    lists as lists,
    meetings as meetings,
    moderation as moderation,
    own_part as own_part,
    parts as parts,
    readers as readers,
    reading as reading,
    records as records,
    reminders as reminders,
    stages as stages,
    starting as starting,
    statements as statements,
    summary as summary,
    support as support,
)
