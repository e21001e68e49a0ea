"""A long note outlives the sign-in it was begun under, for its writer and for nobody else."""

import base64
import datetime as dt
import re
import time
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.accounts.models import SignIn
from cpd.coaching.models import Focus
from cpd.core import clock
from cpd.core.database import transaction
from tests.accounts.conftest import PASSWORD, sign_in
from tests.conftest import CheckingClient
from tests.world import NOW, World

URL = "/coaching/focus/edit"
WORDS = "Every pupil answers before I move on.\r\nŁukasz & I <plan> it together."
LATER = NOW + dt.timedelta(hours=13)
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def writer(client: CheckingClient, give_password: Callable[..., None]) -> CheckingClient:
    """Rosa, signed in with her password, at the form."""
    give_password("teacher", "ambassador")
    assert sign_in(client, "T001").status_code == 302
    return client


def fields(client: CheckingClient, url: str = URL) -> dict[str, str]:
    """The form as her browser holds it, with her words in it."""
    return {"csrf_token": client.token(url), "text": WORDS, "standard_id": "", "request_key": "once-abc"}


def hidden(answer: TestResponse, name: str) -> str:
    match = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]+)"', answer.get_data(as_text=True))
    assert match, f"no hidden {name}"
    return unescape(match[1])


def sign_in_with(client: CheckingClient, answer: TestResponse, staff_code: str = "T001") -> TestResponse:
    """Fill in the sign-in form that ``answer`` shows."""
    return client.post(
        "/sign-in",
        data={
            "csrf_token": hidden(answer, "csrf_token"),
            "kept": hidden(answer, "kept"),
            "name": staff_code,
            "password": PASSWORD,
        },
        headers=SAME,
    )


def shown_words(answer: TestResponse) -> str:
    match = re.search(r"<textarea[^>]*name=\"text\"[^>]*>\n(.*?)</textarea>", answer.get_data(as_text=True), re.DOTALL)
    return unescape(match[1]) if match else ""


def foci(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Focus.text)))


def test_words_survive_a_sign_in_that_ran_out(writer: CheckingClient, session: Session) -> None:
    form = fields(writer)
    with clock.pinned(LATER):
        refused = writer.post(URL, data=form, headers=SAME)
        assert refused.status_code == 401
        sealed = hidden(refused, "kept")
        opened = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        assert b"answers before I move on" not in opened, "a shared computer shows the source of the door"
        assert "Your words are safe" in refused.get_data(as_text=True)
        assert foci(session) == []
        again = sign_in_with(writer, refused)
        assert again.status_code == 200
        assert shown_words(again) == WORDS.replace("\r\n", "\n") or shown_words(again) == WORDS
        assert f'action="{URL}"' in again.get_data(as_text=True)
        assert hidden(again, "request_key") == "once-abc", "the form is the same, so nothing is doubled"
        assert foci(session) == [], "nothing is sent without a press of the button"
        sent = writer.post(
            URL, data=form | {"csrf_token": hidden(again, "csrf_token"), "text": shown_words(again)}, headers=SAME
        )
        assert sent.status_code == 302
    assert foci(session) == [WORDS.replace("\r\n", "\n")]


def test_words_survive_when_the_cookie_is_gone_too(writer: CheckingClient) -> None:
    form = fields(writer)
    writer.delete_cookie("cpd")
    refused = writer.post(URL, data=form, headers=SAME)
    assert refused.status_code == 401
    assert shown_words(sign_in_with(writer, refused))


def test_a_wrong_password_in_between_loses_nothing(writer: CheckingClient) -> None:
    form = fields(writer)
    with clock.pinned(LATER):
        refused = writer.post(URL, data=form, headers=SAME)
        wrong = writer.post(
            "/sign-in",
            data={
                "csrf_token": hidden(refused, "csrf_token"),
                "kept": hidden(refused, "kept"),
                "name": "T001",
                "password": "wrong",
            },
        )
        assert wrong.status_code == 422
        assert shown_words(sign_in_with(writer, wrong))


@pytest.mark.parametrize("forget_cookie", [False, True], ids=["cookie ran out", "cookie gone"])
def test_nobody_else_sees_them(writer: CheckingClient, forget_cookie: bool) -> None:
    form = fields(writer)
    if forget_cookie:
        writer.delete_cookie("cpd")
    with clock.pinned(LATER):
        other = sign_in_with(writer, writer.post(URL, data=form, headers=SAME), "T002")
    assert other.status_code == 200
    text = other.get_data(as_text=True)
    assert "belong to somebody else" in text
    assert "Every pupil" not in text


def test_signed_in_again_in_another_window(writer: CheckingClient, session: Session) -> None:
    form = fields(writer)
    writer.post("/sign-out", data={"csrf_token": form["csrf_token"]})
    sign_in(writer, "T001")
    answer = writer.post(URL, data=form, headers=SAME)
    assert answer.status_code == 400
    assert "Every pupil" in shown_words(answer)
    fresh = form | {"csrf_token": hidden(answer, "csrf_token")}
    assert writer.post(URL, data=fresh, headers=SAME).status_code == 302
    assert len(foci(session)) == 1


def test_somebody_else_signed_in_in_another_window(writer: CheckingClient, session: Session) -> None:
    form = fields(writer)
    writer.post("/sign-out", data={"csrf_token": form["csrf_token"]})
    sign_in(writer, "T002")
    answer = writer.post(URL, data=form, headers=SAME)
    assert answer.status_code == 400
    assert "Every pupil" not in answer.get_data(as_text=True)
    assert foci(session) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
    ids=["cross-site", "same-site", "other origin", "hidden origin", "silent browser"],
)
@pytest.mark.parametrize("is_in", [True, False], ids=["signed in", "signed out"])
def test_a_page_elsewhere_gets_nothing_kept(
    writer: CheckingClient, session: Session, headers: dict[str, str], is_in: bool
) -> None:
    with clock.pinned(NOW if is_in else LATER):
        answer = writer.post(URL, data={"text": "Words put in her mouth"}, headers=headers)
    assert answer.status_code in (400, 401)
    assert "put in her mouth" not in answer.get_data(as_text=True)
    assert 'name="kept"' not in answer.get_data(as_text=True) or not re.search(
        r'name="kept"[^>]*value="[^"]', answer.get_data(as_text=True)
    )
    assert foci(session) == []


def test_a_token_of_ours_is_enough_where_the_browser_says_nothing(writer: CheckingClient) -> None:
    form = fields(writer)
    with clock.pinned(LATER):
        assert shown_words(sign_in_with(writer, writer.post(URL, data=form)))


def test_words_are_kept_for_two_hours(writer: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    form = fields(writer)
    with clock.pinned(LATER):
        refused = writer.post(URL, data=form, headers=SAME)
        sealed_at = int(time.time())
        monkeypatch.setattr("cryptography.fernet.time.time", lambda: sealed_at + 2 * 3600 + 5)
        answer = sign_in_with(writer, refused)
        assert answer.location == "/"
        assert "kept for two hours" in writer.get("/").get_data(as_text=True)


def test_sealed_words_cannot_be_made_elsewhere(writer: CheckingClient) -> None:
    with clock.pinned(LATER):
        refused = writer.post(URL, data=fields(writer, "/sign-in"), headers=SAME)
        kept = hidden(refused, "kept")
        answer = writer.post(
            "/sign-in",
            data={
                "csrf_token": hidden(refused, "csrf_token"),
                "kept": ("A" if kept[0] != "A" else "B") + kept[1:],
                "name": "T001",
                "password": PASSWORD,
            },
        )
    assert answer.location == "/"


def test_passwords_and_codes_are_never_kept(writer: CheckingClient) -> None:
    form = {"csrf_token": writer.token("/account/password"), "current": PASSWORD, "password": "a b c", "again": "a b c"}
    with clock.pinned(LATER):
        answer = writer.post("/account/password", data=form, headers=SAME)
        assert answer.status_code == 401
        assert not re.search(r'name="kept"[^>]*value="[^"]', answer.get_data(as_text=True))
        other = writer.post(URL, data=fields(writer, "/sign-in") | {"old_password": PASSWORD}, headers=SAME)
        again = sign_in_with(writer, other)
    assert shown_words(again)
    assert PASSWORD not in again.get_data(as_text=True)


def test_the_owner_is_known_from_the_cookie_of_a_page_without_our_token(
    writer: CheckingClient, session: Session, trust: World
) -> None:
    form = fields(writer) | {"csrf_token": "broken"}
    with transaction() as writing:
        writing.scalars(select(SignIn)).one().ended_at = NOW
    refused = writer.post(URL, data=form, headers=SAME)
    assert refused.status_code == 401
    assert "belong to somebody else" in sign_in_with(writer, refused, "T002").get_data(as_text=True)


def test_an_empty_form_leads_to_the_door_and_back_to_its_page(writer: CheckingClient) -> None:
    with clock.pinned(LATER):
        answer = writer.post(URL, data={"csrf_token": writer.token("/sign-in"), "text": ""}, headers=SAME)
        assert answer.status_code == 401
        assert hidden(answer, "next") == URL


def test_nobody_prepares_a_form_for_somebody_else_to_send(client: CheckingClient, trust: World) -> None:
    """Words that come from no page of anybody's are not sealed: the seal could be given to anybody."""
    answer = client.post(URL, data={"text": WORDS, "csrf_token": "made up"}, headers=SAME)
    assert answer.status_code == 401
    assert not re.search(r'name="kept"[^>]*value="[^"]', answer.get_data(as_text=True))
