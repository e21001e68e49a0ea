"""The pages of the frameworks. Everybody who is signed in reads all of them; what is theirs stands first."""

from flask import Blueprint, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.asked import search_text
from cpd.core.database import db
from cpd.standards import pages, policy, queries
from cpd.standards.queries import Hit, Kind

bp = Blueprint("standards", __name__, url_prefix="/standards")

MOST_SUGGESTIONS = 8

_KIND_NAMES = {
    Kind.TERM: "Word",
    Kind.LOOK_FOR: "Look-for",
    Kind.STEP: "Action step",
    Kind.STANDARD: "Standard",
    Kind.STATEMENT: "Line",
}


@bp.app_template_global()
def address_of_hit(hit: Hit) -> str:
    """Where something found is read; a statement stands on the page of its standard."""
    match hit.kind:
        case Kind.TERM:
            return url_for("standards.term_show", slug=hit.code)
        case Kind.LOOK_FOR:
            return url_for("standards.look_for_show", code=hit.code)
        case Kind.STEP:
            return url_for("standards.step_show", code=hit.code)
        case Kind.STANDARD:
            return url_for("standards.standard_show", code=hit.code)
        case Kind.STATEMENT:
            return url_for("standards.standard_show", code=hit.standard_code, _anchor=hit.code)


def _own_codes() -> list[str]:
    return policy.own_frameworks(current_actor().staff_groups)


@bp.get("/")
def framework_index() -> ResponseReturnValue:
    page = pages.index_page(
        queries.list_frameworks(db.session()), _own_codes(), words=queries.count_terms(db.session())
    )
    return render_template("standards/framework_index.html", page=page)


@bp.get("/frameworks/<code>")
def framework_show(code: str) -> ResponseReturnValue:
    page = pages.framework_page(queries.get_framework_by_code(db.session(), code), _own_codes())
    return render_template("standards/framework_show.html", page=page)


@bp.get("/<code>")
def standard_show(code: str) -> ResponseReturnValue:
    page = pages.standard_page(queries.get_standard_by_code(db.session(), code))
    return render_template("standards/standard_show.html", page=page)


@bp.get("/look-fors/<code>")
def look_for_show(code: str) -> ResponseReturnValue:
    page = pages.line_page(queries.get_look_for_by_code(db.session(), code))
    return render_template("standards/look_for_show.html", page=page)


@bp.get("/steps/<code>")
def step_show(code: str) -> ResponseReturnValue:
    page = pages.line_page(queries.get_step_by_code(db.session(), code))
    return render_template("standards/step_show.html", page=page)


@bp.get("/terms")
def glossary_index() -> ResponseReturnValue:
    page = pages.glossary_page(queries.list_terms(db.session()))
    return render_template("standards/glossary_index.html", page=page)


@bp.get("/terms/<slug>")
def term_show(slug: str) -> ResponseReturnValue:
    page = pages.term_page(queries.get_term_by_slug(db.session(), slug))
    return render_template("standards/term_show.html", page=page)


@bp.get("/search")
def search() -> ResponseReturnValue:
    text = search_text()
    page = pages.search_page(
        text,
        queries.search_language(db.session(), text),
        _own_codes(),
        is_too_short=bool(text) and not queries.search_words(text),
    )
    return render_template("standards/search.html", page=page)


@bp.get("/search/suggestions")
def search_suggestions() -> ResponseReturnValue:
    """The nearest few, for the list under a search box."""
    hits = queries.search_language(db.session(), search_text())
    nearest = pages.own_first(hits, _own_codes())[:MOST_SUGGESTIONS]
    return jsonify(
        [
            {"text": hit.text, "line": f"{_KIND_NAMES[hit.kind]}, {hit.line}", "href": address_of_hit(hit)}
            for hit in nearest
        ]
    )
