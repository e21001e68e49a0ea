"""What followed the invented visits: questions, modelling and rehearsal, steps made one's own, trials, reflections."""

import datetime as dt
import random
import uuid
from typing import Any

from cpd.coaching.models import Reflection, StepChange, StepTrial
from cpd.coaching.rules.steps import StepMove, StepState, TrialOutcome
from cpd.coaching.rules.visits import VisitState
from cpd.demonstration.material import THE_DAY, read_seed
from cpd.people.models import StaffGroup

_VOICE = {StaffGroup.TEACHING_ASSISTANT: "teaching_assistant", StaffGroup.SUPPORT: "support"}
_NOW = dt.datetime.combine(THE_DAY, dt.time(8), dt.UTC)

Row = dict[str, Any]


class Conversations:
    """Adds to visits and steps that are written already. Its chance is its own, so that nothing else moves."""

    def __init__(self) -> None:
        self.random = random.Random(20261123)  # noqa: S311  # chance for invented records, not for secrets
        self.seed = read_seed("conversations")
        self.rows: dict[type, list[Row]] = {StepChange: [], StepTrial: [], Reflection: []}

    def hold(self, visit: Row, step: Row, group: StaffGroup, second: uuid.UUID | None) -> None:
        """One conversation after a visit. ``second`` is who may have visited as well."""
        said = self.seed[_VOICE.get(group, "teacher")]
        self._talk(visit, said, second)
        step |= {"cue": "", "tried_where": "", "check_back_at": None, "agreed_at": None}
        if visit["state"] is not VisitState.SHARED:
            return
        at = visit["shared_at"]
        if self._happens(0.5):
            step["tried_where"] = self._one(said["places"])
        if self._happens(0.75) and at < _NOW:
            self._agree(step, said, at)
            self._try(step, said, at)
        if self._happens(0.2) and at < _NOW:
            self._reflect(visit, said, at)

    def settle(self, step: Row, group: StaffGroup) -> None:
        """A few of the steps were parked, or declined by their person."""
        said = self.seed[_VOICE.get(group, "teacher")]
        at = step["agreed_at"]
        if at is None:
            return
        if step["state"] is StepState.OPEN and self._happens(0.1):
            step["state"] = StepState.PARKED
            self._change(step, StepMove.PARKED, at + dt.timedelta(days=3), self._one(said["parked"]))
        elif step["state"].is_closed and self._happens(0.04):
            reason = self._one(said["declined"])
            step |= {"state": StepState.DECLINED, "closed_by_id": step["person_id"], "how_it_went": reason}
            self._change(step, StepMove.DECLINED, at + dt.timedelta(days=3), reason)

    def _talk(self, visit: Row, said: Row, second: uuid.UUID | None) -> None:
        modelled, rehearsed = self._happens(0.45), self._happens(0.4)
        visit |= {
            "question": self._one(said["questions"]) if self._happens(0.7) else "",
            "modelled": self._one(said["modelled"]) if modelled else "",
            "modelled_minutes": self.random.randint(2, 8) if modelled else None,
            "rehearsed": self._one(said["rehearsed"]) if rehearsed else "",
            "rehearsed_minutes": self.random.randint(2, 12) if rehearsed else None,
            "second_visitor_id": second if self._happens(0.04) else None,
        }

    def _agree(self, step: Row, said: Row, at: dt.datetime) -> None:
        agreed = min(at + dt.timedelta(hours=self.random.randint(1, 40)), _NOW)
        step["agreed_at"] = agreed
        self._change(step, StepMove.AGREED, agreed)
        if self._happens(0.6):
            step["cue"] = self._one(said["cues"])
            self._change(step, StepMove.PLANNED, agreed, earlier={"cue": ""})

    def _try(self, step: Row, said: Row, at: dt.datetime) -> None:
        for number in range(self.random.choices([0, 1, 2, 3], [3, 3, 2, 1])[0]):
            tried = at + dt.timedelta(days=2 + 3 * number, hours=self.random.randint(0, 6))
            if tried > _NOW:
                return
            self._add(
                StepTrial,
                step_id=step["id"],
                outcome=self.random.choices(list(TrialOutcome), [4, 4, 2])[0],
                note=self._one(said["notes"]) if self._happens(0.4) else "",
                at=tried,
                shared_at=tried if self._happens(0.5) else None,
            )

    def _reflect(self, visit: Row, said: Row, at: dt.datetime) -> None:
        thought = min(at + dt.timedelta(hours=self.random.randint(2, 60)), _NOW)
        shared = thought if self._happens(0.4) else None
        self._add(Reflection, visit_id=visit["id"], text=self._one(said["reflections"]), at=thought, shared_at=shared)

    def _change(
        self, step: Row, move: StepMove, at: dt.datetime, reason: str = "", earlier: dict[str, str] | None = None
    ) -> None:
        row = {"step_id": step["id"], "by_id": step["person_id"], "at": min(at, _NOW), "move": move}
        self.rows[StepChange].append(row | {"id": self._key(), "reason": reason, "earlier": earlier or {}})

    def _add(self, model: type[StepTrial | Reflection], **row: Any) -> None:
        self.rows[model].append(row | {"id": self._key(), "request_key": self._key()})

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def _one(self, options: list[str]) -> str:
        return self.random.choice(options)

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance
