"""Recording completions by hand, exemptions, and own certificates."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.training.models import Completion, Exemption, OwnCertificate, Source, TrainingSession
from tests.conftest import CheckingClient
from tests.training.conftest import Fire
from tests.world import NOW, World

SignIn = Callable[[str], CheckingClient]
NEW = "/training/completions/new"


def words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def count(session: Session, model: type[Any] = Completion) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def version_on(client: CheckingClient, address: str) -> str:
    match = re.search(r'name="version"[^>]*value="(\d+)"', client.get(address).get_data(as_text=True))
    assert match
    return match[1]


def test_the_office_records_a_course_for_everybody_who_was_there(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    office = as_persona("office")
    answer = office.post_form(
        NEW,
        {
            "course": "HS-FIRE",
            "completed_on": "20 11 2026",
            "people": [str(trust.person("head")), str(trust.person("deputy"))],
            "typed": "l002\nOlive Munro\n",
            "minutes": "45",
            "provider": "Our own",
            "place": "Hall",
            "starts_at": "15:30",
            "ends_at": "16:15",
            "host_school": str(trust.school("hazel")),
            "led_by": "T201",
        },
        follow_redirects=True,
    )
    assert "Recorded for 4 people." in words(answer)
    batch = session.scalars(select(TrainingSession)).one()
    assert (batch.place, batch.minutes, batch.leader_person_id) == ("Hall", 45, trust.person("trainer"))
    completions = session.scalars(select(Completion).where(Completion.session_id == batch.id)).all()
    assert {one.person_id for one in completions} == {
        trust.person(name) for name in ("head", "deputy", "line_manager", "office")
    }
    assert {(one.completed_on, one.minutes, one.source) for one in completions} == {
        (dt.date(2026, 11, 20), 45, Source.HAND)
    }
    about = session.scalars(select(AuditEntry.about_person_id).where(AuditEntry.action == "training.completion_added"))
    assert set(about) == {one.person_id for one in completions}


def test_who_has_it_already_is_told_and_done_once(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    office = as_persona("office")
    data = {"course": "HS-FIRE", "completed_on": "02/09/2026", "typed": "T001\nL001"}
    page = words(office.post_form(NEW, data, follow_redirects=True))
    assert "left as it was: Rosa Quill." in page
    assert "Recorded for 1 person." in page
    again = words(office.post_form(NEW, data, follow_redirects=True))
    assert "Harriet Dale and Rosa Quill" in again
    assert count(session) == 4
    assert count(session, TrainingSession) == 1


def test_a_form_posted_twice_records_once(as_persona: SignIn, fire: Fire, session: Session) -> None:
    office = as_persona("office")
    data = {
        "course": "HS-FIRE",
        "completed_on": "20/11/2026",
        "typed": "L001",
        "request_key": str(uuid.uuid4()),
        "csrf_token": office.token(NEW),
    }
    first, second = office.post(NEW, data=data), office.post(NEW, data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert count(session) == 4


def test_a_batch_is_taken_back_on_the_same_day_by_whoever_recorded_it(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    office = as_persona("office")
    address = office.post_form(NEW, {"course": "HS-FIRE", "completed_on": "20/11/2026", "typed": "L001\nL004"}).location
    undo = {"csrf_token": office.token(NEW)}
    lead = as_persona("development_lead")
    assert lead.post(f"{address}/undo", data={"csrf_token": lead.token(NEW)}).status_code == 404
    assert count(session) == 5
    assert "Taken back for 2 people." in words(office.post(f"{address}/undo", data=undo, follow_redirects=True))
    assert (count(session), count(session, TrainingSession)) == (3, 0)


def test_on_the_next_day_a_batch_stays(as_persona: SignIn, fire: Fire, session: Session) -> None:
    office = as_persona("office")
    address = office.post_form(NEW, {"course": "HS-FIRE", "completed_on": "20/11/2026", "typed": "L001"}).location
    with transaction() as writing:
        writing.scalars(select(TrainingSession)).one().entered_at = NOW - dt.timedelta(days=1)
    assert "Undo" not in words(office.get(address))
    assert office.post(f"{address}/undo", data={"csrf_token": office.token(NEW)}).status_code == 403
    assert count(session) == 4


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"course": ""}, "Choose the course."),
        ({"completed_on": "24/11/2026"}, "This day is still to come."),
        ({"completed_on": "24/11/26"}, "The year needs four digits"),
        ({"typed": ""}, "Tick or type at least one person."),
        ({"typed": "L001\nNobody Known"}, "is found under Nobody Known"),
        ({"typed": "T102"}, "is found under T102"),
        ({"expires_on": "01/01/2026"}, "It cannot end before the day it was completed."),
        ({"minutes": "-3"}, "Write the minutes as a whole number"),
        ({"starts_at": "16:00", "ends_at": "15:00"}, "It ends before it starts."),
        ({"led_by": "NOBODY"}, "Nobody here has this staff code."),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed_and_nothing_is_lost(
    as_persona: SignIn, fire: Fire, session: Session, changes: dict[str, str], fault: str
) -> None:
    data = {"course": "HS-FIRE", "completed_on": "20/11/2026", "typed": "L001", "place": "Hall"} | changes
    answer = as_persona("office").post_form(NEW, data)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert 'value="Hall"' in answer.get_data(as_text=True)
    assert count(session) == 3


def test_an_office_cannot_record_for_another_school_by_its_ids(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    answer = as_persona("office").post_form(
        NEW, {"course": "HS-FIRE", "completed_on": "20/11/2026", "people": str(trust.person("stranger"))}
    )
    assert answer.status_code == 422
    assert count(session) == 3


def test_a_trainer_records_for_any_school_and_reads_no_standing(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    trainer = as_persona("trainer")
    page = words(trainer.get(f"{NEW}?school={trust.school('larch')}"))
    assert "Stan Gale" in page
    assert "Overdue" not in page
    answer = trainer.post_form(
        f"{NEW}?school={trust.school('larch')}",
        {"course": "HS-FIRE", "completed_on": "20/11/2026", "people": str(trust.person("stranger"))},
    )
    assert answer.status_code == 302
    completion = session.scalars(select(Completion).where(Completion.person_id == trust.person("stranger"))).one()
    assert trainer.get(f"/training/completions/{completion.id}/edit").status_code == 200
    assert trainer.get(f"/training/completions/{fire.rosa}/edit").status_code == 404


def test_a_completion_is_put_right_and_the_later_of_two_editors_is_asked(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    office, lead = as_persona("office"), as_persona("development_lead")
    address = f"/training/completions/{fire.rosa}/edit"
    old = version_on(lead, address)
    assert office.post_form(address, {"completed_on": "03/09/2026", "minutes": "60"}).status_code == 302
    stale = lead.post(
        address,
        data={"csrf_token": lead.token(address), "version": old, "completed_on": "04/09/2026", "provider": "Ash"},
    )
    assert stale.status_code == 422
    assert "Somebody else changed this" in words(stale)
    assert "3 Sep 2026" in words(stale)
    assert 'value="Ash"' in stale.get_data(as_text=True)
    session.rollback()
    completion = session.get(Completion, fire.rosa)
    assert completion is not None
    assert (completion.completed_on, completion.minutes, completion.provider) == (dt.date(2026, 9, 3), 60, "")


def test_a_completion_is_taken_out(as_persona: SignIn, fire: Fire, session: Session) -> None:
    office = as_persona("office")
    token = office.token(f"/training/completions/{fire.rosa}/edit")
    assert office.post(f"/training/completions/{fire.rosa}/remove", data={"csrf_token": token}).status_code == 302
    assert count(session) == 2


def test_an_exemption_takes_somebody_out_of_the_figures(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    head = as_persona("head")
    address = f"/training/people/{trust.person('deputy')}/exemptions/new"
    data = {"course": "HS-FIRE", "reason": "Trains the others", "started_on": "1 Sep 2026"}
    page = words(head.post_form(address, data, follow_redirects=True))
    assert "Dev Rao is exempt from this course." in page
    again = head.post_form(address, data)
    assert again.status_code == 422
    assert "overlap an exemption" in words(again)
    exemption = session.scalars(select(Exemption).where(Exemption.person_id == trust.person("deputy"))).one()
    edit = f"/training/exemptions/{exemption.id}/edit"
    refused = head.post_form(edit, {"reason": "Trains", "started_on": "1 Sep 2026", "ended_on": "31 Aug 2026"})
    assert "The last day is before the first." in words(refused)
    assert (
        head.post_form(edit, {"reason": "Trains", "started_on": "1 Sep 2026", "ended_on": "1 Oct 2026"}).status_code
        == 302
    )
    remove = head.post(f"/training/exemptions/{exemption.id}/remove", data={"csrf_token": head.token(edit)})
    assert remove.status_code == 302
    assert count(session, Exemption) == 1


def test_nobody_exempts_themselves(as_persona: SignIn, fire: Fire, trust: World) -> None:
    address = f"/training/people/{trust.person('head')}/exemptions/new"
    assert as_persona("head").get(address).status_code == 403
    assert as_persona("office").get(address).status_code == 200


OWN = "/training/mine/certificates/new"


def test_an_own_certificate_counts_once_somebody_has_looked(
    as_persona: SignIn, fire: Fire, trust: World, session: Session
) -> None:
    head = as_persona("head")
    page = words(
        head.post_form(
            OWN, {"course": "HS-FIRE", "completed_on": "10/11/2026", "certificate_ref": "F-7"}, follow_redirects=True
        )
    )
    assert "Waiting for a look" in page
    assert "Was due on 29 Sep 2024" in page
    office = as_persona("office")
    assert "F-7" in words(office.get("/training/certificates"))
    certificate = session.scalars(select(OwnCertificate)).one().id
    accept = f"/training/certificates/{certificate}/accept"
    token = office.token("/training/certificates")
    assert office.post(accept, data={"csrf_token": token}).status_code == 302
    assert office.post(accept, data={"csrf_token": token}).status_code == 302
    session.rollback()
    completion = session.scalars(select(Completion).where(Completion.source == Source.CERTIFICATE)).one()
    assert (completion.person_id, completion.completed_on) == (trust.person("head"), dt.date(2026, 11, 10))
    assert "Waiting for a look" not in words(head.get("/training/mine"))
    assert "Valid until 10 Nov 2027" in words(head.get("/training/mine"))


def test_a_certificate_is_handed_back_with_a_sentence(as_persona: SignIn, fire: Fire, session: Session) -> None:
    teacher, office = as_persona("teacher"), as_persona("office")
    teacher.post_form(OWN, {"course": "HS-FIRE", "completed_on": "10/11/2026"})
    certificate = session.scalars(select(OwnCertificate)).one().id
    address = f"/training/certificates/{certificate}/return"
    assert office.post_form(address, {"remark": ""}).status_code == 422
    assert office.post_form(address, {"remark": "The certificate is of another course."}).status_code == 302
    mine = words(teacher.get("/training/mine"))
    assert "Handed back" in mine
    assert "The certificate is of another course." in mine
    assert count(session) == 3


def test_what_one_has_handed_back_another_does_not_accept_unknowing(
    as_persona: SignIn, fire: Fire, session: Session
) -> None:
    as_persona("teacher").post_form(OWN, {"course": "HS-FIRE", "completed_on": "20/10/2026"})
    certificate = session.scalars(select(OwnCertificate.id)).one()
    session.rollback()
    lead, accept = as_persona("development_lead"), f"/training/certificates/{certificate}/accept"
    token = lead.token("/training/certificates")
    as_persona("office").post_form(f"/training/certificates/{certificate}/return", {"remark": "The day is missing"})
    answer = lead.post(accept, data={"csrf_token": token}, follow_redirects=True)
    assert "Somebody has answered this one already" in words(answer)
    assert count(session) == 3


def test_nobody_looks_at_their_own_certificate(as_persona: SignIn, fire: Fire, session: Session) -> None:
    office = as_persona("office")
    office.post_form(OWN, {"course": "HS-FIRE", "completed_on": "10/11/2026"})
    certificate = session.scalars(select(OwnCertificate)).one().id
    assert "Nothing is waiting" in words(office.get("/training/certificates"))
    accept = f"/training/certificates/{certificate}/accept"
    assert office.post(accept, data={"csrf_token": office.token(OWN)}).status_code == 404


def test_an_own_certificate_sent_twice_is_one(as_persona: SignIn, fire: Fire, session: Session) -> None:
    teacher = as_persona("teacher")
    data = {
        "course": "HS-FIRE",
        "completed_on": "10/11/2026",
        "request_key": str(uuid.uuid4()),
        "csrf_token": teacher.token(OWN),
    }
    assert {teacher.post(OWN, data=data).status_code for _ in range(2)} == {302}
    assert count(session, OwnCertificate) == 1


@pytest.mark.parametrize("day", ["24/11/2026", "02/09/2026"])
def test_a_day_to_come_or_one_that_is_there_already_is_refused(
    as_persona: SignIn, fire: Fire, session: Session, day: str
) -> None:
    assert as_persona("teacher").post_form(OWN, {"course": "HS-FIRE", "completed_on": day}).status_code == 422
    assert count(session, OwnCertificate) == 0


def test_a_completion_of_somebody_at_another_school_is_not_there(as_persona: SignIn, fire: Fire, trust: World) -> None:
    with transaction() as writing:
        completion = Completion(
            person_id=trust.person("stranger"),
            course_id=fire.course_id,
            completed_on=dt.date(2026, 9, 2),
            source=Source.HAND,
            entered_at=NOW,
        )
        writing.add(completion)
        writing.flush()
        address = f"/training/completions/{completion.id}/edit"
    assert as_persona("office").get(address).status_code == 404
