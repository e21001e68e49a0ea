"""A head's desk: the statements of a school of sixty as files, those of every school, and the board of the largest."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.timing import Effort, Timing, repeat
from benchmarks.world import World
from cpd.accounts.models import Account
from cpd.appraisal import queries, services
from cpd.appraisal.documents.batches import combine_statements, zip_statements
from cpd.appraisal.models import BatchFile, Review, ReviewState
from cpd.appraisal.queries.batches import get_batch, made_files
from cpd.core import clock
from cpd.core.database import db, transaction
from cpd.demonstration.material import THE_DAY
from cpd.people.actor import load_actor
from cpd.people.models import Role, RoleGrant

SCHOOL_OF = 60
# Wanted: seconds and bytes for the statements, seconds for the board.
SECONDS, MEMORY, BOARD = 6.0, 400_000_000, 0.050
# Wanted for 1,400 statements, as many as a trust of this size has.
OF_A_TRUST, SECONDS_OF_A_TRUST = 1_400, 150.0


@dataclass(frozen=True)
class BatchResult:
    """Every statement a draft, so that each is printed: the most work there is."""

    statements: int
    making: float
    taking: float
    size: int
    peak: int


def measure_batch(world: World) -> BatchResult | None:
    """Made once by the job, taken once; nothing where no school has so many open reviews in a cycle."""
    with world.app.app_context():
        desk = next(iter(_desks(SCHOOL_OF)), None)
        if desk is None:
            return None
        batch_id = _ask(desk)
        with transaction() as session:
            keep = select(BatchFile.review_id).where(BatchFile.batch_id == batch_id, BatchFile.position > SCHOOL_OF)
            for review_id in session.scalars(keep).all():
                services.leave_out(session, batch_id, review_id)
        db.session.remove()
    return _made(world, {batch_id: desk})


def measure_every_batch(world: World) -> BatchResult | None:
    """The same for every school at once, each asked for by its head."""
    with world.app.app_context():
        asked: dict[uuid.UUID, _Desk] = {}
        for desk in _desks(1):
            if all(desk.school_id != other.school_id for other in asked.values()):
                asked[_ask(desk)] = desk
        db.session.remove()
    return _made(world, asked) if asked else None


def _ask(desk: "_Desk") -> uuid.UUID:
    head = load_actor(db.session(), desk.head_id, THE_DAY)
    with transaction() as session:
        cycle = queries.get_cycle(session, desk.cycle_id)
        return services.ask_for_batch(session, head, desk.school_id, cycle, request_key=uuid.uuid4(), at=clock.now())


def _made(world: World, asked: Mapping[uuid.UUID, "_Desk"]) -> BatchResult:
    making, peak = _work(world)
    count = size = 0
    with world.app.app_context():
        start = time.perf_counter()
        for batch_id, desk in asked.items():
            head = load_actor(db.session(), desk.head_id, THE_DAY)
            files = made_files(db.session(), head, get_batch(db.session(), head, batch_id))
            size += len(zip_statements(files, clock.now()))
            combine_statements(files, "Statements")
            count += len(files)
            db.session.remove()
        taking = time.perf_counter() - start
    return BatchResult(count, making, taking, size, peak)


@dataclass(frozen=True)
class BoardResult:
    reviews: int
    timing: Timing
    size: int


def measure_board(world: World, effort: Effort) -> BoardResult | None:
    """The board of the school with the most reviews, opened by its head."""
    with world.app.app_context():
        desk = next(iter(_desks(SCHOOL_OF)), None)
        db.session.remove()
    if desk is None:
        return None
    client, size = world.client_of(desk.head_id), 0

    def ask() -> None:
        nonlocal size
        response = client.get(f"/appraisal/schools/{desk.school_id}?cycle={desk.cycle_id}")
        if response.status_code != 200:
            raise RuntimeError(f"the board answered {response.status_code}")
        size = len(response.get_data())

    timing = repeat(ask, effort, warm=3)
    return BoardResult(desk.reviews, timing, size)


@dataclass(frozen=True)
class _Desk:
    head_id: uuid.UUID
    school_id: uuid.UUID
    cycle_id: uuid.UUID
    reviews: int


def _desks(least: int) -> list[_Desk]:
    """Heads with an account, their school and its cycle with so many reviews that are not signed, the most first."""
    is_head = (RoleGrant.school_id == Review.school_id) & (RoleGrant.role == Role.HEAD)
    rows = db.session.execute(
        select(RoleGrant.person_id, Review.school_id, Review.cycle_id, func.count())
        .join(RoleGrant, is_head)
        .join(Account, Account.person_id == RoleGrant.person_id)
        .where(Review.state == ReviewState.OPEN, RoleGrant.started_on <= THE_DAY, RoleGrant.ended_on.is_(None))
        .group_by(RoleGrant.person_id, Review.school_id, Review.cycle_id)
        .having(func.count() >= least)
        .order_by(func.count().desc(), Review.school_id)
    )
    return [_Desk(*row) for row in rows]


def _work(world: World) -> tuple[float, int]:
    """What waits, done by ``cpd worker``: the seconds of the whole command, and the most memory that it and the
    processes it starts hold together; what they share counts once."""
    settings = world.app.extensions["cpd_settings"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CPD_")} | {
        "CPD_INSTANCE_DIR": str(settings.instance_dir),
        "CPD_DATABASE_URL": settings.database_url,
        "CPD_SECRET_KEY": settings.secret_key,
    }
    program, most, start = str(Path(sys.executable).with_name("cpd")), 0, time.perf_counter()
    with subprocess.Popen([program, "worker", "--once"], env=environment, stdout=subprocess.DEVNULL) as worker:
        while worker.poll() is None:
            most = max(most, _held(worker.pid))
            time.sleep(0.2)  # looking more often would take time from what is measured
    if worker.returncode:
        raise RuntimeError("the worker failed")
    return time.perf_counter() - start, most


def _held(process: int) -> int:
    folder = Path("/proc") / str(process)
    try:
        lines = (folder / "smaps_rollup").read_text("ascii").splitlines()
        # One that a thread has started is a child of that thread.
        lists = [(one / "children").read_text("ascii") for one in (folder / "task").iterdir()]
    except OSError:
        # It has ended meanwhile.
        return 0
    [share] = [line for line in lines if line.startswith("Pss:")]
    return int(share.split()[1]) * 1024 + sum(_held(int(child)) for child in " ".join(lists).split())
