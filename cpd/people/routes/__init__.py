"""Schools, people, roles, settings and imports."""

from flask import Blueprint

bp = Blueprint("people", __name__, url_prefix="/people")

from cpd.people.routes import away, calendar, directory, imports, roles, schools, settings  # noqa: E402,F401  # they need bp
