"""What a review says, as one frozen value."""

from cpd.appraisal.documents.blank import (
    blank_review as blank_review,
    conclusions as conclusions,
)
from cpd.appraisal.documents.parts import (
    FORM as FORM,
    AdviserPart as AdviserPart,
    BroughtPart as BroughtPart,
    DayTogetherPart as DayTogetherPart,
    EarlierPart as EarlierPart,
    FrameworkPart as FrameworkPart,
    NeedPart as NeedPart,
    ObjectivePart as ObjectivePart,
    ReviewDocument as ReviewDocument,
    SignaturePart as SignaturePart,
    StandardPart as StandardPart,
    StepPart as StepPart,
    SupportPart as SupportPart,
    TrainingPart as TrainingPart,
)
from cpd.appraisal.documents.review import (
    content_digest as content_digest,
    content_json as content_json,
    file_name as file_name,
    review_document as review_document,
    standard_name as standard_name,
    support_part as support_part,
)
