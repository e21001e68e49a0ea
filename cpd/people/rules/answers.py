"""The three words with which a question about one's own experience is answered: no number, nothing to add up."""

from enum import StrEnum


class AnswerWord(StrEnum):
    YES = "yes"
    IN_PART = "in_part"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
