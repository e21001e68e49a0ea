"""Tables of training: courses and programmes, sessions and registers, records, paid time, exports."""

from cpd.training.models.courses import (
    Category as Category,
    Course as Course,
    CourseRule as CourseRule,
    Programme as Programme,
    ProgrammeCourse as ProgrammeCourse,
    Requirement as Requirement,
    Schools as Schools,
    requirement_person as requirement_person,
    requirement_school as requirement_school,
    satisfied_by as satisfied_by,
)
from cpd.training.models.exports import (
    KeptExport as KeptExport,
    KeptExportPart as KeptExportPart,
    ReadingToken as ReadingToken,
    Rhythm as Rhythm,
    ScheduledExport as ScheduledExport,
    TrainingReminder as TrainingReminder,
    TrainingWish as TrainingWish,
)
from cpd.training.models.paid_time import (
    AttendedTime as AttendedTime,
    ClaimState as ClaimState,
    PaidTimeClaim as PaidTimeClaim,
    PayrollFile as PayrollFile,
    PayrollLine as PayrollLine,
)
from cpd.training.models.records import (
    CertificateAnswer as CertificateAnswer,
    CertificateCode as CertificateCode,
    CertificateFile as CertificateFile,
    Completion as Completion,
    Exemption as Exemption,
    ImportMapping as ImportMapping,
    OwnCertificate as OwnCertificate,
    Source as Source,
    TrustedProvider as TrustedProvider,
)
from cpd.training.models.sessions import (
    EvaluationGiven as EvaluationGiven,
    Invitation as Invitation,
    InvitationState as InvitationState,
    MarkedBy as MarkedBy,
    Presence as Presence,
    RegisterMark as RegisterMark,
    RegisterSending as RegisterSending,
    SessionEvaluation as SessionEvaluation,
    SessionForm as SessionForm,
    SessionReflection as SessionReflection,
    SessionState as SessionState,
    TrainingSession as TrainingSession,
)
