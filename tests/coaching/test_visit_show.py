"""A shared visit: who reads it, and how it is taken back, corrected and answered."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from cpd.coaching.models import Reply, Visit
from cpd.coaching.rules.visits import VisitKind, VisitState
from cpd.core import clock
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.people.models import ContactKind, SchoolContact
from tests.coaching.making import MESSAGE, SEEN, STEP, WORDS, WORKED, Coaching, SignIn
from tests.conftest import CheckingClient
from tests.world import NOW, PEOPLE

THE_TWO = {"teacher", "ambassador"}


def send(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/coaching/visits")} | data)


def later(minutes: int) -> Any:
    return clock.pinned(NOW + dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_nobody_but_the_two_reads_a_word(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    visit_id = coaching.shared()
    coaching.reply(visit_id, "teacher", "I tried it with Year 4.")
    step_id = coaching.step_of(visit_id)
    client = as_persona(persona)
    addresses = [f"/coaching/visits/{visit_id}", f"/coaching/steps/{step_id}/end"]
    expected = 200 if persona in THE_TWO else 404
    assert [client.get(address).status_code for address in addresses] == [expected, expected]
    if persona in THE_TWO:
        return
    lists = ["/", "/coaching/visits", "/coaching/steps", "/coaching/counts", "/coaching/ledger", "/coaching/focus"]
    for address in lists:
        text = client.get(address).get_data(as_text=True)
        assert not [words for words in (*WORDS, "I tried it") if words in text], address
        assert str(visit_id) not in text, address


def test_the_page_names_its_two_readers(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    assert "you and Rosa Quill" in as_persona("ambassador").get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    assert "Siân O&#39;Neill, who visited" in as_persona("teacher").get(f"/coaching/visits/{visit_id}").get_data(
        as_text=True
    )


def test_the_schools_own_contacts_stand_on_every_page_of_a_visit(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id, draft = coaching.shared(), coaching.draft()
    client = as_persona("ambassador")
    for address in (f"{visit_id}", f"{visit_id}/correct", f"{draft}", f"{draft}/edit"):
        text = client.get(f"/coaching/visits/{address}").get_data(as_text=True)
        assert "About a child" in text, address
        assert "Nell Ash" in text, address
        assert "About an adult" in text, address
        assert "Ivy Chard" in text, address


def test_a_school_without_contacts_still_says_whom_to_turn_to(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        for contact in writing.scalars(
            select(SchoolContact).where(SchoolContact.kind == ContactKind.SAFEGUARDING_LEAD)
        ):
            writing.delete(contact)
    text = as_persona("teacher").get(f"/coaching/visits/{coaching.shared()}").get_data(as_text=True)
    assert "A worry about safety does not belong here" in text


# Taken back


def test_within_the_hour_a_visit_is_taken_back_and_gone_from_sight(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client, teacher, head = as_persona("ambassador"), as_persona("teacher"), as_persona("head")
    assert "Lesson visit" in head.get("/coaching/ledger").get_data(as_text=True)
    assert "Take it back" in client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    with later(59):
        assert send(client, f"/coaching/visits/{visit_id}/withdraw").status_code == 302
        assert teacher.get(f"/coaching/visits/{visit_id}").status_code == 404
        assert STEP not in teacher.get("/coaching/steps").get_data(as_text=True)
        assert "Lesson visit" not in head.get("/coaching/ledger").get_data(as_text=True)
        text = client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    assert "You took this visit back" in text
    assert SEEN in text
    actions = coaching.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == visit_id)).all()
    assert "visit.withdrawn" in actions


def test_after_61_minutes_it_stays_and_can_be_corrected(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client = as_persona("ambassador")
    with later(61):
        page = client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
        assert "Take it back" not in page
        assert "Correct the words" in page
        answer = send(client, f"/coaching/visits/{visit_id}/withdraw")
        assert answer.status_code == 422
        assert "more than an hour ago" in answer.get_data(as_text=True)
        assert as_persona("teacher").get(f"/coaching/visits/{visit_id}").status_code == 200


def test_only_the_visitor_takes_a_visit_back(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    assert send(as_persona("teacher"), f"/coaching/visits/{visit_id}/withdraw").status_code == 403
    assert send(as_persona("head"), f"/coaching/visits/{visit_id}/withdraw").status_code == 404
    assert coaching.session.get_one(Visit, visit_id).state is VisitState.SHARED


def test_taken_back_twice_is_taken_back_once(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client = as_persona("ambassador")
    for _ in range(2):
        assert send(client, f"/coaching/visits/{visit_id}/withdraw").status_code == 302
    subjects = [job["subject"] for job in coaching.letters()]
    assert subjects == ["Siân O'Neill took a visit back"]


def test_the_words_go_on_to_the_right_person(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client = as_persona("ambassador")
    send(client, f"/coaching/visits/{visit_id}/withdraw")
    assert f"/coaching/visits/new?source={visit_id}" in client.get(f"/coaching/visits/{visit_id}").get_data(
        as_text=True
    )
    found = client.get(f"/coaching/colleagues?q=thorn&source={visit_id}").get_json()
    page = client.get(found[0]["href"]).get_data(as_text=True)
    assert "The words of the visit you took back come with you." in page
    answer = send(
        client,
        "/coaching/visits/new",
        request_key=str(uuid.uuid4()),
        person_id=str(coaching.trust.person("ta")),
        school_id=str(coaching.trust.school("hazel")),
        source_id=str(visit_id),
    )
    text = client.get(answer.location).get_data(as_text=True)
    for words in (SEEN, WORKED, STEP, MESSAGE):
        assert words in text
    assert "Łukasz Thorn" in text


def test_nobody_elses_words_are_taken_over(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    answer = send(
        as_persona("other_ambassador"),
        "/coaching/visits/new",
        request_key=str(uuid.uuid4()),
        person_id=str(coaching.trust.person("stranger")),
        school_id=str(coaching.trust.school("larch")),
        source_id=str(visit_id),
    )
    assert answer.status_code == 404
    assert coaching.session.scalar(select(func.count()).select_from(Visit)) == 1


# Corrected


def correct(client: CheckingClient, visit_id: uuid.UUID, **changes: str) -> Any:
    whole = {
        "visited_on": "23/11/2026",
        "visited_at": "09:14",
        "kind": "lesson_visit",
        "seen": SEEN,
        "worked": WORKED,
        "step_text": STEP,
        "check_back_on": "07/12/2026",
        "message": MESSAGE,
    }
    return client.post_form(f"/coaching/visits/{visit_id}/correct", whole | changes)


def test_a_correction_keeps_the_earlier_words_for_both(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    with later(61):
        answer = correct(as_persona("ambassador"), visit_id, seen="09:16, not 09:14.", kind="rehearsal")
        assert answer.status_code == 302
        for persona in ("ambassador", "teacher"):
            text = as_persona(persona).get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
            assert "09:16, not 09:14." in text
            assert SEEN in text
            assert "Siân O&#39;Neill corrected this visit" in text
            assert "Lesson visit" in text
    entry = coaching.session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.corrected")).one()
    assert entry.detail == {"fields": ["kind", "seen"]}


def test_a_correction_with_the_same_words_is_none(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    correct(as_persona("ambassador"), visit_id)
    assert "What was corrected" not in as_persona("teacher").get(f"/coaching/visits/{visit_id}").get_data(as_text=True)


def test_a_correction_in_two_windows_loses_neither(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client = as_persona("ambassador")
    correct(client, visit_id, seen="First window.")
    answer = correct(client, visit_id, seen="Second window.", version="1")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "First window." in text
    assert "Second window." in text


def test_a_correction_leaves_what_worked_and_the_agreed_step(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client = as_persona("ambassador")
    assert "a shared visit keeps that" in correct(client, visit_id, worked="").get_data(as_text=True)
    assert "An agreed step keeps its words" in correct(client, visit_id, step_text="").get_data(as_text=True)


def test_only_the_visitor_corrects(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    assert as_persona("teacher").get(f"/coaching/visits/{visit_id}/correct").status_code == 403
    assert as_persona("head").get(f"/coaching/visits/{visit_id}/correct").status_code == 404


# Answered


def answer_to(client: CheckingClient, visit_id: uuid.UUID, text: str, key: str | None = None) -> Any:
    address = f"/coaching/visits/{visit_id}/replies/new"
    return send(client, address, text=text, request_key=key or str(uuid.uuid4()))


def test_both_reply_and_both_read_it(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    for persona, text in (("teacher", "I tried it with Year 4."), ("ambassador", "How did it go?")):
        assert answer_to(as_persona(persona), visit_id, text).status_code == 302
    for persona in ("teacher", "ambassador"):
        page = as_persona(persona).get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
        assert page.index("I tried it with Year 4.") < page.index("How did it go?")
    jobs = coaching.letters()
    assert {job["to"] for job in jobs} == {"rosa.quill@saltmarsh.example", "sian.oneill@saltmarsh.example"}
    assert not [job for job in jobs if "Year 4" in job["text"] + job["html"]]


def test_a_reply_sent_twice_is_one(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    client, key = as_persona("teacher"), str(uuid.uuid4())
    for _ in range(2):
        assert answer_to(client, visit_id, "Once.", key).status_code == 302
    assert coaching.session.scalar(select(func.count()).select_from(Reply)) == 1


@pytest.mark.parametrize(("text", "sentence"), [("", "Write something first."), ("x" * 4001, "Keep this under 4,000")])
def test_a_reply_that_cannot_be_sent_stays_in_its_box(
    coaching: Coaching, as_persona: SignIn, text: str, sentence: str
) -> None:
    answer = answer_to(as_persona("teacher"), coaching.shared(), text)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert text in answer.get_data(as_text=True)


def test_nobody_replies_to_a_draft_or_to_somebody_elses_visit(coaching: Coaching, as_persona: SignIn) -> None:
    draft, shared = coaching.draft(), coaching.shared()
    assert answer_to(as_persona("ambassador"), draft, "To myself.").status_code == 403
    assert answer_to(as_persona("teacher"), draft, "Too early.").status_code == 404
    assert answer_to(as_persona("head"), shared, "Nosy.").status_code == 404


def test_what_is_typed_is_shown_as_text(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared(seen="<script>alert(1)</script>\n\n5 < 6 & 7")
    text = as_persona("teacher").get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    assert "<script>alert" not in text
    assert "5 &lt; 6 &amp; 7" in text


def test_one_visit_takes_the_same_statements_however_much_hangs_on_it(
    coaching: Coaching, as_persona: SignIn, counted_queries: Any
) -> None:
    thin = coaching.shared(kind=VisitKind.REHEARSAL)
    thick = coaching.shared()
    for number in range(6):
        coaching.reply(thick, "teacher", f"Reply {number}")
    client = as_persona("teacher")
    totals = []
    for visit_id in (thin, thick):
        count = counted_queries()
        client.get(f"/coaching/visits/{visit_id}")
        totals.append(count.total)
    assert totals[1] <= totals[0] + 1
