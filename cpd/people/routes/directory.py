"""Finding a colleague, and a person's own record."""

import uuid

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from cpd.accounts.signed_in import current_actor
from cpd.core.access import require
from cpd.core.asked import search_text
from cpd.core.database import db
from cpd.people import policy, queries
from cpd.people.pages import people as pages
from cpd.people.routes import bp


@bp.get("/search")
@bp.get("/search.json", defaults={"as_json": True})
def person_search(as_json: bool = False) -> ResponseReturnValue:
    """Colleagues by three letters, as a page or as suggestions under a search field."""
    actor = current_actor()
    require(policy.can_search(actor))
    text = search_text()
    colleagues = queries.colleagues_in_schools(db.session(), policy.directory_schools(actor), text, actor.today)
    looked_after = {one.person_id for one in colleagues if policy.may_open(actor, one.person_id, one.school_ids)}
    lines = [
        {
            "text": one.name,
            "line": one.line,
            **({"href": url_for(".person_show", person_id=one.person_id)} if one.person_id in looked_after else {}),
        }
        for one in colleagues
    ]
    if as_json:
        return jsonify(lines)
    return render_template("people/person_search.html", q=text, lines=lines, searched=bool(text))


@bp.get("/<uuid:person_id>")
def person_show(person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody's posts, roles and time away, as far as the reader may know them."""
    actor = current_actor()
    session = db.session()
    person = queries.get_person(session, actor, person_id)
    page = pages.person_page(
        actor,
        person,
        posts=queries.posts_for(session, actor, person_id),
        away=queries.away_periods(session, actor, person_id),
        grants=queries.list_grants(session, actor, person_id),
        school_ids=queries.school_ids_of(session, person_id, actor.today),
    )
    return render_template("people/person_show.html", page=page)
