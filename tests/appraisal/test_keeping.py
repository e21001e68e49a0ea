"""Reviews are kept for as long as their class says, then looked at and erased, with proof; a hold keeps one longer."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Enum, LargeBinary, String, Table, func, select, update
from sqlalchemy.orm import Session

from cpd.appraisal.models import (
    AppraisalCycle,
    ErasedReview,
    Meeting,
    PartSentence,
    Review,
    ReviewHold,
    ReviewPart,
    Signature,
    SignedRecord,
    Signer,
)
from cpd.appraisal.rules.keeping import is_over, kept_until
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.rules.stages import MeetingKind
from cpd.core import jobs
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.models import Base
from cpd.people.models import RoleGrant
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW

SignIn = Callable[[str], CheckingClient]
MARK = "xyzzy-plugh"
DUE, EDIT = "/appraisal/keeping/due", "/appraisal/keeping"
REASON = "A question about the conclusion is open."


def _over(appraisals: Appraisals) -> None:
    """The cycle of the tests was long ago: its time is over."""
    with transaction() as writing:
        cycle = writing.get_one(AppraisalCycle, appraisals.cycle_id)
        cycle.starts_on, cycle.ends_on = dt.date(2019, 9, 1), dt.date(2020, 8, 31)


def _old(appraisals: Appraisals, of: str = "teacher", **more: str) -> uuid.UUID:
    review_id = appraisals.started(of, **more)
    _over(appraisals)
    return review_id


def _erase(*review_ids: uuid.UUID) -> str:
    return "/appraisal/keeping/erase?" + "&".join(f"reviews={one}" for one in review_ids)


def _text(client: CheckingClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def _press(client: CheckingClient, address: str) -> int:
    return client.post(address, data={"csrf_token": client.token()}).status_code


def _mails(session: Session, to: str) -> list[str]:
    session.rollback()
    payloads = session.scalars(select(jobs.Job.payload).where(jobs.Job.kind == "mail").order_by(jobs.Job.id)).all()
    return [one["subject"] + one["text"] for one in payloads if one["to"].startswith(to)]


def _contact(review_id: uuid.UUID, contact: uuid.UUID) -> None:
    with transaction() as writing:
        writing.get_one(Review, review_id).hr_contact_id = contact


# Nothing is left


def _hanging() -> set[Table]:
    """``review`` and every table whose rows hang from it."""
    found = {Base.metadata.tables["review"]}
    while more := {table for table in Base.metadata.sorted_tables if _parents(table) & found} - found:
        found |= more
    return found


def _parents(table: Table) -> set[Table]:
    return {key.column.table for key in table.foreign_keys}


def _dump(session: Session) -> Iterator[tuple[str, str]]:
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            yield from ((f"{table.name}.{name}", _words(value)) for name, value in row.items())


def _words(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _with_everything(appraisals: Appraisals) -> uuid.UUID:
    """A review with a row in every table that hangs from it, and the mark in every text and file."""
    review_id = appraisals.support_agreed(appraisals.to_sign())
    appraisals.bring_file(review_id)
    appraisals.adviser(review_id)
    appraisals.moderation(review_id, "other_head")
    appraisals.batch(review_id)
    appraisals.kept(review_id)
    appraisals.parts(review_id, MeetingKind.PLANNING)
    hold_id = appraisals.hold(review_id)
    rosa = appraisals.trust.person("teacher")
    with transaction() as writing:
        writing.get_one(ReviewHold, hold_id).lifted_at = NOW
        part = writing.scalars(select(ReviewPart).where(ReviewPart.writer_id == rosa)).one()
        writing.add(PartSentence(part_id=part.id, standard_id=appraisals.standard("TS2"), text=MARK))
        writing.add(Meeting(review_id=review_id, kind=MeetingKind.MID_YEAR))
        writing.add(
            Signature(
                review_id=review_id,
                signer=Signer.PERSON,
                typed_name="Rosa Quill",
                person_id=rosa,
                account_id=appraisals.trust.accounts["teacher"],
                signed_at=NOW,
            )
        )
        jobs.enqueue(writing, "something", {"review_id": str(review_id), "words": MARK})
    with transaction() as writing:
        for table in _hanging():
            assert writing.scalar(select(func.count()).select_from(table)), f"no row in {table.name} to be erased"
            for column in table.columns:
                is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
                if column.name.endswith("sha256") or column.name == "resting_record":
                    continue
                if is_text or isinstance(column.type, LargeBinary):
                    writing.execute(update(table).values({column: MARK if is_text else MARK.encode()}))
    _over(appraisals)
    return review_id


def test_nothing_of_an_erased_review_is_left_but_the_proof(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = _with_everything(appraisals)
    marked = {where for where, words in _dump(session) if MARK in words}
    assert {"review.person_comment", "review_meeting.minutes", "signed_record.pdf", "brought_file.content"} <= marked
    hash_ = session.scalars(select(SignedRecord.record_sha256)).one()
    public = as_persona("stranger")
    check = f"/appraisal/check/{check_code(hash_)}"
    assert 'notice__title">This is the signed statement' in _text(public, check)
    head = as_persona("head")
    page = _text(head, _erase(review_id))
    assert "What goes" in page
    assert "1 signed version, 1 meeting" in page
    assert head.post_form(_erase(review_id)).status_code == 302

    session.rollback()
    left = {where for where, words in _dump(session) if MARK in words}
    assert left == set()
    keys = {where for where, words in _dump(session) if str(review_id) in words or review_id.hex in words}
    assert {"erased_review.review_id", "audit_entry.subject_id"} == {one for one in keys if one != "audit_entry.detail"}
    assert not session.scalar(select(func.count()).select_from(Base.metadata.tables["statement_batch_file"]))

    proof = session.scalars(select(ErasedReview)).one()
    assert (proof.person_id, proof.years, proof.kept_until) == (
        appraisals.trust.person("teacher"),
        6,
        dt.date(2026, 8, 31),
    )
    assert [one["record"] for one in proof.signed] == [hash_]
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "review.erased")).one().subject_id == review_id

    assert 'notice__title">Not known' in _text(public, check)
    teacher = as_persona("teacher")
    assert teacher.get(f"/appraisal/reviews/{review_id}").status_code == 404
    mine = _text(teacher, "/appraisal/")
    assert "kept for 6 years after the end of its cycle, until 31 August 2026" in mine
    assert hash_ in mine
    assert "Rosa Quill, 2019/20" in _text(head, DUE)
    (told,) = [one for one in _mails(session, "rosa") if "erased" in one]
    assert "Harriet Dale has looked at your review 2019/20" in told


def test_every_key_to_a_review_takes_its_rows_along() -> None:
    hanging = _hanging()
    for table in hanging:
        for key in table.foreign_keys:
            if key.column.table in hanging:
                assert key.ondelete == "CASCADE", f"{table.name}.{key.parent.name}"


# Who looks at which, and when


def test_nothing_goes_before_its_time(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    review_id, old = appraisals.started(), appraisals.long_ago()
    head = as_persona("head")
    page = _text(head, DUE)
    assert str(old) in page
    assert str(review_id) not in page
    assert head.get(_erase(review_id)).status_code == 404
    answer = head.post_form(_erase(old), {"seen": f"{review_id}.1"})
    assert answer.status_code == 422
    session.rollback()
    assert session.get(Review, review_id)
    assert "Kept until 31 August 2033, then looked at and erased." in _text(
        as_persona("teacher"), f"/appraisal/reviews/{review_id}"
    )


def test_several_go_with_one_press_and_a_second_press_changes_nothing(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    one, other = appraisals.started(), appraisals.started("ta", by="deputy")
    _over(appraisals)
    head, deputy = as_persona("head"), as_persona("deputy")
    assert "2 wait to be looked at" in _text(head, "/appraisal/")
    address = _erase(one, other)
    token = head.token()
    seen = f"{one}.1 {other}.1"
    for _ in range(2):
        assert head.post(address, data={"csrf_token": token, "seen": seen}).status_code == 302
    assert deputy.post(address, data={"csrf_token": deputy.token(), "seen": seen}).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Review)) == 0
    assert session.scalar(select(func.count()).select_from(ErasedReview)) == 2
    assert len([mail for mail in _mails(session, "rosa") if "is erased" in mail]) == 1


def test_what_changed_since_the_page_was_opened_stops_the_whole(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    one, other = appraisals.started(), appraisals.started("ta")
    _over(appraisals)
    head = as_persona("head")
    data = {"csrf_token": head.token(), "seen": f"{one}.1 {other}.1"}
    with transaction() as writing:
        writing.get_one(Review, other).person_comment = "I would like to add something."
    answer = head.post(_erase(one, other), data=data)
    assert answer.status_code == 422
    assert "nothing is erased" in answer.get_data(as_text=True)
    assert head.post(_erase(one), data=data | {"seen": "nonsense"}).status_code == 422
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Review)) == 2


def test_nobody_looks_at_their_own_and_who_has_nobody_is_counted(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    with transaction() as writing:
        writing.add(
            RoleGrant(
                person_id=appraisals.trust.person("appraiser"),
                role="appraiser",
                of_person_id=appraisals.trust.person("head"),
                started_on=dt.date(2026, 9, 1),
            )
        )
    review_id = _old(appraisals, "head", by="deputy")
    head, deputy = as_persona("head"), as_persona("deputy")
    assert str(review_id) not in _text(head, DUE)
    assert head.get(_erase(review_id)).status_code == 404
    assert head.get(f"/appraisal/reviews/{review_id}/hold").status_code == 403
    assert str(review_id) in _text(deputy, DUE)
    assert "nobody to look at them: no review" in _text(as_persona("administrator"), EDIT)
    with transaction() as writing:
        deputy_id = appraisals.trust.person("deputy")
        writing.execute(
            update(RoleGrant).where(RoleGrant.person_id == deputy_id).values(ended_on=NOW.date() - dt.timedelta(1))
        )
    page = _text(as_persona("administrator"), EDIT)
    assert "nobody to look at them: fewer than 5" in page
    assert "Harriet" not in page


def test_a_confidential_review_is_its_contacts_alone(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = _old(appraisals)
    _contact(review_id, appraisals.trust.person("administrator"))
    head, contact = as_persona("head"), as_persona("administrator")
    assert "Rosa" not in _text(head, DUE)
    assert head.get(_erase(review_id)).status_code == 404
    assert "Rosa Quill, 2019/20" in _text(contact, DUE)
    assert contact.post_form(_erase(review_id)).status_code == 302
    assert "Rosa" not in _text(head, DUE)
    assert "2019/20" in _text(as_persona("teacher"), "/appraisal/")


def test_the_head_is_told_at_home(appraisals: Appraisals, as_persona: SignIn) -> None:
    appraisals.long_ago()
    assert "One review whose time is over" in _text(as_persona("head"), "/")
    assert "time is over" not in _text(as_persona("other_head"), "/")


# Holds


def test_a_held_review_stays_until_the_hold_is_lifted(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    review_id = _old(appraisals)
    head, teacher, appraiser = as_persona("head"), as_persona("teacher"), as_persona("appraiser")
    address = f"/appraisal/reviews/{review_id}"
    stale = {"csrf_token": head.token(), "seen": f"{review_id}.1"}
    for _ in range(2):
        assert head.post_form(f"{address}/hold", {"reason": REASON}).status_code == 302
    other = as_persona("deputy").post_form(f"{address}/hold", {"reason": "Something else."})
    assert "Harriet Dale holds this review already" in other.get_data(as_text=True)
    assert REASON in _text(teacher, address)
    page = _text(appraiser, address)
    assert "not erased until the hold is lifted" in page
    assert REASON not in page
    (told,) = [mail for mail in _mails(session, "rosa") if "is held" in mail]
    assert REASON not in told

    assert head.post(_erase(review_id), data=stale).status_code == 422
    assert session.get(Review, review_id)
    hold = session.scalars(select(ReviewHold)).one()
    lift = f"{address}/holds/{hold.id}/lift"
    assert _press(appraiser, lift) == 403
    assert _press(teacher, lift) == 403
    for _ in range(2):
        assert _press(head, lift) == 302
    assert "Held by Harriet Dale" in _text(teacher, address)
    assert head.post_form(_erase(review_id)).status_code == 302
    session.rollback()
    assert session.scalars(select(Review)).all() == []


# For how long


def test_a_span_is_looked_at_before_it_is_set(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    review_id = _old(appraisals)
    lead, administrator = as_persona("development_lead"), as_persona("administrator")
    page = _text(lead, f"{EDIT}?for_years=7")
    assert "No review</strong> of the whole trust" in page
    assert "with 6 years, fewer than 5 reviews" in page
    assert lead.get(f"{EDIT}?for_years=100").status_code == 422
    stale = {"csrf_token": administrator.token(EDIT), "version": "0", "years": "3"}
    assert lead.post_form(f"{EDIT}?for_years=7").status_code == 302
    assert session.get(Review, review_id)
    assert str(review_id) not in _text(as_persona("head"), DUE)
    assert "Kept until 31 August 2027" in _text(as_persona("teacher"), f"/appraisal/reviews/{review_id}")
    answer = administrator.post(EDIT, data=stale)
    assert answer.status_code == 422
    assert "Somebody else has set this" in answer.get_data(as_text=True)
    assert administrator.post_form(f"{EDIT}?for_years=5").status_code == 302
    assert str(review_id) in _text(as_persona("head"), DUE)


@pytest.mark.one_database
def test_a_cycle_that_ends_on_a_leap_day_is_kept_to_the_end_of_february() -> None:
    assert kept_until(dt.date(2026, 8, 31), 6) == dt.date(2032, 8, 31)
    assert kept_until(dt.date(2024, 2, 29), 1) == dt.date(2025, 2, 28)
    assert not is_over(dt.date(2020, 8, 31), 6, dt.date(2026, 8, 31))
    assert is_over(dt.date(2020, 8, 31), 6, dt.date(2026, 9, 1))
