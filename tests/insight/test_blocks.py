"""The blocks of the home page for heads, offices, the development lead, trustees and the administrator."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

from sqlalchemy import delete, true, update

from cpd.core.audit import record
from cpd.core.database import transaction
from cpd.core.jobs import Job, JobState
from cpd.people.models import Person, Post, Role, RoleGrant, School, SchoolContact, Trust
from cpd.training.models import OwnCertificate
from tests.appraisal.making import Appraisals
from tests.coaching.making import Coaching
from tests.conftest import CheckingClient
from tests.insight.conftest import ReadPage
from tests.training.courses import complete
from tests.world import NOW, PEOPLE, World


def certificate(course_id: uuid.UUID, person_id: uuid.UUID) -> OwnCertificate:
    return OwnCertificate(
        person_id=person_id,
        course_id=course_id,
        completed_on=dt.date(2026, 11, 2),
        entered_at=NOW,
        request_key=uuid.uuid4(),
    )


def test_a_head_sees_training_visits_and_reviews_of_their_school(
    trust: World, courses: dict[str, uuid.UUID], coaching: Coaching, appraisals: Appraisals, main_of: ReadPage
) -> None:
    with transaction() as writing:
        complete(writing, courses["autism"], trust.person("teacher"), dt.date(2026, 9, 3))
    coaching.shared()
    appraisals.started()
    for persona in ("head", "deputy"):
        text = main_of(persona)
        assert "Hazel Down Primary School Training" in text
        assert "Understanding autism 1 of 8 7 overdue" in text
        block = text[text.index("Trained of those who should be") :]
        assert block.index("Understanding autism") < block.index("Fire awareness"), "the order of the course list"
        assert "1 visit to 1 colleague since 1 Sep 2026, the last on 23 Nov 2026" in text
        assert "Being written 1 of 1" in text


def test_an_executive_head_switches_school_by_its_urn(main_of: ReadPage) -> None:
    assert "Every course at Foxglove Special School" in main_of("executive_head")
    assert "Every course at Larch Lane Primary School" in main_of("executive_head", "/?school=190002")
    main_of("executive_head", "/?school=190001", status=404)
    main_of("head", "/?school=190002", status=404)


def test_an_office_sees_who_is_not_in_and_what_is_to_be_checked(
    trust: World, courses: dict[str, uuid.UUID], main_of: ReadPage
) -> None:
    with transaction() as writing:
        writing.add(certificate(courses["fire"], trust.person("teacher")))
        writing.add(certificate(courses["fire"], trust.person("stranger")))
    text = main_of("office")
    assert "0 of 8 people use their account" in text
    assert "Bring 8 people in" in text
    assert "One certificate to check" in text
    assert "Enter who completed a course" in text


def test_the_development_lead_sees_the_trust_and_where_an_ambassador_is_missing(
    trust: World, courses: dict[str, uuid.UUID], main_of: ReadPage
) -> None:
    text = main_of("development_lead")
    assert "Understanding autism 0 of 15 15 overdue" in text
    assert "Fire awareness" not in text[text.index("The whole trust") : text.index("My own development")]
    assert "Fire awareness 0 of 15" in main_of("development_lead", "/?category=health_safety")
    assert "Foxglove Special School none Hazel Down Primary School one Larch Lane Primary School one" in text
    assert "Central team none" not in text
    assert "No staff list has been imported yet" in text


def test_the_development_lead_sees_how_fresh_the_staff_list_is(coaching: Coaching, main_of: ReadPage) -> None:
    with transaction() as writing:
        record(writing, coaching.actor("administrator"), "people.staff_imported", None)
    assert "Last came in on Mon 23 November 2026 at 10:00" in main_of("development_lead")


def test_a_trustee_sees_counts_with_small_ones_hidden_and_no_name(
    courses: dict[str, uuid.UUID], coaching: Coaching, appraisals: Appraisals, main_of: ReadPage
) -> None:
    coaching.shared()
    appraisals.started()
    text = main_of("trustee")
    assert "Fewer than 5 visits took place" in text
    assert "Being written fewer than 5" in text
    assert "Understanding autism 0 of 15" in text
    for first, last, *_ in PEOPLE.values():
        assert f"{first} {last}" not in text
    assert "My training" not in text


def test_a_new_trust_is_led_through_its_setting_up(trust: World, main_of: ReadPage) -> None:
    text = main_of("administrator")
    assert "Setting up: 5 of 8 done" in text
    assert "Import the courses Who must hold which training" in text
    assert "Set a mail server Until then mail waits" in text
    assert "Setting up" not in main_of("head")
    with transaction() as writing:
        writing.query(Trust).one().is_demonstration = True
    assert "Setting up" not in main_of("administrator")


def test_an_empty_installation_leads_nowhere_that_is_not_there_yet(as_persona: Callable[[str], CheckingClient]) -> None:
    client = as_persona("administrator")
    with transaction() as writing:
        for model in (SchoolContact, Post, RoleGrant, School):
            condition = RoleGrant.role != Role.ADMINISTRATOR if model is RoleGrant else true()
            writing.execute(delete(model).where(condition))
        # The first administrator is made by the command, before there is a staff list.
        writing.execute(update(Person).values(staff_code=None))
    text = client.get("/").get_data(as_text=True)
    assert "Setting up: 1 of 8 done" in text
    for address in set(re.findall(r'href="(/[^"?#]*)"', text[text.index("<main") : text.index("</main>")])):
        assert client.get(address).status_code == 200, address


def test_jobs_that_failed_or_wait_are_seen_by_the_administrator(main_of: ReadPage) -> None:
    assert "Every job is done" in main_of("administrator")
    with transaction() as writing:
        for state, due in (
            (JobState.FAILED, NOW),
            (JobState.QUEUED, NOW - dt.timedelta(hours=1)),
            (JobState.QUEUED, NOW),
        ):
            writing.add(Job(kind="mail", payload={}, state=state, queued_at=due, run_after=due))
    text = main_of("administrator")
    assert "1 job failed" in text
    assert "1 job late" in text
