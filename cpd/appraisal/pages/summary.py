"""A school's summary for its governors: the same on screen and on paper."""

import datetime as dt
from dataclasses import dataclass

from cpd.appraisal.documents import standard_name
from cpd.appraisal.pages.lists import CycleLine, SchoolLine
from cpd.appraisal.queries.summary import Summary


@dataclass(frozen=True)
class SummaryPage:
    school: SchoolLine
    cycle: CycleLine | None
    cycles: tuple[CycleLine, ...]
    summary: Summary | None
    on: dt.date

    @property
    def stage_rows(self) -> list[tuple[str, str | int]]:
        stages = self.summary.stages.items() if self.summary else ()
        return [(stage.label, _shown(count)) for stage, count in stages]

    @property
    def standard_rows(self) -> list[tuple[str, str | int, str | int]]:
        lines = self.summary.standards if self.summary else ()
        return [(standard_name(one.standard), _shown(one.objectives), _shown(one.needs)) for one in lines]


def _shown(count: int | None) -> str | int:
    return "not shown" if count is None else count
