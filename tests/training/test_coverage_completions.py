"""Which completions count, and which of them decides."""

from sqlalchemy.orm import Session

from cpd.training.rules.coverage import Status
from tests.training.counted_by_hand import YEARLY, Write, course_of_one, day, done, figures


def test_another_course_stands_in_for_as_long_as_the_required_one_lasts(session: Session, write: Write) -> None:
    row = course_of_one(
        session, write, done("ADVANCED", "2026-01-01"), renewal=YEARLY, satisfied_by=frozenset({"ADVANCED"})
    )
    assert (row.status, row.completed_on, row.expires_on) == (Status.IN_DATE, day("2026-01-01"), day("2027-01-01"))


def test_what_is_not_listed_does_not_count(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("EXPERT", "2026-01-01"), satisfied_by=frozenset({"ADVANCED"}))
    assert (row.status, row.completed_on) == (Status.OVERDUE, None)


def test_a_refresher_alone_does_not_count(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("REFRESHER", "2026-01-01"), refresher="REFRESHER")
    assert row.status is Status.OVERDUE


def test_a_refresher_renews_the_full_course(session: Session, write: Write) -> None:
    row = course_of_one(
        session,
        write,
        done("FULL", "2024-01-01"),
        done("REFRESHER", "2026-01-01"),
        renewal=YEARLY,
        refresher="REFRESHER",
    )
    assert (row.status, row.completed_on) == (Status.IN_DATE, day("2026-01-01"))
    assert figures(session)[0][3:6] == (5, 1, 0)


def test_a_certificate_with_a_date_of_its_own_can_last_longer(session: Session, write: Write) -> None:
    row = course_of_one(
        session, write, done("FULL", "2025-06-01", "2028-06-01"), done("FULL", "2026-06-01"), renewal=YEARLY
    )
    assert (row.completed_on, row.expires_on) == (day("2025-06-01"), day("2028-06-01"))


def test_a_completion_to_come_does_not_count_yet(session: Session, write: Write) -> None:
    row = course_of_one(session, write, done("FULL", "2026-09-16"))
    assert row.status is Status.OVERDUE
