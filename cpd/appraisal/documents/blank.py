"""The form of a review without a word in it, to print and write on."""

import datetime as dt
from collections.abc import Iterable

from cpd.appraisal.documents.parts import FORM, ReviewDocument
from cpd.appraisal.documents.review import frameworks_part
from cpd.appraisal.rules.conclusion import Conclusion, conclusion_words
from cpd.standards.models import Standard

_NO_DAY = dt.date(2000, 1, 1)


def blank_review(trust: str, standards: Iterable[Standard]) -> ReviewDocument:
    """A review of a post with these standards, everything else left open."""
    return ReviewDocument(
        form=FORM,
        review_id="",
        trust=trust,
        school="",
        school_urn=0,
        starts_on=_NO_DAY,
        ends_on=_NO_DAY,
        person="",
        person_known_as="",
        staff_code="",
        job_title="",
        appraiser="",
        frameworks=frameworks_part(tuple(standards), {}),
        focus="",
        objectives=(),
        training=(),
        training_as_at=_NO_DAY,
        brought=(),
        needs=(),
        comment="",
        conclusion=Conclusion.MEETING.value,
    )


def conclusions(document: ReviewDocument) -> list[str]:
    """How a review of these frameworks may end, in words."""
    frameworks = [(framework.title, framework.is_statutory) for framework in document.frameworks]
    return [conclusion_words(conclusion, frameworks) for conclusion in Conclusion]
