"""How the costs of coverage grow with the trust: the summary, and the names as a download, from a thousand staff on."""

import http.client
import time
from dataclasses import dataclass

from benchmarks.served import Served, cookies_for, one_server
from benchmarks.timing import Effort, repeat
from benchmarks.world import World, engine_of
from cpd.core.changes import forget_everything
from cpd.core.database import db
from cpd.demonstration.material import THE_DAY
from cpd.training.queries.summary import list_summary

_EXPORT = f"/training/coverage/export?format=csv&level=people&as_at={THE_DAY.isoformat()}"
_PIECE = 256 * 1024


@dataclass(frozen=True)
class GrowthResult:
    engine: str
    people: int
    completions: int
    summary: float
    rows: int
    # Until the download begins, and until its last byte.
    begun: float
    whole: float
    # Of the process that answers: when it has started, and the most it has had, in bytes.
    at_rest: int
    peak: int

    @property
    def rows_a_second(self) -> float:
        return self.rows / self.whole


def measure_growth(world: World) -> GrowthResult:
    """The summary in this process, the download from ``cpd serve`` in one that has just started."""
    with world.app.app_context():
        summary = repeat(_count, Effort(3, 20, 1)).median
        db.session.remove()
    [cookie] = cookies_for(world, [world.person_id("development_lead")])
    with one_server(world) as server:
        at_rest = server.peak
        begun, whole, rows = _download(server, cookie)
        return GrowthResult(
            engine_of(world), world.people, world.completions, summary, rows, begun, whole, at_rest, server.peak
        )


def _count() -> object:
    forget_everything()
    return list_summary(db.session(), THE_DAY)


def _download(server: Served, cookie: str) -> tuple[float, float, int]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    start = time.perf_counter()
    connection.request("GET", _EXPORT, headers={"Cookie": f"cpd={cookie}"})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{_EXPORT} answered {answer.status}")
    begun, lines = 0.0, 0
    while piece := answer.read1(_PIECE):
        begun = begun or time.perf_counter() - start
        lines += piece.count(b"\n")
    whole = time.perf_counter() - start
    connection.close()
    return begun, whole, lines - 1
