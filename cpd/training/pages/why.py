"""Why somebody stands as they do with a course, step by step in plain sentences; and who is in a figure and who not."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from cpd.core.dates import to_text
from cpd.core.templating import listing
from cpd.training.models import Requirement
from cpd.training.pages.names import Standing, standing
from cpd.training.queries.why import AskedBy, AskedPost, Because, ReadCompletion, Why
from cpd.training.rules.coverage import DUE_SOON_DAYS, OUTSIDE_THE_FRACTION, Status
from cpd.training.wording import GROUP_NAMES, audience_in_words, grace_in_words, period_in_words, renewal_in_words


@dataclass(frozen=True)
class Step:
    """One question that the rules ask, its answer in short, and the facts behind it."""

    question: str
    answer: str
    facts: tuple[str, ...] = ()
    # Whether it is this step that the status comes from.
    decides: bool = False


@dataclass(frozen=True)
class WhyPage:
    person_id: uuid.UUID
    name: str
    is_own: bool
    course_code: str
    course_title: str
    as_at: dt.date
    today: dt.date
    # Nothing where the course is not asked of the person on that day.
    standing: Standing | None
    in_short: str
    steps: tuple[Step, ...]


def why_page(
    why: Why,
    person: tuple[uuid.UUID, str],
    course: tuple[str, str],
    today: dt.date,
    *,
    is_own: bool,
    tells_absence: bool,
) -> WhyPage:
    """``person`` and ``course``: key and name, code and title."""
    person_id, name = person
    code, title = course
    status = why.row.status if why.row else None
    hides = status in OUTSIDE_THE_FRACTION and not tells_absence
    steps = [_asked_step(why), *([_due_step(why)] if why.row else [])]
    if why.row and not hides:
        steps.append(_completions_step(why, is_own=is_own))
    if why.row and tells_absence:
        steps.append(_absence_step(why))
    if why.row and not hides:
        steps.append(_counting_step(why))
    return WhyPage(
        person_id=person_id,
        name=name,
        is_own=is_own,
        course_code=code,
        course_title=title,
        as_at=why.as_at,
        today=today,
        standing=standing(why.row, tells_absence=tells_absence) if why.row else None,
        in_short=_in_short(why, "You" if is_own else name, hides=hides),
        steps=tuple(steps),
    )


_IN_SHORT = {
    Status.EXEMPT: "{are} exempt from this course, which is not counted.",
    Status.ON_LEAVE: "{are} on long leave, which is not counted, trained or not.",
    Status.IN_DATE: "{are} trained, and counted as trained.",
    Status.DUE_SOON: f"{{are}} trained, and counted as trained. The training ends within {DUE_SOON_DAYS} days.",
    Status.EXPIRED: "{were} trained once, and it has run out. That counts as not trained.",
    Status.NOT_YET_DUE: "{are} not trained yet and still {have} time. That counts as not trained.",
    Status.OVERDUE: "{are} not trained, and the day for it has passed. That counts as not trained.",
}


def _in_short(why: Why, who: str, *, hides: bool) -> str:
    own = who == "You"
    if why.row is None:
        whom, them = ("you", "you") if own else (who, "them")
        return f"This course is not asked of {whom} on this day, so no figure counts {them}."
    verbs = {"are": "are", "were": "were", "have": "have"} if own else {"are": "is", "were": "was", "have": "has"}
    if hides:
        return f"{who} {verbs['are']} not counted now."
    return f"{who} {_IN_SHORT[why.row.status].format(**verbs)}"


def _asked_step(why: Why) -> Step:
    reached = any(one.due_on for one in why.asked_by)
    facts = list(_posts_in_words(why))
    for number, one in enumerate(why.asked_by):
        facts += _reach_in_words(number, one, why.posts)
    facts += [f"Not in force on this day: {_who(one)}, {_when(one)}." for one in why.not_in_force]
    if reached:
        answer = "Yes."
    elif not why.asked_by:
        answer = "No: on this day nobody is asked for it by rule."
    elif not any(one.is_active for one in why.posts):
        answer = "No: there is no post on this day."
    else:
        answer = "No: it is asked of others."
    return Step("Is it asked of them?", answer, tuple(facts), decides=why.row is None)


def _posts_in_words(why: Why) -> Iterator[str]:
    for one in why.posts:
        held = period_in_words(one.post.started_on, one.post.ended_on)
        line = f"{_post(one)} ({GROUP_NAMES[one.post.staff_group].lower()}), {held}"
        if one.is_active:
            yield f"{line}: a post on this day."
        elif one.post.started_on > why.as_at:
            yield f"{line}: not begun on this day."
        elif one.post.ended_on and one.post.ended_on < why.as_at:
            yield f"{line}: over on this day."
        else:
            joined = f" on {to_text(one.school.joined_on)}" if one.school.joined_on else ""
            yield f"{line}: not counted yet, since the school joined the trust{joined}."


def _post(one: AskedPost) -> str:
    return f"{one.post.job_title} at {one.school.name}"


# What of a post the lists of an audience look at.
_LOOKED_AT = {
    "staff_groups": "the staff group",
    "phases": "the kind of school",
    "schools": "the school",
    "job_titles": "the job title",
    "roles": "a role that is not held on this day",
    "people": "people named one by one",
}


def _reach_in_words(number: int, asked: AskedBy, posts: tuple[AskedPost, ...]) -> Iterator[str]:
    who = f"{_who(asked.requirement)}, {_when(asked.requirement)}"
    reached = [one for one in posts if one.is_reached_by(number)]
    if reached:
        yield f"Asked of {who}: reaches {listing([_post(one) for one in reached])}."
    for one in posts:
        if one.is_active and one.left_out_by[number]:
            because = listing([_LOOKED_AT[name] for name in one.left_out_by[number]])
            yield f"Asked of {who}: does not reach {_post(one)}, because of {because}."


def _who(requirement: Requirement) -> str:
    return audience_in_words(
        requirement.staff_groups or (),
        requirement.phases or (),
        [school.name for school in requirement.named_schools],
        requirement.job_titles or (),
        requirement.roles or (),
        2 if requirement.names_people else 0,
    )


def _when(requirement: Requirement) -> str:
    begins = max(requirement.effective_from, requirement.applies_from or requirement.effective_from)
    ends = [day for day in (requirement.effective_to, requirement.applies_to) if day]
    return period_in_words(begins, min(ends) if ends else None)


def _due_step(why: Why) -> Step:
    assert why.row is not None
    facts = [
        f"Asked from {to_text(one.requirement.effective_from)}, {grace_in_words(one.requirement.grace_days)}, of posts "
        f"since {to_text(one.started_on)}: due on {to_text(one.due_on)}."
        for one in why.asked_by
        if one.due_on and one.started_on
    ]
    if len(facts) > 1:
        facts.append("The earliest of these counts, everywhere the same.")
    decides = why.row.status in (Status.NOT_YET_DUE, Status.OVERDUE)
    return Step("By when is it due?", f"By {to_text(why.row.due_on)}.", tuple(facts), decides=decides)


def _completions_step(why: Why, *, is_own: bool) -> Step:
    assert why.row is not None
    assert why.terms is not None
    renewal = renewal_in_words(why.terms.renewal)
    lasting = "One completion is enough." if renewal == "once is enough" else f"It is renewed {renewal}."
    facts = [lasting, *(_completion_in_words(one, why) for one in why.completions)]
    decides = why.row.status in (Status.IN_DATE, Status.DUE_SOON, Status.EXPIRED)
    answer = "Nothing that counts on this day."
    if why.decides is not None:
        ends = why.decides.expires_on
        lasts = "for good" if ends is None else f"{'it was ' if ends < why.as_at else ''}valid until {to_text(ends)}"
        answer = f"Completed on {to_text(why.decides.completed_on)}, {lasts}."
    return Step(f"What {'have you' if is_own else 'have they'} completed?", answer, tuple(facts), decides=decides)


_COUNTS = {
    Because.ITSELF: "",
    Because.STANDS_IN: ", which stands in for it",
    Because.REFRESHES: ", which refreshes it",
}


def _completion_in_words(one: ReadCompletion, why: Why) -> str:
    line = f"{one.course.title}, completed on {to_text(one.completion.completed_on)}"
    if one.because is Because.LATER:
        return f"{line}: later than this day, so it does not count for it."
    if one.because is Because.NOTHING_TO_REFRESH:
        return f"{line}: a refresher, and the full course was not completed on an earlier day, so it does not count."
    assert one.held is not None
    if one.held.expires_on is None:
        valid = "valid for good"
    else:
        whence = "as the record says" if one.completion.expires_on else "by the rule of renewal"
        valid = f"valid until {to_text(one.held.expires_on)} {whence}"
    line += f"{_COUNTS[one.because]}: counts, {valid}"
    if one.held == why.decides:
        return f"{line}. " + ("Valid the longest, so this decides." if len(why.completions) > 1 else "This decides.")
    return f"{line}."


def _absence_step(why: Why) -> Step:
    assert why.row is not None
    facts = []
    if why.exemption:
        ends = f"until {to_text(why.exemption.ended_on)}" if why.exemption.ended_on else "until further notice"
        facts.append(f"Exempt from {to_text(why.exemption.started_on)} {ends}: {why.exemption.reason}.")
    if why.away:
        ends = f"until {to_text(why.away.ended_on)}" if why.away.ended_on else "until further notice"
        facts.append(f"On long leave from {to_text(why.away.started_on)} {ends}.")
    answer = "Exempt on this day." if why.exemption else "On long leave on this day." if why.away else "Neither."
    return Step("Exempt, or on long leave?", answer, tuple(facts), decides=why.row.status in OUTSIDE_THE_FRACTION)


def _counting_step(why: Why) -> Step:
    assert why.row is not None
    if why.row.status in OUTSIDE_THE_FRACTION:
        return Step("So how are they counted?", "Beside the figure: not among those who count.")
    schools = sorted({one.school.name for one in why.posts if any(map(one.is_reached_by, range(len(why.asked_by))))})
    trained = "trained" if why.row.status in (Status.IN_DATE, Status.DUE_SOON) else "not trained"
    return Step("So how are they counted?", f"Once for the trust and once at {listing(schools)}, as {trained}.")
