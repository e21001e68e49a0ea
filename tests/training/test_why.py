"""Why somebody stands as they do, and who is in a figure and who is not."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import Post, StaffGroup
from cpd.training.models import Course
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.training.courses import ONCE, YEARLY, add_course, complete, require_of
from tests.world import World

SignIn = Callable[[str], CheckingClient]


def words(client: CheckingClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.get_data(as_text=True).split("<main")[1].split())


def test_each_step_is_told_in_sentences(as_persona: SignIn, fire: Fire, trust: World, session: Session) -> None:
    address = f"/training/people/{trust.person('teacher')}/why/HS-FIRE"
    page = words(as_persona("head"), address)
    for sentence in (
        "Rosa Quill is trained, and counted as trained.",
        "Class Teacher at Hazel Down Primary School (teachers), from 1 September 2024: a post on this day.",
        "Asked of all staff, from 1 September 2024: reaches Class Teacher at Hazel Down Primary School.",
        "By 29 September 2024.",
        "Fire awareness, completed on 2 September 2026: counts, valid until 2 September 2027 by the rule of renewal.",
        "Once for the trust and once at Hazel Down Primary School, as trained.",
    ):
        assert sentence in page
    before = words(as_persona("teacher"), f"{address}?as_at=1 September 2026")
    assert "You are not trained, and the day for it has passed. That counts as not trained." in before
    assert "later than this day, so it does not count for it" in before
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "training.list_read")).one()
    assert entry.by_name == "Harriet Dale"


def test_whom_a_requirement_does_not_reach_is_told_because_of_what(
    as_persona: SignIn, trust: World, session: Session
) -> None:
    with transaction() as writing:
        course = add_course(writing, "SEND-CL", "Cognition and learning")
        require_of(writing, course.id, staff_groups=[StaffGroup.TEACHER], schools="phases", phases=["special"])
    page = words(as_persona("office"), f"/training/people/{trust.person('ta')}/why/SEND-CL")
    assert "This course is not asked of Łukasz Thorn on this day, so no figure counts them." in page
    assert "does not reach Teaching Assistant at Hazel Down Primary School, because of the staff group and " in page
    assert "By when is it due?" not in page


def test_what_counts_and_what_does_not_is_told(as_persona: SignIn, trust: World, session: Session) -> None:
    rosa = trust.person("teacher")
    with transaction() as writing:
        course, short, long = (
            add_course(writing, code, title, YEARLY if code == "FA" else ONCE)
            for code, title in (("FA", "First aid"), ("FA-REF", "First aid again"), ("FA-PLUS", "First aid in depth"))
        )
        rule = writing.get_one(Course, course.id)
        require_of(writing, course.id)
        writing.refresh(rule, ["rules"])
        writing.refresh(rule.rules[0], ["satisfied_by"])
        rule.rules[0].refresher_course_id = short.id
        rule.rules[0].satisfied_by.append(long)
        complete(writing, short.id, rosa, dt.date(2025, 1, 8))
        complete(writing, course.id, rosa, dt.date(2025, 9, 1))
        complete(writing, long.id, rosa, dt.date(2026, 1, 5), expires_on=dt.date(2026, 12, 31))
    page = words(as_persona("teacher"), f"/training/people/{rosa}/why/FA")
    assert "First aid again, completed on 8 January 2025: a refresher, and the full course was not completed" in page
    assert "First aid, completed on 1 September 2025: counts, valid until 1 September 2026 by the rule" in page
    assert (
        "First aid in depth, completed on 5 January 2026, which stands in for it: counts, valid until "
        "31 December 2026 as the record says. Valid the longest, so this decides." in page
    )


def test_absence_is_told_to_the_head_and_not_to_the_line_manager(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        for persona in ("ambassador", "appraiser"):
            post = writing.scalars(select(Post).where(Post.person_id == trust.person(persona))).one()
            post.line_manager_id = trust.person("line_manager")
    for persona, told in (("ambassador", "On long leave from 1 September 2026"), ("appraiser", "Trains the others")):
        address = f"/training/people/{trust.person(persona)}/why/HS-FIRE"
        assert told in words(as_persona("head"), address)
        page = words(as_persona("line_manager"), address)
        assert "is not counted now." in page
        assert told not in page
        assert "long leave on this day" not in page.lower()
        assert "Exempt, or" not in page


def test_everybody_at_a_school_is_in_one_part_of_the_figure(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    with transaction() as writing:
        course = add_course(writing, "SEND-CL", "Cognition and learning")
        require_of(writing, course.id, staff_groups=[StaffGroup.TEACHER])
    hazel = trust.school("hazel")
    office = as_persona("office")
    page = words(office, f"/training/courses/HS-FIRE/counted?school={hazel}")
    assert "Not trained (4)" in page
    assert "Trained (2)" in page
    assert "On long leave (1)" in page
    assert "Exempt (1)" in page
    assert "Not asked of them (0)" in page
    assert "Greta Stone" in words(office, f"/training/courses/HS-FIRE/counted?school={hazel}&show=exempt")
    not_asked = words(office, f"/training/courses/SEND-CL/counted?school={hazel}&show=not-asked")
    assert "Not asked of them (6)" in not_asked
    assert "Łukasz Thorn" in not_asked
    assert f"/training/people/{trust.person('ta')}/why/SEND-CL" in not_asked
    teachers = words(office, f"/training/courses/HS-FIRE/counted?school={hazel}&group=teacher&show=trained")
    assert "Rosa Quill" in teachers
    assert "Łukasz Thorn" not in teachers


def test_the_parts_are_counts_for_those_who_may_not_see_names(as_persona: SignIn, fire: Fire, trust: World) -> None:
    page = words(as_persona("trustee"), "/training/courses/HS-FIRE/counted")
    assert "2 of 13" in page
    assert "Rosa Quill" not in page
    assert "Names are for the people themselves" in page
    small = words(as_persona("teacher"), f"/training/courses/HS-FIRE/counted?school={trust.school('larch')}")
    assert "fewer than 5" in small
    assert "not counted, trained or not" not in small.lower()
    managed = words(as_persona("line_manager"), f"/training/courses/HS-FIRE/counted?school={trust.school('hazel')}")
    assert "Of the people whose line manager you are." in managed
    assert "Rosa Quill" in managed
    assert "On long leave (" not in managed


def test_a_figure_leads_to_who_is_behind_it(as_persona: SignIn, fire: Fire, trust: World) -> None:
    head, hazel = as_persona("head"), trust.school("hazel")
    place = f"/training/courses/HS-FIRE/counted?school={hazel}"
    assert place in words(head, f"/training/schools/{hazel}")
    assert place in words(head, "/training/courses/HS-FIRE")
    assert place in words(head, "/training/schools")
    assert "/training/courses/HS-FIRE/counted" in words(as_persona("development_lead"), "/training/")
