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
    def has_needs(self) -> bool:
        """Whether a development need is shared by enough people to be shown under any standard."""
        return self.summary is not None and any(one.needs is not None for one in self.summary.standards)

    @property
    def standard_tables(self) -> dict[str, list[tuple[str | int, ...]]]:
        """The standards of each framework by its title: several frameworks have a standard 1."""
        tables: dict[str, list[tuple[str | int, ...]]] = {}
        for one in self.summary.standards if self.summary else ():
            counts = (_shown(one.objectives), _shown(one.needs))[: 2 if self.has_needs else 1]
            tables.setdefault(one.standard.framework.title, []).append((standard_name(one.standard), *counts))
        return tables


def _shown(count: int | None) -> str | int:
    return "not shown" if count is None else count
