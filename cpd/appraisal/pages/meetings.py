"""A meeting of the two: what each wrote before it, side by side, and what they finish together."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.documents import standard_name
from cpd.appraisal.models import Meeting, Review, ReviewPart, ReviewState, Signer
from cpd.appraisal.pages.parts import PartWords, part_name, part_words
from cpd.appraisal.pages.review import EditPage, edit_page
from cpd.appraisal.rules.questions import NAMES, next_meeting
from cpd.appraisal.rules.stages import MeetingKind, Stage, next_stage
from cpd.appraisal.rules.states import MOST_NEEDS, MOST_OBJECTIVES
from cpd.people.actor import Actor
from cpd.standards.models import Standard

Sent = Mapping[MeetingKind, frozenset[Signer]]


@dataclass(frozen=True)
class MeetingLine:
    """A meeting on the page of its review: when it is, and who has sent what they wrote."""

    kind: MeetingKind
    name: str
    planned_at: dt.datetime | None
    held_on: dt.date | None
    sent: tuple[str, ...]
    is_next: bool


def meeting_lines(review: Review, meetings: Mapping[MeetingKind, Meeting], sent: Sent) -> tuple[MeetingLine, ...]:
    names = {Signer.PERSON: review.person.known_as, Signer.APPRAISER: review.appraiser.known_as}
    coming = next_meeting(review.stage)
    lines = []
    for kind in MeetingKind:
        meeting = meetings.get(kind)
        lines.append(
            MeetingLine(
                kind=kind,
                name=NAMES[kind],
                planned_at=meeting.planned_at if meeting else None,
                held_on=meeting.held_on if meeting else None,
                sent=tuple(names[side] for side in Signer if side in sent[kind]),
                is_next=kind is coming and review.state is ReviewState.OPEN,
            )
        )
    return tuple(lines)


@dataclass(frozen=True)
class StandardLine:
    """A standard with what each wrote under it, and the sentence that they agreed."""

    id: uuid.UUID
    name: str
    # How the label of the agreed sentence speaks of it.
    short: str
    said: tuple[tuple[str, str], ...]
    agreed: str

    @property
    def is_written(self) -> bool:
        return bool(self.said or self.agreed)

    @property
    def field(self) -> str:
        return f"sentence_{self.id.hex}"


@dataclass(frozen=True)
class ObjectiveLine:
    id: uuid.UUID
    text: str
    standard: str
    how_we_will_know: str
    what_came_of_it: str

    @property
    def field(self) -> str:
        return f"outcome_{self.id.hex}"


@dataclass(frozen=True)
class NeedLine:
    id: uuid.UUID
    need: str
    agreed_action: str

    @property
    def field(self) -> str:
        return f"action_{self.id.hex}"


@dataclass(frozen=True)
class Notes:
    minutes: str = ""
    workload: str = ""
    next_steps: str = ""


@dataclass(frozen=True)
class MeetingPage(EditPage):
    kind: MeetingKind
    name: str
    school: str
    planned_at: dt.datetime | None
    held_on: dt.date | None
    notes: Notes
    is_open: bool
    # The actor's own part: none, draft or sent; empty for whoever is not one of the two.
    own_part: str
    own_part_name: str
    other: str
    # Who has sent, by name; and who has not.
    sent: tuple[str, ...]
    unsent: tuple[str, ...]
    parts: tuple[PartWords, ...]
    standards: tuple[StandardLine, ...]
    objectives: tuple[ObjectiveLine, ...]
    needs: tuple[NeedLine, ...]
    # Whether one of the two reads, and the appraiser; while somebody has signed, both only read.
    is_one_of_two: bool
    can_agree: bool
    is_resting: bool
    # Where the review stands, and the stage to which it goes on once this meeting has what that stage is for.
    stage: Stage
    on_to: Stage | None

    @property
    def can_write(self) -> bool:
        return self.is_one_of_two and not self.is_resting

    @property
    def asks_what_came_of_it(self) -> bool:
        return self.kind is not MeetingKind.PLANNING

    @property
    def can_add_objective(self) -> bool:
        return self.can_agree and len(self.objectives) < MOST_OBJECTIVES

    @property
    def can_add_need(self) -> bool:
        return self.can_agree and len(self.needs) < MOST_NEEDS


def meeting_page(
    actor: Actor,
    review: Review,
    kind: MeetingKind,
    meeting: Meeting | None,
    *,
    parts: Iterable[ReviewPart],
    sent: Sent,
    standards: Iterable[Standard],
) -> MeetingPage:
    standards = tuple(standards)
    signer = policy.signer_of(actor, review)
    written = [part_words(actor, review, part, standards) for part in parts]
    own = next((part for part in written if part.is_mine), None)
    held_on = meeting.held_on if meeting else None
    is_open = held_on is not None or sent[kind] == set(Signer)
    shown = tuple(part for part in written if part.sent_at is not None and is_open)
    names = {Signer.PERSON: review.person.name, Signer.APPRAISER: review.appraiser.name}
    return MeetingPage(
        **vars(edit_page(actor, review)),
        kind=kind,
        name=NAMES[kind],
        school=review.school.name,
        planned_at=meeting.planned_at if meeting else None,
        held_on=held_on,
        notes=Notes(meeting.minutes, meeting.workload, meeting.next_steps) if meeting else Notes(),
        is_open=is_open,
        own_part="" if signer is None else "none" if own is None else "sent" if own.sent_at else "draft",
        own_part_name=part_name(kind, signer),
        other=names[Signer.APPRAISER if signer is Signer.PERSON else Signer.PERSON],
        sent=tuple(names[side] for side in Signer if side in sent[kind]),
        unsent=tuple(names[side] for side in Signer if side not in sent[kind]),
        parts=shown,
        standards=_standard_lines(review, shown, standards),
        objectives=tuple(
            ObjectiveLine(one.id, one.text, standard_name(one.standard), one.how_we_will_know, one.what_came_of_it)
            for one in sorted(review.objectives, key=lambda one: one.position)
        ),
        needs=tuple(
            NeedLine(one.id, one.need, one.agreed_action) for one in sorted(review.needs, key=lambda one: one.position)
        ),
        is_one_of_two=policy.can_write_before_meetings(actor, review),
        can_agree=policy.can_write_appraisers_part(actor, review),
        is_resting=review.state is not ReviewState.OPEN,
        stage=review.stage,
        on_to=_on_to(actor, review, kind, sent, is_open=is_open, is_held=held_on is not None),
    )


def _on_to(
    actor: Actor, review: Review, kind: MeetingKind, sent: Sent, *, is_open: bool, is_held: bool
) -> Stage | None:
    """The next stage, for one of the two who may move there: preparation and self-review are through once they are
    sent, a meeting once it was held."""
    if policy.signer_of(actor, review) is None or next_meeting(review.stage) is not kind:
        return None
    match review.stage:
        case Stage.PREPARATION:
            is_through = is_open
        case Stage.SELF_REVIEW:
            is_through = is_held or Signer.PERSON in sent[kind]
        case _:
            is_through = is_held
    return next_stage(review.stage) if is_through and policy.can_move_on(actor, review) else None


def _standard_lines(
    review: Review, parts: Iterable[PartWords], standards: Iterable[Standard]
) -> tuple[StandardLine, ...]:
    parts = tuple(parts)
    agreed = {sentence.standard_id: sentence.text for sentence in review.sentences}
    return tuple(
        StandardLine(
            id=one.id,
            name=standard_name(one),
            short=str(one.number or one.short),
            said=tuple(
                (part.who, part.under[standard_name(one)]) for part in parts if standard_name(one) in part.under
            ),
            agreed=agreed.get(one.id, ""),
        )
        for one in standards
    )
