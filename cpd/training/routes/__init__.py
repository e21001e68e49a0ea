"""The pages of training."""

from flask import Blueprint

import cpd.training.imports  # noqa: F401  # imports make themselves known when they are loaded

bp = Blueprint("training", __name__, url_prefix="/training")

# Each module hangs its views on the blueprint above.
from cpd.training.routes import (  # noqa: E402  (they need bp)
    certificates as certificates,
    check_in as check_in,
    completions as completions,
    courses as courses,
    coverage as coverage,
    exemptions as exemptions,
    names as names,
    register as register,
    sessions as sessions,
)
