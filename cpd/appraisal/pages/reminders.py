"""Whom a head may remind, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpd.appraisal.queries.reminders import Late
from cpd.appraisal.rules.reminders import WhyNot
from cpd.appraisal.rules.stages import BEFORE_CLOSING, Stage


@dataclass(frozen=True)
class LateLine:
    """Somebody whose move at a stage is late: in their own review, in how many that they write, or both."""

    name: str
    own: int
    written: int
    why_not: WhyNot | None


@dataclass(frozen=True)
class StageGroup:
    """Everybody whose move is late at one stage. Who waits at several stages stands in several groups."""

    stage: Stage
    told: tuple[LateLine, ...]
    not_told: tuple[LateLine, ...]

    @property
    def people(self) -> int:
        return len(self.told) + len(self.not_told)

    @property
    def field_id(self) -> str:
        return f"remind-{self.stage.value.replace('_', '-')}"


def stage_groups(late: Sequence[Late]) -> tuple[StageGroup, ...]:
    """In the order of the year; stages at which nobody is late are left out."""
    groups = []
    for stage in BEFORE_CLOSING:
        lines = [
            LateLine(one.person.name, one.own[stage], one.written[stage], one.why_not)
            for one in late
            if one.waits_at({stage})
        ]
        if lines:
            groups.append(
                StageGroup(
                    stage,
                    tuple(line for line in lines if line.why_not is None),
                    tuple(line for line in lines if line.why_not is not None),
                )
            )
    return tuple(groups)
