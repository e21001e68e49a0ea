"""Reviews as lists: one's own and those one writes, a school's board, the trust's counts, whom to begin with."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.models import AppraisalCycle, ErasedReview, Review, ReviewState, Signer
from cpd.appraisal.pages.keeping import ProofLine, proof_line
from cpd.appraisal.pages.stages import whose_words
from cpd.appraisal.queries import Candidate, CarriedIn
from cpd.appraisal.queries.moderation import Moderated
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor


@dataclass(frozen=True)
class CycleLine:
    id: uuid.UUID
    starts_on: dt.date
    ends_on: dt.date
    follows: str

    @property
    def year(self) -> str:
        return AcademicYear.of(self.starts_on).on_screen


@dataclass(frozen=True)
class ReviewLine:
    """A review in a list: whose, and whose move it is. Never a word of it."""

    id: uuid.UUID
    person: str
    job_title: str
    school: str
    year: str
    appraiser: str
    has_appraiser: bool
    state: ReviewState
    move: str
    is_laid_down: bool


@dataclass(frozen=True)
class SchoolLine:
    id: uuid.UUID
    name: str


@dataclass(frozen=True)
class IndexPage:
    mine: tuple[ReviewLine, ...]
    others: tuple[ReviewLine, ...]
    earlier: tuple[ReviewLine, ...]
    schools: tuple[SchoolLine, ...]
    carried_in: tuple[CarriedIn, ...]
    can_read_counts: bool
    can_open_cycle: bool
    can_see_rounds: bool
    moderated: tuple[Moderated, ...]
    erased: tuple[ProofLine, ...]
    # How many reviews wait for the reader to look at them and erase them.
    due: int
    can_look_at_due: bool
    can_set_keeping: bool


def cycle_line(cycle: AppraisalCycle) -> CycleLine:
    return CycleLine(cycle.id, cycle.starts_on, cycle.ends_on, cycle.policy.label)


def review_line(actor: Actor, review: Review) -> ReviewLine:
    return ReviewLine(
        id=review.id,
        person=review.person.name,
        job_title=review.job_title,
        school=review.school.name,
        year=AcademicYear.of(review.cycle.starts_on).on_screen,
        appraiser=review.appraiser.name,
        has_appraiser=review.appraiser_is_appointed,
        state=review.state,
        move=_move(actor, review),
        is_laid_down=review.laid_down_on is not None,
    )


def _is_over(review: Review) -> bool:
    return review.state is ReviewState.CLOSED or review.laid_down_on is not None


def _move(actor: Actor, review: Review) -> str:
    """Where it stands, and whose move it is."""
    if review.laid_down_on is not None:
        return "Laid down"
    if review.state is ReviewState.CLOSED:
        return "Signed by both"
    signed = {signature.signer for signature in review.signatures}
    if review.state is ReviewState.OPEN:
        whose = whose_words(actor, review)
        return (
            f"{review.stage.label}: {whose[0].lower()}{whose[1:]}"
            if whose.startswith("Yours")
            else (f"{review.stage.label}: {whose}")
        )
    waiting = review.person if Signer.APPRAISER in signed else review.appraiser
    return "Yours to sign" if waiting.id == actor.person_id else f"Waiting for {waiting.name} to sign"


def index_page(
    actor: Actor,
    *,
    mine: Iterable[Review],
    others: Iterable[Review],
    schools: Iterable[tuple[uuid.UUID, str]],
    carried_in: Iterable[CarriedIn],
    moderated: Iterable[Moderated],
    erased: Iterable[ErasedReview],
    due: int,
) -> IndexPage:
    others = list(others)
    return IndexPage(
        mine=tuple(review_line(actor, review) for review in mine),
        others=tuple(review_line(actor, one) for one in others if not _is_over(one)),
        earlier=tuple(review_line(actor, one) for one in others if _is_over(one)),
        schools=tuple(SchoolLine(id_, name) for id_, name in schools),
        carried_in=tuple(carried_in),
        can_read_counts=policy.can_read_counts(actor),
        can_open_cycle=policy.can_open_cycle(actor),
        can_see_rounds=policy.can_see_rounds(actor),
        moderated=tuple(moderated),
        erased=tuple(proof_line(one) for one in erased),
        due=due,
        can_look_at_due=actor.is_head or due > 0,
        can_set_keeping=policy.can_set_keeping(actor),
    )


@dataclass(frozen=True)
class StartPage:
    school: SchoolLine
    cycle: CycleLine
    ready: tuple[Candidate, ...]
    without_appraiser: tuple[Candidate, ...]
    left_out: tuple[Candidate, ...]


def start_page(school: SchoolLine, cycle: AppraisalCycle, candidates: Sequence[Candidate]) -> StartPage:
    can_begin = [candidate for candidate in candidates if candidate.can_begin]
    return StartPage(
        school=school,
        cycle=cycle_line(cycle),
        ready=tuple(candidate for candidate in can_begin if candidate.appraiser_id),
        without_appraiser=tuple(candidate for candidate in can_begin if not candidate.appraiser_id),
        left_out=tuple(candidate for candidate in candidates if not candidate.can_begin),
    )
