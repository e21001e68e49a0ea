"""Plain rules: shares of pupils, states, cycles, codes, sentences, names of files."""

import datetime as dt
from collections import Counter

import pytest
import yaml
from hypothesis import given, strategies as st

from cpd.appraisal.exports import file_names
from cpd.appraisal.rules.objectives import check_no_share, share_of_pupils
from cpd.appraisal.rules.signing import check_code, hash_start, sentences
from cpd.appraisal.rules.states import (
    REVIEW_MOVES,
    NotNow,
    ReviewState,
    Signer,
    check_cycle,
    check_move,
    day_that_decides,
    default_cycle,
    in_induction,
    state_after_signing,
)
from cpd.core import paths
from cpd.core.errors import DomainError

SHARES = [
    "75% will reach the expected standard",
    "75 per cent will reach age-related expectations",
    "seventy percent of disadvantaged pupils on track",
    "Eight in ten pupils will read fluently",
    "8 out of 10 children pass the phonics check",
    "9 in every 10 of the class can say their number bonds",
    "Three quarters of the class will write a page",
    "half of my pupils reach greater depth",
    "two-thirds of Year 4 know their tables",
    "The majority of children will meet the standard",
    "Increase the proportion of pupils who read at home",
    "A larger percentage of boys at the expected standard",
    "82.5 % by July",
    "A third of the children move up a group",
    "Raise attendance by 2 percentage points",
]
NOT_SHARES = [
    "See an answer from every pupil twice before independent work.",
    "All pupils hear a story each day.",
    "Rehearse two introductions each half-term.",
    "Shorten introductions by half.",
    "Meet the TA in the first half of the week, with a plan for each pupil.",
    "Use the script in two lessons out of three.",
    "Read with three children each day, in Year 3 and Year 4.",
    "One in, one out: new displays in the corridor.",
    "Plan a quarter of an hour for feedback.",
]


@pytest.mark.parametrize("text", SHARES)
def test_a_share_of_pupils_is_spotted(text: str) -> None:
    assert share_of_pupils(text)


@pytest.mark.parametrize("text", NOT_SHARES)
def test_what_an_adult_does_is_not_a_share(text: str) -> None:
    assert share_of_pupils(text) is None


def test_no_objective_of_the_demonstration_trust_is_a_share() -> None:
    words = yaml.safe_load((paths.SEEDS / "demonstration" / "appraisal.yaml").read_text("utf-8"))
    for kind in ("objectives", "objectives_leader", "objectives_ta", "objectives_support"):
        for objective in words[kind]:
            assert share_of_pupils(objective["text"]) is None, objective["text"]
            assert share_of_pupils(objective["looks_like"]) is None, objective["looks_like"]


@given(st.integers(0, 100), st.sampled_from(["%", " %", " per cent", " percent"]))
def test_a_percentage_is_always_asked_about(number: int, sign: str) -> None:
    assert share_of_pupils(f"By summer {number}{sign} will have it.")


def test_the_refusal_names_the_field_and_the_words() -> None:
    with pytest.raises(DomainError) as refusal:
        check_no_share({"text": "Use recall daily.", "how_we_will_know": "75% will pass."}, {})
    assert refusal.value.field == "how_we_will_know"
    assert "“75%”" in refusal.value.message


def test_words_that_were_let_through_once_are_not_asked_about_again() -> None:
    text = "Spend 10% of my time in other schools."
    check_no_share({"text": text, "what_came_of_it": "Three visits."}, {"text": text})


def test_moves() -> None:
    assert {
        ReviewState.OPEN: {ReviewState.SIGNING},
        ReviewState.SIGNING: {ReviewState.OPEN, ReviewState.CLOSED},
        ReviewState.CLOSED: set(),
    } == REVIEW_MOVES
    check_move(ReviewState.SIGNING, ReviewState.OPEN)
    for state in (ReviewState.OPEN, ReviewState.CLOSED):
        with pytest.raises(NotNow):
            check_move(state, ReviewState.OPEN)


@pytest.mark.parametrize("first", list(Signer))
def test_either_may_sign_first_and_both_close(first: Signer) -> None:
    assert state_after_signing({first}) is ReviewState.SIGNING
    assert state_after_signing(set(Signer)) is ReviewState.CLOSED


def test_a_cycle_is_about_a_year_and_overlaps_no_other() -> None:
    year = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
    check_cycle(*year, [(dt.date(2025, 9, 1), dt.date(2026, 8, 31))])
    for start, end, field in (
        (dt.date(2027, 8, 31), dt.date(2026, 9, 1), "ends_on"),
        (dt.date(2027, 9, 1), dt.date(2027, 10, 1), "ends_on"),
        (dt.date(2027, 8, 31), dt.date(2028, 8, 30), "starts_on"),
    ):
        with pytest.raises(DomainError) as refusal:
            check_cycle(start, end, [year])
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("today", "latest", "expected"),
    [
        (dt.date(2026, 11, 23), None, (dt.date(2026, 9, 1), dt.date(2027, 8, 31))),
        (dt.date(2026, 8, 31), None, (dt.date(2025, 9, 1), dt.date(2026, 8, 31))),
        (dt.date(2026, 11, 23), dt.date(2027, 8, 31), (dt.date(2027, 9, 1), dt.date(2028, 8, 31))),
        (dt.date(2026, 11, 23), dt.date(2026, 10, 31), (dt.date(2026, 11, 1), dt.date(2027, 10, 31))),
        (dt.date(2028, 3, 1), dt.date(2028, 2, 28), (dt.date(2028, 2, 29), dt.date(2029, 2, 28))),
    ],
)
def test_the_next_cycle_follows_the_latest(
    today: dt.date, latest: dt.date | None, expected: tuple[dt.date, dt.date]
) -> None:
    assert default_cycle(today, latest) == expected


def test_induction_and_the_day_that_decides() -> None:
    start, end = dt.date(2025, 9, 1), dt.date(2027, 8, 31)
    assert in_induction(start, end, end)
    assert in_induction(start, None, dt.date(2030, 1, 1))
    assert not in_induction(start, end, dt.date(2027, 9, 1))
    assert not in_induction(None, None, end)
    cycle = dt.date(2026, 9, 1), dt.date(2027, 8, 31)
    assert day_that_decides(*cycle, dt.date(2026, 7, 1)) == cycle[0]
    assert day_that_decides(*cycle, dt.date(2026, 12, 1)) == dt.date(2026, 12, 1)
    assert day_that_decides(*cycle, dt.date(2028, 1, 1)) == cycle[1]


digests = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(digests, digests)
def test_a_code_is_that_of_its_record_alone(one: str, other: str) -> None:
    code = check_code(one)
    assert len(code.replace("-", "")) == 20
    assert hash_start(code) == one[:25]
    assert hash_start(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == one[:25]
    assert (check_code(other) == code) == (one[:25] == other[:25])
    assert hash_start(code[:-1]) is None
    assert hash_start("U" * 20) is None


def test_a_code_by_hand() -> None:
    assert check_code("0" * 64) == "00000-00000-00000-00000"
    assert check_code("f" * 64) == "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ"
    assert check_code("08421" + "0" * 59) == "11110-00000-00000-00000"


def test_sentences() -> None:
    assert sentences("You waited. “Why?” you asked! Then 3.5 minutes passed.\nAll began") == [
        "You waited.",
        "“Why?” you asked!",
        "Then 3.5 minutes passed.",
        "All began",
    ]
    assert sentences("  \n ") == []


@given(st.text())
def test_sentences_lose_no_word(text: str) -> None:
    kept = Counter("".join(sentences(text)))
    assert not Counter(c for c in text if c.isalnum()) - kept


@given(st.lists(st.text(min_size=1, max_size=6), max_size=12))
def test_files_have_names_of_their_own_that_any_disk_takes(codes: list[str]) -> None:
    names = file_names(codes)
    assert len({name.casefold() for name in names}) == len(codes)
    assert all(set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") for name in names)


def test_names_of_files_by_hand() -> None:
    assert file_names(["T001", "A/1", "A_1", "a_1", "Ł9"]) == [
        "T001.pdf",
        "A_1.pdf",
        "A_1-2.pdf",
        "a_1-3.pdf",
        "_9.pdf",
    ]
