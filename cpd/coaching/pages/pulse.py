"""Three questions about being coached, and what a coach sees of the answers."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cpd.coaching.queries.pulse import PulseToAsk, PulseYear
from cpd.coaching.rules.pulse import Answers, Question
from cpd.people.rules.answers import AnswerWord

WORDS = tuple((word.value, word.label) for word in AnswerWord)


@dataclass(frozen=True)
class PulseAsk:
    """One question at a time, each with three words to tap; what was said before goes with the next tap."""

    visit_id: uuid.UUID
    visitor: str
    visited_on: dt.date
    name: str
    text: str
    number: int
    said: dict[str, str]
    words: tuple[tuple[str, str], ...] = WORDS

    @property
    def of(self) -> int:
        return len(Question)


def pulse_ask(pulse: PulseToAsk | None, answers: Answers | None = None) -> PulseAsk | None:
    """The next question, or nothing where nothing is asked."""
    answers = answers or Answers()
    question = answers.next
    if pulse is None or question is None:
        return None
    said = {one.value: getattr(answers, one.value) for one in Question}
    return PulseAsk(
        visit_id=pulse.visit_id,
        visitor=pulse.visitor,
        visited_on=pulse.visited_on,
        name=question.value,
        text=question.text,
        number=list(Question).index(question) + 1,
        said={name: word.value for name, word in said.items() if word is not None},
    )


@dataclass(frozen=True)
class PulseYearPart:
    year: str
    answers: int
    # Each question with its counts in the order of the words.
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PulsePage:
    years: tuple[PulseYearPart, ...]
    columns: tuple[str, ...] = tuple(label for _, label in WORDS)


def pulse_page(years: Sequence[PulseYear]) -> PulsePage:
    return PulsePage(
        tuple(
            PulseYearPart(
                year.year,
                year.answers,
                tuple(
                    (question.text, *(f"{count:,}" for count in year.counts[question].values()))
                    for question in Question
                ),
            )
            for year in years
        )
    )
