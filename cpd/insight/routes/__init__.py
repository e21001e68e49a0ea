"""The pages that join the rooms."""

from flask import Blueprint

bp = Blueprint("insight", __name__)

# Each module hangs its views on the blueprint above.
from cpd.insight.routes import (  # noqa: E402  (they need bp)
    after_training as after_training,
    demand as demand,
    home as home,
    my_development as my_development,
)
