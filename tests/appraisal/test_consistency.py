"""Reading alike: each alone first, then together, and never fewer than five."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpd.appraisal.cases import chosen_cases, library
from cpd.appraisal.models import ConsistencyAnswer, ConsistencyRound
from cpd.appraisal.queries.consistency import get_round, round_counts
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.consistency import counted_while_open, finished
from cpd.appraisal.services import consistency as services
from cpd.core.database import transaction
from cpd.core.paths import SEEDS
from cpd.demonstration.appraisal_rounds import Rounds
from cpd.people.actor import load_actor
from cpd.people.models import StaffGroup
from cpd.standards.models import Standard
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import NOW, TODAY

SignIn = Callable[[str], CheckingClient]
CODES = ("quiet-excellence", "borrowed-voice")
FIVE = ("appraiser", "head", "deputy", "other_head", "executive_head")


def _address(round_id: uuid.UUID, code: str = "") -> str:
    return f"/appraisal/consistency/{round_id}{'/' if code else ''}{code}"


def _answered(appraisals: Appraisals, round_id: uuid.UUID, persona: str, codes: tuple[str, ...] = CODES) -> None:
    actor = load_actor(appraisals.session, appraisals.trust.person(persona), TODAY)
    with transaction() as writing:
        for case in chosen_cases(codes):
            is_teacher = case.staff_group is StaffGroup.TEACHER
            services.answer(
                writing,
                actor,
                get_round(writing, actor, round_id, for_writing=True),
                case,
                Conclusion.MEETING if is_teacher or persona == "head" else Conclusion.SUPPORT_AGREED,
                standard_codes=() if is_teacher or persona == "head" else ("TA3",),
                why=f"Because of what {persona} read.",
                at=NOW,
            )


def _over(round_id: uuid.UUID) -> None:
    """The round ended yesterday."""
    with transaction() as writing:
        one = writing.get_one(ConsistencyRound, round_id)
        one.opened_on, one.closes_on = TODAY - dt.timedelta(days=14), TODAY - dt.timedelta(days=1)


def test_each_answers_alone_and_sees_nobody_else(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    lead = as_persona("development_lead")
    page = lead.post_form(
        "/appraisal/consistency/new",
        {"title": "Before the meetings", "closes_on": "4 12 2026", "case_codes": list(CODES)},
    )
    round_id = session.scalars(select(ConsistencyRound.id)).one()
    assert page.headers["Location"] == _address(round_id)
    for persona in FIVE[1:]:
        _answered(appraisals, round_id, persona)
    client = as_persona("appraiser")
    assert "Because of what" not in client.get(_address(round_id)).get_data(as_text=True)
    refused = client.post_form(
        _address(round_id, "borrowed-voice"),
        {"conclusion": "meeting", "standard_codes": ["TA3"], "why": "He waits with four."},
    )
    assert "Standards are named only where support is agreed" in refused.get_data(as_text=True)
    kept = client.post_form(
        _address(round_id, "quiet-excellence"), {"conclusion": "meeting", "why": "The whole class answers."}
    )
    assert kept.headers["Location"] == _address(round_id, "borrowed-voice")
    client.post_form(
        _address(round_id, "borrowed-voice"),
        {"conclusion": "support_agreed", "standard_codes": ["TA3"], "why": "Nobody has told him."},
    )
    # All have answered, and while others still may, the last five wait.
    page = client.get(_address(round_id)).get_data(as_text=True)
    assert "Nobody has told him." in page
    assert "Because of what" not in page
    assert "Fewer than five are counted so far" in page
    late = client.post(
        _address(round_id, "quiet-excellence"),
        data={"csrf_token": client.token(), "conclusion": "meeting", "why": "Changed."},
    )
    assert "your answers stand" in late.get_data(as_text=True)


def test_after_the_day_all_see_where_they_agree_without_names(appraisals: Appraisals, as_persona: SignIn) -> None:
    round_id = appraisals.consistency_round(CODES)
    for persona in FIVE:
        _answered(appraisals, round_id, persona)
    _over(round_id)
    for persona in ("head", "development_lead"):
        page = as_persona(persona).get(_address(round_id)).get_data(as_text=True)
        assert "All 5 who are counted conclude it alike" in page
        assert "How 5 concluded it" in page
        assert "Because of what other_head read." in page
        assert "Greta" not in page
        assert "Owen" not in page


def test_four_answers_are_never_shown(appraisals: Appraisals, as_persona: SignIn) -> None:
    round_id = appraisals.consistency_round(CODES)
    for persona in FIVE[1:]:
        _answered(appraisals, round_id, persona)
    _answered(appraisals, round_id, "appraiser", CODES[:1])
    _over(round_id)
    page = as_persona("head").get(_address(round_id)).get_data(as_text=True)
    assert page.count("How 5 concluded it") == 1
    assert "Fewer than five answered, so nothing is shown" in page
    assert page.count("Because of what other_head read.") == 1


def test_a_round_over_takes_no_answer(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    round_id = appraisals.consistency_round(CODES)
    _over(round_id)
    client = as_persona("head")
    answer = client.post(
        _address(round_id, CODES[0]), data={"csrf_token": client.token(), "conclusion": "meeting", "why": "Late."}
    )
    assert "This round is over" in answer.get_data(as_text=True)
    assert not session.scalars(select(ConsistencyAnswer)).all()


def test_whoever_only_opens_a_round_does_not_answer(appraisals: Appraisals, as_persona: SignIn) -> None:
    round_id = appraisals.consistency_round(CODES)
    lead = as_persona("development_lead")
    assert "Keep my answer" not in lead.get(_address(round_id, CODES[0])).get_data(as_text=True)
    posted = lead.post(_address(round_id, CODES[0]), data={"csrf_token": lead.token(), "conclusion": "meeting"})
    assert posted.status_code == 403


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=12))
def test_no_two_readings_have_fewer_than_five_between_them(looks: list[int]) -> None:
    seen = sorted(counted_while_open(done) for done in looks)
    assert all(later - earlier == 0 or later - earlier >= 5 for earlier, later in itertools.pairwise(seen))
    end = max(looks, default=0)
    assert all(count == 0 or end - count >= 5 for count in seen)


def test_who_came_to_the_end_first_is_counted_first() -> None:
    day = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    answered = {
        "b": {"x": day, "y": day + dt.timedelta(hours=2)},
        "a": {"x": day + dt.timedelta(hours=1), "y": day},
        "c": {"x": day},
    }
    assert finished(answered, ["x", "y"]) == ["a", "b"]


def test_answers_enter_while_a_round_is_open(appraisals: Appraisals, session: Session) -> None:
    round_id = appraisals.consistency_round(CODES[:1])
    people = list(appraisals.trust.people.values())[:10]
    with transaction() as writing:
        for number, person_id in enumerate(people):
            writing.add(
                ConsistencyAnswer(
                    round_id=round_id,
                    person_id=person_id,
                    case_code=CODES[0],
                    conclusion=Conclusion.MEETING,
                    standard_codes=[],
                    why="So.",
                    answered_at=NOW + dt.timedelta(minutes=number),
                )
            )
    one = session.get_one(ConsistencyRound, round_id)
    assert round_counts(session, one, TODAY, CODES[:1]).cases[CODES[0]].answers == 5
    assert round_counts(session, one, dt.date(2026, 12, 5), CODES[:1]).cases[CODES[0]].answers == 10


def test_the_library_is_broad_and_says_nothing_of_results() -> None:
    cases = library()
    assert len(cases) >= 6
    assert len({case.code for case in cases}) == len({case.name for case in cases}) == len(cases)
    groups = [case.staff_group for case in cases]
    assert groups.count(StaffGroup.TEACHING_ASSISTANT) >= 2
    assert StaffGroup.LEADER in groups
    assert any("Special" in case.school for case in cases)
    text = (SEEDS / "appraisal" / "consistency_cases.yaml").read_text("utf-8")
    assert yaml.safe_load(text)["cases"]
    body = text.split("cases:", 1)[1].lower()
    for word in (
        "%",
        "per cent",
        "progress data",
        "grade",
        "score",
        "judgement",
        "target",
        "underperform",
        "sats",
        "gcse",
    ):
        assert word not in body, word


@pytest.mark.parametrize("days", [0, 200])
def test_a_round_has_an_end(appraisals: Appraisals, as_persona: SignIn, days: int) -> None:
    day = TODAY + dt.timedelta(days=days)
    page = as_persona("development_lead").post_form(
        "/appraisal/consistency/new",
        {"title": "Too short or too long", "closes_on": day.isoformat(), "case_codes": [CODES[0]]},
    )
    assert page.status_code == 422


def test_the_demonstration_has_a_round_that_is_over_and_an_open_one(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    with transaction() as writing:
        Rounds().write(writing)
    rounds = session.scalars(select(ConsistencyRound).order_by(ConsistencyRound.opened_on)).all()
    assert [one.closes_on >= TODAY for one in rounds] == [False, True]
    known = {case.code for case in library()}
    offered = set(session.scalars(select(Standard.code)))
    for answer in session.scalars(select(ConsistencyAnswer)):
        assert answer.case_code in known
        assert set(answer.standard_codes) <= offered
    assert rounds[1].title in as_persona("head").get("/appraisal/consistency").get_data(as_text=True)


def test_whoever_opened_a_round_moves_its_last_day_while_it_is_open(
    appraisals: Appraisals, as_persona: SignIn, session: Session
) -> None:
    round_id = appraisals.consistency_round(CODES)
    address = f"{_address(round_id)}/edit"
    lead = as_persona("development_lead")
    assert f'href="{address}"' in lead.get(_address(round_id)).get_data(as_text=True)
    assert lead.post_form(address, {"closes_on": "18 12 2026"}).location == _address(round_id)
    assert "18 December 2026" in as_persona("head").get(_address(round_id)).get_data(as_text=True)
    assert lead.post_form(address, {"closes_on": TODAY.isoformat()}).status_code == 302
    for day, why in (("20 11 2026", "This day is past"), ("30 4 2027", "four months at most")):
        refused = lead.post_form(address, {"closes_on": day})
        assert refused.status_code == 422
        assert why in refused.get_data(as_text=True)
    with transaction() as writing:
        writing.get_one(ConsistencyRound, round_id).opened_by_id = appraisals.trust.person("head")
    assert lead.get(address).status_code == 403
    assert "Change the last day" not in lead.get(_address(round_id)).get_data(as_text=True)


def test_a_round_that_is_over_is_not_opened_again(appraisals: Appraisals, as_persona: SignIn, session: Session) -> None:
    round_id = appraisals.consistency_round(CODES)
    lead = as_persona("development_lead")
    token = lead.token(f"{_address(round_id)}/edit")
    _over(round_id)
    sent = lead.post(f"{_address(round_id)}/edit", data={"csrf_token": token, "closes_on": "18 12 2026"})
    assert sent.status_code == 403
    session.rollback()
    assert session.get_one(ConsistencyRound, round_id).closes_on == TODAY - dt.timedelta(days=1)
