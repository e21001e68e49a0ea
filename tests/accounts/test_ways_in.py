"""Invitations, reset links and the passwords they lead to."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.accounts.models import Account, OneTimeSecret
from cpd.accounts.secrets import hashed
from cpd.core import clock
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job, JobState
from tests.accounts.conftest import PASSWORD, link_in, sign_in
from tests.conftest import CheckingClient
from tests.world import NOW, World

ROSA = "rosa.quill@saltmarsh.example"
PostBox = Callable[[], list[EmailMessage]]
AsPersona = Callable[[str], CheckingClient]
NEW = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invite(as_persona: AsPersona, trust: World, post_box: PostBox) -> Callable[[str], list[EmailMessage]]:
    """The school's office invites a persona; the mails that this brings."""

    def send(*personas: str) -> list[EmailMessage]:
        office = as_persona("office")
        people = [str(trust.person(persona)) for persona in personas]
        answer = office.post(
            "/accounts/invitations/send",
            data={"csrf_token": office.token("/accounts/invitations"), "person_id": people},
        )
        assert answer.status_code == 302
        return post_box()

    return send


def actions(session: Session, about: object) -> list[str]:
    session.rollback()
    return list(
        session.scalars(select(AuditEntry.action).where(AuditEntry.about_person_id == about).order_by(AuditEntry.id))
    )


def test_an_invitation_leads_in(
    client: CheckingClient, session: Session, trust: World, invite: Callable[..., list[EmailMessage]]
) -> None:
    [mail] = invite("teacher")
    assert mail["To"] == ROSA
    link = link_in(mail)
    assert "Welcome, Rosa" in client.get(link).get_data(as_text=True)
    answer = client.post_form(link, NEW)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/account").status_code == 200
    assert actions(session, trust.person("teacher")) == ["accounts.invited", "accounts.password_set"]


def test_nothing_that_is_stored_opens_a_door(
    session: Session, trust: World, invite: Callable[..., list[EmailMessage]]
) -> None:
    [mail] = invite("teacher")
    secret = link_in(mail).rpartition("/")[2]
    session.rollback()
    assert session.scalars(select(OneTimeSecret.secret_hash)).all() == [hashed(secret)]
    assert session.scalars(select(Job.payload)).all() == [{}]


def test_a_mail_scanner_that_opens_the_link_uses_nothing_up(
    client: CheckingClient, invite: Callable[..., list[EmailMessage]]
) -> None:
    link = link_in(invite("teacher")[0])
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post_form(link, NEW).status_code == 302


def test_a_link_works_once(client: CheckingClient, invite: Callable[..., list[EmailMessage]]) -> None:
    link = link_in(invite("teacher")[0])
    client.post_form(link, NEW)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Send me a fresh link" in answer.get_data(as_text=True)
    token = client.token("/account/password")
    assert client.post(link, data=NEW | {"csrf_token": token}).status_code == 410


def test_an_invitation_lasts_fourteen_days(client: CheckingClient, invite: Callable[..., list[EmailMessage]]) -> None:
    link = link_in(invite("teacher")[0])
    with clock.pinned(NOW + dt.timedelta(days=13, hours=23)):
        assert client.get(link).status_code == 200
    with clock.pinned(NOW + dt.timedelta(days=14)):
        assert client.get(link).status_code == 410


def test_a_newer_invitation_takes_the_place_of_the_older(
    client: CheckingClient, invite: Callable[..., list[EmailMessage]]
) -> None:
    old = link_in(invite("teacher")[0])
    with clock.pinned(NOW + dt.timedelta(hours=6)):
        [mail] = invite("teacher")
        assert client.get(old).status_code == 410
        assert client.get(link_in(mail)).status_code == 200


def test_a_button_pressed_twice_sends_one_mail(invite: Callable[..., list[EmailMessage]]) -> None:
    assert len(invite("teacher")) == 1
    assert invite("teacher") == []


def test_a_poor_password_is_refused_where_it_was_typed(
    client: CheckingClient, invite: Callable[..., list[EmailMessage]]
) -> None:
    link = link_in(invite("teacher")[0])
    for data, because in (
        ({"password": "rosaquill1234", "again": "rosaquill1234"}, "your own name"),
        ({"password": PASSWORD, "again": "another"}, "not the same"),
        ({"password": "", "again": ""}, "Type a password"),
    ):
        answer = client.post_form(link, data)
        assert answer.status_code == 422
        assert because in answer.get_data(as_text=True)
    assert client.get(link).status_code == 200, "the link is not used up"


def test_a_forgotten_password(
    client: CheckingClient,
    session: Session,
    give_password: Callable[..., None],
    as_persona: AsPersona,
    post_box: PostBox,
) -> None:
    give_password("teacher")
    elsewhere = as_persona("teacher")
    answer = client.post_form("/password/forgotten", {"name": ROSA})
    assert answer.location == "/password/on-its-way"
    assert client.get(answer.location).status_code == 200
    [mail] = post_box()
    link = link_in(mail)
    assert sign_in(client, ROSA).status_code == 302, "the old password works until the link is used"
    with clock.pinned(NOW + dt.timedelta(hours=2)):
        assert client.get(link).status_code == 410
    other = "kettle walnut bridge"
    assert client.post_form(link, {"password": other, "again": other}).status_code == 302
    assert elsewhere.get("/account").status_code == 302, "signed out everywhere else"
    session.rollback()
    client.post("/sign-out", data={"csrf_token": client.token("/account/password")})
    assert sign_in(client, ROSA).status_code == 422
    assert sign_in(client, ROSA, other).status_code == 302


def test_nobody_learns_whether_there_is_an_account(
    client: CheckingClient, session: Session, give_password: Callable[..., None], post_box: PostBox
) -> None:
    give_password("teacher")
    answers = []
    for name in (ROSA, "nobody@saltmarsh.example", "A001"):
        answer = client.post_form("/password/forgotten", {"name": name})
        answers.append((answer.status_code, answer.location, answer.get_data()))
    assert answers[0] == answers[1] == answers[2]
    session.rollback()
    queued = session.scalars(select(Job.kind).where(Job.state == JobState.QUEUED)).all()
    assert queued == ["accounts.asked_for_reset"] * 3, "the same work for every name"
    assert [mail["To"] for mail in post_box()] == [ROSA]


def test_nobody_is_flooded_with_mails(
    client: CheckingClient, give_password: Callable[..., None], post_box: PostBox
) -> None:
    give_password("teacher")
    statuses = [client.post_form("/password/forgotten", {"name": ROSA}).status_code for _ in range(7)]
    assert statuses == [302] * 5 + [429] * 2
    assert len(post_box()) == 1


def test_somebody_invited_and_forgetful_gets_the_invitation_again(
    client: CheckingClient, trust: World, post_box: PostBox
) -> None:
    client.post_form("/password/forgotten", {"name": ROSA})
    [mail] = post_box()
    assert "Your way into" in mail["Subject"]


def test_no_mail_goes_to_an_account_that_was_closed_meanwhile(
    client: CheckingClient, as_persona: AsPersona, session: Session, trust: World, post_box: PostBox
) -> None:
    office = as_persona("office")
    office.post(
        "/accounts/invitations/send",
        data={"csrf_token": office.token("/accounts/invitations"), "person_id": str(trust.person("teacher"))},
    )
    with transaction() as writing:
        writing.get_one(Account, trust.accounts["teacher"]).disabled_at = NOW
    assert post_box() == []


def test_changing_the_password(
    client: CheckingClient, session: Session, give_password: Callable[..., None], as_persona: AsPersona
) -> None:
    give_password("teacher")
    elsewhere = as_persona("teacher")
    sign_in(client, ROSA)
    other = "kettle walnut bridge"
    new = {"password": other, "again": other}
    answer = client.post_form("/account/password", new | {"current": "wrong"})
    assert answer.status_code == 422
    assert "not the password you have now" in answer.get_data(as_text=True)
    assert client.post_form("/account/password", new | {"current": PASSWORD}).location == "/account"
    assert client.get("/account").status_code == 200, "still signed in here"
    assert elsewhere.get("/account").status_code == 302


def test_a_person_at_an_open_screen_cannot_guess_the_password(
    client: CheckingClient, give_password: Callable[..., None]
) -> None:
    give_password("teacher")
    sign_in(client, ROSA)
    statuses = [
        client.post_form("/account/password", {"password": PASSWORD, "again": PASSWORD, "current": f"guess {n}"})
        for n in range(6)
    ]
    assert [answer.status_code for answer in statuses] == [422] * 4 + [429] * 2
