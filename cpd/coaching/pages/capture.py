"""Writing a visit down: finding a colleague, the draft, and a correction."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cpd.coaching.models import ActionStep, Focus, StepTrial, Visit
from cpd.coaching.pages.parts import (
    FocusLine,
    StepLine,
    TrialLine,
    focus_line,
    reader_names,
    step_line,
    trial_line,
)
from cpd.coaching.queries import OfferedLine, Place
from cpd.coaching.rules.phrases import Hint, hints
from cpd.coaching.rules.steps import StepState, hint_rules, step_hints
from cpd.coaching.rules.visits import VisitKind
from cpd.people.queries import Colleague, SafeguardingContact
from cpd.standards.models import Term


@dataclass(frozen=True)
class NewPage:
    """Choosing whom a visit was to. ``source_id`` is a withdrawn visit whose words are taken over."""

    query: str
    is_too_short: bool
    found: tuple[Colleague, ...]
    places: tuple[Place, ...]
    has_say: bool
    # Wishes for no coaching now, or for another ambassador: the page does not say which.
    is_closed: bool
    source_id: uuid.UUID | None
    contacts: tuple[SafeguardingContact, ...]


@dataclass(frozen=True)
class Option:
    id: uuid.UUID
    text: str
    line: str = ""


@dataclass(frozen=True)
class GroupPart:
    name: str
    look_fors: tuple[Option, ...]
    steps: tuple[Option, ...]


@dataclass(frozen=True)
class StandardPart:
    """What a visit may tag under one standard."""

    code: str
    name: str
    is_focus: bool
    groups: tuple[GroupPart, ...]

    @property
    def look_for_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(option.id for group in self.groups for option in group.look_fors)

    @property
    def step_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(option.id for group in self.groups for option in group.steps)


@dataclass(frozen=True)
class EditPage:
    id: uuid.UUID
    person: str
    known_as: str
    school: str
    saved_at: dt.datetime
    has_say: bool
    can_share: bool
    focus: FocusLine | None
    open_steps: tuple[StepLine, ...]
    standards: tuple[StandardPart, ...]
    tagged_before: tuple[Option, ...]
    terms: tuple[Option, ...]
    hints: tuple[Hint, ...]
    step_hints: tuple[Hint, ...]
    # The same while the step is typed.
    hint_rules: dict[str, Any]
    works_on: Collection[int]
    contacts: tuple[SafeguardingContact, ...]
    second_visitor: str | None
    trials: tuple[TrialLine, ...]
    can_copy_last: bool
    must_settle: bool


@dataclass(frozen=True)
class Between:
    """What there is between the two when a visit opens."""

    focus: Focus | None
    open_steps: Sequence[ActionStep]
    trials: Sequence[StepTrial]
    works_on: Collection[int]
    can_copy_last: bool
    must_settle: bool


def edit_page(
    visit: Visit,
    *,
    can_share: bool,
    has_say: bool,
    between: Between,
    look_fors: Sequence[OfferedLine],
    steps: Sequence[OfferedLine],
    terms: Sequence[Term],
    contacts: Sequence[SafeguardingContact],
) -> EditPage:
    offered = {look_for.id for look_for in look_fors}
    step_text = visit.step.text if visit.step else ""
    return EditPage(
        id=visit.id,
        person=visit.person.name,
        known_as=visit.person.known_as,
        school=visit.school.name,
        saved_at=visit.saved_at,
        has_say=has_say,
        can_share=can_share,
        focus=focus_line(between.focus),
        open_steps=tuple(map(step_line, between.open_steps)),
        standards=_standards(look_fors, steps, between.focus.standard_id if between.focus else None),
        tagged_before=tuple(
            Option(tag.look_for_id, tag.wording) for tag in visit.look_fors if tag.look_for_id not in offered
        ),
        terms=tuple(Option(term.id, term.name, term.definition) for term in terms),
        hints=tuple(hints(visit.seen, visit.worked, visit.question, step_text, visit.message)),
        step_hints=tuple(
            step_hints(
                step_text,
                visit.person.known_as,
                visit.step.check_back_on if visit.step else None,
                between.works_on,
                is_rehearsed=bool(visit.rehearsed or visit.rehearsed_minutes) or visit.kind is VisitKind.REHEARSAL,
            )
        ),
        hint_rules=hint_rules(),
        works_on=between.works_on,
        contacts=tuple(contacts),
        second_visitor=visit.second_visitor.name if visit.second_visitor else None,
        trials=tuple(map(trial_line, between.trials)),
        can_copy_last=between.can_copy_last,
        must_settle=between.must_settle,
    )


def _standards(
    look_fors: Sequence[OfferedLine], steps: Sequence[OfferedLine], focus_on: uuid.UUID | None
) -> tuple[StandardPart, ...]:
    """The offered lines under their standards, the one of the person's focus first."""
    steps_of: dict[uuid.UUID, list[Option]] = {}
    for step in steps:
        steps_of.setdefault(step.group_id, []).append(Option(step.id, step.text))
    parts = [
        StandardPart(
            code=code,
            name=name,
            is_focus=standard_id == focus_on,
            groups=tuple(
                GroupPart(
                    name=group,
                    look_fors=tuple(Option(look_for.id, look_for.text) for look_for in of_group),
                    steps=tuple(steps_of.get(group_id, ())),
                )
                for (group_id, group), of_group in groupby(of_standard, key=lambda line: (line.group_id, line.group))
            ),
        )
        for (standard_id, code, name), of_standard in groupby(
            look_fors, key=lambda line: (line.standard_id, line.standard_code, line.standard)
        )
    ]
    return tuple(sorted(parts, key=lambda part: not part.is_focus))


@dataclass(frozen=True)
class CorrectPage:
    id: uuid.UUID
    person: str
    school: str
    has_open_step: bool
    readers: tuple[str, ...]
    contacts: tuple[SafeguardingContact, ...]


def correct_page(visit: Visit, contacts: Sequence[SafeguardingContact]) -> CorrectPage:
    return CorrectPage(
        id=visit.id,
        person=visit.person.name,
        school=visit.school.name,
        has_open_step=visit.step is not None and visit.step.state is StepState.OPEN,
        readers=tuple(reader_names(visit, visit.visitor_id)),
        contacts=tuple(contacts),
    )
