"""The door: getting in by email or staff code, being kept out, and getting out."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.accounts import passwords
from cpd.accounts.models import Account, SignIn, SignInAttempt
from cpd.core import clock
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from tests.accounts.conftest import PASSWORD, sign_in
from tests.conftest import CheckingClient
from tests.world import NOW, World

ROSA = "rosa.quill@saltmarsh.example"


def is_in(client: CheckingClient) -> bool:
    return client.get("/account").status_code == 200


@pytest.mark.parametrize("name", [ROSA, "Rosa.Quill@Saltmarsh.example", "T001", "t001", "  T001 "])
def test_email_and_staff_code_both_open_the_door(
    client: CheckingClient, give_password: Callable[..., None], name: str
) -> None:
    give_password("teacher")
    answer = sign_in(client, name)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Rosa Quill" in client.get("/account").get_data(as_text=True)


def test_somebody_without_an_email_signs_in_with_the_staff_code(
    client: CheckingClient, give_password: Callable[..., None]
) -> None:
    give_password("ta")
    assert sign_in(client, "A001").status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [(ROSA, "not the password"), ("nobody@saltmarsh.example", PASSWORD), ("T999", PASSWORD), ("T101", PASSWORD)],
    ids=["wrong password", "unknown email", "unknown code", "account without a password"],
)
def test_every_refusal_says_the_same(
    client: CheckingClient, give_password: Callable[..., None], name: str, password: str
) -> None:
    give_password("teacher")
    answer = sign_in(client, name, password)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "That name and password do not belong together" in text
    assert f'value="{name}"' in text, "what was typed is still there"
    assert password not in text
    assert not is_in(client)


def test_an_unknown_name_costs_as_much_work_as_a_known_one(
    client: CheckingClient, give_password: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, password_hash: str, password: str) -> bool:
        tried.append(password_hash)
        return real(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    give_password("teacher")
    sign_in(client, "nobody@saltmarsh.example")
    sign_in(client, ROSA, "not the password")
    assert len(tried) == 2
    assert not passwords.needs_rehash(passwords.NOBODYS_HASH), "the hash of nobody is in today's profile"


@pytest.mark.parametrize("sent", ["x", 5, ["x"], {"name": {"a": 1}, "password": 7}, None])
def test_json_is_no_form(client: CheckingClient, trust: World, sent: object) -> None:
    headers = {"X-CSRFToken": client.token("/sign-in")}
    assert client.post("/sign-in", json=sent, headers=headers).status_code == 422


def test_a_closed_account_is_refused_like_an_unknown_one(
    client: CheckingClient, give_password: Callable[..., None], trust: World
) -> None:
    give_password("teacher")
    with transaction() as session:
        session.get_one(Account, trust.accounts["teacher"]).disabled_at = NOW
    assert sign_in(client, ROSA).status_code == 422


def test_the_cookie_is_new_at_sign_in(client: CheckingClient, give_password: Callable[..., None]) -> None:
    give_password("teacher")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["csrf_token"] = "known to somebody else"
    sign_in(client, ROSA)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != "known to somebody else"
        first = cookie["sign_in"]
    client.post("/sign-out", data={"csrf_token": client.token("/account/password")})
    sign_in(client, ROSA)
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != first


def test_a_sign_in_ends_after_twelve_hours_however_busy(
    client: CheckingClient, give_password: Callable[..., None]
) -> None:
    give_password("teacher")
    sign_in(client, ROSA)
    with clock.pinned(NOW + dt.timedelta(hours=11, minutes=59)):
        assert is_in(client)
    with clock.pinned(NOW + dt.timedelta(hours=12)):
        assert not is_in(client)


def test_one_goes_on_to_the_page_asked_for(client: CheckingClient, give_password: Callable[..., None]) -> None:
    give_password("teacher")
    door = client.get("/account?from=mail").location
    answer = sign_in(client, ROSA, url=door)
    assert answer.location == "/account?from=mail"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_one_never_goes_on_to_another_site(
    client: CheckingClient, give_password: Callable[..., None], elsewhere: str
) -> None:
    give_password("teacher")
    assert sign_in(client, ROSA, next=elsewhere).location == "/"


def test_five_failures_shut_the_door_for_a_quarter_of_an_hour(
    client: CheckingClient, session: Session, give_password: Callable[..., None], trust: World
) -> None:
    give_password("teacher")
    for _ in range(4):
        assert sign_in(client, ROSA, "wrong").status_code == 422
    with clock.pinned(NOW + dt.timedelta(minutes=1)):
        answer = sign_in(client, ROSA, "wrong")
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.get_data(as_text=True)
    with clock.pinned(NOW + dt.timedelta(minutes=3)):
        answer = sign_in(client, ROSA)
        assert answer.status_code == 429, "the right password too"
        assert "Wait 12 minutes" in answer.get_data(as_text=True)
        assert sign_in(client, "T102", "wrong").status_code == 422, "others are not shut out"
    with clock.pinned(NOW + dt.timedelta(minutes=15, seconds=1)):
        assert sign_in(client, ROSA).status_code == 302
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "accounts.locked_out")).one()
    assert entry.about_person_id == trust.person("teacher")


def test_an_unknown_name_is_shut_out_in_the_same_words(client: CheckingClient, trust: World) -> None:
    for _ in range(5):
        answer = sign_in(client, "nobody@saltmarsh.example", "wrong")
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.get_data(as_text=True)


def test_a_success_gives_all_tries_back(client: CheckingClient, give_password: Callable[..., None]) -> None:
    give_password("teacher")
    for minute in range(3):
        with clock.pinned(NOW + dt.timedelta(minutes=minute)):
            for _ in range(3):
                assert sign_in(client, ROSA, "wrong").status_code == 422
        with clock.pinned(NOW + dt.timedelta(minutes=minute, seconds=30)):
            assert sign_in(client, ROSA).status_code == 302
            client.post("/sign-out", data={"csrf_token": client.token("/account/password")})


def test_one_address_cannot_try_many_names(client: CheckingClient, session: Session, trust: World) -> None:
    with transaction() as writing:
        address_hash = "f" * 64
        for number in range(60):
            writing.add(SignInAttempt(name_hash=f"{number:064}", address_hash=address_hash, at=NOW))
    sign_in(client, "T001", "wrong")
    with transaction() as writing:
        ours = writing.scalars(select(SignInAttempt).where(SignInAttempt.address_hash != address_hash)).one()
        for attempt in writing.scalars(select(SignInAttempt)):
            attempt.address_hash = ours.address_hash
    assert sign_in(client, "T102", "wrong").status_code == 429


def test_tries_and_old_sign_ins_are_cleared_away(
    client: CheckingClient, session: Session, give_password: Callable[..., None]
) -> None:
    give_password("teacher")
    sign_in(client, ROSA, "wrong")
    sign_in(client, ROSA)
    with clock.pinned(NOW + dt.timedelta(days=30)):
        sign_in(client, ROSA)
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(
    client: CheckingClient, give_password: Callable[..., None]
) -> None:
    give_password("teacher")
    sign_in(client, ROSA)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    client.post("/sign-out", data={"csrf_token": client.token("/account/password")})
    assert not is_in(client)
    with client.session_transaction() as cookie:
        cookie.update(stolen)
    assert not is_in(client)


def test_signing_out_twice_is_no_fault(client: CheckingClient, trust: World) -> None:
    assert client.post("/sign-out", data={"csrf_token": client.token("/sign-in")}).location == "/sign-in"


def test_a_password_kept_in_an_older_profile_is_hashed_anew(
    client: CheckingClient, session: Session, trust: World
) -> None:
    with transaction() as writing:
        account = writing.get_one(Account, trust.accounts["teacher"])
        account.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    assert sign_in(client, ROSA).status_code == 302
    kept = session.get_one(Account, trust.accounts["teacher"]).password_hash
    assert kept is not None
    assert not passwords.needs_rehash(kept)


def test_somebody_signed_in_is_led_past_the_door(as_persona: Callable[[str], CheckingClient]) -> None:
    assert as_persona("teacher").get("/sign-in?next=/account").location == "/account"


def test_a_header_only_request_is_answered_like_the_page(client: CheckingClient, trust: World) -> None:
    assert client.head("/sign-in").status_code == 200


def test_a_door_open_too_long_asks_again_and_keeps_the_name(client: CheckingClient, trust: World) -> None:
    answer = client.post("/sign-in", data={"name": ROSA, "password": PASSWORD, "csrf_token": "of yesterday"})
    assert answer.status_code == 400
    text = answer.get_data(as_text=True)
    assert f'value="{ROSA}"' in text
    assert PASSWORD not in text


def test_the_account_page_lists_where_one_is_signed_in(
    as_persona: Callable[[str], CheckingClient], session: Session, trust: World
) -> None:
    here, there = as_persona("ambassador"), as_persona("ambassador")
    with transaction() as writing:
        for row in writing.scalars(select(SignIn)):
            row.browser = "Firefox on Windows"
    text = here.get("/account").get_data(as_text=True)
    assert text.count("Firefox on Windows") == 2
    assert "Ambassador, Hazel Down Primary School" in text
    answer = here.post("/account/sign-out-everywhere", data={"csrf_token": here.token("/account/password")})
    assert answer.location == "/account"
    assert is_in(here)
    assert not is_in(there)
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == trust.accounts["ambassador"]))
    assert list(actions) == ["accounts.signed_out_everywhere"]


def test_nobody_is_signed_in_with_a_secret_that_is_not_theirs(client: FlaskClient, trust: World) -> None:
    with client.session_transaction() as cookie:
        cookie["sign_in"] = str(uuid.uuid4())
    assert client.get("/account").status_code == 302
