"""What somebody has to do, in the words of a reminder."""

from collections.abc import Iterable
from dataclasses import dataclass

from cpd.core.templating import short_day
from cpd.training.queries.reminders import ToDo
from cpd.training.rules.coverage import Status
from cpd.training.wording import STATUS_NAMES, STATUS_TONES

_SAYS = {
    Status.DUE_SOON: "ends on",
    Status.EXPIRED: "ended on",
    Status.NOT_YET_DUE: "is due by",
    Status.OVERDUE: "was due on",
}


@dataclass(frozen=True)
class ToDoLine:
    code: str
    title: str
    word: str
    tone: str
    # ``ends on 3 Mar 2027``
    when: str


def todo_lines(todos: Iterable[ToDo]) -> list[ToDoLine]:
    """The longest late first."""
    return [
        ToDoLine(todo.course_code, todo.course_title, STATUS_NAMES[todo.status], STATUS_TONES[todo.status], says(todo))
        for todo in sorted(todos, key=lambda todo: (todo.by, todo.course_title))
    ]


def says(todo: ToDo) -> str:
    return f"{_SAYS[todo.status]} {short_day(todo.by)}"
