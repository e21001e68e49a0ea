"""How long a review is kept, on its page; the reviews whose time is over; what erasing takes along; and proof."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.models import ErasedReview, Review, ReviewHold, ReviewState
from cpd.appraisal.queries.keeping import DueReview, Held
from cpd.appraisal.rules.keeping import kept_until
from cpd.core.clock import LONDON
from cpd.core.periods import AcademicYear
from cpd.core.templating import plural
from cpd.people.actor import Actor


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


# On the page of a review


@dataclass(frozen=True)
class HoldLine:
    """A hold. Its reason is for the person, and for those who hold and lift."""

    id: uuid.UUID
    by: str
    since: dt.date
    reason: str
    lifted_by: str
    lifted_on: dt.date | None


@dataclass(frozen=True)
class KeepingPart:
    sentence: str
    held: HoldLine | None
    earlier: tuple[HoldLine, ...]
    can_decide: bool


def keeping_part(actor: Actor, review: Review, years: int, holds: Iterable[ReviewHold]) -> KeepingPart:
    can_decide = policy.can_decide_keeping(actor, review)
    reads_reason = can_decide or policy.is_person(actor, review)
    lines = [_hold_line(one, reads_reason=reads_reason) for one in holds]
    held = next((line for line in lines if line.lifted_on is None), None)
    until = kept_until(review.cycle.ends_on, years)
    return KeepingPart(
        sentence=_kept(until, actor.today, is_held=held is not None),
        held=held,
        earlier=tuple(line for line in lines if line.lifted_on is not None),
        can_decide=can_decide,
    )


def _kept(until: dt.date, today: dt.date, *, is_held: bool) -> str:
    if is_held:
        return "Held: it is not erased until the hold is lifted, whatever the day."
    if until < today:
        return f"It was to be kept until {_day(until)}. It waits to be looked at and erased."
    return f"Kept until {_day(until)}, then looked at and erased."


def _hold_line(hold: ReviewHold, *, reads_reason: bool) -> HoldLine:
    return HoldLine(
        id=hold.id,
        by=hold.held_by.name if hold.held_by else "Somebody",
        since=hold.held_at.astimezone(LONDON).date(),
        reason=hold.reason if reads_reason else "",
        lifted_by=hold.lifted_by.name if hold.lifted_by else "",
        lifted_on=hold.lifted_at.astimezone(LONDON).date() if hold.lifted_at else None,
    )


# Whose time is over


@dataclass(frozen=True)
class DueLine:
    """A review whose time is over: whose, and how much of it there is. Never a word of it."""

    id: uuid.UUID
    version: int
    person: str
    job_title: str
    school: str
    year: str
    kept_until: dt.date
    how_it_ended: str
    parts: str
    is_confidential: bool
    held: Held | None


@dataclass(frozen=True)
class ProofLine:
    """That a review was erased."""

    person: str
    school: str
    year: str
    erased_at: dt.datetime
    by: str
    rule: str
    signed: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class DuePage:
    due: tuple[DueLine, ...]
    held: tuple[DueLine, ...]
    erased: tuple[ProofLine, ...]
    years: int


def due_line(one: DueReview, years: int) -> DueLine:
    review = one.review
    return DueLine(
        id=review.id,
        version=review.version,
        person=review.person.name,
        job_title=review.job_title,
        school=review.school.name,
        year=AcademicYear.of(review.cycle.starts_on).on_screen,
        kept_until=kept_until(one.ends_on, years),
        how_it_ended=_how_it_ended(one),
        parts=_parts(one),
        is_confidential=review.hr_contact_id is not None,
        held=one.held,
    )


def _how_it_ended(one: DueReview) -> str:
    if one.review.laid_down_on is not None:
        return "Laid down"
    return "Signed by both" if one.review.state is ReviewState.CLOSED else "Never signed by both"


def _parts(one: DueReview) -> str:
    counted = (
        (one.signed, "signed version", None),
        (one.meetings, "meeting", None),
        (one.brought, "thing brought in", "things brought in"),
        (one.files, "file", None),
    )
    parts = [plural(count, what, many) for count, what, many in counted if count]
    if one.has_plan:
        parts.append("a support plan")
    return ", ".join(parts) or "nothing but its words"


def proof_line(erased: ErasedReview) -> ProofLine:
    return ProofLine(
        person=erased.person.name,
        school=erased.school.name,
        year=AcademicYear.of(erased.cycle.starts_on).on_screen,
        erased_at=erased.erased_at,
        by=erased.erased_by_name,
        rule=f"kept for {plural(erased.years, 'year')} after the end of its cycle, until {_day(erased.kept_until)}",
        signed=tuple((one["number"], _hashes(one)) for one in erased.signed),
    )


_FILES = {"record": "The record", "pdf": "Its PDF", "archive": "Its PDF/A"}


def _hashes(version: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, version[name]) for name, label in _FILES.items() if version[name])


def due_page(due: Iterable[DueReview], erased: Iterable[ErasedReview], years: int) -> DuePage:
    lines = [due_line(one, years) for one in due]
    return DuePage(
        due=tuple(line for line in lines if line.held is None),
        held=tuple(line for line in lines if line.held is not None),
        erased=tuple(proof_line(one) for one in erased),
        years=years,
    )


# For how long


@dataclass(frozen=True)
class SpanPage:
    """``None`` among the counts reads "fewer than 5"."""

    years: int
    due: int | None
    with_nobody: int | None
    # The years that are looked at before they are set, and how many reviews would be due then.
    asked: int | None = None
    would_be_due: int | None = None


def seen_of(lines: Sequence[DueLine]) -> str:
    """What an erasing page showed, for its form: each review with its version."""
    return " ".join(f"{line.id}.{line.version}" for line in lines)
