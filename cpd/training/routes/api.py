"""The read-only address for other programs: figures and names as JSON, by a token and never by a sign-in."""

import datetime as dt
import hashlib
import json
import threading
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from cpd import __version__
from cpd.core import clock
from cpd.core.access import public
from cpd.core.database import db, transaction
from cpd.core.security import ASK_AGAIN
from cpd.people.actor import Actor, load_actor
from cpd.training.documents import openapi
from cpd.training.exports import coverage as exports
from cpd.training.policy import exports as export_policy, records as policy
from cpd.training.policy.exports import Scope
from cpd.training.queries.known import school_ids_by_urn
from cpd.training.queries.matrix import Wanted, people_of_schools, rows_of
from cpd.training.queries.reading_tokens import find_token
from cpd.training.queries.shown import Figure, list_figures, state_of_figures
from cpd.training.services.reading_tokens import note_use

api = Blueprint("api", __name__, url_prefix="/api")

MOST_ROWS, MOST_PEOPLE = 5000, 500
_ROWS, _PEOPLE = 1000, 200
_REQUESTS_A_MINUTE = 120


class Problem(Exception):
    """An answer in the form of RFC 9457."""

    def __init__(self, status: int, title: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.headers = status, title, detail, headers


@api.errorhandler(Problem)
def _problem(problem: Problem) -> Response:
    body = {"title": problem.title, "status": problem.status, "detail": problem.detail}
    response = Response(json.dumps(body), problem.status, mimetype="application/problem+json")
    response.headers.update({name.replace("_", "-"): value for name, value in problem.headers.items()})
    return response


@api.get("/openapi.json")
@public
def describe() -> ResponseReturnValue:
    base = current_app.extensions["cpd_settings"].base_url
    return Response(json.dumps(openapi.description(base, MOST_ROWS, MOST_PEOPLE)), mimetype="application/json")


@api.get("/coverage")
@public
def coverage() -> ResponseReturnValue:
    """The rows of the coverage summary, as its file has them."""
    reader = _reader(Scope.COVERAGE)
    as_at, number, size = _as_at(reader.today), _whole("page", 1, 10**6), _whole("per_page", _ROWS, MOST_ROWS)
    school = _school()
    mark = _mark(reader, as_at)
    if _is_known(mark):
        return _not_changed(mark)
    figures = list(list_figures(db.session(), reader, as_at, school_id=school))
    rows = [_coverage_row(figure) for figure in figures[(number - 1) * size : number * size]]
    return _page(as_at, number, len(figures), size, rows, mark)


@api.get("/people")
@public
def people() -> ResponseReturnValue:
    """The rows of coverage by name; a page holds all the rows of some people."""
    reader = _reader(Scope.PEOPLE)
    as_at, number, size = _as_at(reader.today), _whole("page", 1, 10**6), _whole("per_page", _PEOPLE, MOST_PEOPLE)
    school, known = _school(), policy.schools_by_name(reader)
    if school is not None and known is not None and school not in known:
        raise Problem(404, "Not found", "There is no such school, or its names are not for this token.")
    mark = _mark(reader, as_at)
    if _is_known(mark):
        return _not_changed(mark)
    session = db.session()
    wanted = Wanted(as_at, None, None)
    some, total = people_of_schools(session, known if school is None else {school}, wanted, size, (number - 1) * size)
    places = {(one.school_id, one.person_id) for one in some}
    rows = [
        dict(zip(exports.PEOPLE_COLUMNS, map(_plain, exports.people_row(row)), strict=True))
        for row in rows_of(session, reader, some, wanted, None)
        if (row.school_id, row.person_id) in places
    ]
    return _page(as_at, number, total, size, rows, mark)


def _coverage_row(figure: Figure) -> dict[str, Any]:
    """As in the file; what a file says in words in place of a number stands in a column of its own."""
    row = dict(zip(exports.SUMMARY_COLUMNS, map(_plain, exports.summary_row(figure)), strict=True))
    if figure.hidden is None:
        return row | {"hidden": None}
    return row | {"eligible": None, "hidden": figure.in_words}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _reader(scope: Scope) -> Actor:
    """Whoever made the token, as long as they may still let a program read this."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token_hash = hashlib.sha256(secret.strip().encode()).hexdigest()
    today = clock.today()
    token = find_token(db.session(), token_hash, today) if scheme.lower() == "bearer" and secret.strip() else None
    if token is None:
        raise Problem(
            401, "No token", "Send a token that is not over: Authorization: Bearer …", WWW_Authenticate="Bearer"
        )
    _slow_down(token.id)
    reader = load_actor(db.session(), token.made_by_id, today)
    if scope not in token.scopes or not export_policy.can_make_token(reader, [scope]):
        why = f"The token is not for {scope}, or whoever made it may no longer read that."
        raise Problem(403, "Not for this token", why, WWW_Authenticate='Bearer error="insufficient_scope"')
    if token.last_used_on != today:
        token_id = token.id
        with transaction() as session:
            note_use(session, reader, token_id)
    return reader


_lock = threading.Lock()
_minute: dict[uuid.UUID, int] = {}
_begun = [0.0]


def _slow_down(token_id: uuid.UUID) -> None:
    """No more than so many requests a minute with one token, in each process."""
    now = clock.now().timestamp()
    with _lock:
        if not 0 <= now - _begun[0] < 60:
            _minute.clear()
            _begun[0] = now
        _minute[token_id] = _minute.get(token_id, 0) + 1
        over, wait = _minute[token_id] > _REQUESTS_A_MINUTE, int(60 - (now - _begun[0])) + 1
    if over:
        raise Problem(429, "Too many requests", f"Wait {wait} seconds.", Retry_After=str(wait))


def _as_at(today: dt.date) -> dt.date:
    text = request.args.get("as_at", "")
    try:
        return dt.date.fromisoformat(text) if text else today
    except ValueError:
        raise Problem(400, "Not a date", "Write as_at like 2026-11-23.") from None


def _whole(name: str, default: int, most: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most and len(text) < 9):
        raise Problem(400, "Not a number", f"{name} is a whole number from 1 to {most}.")
    return int(text)


def _school() -> uuid.UUID | None:
    text = request.args.get("school", "")
    if not text:
        return None
    found = school_ids_by_urn(db.session()).get(int(text)) if text.isascii() and text.isdecimal() else None
    if found is None:
        raise Problem(404, "Not found", "There is no such school, or its names are not for this token.")
    return found


def _mark(reader: Actor, as_at: dt.date) -> str:
    """The same as long as the program would give the same answer; empty while that cannot be told beforehand."""
    state = state_of_figures(db.session())
    if not state:
        return ""
    asked = (state, __version__, as_at, export_policy.names_of(reader), request.full_path)
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:32]


def _is_known(mark: str) -> bool:
    return bool(mark) and request.if_none_match.contains_weak(mark)


def _not_changed(mark: str) -> Response:
    return _kept(Response(status=304), mark)


def _page(as_at: dt.date, number: int, total: int, size: int, rows: Sequence[dict[str, Any]], mark: str) -> Response:
    pages = max(-(-total // size), 1)
    page = {"as_at": as_at.isoformat(), "page": number, "pages": pages, "total": total, "rows": rows}
    response = Response(json.dumps(page, ensure_ascii=False), mimetype="application/json")
    if number < pages:
        onward = f"{request.path}?{urlencode(request.args.to_dict() | {'page': number + 1})}"
        response.headers["Link"] = f'<{onward}>; rel="next"'
    return _kept(response, mark)


def _kept(response: Response, mark: str) -> Response:
    if mark:
        response.set_etag(mark)
        response.headers["Cache-Control"] = ASK_AGAIN
    return response
