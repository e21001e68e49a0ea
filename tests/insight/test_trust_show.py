"""The trust in numbers: everybody opens it, own schools first, nobody can be made out."""

import datetime as dt
import uuid

import pytest

from cpd.core.database import transaction
from tests.coaching.making import Coaching
from tests.insight.conftest import ReadPage
from tests.training.courses import complete
from tests.world import PEOPLE, TODAY, World

LAST_SUNDAY = dt.datetime(2026, 11, 22, 23, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(("persona", "first"), [("teacher", "Hazel Down"), ("stranger", "Larch Lane")])
def test_own_schools_come_first_and_small_ones_are_hidden(
    trust: World, courses: dict[str, uuid.UUID], main_of: ReadPage, persona: str, first: str
) -> None:
    with transaction() as writing:
        complete(writing, courses["autism"], trust.person("teacher"), dt.date(2026, 9, 3))
    text = main_of(persona, "/trust")
    table = text[text.index("Trained of those who should be") : text.index("Visits that took place")]
    assert table.index(first) == min(table.index(name) for name in ("Hazel Down", "Larch Lane", "Foxglove"))
    assert "Hazel Down Primary School 1 of 8" in table
    assert "Larch Lane Primary School fewer than 5" in table
    assert "All schools 1 of 15" in table


def test_a_head_sees_the_figures_of_their_own_small_school(courses: dict[str, uuid.UUID], main_of: ReadPage) -> None:
    assert "Larch Lane Primary School 0 of 3" in main_of("other_head", "/trust")


def test_one_kind_of_training_at_a_time(courses: dict[str, uuid.UUID], main_of: ReadPage) -> None:
    assert "Fire awareness" not in main_of("teacher", "/trust")
    text = main_of("teacher", "/trust?category=health_safety")
    assert "Fire awareness" in text
    assert "Understanding autism" not in text
    main_of("teacher", "/trust?category=attendance", status=404)
    main_of("teacher", "/trust?category=nonsense", status=404)


def test_a_trust_without_courses_says_what_will_be_here(main_of: ReadPage) -> None:
    text = main_of("trustee", "/trust")
    assert "No training of this kind is asked of anybody" in text
    assert "No word stands out yet" in text


def test_words_are_counted_from_five_visits_on_in_the_whole_trust(coaching: Coaching, main_of: ReadPage) -> None:
    cold_call, fading = coaching.term("cold-call"), coaching.term("fading")
    for number in range(5):
        terms = {cold_call, fading} if number else {cold_call}
        coaching.shared(at=LAST_SUNDAY, visited_on=LAST_SUNDAY.date(), term_ids=frozenset(terms))
    coaching.shared(at=LAST_SUNDAY, visited_on=TODAY - dt.timedelta(days=60), term_ids=frozenset({fading}))
    text = main_of("stranger", "/trust")
    assert "Cold call 5" in text
    assert "Fading" not in text
    assert "autumn, second half (since 1 Nov 2026), in visits shared up to Sunday 22 Nov 2026" in text


def test_two_readings_tell_nothing_of_a_visit_between_them(coaching: Coaching, main_of: ReadPage) -> None:
    tagged = frozenset({coaching.term("cold-call")})
    for _ in range(5):
        coaching.shared(at=LAST_SUNDAY, visited_on=LAST_SUNDAY.date(), term_ids=tagged)
    assert "Cold call 5" in main_of("head", "/trust")
    coaching.shared(at=LAST_SUNDAY + dt.timedelta(minutes=1), visited_on=LAST_SUNDAY.date(), term_ids=tagged)
    assert "Cold call 5" in main_of("head", "/trust")


def test_a_week_with_few_visits_is_counted_with_the_next(coaching: Coaching, main_of: ReadPage) -> None:
    """Whoever knows of the one visit of a week must not learn from two Mondays what it was about."""
    tagged = frozenset({coaching.term("cold-call")})
    a_week_before = LAST_SUNDAY - dt.timedelta(weeks=1)

    def visit(at: dt.datetime) -> None:
        coaching.shared(at=at, visited_on=at.date(), term_ids=tagged)

    for _ in range(5):
        visit(a_week_before)
    visit(LAST_SUNDAY)
    text = main_of("head", "/trust")
    assert "Cold call 5" in text
    assert "shared up to Sunday 15 Nov 2026" in text
    for _ in range(4):
        visit(LAST_SUNDAY)
    assert "Cold call 10" in main_of("head", "/trust")


def test_visits_stand_as_counts_without_a_name(coaching: Coaching, main_of: ReadPage) -> None:
    for _ in range(6):
        coaching.shared()
    coaching.shared(of="stranger", by="other_ambassador", school="larch")
    text = main_of("trustee", "/trust")
    visits = text[text.index("Visits that took place") : text.index("Our common language")]
    assert "All schools 7" in visits
    assert "Larch Lane Primary School not shown" in visits
    for first, last, *_ in PEOPLE.values():
        assert f"{first} {last}" not in text
