"""The page that everybody has about themselves: what they work on, what has changed, and what they wish."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.appraisal.models import Review
from cpd.appraisal.pages import ReviewLine, review_line
from cpd.coaching.models import ActionStep, CoachingWish, Focus, StepTrial, Visit
from cpd.coaching.pages.parts import FocusLine, VisitLine, focus_line, visit_line
from cpd.coaching.queries import MySupport
from cpd.coaching.rules.steps import StepState
from cpd.insight.pages.mine import TrainingBlock
from cpd.insight.pages.moves import Move
from cpd.insight.queries import Reading
from cpd.people.actor import Actor

_MOST_VISITS, _MOST_TRIALS = 6, 3
_READ = {
    "review.read": "opened your review",
    "review.downloaded": "downloaded your review",
    "induction.read": "opened your induction",
    "training.list_read": "opened your training list",
    "other_visit.read": "opened a visit to you",
    "training.certificate_printed": "printed a certificate of yours",
    "accounts.letter_printed": "printed a letter with a code that opens your account",
    "accounts.reset_sent": "had a link to a new password sent to you",
    "accounts.link_made": "made a link that opens your account",
    "support.begun": "took you on as your ambassador, to read your focus and open step",
    "support.allotted": "asked an ambassador to support you",
    "people.email_changed": "changed the email address you sign in with, or gave you one",
}
_ENDED = {
    StepState.EMBEDDED: "A step is embedded:",
    StepState.REPLACED: "A step was replaced by another:",
    StepState.LET_GO: "A step was let go:",
    StepState.DECLINED: "You declined a step:",
}


@dataclass(frozen=True)
class Sentence:
    """One thing that happened on a day, said as one would say it; with the words that belong to it."""

    on: dt.date
    text: str
    words: str = ""
    visit_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Month:
    first: dt.date
    sentences: tuple[Sentence, ...]

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"


def story(
    focuses: Sequence[Focus], visits: Sequence[Visit], steps: Sequence[ActionStep], since: dt.date
) -> tuple[Month, ...]:
    """What has changed since a day, month by month, the first first, from what the person alone may read."""
    told = [*_of_focuses(focuses), *_of_visits(visits), *_of_steps(steps)]
    told = sorted((one for one in told if one.on >= since), key=lambda one: one.on)
    return tuple(
        Month(first, tuple(sentences)) for first, sentences in groupby(told, key=lambda one: one.on.replace(day=1))
    )


def _of_focuses(focuses: Sequence[Focus]) -> Iterator[Sentence]:
    """A focus that the next one replaced is told with the next one."""
    begun = {focus.started_on for focus in focuses}
    for focus in focuses:
        yield Sentence(focus.started_on, "You began to work on this:", focus.text)
        if focus.ended_on is not None and focus.ended_on + dt.timedelta(days=1) not in begun:
            yield Sentence(focus.ended_on, "You finished with this focus:", focus.text)


def _of_visits(visits: Sequence[Visit]) -> Iterator[Sentence]:
    for visit in visits:
        yield Sentence(visit.visited_on, f"{visit.visitor.name} visited you. What worked:", visit.worked, visit.id)


def _of_steps(steps: Sequence[ActionStep]) -> Iterator[Sentence]:
    for step in steps:
        if step.closed_on is not None:
            words = f"{step.text} {step.how_it_went}".strip()
            yield Sentence(step.closed_on, _ENDED.get(step.state, "A step ended:"), words, step.visit_id)


@dataclass(frozen=True)
class StepLine:
    """An open step with the person's own cue, and how trying it went."""

    id: uuid.UUID
    text: str
    cue: str
    visitor: str
    visit_id: uuid.UUID
    check_back_on: dt.date | None
    trials: tuple[tuple[dt.datetime, str, bool], ...]


@dataclass(frozen=True)
class SupportLine:
    """Who supports the person; or, where ``is_live`` is false, whom they have asked to be replaced."""

    id: uuid.UUID
    name: str
    since: dt.date
    is_live: bool


@dataclass(frozen=True)
class SupportedLine:
    """From when to when somebody supported the person."""

    name: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class ReadingLine:
    at: dt.datetime
    who: str
    did: str


@dataclass(frozen=True)
class Wishes:
    has_declined: bool
    is_open_to_match: bool
    look_for: str | None
    reminders_off: int


def wishes(wish: CoachingWish | None) -> Wishes:
    if wish is None:
        return Wishes(has_declined=False, is_open_to_match=False, look_for=None, reminders_off=0)
    return Wishes(
        has_declined=wish.declined_on is not None,
        is_open_to_match=wish.open_to_match,
        look_for=wish.look_for.text if wish.look_for else None,
        reminders_off=len(wish.reminders_off),
    )


@dataclass(frozen=True)
class MyDevelopment:
    today: dt.date
    since: dt.date
    moves: tuple[Move, ...]
    focus: FocusLine | None
    steps: tuple[StepLine, ...]
    story: tuple[Month, ...]
    visits: tuple[VisitLine, ...]
    more_visits: int
    supports: tuple[SupportLine, ...]
    # Of this school year and the last, the latest first; ended ones too.
    supported: tuple[SupportedLine, ...]
    training: TrainingBlock
    review: ReviewLine | None
    readings: tuple[ReadingLine, ...]
    wishes: Wishes

    @property
    def ambassadors(self) -> list[str]:
        return [one.name for one in self.supports if one.is_live]

    @property
    def readers(self) -> list[str]:
        """Of the focus and the open step."""
        return ["you", *(f"{name}, your ambassador" for name in self.ambassadors)]


@dataclass(frozen=True)
class MyRecords:
    """What the rooms keep of the actor, as far as they may read it themselves."""

    focuses: Sequence[Focus]
    steps: Sequence[ActionStep]
    trials: Sequence[StepTrial]
    visits: Sequence[Visit]
    supports: Sequence[MySupport]
    supported_since: dt.date
    training: TrainingBlock
    review: Review | None
    readings: Sequence[Reading]
    wish: CoachingWish | None


def my_development(actor: Actor, since: dt.date, moves: tuple[Move, ...], mine: MyRecords) -> MyDevelopment:
    return MyDevelopment(
        today=actor.today,
        since=since,
        moves=moves,
        focus=focus_line(next((focus for focus in mine.focuses if focus.ended_on is None), None)),
        steps=tuple(_step(step, mine.trials) for step in mine.steps if step.state is StepState.OPEN),
        story=story(mine.focuses, mine.visits, mine.steps, since),
        visits=tuple(map(visit_line, mine.visits[:_MOST_VISITS])),
        more_visits=len(mine.visits[_MOST_VISITS:]),
        supports=tuple(
            SupportLine(one.id, one.name, one.started_on, one.ended_on is None)
            for one in mine.supports
            if one.is_ambassador and (one.ended_on is None or one.was_asked_to_go)
        ),
        supported=_supported(mine.supports, mine.supported_since),
        training=mine.training,
        review=review_line(actor, mine.review) if mine.review else None,
        readings=tuple(
            ReadingLine(one.at, one.who, _READ.get(one.action, "opened a record about you")) for one in mine.readings
        ),
        wishes=wishes(mine.wish),
    )


def _supported(supports: Sequence[MySupport], since: dt.date) -> tuple[SupportedLine, ...]:
    of_these_years = (one for one in supports if one.ended_on is None or one.ended_on >= since)
    latest_first = sorted(of_these_years, key=lambda one: one.started_on, reverse=True)
    return tuple(SupportedLine(one.name, one.started_on, one.ended_on) for one in latest_first)


def _step(step: ActionStep, trials: Sequence[StepTrial]) -> StepLine:
    mine = [trial for trial in trials if trial.step_id == step.id][:_MOST_TRIALS]
    return StepLine(
        id=step.id,
        text=step.text,
        cue=step.cue,
        visitor=step.visit.visitor.name,
        visit_id=step.visit_id,
        check_back_on=step.check_back_on,
        trials=tuple((trial.at, trial.outcome.label, trial.shared_at is not None) for trial in mine),
    )
