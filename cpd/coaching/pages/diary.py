"""An ambassador's diary of today: steps to look at again, and visits that are due by the rhythm of the trust."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.models import Visit
from cpd.coaching.queries import Supported
from cpd.coaching.rules.checkback import weekdays_of
from cpd.coaching.rules.support import Rhythm, next_visit_on
from cpd.core.models import new_id


@dataclass(frozen=True)
class DiaryLine:
    """Somebody to visit today."""

    who: Supported
    # A step to look at again today; otherwise the visit is due.
    is_check_back: bool
    at: dt.time | None
    draft_id: uuid.UUID | None
    # Of the button that begins the visit, so that tapped twice it begins one.
    request_key: uuid.UUID


def diary(
    today: dt.date, rhythm: Rhythm, supported: Sequence[Supported], drafts: Sequence[Visit]
) -> tuple[DiaryLine, ...]:
    """By the time agreed, then the others by when they were last visited. Whoever was visited today is done with."""
    drafts_of = {visit.person_id: visit.id for visit in drafts}
    lines = []
    for one in supported:
        is_check_back = one.check_back_on == today
        if one.last_visited_on == today or not (is_check_back or _is_due(one, rhythm, today)):
            continue
        at = one.check_back_at if is_check_back else None
        lines.append(DiaryLine(one, is_check_back, at, drafts_of.get(one.person_id), new_id()))
    return tuple(sorted(lines, key=lambda line: (line.at is None, line.at or dt.time(), not line.is_check_back)))


def _is_due(one: Supported, rhythm: Rhythm, today: dt.date) -> bool:
    return next_visit_on(one.last_visited_on or one.since, rhythm, weekdays_of([one.days])) == today
