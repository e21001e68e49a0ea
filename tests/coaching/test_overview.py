"""Coaching in the trust as counts: for the development lead and trustees, without a name or a word."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from hypothesis import given, strategies as st
from markupsafe import escape
from sqlalchemy import select

from cpd.coaching.models import Support
from cpd.coaching.pages.overview import reach_tables, rhythm_figure
from cpd.coaching.queries.language import look_fors_offered
from cpd.coaching.queries.overview import ReachPart, look_fors_practised, reach
from cpd.coaching.rules.figures import HalfTerm, protected
from cpd.coaching.rules.overview import median_days
from cpd.core.database import transaction
from cpd.people.models import Post, Role, StaffGroup
from tests.coaching.making import WORDS, Coaching, SignIn
from tests.world import NOW, PEOPLE, TODAY, grant_role

SIX = ("teacher", "ta", "line_manager", "appraiser", "head", "deputy")
# The last minute before midnight in England, where the clocks have gone back.
LAST_SUNDAY = dt.datetime(2026, 11, 22, 23, 59, tzinfo=dt.UTC)
READERS = {"development_lead", "trustee"}


def seen(coaching: Coaching, personas: tuple[str, ...] = SIX, **more: Any) -> list[uuid.UUID]:
    return [coaching.shared(of=persona, **more) for persona in personas]


def page(as_persona: SignIn, persona: str = "development_lead") -> str:
    return as_persona(persona).get("/coaching/overview").get_data(as_text=True)


@pytest.mark.parametrize("persona", sorted(PEOPLE))
def test_lead_and_trustees_read_counts_and_nobodys_words(coaching: Coaching, as_persona: SignIn, persona: str) -> None:
    seen(coaching)
    answer = as_persona(persona).get("/coaching/overview")
    assert answer.status_code == (200 if persona in READERS else 403)
    text = answer.get_data(as_text=True).split("<main", 1)[-1]
    assert not [words for words in WORDS if words in text]
    people = [f"{first} {last}" for first, last, *_ in PEOPLE.values()]
    assert persona not in READERS or not [name for name in people if name in text]


@pytest.mark.parametrize(
    ("persona", "address"), [("trustee", "/coaching/counts"), ("development_lead", "/coaching/visits")]
)
def test_who_may_read_it_finds_the_way_there(as_persona: SignIn, persona: str, address: str) -> None:
    assert 'href="/coaching/overview"' in as_persona(persona).get(address).get_data(as_text=True)
    assert 'href="/coaching/overview"' not in as_persona("head").get(address).get_data(as_text=True)


def test_small_counts_are_words(coaching: Coaching, as_persona: SignIn) -> None:
    seen(coaching, SIX[:4])
    text = page(as_persona)
    assert "Autumn, second half" in text
    assert "fewer than 5 visits" in text
    assert ">4<" not in text


def test_six_visits_are_six(coaching: Coaching, as_persona: SignIn) -> None:
    seen(coaching, visited_on=TODAY - dt.timedelta(days=2))
    text = page(as_persona)
    assert "2 (of 6 visits)" in text
    assert "as at 23 Nov 2026" in text


def test_schools_stand_by_name_and_small_ones_are_hidden_with_the_next(coaching: Coaching, as_persona: SignIn) -> None:
    seen(coaching)
    parts = reach(coaching.session, dt.date(2026, 9, 1), TODAY, TODAY)
    assert sum(part.seen for part in parts) == 6
    schools = reach_tables(parts)[0]
    assert [line.name for line in schools.lines] == sorted(line.name for line in schools.lines)
    # Nobody was seen at the two others: with the six in sight, both could be told from the total.
    assert [line.seen for line in schools.lines] == [None, None, None]


def test_two_readings_of_who_was_visited_have_nobody_alone_between_them(coaching: Coaching, as_persona: SignIn) -> None:
    """Counted live, one visit moved a school, a role, a working pattern and a new starter by one at once."""
    seen(coaching, at=LAST_SUNDAY - dt.timedelta(weeks=1))
    late: dict[str, Any] = {"of": "office", "at": LAST_SUNDAY}
    today: dict[str, Any] = {"of": "stranger", "by": "other_ambassador", "school": "larch"}
    for visit in (None, late, today):
        if visit:
            coaching.shared(**visit)
        text = page(as_persona).split("Who was visited", 1)[1].split("Most practised", 1)[0]
        assert "shared up to Sunday 15 Nov 2026" in text
        assert re.findall(r"<tfoot.*?</tfoot>", text, re.DOTALL)[0].count(">6<") == 1


def test_everybody_counts_once_however_many_posts(coaching: Coaching) -> None:
    before = sum(part.people for part in reach(coaching.session, dt.date(2026, 9, 1), TODAY, TODAY))
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("ta"))).one()
        post.fte = post.fte / 2
        writing.add(
            Post(
                person_id=post.person_id,
                school_id=coaching.trust.school("larch"),
                job_title="Midday Supervisor",
                staff_group=StaffGroup.SUPPORT,
                fte=post.fte / 4,
                started_on=TODAY,
            )
        )
    parts = reach(coaching.session, dt.date(2026, 9, 1), TODAY, TODAY)
    assert sum(part.people for part in parts) == before
    assert [part.staff_group for part in parts if part.is_part_time] == [StaffGroup.TEACHING_ASSISTANT]
    assert not [part for part in parts if part.is_new]


def test_new_starters_are_those_whose_first_post_is_recent(coaching: Coaching) -> None:
    with transaction() as writing:
        post = writing.scalars(select(Post).where(Post.person_id == coaching.trust.person("ta"))).one()
        post.started_on = TODAY - dt.timedelta(days=364)
    assert sum(part.people for part in reach(coaching.session, dt.date(2026, 9, 1), TODAY, TODAY) if part.is_new) == 1


def test_the_rhythm_counts_supported_people_seen_in_it(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        known = set(writing.scalars(select(Support.person_id)))
        writing.add_all(
            Support(
                ambassador_id=coaching.trust.person("ambassador"),
                person_id=coaching.trust.person(persona),
                school_id=coaching.trust.school("hazel"),
                started_on=dt.date(2026, 9, 1),
            )
            for persona in SIX
            if coaching.trust.person(persona) not in known
        )
    seen(coaching)
    assert "6 of 6" in page(as_persona)


@pytest.mark.parametrize(
    ("counts", "figure"), [((4, 4), None), ((5, 5), (5, 5)), ((5, 9), None), ((5, 10), (5, 10)), ((0, 20), None)]
)
def test_a_rhythm_that_would_give_somebody_away_is_not_shown(
    counts: tuple[int, int], figure: tuple[int, int] | None
) -> None:
    assert rhythm_figure(*counts) == figure


@pytest.mark.usefixtures("frameworks")
def test_look_fors_of_five_visits_and_more(coaching: Coaching, as_persona: SignIn) -> None:
    # Offered to teachers and to leaders alike.
    look_for = look_fors_offered(coaching.session, {StaffGroup.TEACHER})[0]
    teachers = ("teacher", "line_manager", "appraiser", "head", "deputy")
    half = HalfTerm.of(TODAY)
    for number, persona in enumerate(teachers, start=1):
        coaching.shared(of=persona, at=LAST_SUNDAY, look_for_ids=frozenset({look_for.id}))
        found = look_fors_practised(coaching.session, half.starts_on, half.ends_on, LAST_SUNDAY.date())
        assert [use.visits for use in found] == ([5] if number == 5 else [])
    text = page(as_persona)
    assert escape(look_for.text) in text
    assert "shared up to Sunday 22 Nov 2026" in text


@pytest.mark.usefixtures("frameworks")
def test_look_fors_of_this_week_are_counted_from_monday_on(coaching: Coaching, as_persona: SignIn) -> None:
    """Two readings, before and after one visit, tell nothing of it."""
    look_for = look_fors_offered(coaching.session, {StaffGroup.TEACHER})[0]
    tagged = frozenset({look_for.id})
    for persona in ("teacher", "line_manager", "appraiser", "head", "deputy"):
        coaching.shared(of=persona, at=LAST_SUNDAY, visited_on=LAST_SUNDAY.date(), look_for_ids=tagged)
    before = _most_practised(page(as_persona))
    coaching.shared(at=LAST_SUNDAY + dt.timedelta(minutes=1), visited_on=LAST_SUNDAY.date(), look_for_ids=tagged)
    assert _most_practised(page(as_persona)) == before


def _most_practised(text: str) -> str:
    return text[text.index("Most practised") : text.index("</main>")]


def test_a_draft_is_in_no_figure(coaching: Coaching, as_persona: SignIn) -> None:
    for persona in SIX:
        coaching.draft(of=persona)
    assert not [part for part in reach(coaching.session, dt.date(2026, 9, 1), TODAY, TODAY) if part.seen]


def test_the_page_takes_the_same_statements_however_many_visits(
    coaching: Coaching, as_persona: SignIn, counted_queries: Any
) -> None:
    client, totals = as_persona("development_lead"), []
    for personas in (SIX[:1], SIX[1:]):
        seen(coaching, personas)
        count = counted_queries()
        client.get("/coaching/overview")
        totals.append(count.total)
    assert totals[0] == totals[1]


@given(st.lists(st.integers(0, 40), min_size=1))
def test_the_median_is_the_middle(days: list[int]) -> None:
    ordered, middle = sorted(days), len(days) // 2
    expected = ordered[middle] if len(days) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    assert median_days({day: days.count(day) for day in days}) == expected


def test_nothing_has_no_median() -> None:
    assert median_days({}) is None


def test_a_lone_small_cell_takes_the_next_with_it() -> None:
    school = [uuid.UUID(int=number) for number in range(3)]
    parts = [
        ReachPart(school[number], f"School {number}", StaffGroup.TEACHER, False, False, 40, count)
        for number, count in enumerate((3, 20, 9))
    ]
    assert [line.seen for line in reach_tables(parts)[0].lines] == [None, 20, None]


def test_few_who_are_left_over_are_hidden_like_few_who_were_visited(coaching: Coaching, as_persona: SignIn) -> None:
    with transaction() as writing:
        for school in ("hazel", "larch", "foxglove"):
            grant_role(writing, coaching.trust, "development_lead", Role.AMBASSADOR, school)
    everybody = {name: school for name, (*_, school, _, group) in PEOPLE.items() if group and school != "central"}
    for persona, school in everybody.items():
        if persona != "stranger":
            coaching.shared(of=persona, by="development_lead", school=school, at=LAST_SUNDAY)
    count = len(everybody)
    for seen_of_them, cell in ((f"{count - 1}", "fewer than 5 or hidden"), (f"{count}", f"{count}")):
        rows = re.findall(r"Full time.*?</tr>.*?All.*?</tr>", page(as_persona, "trustee"), re.DOTALL)
        text = " ".join(re.sub(r"<[^>]+>", " ", " ".join(rows)).split())
        assert f"Full time {cell} {count}" in text
        assert f"All {cell} {count}" in text
        assert cell == seen_of_them or f" {seen_of_them} " not in text
        coaching.shared(of="stranger", by="development_lead", school="larch", at=LAST_SUNDAY)


def test_what_is_left_over_is_not_worked_out_from_the_rest() -> None:
    forty = dict.fromkeys("abc", 40)
    assert protected({"a": 39, "b": 20, "c": 30}, forty) == {"a": None, "b": None, "c": 30}
    assert protected({"a": 39, "b": 39, "c": 20}, forty) == dict.fromkeys("abc")
    assert protected({"a": 40, "b": 20, "c": 30}, forty) == {"a": 40, "b": 20, "c": 30}


def test_now_is_in_the_half_term_of_the_page() -> None:
    assert HalfTerm.of(NOW.date()).name == "Autumn, second half"
    assert HalfTerm.of(NOW.date()).before().name == "Autumn, first half"
