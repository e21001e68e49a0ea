"""What one side writes before a meeting."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cpd.appraisal import policy
from cpd.appraisal.documents import standard_name
from cpd.appraisal.models import Review, ReviewPart
from cpd.appraisal.pages.review import EditPage, edit_page
from cpd.appraisal.rules.questions import NAMES, PART_NAMES, questions
from cpd.appraisal.rules.stages import MeetingKind
from cpd.appraisal.rules.states import Signer
from cpd.people.actor import Actor
from cpd.standards.models import Standard


@dataclass(frozen=True)
class PartPage(EditPage):
    kind: MeetingKind
    meeting: str
    name: str
    other: str
    questions: tuple[str, ...]


def part_name(kind: MeetingKind, signer: Signer | None) -> str:
    return PART_NAMES[kind] if signer is Signer.PERSON else f"Notes for the {NAMES[kind].lower()}"


def part_page(actor: Actor, review: Review, kind: MeetingKind) -> PartPage:
    signer = policy.signer_of(actor, review)
    return PartPage(
        **vars(edit_page(actor, review)),
        kind=kind,
        meeting=NAMES[kind].lower(),
        name=part_name(kind, signer),
        other=review.appraiser.name if signer is Signer.PERSON else review.person.name,
        questions=questions(kind, signer or Signer.APPRAISER, review.staff_group),
    )


@dataclass(frozen=True)
class PartWords:
    """A part as it was written: one text, and what stands under standards, in the order of the framework."""

    who: str
    is_persons: bool
    is_mine: bool
    sent_at: dt.datetime | None
    text: str
    under: dict[str, str]


def part_words(actor: Actor, review: Review, part: ReviewPart, standards: Iterable[Standard]) -> PartWords:
    texts = {sentence.standard_id: sentence.text for sentence in part.sentences}
    is_persons = part.writer_id == review.person_id
    return PartWords(
        who=(review.person if is_persons else part.writer).name,
        is_persons=is_persons,
        is_mine=part.writer_id == actor.person_id,
        sent_at=part.sent_at,
        text=part.text,
        under={standard_name(one): texts[one.id] for one in standards if one.id in texts},
    )
