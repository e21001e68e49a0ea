"""Three questions about being coached: asked once, answered in three taps, and never read one by one."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from cpd.coaching.models import PulseAnswer, PulseRequest
from cpd.coaching.rules.pulse import Question
from cpd.coaching.services.pulse import answer_pulse
from cpd.core.audit import AuditEntry
from cpd.core.database import transaction
from cpd.core.jobs import Job
from cpd.people.rules.answers import AnswerWord
from tests.coaching.making import Coaching, SignIn
from tests.conftest import CheckingClient
from tests.world import NOW, PEOPLE, TODAY

OCTOBER = NOW - dt.timedelta(days=30)
SIX = ("teacher", "ta", "line_manager", "appraiser", "head", "deputy")


def send(client: CheckingClient, address: str, **data: Any) -> Any:
    return client.post(address, data={"csrf_token": client.token("/coaching/visits")} | data)


def tap(client: CheckingClient, visit_id: uuid.UUID, *words: str) -> Any:
    """One tap after the other, each carrying what was said before."""
    said: dict[str, str] = {}
    answer = None
    for name, word in zip(("listened", "step_helped", "felt_safe"), words, strict=False):
        said[name] = word
        answer = send(client, f"/coaching/visits/{visit_id}/pulse", **said)
    return answer


def count_of(coaching: Coaching, model: type) -> int:
    return coaching.session.scalar(select(func.count()).select_from(model)) or 0


def again(coaching: Coaching, of: str = "teacher") -> uuid.UUID:
    """A further visit, in which the open step goes on."""
    return coaching.shared(of=of, step_text="", check_back_on=None)


def answer(coaching: Coaching, persona: str, visit_id: uuid.UUID, word: str, on: dt.date = TODAY) -> None:
    actor = replace(coaching.actor(persona), today=on)
    with transaction() as writing:
        assert answer_pulse(writing, actor, visit_id, *[AnswerWord(word)] * 3)


def answered_in_october(coaching: Coaching, personas: Iterable[str]) -> None:
    """Each of them was visited in the half-term before this one, and said yes three times."""
    for persona in personas:
        visit_id = coaching.shared(of=persona, at=OCTOBER, visited_on=OCTOBER.date())
        answer(coaching, persona, visit_id, "yes", OCTOBER.date())


def test_three_taps_and_it_is_kept_without_a_name_or_a_day(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id, client = coaching.shared(), as_persona("teacher")
    assert "Were you listened to?" in client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    second = tap(client, visit_id, "yes")
    assert "Does the step help you?" in second.get_data(as_text=True)
    assert count_of(coaching, PulseAnswer) == 0
    third = tap(client, visit_id, "yes", "not_yet")
    assert "Did it feel safe?" in third.get_data(as_text=True)
    assert tap(client, visit_id, "yes", "not_yet", "in_part").status_code == 302
    answer = coaching.session.scalars(select(PulseAnswer)).one()
    assert (answer.listened, answer.step_helped, answer.felt_safe) == ("yes", "not_yet", "in_part")
    columns = set(PulseAnswer.__table__.columns.keys())
    assert columns == {"id", "coach_id", "year", "listened", "step_helped", "felt_safe", "is_shown"}
    assert answer.id.version == 4
    assert "Were you listened to?" not in client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)


def test_no_log_and_no_job_knows_of_an_answer(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    before = count_of(coaching, AuditEntry), count_of(coaching, Job)
    tap(as_persona("teacher"), visit_id, "yes", "yes", "yes")
    assert (count_of(coaching, AuditEntry), count_of(coaching, Job)) == before


def test_sent_twice_it_is_one(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id, client = coaching.shared(), as_persona("teacher")
    for said in ("Thank you.", "Nothing was kept now"):
        assert tap(client, visit_id, "yes", "yes", "yes").status_code == 302
        assert said in client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    assert (count_of(coaching, PulseAnswer), count_of(coaching, PulseRequest)) == (1, 1)


def test_not_now_is_kept_and_nothing_is_asked_again_this_half_term(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id, client = coaching.shared(), as_persona("teacher")
    assert send(client, f"/coaching/visits/{visit_id}/pulse/not-now").status_code == 302
    assert count_of(coaching, PulseAnswer) == 0
    for address in (f"/coaching/visits/{visit_id}", "/coaching/visits", f"/coaching/visits/{again(coaching)}"):
        assert "Were you listened to?" not in client.get(address).get_data(as_text=True)
    tap(client, visit_id, "yes", "yes", "yes")
    assert count_of(coaching, PulseAnswer) == 0


def test_the_next_half_term_asks_again(coaching: Coaching, as_persona: SignIn) -> None:
    answered_in_october(coaching, ["teacher"])
    for address in (f"/coaching/visits/{again(coaching)}", "/coaching/visits"):
        assert "Were you listened to?" in as_persona("teacher").get(address).get_data(as_text=True)


def test_after_four_weeks_nothing_is_asked(coaching: Coaching, as_persona: SignIn) -> None:
    long_ago = NOW - dt.timedelta(days=29)
    visit_id = coaching.shared(at=long_ago, visited_on=long_ago.date())
    assert "Were you listened to?" not in as_persona("teacher").get(f"/coaching/visits/{visit_id}").get_data(
        as_text=True
    )


def test_a_word_that_is_none_is_asked_again(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id = coaching.shared()
    answer = tap(as_persona("teacher"), visit_id, "yes", "yes", "perhaps")
    assert "Did it feel safe?" in answer.get_data(as_text=True)
    assert count_of(coaching, PulseAnswer) == 0


def test_the_visitor_is_not_asked_and_cannot_answer(coaching: Coaching, as_persona: SignIn) -> None:
    visit_id, client = coaching.shared(), as_persona("ambassador")
    assert "Were you listened to?" not in client.get(f"/coaching/visits/{visit_id}").get_data(as_text=True)
    assert tap(client, visit_id, "yes", "yes", "yes").status_code == 403
    assert send(as_persona("head"), f"/coaching/visits/{visit_id}/pulse/not-now").status_code == 404


# What the coach sees


def shown(as_persona: SignIn, persona: str = "ambassador") -> str:
    page = as_persona(persona).get("/coaching/pulse").get_data(as_text=True)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_four_answers_show_nothing_and_the_fifth_shows_all_five(coaching: Coaching, as_persona: SignIn) -> None:
    answered_in_october(coaching, SIX[:4])
    assert "Shown from five answers on" in shown(as_persona)
    answered_in_october(coaching, SIX[4:5])
    page = shown(as_persona)
    assert "2026/27: 5 answers" in page
    assert not [name for persona in SIX for name in PEOPLE[persona][:2] if name in page]


def test_a_sixth_answer_changes_nothing_and_the_tenth_comes_with_its_four(
    coaching: Coaching, as_persona: SignIn
) -> None:
    answered_in_october(coaching, SIX[:5])
    before = shown(as_persona)
    for count, persona in enumerate(SIX[:5], start=1):
        answer(coaching, persona, again(coaching, persona), "not_yet")
        page = shown(as_persona)
        assert (page == before) is (count < 5)
    assert "2026/27: 10 answers" in page


def test_after_five_people_the_answers_of_one_are_still_not_shown(coaching: Coaching, as_persona: SignIn) -> None:
    """Rosa alone answers in each of the other half-terms of the year: the second batch would be hers."""
    for persona in SIX[:5]:
        answered_on(coaching, persona, dt.date(2025, 10, 14), "yes")
    before = shown(as_persona)
    assert "2025/26: 5 answers" in before
    for month in ((2025, 11), (2026, 1), (2026, 2), (2026, 4), (2026, 6)):
        answered_on(coaching, "teacher", dt.date(*month, 20), "not_yet")
        assert shown(as_persona) == before
    for persona in SIX[1:4]:
        answered_on(coaching, persona, dt.date(2026, 6, 22), "yes")
        assert shown(as_persona) == before
    answered_on(coaching, SIX[4], dt.date(2026, 6, 22), "yes")
    assert "2025/26: 14 answers" in shown(as_persona)


def test_who_was_erased_since_makes_nobody_else_count_twice(coaching: Coaching, as_persona: SignIn) -> None:
    """Four wait, and one of the five who are shown is erased: with their request gone, four are still four."""
    for persona in SIX[:5]:
        answered_on(coaching, persona, dt.date(2025, 10, 14), "yes")
    for persona in SIX[1:4]:
        answered_on(coaching, persona, dt.date(2025, 11, 20), "yes")
    with transaction() as writing:
        first = select(PulseRequest).where(PulseRequest.person_id == coaching.trust.person(SIX[0]))
        writing.delete(writing.scalars(first).one())
    answered_on(coaching, SIX[4], dt.date(2025, 11, 20), "yes")
    assert "2025/26: 5 answers" in shown(as_persona)


def answered_on(coaching: Coaching, persona: str, day: dt.date, word: str) -> None:
    """A visit of that day, and what its person said of it."""
    at = dt.datetime.combine(day, dt.time(10), dt.UTC)
    answer(coaching, persona, coaching.shared(of=persona, at=at, visited_on=day), word, day)


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_nobody_else_sees_the_counts(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    answered_in_october(coaching, SIX[:5])
    client = as_persona(persona)
    answer = client.get("/coaching/pulse")
    assert answer.status_code == (200 if persona in ("ambassador", "other_ambassador") else 403)
    if persona == "ambassador":
        return
    assert "5 answers" in shown(as_persona)
    lists = ("/coaching/pulse", "/", "/coaching/visits", "/coaching/counts", "/coaching/ledger", "/trust")
    for address in (*lists, "/coaching/overview", "/coaching/caseload", "/coaching/supervision"):
        text = client.get(address).get_data(as_text=True)
        assert not [words for words in ("5 answers", *(question.text for question in Question)) if words in text]


def test_a_year_is_the_one_of_the_answer(coaching: Coaching) -> None:
    answer(coaching, "teacher", coaching.shared(), "yes")
    assert coaching.session.scalars(select(PulseAnswer.year)).all() == ["2026/27"]
    assert coaching.session.scalars(select(PulseRequest.answered_on)).all() == [TODAY]
