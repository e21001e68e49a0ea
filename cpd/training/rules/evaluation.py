"""Three questions about a session, the words that answer them, and when those who keep its register see counts."""

from enum import StrEnum

# Answers enter what is shown this many at a time, so that nobody can read one off (docs/adr/0013, docs/adr/0015).
SHOWN_AT_ONCE = 5


class Question(StrEnum):
    UNDERSTOOD_WHY = "understood_why"
    CAN_USE_IT = "can_use_it"
    WORTH_THE_TIME = "worth_the_time"

    @property
    def text(self) -> str:
        return _TEXTS[self]


_TEXTS = {
    Question.UNDERSTOOD_WHY: "Do you see why we are trained in this?",
    Question.CAN_USE_IT: "Can you use it in your own work this month?",
    Question.WORTH_THE_TIME: "Was it worth the time?",
}
