"""What each side writes while a review is open. A form that was opened before the latest change is refused."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpd.appraisal import policy, queries
from cpd.appraisal.models import Brought, BroughtFile, BroughtKind, DevelopmentNeed, Objective, Review, StandardSentence
from cpd.appraisal.queries import OfferedWords
from cpd.appraisal.rules.links import checked_link
from cpd.appraisal.rules.objectives import check_no_share
from cpd.appraisal.rules.states import MOST_BROUGHT, MOST_NEEDS, MOST_OBJECTIVES, NotNow, check_words_may_change
from cpd.appraisal.rules.words import Settled, Typed, settle
from cpd.appraisal.services.batches import forget_drafts
from cpd.core import audit, mail
from cpd.core.access import require
from cpd.core.errors import StaleRecord
from cpd.core.uploads import HandedIn
from cpd.people.actor import Actor
from cpd.people.models import Person
from cpd.training.models import Course


def _record(session: Session, actor: Actor, review: Review, action: str, field: str | None = None) -> None:
    detail = {"field": field} if field else None
    audit.record(session, actor, action, review.id, about_person_id=review.person_id, detail=detail)


# The person's part


# Texts of the person alone, by the names of their fields and columns.
_OWN = {"focus": "focus", "person_comment": "comment", "disagreement": "disagreement"}


def save_own_words(session: Session, actor: Actor, review: Review, typed: Mapping[str, Typed]) -> Settled:
    """The focus in the words the person brings in, their comment, and what they see differently; each for itself."""
    _check_own(actor, review)
    settled = settle(typed, {name: getattr(review, name) for name in _OWN})
    for name, text in settled.to_save.items():
        setattr(review, name, text)
        _record(session, actor, review, "review.written", _OWN[name])
    return settled


def _check_own(actor: Actor, review: Review) -> None:
    require(policy.can_write_own_part(actor, review))
    check_words_may_change(review.state)


def bring_own_words(
    session: Session,
    actor: Actor,
    review: Review,
    text: str,
    request_key: uuid.UUID,
    at: dt.datetime,
    *,
    address: str = "",
    file: HandedIn | None = None,
) -> None:
    """Bring something in one's own words, and a link or a file to it where there is one.

    The same key again changes nothing.
    """
    _check_own(actor, review)
    if _is_known(review, request_key):
        return
    _check_room(review, 1)
    brought = Brought(
        kind=BroughtKind.OWN_WORDS,
        text=text,
        address=checked_link(address),
        brought_at=at,
        request_key=request_key,
        review_id=review.id,
    )
    if file is not None:
        brought.file = BroughtFile(name=file.name, media_type=file.media_type, sha256=file.sha256, content=file.content)
    review.brought.append(brought)
    _record(session, actor, review, "review.brought")


def bring_from_coaching(
    session: Session,
    actor: Actor,
    review: Review,
    picked: Collection[OfferedWords],
    request_key: uuid.UUID,
    at: dt.datetime,
) -> None:
    """Carry sentences, steps or replies of one's own coaching in. Each coach is told that it was done, not what."""
    _check_own(actor, review)
    here = {(brought.source_id, brought.text) for brought in review.brought}
    new = [words for words in picked if (words.source_id, words.text) not in here]
    _check_room(review, len(new))
    coaches = []
    for words in new:
        coach_id = queries.coach_of(session, words.kind, words.source_id)
        review.brought.append(
            Brought(
                review_id=review.id,
                kind=words.kind,
                text=words.text,
                source_id=words.source_id,
                source_on=words.on,
                coach_id=coach_id,
                brought_at=at,
                request_key=uuid.uuid5(request_key, f"{words.source_id} {words.text}"),
            )
        )
        coaches.append(coach_id)
        _record(session, actor, review, "review.carried_in")
    for coach_id in dict.fromkeys(coach for coach in coaches if coach is not None):
        _tell_coach(session, review, coach_id)


def _tell_coach(session: Session, review: Review, coach_id: uuid.UUID) -> None:
    """A mail without the words; a coach without an address reads it on the appraisal page."""
    coach = session.get(Person, coach_id)
    if coach is None or coach.email is None or coach_id == review.person_id:
        return
    values = {
        "coach": coach.known_as,
        "person": review.person.name,
        "known_as": review.person.known_as,
        "url": mail.address("appraisal.review_index"),
    }
    subject = f"{review.person.name} carried something from coaching into their review"
    mail.queue(session, mail.written(coach.email, subject, "appraisal/mail/carried_in", **values))


def take_out(session: Session, actor: Actor, review: Review, brought_id: uuid.UUID) -> None:
    """Take back something that was brought, until the first signature; a draft that was printed with it goes too."""
    require(policy.can_write_own_part(actor, review))
    check_words_may_change(review.state)
    review.brought.remove(queries.get_brought(review, brought_id))
    forget_drafts(session, review.id)
    _record(session, actor, review, "review.taken_out")


def _is_known(review: Review, request_key: uuid.UUID) -> bool:
    return any(brought.request_key == request_key for brought in review.brought)


def _check_room(review: Review, more: int) -> None:
    if len(review.brought) + more > MOST_BROUGHT:
        raise NotNow(
            f"Up to {MOST_BROUGHT} things can be brought to one review, so that both of you can talk about each. "
            "Take something out first."
        )


# The appraiser's part


def _check_appraisers(actor: Actor, review: Review) -> None:
    require(policy.can_write_appraisers_part(actor, review))
    check_words_may_change(review.state)


def save_sentence(
    session: Session, actor: Actor, review: Review, standard_id: uuid.UUID, text: str, version: int
) -> None:
    """A sentence under one standard; empty takes it away. ``version`` 0: there was none when the form was opened."""
    _check_appraisers(actor, review)
    sentence = queries.get_sentence(review, standard_id)
    if (sentence.version if sentence else 0) != version:
        if (sentence.text if sentence else "") == text:
            return
        raise StaleRecord
    if sentence is None:
        if not text:
            return
        require(standard_id in {standard.id for standard in queries.standards_of(session, review)})
        review.sentences.append(StandardSentence(review_id=review.id, standard_id=standard_id, text=text))
    elif not text:
        review.sentences.remove(sentence)
    elif sentence.text != text:
        sentence.text = text
    else:
        return
    _record(session, actor, review, "review.written", "sentence")


@dataclass(frozen=True)
class Cited:
    """What an objective cites: a standard and, where it helps, a priority of the trust."""

    standard_id: uuid.UUID
    trust_priority_id: uuid.UUID | None = None


def save_objective(
    session: Session,
    actor: Actor,
    review: Review,
    objective: Objective | None,
    cited: Cited,
    words: dict[str, str],
    *,
    version: int,
    request_key: uuid.UUID,
    is_not_about_results: bool,
) -> None:
    """Write an objective, new where ``objective`` is empty. ``words``: text, how_we_will_know, what_came_of_it.

    A share of pupils in what will be different and how both will know is refused with the reason, and let through once
    by the tick; nothing of it is kept. The same key makes one objective.
    """
    _check_appraisers(actor, review)
    if objective is None and any(other.request_key == request_key for other in review.objectives):
        return
    before = {name: getattr(objective, name) for name in words} if objective else {}
    if objective is not None and objective.version != version:
        raise StaleRecord
    if not is_not_about_results:
        check_no_share({name: text for name, text in words.items() if name != "what_came_of_it"}, before)
    require(cited.standard_id in {standard.id for standard in queries.standards_of(session, review)})
    priorities = queries.offered_priorities(session, objective, actor.today)
    require(cited.trust_priority_id in {None, *(one.id for one in priorities)})
    if objective is None:
        taken = {other.position for other in review.objectives}
        position = next((place for place in range(1, MOST_OBJECTIVES + 1) if place not in taken), None)
        if position is None:
            raise NotNow("A review has up to three objectives. Change one of them, or remove one first.")
        objective = Objective(review_id=review.id, position=position, request_key=request_key)
        review.objectives.append(objective)
    objective.standard_id, objective.trust_priority_id = cited.standard_id, cited.trust_priority_id
    for name, text in words.items():
        setattr(objective, name, text)
    _record(session, actor, review, "review.written", "objective")


def remove_objective(session: Session, actor: Actor, review: Review, objective_id: uuid.UUID) -> None:
    _check_appraisers(actor, review)
    review.objectives.remove(queries.get_objective(review, objective_id))
    _record(session, actor, review, "review.removed", "objective")


def save_need(
    session: Session,
    actor: Actor,
    review: Review,
    need: DevelopmentNeed | None,
    words: dict[str, str],
    *,
    version: int,
    request_key: uuid.UUID,
    standard_id: uuid.UUID | None = None,
    course_id: uuid.UUID | None = None,
) -> None:
    """Write a development need and the action agreed for it, with the standard that it is about and a course that would
    help, where there is one; new where ``need`` is empty. One key makes one need."""
    _check_appraisers(actor, review)
    require(standard_id is None or standard_id in {one.id for one in queries.standards_of(session, review)})
    require(course_id is None or session.get(Course, course_id) is not None)
    if need is None:
        if any(other.request_key == request_key for other in review.needs):
            return
        if len(review.needs) >= MOST_NEEDS:
            raise NotNow(f"A review has up to {MOST_NEEDS} development needs. Change one of them, or remove one first.")
        position = max((other.position for other in review.needs), default=0) + 1
        need = DevelopmentNeed(review_id=review.id, position=position, request_key=request_key)
        review.needs.append(need)
    elif need.version != version:
        raise StaleRecord
    for name, text in words.items():
        setattr(need, name, text)
    need.standard_id, need.course_id = standard_id, course_id
    _record(session, actor, review, "review.written", "need")


def remove_need(session: Session, actor: Actor, review: Review, need_id: uuid.UUID) -> None:
    _check_appraisers(actor, review)
    review.needs.remove(queries.get_need(review, need_id))
    _record(session, actor, review, "review.removed", "need")
