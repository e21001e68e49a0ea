"""Reads of appraisal, each scoped to who asks. Other rooms use the names given here."""

from cpd.appraisal.queries.boards import (
    OnBoard as OnBoard,
    SchoolStages as SchoolStages,
    board as board,
    trust_stage_counts as trust_stage_counts,
    trust_stage_totals as trust_stage_totals,
)
from cpd.appraisal.queries.cycles import (
    cycle_with_dates as cycle_with_dates,
    get_priority as get_priority,
    list_priorities as list_priorities,
    live_priorities as live_priorities,
    offered_priorities as offered_priorities,
)
from cpd.appraisal.queries.inductions import (
    InInduction as InInduction,
    get_induction as get_induction,
    list_inductions as list_inductions,
    writes_induction as writes_induction,
)
from cpd.appraisal.queries.records import (
    OfferedWords as OfferedWords,
    Sources as Sources,
    TrainingDone as TrainingDone,
    coach_of as coach_of,
    get_brought as get_brought,
    get_brought_file as get_brought_file,
    get_day_together as get_day_together,
    get_need as get_need,
    get_objective as get_objective,
    get_review as get_review,
    get_reviews as get_reviews,
    get_sentence as get_sentence,
    get_sources as get_sources,
    get_support_plan as get_support_plan,
    get_support_step as get_support_step,
    offered_words as offered_words,
    standards_for as standards_for,
    standards_of as standards_of,
)
from cpd.appraisal.queries.rounds import (
    ReviewToWrite as ReviewToWrite,
    current_cycle as current_cycle,
    get_cycle as get_cycle,
    list_cycles as list_cycles,
    my_reviews as my_reviews,
    reviews_for_export as reviews_for_export,
    reviews_i_read as reviews_i_read,
    reviews_to_write as reviews_to_write,
    state_counts as state_counts,
    trust_state_totals as trust_state_totals,
)
from cpd.appraisal.queries.stages import (
    dates_of as dates_of,
    moves_of as moves_of,
    why_review_may_rest as why_review_may_rest,
)
from cpd.appraisal.queries.starting import (
    Candidate as Candidate,
    appraiser_choices as appraiser_choices,
    appraisers_of as appraisers_of,
    candidates as candidates,
    get_school as get_school,
    hr_contact_choices as hr_contact_choices,
)
from cpd.appraisal.queries.starting_trust import (
    TrustCandidate as TrustCandidate,
    to_hand_on as to_hand_on,
    trust_candidates as trust_candidates,
)
from cpd.appraisal.queries.statements import (
    signed_archive as signed_archive,
    signed_pdf as signed_pdf,
    standing_of_code as standing_of_code,
    standing_of_file as standing_of_file,
)
from cpd.appraisal.queries.told import (
    CarriedIn as CarriedIn,
    Look as Look,
    carried_from_my_visits as carried_from_my_visits,
    who_has_looked as who_has_looked,
)
