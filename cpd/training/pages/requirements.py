"""A requirement before it is switched on: whom it would reach, and what that does to coverage."""

import datetime as dt
from dataclasses import dataclass

from cpd.core.paging import Slice
from cpd.people.models import StaffGroup
from cpd.training.queries.reach import Preview, Reached
from cpd.training.queries.summary import Summary, SummaryRow
from cpd.training.rules.coverage import ALL_GROUPS
from cpd.training.wording import GROUP_NAMES


@dataclass(frozen=True)
class PreviewPage:
    as_at: dt.date
    is_today: bool
    # What is counted today, with the draft, and of whom the draft reaches. None: nobody.
    before: SummaryRow | None
    after: SummaryRow | None
    reached: SummaryRow | None
    # Of whom the draft reaches: by staff group, by school.
    groups: tuple[tuple[str, SummaryRow], ...]
    schools: tuple[tuple[str, SummaryRow], ...]
    names: Slice[Reached]

    @property
    def newly_asked(self) -> int:
        """How many are asked for the course who were not before."""
        return _in_scope(self.after) - _in_scope(self.before)

    @property
    def not_trained(self) -> int:
        return self.reached.eligible - self.reached.trained if self.reached else 0


def _in_scope(row: SummaryRow | None) -> int:
    return row.eligible + row.on_leave + row.exempt if row else 0


def preview_page(preview: Preview, names: Slice[Reached], today: dt.date) -> PreviewPage:
    def whole(summary: Summary) -> SummaryRow | None:
        return next(iter(summary.at(None, ALL_GROUPS)), None)

    groups = ((GROUP_NAMES[group], preview.reached.at(None, group)) for group in StaffGroup)
    schools = sorted(preview.reached.schools(ALL_GROUPS), key=lambda school: school[1].casefold())
    return PreviewPage(
        as_at=preview.as_at,
        is_today=preview.as_at == today,
        before=whole(preview.before),
        after=whole(preview.after),
        reached=whole(preview.reached),
        groups=tuple((name, rows[0]) for name, rows in groups if rows),
        schools=tuple((name, preview.reached.at(school_id, ALL_GROUPS)[0]) for school_id, name in schools),
        names=names,
    )
