"""Asking a course of people: what a preview says, that it writes nothing, and what switching on does."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.training.models import Category, Completion, Course, Requirement
from cpd.training.queries.summary import list_summary
from tests.conftest import CheckingClient, QueryCount
from tests.training.conftest import Fire
from tests.training.courses import add_course, complete
from tests.world import TODAY, World

SignIn = Callable[[str], CheckingClient]
NEW = "/training/courses/PED-TEAM/requirements/new"


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def make_course(trust: World, *, published: bool = True) -> uuid.UUID:
    """A course that nobody must hold; Rosa and Ike have it."""
    with transaction() as writing:
        course = add_course(writing, "PED-TEAM", "Two adults", category=Category.PEDAGOGY, why="Five minutes agreed.")
        course.published_on = TODAY if published else None
        for persona in ("teacher", "other_ambassador"):
            complete(writing, course.id, trust.person(persona), dt.date(2026, 9, 2))
        return course.id


def counts(session: Session) -> tuple[int, int]:
    session.rollback()
    return tuple(session.scalar(select(func.count()).select_from(model)) or 0 for model in (Requirement, AuditEntry))  # type: ignore[return-value]  # two of them


def draft(**more: object) -> dict[str, object]:
    return {"staff_groups": ["teacher"], "effective_from": "23/11/2026", "grace_days": "28"} | more


def test_a_preview_names_whom_it_would_reach_and_writes_nothing(
    as_persona: SignIn, trust: World, session: Session
) -> None:
    make_course(trust)
    lead = as_persona("development_lead")
    before = counts(session)
    page = words(lead.get(f"{NEW}?{urlencode(draft(preview='1', phases=['primary']), doseq=True)}").text)
    assert "It reaches 4 people" in page
    for name in ("Rosa Quill", "Siân O&#39;Neill", "Ike Marlow", "Stan Gale"):
        assert name in page
    assert "Tess Arden" not in page
    assert "Without it asked of nobody" in page
    assert "With it 2 of 4 (50.0%)" in page
    assert "last done on 2 Sep 2026" in page
    assert counts(session) == before


def test_a_preview_asks_the_database_the_same_for_more_people(
    as_persona: SignIn, trust: World, counted_queries: Callable[[], QueryCount]
) -> None:
    make_course(trust)
    lead = as_persona("development_lead")
    totals = []
    for people in ("T001", "T001\nT002\nT101\nL001\nS001"):
        address = f"{NEW}?{urlencode(draft(preview='1', staff_groups=[], people=people), doseq=True)}"
        lead.get(address)
        count = counted_queries()
        assert "It reaches" in lead.get(address).text
        totals.append(count.total)
    assert totals[0] == totals[1]


def test_a_preview_beside_what_is_asked_already(as_persona: SignIn, fire: Fire, trust: World) -> None:
    lead = as_persona("development_lead")
    address = f"/training/courses/HS-FIRE/requirements/new?{urlencode(draft(preview='1', grace_days='0'), doseq=True)}"
    page = words(lead.get(address).text)
    assert "0 asked for the first time" in page
    assert page.count("2 of 13") == 2


def test_what_is_switched_on_reaches_the_same_people(as_persona: SignIn, trust: World, session: Session) -> None:
    course_id = make_course(trust)
    lead = as_persona("development_lead")
    address = f"{NEW}?{urlencode(draft(preview='1'), doseq=True)}"
    data = draft(csrf_token=lead.token(address), request_key=str(uuid.uuid4()))
    assert [lead.post(NEW, data=data).status_code for _ in range(2)] == [302, 302]
    row = list_summary(session, TODAY, course_ids=[course_id]).at(None, "all")[0]
    assert f"With it {row.trained} of {row.eligible}" in words(lead.get(address).text)
    assert (row.eligible, row.trained, row.not_yet_due) == (5, 2, 3)
    assert session.scalar(select(func.count()).select_from(Requirement)) == 1
    again = lead.post(NEW, data=data | {"request_key": str(uuid.uuid4())})
    assert again.status_code == 422
    assert "asked for this course on these days already" in again.text


def test_what_begins_in_the_past_leaves_figures_of_earlier_days(
    as_persona: SignIn, trust: World, session: Session
) -> None:
    course_id = make_course(trust)
    lead = as_persona("development_lead")
    assert (
        lead.post_form(NEW, draft(effective_from="1/9/2026", schools=[str(trust.school("hazel"))])).status_code == 302
    )
    assert not list_summary(session, TODAY - dt.timedelta(1), course_ids=[course_id])
    row = list_summary(session, TODAY, course_ids=[course_id]).at(None, "all")[0]
    assert (row.eligible, row.overdue) == (2, 1)


def test_people_are_named_and_a_slip_is_told(as_persona: SignIn, trust: World) -> None:
    make_course(trust)
    lead = as_persona("development_lead")
    people = "S001\nNobody Here"
    address = f"{NEW}?{urlencode(draft(preview='1', staff_groups=[], people=people), doseq=True)}"
    answer = lead.get(address)
    assert answer.status_code == 422
    assert "Nobody is found under Nobody Here." in answer.text
    found = lead.get(address.replace("Nobody+Here", "t001"))
    assert "It reaches 2 people" in words(found.text)
    both = urlencode(draft(preview="1", phases=["primary"], schools=[str(trust.school("hazel"))]), doseq=True)
    assert "Choose phases or schools, not both." in lead.get(f"{NEW}?{both}").text


def test_a_course_without_a_reason_is_asked_of_nobody(as_persona: SignIn, trust: World, session: Session) -> None:
    make_course(trust, published=False)
    lead = as_persona("development_lead")
    answer = lead.post_form(NEW, draft())
    assert answer.status_code == 422
    assert "publish it first" in answer.text
    assert counts(session)[0] == 0


def test_a_requirement_ends_today_at_the_earliest(as_persona: SignIn, fire: Fire, session: Session) -> None:
    lead = as_persona("development_lead")
    requirement = session.scalars(select(Requirement.id)).one()
    end = f"/training/requirements/{requirement}/end"
    assert lead.post_form(end, {"last_day": "22/11/2026"}).status_code == 422
    stale = lead.post_form(end, {"last_day": "31/12/2026", "seen": "2027-08-31"})
    assert "Somebody else changed this" in stale.text
    assert lead.post_form(end, {"last_day": "31/12/2026"}).status_code == 302
    session.rollback()
    assert session.get_one(Requirement, requirement).effective_to == dt.date(2026, 12, 31)
    assert list_summary(session, dt.date(2026, 12, 31))
    assert not list_summary(session, dt.date(2027, 1, 1))
    remove = {"csrf_token": lead.token(end)}
    page = lead.post(f"/training/requirements/{requirement}/remove", data=remove, follow_redirects=True)
    assert "It has begun" in page.text


def test_what_has_not_begun_is_taken_out(as_persona: SignIn, trust: World, session: Session) -> None:
    make_course(trust)
    lead = as_persona("development_lead")
    lead.post_form(NEW, draft(effective_from="1/1/2027"))
    page = lead.get("/training/courses/PED-TEAM")
    end = re.search(r"/training/requirements/[^/]+/end", page.text)
    assert end
    answer = lead.post(end[0].replace("/end", "/remove"), data={"csrf_token": lead.token(end[0])})
    assert answer.status_code == 302
    assert counts(session)[0] == 0
    assert session.scalar(select(func.count()).select_from(Completion)) == 2
    assert session.scalar(select(func.count()).select_from(Course)) == 1
