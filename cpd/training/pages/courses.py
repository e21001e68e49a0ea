"""What a course is, why, and who must hold it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpd.core.dates import to_text
from cpd.standards.mechanisms import by_group
from cpd.training.models import Category, Course, CourseRule, Requirement
from cpd.training.wording import CATEGORY_NAMES, audience_in_words, grace_in_words, period_in_words, renewal_in_words


@dataclass(frozen=True)
class CourseLink:
    code: str
    title: str


@dataclass(frozen=True)
class RequirementLine:
    who: str
    when: str
    grace: str
    # ``now``, ``later`` or ``ended``, on the day the page is read.
    state: str
    id: uuid.UUID


@dataclass(frozen=True)
class Design:
    """What a course or programme rests on: the mechanisms of each of the four groups."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def held(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(group, names) for group, names in self.groups if names]

    @property
    def missing(self) -> list[str]:
        """The groups without any; nothing is said of a design that nobody has described."""
        return [group.lower() for group, names in self.groups if not names] if self.held else []


def design_of(mechanisms: Sequence[str]) -> Design:
    return Design(tuple((group, tuple(names)) for group, names in by_group(mechanisms)))


@dataclass(frozen=True)
class CoursePage:
    code: str
    title: str
    category: str
    why: str
    source: str
    renewal: str
    # Code and heading of each standard; the heading is empty where the frameworks do not know the code.
    standards: tuple[tuple[str, str], ...]
    met_by: tuple[CourseLink, ...]
    refreshed_by: CourseLink | None
    counts_for: tuple[CourseLink, ...]
    required: tuple[RequirementLine, ...]
    # Sentences about changes that begin later.
    coming: tuple[str, ...]
    afterwards: str
    design: Design
    # Code and words of each look-for; the words are empty where nobody knows the code.
    look_fors: tuple[tuple[str, str], ...]
    need: str
    is_published: bool


def course_page(
    course: Course,
    counts_for: Sequence[Course],
    standards: Mapping[str, str],
    look_fors: Mapping[str, str],
    today: dt.date,
) -> CoursePage:
    rule = _rule_on(course.rules, today)
    later = sorted((r for r in course.rules if r.applies_from and r.applies_from > today), key=_begins)
    return CoursePage(
        code=course.code,
        title=course.title,
        category=CATEGORY_NAMES[course.category],
        why=course.why,
        source=course.source,
        renewal=renewal_in_words(rule.renewal),
        standards=tuple((code, standards.get(code, "")) for code in course.standards),
        met_by=tuple(_link(other) for other in rule.satisfied_by),
        refreshed_by=_link(rule.refresher_course) if rule.refresher_course else None,
        counts_for=tuple(_link(other) for other in counts_for),
        required=tuple(requirement_lines(course.requirements, today)),
        coming=tuple(
            f"From {to_text(_begins(change))} it is renewed {renewal_in_words(change.renewal)}." for change in later
        ),
        afterwards=course.afterwards,
        design=design_of(course.mechanisms),
        look_fors=tuple((code, look_fors.get(code, "")) for code in course.look_fors),
        need=course.need,
        is_published=course.published_on is not None,
    )


def _begins(rule: CourseRule) -> dt.date:
    return rule.applies_from or dt.date.min


def _rule_on(rules: Sequence[CourseRule], day: dt.date) -> CourseRule:
    return max((rule for rule in rules if _begins(rule) <= day), key=_begins)


def _link(course: Course) -> CourseLink:
    return CourseLink(course.code, course.title)


def requirement_lines(requirements: Sequence[Requirement], today: dt.date) -> list[RequirementLine]:
    """Those in force first, then those to come; an ended version is history and not shown."""
    lines: list[tuple[int, dt.date, RequirementLine]] = []
    for row in requirements:
        if row.applies_to is not None and row.applies_to < today:
            continue
        begins = max(row.effective_from, row.applies_from or row.effective_from)
        state = "later" if begins > today else "ended" if row.effective_to and row.effective_to < today else "now"
        who = audience_in_words(
            row.staff_groups or (),
            row.phases or (),
            [school.name for school in row.named_schools],
            row.job_titles or (),
            row.roles or (),
            len(row.named_people),
        )
        line = RequirementLine(
            who[0].upper() + who[1:],
            period_in_words(begins, row.effective_to or row.applies_to),
            grace_in_words(row.grace_days),
            state,
            row.id,
        )
        lines.append((("now", "later", "ended").index(state), begins, line))
    return [line for _, _, line in sorted(lines, key=lambda entry: entry[:2])]


@dataclass(frozen=True)
class CourseList:
    """The courses of one category, each with what it is renewed by and whether somebody must hold it."""

    name: str
    courses: tuple[Course, ...]


def course_lists(courses: Sequence[Course]) -> list[CourseList]:
    order = list(Category)
    by_category = sorted(courses, key=lambda course: (order.index(course.category), course.title))
    return [
        CourseList(CATEGORY_NAMES[category], tuple(group))
        for category, group in groupby(by_category, key=lambda course: course.category)
    ]
