"""That visits took place: by name for the head of the school, as counts for everybody, and never a word."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest

from cpd.coaching.models import CoachingRhythm
from cpd.coaching.rules.visits import VisitKind
from cpd.core.database import transaction
from cpd.people.models import Away, Post
from tests.coaching.making import WORDS, Coaching, SignIn
from tests.coaching.other_making import ANSWER, LIMIT, OtherVisits
from tests.conftest import QueryCount
from tests.world import NOW, PEOPLE, TODAY


def main(page: str) -> str:
    """The page without the frame around it, which names the reader."""
    return page[page.index("<main") : page.index("</main>")]


def visits_of(page: str) -> str:
    """The page without the list of those to whom nobody has been."""
    return re.sub(r"<details.*?</details>", "", main(page), flags=re.DOTALL)


LEDGER, COUNTS = "/coaching/ledger", "/coaching/counts"


@pytest.mark.parametrize("persona", ["head", "deputy"])
def test_the_head_sees_that_a_visit_took_place_when_of_which_kind_and_by_whom(
    coaching: Coaching, as_persona: SignIn, persona: str
) -> None:
    coaching.shared(kind=VisitKind.REHEARSAL)
    text = as_persona(persona).get(LEDGER).get_data(as_text=True)
    for fact in ("Rosa Quill", "Siân O&#39;Neill", "23 Nov 2026", "Rehearsal"):
        assert fact in text


@pytest.mark.usefixtures("frameworks")
def test_the_ledger_holds_neither_words_nor_focus_nor_tags(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.focus("teacher", "Every pupil answers.", "TS6")
    coaching.shared(term_ids=frozenset([coaching.term("cold-call")]))
    text = as_persona("head").get(LEDGER).get_data(as_text=True)
    for words in (*WORDS, "Every pupil answers.", "Cold call", "TS6"):
        assert words not in text


def test_drafts_and_visits_taken_back_leave_no_trace(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.draft()
    coaching.withdrawn()
    text = as_persona("head").get(LEDGER).get_data(as_text=True)
    assert "No visits in this term" in text
    assert "Rosa Quill" not in visits_of(text)


@pytest.mark.parametrize("persona", ["other_head", "executive_head"])
def test_a_head_sees_their_own_schools_only(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    coaching.shared()
    coaching.shared(of="stranger", by="other_ambassador", school="larch")
    client = as_persona(persona)
    text = client.get(f"{LEDGER}?school={coaching.trust.school('larch')}").get_data(as_text=True)
    assert "Stan Gale" in text
    assert "Rosa Quill" not in text
    assert client.get(f"{LEDGER}?school={coaching.trust.school('hazel')}").status_code == 404


def test_an_executive_head_switches_school(coaching: Coaching, as_persona: SignIn) -> None:
    text = as_persona("executive_head").get(LEDGER).get_data(as_text=True)
    assert "Foxglove Special School" in text
    assert "Larch Lane Primary School" in text


@pytest.mark.parametrize("persona", sorted(set(PEOPLE) - {"head", "deputy", "other_head", "executive_head"}))
def test_nobody_else_opens_the_ledger(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    assert as_persona(persona).get(LEDGER).status_code == 403


def test_what_a_head_reads_ends_with_the_headship(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared()
    coaching.end_roles("head")
    assert as_persona("head").get(LEDGER).status_code == 403


def test_visits_are_counted_by_term(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(kind=VisitKind.REHEARSAL)
    coaching.shared(visited_on=dt.date(2026, 6, 3))
    client = as_persona("head")
    assert "3 Jun 2026" not in client.get(LEDGER).get_data(as_text=True)
    summer = client.get(f"{LEDGER}?term=2026-04-01").get_data(as_text=True)
    assert "Summer term 2026" in summer
    assert "3 Jun 2026" in summer
    assert "Rehearsal" not in summer
    assert client.get(f"{LEDGER}?term=spring").status_code == 404


def test_a_long_term_goes_on_over_the_page(coaching: Coaching, as_persona: SignIn) -> None:
    for number in range(51):
        coaching.shared(visited_on=TODAY - dt.timedelta(days=number), at=NOW + dt.timedelta(seconds=number))
    client = as_persona("head")
    assert "Page 1 of 2, 51 visits" in client.get(LEDGER).get_data(as_text=True)
    second = client.get(f"{LEDGER}?term=2026-09-01&page=2").get_data(as_text=True)
    assert second.count("Rosa Quill") == 2
    assert client.get(f"{LEDGER}?page=0").status_code == 200


# Counts


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_everybody_reads_counts_of_five_or_more(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    for _ in range(6):
        coaching.shared()
        coaching.shared(of="stranger", by="other_ambassador", school="larch")
    coaching.shared(of="ta")
    text = as_persona(persona).get(COUNTS).get_data(as_text=True)
    assert ">7</td>" in text
    assert "fewer than 5" in text
    for name in ("Quill", "Thorn", "Gale"):
        assert name not in main(text)


def test_a_small_count_cannot_be_worked_out_from_the_rest(coaching: Coaching, as_persona: SignIn) -> None:
    """Foxglove has none: were it hidden alone, the total would tell. The next smallest is hidden with it."""
    for _ in range(6):
        coaching.shared()
    for _ in range(5):
        coaching.shared(of="stranger", by="other_ambassador", school="larch")
    text = as_persona("trustee").get(COUNTS).get_data(as_text=True)
    assert ">6</td>" in text
    assert ">5</td>" not in text
    assert ">11</td>" in text


def test_drafts_are_not_counted(coaching: Coaching, as_persona: SignIn) -> None:
    for _ in range(6):
        coaching.draft()
    text = as_persona("development_lead").get(COUNTS).get_data(as_text=True)
    assert ">6</td>" not in text


def test_counts_of_another_year_have_an_address(coaching: Coaching, as_persona: SignIn) -> None:
    client = as_persona("trustee")
    assert "2025/26" in client.get(f"{COUNTS}?year=2025-26").get_data(as_text=True)
    assert client.get(f"{COUNTS}?year=2025-27").status_code == 404


def test_a_visit_stays_with_the_school_where_it_was(coaching: Coaching, as_persona: SignIn) -> None:
    """Rosa moves to Larch Lane: its head learns nothing of her visits at Hazel Down."""
    coaching.shared()
    with transaction() as writing:
        for post in writing.query(Post).filter_by(person_id=coaching.trust.person("teacher")):
            post.school_id = coaching.trust.school("larch")
    assert "Rosa Quill" not in visits_of(as_persona("other_head").get(LEDGER).get_data(as_text=True))


@pytest.mark.parametrize(
    "address",
    [f"{COUNTS}?year=0000-01", f"{COUNTS}?year=9999-00", f"{LEDGER}?term=0001-01-01", f"{LEDGER}?term=9999-12-31"],
)
def test_there_is_nothing_beyond_the_calendar(coaching: Coaching, as_persona: SignIn, address: str) -> None:
    assert as_persona("head").get(address).status_code == 404


# Every kind


MINE = "/coaching/my-ledger"


def test_the_head_counts_coaching_beside_every_other_kind(
    coaching: Coaching, other_visits: OtherVisits, as_persona: SignIn
) -> None:
    coaching.shared()
    other_visits.shared("drop-in", "teacher")
    other_visits.walked("teacher", "ta")
    text = as_persona("head").get(LEDGER).get_data(as_text=True)
    rows = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    rosa = next(re.findall(r">([^<>]+)</t[hd]>", row) for row in rows if "Rosa Quill" in row)
    assert rosa[:3] == ["Rosa Quill", "1", "2"]
    assert "Drop-in" in text
    assert "Learning walk" in text
    for words in (*WORDS, ANSWER):
        assert words not in text


def test_the_person_sees_who_came_when_and_of_which_kind(
    coaching: Coaching, other_visits: OtherVisits, as_persona: SignIn
) -> None:
    coaching.shared()
    other_visits.shared("drop-in", "teacher")
    other_visits.walked("teacher")
    text = as_persona("teacher").get(MINE).get_data(as_text=True)
    for fact in ("Lesson visit", "Drop-in", "Learning walk", "by Siân O&#39;Neill", "23 Nov 2026"):
        assert fact in text
    assert ANSWER not in text
    assert "Harriet Dale" not in main(text)
    assert "Nobody came in this term" in as_persona("ta").get(MINE).get_data(as_text=True)


def test_too_many_against_a_limit_are_shown_to_both_and_coaching_never_counts(
    coaching: Coaching, other_visits: OtherVisits, as_persona: SignIn
) -> None:
    other_visits.limit(most=1)
    coaching.shared()
    other_visits.shared("drop-in", "teacher")
    assert "More than" not in as_persona("teacher").get(MINE).get_data(as_text=True)
    assert "More than" not in as_persona("head").get(LEDGER).get_data(as_text=True)
    other_visits.walked("teacher")
    assert "More than agreed" in as_persona("teacher").get(MINE).get_data(as_text=True)
    head = as_persona("head").get(LEDGER).get_data(as_text=True)
    assert f"Rosa Quill: 2 this term, at most 1 agreed ({LIMIT})" in head


def test_nobody_for_nine_weeks_is_shown_to_both(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(visited_on=TODAY - dt.timedelta(weeks=10))
    coaching.shared(of="ta")
    assert "Nobody has been for 9 weeks" in as_persona("teacher").get(MINE).get_data(as_text=True)
    assert "Nobody has been" not in as_persona("ta").get(MINE).get_data(as_text=True)
    head = as_persona("head").get(LEDGER).get_data(as_text=True)
    silent = re.findall(r"<details.*?</details>", head, re.DOTALL)[0]
    assert "Rosa Quill, last 14 Sep 2026" in silent
    assert "Thorn" not in silent
    assert "Munro" not in silent


def test_nine_weeks_to_the_day_are_nine_weeks_for_both(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(visited_on=TODAY - dt.timedelta(weeks=9))
    coaching.shared(of="ta", visited_on=TODAY - dt.timedelta(weeks=9, days=-1))
    assert "Nobody has been for 9 weeks" in as_persona("teacher").get(MINE).get_data(as_text=True)
    assert "Nobody has been" not in as_persona("ta").get(MINE).get_data(as_text=True)
    silent = re.findall(r"<details.*?</details>", as_persona("head").get(LEDGER).get_data(as_text=True), re.DOTALL)[0]
    assert "Rosa Quill" in silent
    assert "Thorn" not in silent


def test_another_post_at_the_same_school_makes_nobody_new(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        post = writing.query(Post).filter_by(person_id=coaching.trust.person("teacher")).one()
        columns = {column.name: getattr(post, column.name) for column in Post.__table__.columns}
        post.ended_on = TODAY - dt.timedelta(weeks=3)
        writing.flush()
        started_on = TODAY - dt.timedelta(weeks=3, days=-1)
        writing.add(Post(**columns | {"id": uuid.uuid4(), "started_on": started_on, "ended_on": None}))
    head = main(as_persona("head").get(LEDGER).get_data(as_text=True))
    assert "Rosa Quill" in head
    assert "counted here are the visits at Hazel Down" in head or "No visits in this term" in head


def test_the_trust_sets_after_how_many_weeks(coaching: Coaching, as_persona: SignIn) -> None:
    coaching.shared(visited_on=TODAY - dt.timedelta(weeks=5))
    with transaction() as writing:
        writing.add(CoachingRhythm(nobody_for_weeks=4))
    assert "Nobody has been for 4 weeks" in as_persona("teacher").get(MINE).get_data(as_text=True)


def test_whoever_is_away_or_new_is_not_among_them(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        writing.add(Away(person_id=coaching.trust.person("teacher"), started_on=TODAY))
        for post in writing.query(Post).filter_by(person_id=coaching.trust.person("ta")):
            post.started_on = TODAY - dt.timedelta(weeks=3)
    head = as_persona("head").get(LEDGER).get_data(as_text=True)
    assert "Rosa Quill" not in main(head)
    assert "Łukasz Thorn" not in main(head)


def test_counts_by_kind_hide_small_ones(other_visits: OtherVisits, as_persona: SignIn) -> None:
    for _ in range(2):
        other_visits.walked("teacher")
    for _ in range(7):
        other_visits.shared("drop-in", "teacher")
    other_visits.shared("training-follow-up", "teacher")
    text = main(as_persona("trustee").get(COUNTS).get_data(as_text=True))
    assert ">7</td>" in text
    # One hidden count alone could be worked out: the next smallest is hidden with it.
    assert ">6</td>" not in text
    assert text.count("fewer than 5 or hidden") >= 2
    assert "Quill" not in text


def test_the_ledger_asks_as_often_for_many_as_for_few(
    coaching: Coaching,
    other_visits: OtherVisits,
    as_persona: SignIn,
    counted_queries: Callable[[], QueryCount],
) -> None:
    coaching.shared()
    other_visits.shared("drop-in", "teacher")
    client = as_persona("head")
    client.get(LEDGER)
    count = counted_queries()
    client.get(LEDGER)
    few = count.total
    for _ in range(5):
        coaching.shared(of="ta")
        other_visits.walked("teacher", "ta", "line_manager")
    count = counted_queries()
    client.get(LEDGER)
    assert count.total == few


@pytest.mark.parametrize("address", [f"{MINE}?term=0001-01-01", f"{MINE}?term=spring"])
def test_my_ledger_ends_with_the_calendar(other_visits: OtherVisits, as_persona: SignIn, address: str) -> None:
    assert as_persona("teacher").get(address).status_code == 404


def test_nobody_reads_of_anothers_entry(other_visits: OtherVisits, as_persona: SignIn) -> None:
    entry = other_visits.added()
    assert as_persona("ta").get(f"{MINE}/{entry}/dispute").status_code == 404
    assert as_persona("other_head").get(f"/coaching/ledger/{entry}/settle").status_code == 404
    assert as_persona("head").get(f"/coaching/ledger/{uuid.uuid4()}/settle").status_code == 404
