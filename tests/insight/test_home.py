"""The home page of everybody on the staff, and of ambassadors and appraisers: what is next and whose move it is."""

import datetime as dt
import uuid

import pytest

from cpd.core import clock
from cpd.core.database import transaction
from tests.appraisal.making import Appraisals
from tests.coaching.making import MESSAGE, SEEN, STEP, WORKED, Coaching
from tests.insight.conftest import ReadPage
from tests.training.courses import complete
from tests.world import NOW, PEOPLE, TODAY, World


@pytest.mark.parametrize(("hour", "said"), [(7, "morning"), (12, "afternoon"), (18, "evening")])
def test_it_greets_by_the_hour_and_by_the_name_one_is_known_as(main_of: ReadPage, hour: int, said: str) -> None:
    with clock.pinned(NOW.replace(hour=hour)):
        assert main_of("ta").startswith(f"Good {said}, Łukasz Mon 23 November 2026")


def test_a_new_colleague_is_told_what_will_be_here(main_of: ReadPage) -> None:
    text = main_of("ta")
    assert "Your move: 1 thing to do Write what you are working on" in text
    assert "No step is open" in text
    assert "No visit yet" in text
    assert "No training is asked of you on 23 Nov 2026" in text
    assert "No review yet" in text


def test_the_focus_stands_in_ones_own_words_with_the_standard_behind_it(coaching: Coaching, main_of: ReadPage) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.", "TS6")
    text = main_of("teacher")
    assert "Every pupil answers before I move on. TS6 " in text
    assert "Change my focus" in text
    assert "Write what you are working on" not in text
    assert "Nothing is waiting for you" in text


def test_a_visit_shared_with_me_asks_for_a_reply_until_there_is_one(coaching: Coaching, main_of: ReadPage) -> None:
    visit = coaching.shared()
    text = main_of("teacher")
    assert "Read what Siân O'Neill saw, and reply" in text
    assert "No reply from you yet" in text
    assert f"{STEP} Agreed with Siân O'Neill, check back 7 Dec 2026" in text
    coaching.reply(visit, "teacher", "Thank you.")
    text = main_of("teacher")
    assert "Read what" not in text
    assert "You have replied" in text


def test_a_visit_of_long_ago_does_not_press_for_a_reply(coaching: Coaching, main_of: ReadPage) -> None:
    coaching.shared(visited_on=TODAY - dt.timedelta(days=40))
    text = main_of("teacher")
    assert "Read what" not in text
    assert "Lesson visit by Siân O'Neill" in text


def test_nobody_elses_home_holds_a_word_of_a_visit_or_a_focus(coaching: Coaching, main_of: ReadPage) -> None:
    coaching.focus("teacher", "Every pupil answers before I move on.", "TS6")
    coaching.shared()
    for persona in set(PEOPLE) - {"teacher", "ambassador"}:
        text = main_of(persona)
        for words in (SEEN, WORKED, STEP, MESSAGE, "Every pupil answers"):
            assert words not in text, persona


def test_my_training_says_what_is_in_date_and_what_comes_next(
    trust: World, courses: dict[str, uuid.UUID], main_of: ReadPage
) -> None:
    with transaction() as writing:
        complete(writing, courses["fire"], trust.person("teacher"), dt.date(2025, 12, 10))
    text = main_of("teacher")
    assert "In date 1 of 2 (50.0%) on 23 Nov 2026" in text
    assert "Understanding autism Overdue, was due on 29 Sep 2024" in text
    assert "Fire awareness Due soon, valid until 10 Dec 2026" in text
    assert text.index("Understanding autism Training that was due on 29 Sep 2024") < text.index("My training")


def test_everything_in_date_says_so(trust: World, courses: dict[str, uuid.UUID], main_of: ReadPage) -> None:
    with transaction() as writing:
        for course in courses.values():
            complete(writing, course, trust.person("teacher"), dt.date(2026, 9, 3))
    assert "In date 2 of 2 (100.0%) on 23 Nov 2026" in main_of("teacher")
    assert "Nothing is due, and nothing runs out in the next 60 days" in main_of("teacher")


def test_a_review_says_whose_move_it_is(appraisals: Appraisals, main_of: ReadPage) -> None:
    review = appraisals.written()
    assert "Review 2026/27 Preparation: yours and Greta Stone’s With Greta Stone" in main_of("teacher")
    assert "Review of Rosa Quill You are the appraiser" in main_of("appraiser")
    appraisals.sign(review, "teacher")
    assert "Your review 2026/27 You have signed it Waiting for Greta Stone" in main_of("teacher")
    text = main_of("appraiser")
    assert "Sign the review of Rosa Quill Rosa has signed it" in text
    appraisals.sign(review, "appraiser", NOW + dt.timedelta(hours=1))
    assert "Signed by both" in main_of("teacher")
    assert "Rosa Quill" not in main_of("appraiser")


def test_the_other_signature_first_makes_it_my_move(appraisals: Appraisals, main_of: ReadPage) -> None:
    appraisals.sign(appraisals.written(), "appraiser")
    assert "Read and sign your review 2026/27 Greta Stone has signed it" in main_of("teacher")


def test_whom_to_turn_to_stands_on_the_page_of_whoever_works_at_a_school(main_of: ReadPage) -> None:
    text = main_of("ta")
    assert "About a child Nell Ash , designated safeguarding lead: 01632 960101" in text
    assert "About an adult Harriet Dale , head: 01632 960101" in text
    assert "About the head Ivy Chard , the trust’s named person: 01632 960100" in text
    assert "Nell Ash" not in main_of("trustee")


def test_an_ambassador_finds_drafts_and_the_check_backs_of_the_week(coaching: Coaching, main_of: ReadPage) -> None:
    coaching.draft(of="ta")
    coaching.shared(visited_on=dt.date(2026, 11, 12), check_back_on=dt.date(2026, 11, 27))
    coaching.shared(of="head", visited_on=dt.date(2026, 11, 2), check_back_on=dt.date(2026, 11, 16))
    coaching.shared(of="deputy", visited_on=dt.date(2026, 11, 2), check_back_on=dt.date(2026, 12, 1))
    text = main_of("ambassador")
    assert "Finish and share your visit to Łukasz Thorn A draft that only you see" in text
    assert f"Check back with Rosa Quill {STEP} 27 Nov 2026" in text
    assert "One check-back of an earlier week" in text
    assert "Harriet Dale Count" not in text
    assert "Dev Rao" not in text
    assert "Log a visit" in text
    assert "Log a visit" not in main_of("teacher")


def test_long_lists_are_cut_with_a_line_for_the_rest(coaching: Coaching, main_of: ReadPage) -> None:
    for persona in ("teacher", "ta", "head", "deputy", "office"):
        coaching.draft(of=persona)
    text = main_of("ambassador")
    assert text.count("Finish and share your visit") == 3
    assert "Finish and share 2 more drafts" in text
