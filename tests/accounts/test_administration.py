"""Looking after accounts, and who may open which page of this room."""

from collections.abc import Callable
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Person, StaffGroup
from tests.accounts.conftest import link_in, sign_in
from tests.conftest import CheckingClient, QueryCount
from tests.world import World, add_post

AsPersona = Callable[[str], CheckingClient]


def test_accounts_are_found_by_name_code_and_state(as_persona: AsPersona, give_password: Callable[..., None]) -> None:
    give_password("teacher")
    client = as_persona("administrator")

    def found(query: str) -> str:
        return client.get(f"/accounts?{query}").get_data(as_text=True)

    assert "Rosa Quill" in found("q=qui")
    assert "Rosa Quill" in found("q=rosa+q")
    assert "Rosa Quill" in found("q=t001")
    assert "Siân O&#39;Neill" in found("q=oneill")
    assert "Łukasz Thorn" in found("q=luk")
    assert "Nobody found" in found("q=xyz")
    assert "Rosa Quill" in found("state=in_use")
    assert "Harriet Dale" not in found("state=in_use")
    assert "Harriet Dale" in found("state=none")
    assert "1 person" in found("state=in_use") or "1 people" in found("state=in_use")


def test_closing_an_account_signs_out_at_once_and_can_be_undone(
    client: CheckingClient, as_persona: AsPersona, session: Session, trust: World, give_password: Callable[..., None]
) -> None:
    give_password("teacher")
    teacher, administrator = as_persona("teacher"), as_persona("administrator")
    token = administrator.token("/account/password")
    page = f"/accounts/{trust.person('teacher')}"
    answer = administrator.post(f"{page}/close", data={"csrf_token": token}, follow_redirects=True)
    assert "The account is closed" in answer.get_data(as_text=True)
    assert teacher.get("/account").status_code == 302
    assert sign_in(client, "T001").status_code == 422
    assert "Closed" in administrator.get("/accounts?state=disabled").get_data(as_text=True)
    administrator.post(f"{page}/open", data={"csrf_token": token})
    assert teacher.get("/account").status_code == 302, "a sign-in that ended does not come back"
    assert sign_in(client, "T001").status_code == 302
    story = administrator.get(page).get_data(as_text=True)
    assert "Account closed" in story
    assert "Ada Locke" in story
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == trust.accounts["teacher"]))
    assert sorted(actions) == ["accounts.disabled", "accounts.enabled"]


def test_nobody_closes_their_own_account(as_persona: AsPersona, trust: World) -> None:
    administrator = as_persona("administrator")
    token = administrator.token("/account/password")
    own = f"/accounts/{trust.person('administrator')}/close"
    assert administrator.post(own, data={"csrf_token": token}).status_code == 403


def test_a_reset_by_the_administrator(
    client: CheckingClient,
    as_persona: AsPersona,
    trust: World,
    give_password: Callable[..., None],
    post_box: Callable[[], list[EmailMessage]],
) -> None:
    give_password("teacher", "ta")
    administrator = as_persona("administrator")
    token = administrator.token("/account/password")
    administrator.post(f"/accounts/{trust.person('teacher')}/reset", data={"csrf_token": token})
    [mail] = post_box()
    assert mail["Subject"] == "A new password"
    assert "Choose a new password, Rosa" in client.get(link_in(mail)).get_data(as_text=True)
    answer = administrator.post(
        f"/accounts/{trust.person('ta')}/reset", data={"csrf_token": token}, follow_redirects=True
    )
    assert "Print a letter" in answer.get_data(as_text=True)
    assert post_box() == []


def test_an_unknown_person_is_not_there(as_persona: AsPersona, trust: World) -> None:
    assert as_persona("administrator").get(f"/accounts/{trust.accounts['teacher']}").status_code == 404


def test_the_lists_take_as_many_queries_for_many_people_as_for_few(
    as_persona: AsPersona, trust: World, counted_queries: Callable[[], QueryCount]
) -> None:
    administrator = as_persona("administrator")
    counts = []
    for batch in ("few", "many"):
        with transaction() as session:
            for number in range(20):
                person = Person(
                    staff_code=f"{batch}{number}",
                    first_name="Ann",
                    last_name=f"{batch}{number}",
                    sort_first_name="ann",
                    sort_last_name=f"{batch}{number}",
                )
                session.add(person)
                session.flush()
                add_post(session, person.id, trust.school("hazel"), "Class Teacher", StaffGroup.TEACHER)
        for url in ("/accounts", f"/accounts/invitations?school={trust.school('hazel')}"):
            counter = counted_queries()
            assert administrator.get(url).status_code == 200
            counts.append(counter.total)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 10
