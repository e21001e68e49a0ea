"""One review: its page, and what every page about a part of it needs around its form."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.documents import ReviewDocument, SignaturePart, content_digest, standard_name
from cpd.appraisal.models import Review, ReviewMove, ReviewState, Signer
from cpd.appraisal.pages.keeping import KeepingPart
from cpd.appraisal.pages.moderation import ModerationPart, moderation_part
from cpd.appraisal.pages.stages import YearPart, year_part
from cpd.appraisal.pages.statements import StatementLine, statement_lines
from cpd.appraisal.queries import Look, OfferedWords
from cpd.appraisal.rules.moderation import ModerationState
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.rules.states import MOST_BROUGHT, MOST_NEEDS, MOST_OBJECTIVES
from cpd.core.periods import AcademicYear
from cpd.people.actor import Actor
from cpd.standards.models import Standard


@dataclass(frozen=True)
class ReviewPage:
    """A review on screen: its document, and what the reader may do with it."""

    id: uuid.UUID
    review: ReviewDocument
    year: YearPart
    state: ReviewState
    cycle_ends_on: dt.date
    ends_later: bool
    is_mine: bool
    signer: Signer | None
    own_signature: SignaturePart | None
    other_signature: SignaturePart | None
    waiting_for: str
    readers: tuple[str, ...]
    readers_note: str
    looks: tuple[Look, ...]
    check_code: str | None
    statements: tuple[StatementLine, ...]
    seen: str
    standard_ids: dict[str, uuid.UUID]
    objective_ids: tuple[uuid.UUID, ...]
    need_ids: tuple[uuid.UUID, ...]
    brought_ids: tuple[uuid.UUID, ...]
    can_write_own_part: bool
    can_write_appraisers_part: bool
    can_sign: bool
    can_take_back: bool
    can_appoint: bool
    can_make_confidential: bool
    is_confidential: bool
    has_appraiser: bool
    moderation: ModerationPart
    keeping: KeepingPart | None

    @property
    def title(self) -> str:
        whose = "My review" if self.is_mine else self.review.person
        return f"{whose}, {self.review.year}"

    @property
    def can_add_objective(self) -> bool:
        return self.can_write_appraisers_part and len(self.objective_ids) < MOST_OBJECTIVES

    @property
    def can_add_need(self) -> bool:
        return self.can_write_appraisers_part and len(self.need_ids) < MOST_NEEDS

    @property
    def can_bring(self) -> bool:
        return self.can_write_own_part and len(self.brought_ids) < MOST_BROUGHT

    @property
    def you(self) -> str:
        """How the page speaks of the person."""
        return "you" if self.is_mine else self.review.person_known_as


def review_page(
    actor: Actor,
    review: Review,
    document: ReviewDocument,
    standards: Iterable[Standard],
    looks: Iterable[Look],
    moves: Iterable[ReviewMove],
    *,
    keeping: KeepingPart | None = None,
) -> ReviewPage:
    is_open = review.state is ReviewState.OPEN
    signer = policy.signer_of(actor, review)
    own = document.signature(signer) if signer else None
    record = review.signed_record
    waiting = [signer for signer in Signer if document.signature(signer) is None]
    readers, note = readers_of(actor, review)
    return ReviewPage(
        id=review.id,
        review=document,
        year=year_part(actor, review, moves),
        state=review.state,
        cycle_ends_on=review.cycle.ends_on,
        ends_later=actor.today < review.cycle.ends_on,
        is_mine=policy.is_person(actor, review),
        signer=signer,
        own_signature=own,
        other_signature=next((one for one in document.signatures if one is not own), None),
        waiting_for=" and ".join(document.appraiser if one is Signer.APPRAISER else document.person for one in waiting),
        readers=readers,
        readers_note=note,
        looks=tuple(looks),
        check_code=check_code(record.record_sha256) if record else None,
        statements=statement_lines(review.signed_records),
        seen=content_digest(document),
        standard_ids={standard.code: standard.id for standard in standards},
        objective_ids=tuple(one.id for one in sorted(review.objectives, key=lambda one: one.position)),
        need_ids=tuple(one.id for one in sorted(review.needs, key=lambda one: one.position)),
        brought_ids=tuple(one.id for one in sorted(review.brought, key=lambda one: (one.brought_at, one.id))),
        can_write_own_part=is_open and policy.can_write_own_part(actor, review),
        can_write_appraisers_part=is_open and policy.can_write_appraisers_part(actor, review),
        can_sign=policy.can_sign(actor, review),
        can_take_back=policy.can_take_back(actor, review),
        can_appoint=policy.can_appoint(actor, review),
        can_make_confidential=policy.can_make_confidential(actor, review),
        is_confidential=review.hr_contact_id is not None,
        has_appraiser=review.appraiser_is_appointed,
        moderation=moderation_part(actor, review),
        keeping=keeping,
    )


def readers_of(actor: Actor, review: Review) -> tuple[tuple[str, ...], str]:
    """Who reads a review, in plain words, and a note."""
    person = "you" if policy.is_person(actor, review) else review.person.name
    appraiser = "you" if policy.is_appraiser(actor, review) else review.appraiser.name
    two = [person, f"{appraiser} (appraiser)"] if review.appraiser_is_appointed else [person]
    if review.hr_contact is not None:
        contact = "you" if policy.is_hr_contact(actor, review) else review.hr_contact.name
        note = "It is confidential: the head reads it only as appraiser. The trust sees counts."
        return (*two, f"{contact} (HR contact)"), note
    moderators = [
        f"{'you' if one.moderator_id == actor.person_id else one.moderator.name} (moderator)"
        for one in review.moderations
        if policy.may_be_moderated(review) and policy.moderation_state(review, one) is ModerationState.LASTS
    ]
    readers = (*two, f"the head of {review.school.name}", *moderators)
    return readers, "The trust sees counts, never names or words."


@dataclass(frozen=True)
class EditPage:
    """What every page about one part of a review needs around its form."""

    id: uuid.UUID
    person: str
    known_as: str
    year: str
    is_mine: bool
    readers: tuple[str, ...]
    readers_note: str


def edit_page(actor: Actor, review: Review) -> EditPage:
    readers, note = readers_of(actor, review)
    return EditPage(
        id=review.id,
        person=review.person.name,
        known_as=review.person.known_as,
        year=AcademicYear.of(review.cycle.starts_on).on_screen,
        is_mine=policy.is_person(actor, review),
        readers=readers,
        readers_note=note,
    )


def standard_choices(standards: Iterable[Standard]) -> list[tuple[uuid.UUID, str]]:
    return [(standard.id, standard_name(standard)) for standard in standards]


@dataclass(frozen=True)
class PickLine:
    key: str
    text: str
    label: str
    line: str
    is_here: bool


def pick_lines(review: Review, offered: Iterable[OfferedWords]) -> dict[dt.date, list[PickLine]]:
    """What may be carried in, by day, the latest first; what is here already is shown as such."""
    here = {(brought.source_id, brought.text) for brought in review.brought}
    days: dict[dt.date, list[PickLine]] = {}
    for words in offered:
        line = PickLine(words.key, words.text, words.kind.label, words.by, (words.source_id, words.text) in here)
        days.setdefault(words.on, []).append(line)
    return days
