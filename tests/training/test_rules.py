"""The rules of training status: the contract's own examples, the days on which they turn, and what always holds."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from cpd.training.rules.coverage import (
    Held,
    Hidden,
    Renewal,
    RenewalKind,
    Status,
    Thresholds,
    coverage_percent,
    deciding,
    due_on,
    hidden_cells,
    late_if_started_before,
    refresher_counts,
    soon_until,
    status_of,
)

ONCE = Renewal()
OCTOBER = Renewal(RenewalKind.ACADEMIC_YEAR, renew_by="10-31")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def months(number: int) -> Renewal:
    return Renewal(RenewalKind.MONTHS, months=number)


# --- How long a completion lasts


@pytest.mark.parametrize(
    ("renewal", "completed_on", "expires_on"),
    [
        (ONCE, "2020-01-01", None),
        (months(6), "2025-08-31", "2026-02-28"),
        (months(6), "2027-08-31", "2028-02-29"),
        (months(12), "2024-02-29", "2025-02-28"),
        (months(24), "2024-09-15", "2026-09-15"),
        (months(1), "2026-12-31", "2027-01-31"),
        (OCTOBER, "2025-09-02", "2026-10-31"),
        (OCTOBER, "2026-07-10", "2026-10-31"),
        (OCTOBER, "2025-09-01", "2026-10-31"),
        (OCTOBER, "2025-08-31", "2025-10-31"),
        (OCTOBER, "2026-09-01", "2027-10-31"),
        (Renewal(RenewalKind.ACADEMIC_YEAR, renew_by="09-01"), "2025-09-02", "2026-09-01"),
        (Renewal(RenewalKind.ACADEMIC_YEAR, renew_by="08-31"), "2025-09-02", "2027-08-31"),
        (Renewal(RenewalKind.ACADEMIC_YEAR, renew_by="01-15"), "2025-09-02", "2027-01-15"),
    ],
)
def test_a_completion_lasts_as_its_renewal_says(renewal: Renewal, completed_on: str, expires_on: str | None) -> None:
    assert renewal.expires_on(day(completed_on)) == (expires_on and day(expires_on))


@pytest.mark.parametrize(
    ("kind", "number", "renew_by"),
    [
        (RenewalKind.MONTHS, None, None),
        (RenewalKind.MONTHS, 0, None),
        (RenewalKind.NONE, 12, None),
        (RenewalKind.ACADEMIC_YEAR, None, None),
        (RenewalKind.ACADEMIC_YEAR, None, "02-29"),
        (RenewalKind.ACADEMIC_YEAR, None, "13-01"),
        (RenewalKind.MONTHS, 12, "10-31"),
    ],
)
def test_a_renewal_that_makes_no_sense_is_refused(kind: RenewalKind, number: int | None, renew_by: str | None) -> None:
    with pytest.raises(ValueError, match=r"renewal|date|month|day"):
        Renewal(kind, number, renew_by)


renewals = st.one_of(
    st.just(ONCE),
    st.integers(1, 1200).map(months),
    st.dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31)).map(
        lambda one: Renewal(RenewalKind.ACADEMIC_YEAR, renew_by=f"{one:%m-%d}")
    ),
)


@given(renewals, st.dates(), st.dates())
def test_a_later_completion_never_lasts_shorter(renewal: Renewal, one: dt.date, other: dt.date) -> None:
    earlier, later = sorted((one, other))
    assert (renewal.expires_on(earlier) or dt.date.max) <= (renewal.expires_on(later) or dt.date.max)


@given(renewals, st.dates())
def test_a_completion_lasts_into_its_own_future(renewal: Renewal, completed_on: dt.date) -> None:
    assert (renewal.expires_on(completed_on) or dt.date.max) >= completed_on


@given(renewals, st.dates(), st.dates())
def test_thresholds_sort_completions_as_their_last_days_do(
    renewal: Renewal, as_at: dt.date, completed_on: dt.date
) -> None:
    thresholds = Thresholds.of(renewal, as_at)
    status = status_of(
        as_at,
        exempt=False,
        away=False,
        decides=Held(completed_on, renewal.expires_on(completed_on)),
        due=as_at,
    )
    assert (completed_on >= (thresholds.in_date_from or dt.date.max)) == (status is Status.IN_DATE) or (
        completed_on == dt.date.max
    )
    assert (completed_on >= (thresholds.valid_from or dt.date.max)) == (status is not Status.EXPIRED) or (
        completed_on == dt.date.max
    )


def test_thresholds_of_two_years() -> None:
    assert Thresholds.of(months(24), day("2026-09-15")) == Thresholds(day("2024-09-15"), day("2024-11-15"))
    assert Thresholds.of(OCTOBER, day("2026-10-31")) == Thresholds(day("2025-09-01"), day("2026-09-01"))
    assert Thresholds.of(ONCE, day("2026-10-31")) == Thresholds(dt.date.min, dt.date.min)


# --- Which completion decides


def test_the_completion_valid_longest_decides() -> None:
    short, long = Held(day("2026-05-01"), day("2026-11-01")), Held(day("2025-05-01"), day("2027-05-01"))
    for_good = Held(day("2020-05-01"), None)
    assert deciding([short, long]) == long
    assert deciding([short, for_good, long]) == for_good
    assert deciding([]) is None


def test_among_equals_the_latest_decides() -> None:
    older, newer = Held(day("2025-09-02"), day("2026-10-31")), Held(day("2026-07-10"), day("2026-10-31"))
    assert deciding([newer, older]) == deciding([older, newer]) == newer
    assert deciding([Held(day("2020-01-01"), None), Held(day("2021-01-01"), None)]) == Held(day("2021-01-01"), None)


def test_a_refresher_counts_only_after_the_full_course_on_an_earlier_date() -> None:
    assert refresher_counts(day("2026-05-02"), [day("2026-05-01")])
    assert not refresher_counts(day("2026-05-01"), [day("2026-05-01")])
    assert not refresher_counts(day("2026-05-01"), [day("2026-06-01")])
    assert not refresher_counts(day("2026-05-01"), [])


# --- Due and status


def test_due_on_is_the_earliest_of_the_requirements() -> None:
    started, new_rule = day("2024-09-01"), day("2026-01-10")
    assert due_on([(started, day("2020-09-01"), 42)]) == day("2024-10-13")
    assert due_on([(started, new_rule, 30)]) == day("2026-02-09")
    assert due_on([(started, new_rule, 30), (day("2025-12-01"), day("2025-09-01"), 60)]) == day("2026-01-30")


AS_AT = day("2026-09-15")


@pytest.mark.parametrize(
    ("expires_on", "status"),
    [
        (None, Status.IN_DATE),
        ("2026-11-15", Status.IN_DATE),
        ("2026-11-14", Status.DUE_SOON),
        ("2026-09-15", Status.DUE_SOON),
        ("2026-09-14", Status.EXPIRED),
    ],
)
def test_status_with_a_completion(expires_on: str | None, status: Status) -> None:
    held = Held(day("2025-01-01"), day(expires_on) if expires_on else None)
    assert status_of(AS_AT, exempt=False, away=False, decides=held, due=AS_AT) is status
    assert status_of(AS_AT, exempt=False, away=True, decides=held, due=AS_AT) is Status.ON_LEAVE
    assert status_of(AS_AT, exempt=True, away=True, decides=held, due=AS_AT) is Status.EXEMPT


def test_status_without_a_completion() -> None:
    def status(due: str) -> Status:
        return status_of(AS_AT, exempt=False, away=False, decides=None, due=day(due))

    assert status("2026-09-15") is Status.NOT_YET_DUE
    assert status("2026-09-14") is Status.OVERDUE


def test_soon_is_sixty_days() -> None:
    assert soon_until(AS_AT) == day("2026-11-14")
    assert soon_until(dt.date.max) == dt.date.max


@given(st.dates(), st.dates(), st.dates(), st.integers(0, 4000))
def test_late_is_overdue_turned_round(
    as_at: dt.date, started_on: dt.date, effective_from: dt.date, grace_days: int
) -> None:
    before = late_if_started_before(as_at, effective_from, grace_days)
    assert (before is not None and started_on < before) == (as_at > due_on([(started_on, effective_from, grace_days)]))


# --- Coverage


@pytest.mark.parametrize(
    ("trained", "eligible", "percent"),
    [
        (0, 7, "0.0"),
        (7, 7, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 16, "6.3"),  # 6.25: halves up
        (3, 16, "18.8"),  # 18.75
        (1, 2000, "0.1"),  # 0.05
        (1999, 2000, "100.0"),
    ],
)
def test_coverage_has_one_decimal_halves_up(trained: int, eligible: int, percent: str) -> None:
    assert coverage_percent(trained, eligible) == Decimal(percent)
    assert str(coverage_percent(trained, eligible)) == percent


def test_coverage_of_nobody_is_empty() -> None:
    assert coverage_percent(0, 0) is None


# --- Small figures

FEW, WITHHELD = Hidden.FEW, Hidden.WITHHELD


def test_a_figure_of_five_is_shown_and_one_of_four_is_not() -> None:
    assert hidden_cells({("a", "all"): 5, (None, "all"): 5}) == {}
    # One school of two is small, and the trust's total would tell.
    assert hidden_cells({("a", "all"): 4, ("b", "all"): 9, (None, "all"): 13}) == {
        ("a", "all"): FEW,
        ("b", "all"): WITHHELD,
    }


def test_two_small_schools_protect_each_other() -> None:
    figures = {("a", "all"): 4, ("b", "all"): 3, ("c", "all"): 30, (None, "all"): 37}
    assert hidden_cells(figures) == {("a", "all"): FEW, ("b", "all"): FEW}


def test_the_next_smallest_is_hidden_along_both_totals() -> None:
    """One small group in one school. Worked out from its school, its group, or both: so four cells go."""
    figures = {
        ("a", "teacher"): 4,
        ("a", "support"): 8,
        ("a", "all"): 12,
        ("b", "teacher"): 10,
        ("b", "support"): 20,
        ("b", "all"): 30,
        (None, "teacher"): 14,
        (None, "support"): 28,
        (None, "all"): 42,
    }
    assert hidden_cells(figures) == {
        ("a", "teacher"): FEW,
        ("a", "support"): WITHHELD,
        ("b", "teacher"): WITHHELD,
        ("b", "support"): WITHHELD,
    }


def test_a_school_with_one_group_hides_its_total_with_it() -> None:
    """The school and its only group are the same four people; another school covers for the trust's figures."""
    figures = {
        ("a", "teacher"): 4,
        ("a", "all"): 4,
        ("b", "teacher"): 6,
        ("b", "all"): 6,
        ("c", "teacher"): 50,
        ("c", "all"): 50,
        (None, "teacher"): 60,
        (None, "all"): 60,
    }
    assert hidden_cells(figures) == {
        ("a", "teacher"): FEW,
        ("a", "all"): FEW,
        ("b", "teacher"): WITHHELD,
        ("b", "all"): WITHHELD,
    }


@st.composite
def tables(draw: st.DrawFn) -> dict[tuple[str | None, str], int]:
    """A course's figures with their totals. Some groups are not there at all."""
    figures: dict[tuple[str | None, str], int] = {}
    for school in draw(st.sets(st.sampled_from("abcd"), min_size=1)):
        for group in draw(st.sets(st.sampled_from(("leader", "teacher", "support")), min_size=1)):
            count = draw(st.integers(0, 12))
            for cell in ((school, group), (school, "all"), (None, group), (None, "all")):
                figures[cell] = figures.get(cell, 0) + count
    return figures


def can_be_worked_out(figures: dict[tuple[str | None, str], int], hidden: set[tuple[str | None, str]]) -> bool:
    """Whether the sums of the table fix one of the hidden cells: Gauss, with fractions."""
    unknown = sorted(hidden, key=str)
    sums = []
    for axis, total in ((0, "all"), (1, None)):
        for line in {cell[axis] for cell in figures}:
            cells = [cell for cell in figures if cell[axis] == line]
            if len(cells) > 1:
                sums.append(
                    [Fraction((-1 if cell[1 - axis] == total else 1) if cell in cells else 0) for cell in unknown]
                )
    rank = 0
    for column in range(len(unknown)):
        pivot = next((row for row in sums[rank:] if row[column]), None)
        if pivot is None:
            continue
        sums.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        sums = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in sums]
        sums.insert(rank, pivot)
        rank += 1
    return any(sum(1 for value in row if value) == 1 for row in sums)


@settings(max_examples=300)
@given(tables(), st.sets(st.sampled_from("abcd"), max_size=1))
def test_no_hidden_figure_can_be_worked_out(figures: dict[tuple[str | None, str], int], known: set[str]) -> None:
    hidden = hidden_cells(figures, known)
    for cell, count in figures.items():
        if cell[0] not in known:
            assert (hidden.get(cell) is FEW) == (count < 5)
    everything = {cell for cell in figures if cell[0] not in known}
    assert hidden.keys() == everything or not can_be_worked_out(figures, set(hidden))


def test_what_a_head_knows_by_name_hides_nothing() -> None:
    figures = {("own", "all"): 4, ("b", "all"): 3, (None, "all"): 7}
    assert hidden_cells(figures, known_schools={"own"}) == {("b", "all"): FEW, (None, "all"): WITHHELD}
