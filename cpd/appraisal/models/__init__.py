"""Tables of appraisal: the year, reviews, meetings, agreed support, statements, reminders, consistency, keeping."""

from cpd.appraisal.models.consistency import (
    ConsistencyAnswer as ConsistencyAnswer,
    ConsistencyRound as ConsistencyRound,
    Moderation as Moderation,
)
from cpd.appraisal.models.keeping import (
    ErasedReview as ErasedReview,
    KeepingSpan as KeepingSpan,
    ReviewHold as ReviewHold,
)
from cpd.appraisal.models.meetings import (
    BroughtFile as BroughtFile,
    Meeting as Meeting,
    PartSentence as PartSentence,
    ReviewPart as ReviewPart,
)
from cpd.appraisal.models.reminders import (
    AppraisalReminder as AppraisalReminder,
    AppraisalWish as AppraisalWish,
)
from cpd.appraisal.models.reviews import (
    Brought as Brought,
    DevelopmentNeed as DevelopmentNeed,
    Objective as Objective,
    Review as Review,
    StandardSentence as StandardSentence,
)
from cpd.appraisal.models.statements import (
    BatchFile as BatchFile,
    Signature as Signature,
    SignedRecord as SignedRecord,
    StatementBatch as StatementBatch,
)
from cpd.appraisal.models.support import (
    Concern as Concern,
    Earlier as Earlier,
    SupportPlan as SupportPlan,
    SupportReview as SupportReview,
    SupportStep as SupportStep,
)
from cpd.appraisal.models.year import (
    Adviser as Adviser,
    AppraisalCycle as AppraisalCycle,
    Induction as Induction,
    ReviewMove as ReviewMove,
    StageDate as StageDate,
    TrustPriority as TrustPriority,
)
from cpd.appraisal.rules.states import (
    BroughtKind as BroughtKind,
    ReviewState as ReviewState,
    Signer as Signer,
)
