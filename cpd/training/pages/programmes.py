"""Programmes and what courses say of themselves, as their pages show them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from cpd.core.templating import short_day
from cpd.training.models import Completion, Course, Programme
from cpd.training.pages.courses import Design, RequirementLine, design_of, requirement_lines
from cpd.training.pages.names import standing
from cpd.training.queries.people import PeopleRow
from cpd.training.services.programmes import Words


@dataclass(frozen=True)
class ProgrammeStep:
    """One course of a programme: its place, why, whom it is asked of, and how the reader stands."""

    place: int
    code: str
    title: str
    why: str
    asked_of: tuple[RequirementLine, ...]
    word: str
    tone: str
    when: str


@dataclass(frozen=True)
class ProgrammePage:
    code: str
    title: str
    why: str
    afterwards: str
    source: str
    # Code and heading of each standard; the heading is empty where the frameworks do not know the code.
    standards: tuple[tuple[str, str], ...]
    design: Design
    steps: tuple[ProgrammeStep, ...]
    published_on: dt.date | None
    can_write: bool

    @property
    def next(self) -> ProgrammeStep | None:
        """The first course of the order that the reader is asked for and has not got."""
        return next((step for step in self.steps if step.tone in ("attention", "soon", "waiting")), None)

    @property
    def asked(self) -> int:
        return sum(bool(step.tone) for step in self.steps)

    @property
    def in_date(self) -> int:
        return sum(step.tone in ("good", "soon") for step in self.steps)


def programme_page(
    programme: Programme,
    standards: Mapping[str, str],
    own: Iterable[PeopleRow],
    completed: Iterable[tuple[Completion, Course]],
    today: dt.date,
    *,
    can_write: bool,
) -> ProgrammePage:
    standings = {row.course_code: standing(row) for row in own}
    last: dict[str, dt.date] = {}
    for done, course in completed:
        last.setdefault(course.code, done.completed_on)
    steps = []
    for part in programme.courses:
        course = part.course
        mine = standings.get(course.code)
        if mine is not None:
            state = (mine.word, mine.tone, mine.when)
        else:
            done_on = last.get(course.code)
            state = ("", "", f"not asked of you; completed on {short_day(done_on)}" if done_on else "not asked of you")
        asked_of = tuple(line for line in requirement_lines(course.requirements, today) if line.state != "ended")
        steps.append(ProgrammeStep(part.position, course.code, course.title, course.why, asked_of, *state))
    return ProgrammePage(
        code=programme.code,
        title=programme.title,
        why=programme.why,
        afterwards=programme.afterwards,
        source=programme.source,
        standards=tuple((code, standards.get(code, "")) for code in programme.standards),
        design=design_of(programme.mechanisms),
        steps=tuple(steps),
        published_on=programme.published_on,
        can_write=can_write,
    )


_LABELS = {
    "title": "Title",
    "why": "Why",
    "afterwards": "What should look different afterwards",
    "standards": "Standards it serves",
    "source": "Where it comes from",
    "mechanisms": "What it does to make learning last",
    "look_fors": "Look-fors",
    "need": "Need",
    "courses": "Courses, in their order",
}


def saved_meanwhile(saved: Mapping[str, object], typed: Words) -> list[tuple[str, str]]:
    """What somebody else saved, as far as it differs from what was typed."""
    ours = asdict(typed)
    return [
        (label, _shown(saved[name]))
        for name, label in _LABELS.items()
        if name in saved and _shown(saved[name]) != _shown(ours[name])
    ]


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
