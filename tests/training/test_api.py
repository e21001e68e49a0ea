"""The read-only address: the same figures as the file, by a token and never by a sign-in."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.accounts.models import Account
from cpd.core import clock
from cpd.core.database import transaction
from cpd.people.models import RoleGrant
from cpd.training.models import ReadingToken
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import complete
from tests.world import NOW, TODAY, World

SignIn = Callable[[str], CheckingClient]
Read = Callable[..., TestResponse]


def make_token(client: CheckingClient, *scopes: str) -> str:
    answer = client.post_form(
        "/training/reading/new", {"name": "The board", "scopes": list(scopes), "ends_on": "1 May 2027"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = re.search(r"cpd_[0-9a-f]{64}", answer.get_data(as_text=True))
    assert found
    return found[0]


@pytest.fixture
def read(client: FlaskClient) -> Read:
    def ask(token: str, address: str, **headers: str) -> TestResponse:
        return client.get(address, headers={"Authorization": f"Bearer {token}"} | headers)

    return ask


def everything(read: Read, token: str, address: str) -> list[dict[str, Any]]:
    rows, number, pages = [], 1, 1
    while number <= pages:
        answer = read(token, f"{address}&page={number}")
        assert answer.status_code == 200
        page = answer.get_json()
        rows += page["rows"]
        pages, number = page["pages"], number + 1
        assert ('rel="next"' in answer.headers.get("Link", "")) == (number <= pages)
    return rows


def in_csv(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {name: "" if value is None else str(value) for name, value in row.items() if name != "hidden"} for row in rows
    ]


@pytest.mark.parametrize("persona", ["development_lead", "head"])
def test_the_figures_are_those_of_the_file_to_the_last_digit(
    as_persona: SignIn, read: Read, fire: Fire, persona: str
) -> None:
    client = as_persona(persona)
    token = make_token(client, "coverage", "people")
    for address, level in (("coverage", "summary"), ("people", "people")):
        rows = everything(read, token, f"/api/{address}?as_at=2026-11-23&per_page=3")
        file = client.get(f"/training/coverage/export?level={level}").get_data().decode("utf-8-sig")
        wanted = list(csv.DictReader(io.StringIO(file, newline="")))
        hidden = [row["hidden"] for row in rows if row.get("hidden")]
        assert in_csv(rows) == [
            row | ({"eligible": ""} if row.get("eligible") in ("fewer than 5", "not shown") else {}) for row in wanted
        ]
        assert hidden == [row["eligible"] for row in wanted if not row.get("eligible", "0").isdecimal()]


def test_an_answer_that_has_not_changed_is_not_sent_again(
    as_persona: SignIn, read: Read, fire: Fire, trust: World
) -> None:
    token = make_token(as_persona("development_lead"), "people")
    read(token, "/api/people")
    first = read(token, "/api/people")
    mark = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = read(token, "/api/people", **{"If-None-Match": mark})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", mark)
    with transaction() as writing:
        complete(writing, fire.course_id, trust.person("head"), dt.date(2026, 11, 2))
    assert read(token, "/api/people", **{"If-None-Match": mark}).status_code == 200
    assert read(token, "/api/people?school=190001", **{"If-None-Match": mark}).status_code == 200


def test_no_sign_in_and_no_wrong_token_opens_it(as_persona: SignIn, read: Read, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    assert lead.get("/api/coverage").status_code == 401
    assert "Set-Cookie" not in lead.get("/api/coverage").headers
    for token in ("", "cpd_" + "0" * 64):
        answer = read(token, "/api/coverage")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.mimetype == "application/problem+json"
    token = make_token(lead, "coverage")
    assert token not in str(session.scalars(select(ReadingToken.token_hash)).all())
    assert read(token, "/api/coverage").status_code == 200
    assert read(token, "/api/people").status_code == 403
    for wrong, status in (("as_at=yesterday", 400), ("page=0", 400), ("per_page=99999", 400), ("school=1", 404)):
        assert read(token, f"/api/coverage?{wrong}").status_code == status
    assert read(token, "/training/").status_code == 302


def test_a_token_ends_with_its_day_its_withdrawal_and_its_makers_right(
    as_persona: SignIn, read: Read, fire: Fire, trust: World, session: Session
) -> None:
    head = as_persona("head")
    first, second = make_token(head, "people"), make_token(head, "people")
    assert read(first, "/api/people").get_json()["total"] == 8
    assert read(first, "/api/people?school=190002").status_code == 404
    ids = session.scalars(select(ReadingToken.id).order_by(ReadingToken.made_at, ReadingToken.id)).all()
    admin = as_persona("administrator")
    admin.post(f"/training/reading/{ids[0]}/withdraw", data={"csrf_token": admin.token()})
    works = [token for token in (first, second) if read(token, "/api/people").status_code == 200]
    assert len(works) == 1
    with clock.pinned(NOW + dt.timedelta(days=200)):
        assert read(works[0], "/api/people").status_code == 401
    with transaction() as writing:
        account = writing.get_one(Account, trust.accounts["head"])
        account.disabled_at = NOW
    assert read(works[0], "/api/people").status_code == 401
    with transaction() as writing:
        writing.get_one(Account, trust.accounts["head"]).disabled_at = None
        for grant in writing.scalars(select(RoleGrant).where(RoleGrant.person_id == trust.person("head"))):
            grant.ended_on = TODAY - dt.timedelta(days=1)
    assert read(works[0], "/api/people").status_code == 403


def test_a_form_posted_twice_makes_one_token(as_persona: SignIn, session: Session, trust: World) -> None:
    client = as_persona("trustee")
    page = client.get("/training/reading/new").get_data(as_text=True)
    assert "Names:" not in page
    hidden = dict(re.findall(r'name="(request_key|csrf_token)"[^>]*value="([^"]+)"', page))
    data = hidden | {"name": "Board", "scopes": "coverage", "ends_on": "1 May 2027"}
    shown = {
        re.search(r"cpd_\w+", client.post("/training/reading/new", data=data).get_data(as_text=True))[0] for _ in "ab"
    }  # type: ignore[index]  # a failing search is the failure
    assert len(shown) == 1
    assert len(session.scalars(select(ReadingToken)).all()) == 1
    late = client.post("/training/reading/new", data=data | {"ends_on": "1 May 2029"})
    assert late.status_code == 422


def test_too_many_requests_are_told_to_wait(as_persona: SignIn, read: Read, fire: Fire) -> None:
    token = make_token(as_persona("trustee"), "coverage")
    answers = [read(token, "/api/coverage?page=0") for _ in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {400}
    assert answers[120].status_code == 429
    assert int(answers[120].headers["Retry-After"]) > 0


def test_the_description_says_what_is_answered(as_persona: SignIn, read: Read, fire: Fire, client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    schemas = described["components"]["schemas"]
    token = make_token(as_persona("development_lead"), "coverage", "people")
    for path, schema in (("/api/coverage", "CoveragePage"), ("/api/people", "PeoplePage")):
        page = read(token, path).get_json()
        assert described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
            "$ref": f"#/components/schemas/{schema}"
        }
        assert set(page) == set(schemas[schema]["required"])
        row = schemas[schema]["properties"]["rows"]["items"]["$ref"].rpartition("/")[2]
        assert list(page["rows"][0]) == schemas[row]["required"]
