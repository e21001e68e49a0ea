"""Statutory induction: its terms, and who looks after it."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from cpd.appraisal.rules.induction import TermEnd, days_added, terms_of_induction
from cpd.core.database import transaction
from cpd.people.models import CalendarKind, CalendarPeriod
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import World

SignIn = Callable[[str], CheckingClient]
START = dt.date(2026, 9, 1)
REVIEW, FIRST, FINAL = TermEnd.PROGRESS_REVIEW, TermEnd.FIRST_ASSESSMENT, TermEnd.FINAL_ASSESSMENT
OWN = (
    (dt.date(2026, 9, 3), dt.date(2026, 12, 18)),
    (dt.date(2027, 1, 4), dt.date(2027, 4, 1)),
    (dt.date(2027, 4, 19), dt.date(2027, 7, 21)),
)


def test_six_terms_of_full_time_with_assessments_after_the_third_and_the_sixth() -> None:
    terms = terms_of_induction(START, 100, 0, (0, 0))
    assert [term.ends_with for term in terms] == [REVIEW, REVIEW, FIRST, REVIEW, REVIEW, FINAL]
    assert [term.year for term in terms] == [1, 1, 1, 2, 2, 2]
    assert (terms[0].name, terms[0].starts_on) == ("Autumn term 2026", START)
    assert terms[-1].ends_on == dt.date(2028, 8, 31)


@pytest.mark.parametrize(
    ("percent", "served", "days", "first", "final"),
    [
        (100, 0, (29, 29), 3, 6),
        # The year in which the days were is the one that grows, and the first assessment moves with the first.
        (100, 0, (30, 0), 4, 7),
        (100, 0, (0, 30), 3, 7),
        (100, 0, (66, 0), 5, 8),
        (100, 0, (31, 31), 4, 7),
        (60, 0, (0, 0), 5, 10),
        (50, 0, (0, 0), 6, 12),
        (80, 0, (0, 0), 4, 8),
        (50, 0, (40, 0), 8, 14),
        (100, 2, (0, 0), 1, 4),
        # Counted or taken off before: the first assessment is over, unless its year still has days to make up.
        (100, 4, (0, 0), None, 2),
        (100, 5, (0, 0), None, 1),
        (100, 3, (35, 0), 1, 4),
    ],
)
def test_worked_cases_of_part_time_absence_and_time_served(
    percent: int, served: int, days: tuple[int, int], first: int | None, final: int
) -> None:
    terms = terms_of_induction(START, percent, served, days)
    assert next((term.number for term in terms if term.ends_with is FIRST), None) == first
    assert (len(terms), terms[-1].ends_with) == (final, FINAL)
    assert all(term.year == (1 if first and term.number <= first else 2) for term in terms)


@pytest.mark.parametrize(
    ("started_on", "first_term", "terms"),
    [
        (dt.date(2026, 8, 24), "Autumn term 2026", 6),
        (dt.date(2026, 9, 14), "Autumn term 2026", 6),
        # School begins in April when Easter lets it.
        (dt.date(2027, 4, 22), "Summer term 2027", 6),
        (dt.date(2026, 11, 2), "Autumn term 2026", 7),
        (dt.date(2027, 6, 7), "Summer term 2027", 7),
    ],
)
def test_a_term_begun_late_counts_by_what_was_left_of_it(started_on: dt.date, first_term: str, terms: int) -> None:
    found = terms_of_induction(started_on, 100, 0, (0, 0))
    assert (found[0].name, len(found)) == (first_term, terms)


def test_thirty_days_in_a_year_extend_by_all_of_them() -> None:
    assert [days_added(29), days_added(30), days_added(45)] == [0, 30, 45]


def test_terms_are_those_of_the_school_where_a_year_of_them_is_entered() -> None:
    terms = terms_of_induction(START, 100, 0, (0, 0), OWN)
    assert [(term.starts_on, term.ends_on) for term in terms[:3]] == list(OWN)
    assert [term.is_own for term in terms] == [True, True, True, False, False, False]
    assert [terms[0].name, terms[2].name, terms[3].name] == ["Autumn term 2026", "Summer term 2027", "Autumn term 2027"]
    assert terms[2].until == dt.date(2027, 8, 31)
    # Two of three say too little about a year.
    assert not any(term.is_own for term in terms_of_induction(START, 100, 0, (0, 0), OWN[:2]))
    # Some schools call each half a term.
    halves = [
        (dt.date(2026, 9, 3), dt.date(2026, 10, 23)),
        (dt.date(2026, 11, 2), dt.date(2026, 12, 18)),
        (dt.date(2027, 1, 4), dt.date(2027, 2, 12)),
        (dt.date(2027, 2, 22), dt.date(2027, 4, 1)),
        (dt.date(2027, 4, 19), dt.date(2027, 5, 21)),
        (dt.date(2027, 6, 1), dt.date(2027, 7, 21)),
    ]
    assert terms_of_induction(START, 100, 0, (0, 0), halves) == terms


@given(
    st.integers(10, 100),
    st.integers(0, 5),
    st.tuples(st.integers(0, 400), st.integers(0, 400)),
    st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)),
    st.booleans(),
)
def test_terms_follow_one_another_and_end_with_one_final_assessment(
    percent: int, served: int, days: tuple[int, int], start: dt.date, has_own: bool
) -> None:
    terms = terms_of_induction(start, percent, served, days, OWN if has_own else ())
    assert terms[0].starts_on >= start
    assert all(one.until + dt.timedelta(days=1) == other.starts_on for one, other in pairwise(terms))
    assert all(term.starts_on <= term.ends_on <= term.until for term in terms)
    assert [term.ends_with for term in terms].count(FINAL) == 1
    assert [term.ends_with for term in terms].count(FIRST) <= 1
    assert terms[-1].ends_with is FINAL
    # Never less than six terms' worth of full time and what is added.
    assert served + len(terms) * percent / 100 + 1e-9 >= 6 + sum(map(days_added, days)) / 65


def test_the_head_writes_down_who_looks_after_it_and_they_read_it(appraisals: Appraisals, as_persona: SignIn) -> None:
    trust = appraisals.trust
    appraisals.induction("teacher")
    address = f"/appraisal/induction/{trust.person('teacher')}"
    assert as_persona("ambassador").get(address).status_code == 404
    head = as_persona("head")
    assert "Somebody is missing" in head.get("/appraisal/induction").get_data(as_text=True)
    typed = {
        "mentor_id": str(trust.person("ambassador")),
        "tutor_id": str(trust.person("deputy")),
        "percent_of_full_time": "60",
        "terms_served": "0",
        "days_absent_first": "31",
        "days_absent_second": "0",
        "appropriate_body": "Saltmarsh Teaching School Hub",
        "appropriate_body_address": "https://hub.example/",
    }
    refused = head.post_form(f"{address}/edit", typed | {"mentor_id": str(trust.person("stranger"))})
    assert refused.status_code == 422
    assert head.post_form(f"{address}/edit", typed).status_code == 302
    mentor = as_persona("ambassador").get(address).get_data(as_text=True)
    assert "11 terms at 60 per cent of full time, extended by absences" in mentor
    assert "31 in the first year" not in mentor
    mine = as_persona("teacher").get(address).get_data(as_text=True)
    assert "31 in the first year" in mine
    assert "takes the place of appraisal" in mine
    assert 'href="https://hub.example/"' in mine
    for persona in ("other_head", "appraiser", "development_lead", "administrator", "line_manager"):
        assert as_persona(persona).get(address).status_code == 404


def test_the_terms_of_the_school_stand_where_they_are_entered(
    appraisals: Appraisals, as_persona: SignIn, trust: World
) -> None:
    appraisals.induction("teacher")
    address = f"/appraisal/induction/{trust.person('teacher')}"
    page = as_persona("teacher").get(address).get_data(as_text=True)
    assert "are not in the school calendar" in page
    assert "31 Dec" in page
    with transaction() as writing:
        for first, last in OWN:
            writing.add(CalendarPeriod(school_id=None, kind=CalendarKind.TERM, started_on=first, ended_on=last))
    page = as_persona("teacher").get(address).get_data(as_text=True)
    assert "The terms of 2026/27 are those in the calendar of" in page
    assert "3 Sep 2026 to 18 Dec 2026" in page


def test_whoever_else_opens_an_induction_is_on_the_list_of_its_person(
    appraisals: Appraisals, as_persona: SignIn, trust: World
) -> None:
    appraisals.induction("teacher", mentor="ambassador", tutor="line_manager")
    address = f"/appraisal/induction/{trust.person('teacher')}"
    as_persona("teacher").get(address)
    assert "Nobody else has opened" in as_persona("teacher").get("/my-development").get_data(as_text=True)
    for persona, page in (("ambassador", address), ("line_manager", address), ("head", f"{address}/edit")):
        as_persona(persona).get(page)
    mine = as_persona("teacher").get("/my-development").get_data(as_text=True)
    for name in ("Siân O&#39;Neill", "Petra Vane", "Harriet Dale"):
        assert f"{name} opened your induction" in mine
    assert mine.count("opened your induction") == 3


def test_two_heads_at_once_see_both(appraisals: Appraisals, as_persona: SignIn) -> None:
    appraisals.induction("teacher", mentor="ambassador")
    address = f"/appraisal/induction/{appraisals.trust.person('teacher')}/edit"
    typed = dict.fromkeys(("terms_served", "days_absent_first", "days_absent_second"), "0")
    typed |= {"percent_of_full_time": "100", "mentor_id": "", "tutor_id": "", "appropriate_body_address": ""}
    head, deputy = as_persona("head"), as_persona("deputy")
    stale = {"csrf_token": head.token(address), "version": "1"}
    deputy.post_form(address, typed | {"appropriate_body": "North Hub"})
    refused = head.post(address, data=stale | typed | {"appropriate_body": "South Hub"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "North Hub" in page
    assert "South Hub" in page


def test_an_induction_that_has_ended_is_over(appraisals: Appraisals, as_persona: SignIn, trust: World) -> None:
    assert "Nobody in induction" in as_persona("teacher").get("/appraisal/induction").get_data(as_text=True)
    assert as_persona("teacher").get(f"/appraisal/induction/{trust.person('teacher')}").status_code == 404
