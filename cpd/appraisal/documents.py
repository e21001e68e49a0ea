"""The review as one frozen value: what the page shows, what the PDF prints, and what is kept when both have signed.

The kept form is canonical JSON (core.canonical): the same words always give the same bytes, and so the same hash.
"""

import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass

from cpd.appraisal.models import Brought, Review, Signature, Signer
from cpd.appraisal.queries import Sources
from cpd.appraisal.services import digest
from cpd.core.canonical import canonical_json, from_canonical_json
from cpd.core.dates import to_text
from cpd.core.periods import AcademicYear
from cpd.standards.models import Standard

# The number of the form below; a later form gets the next one, and this one stays readable.
FORM = 1


@dataclass(frozen=True)
class StandardPart:
    code: str
    number: int | None
    heading: str
    short: str
    is_conduct: bool
    sentence: str


@dataclass(frozen=True)
class FrameworkPart:
    code: str
    title: str
    edition: str
    credit: str
    standards: tuple[StandardPart, ...]


@dataclass(frozen=True)
class ObjectivePart:
    standard_code: str
    standard: str
    text: str
    how_we_will_know: str
    what_came_of_it: str


@dataclass(frozen=True)
class TrainingPart:
    course_code: str
    title: str
    completed_on: dt.date
    provider: str


@dataclass(frozen=True)
class BroughtPart:
    kind: str
    label: str
    text: str
    source_on: dt.date | None


@dataclass(frozen=True)
class NeedPart:
    need: str
    agreed_action: str


@dataclass(frozen=True)
class SignaturePart:
    signer: str
    name: str
    person_id: str
    account_id: str
    signed_at: dt.datetime

    @property
    def role(self) -> str:
        return "Appraiser" if self.signer == Signer.APPRAISER else "Person"


@dataclass(frozen=True)
class ReviewDocument:
    form: int
    review_id: str
    trust: str
    school: str
    school_urn: int
    starts_on: dt.date
    ends_on: dt.date
    person: str
    person_known_as: str
    staff_code: str
    job_title: str
    appraiser: str
    frameworks: tuple[FrameworkPart, ...]
    focus: str
    objectives: tuple[ObjectivePart, ...]
    training: tuple[TrainingPart, ...]
    training_as_at: dt.date
    brought: tuple[BroughtPart, ...]
    needs: tuple[NeedPart, ...]
    comment: str
    signatures: tuple[SignaturePart, ...] = ()

    @property
    def year(self) -> str:
        return AcademicYear.of(self.starts_on).on_screen

    @property
    def cycle_days(self) -> str:
        return f"{to_text(self.starts_on)} to {to_text(self.ends_on)}"

    @property
    def title(self) -> str:
        return f"Appraisal summary: {self.person}"

    @property
    def is_signed_by_both(self) -> bool:
        return {signature.signer for signature in self.signatures} == {signer.value for signer in Signer}

    @property
    def written_standards(self) -> tuple[StandardPart, ...]:
        return tuple(part for framework in self.frameworks for part in framework.standards if part.sentence)

    def signature(self, signer: Signer) -> SignaturePart | None:
        return next((signature for signature in self.signatures if signature.signer == signer), None)


# From a review to its document


def review_document(review: Review, sources: Sources) -> ReviewDocument:
    """The document of a review as it stands: frozen once both have signed, at rest once one has, live before."""
    if review.signed_record is not None:
        return from_canonical_json(ReviewDocument, review.signed_record.record_json)
    content = (
        from_canonical_json(ReviewDocument, review.resting_record)
        if review.resting_record is not None
        else _live(review, sources)
    )
    return dataclasses.replace(content, signatures=tuple(_signature(one) for one in review.signatures))


def content_json(review: Review, sources: Sources) -> str:
    """What is signed: the canonical JSON of everything but the signatures."""
    return canonical_json(dataclasses.replace(review_document(review, sources), signatures=()))


def content_digest(document: ReviewDocument) -> str:
    return digest(canonical_json(dataclasses.replace(document, signatures=())))


def _live(review: Review, sources: Sources) -> ReviewDocument:
    sentences = {sentence.standard_id: sentence.text for sentence in review.sentences}
    return ReviewDocument(
        form=FORM,
        review_id=str(review.id),
        trust=sources.trust_name,
        school=review.school.name,
        school_urn=review.school.urn,
        starts_on=review.cycle.starts_on,
        ends_on=review.cycle.ends_on,
        person=review.person.name,
        person_known_as=review.person.known_as,
        staff_code=review.person.staff_code or "",
        job_title=review.job_title,
        appraiser=review.appraiser.name,
        frameworks=_frameworks(sources.standards, sentences),
        focus=review.focus,
        objectives=tuple(
            ObjectivePart(
                standard_code=objective.standard.code,
                standard=standard_name(objective.standard),
                text=objective.text,
                how_we_will_know=objective.how_we_will_know,
                what_came_of_it=objective.what_came_of_it,
            )
            for objective in sorted(review.objectives, key=lambda objective: objective.position)
        ),
        training=tuple(
            TrainingPart(done.course_code, done.title, done.completed_on, done.provider) for done in sources.training
        ),
        training_as_at=sources.training_as_at,
        brought=tuple(_brought(one) for one in sorted(review.brought, key=lambda one: (one.brought_at, one.id))),
        needs=tuple(
            NeedPart(need.need, need.agreed_action) for need in sorted(review.needs, key=lambda need: need.position)
        ),
        comment=review.person_comment,
    )


def standard_name(standard: Standard) -> str:
    """``4 Plan and teach well structured lessons``, or the few words for a part without a number."""
    return f"{standard.number} {standard.heading}" if standard.number else standard.heading


def _frameworks(standards: tuple[Standard, ...], sentences: dict[uuid.UUID, str]) -> tuple[FrameworkPart, ...]:
    frameworks = {standard.framework.code: standard.framework for standard in standards}
    return tuple(
        FrameworkPart(
            code=framework.code,
            title=framework.title,
            edition=framework.edition,
            credit=framework.credit,
            standards=tuple(
                StandardPart(
                    code=standard.code,
                    number=standard.number,
                    heading=standard.heading,
                    short=standard.short,
                    is_conduct=standard.is_conduct,
                    sentence=sentences.get(standard.id, ""),
                )
                for standard in standards
                if standard.framework.code == framework.code
            ),
        )
        for framework in frameworks.values()
    )


def _brought(brought: Brought) -> BroughtPart:
    return BroughtPart(brought.kind.value, brought.kind.label, brought.text, brought.source_on)


def _signature(signature: Signature) -> SignaturePart:
    return SignaturePart(
        signer=signature.signer.value,
        name=signature.typed_name,
        person_id=str(signature.person_id),
        account_id=str(signature.account_id),
        signed_at=signature.signed_at,
    )


def file_name(document: ReviewDocument) -> str:
    return f"{AcademicYear.of(document.starts_on).in_files} {document.person}.pdf"
