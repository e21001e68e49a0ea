"""Three questions about being coached: their words, when they are asked, and when a coach sees the answers."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cpd.coaching.rules.figures import FEWEST
from cpd.people.rules.answers import AnswerWord

# Asked of the last visit while it is fresh, and once in a half-term for a pair; afterwards not any more.
ASKED_FOR = dt.timedelta(days=28)


class Question(StrEnum):
    LISTENED = "listened"
    STEP_HELPED = "step_helped"
    FELT_SAFE = "felt_safe"

    @property
    def text(self) -> str:
        return _TEXTS[self]


_TEXTS = {
    Question.LISTENED: "Were you listened to?",
    Question.STEP_HELPED: "Does the step help you?",
    Question.FELT_SAFE: "Did it feel safe?",
}


@dataclass(frozen=True)
class Answers:
    """What somebody has said so far, question by question."""

    listened: AnswerWord | None = None
    step_helped: AnswerWord | None = None
    felt_safe: AnswerWord | None = None

    @property
    def next(self) -> Question | None:
        return next((question for question in Question if getattr(self, question.value) is None), None)


def may_be_shown(people: int) -> bool:
    """Whether the answers that wait enter what the coach sees: once they are those of five different people.

    Five answers of one person would be that person's, also after five others have answered before.
    """
    return people >= FEWEST
