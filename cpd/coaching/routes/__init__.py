"""The pages of coaching."""

from flask import Blueprint

bp = Blueprint("coaching", __name__, url_prefix="/coaching")

# Each module hangs its views on the blueprint above.
from cpd.coaching.routes import (  # noqa: E402  (they need bp)
    development as development,
    drafts as drafts,
    ledger as ledger,
    shared as shared,
    visits as visits,
)
