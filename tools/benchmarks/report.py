"""What came out: said while it runs, and kept in docs/benchmarks.md between two marks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.batches import BOARD, MEMORY, OF_A_TRUST, SECONDS, SECONDS_OF_A_TRUST, BatchResult, BoardResult
from benchmarks.check_in import PHONES, CheckInResult
from benchmarks.coverage import CoverageResult
from benchmarks.files import FileResult
from benchmarks.first_visit import Fetched
from benchmarks.growth import GrowthResult
from benchmarks.machine import machine_facts
from benchmarks.pages import LIMIT, MATRIX_LIMIT, PageResult
from benchmarks.phone import PAUSE, FirstOpening, Sharing
from benchmarks.saving import AMBASSADORS, SavingResult
from benchmarks.timing import Timing
from benchmarks.world import World

RESULTS, GROWTH = "results", "growth"


@dataclass(frozen=True)
class Wanted:
    """A figure that was wanted, and the one that was measured."""

    what: str
    wanted: str
    measured: str
    reached: bool

    @property
    def verdict(self) -> str:
        return "reached" if self.reached else "not reached"


@dataclass
class Table:
    """A titled table, said line by line while it grows. The first column is words, the others are numbers."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def begin(self) -> None:
        print(f"\n{self.title}\n{self._line(self.columns)}", flush=True)

    def add(self, *cells: str) -> None:
        self.rows.append(cells)
        print(self._line(cells), flush=True)

    @staticmethod
    def _line(cells: Sequence[str]) -> str:
        return f"  {cells[0]:<50}" + "".join(f" {cell:>15}" for cell in cells[1:])

    def as_markdown(self) -> str:
        lines = [self.columns, ["---", *("---:" for _ in self.columns[1:])], *self.rows]
        return f"### {self.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


@dataclass
class Report:
    """Tables in the order in which they were measured, and what was wanted of them."""

    tables: list[Table] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    postgresql: str = ""

    def table(self, title: str, *columns: str) -> Table:
        table = Table(title, columns)
        self.tables.append(table)
        table.begin()
        return table

    def want(self, what: str, wanted: str, measured: str, *, reached: bool) -> None:
        one = Wanted(what, wanted, measured, reached)
        self.wanted.append(one)
        print(f"  -> {one.what}: wanted {one.wanted}, measured {one.measured}: {one.verdict}", flush=True)

    def facts(self) -> list[tuple[str, str]]:
        facts = machine_facts()
        return [*facts, ("PostgreSQL", self.postgresql)] if self.postgresql else facts

    def write(self, file: Path, day: dt.date, part: str) -> None:
        """Put what was found between the marks of a part of the file; what stands around them stays."""
        begins, ends = f"<!-- {part} begin -->", f"<!-- {part} end -->"
        before, _, rest = file.read_text("utf-8").partition(begins)
        _, _, after = rest.partition(ends)
        file.write_text(f"{before}{begins}\n\n{self._as_markdown(day)}\n\n{ends}{after}", "utf-8")

    def _as_markdown(self, day: dt.date) -> str:
        facts = Table("The machine", ("what", "which"), [(name, value) for name, value in self.facts()])
        wanted = Table(
            "Wanted and reached",
            ("what", "wanted", "measured", ""),
            [(one.what, one.wanted, one.measured, one.verdict) for one in self.wanted],
        )
        parts = [facts.as_markdown().replace("---:", "---"), wanted.as_markdown()]
        parts += [table.as_markdown() for table in self.tables]
        return f"Measured on {day.day} {day:%B %Y}.\n\n" + "\n\n".join(parts)


def say_pages(report: Report, small: World, large: World, pairs: Sequence[tuple[PageResult, PageResult]]) -> None:
    """Judge the pages of the smaller trust by themselves, those of the larger beside them."""
    small_pages = [one for one, _ in pairs]
    parts = {
        "Pages": [one for one in small_pages if one.page.limit == LIMIT],
        "The coverage page": [one for one in small_pages if one.page.endpoint == "training.coverage_index"],
        "The matrix": [one for one in small_pages if one.page.limit == MATRIX_LIMIT],
    }
    for what, pages in parts.items():
        slowest = max(pages, key=lambda one: one.timing.median)
        report.want(
            f"{what} at {small.people:,} staff, the slowest ({slowest.page.name})",
            f"under {slowest.page.limit * 1000:.0f} ms",
            f"{in_ms(slowest.timing.median)}; {in_ms(slowest.first.median)} after a change",
            reached=slowest.timing.median < slowest.page.limit,
        )
    ratios = {one.page.name: other.timing.median / one.timing.median for one, other in pairs}
    worst = max(ratios, key=lambda name: ratios[name])
    slower = sum(ratio > 2 for ratio in ratios.values())
    report.want(
        f"Pages at {large.people:,} staff beside the smaller trust, the worst ({worst})",
        "no slower than double",
        f"{ratios[worst]:.1f} times; {slower} of {len(ratios)} pages are slower than double",
        reached=slower == 0,
    )


def page_row(one: PageResult, before: PageResult | None) -> Sequence[str]:
    times = () if before is None else (f"{one.timing.median / before.timing.median:.1f}",)
    return (
        one.page.name,
        in_ms(one.timing.median),
        in_ms(one.timing.p95),
        in_ms(one.first.median),
        str(one.queries),
        in_kb(one.size),
        in_kb(one.gzipped),
        *times,
    )


def coverage_row(one: CoverageResult) -> Sequence[str]:
    return (
        f"{one.engine}, as at {one.as_at.isoformat()}",
        in_ms(one.summary.median),
        in_ms(one.bare.median),
        f"{one.ratio:.2f}",
        f"{one.rows:,}",
        str(len(one.summary.seconds)),
    )


def file_row(one: FileResult) -> Sequence[str]:
    return one.what, in_seconds(one.timing), one.amount, in_kb(one.size) if one.size else ""


def say_desk(report: Report, name: str, batch: BatchResult, every: BatchResult, board: BoardResult) -> None:
    """The statements of a school as files, those of all schools, and the board of one."""
    table = report.table(f"The head's desk, {name}", "what", "time", "size", "memory at most")
    for one, whose in ((batch, "a school"), (every, "every school")):
        making = f"{one.statements:,} statements of {whose}, none signed: `cpd worker --once`"
        table.add(making, f"{one.making:,.2f} s", "", f"{one.peak / 1e6:,.0f} MB, all processes")
        table.add("the same taken, as ZIP and as one PDF a school", f"{one.taking:,.2f} s", in_kb(one.size), "")
    table.add(f"the board of {board.reviews} people", in_ms(board.timing.median), in_kb(board.size), "")
    # So many are wanted of a trust; the demonstration has nearly as many that are not signed.
    share = every.statements / OF_A_TRUST
    for one, whose, seconds in ((batch, "a school", SECONDS), (every, "every school", SECONDS_OF_A_TRUST * share)):
        took = f"{one.making + one.taking:,.2f} s, {one.peak / 1e6:,.0f} MB"
        reached = one.making + one.taking < seconds and one.peak < MEMORY
        what = f"{one.statements:,} statements of {whose} as files"
        report.want(what, f"under {seconds:,.0f} s and 400 MB", took, reached=reached)
    median = board.timing.median
    report.want(f"The board of {board.reviews} people", "under 50 ms", in_ms(median), reached=median < BOARD)


def fetched_row(one: Fetched) -> Sequence[str]:
    return one.name, in_kb(one.size), in_kb(one.on_the_wire)


def opening_row(one: FirstOpening) -> Sequence[str]:
    return one.name, in_ms(one.paint), in_ms(one.ready), in_ms(one.whole), in_kb(one.on_the_wire)


def say_opening(report: Report, one: FirstOpening) -> None:
    measured = f"{in_kb(one.on_the_wire)}, usable after {one.usable:.2f} s"
    reached = one.on_the_wire < 100_000 and one.usable < 1
    report.want(f"First visit on a phone, {one.name}", "under 100 kB and 1 s", measured, reached=reached)


def say_sharing(report: Report, one: Sharing) -> None:
    what = f"From opening a visit to sharing it on a phone, beside the words: {one.taps} taps, {PAUSE:g} s before each"
    report.want(
        what, "under 90 s, at most 14 taps", f"{one.seconds:.1f} s", reached=one.seconds < 90 and one.taps <= 14
    )


def saving_row(one: SavingResult) -> Sequence[str]:
    saves = len(one.timing.seconds)
    times = in_ms(one.timing.median), in_ms(one.timing.p95), in_ms(max(one.timing.seconds))
    return f"{one.server}; {one.load.said}", f"{saves:,}", *times, str(one.lost), str(one.doubled)


def say_saving(report: Report, one: SavingResult) -> None:
    """Of a burst the table says how long it takes to work off; nobody was promised a figure for that."""
    if one.load.is_burst:
        return
    measured = f"{in_ms(one.timing.p95)}; {one.lost} lost, {one.doubled} doubled"
    what = f"{AMBASSADORS} ambassadors saving, {one.load.said}: {one.server}"
    report.want(what, "p95 under 500 ms, none lost or doubled", measured, reached=one.is_reached)


def check_in_row(one: CheckInResult) -> Sequence[str]:
    forms = len(one.timing.seconds)
    times = in_ms(one.timing.median), in_ms(one.timing.p95)
    return one.server, f"{one.whole:,.1f} s", f"{forms:,}", *times, str(one.lost), str(one.doubled)


def say_check_in(report: Report, one: CheckInResult) -> None:
    measured = f"{one.whole:,.1f} s; {one.lost} lost, {one.doubled} doubled"
    what = f"{PHONES} phones checking in: {one.server}"
    report.want(what, "within one minute, none lost or doubled", measured, reached=one.is_reached)


GROWTH_COLUMNS = (
    "database and staff", "completions", "summary", "times", "names, CSV", "times", "rows", "rows a second",
    "begins after", "memory at most", "beyond the start",
)  # fmt: skip


def growth_row(one: GrowthResult, before: GrowthResult | None) -> Sequence[str]:
    """``times`` is beside the trust before, a tenth of the size: ten is linear."""
    return (
        f"{one.engine}, {one.people:,}",
        f"{one.completions:,}",
        f"{one.summary:,.3f} s",
        f"{one.summary / before.summary:.1f}" if before else "",
        f"{one.whole:,.2f} s",
        f"{one.whole / before.whole:.1f}" if before else "",
        f"{one.rows:,}",
        f"{one.rows_a_second:,.0f}",
        f"{one.begun:,.2f} s",
        f"{one.peak / 1e6:,.0f} MB",
        f"{(one.peak - one.at_rest) / 1e6:,.0f} MB",
    )


def say_growth(report: Report, one: GrowthResult) -> None:
    if one.people < 90_000:
        return
    what = f"Coverage by name at {one.people:,} staff, {one.engine}, {one.rows:,} rows"
    speed = f"{one.rows_a_second:,.0f} rows a second"
    report.want(what, "100,000 rows a second", speed, reached=one.rows_a_second >= 100_000)
    report.want(
        f"{what}: memory of the whole process",
        "under 150 MB",
        f"{one.peak / 1e6:,.0f} MB, {one.at_rest / 1e6:,.0f} MB of them before it begins",
        reached=one.peak < 150e6,
    )


def in_ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def in_seconds(timing: Timing) -> str:
    return f"{timing.median:,.2f} s"


def in_kb(size: int) -> str:
    return f"{size / 1000:,.1f} kB"
