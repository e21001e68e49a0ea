"""That visits took place: by name for the head of the school, as counts for everybody, and never a word."""

import datetime as dt

import pytest

from cpd.coaching.rules.visits import VisitKind
from cpd.core.database import transaction
from cpd.people.models import Post
from tests.coaching.making import WORDS, Coaching, SignIn
from tests.world import NOW, PEOPLE, TODAY


def main(page: str) -> str:
    """The page without the frame around it, which names the reader."""
    return page[page.index("<main") : page.index("</main>")]


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
    assert "Rosa Quill" not in text


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
    assert "Rosa Quill" not in as_persona("other_head").get(LEDGER).get_data(as_text=True)


@pytest.mark.parametrize(
    "address",
    [f"{COUNTS}?year=0000-01", f"{COUNTS}?year=9999-00", f"{LEDGER}?term=0001-01-01", f"{LEDGER}?term=9999-12-31"],
)
def test_there_is_nothing_beyond_the_calendar(coaching: Coaching, as_persona: SignIn, address: str) -> None:
    assert as_persona("head").get(address).status_code == 404
