"""People, days away, schools, contacts, settings: read and changed by those who may."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import Away, JobTitleRule, Post, School, SchoolContact, Trust
from tests.conftest import CheckingClient
from tests.world import SUPPORT, TODAY, World, add_post

As = Callable[[str], CheckingClient]


def test_whoever_has_left_plays_no_part_even_if_nobody_ended_the_grant(as_persona: As, trust: World) -> None:
    assert as_persona("head").get("/coaching/ledger").status_code == 200
    assert as_persona("ambassador").get("/coaching/caseload").status_code == 200
    with transaction() as session:
        for post in session.scalars(select(Post)):
            post.ended_on = TODAY - dt.timedelta(days=1)
    assert as_persona("head").get("/coaching/ledger").status_code == 403
    assert as_persona("ambassador").get("/coaching/caseload").status_code == 403
    assert as_persona("administrator").get("/people/imports/new").status_code == 403
    assert as_persona("trustee").get("/coaching/counts").status_code == 200, "a trustee needs no post"


def test_three_letters_find_colleagues_of_ones_own_schools(as_persona: As, trust: World) -> None:
    teacher = as_persona("teacher")
    assert teacher.get("/people/search.json?q=łuk").get_json() == [
        {"text": "Łukasz Thorn", "line": "Teaching Assistant, Hazel Down Primary School"}
    ]
    assert teacher.get("/people/search.json?q=lu").get_json() == []
    assert teacher.get("/people/search.json?q=ike").get_json() == []
    assert teacher.get("/people/search.json?q=o'ne").get_json()[0]["text"] == "Siân O'Neill"
    everywhere = as_persona("development_lead").get("/people/search.json?q=ike mar").get_json()
    assert everywhere[0]["href"] == f"/people/{trust.person('other_ambassador')}"
    page = teacher.get("/people/search?q=zzz").get_data(as_text=True)
    assert "Nobody found" in page


def test_a_persons_record_shows_what_the_reader_may_know(as_persona: As, session: Session, trust: World) -> None:
    with transaction() as writing:
        add_post(writing, trust.person("teacher"), trust.school("larch"), "Choir Leader", SUPPORT)
        writing.add(Away(person_id=trust.person("teacher"), started_on=dt.date(2026, 10, 5)))
    address = f"/people/{trust.person('teacher')}"
    own, head, administrator = (
        as_persona(who).get(address).get_data(True) for who in ("teacher", "head", "administrator")
    )
    assert "Choir Leader" in own
    assert "5 Oct 2026" in own
    assert "Choir Leader" not in head
    assert "5 Oct 2026" in head
    assert "Choir Leader" in administrator
    assert "5 Oct 2026" not in administrator


def test_days_away_are_entered_changed_and_taken_out(as_persona: As, session: Session, trust: World) -> None:
    office = as_persona("office")
    address = f"/people/{trust.person('teacher')}/away/new"
    assert office.post_form(address, {"started_on": "1 Dec 2026", "ended_on": "30 Nov 2026"}).status_code == 422
    assert office.post_form(address, {"started_on": "1 Dec 2026"}).status_code == 302
    clash = office.post_form(address, {"started_on": "1/1/2027"})
    assert "These days overlap another time away: from 01/12/2026 and still away." in clash.get_data(as_text=True)
    away = session.scalars(select(Away)).one().id
    session.rollback()
    edit = f"/people/away/{away}/edit"
    assert office.post_form(edit, {"started_on": "1/12/2026", "ended_on": "31/12/2026"}).status_code == 302
    stale = office.post_form(edit, {"started_on": "1/12/2026", "ended_on": "1/2/2027", "version": "1"})
    assert stale.status_code == 422
    assert "Saved by somebody else in the meantime" in stale.get_data(as_text=True)
    assert "31 Dec 2026" in stale.get_data(as_text=True)
    teacher = as_persona("teacher")
    assert teacher.post(f"/people/away/{away}/remove", data={"csrf_token": teacher.token()}).status_code == 403
    stranger = as_persona("other_head")
    assert stranger.post(f"/people/away/{away}/remove", data={"csrf_token": stranger.token()}).status_code == 404
    assert office.post(f"/people/away/{away}/remove", data={"csrf_token": office.token()}).status_code == 302
    assert session.scalars(select(Away)).all() == []


def test_the_office_keeps_the_contacts(as_persona: As, session: Session, trust: World) -> None:
    address = f"/people/schools/{trust.school('hazel')}/contacts"
    office = as_persona("office")
    unreachable = office.post_form(address, {"deputy_name": "Bo Fenn"})
    assert "Say how Bo Fenn is reached, for example by telephone." in unreachable.get_data(as_text=True)
    form = {
        "lead_name": "Nell Ash",
        "lead_reached_by": "01632 960111",
        "deputy_name": "Bo Fenn",
        "deputy_reached_by": "01632 960112",
        "head_name": "Harriet Dale",
        "head_reached_by": "01632 960113",
    }
    assert office.post_form(address, form).status_code == 302
    page = as_persona("trustee").get(f"/people/schools/{trust.school('hazel')}").get_data(as_text=True)
    assert "Bo Fenn, deputy safeguarding lead: 01632 960112" in page
    assert "Ivy Chard" in page
    stale = office.post_form(address, form | {"opened": "of yesterday", "lead_name": "Kim Orr"})
    assert stale.status_code == 422
    assert "Saved by somebody else in the meantime" in stale.get_data(as_text=True)
    here = SchoolContact.school_id == trust.school("hazel")
    assert "Kim Orr" not in session.scalars(select(SchoolContact.name).where(here)).all()


def test_the_day_a_school_joined_is_asked_for(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    assert "When did these schools join the trust?" in client.get("/people/schools").get_data(as_text=True)
    address = f"/people/schools/{trust.school('hazel')}/edit"
    school_form = {"name": "Hazel Down", "phase": "primary", "postcode": "zz1 1aa"}
    before = client.post_form(address, school_form | {"joined_on": "1/9/2019", "closed_on": "1/9/2018"})
    assert "The school cannot have closed before it joined." in before.get_data(as_text=True)
    assert client.post_form(address, school_form | {"joined_on": "1 Sep 2019"}).status_code == 302
    school = session.get(School, trust.school("hazel"))
    assert school is not None
    assert school.joined_on == dt.date(2019, 9, 1)
    session.rollback()
    stale = client.post_form(address, school_form | {"version": "1"})
    assert "1 Sep 2019" in stale.get_data(as_text=True)


def test_the_trusts_settings(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    assert client.post_form("/people/trust/edit", {"name": "", "named_person": "A"}).status_code == 422
    form = {"name": "Tideway Trust", "named_person": "Ada Moss", "named_person_reached_by": "01632 960199"}
    assert client.post_form("/people/trust/edit", form).status_code == 302
    assert session.scalars(select(Trust.name)).one() == "Tideway Trust"
    session.rollback()
    assert client.post_form("/people/trust/edit", form | {"version": "1"}).status_code == 422


def test_the_job_title_table_is_tried_and_changed(as_persona: As, session: Session, trust: World) -> None:
    client = as_persona("administrator")
    tried = client.get("/people/job-titles?title=Headteacher's PA").get_data(as_text=True)
    assert "is read as support" in tried
    wrong = client.post_form("/people/job-titles", {"table": "choir = singers"})
    assert "Line 1 is not words = staff group" in wrong.get_data(as_text=True)
    table = "choir leader = teacher\n\npa = support"
    assert client.post_form("/people/job-titles", {"table": table}).status_code == 302
    rows = session.execute(select(JobTitleRule.words, JobTitleRule.staff_group).order_by(JobTitleRule.position)).all()
    assert [tuple(row) for row in rows] == [("choir leader", "teacher"), ("pa", "support")]
    stale = client.post_form("/people/job-titles", {"table": "x = teacher", "opened": "of yesterday"})
    assert "The table as somebody else saved it in the meantime" in stale.get_data(as_text=True)


def test_days_away_before_somebody_came_here_are_not_told_by_a_clash(as_persona: As, trust: World) -> None:
    with transaction() as writing:
        writing.add(
            Away(person_id=trust.person("teacher"), started_on=dt.date(2023, 3, 6), ended_on=dt.date(2023, 7, 14))
        )
    clash = as_persona("head").post_form(f"/people/{trust.person('teacher')}/away/new", {"started_on": "1/1/2023"})
    assert clash.status_code == 422
    text = clash.get_data(as_text=True)
    assert "Some of these days are entered already" in text
    assert "06/03/2023" not in text
    assert "14/07/2023" not in text
