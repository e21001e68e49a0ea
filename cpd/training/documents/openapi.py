"""What the read-only address offers, as an OpenAPI 3.1 description."""

from typing import Any

from cpd import __version__
from cpd.training.exports.coverage import PEOPLE_COLUMNS, SUMMARY_COLUMNS
from cpd.training.rules.coverage import Status

_DATE = {"type": "string", "format": "date"}
_OPTIONAL_DATE = {"type": ["string", "null"], "format": "date"}
_OPTIONAL_NUMBER = {"type": ["integer", "null"], "minimum": 0}
_TEXT = {"type": "string"}
_TYPES: dict[str, dict[str, Any]] = {
    "as_at": _DATE,
    "level": {"type": "string", "enum": ["trust", "school"]},
    "school_urn": {"type": ["integer", "null"]},
    "school_name": {"type": ["string", "null"]},
    "staff_group": {"type": "string", "enum": ["all", "leader", "teacher", "teaching_assistant", "support"]},
    "coverage_percent": {"type": ["number", "null"], "description": "trained of eligible, one decimal, halves up"},
    "status": {"type": "string", "enum": [status.value for status in Status]},
    "completed_on": _OPTIONAL_DATE,
    "expires_on": _OPTIONAL_DATE,
    "due_on": _DATE,
    "hidden": {"type": ["string", "null"], "description": "What stands in place of a figure that is not yours to see"},
}
_COUNTS = ("eligible", "trained", "due_soon", "expired", "overdue", "not_yet_due", "on_leave", "exempt")


def _row(columns: tuple[str, ...]) -> dict[str, Any]:
    properties = {name: _OPTIONAL_NUMBER if name in _COUNTS else _TYPES.get(name, _TEXT) for name in columns}
    return {"type": "object", "properties": properties, "required": list(columns), "additionalProperties": False}


def _page(row: str) -> dict[str, Any]:
    properties = {
        "as_at": _DATE,
        "page": {"type": "integer", "minimum": 1},
        "pages": {"type": "integer", "minimum": 1},
        "total": {"type": "integer", "minimum": 0},
        "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _problem(words: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": words, "content": content}


def _path(summary: str, words: str, schema: str, scope: str, most: int) -> dict[str, Any]:
    parameters = [
        ("as_at", "The day the figures are for, YYYY-MM-DD; without it, today.", _DATE),
        ("school", "Only this school, by URN.", {"type": "integer"}),
        ("page", "Which page, from 1.", {"type": "integer", "minimum": 1, "default": 1}),
        ("per_page", "How much a page holds.", {"type": "integer", "minimum": 1, "maximum": most}),
    ]
    return {
        "get": {
            "summary": summary,
            "description": words,
            "operationId": f"read_{scope}",
            "security": [{"token": []}],
            "parameters": [
                {"name": name, "in": "query", "required": False, "description": text, "schema": kind}
                for name, text, kind in parameters
            ]
            + [
                {
                    "name": "If-None-Match",
                    "in": "header",
                    "required": False,
                    "description": "The ETag of an earlier answer: 304 while nothing has changed.",
                    "schema": _TEXT,
                }
            ],
            "responses": {
                "200": {
                    "description": "A page. Link leads to the next one; ETag marks its content.",
                    "headers": {"ETag": {"schema": _TEXT}, "Link": {"schema": _TEXT}},
                    "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                },
                "304": {"description": "Nothing has changed since that answer."},
                "400": _problem("Something in the address cannot be read."),
                "401": _problem("No token, or one that is over, withdrawn or unknown."),
                "403": _problem(f"The token is not for {scope}, or its maker may no longer read it."),
                "404": _problem("No such school, or none whose names the token may read."),
                "429": _problem("Too many requests in a minute; Retry-After says how many seconds to wait."),
            },
        }
    }


def description(base_url: str, most_rows: int, most_people: int) -> dict[str, Any]:
    """The whole description. ``base_url`` is where the trust's installation is reached."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Training coverage, to read",
            "version": __version__,
            "description": "The same figures as on the pages and in the files, to the last digit. Nothing can be "
            "written here. A token is made on the page Figures for other programs and reads what its maker may read.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/coverage": _path(
                "Coverage in figures",
                "One row for each level, school, staff group and course, as in the coverage summary.",
                "CoveragePage",
                "coverage",
                most_rows,
            ),
            "/api/people": _path(
                "Coverage by name",
                "One row for each person, school and course in scope. A page holds all the rows of some people.",
                "PeoplePage",
                "people",
                most_people,
            ),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "CoverageRow": _row((*SUMMARY_COLUMNS, "hidden")),
                "CoveragePage": _page("CoverageRow"),
                "PeopleRow": _row(PEOPLE_COLUMNS),
                "PeoplePage": _page("PeopleRow"),
                "Problem": {
                    "type": "object",
                    "properties": {"title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
                    "required": ["title", "status", "detail"],
                },
            },
        },
    }
