"""Statutory induction: its terms, and who looks after it."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from cpd.appraisal.rules.induction import TermEnd, days_added, terms_of_induction
from tests.appraisal.making import Appraisals
from tests.conftest import CheckingClient
from tests.world import World

SignIn = Callable[[str], CheckingClient]
START = dt.date(2026, 9, 1)


def _ends(*args: int) -> list[TermEnd]:
    return [term.ends_with for term in terms_of_induction(START, *args)]


def test_six_terms_of_full_time_with_assessments_after_the_third_and_the_sixth() -> None:
    review, first, final = TermEnd.PROGRESS_REVIEW, TermEnd.FIRST_ASSESSMENT, TermEnd.FINAL_ASSESSMENT
    assert _ends(100, 0, 0) == [review, review, first, review, review, final]
    terms = terms_of_induction(START, 100, 0, 0)
    assert (terms[0].name, terms[0].starts_on) == ("Autumn term 2026", START)
    assert terms[-1].ends_on == dt.date(2028, 8, 31)


@pytest.mark.parametrize(
    ("percent", "served", "days", "terms"),
    [(60, 0, 0, 10), (50, 0, 0, 12), (100, 4, 0, 2), (80, 0, 0, 8), (100, 0, 30, 7), (100, 0, 66, 8), (50, 0, 40, 14)],
)
def test_part_time_is_pro_rata_and_absences_extend(percent: int, served: int, days: int, terms: int) -> None:
    assert len(_ends(percent, served, days)) == terms


def test_thirty_days_in_a_year_extend_by_all_of_them() -> None:
    assert [days_added(29, 29), days_added(30, 0), days_added(10, 45), days_added(31, 31)] == [0, 30, 45, 62]


@given(st.integers(1, 100), st.integers(0, 5), st.integers(0, 400), st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)))
def test_terms_follow_one_another_and_end_with_one_final_assessment(
    percent: int, served: int, days: int, start: dt.date
) -> None:
    terms = terms_of_induction(start, percent, served, days)
    assert terms[0].starts_on == start
    assert all(one.ends_on + dt.timedelta(days=1) == other.starts_on for one, other in pairwise(terms))
    assert [term.ends_with for term in terms].count(TermEnd.FINAL_ASSESSMENT) == 1
    assert terms[-1].ends_with is TermEnd.FINAL_ASSESSMENT
    # Never less than six terms' worth of full time, never a whole term more before what is added.
    served_here = sum(not term.is_extension for term in terms) * percent / 100
    assert served + served_here + 1e-9 >= 6
    assert served + served_here < 6 + percent / 100


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
