"""The pages of training."""

from flask import Blueprint

import cpd.training.imports  # noqa: F401  # imports make themselves known when they are loaded

# Jobs register themselves by being imported.
from cpd.training import mails as mails

bp = Blueprint("training", __name__, url_prefix="/training")

# Each module hangs its views on the blueprint above.
from cpd.training.routes import (  # noqa: E402  (they need bp)
    afterwards as afterwards,
    badges as badges,
    catch_up as catch_up,
    certificate_codes as certificate_codes,
    certificates as certificates,
    check_in as check_in,
    completions as completions,
    courses as courses,
    coverage as coverage,
    exemptions as exemptions,
    invitations as invitations,
    kept_exports as kept_exports,
    lapse as lapse,
    mappings as mappings,
    matrix as matrix,
    names as names,
    paid_time as paid_time,
    payroll as payroll,
    personal_record as personal_record,
    programmes as programmes,
    reading_tokens as reading_tokens,
    register as register,
    reminders as reminders,
    requirements as requirements,
    scheduled_exports as scheduled_exports,
    session_days as session_days,
    session_planning as session_planning,
    sessions as sessions,
    why as why,
)
