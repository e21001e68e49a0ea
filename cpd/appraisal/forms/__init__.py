"""The forms of appraisal: their shape and their sentences. What may be chosen is passed in."""

from cpd.appraisal.forms.advisers import AdviserForm as AdviserForm
from cpd.appraisal.forms.cycles import (
    CycleChoicesForm as CycleChoicesForm,
    CycleForm as CycleForm,
    PriorityForm as PriorityForm,
)
from cpd.appraisal.forms.inductions import (
    INDUCTION_FIELDS as INDUCTION_FIELDS,
    InductionForm as InductionForm,
)
from cpd.appraisal.forms.parts import (
    NEED_FIELDS as NEED_FIELDS,
    OBJECTIVE_FIELDS as OBJECTIVE_FIELDS,
    BringForm as BringForm,
    NeedForm as NeedForm,
    ObjectiveForm as ObjectiveForm,
    PickForm as PickForm,
    SentenceForm as SentenceForm,
    values_of as values_of,
)
from cpd.appraisal.forms.readers import (
    AppointForm as AppointForm,
    ConfidentialForm as ConfidentialForm,
    SignForm as SignForm,
)
from cpd.appraisal.forms.stages import (
    MoveForm as MoveForm,
    ReasonForm as ReasonForm,
)
from cpd.appraisal.forms.statements import CheckForm as CheckForm
from cpd.appraisal.forms.support import (
    DAY_TOGETHER_FIELDS as DAY_TOGETHER_FIELDS,
    PLAN_FIELDS as PLAN_FIELDS,
    STEP_FIELDS as STEP_FIELDS,
    ConclusionForm as ConclusionForm,
    DayTogetherForm as DayTogetherForm,
    EarlierForm as EarlierForm,
    StepForm as StepForm,
    SupportPlanForm as SupportPlanForm,
)
from cpd.appraisal.forms.year import (
    StartForm as StartForm,
    appraiser_field as appraiser_field,
    start_form as start_form,
)
