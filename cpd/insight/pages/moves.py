"""What is next, and whose move it is: one list over all rooms, the most pressing first."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpd.appraisal.models import Review, ReviewState, Signer
from cpd.appraisal.queries import ReviewToWrite
from cpd.appraisal.rules.asked import asked
from cpd.appraisal.rules.stages import Stage
from cpd.coaching.models import Focus, Visit
from cpd.coaching.queries import Supported
from cpd.coaching.queries.pulse import PulseToAsk
from cpd.coaching.rules.support import Rhythm
from cpd.core.periods import AcademicYear
from cpd.insight.pages.mine import TrainingBlock
from cpd.insight.queries import LatestVisit, WaysIn
from cpd.insight.rules import end_of_week
from cpd.people.actor import Actor

YOURS = "Your move"
_A_REPLY_IS_TIMELY_FOR = dt.timedelta(days=28)
_WEEK = dt.timedelta(days=7)
_MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Move:
    """One thing to do, or one that somebody else is about to do; and the page where it is done."""

    title: str
    text: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    whose: str = YOURS
    when: dt.date | None = None

    @property
    def is_mine(self) -> bool:
        return self.whose == YOURS


@dataclass(frozen=True)
class Happenings:
    """What the rooms say about the actor; what does not concern them is empty."""

    visit: LatestVisit | None = None
    focus: Focus | None = None
    training: TrainingBlock | None = None
    my_review: Review | None = None
    reviews: Sequence[ReviewToWrite] = ()
    drafts: Sequence[Visit] = ()
    # What the trust has agreed, for an ambassador.
    rhythm: Rhythm | None = None
    pulse: PulseToAsk | None = None
    supported: Sequence[Supported] = ()
    certificates: int = 0
    # Claims of paid time that wait for the actor's answer.
    claims: int = 0
    ways_in: WaysIn | None = None
    # Reviews whose time is over, which the actor looks at and erases.
    time_over: int = 0


def moves(actor: Actor, now: Happenings) -> tuple[Move, ...]:
    """The actor's own moves first, then those they wait for."""
    found = [
        *_as_ambassador(actor, now),
        *_of_visit(actor, now),
        *_of_pulse(now),
        *_of_training(actor, now),
        *_of_my_review(now),
        *_as_appraiser(now),
        *_as_office(actor, now),
        *_as_keeper(now),
        *_of_focus(actor, now),
    ]
    return tuple(sorted(found, key=lambda move: not move.is_mine))


def _as_ambassador(actor: Actor, now: Happenings) -> Iterator[Move]:
    for visit in now.drafts[:_MOST_OF_A_KIND]:
        yield Move(
            f"Finish and share your visit to {visit.person.name}",
            _of_draft(actor, now.rhythm, visit),
            "coaching.visit_edit",
            {"visit_id": visit.id},
            when=visit.visited_on,
        )
    if len(now.drafts) > _MOST_OF_A_KIND:
        yield Move(f"Finish and share {len(now.drafts) - _MOST_OF_A_KIND} more drafts", "Only you see them", _CASELOAD)
    last = end_of_week(actor.today)
    steps = [(one.check_back_on, one) for one in now.supported if one.open_step and one.check_back_on]
    this_week = sorted((pair for pair in steps if last - _WEEK < pair[0] <= last), key=lambda pair: pair[0])
    for day, one in this_week[:_MOST_OF_A_KIND]:
        text = one.open_step or ""
        yield Move(f"Check back with {one.name}", text, "coaching.visit_new", {"person": one.person_id}, when=day)
    later = len(this_week[_MOST_OF_A_KIND:])
    missed = sum(day <= last - _WEEK for day, _ in steps)
    if later:
        yield Move(f"Check back with {later} more this week", "Their steps are open", _CASELOAD)
    if missed:
        title = f"{missed} check-backs of earlier weeks" if missed > 1 else "One check-back of an earlier week"
        yield Move(title, "Their steps are still open: visit again, or say how they ended", _CASELOAD)


def _of_draft(actor: Actor, rhythm: Rhythm | None, visit: Visit) -> str:
    """The nudge of a draft that has lain for longer than the trust has agreed: to its visitor alone."""
    if rhythm is not None and visit.visited_on < rhythm.late_before(actor.today):
        days = (actor.today - visit.visited_on).days
        return f"Not shared for {days} days: {visit.person.known_as} cannot read it yet"
    return "A draft that only you see"


def _of_pulse(now: Happenings) -> Iterator[Move]:
    if now.pulse is not None:
        yield Move(
            f"How is it to be coached by {now.pulse.visitor}?",
            "Three taps; nobody learns that the words are yours",
            "coaching.pulse_answer",
            {"visit_id": now.pulse.visit_id},
        )


def _of_visit(actor: Actor, now: Happenings) -> Iterator[Move]:
    visit = now.visit
    if visit and not visit.has_replied and actor.today - visit.visited_on <= _A_REPLY_IS_TIMELY_FOR:
        yield Move(
            f"Read what {visit.visitor} saw, and reply",
            f"{visit.kind} shared with you alone",
            "coaching.visit_show",
            {"visit_id": visit.id},
            when=visit.visited_on,
        )


def _of_training(actor: Actor, now: Happenings) -> Iterator[Move]:
    training = now.training
    if training is None or not training.late:
        return
    first = training.next[0]
    mine = {"person_id": actor.person_id}
    if training.late == 1:
        yield Move(first.course_title, f"Training that {first.when}", _TRAINING, mine)
    else:
        title, text = f"{training.late} courses to catch up on", f"Longest ago: {first.course_title}"
        yield Move(title, text, _TRAINING, mine)


def _of_my_review(now: Happenings) -> Iterator[Move]:
    review = now.my_review
    if review is None or review.laid_down_on is not None:
        return
    year = AcademicYear.of(review.cycle.starts_on).on_screen
    where, appraiser = {"review_id": review.id}, review.appraiser.name
    if review.state is ReviewState.OPEN and review.stage in _OWN_STAGES:
        what = asked(review.stage, Signer.PERSON)
        yield Move(f"Your review {year}: {review.stage.label.lower()}", what, _REVIEW, where)
    if review.state is not ReviewState.SIGNING:
        return
    if Signer.PERSON in {signature.signer for signature in review.signatures}:
        yield Move(f"Your review {year}", "You have signed it", _REVIEW, where, whose=f"Waiting for {appraiser}")
    else:
        yield Move(f"Read and sign your review {year}", f"{appraiser} has signed it", _REVIEW, where)


def _as_appraiser(now: Happenings) -> Iterator[Move]:
    """Reviews in which the appraiser's next move is the actor's."""
    to_sign = [review for review in now.reviews if review.state is ReviewState.SIGNING]
    being_written = [review for review in now.reviews if review.state is ReviewState.OPEN]
    for review in to_sign[:_MOST_OF_A_KIND]:
        text = f"{review.known_as} has signed it"
        yield Move(f"Sign the review of {review.name}", text, _REVIEW, {"review_id": review.id})
    if len(to_sign) > _MOST_OF_A_KIND:
        yield Move(f"Sign {len(to_sign) - _MOST_OF_A_KIND} more reviews", "The others have signed", _REVIEWS)
    if being_written:
        count = len(being_written)
        title = f"{count} reviews are being written" if count > 1 else f"Review of {being_written[0].name}"
        yield Move(title, "You are the appraiser", _REVIEWS, whose="You and they")


def _as_office(actor: Actor, now: Happenings) -> Iterator[Move]:
    if now.claims:
        title = f"{now.claims} claims of paid time to answer" if now.claims > 1 else "One claim of paid time to answer"
        yield Move(title, "Minutes at training outside paid hours", "training.paid_time_claims")
    if now.certificates:
        count = now.certificates
        title = f"{count} certificates to check" if count > 1 else "One certificate to check"
        yield Move(title, "Entered by colleagues; they count once you have looked", "training.certificate_index")
    if actor.is_office and now.ways_in is not None and now.ways_in.without:
        count = now.ways_in.without
        title = f"Bring {count} people in" if count > 1 else "Bring one person in"
        yield Move(title, "They do not use their account yet: invite them, or print a letter", _INVITATIONS)


def _as_keeper(now: Happenings) -> Iterator[Move]:
    if now.time_over:
        count = now.time_over
        title = f"{count} reviews whose time is over" if count > 1 else "One review whose time is over"
        yield Move(title, "To be looked at, and then erased or held", "appraisal.keeping_due")


def _of_focus(actor: Actor, now: Happenings) -> Iterator[Move]:
    if actor.is_staff and now.focus is None:
        yield Move("Write what you are working on", "One thing, in your own words", "coaching.focus_edit")


_CASELOAD, _TRAINING = "coaching.caseload_show", "training.person_training"
# Where the review waits for its person and not for a day that both meet on.
_OWN_STAGES = (Stage.PREPARATION, Stage.SELF_REVIEW, Stage.COMMENT_AND_SIGNATURES)
_REVIEW, _REVIEWS = "appraisal.review_show", "appraisal.review_index"
_INVITATIONS = "accounts.invitation_index"
