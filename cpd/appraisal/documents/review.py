"""From a review to its document: frozen once both have signed, at rest once one has, live before."""

import dataclasses
import uuid
from typing import Any

from cpd.appraisal.documents.parts import (
    FORM,
    AdviserPart,
    BroughtPart,
    DayTogetherPart,
    EarlierPart,
    FrameworkPart,
    NeedPart,
    ObjectivePart,
    ReviewDocument,
    SignaturePart,
    StandardPart,
    StepPart,
    SupportPart,
    TrainingPart,
)
from cpd.appraisal.models import Brought, Review, Signature
from cpd.appraisal.queries import Sources
from cpd.appraisal.rules.conclusion import Conclusion
from cpd.appraisal.rules.signing import check_code
from cpd.appraisal.services import digest
from cpd.core.canonical import canonical_json, from_canonical_json
from cpd.core.periods import AcademicYear
from cpd.standards.models import Standard


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
        frameworks=frameworks_part(sources.standards, sentences),
        focus=review.focus,
        objectives=tuple(
            ObjectivePart(
                standard_code=objective.standard.code,
                standard=standard_name(objective.standard),
                text=objective.text,
                how_we_will_know=objective.how_we_will_know,
                what_came_of_it=objective.what_came_of_it,
                priority=objective.trust_priority.title if objective.trust_priority else "",
            )
            for objective in sorted(review.objectives, key=lambda objective: objective.position)
        ),
        training=tuple(
            TrainingPart(done.course_code, done.title, done.completed_on, done.provider) for done in sources.training
        ),
        training_as_at=sources.training_as_at,
        brought=tuple(_brought(one) for one in sorted(review.brought, key=lambda one: (one.brought_at, one.id))),
        needs=tuple(
            NeedPart(
                need.need,
                need.agreed_action,
                standard=standard_name(need.standard) if need.standard else "",
                course=need.course.title if need.course else "",
            )
            for need in sorted(review.needs, key=lambda need: need.position)
        ),
        comment=review.person_comment,
        conclusion=review.conclusion.value,
        support=support_part(review),
        disagreement=review.disagreement,
        pay_recommendation=review.pay_recommendation if review.cycle.has_pay_field else "",
        advisers=tuple(
            AdviserPart(adviser.name, adviser.capacity.label)
            for adviser in sorted(review.advisers, key=lambda adviser: (adviser.name, adviser.id))
        ),
        **_version(review),
    )


def support_part(review: Review) -> SupportPart | None:
    """The agreed support as it stands now; nothing where the review ends without one."""
    plan = review.support_plan
    if plan is None or review.conclusion is not Conclusion.SUPPORT_AGREED:
        return None
    return SupportPart(
        concerns=tuple(
            standard_name(concern.standard)
            for concern in sorted(review.concerns, key=lambda concern: concern.standard.position)
        ),
        earlier=tuple(
            EarlierPart(one.kind.label, one.happened_on, one.text, one.entered_at)
            for one in sorted(review.earlier, key=lambda one: (one.happened_on, one.id))
        ),
        opened_on=plan.opened_on,
        circumstances_talked_about=plan.circumstances_talked_about,
        steps=tuple(
            StepPart(step.step, step.school_does, step.by_on, step.done_on)
            for step in sorted(plan.steps, key=lambda step: step.position)
        ),
        days_together=tuple(
            DayTogetherPart(day.due_on, day.held_on, day.text)
            for day in sorted(plan.reviews, key=lambda day: (day.due_on, day.id))
        ),
        ended_on=plan.ended_on,
        what_came_of_it=plan.what_came_of_it,
    )


def _version(review: Review) -> dict[str, Any]:
    """The number of the record that is being written, and which one it replaces."""
    if not review.signed_records:
        return {}
    replaced = review.signed_records[-1]
    return {
        "number": replaced.number + 1,
        "replaces": check_code(replaced.record_sha256),
        "replaces_of": replaced.frozen_at,
    }


def standard_name(standard: Standard) -> str:
    """``4 Plan and teach well structured lessons``, or the few words for a part without a number."""
    return f"{standard.number} {standard.heading}" if standard.number else standard.heading


def frameworks_part(standards: tuple[Standard, ...], sentences: dict[uuid.UUID, str]) -> tuple[FrameworkPart, ...]:
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
            is_statutory=framework.is_statutory,
        )
        for framework in frameworks.values()
    )


def _brought(brought: Brought) -> BroughtPart:
    return BroughtPart(
        brought.kind.value,
        brought.kind.label,
        brought.text,
        brought.source_on,
        address=brought.address,
        file_name=brought.file.name if brought.file else "",
        file_sha256=brought.file.sha256 if brought.file else "",
    )


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
