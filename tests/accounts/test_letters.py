"""Letters with a code, and the page that says who still needs one."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from page import ValidationProfile, validate_pdf_bytes
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.accounts.models import Account, OneTimeSecret
from cpd.core import clock
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.names import fold
from cpd.people.models import Person, Role, StaffGroup
from tests.accounts.conftest import PASSWORD, sign_in
from tests.conftest import CheckingClient
from tests.world import NOW, World, add_post, grant_role

AsPersona = Callable[[str], CheckingClient]


@pytest.fixture
def letters(as_persona: AsPersona, trust: World) -> Callable[..., TestResponse]:
    """Have letters printed for personas."""

    def make(*personas: str, by: str = "office") -> TestResponse:
        client = as_persona(by)
        return client.post(
            "/accounts/letters",
            data={
                "csrf_token": client.token("/account/password"),
                "person_id": [str(trust.person(persona)) for persona in personas],
            },
        )

    return make


def pages_of(answer: TestResponse) -> list[str]:
    assert answer.mimetype == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages]


def code_on(page: str) -> str:
    match = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", page)
    assert match, page
    return match[0]


def use(client: CheckingClient, staff_code: str, code: str, **more: str) -> TestResponse:
    return client.post_form("/letter", {"staff_code": staff_code, "code": code} | more)


def second_helper(session: Session, trust: World) -> None:
    """Another colleague without an email, at Hazel Down."""
    with transaction() as writing:
        person = Person(
            staff_code="A002", first_name="Mo", last_name="Fell", sort_first_name="mo", sort_last_name=fold("Fell")
        )
        writing.add(person)
        writing.flush()
        trust.people["helper"] = person.id
        add_post(writing, person.id, trust.school("hazel"), "Midday Assistant", StaffGroup.SUPPORT)


def test_a_letter_leads_in(
    client: CheckingClient, session: Session, trust: World, letters: Callable[..., TestResponse]
) -> None:
    answer = letters("ta")
    assert answer.headers["Cache-Control"] == "no-store"
    [page] = pages_of(answer)
    for words in ("Łukasz Thorn", "A001", "http://localhost/letter", "21 December 2026", "Hazel Down Primary School"):
        assert words in page
    code = code_on(page)
    second = use(client, "a001", code.lower().replace("-", " "))
    assert second.status_code == 200
    assert "Welcome, Łukasz" in second.get_data(as_text=True)
    done = use(client, "A001", code, password=PASSWORD, again=PASSWORD)
    assert (done.status_code, done.location) == (302, "/")
    assert client.get("/account").status_code == 200
    session.rollback()
    assert code not in str(session.scalars(select(OneTimeSecret.secret_hash)).all())
    about = select(AuditEntry.action).where(AuditEntry.about_person_id == trust.person("ta")).order_by(AuditEntry.id)
    assert session.scalars(about).all() == ["accounts.letter_printed", "accounts.password_set"]


def test_a_code_works_once_and_only_the_newest(
    client: CheckingClient, trust: World, letters: Callable[..., TestResponse]
) -> None:
    old = code_on(pages_of(letters("ta"))[0])
    new = code_on(pages_of(letters("ta"))[0])
    assert use(client, "A001", old).status_code == 422
    assert use(client, "A001", new, password=PASSWORD, again=PASSWORD).status_code == 302
    client.post("/sign-out", data={"csrf_token": client.token("/account/password")})
    answer = use(client, "A001", new)
    assert answer.status_code == 422
    assert "can print a new letter" in answer.get_data(as_text=True)


def test_a_code_lasts_28_days(client: CheckingClient, letters: Callable[..., TestResponse]) -> None:
    code = code_on(pages_of(letters("ta"))[0])
    with clock.pinned(NOW + dt.timedelta(days=27)):
        assert use(client, "A001", code).status_code == 200
    with clock.pinned(NOW + dt.timedelta(days=28)):
        assert use(client, "A001", code).status_code == 422


def test_a_code_belongs_to_one_staff_code(client: CheckingClient, letters: Callable[..., TestResponse]) -> None:
    code = code_on(pages_of(letters("ta"))[0])
    assert use(client, "T001", code).status_code == 422
    assert use(client, "nobody", code).status_code == 422


def test_codes_cannot_be_guessed(client: CheckingClient, letters: Callable[..., TestResponse]) -> None:
    code = code_on(pages_of(letters("ta"))[0])
    statuses = [use(client, "A001", f"CCCC-CCCC-CCC{n}").status_code for n in range(6)]
    assert statuses == [422] * 4 + [429] * 2
    assert use(client, "A001", code).status_code == 429, "the right one has to wait too"
    with clock.pinned(NOW + dt.timedelta(minutes=16)):
        assert use(client, "A001", code).status_code == 200


def test_a_poor_password_keeps_the_second_step_open(
    client: CheckingClient, letters: Callable[..., TestResponse]
) -> None:
    code = code_on(pages_of(letters("ta"))[0])
    answer = use(client, "A001", code, password="short", again="short")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "too short" in text
    assert f'value="{code}"' in text
    assert use(client, "A001", code, password=PASSWORD, again=PASSWORD).status_code == 302


def test_a_forgotten_password_without_an_email(
    client: CheckingClient, give_password: Callable[..., None], letters: Callable[..., TestResponse]
) -> None:
    give_password("ta")
    code = code_on(pages_of(letters("ta"))[0])
    assert sign_in(client, "A001").status_code == 302, "the old password works until the code is used"
    client.post("/sign-out", data={"csrf_token": client.token("/account/password")})
    assert "Choose a new password, Łukasz" in use(client, "A001", code).get_data(as_text=True)


def test_several_people_make_one_file(session: Session, trust: World, letters: Callable[..., TestResponse]) -> None:
    second_helper(session, trust)
    pages = pages_of(letters("ta", "helper"))
    assert len(pages) == 2
    assert "Mo Fell" in pages[0], "by name"
    assert "Łukasz Thorn" in pages[1]
    assert code_on(pages[0]) != code_on(pages[1])


def test_the_letter_is_a_tagged_pdf(letters: Callable[..., TestResponse]) -> None:
    pdf = letters("ta").get_data()
    report = validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Letter for Łukasz Thorn"


@pytest.mark.parametrize("by", ["teacher", "head", "ambassador", "development_lead", "ta"])
def test_only_office_and_administrator_print(letters: Callable[..., TestResponse], by: str) -> None:
    assert letters("ta", by=by).status_code == 403


def test_nobody_prints_a_way_into_the_account_of_somebody_with_an_email(
    session: Session, letters: Callable[..., TestResponse]
) -> None:
    assert letters("head").status_code == 403
    assert letters("teacher", by="administrator").status_code == 403
    session.rollback()
    assert session.scalars(select(OneTimeSecret)).all() == []


def test_where_a_role_hangs_on_the_account_the_administrator_prints(
    session: Session, trust: World, letters: Callable[..., TestResponse]
) -> None:
    with transaction() as writing:
        grant_role(writing, trust, "ta", Role.AMBASSADOR, "hazel")
    assert letters("ta").status_code == 403
    assert letters("ta", by="administrator").status_code == 200


def test_the_office_of_another_school_finds_nobody(
    session: Session, trust: World, letters: Callable[..., TestResponse], as_persona: AsPersona
) -> None:
    with transaction() as writing:
        grant_role(writing, trust, "stranger", Role.OFFICE, "larch")
    assert letters("ta", by="stranger").status_code == 302, "nobody of theirs was chosen"
    session.rollback()
    assert session.scalars(select(OneTimeSecret)).all() == []
    client = as_persona("stranger")
    assert client.get(f"/accounts/invitations?school={trust.school('hazel')}").status_code == 404


def test_the_page_says_who_needs_what(
    as_persona: AsPersona, session: Session, trust: World, give_password: Callable[..., None]
) -> None:
    second_helper(session, trust)
    give_password("ambassador", "ta")
    text = as_persona("office").get("/accounts/invitations").get_data(as_text=True)
    by_mail, _, rest = text.partition("By letter")
    by_letter, _, again = rest.partition("has forgotten their password")
    assert "Rosa Quill" in by_mail
    assert "O&#39;Neill" not in text, "is in already"
    assert "Ike Marlow" not in text, "of another school"
    assert "Mo Fell" in by_letter
    assert "Łukasz Thorn" in again
    assert "2 of 9 people" in text


def test_the_administrator_chooses_the_school(as_persona: AsPersona, trust: World) -> None:
    text = (
        as_persona("administrator").get(f"/accounts/invitations?school={trust.school('larch')}").get_data(as_text=True)
    )
    assert "Ike Marlow" in text
    assert "Rosa Quill" not in text


def test_somebody_who_left_is_not_invited(as_persona: AsPersona, trust: World, session: Session) -> None:
    with clock.pinned(NOW - dt.timedelta(days=2000)):
        assert "Rosa Quill" not in as_persona("administrator").get("/accounts/invitations").get_data(as_text=True)


def test_choosing_nobody_says_so(as_persona: AsPersona) -> None:
    office = as_persona("office")
    token = office.token("/accounts/invitations")
    for url in ("/accounts/invitations/send", "/accounts/letters"):
        answer = office.post(url, data={"csrf_token": token}, follow_redirects=True)
        assert "Choose at least one person" in answer.get_data(as_text=True)


def test_a_letter_opens_an_account_that_was_not_there(
    session: Session, trust: World, letters: Callable[..., TestResponse], client: CheckingClient
) -> None:
    second_helper(session, trust)
    [page] = pages_of(letters("helper"))
    assert use(client, "A002", code_on(page), password=PASSWORD, again=PASSWORD).status_code == 302
    session.rollback()
    assert session.scalars(select(Account).where(Account.person_id == trust.person("helper"))).one().password_hash


def test_nobody_waits_for_hundreds_of_letters(as_persona: AsPersona, session: Session, trust: World) -> None:
    with transaction() as writing:
        for number in range(51):
            person = Person(
                staff_code=f"M{number:03}",
                first_name="Mo",
                last_name="Fell",
                sort_first_name="mo",
                sort_last_name=f"fell {number:03}",
            )
            writing.add(person)
            writing.flush()
            add_post(writing, person.id, trust.school("larch"), "Midday Assistant", StaffGroup.SUPPORT)
    client = as_persona("administrator")
    school = str(trust.school("larch"))
    text = client.get(f"/accounts/invitations?school={school}").get_data(as_text=True)
    people = re.findall(r'name="person_id" type="checkbox" value="([^"]+)"( checked)?', text.partition("By letter")[2])
    assert len(people) == 51
    assert len([one for one in people if one[1]]) == 50
    answer = client.post(
        "/accounts/letters",
        data={
            "csrf_token": client.token("/account/password"),
            "person_id": [one[0] for one in people],
            "school": school,
        },
        follow_redirects=True,
    )
    assert "50 letters at most at once" in answer.get_data(as_text=True)
