"""The coverage summary beside the barest SQL that could lie under it, on the same database."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.timing import Effort, Timing, alternate
from benchmarks.world import World, engine_of
from cpd.core.changes import forget_everything
from cpd.core.database import db
from cpd.demonstration.material import THE_DAY
from cpd.people.models import Post
from cpd.training.models import Completion
from cpd.training.queries.summary import list_summary

A_YEAR_AGO = THE_DAY.replace(year=THE_DAY.year - 1)


@dataclass(frozen=True)
class CoverageResult:
    engine: str
    as_at: dt.date
    summary: Timing
    bare: Timing
    rows: int

    @property
    def ratio(self) -> float:
        return self.summary.median / self.bare.median


def measure_coverage(world: World, effort: Effort) -> Iterator[CoverageResult]:
    """Summary and aggregate in turn, for today and for a date a year ago."""
    for as_at in (THE_DAY, A_YEAR_AGO):
        with world.app.app_context():
            session = db.session()
            rows = len(list_summary(session, as_at))
            summary, bare = alternate([_summary(session, as_at), _bare_aggregate(session)], effort, warm=1)
            db.session.remove()
        yield CoverageResult(engine_of(world), as_at, summary, bare, rows)


def _summary(session: Session, as_at: dt.date) -> Callable[[], object]:
    def count() -> object:
        forget_everything()
        return list_summary(session, as_at)

    return count


def _bare_aggregate(session: Session) -> Callable[[], object]:
    """One GROUP BY over posts joined to completions, without the status rules, fetched whole."""
    place = (Post.school_id, Post.staff_group, Completion.course_id)
    query = select(*place, func.count()).join(Completion, Completion.person_id == Post.person_id).group_by(*place)
    return lambda: session.execute(query).all()
