"""Tables of coaching: visits, steps, who supports whom, other kinds of visit and the ledger."""

from cpd.coaching.models.devices import OfflineDevice as OfflineDevice
from cpd.coaching.models.kinds import (
    KindOfVisit as KindOfVisit,
    LedgerEntry as LedgerEntry,
    OtherVisit as OtherVisit,
    OtherVisitAction as OtherVisitAction,
    OtherVisitCorrection as OtherVisitCorrection,
    VisitLimit as VisitLimit,
)
from cpd.coaching.models.pulse import (
    PulseAnswer as PulseAnswer,
    PulseRequest as PulseRequest,
    SupervisionNote as SupervisionNote,
)
from cpd.coaching.models.steps import (
    ActionStep as ActionStep,
    Focus as Focus,
    StepChange as StepChange,
    StepTrial as StepTrial,
)
from cpd.coaching.models.support import (
    CoachingRhythm as CoachingRhythm,
    CoachingWish as CoachingWish,
    Support as Support,
)
from cpd.coaching.models.visits import (
    Reflection as Reflection,
    Reply as Reply,
    Visit as Visit,
    VisitCorrection as VisitCorrection,
    VisitLookFor as VisitLookFor,
    VisitTerm as VisitTerm,
)
