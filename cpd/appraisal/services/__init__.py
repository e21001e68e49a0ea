"""Writing of reviews: beginning a round, what each side writes, signing."""

from cpd.appraisal.services.advisers import (
    add_adviser as add_adviser,
    remove_adviser as remove_adviser,
)
from cpd.appraisal.services.batches import (
    MAKE_STATEMENTS as MAKE_STATEMENTS,
    ask_for_batch as ask_for_batch,
    delete_old_batches as delete_old_batches,
    end_batch as end_batch,
    go_on as go_on,
    keep_file as keep_file,
    leave_out as leave_out,
    mark_unprinted as mark_unprinted,
    stop_batch as stop_batch,
)
from cpd.appraisal.services.conclusion import (
    add_earlier as add_earlier,
    remove_earlier as remove_earlier,
    save_conclusion as save_conclusion,
)
from cpd.appraisal.services.cycles import (
    CycleChoices as CycleChoices,
    PriorityWords as PriorityWords,
    change_cycle as change_cycle,
    open_cycle as open_cycle,
    save_priority as save_priority,
)
from cpd.appraisal.services.inductions import (
    InductionWords as InductionWords,
    save_induction as save_induction,
)
from cpd.appraisal.services.meetings import (
    edition_of_time as edition_of_time,
    hold_meeting as hold_meeting,
    plan_meeting as plan_meeting,
    save_meeting as save_meeting,
    words_of_meeting as words_of_meeting,
)
from cpd.appraisal.services.parts import (
    save_part as save_part,
    send_part as send_part,
    take_part_back as take_part_back,
    words_of_part as words_of_part,
)
from cpd.appraisal.services.signing import (
    Frozen as Frozen,
    digest as digest,
    sign as sign,
    take_back as take_back,
)
from cpd.appraisal.services.stages import (
    lay_down as lay_down,
    move_on as move_on,
    move_to as move_to,
    take_up as take_up,
)
from cpd.appraisal.services.starting import (
    appoint as appoint,
    make_confidential as make_confidential,
    start_reviews as start_reviews,
)
from cpd.appraisal.services.starting_trust import start_trust as start_trust
from cpd.appraisal.services.support import (
    remove_day_together as remove_day_together,
    remove_step as remove_step,
    save_day_together as save_day_together,
    save_plan as save_plan,
    save_step as save_step,
)
from cpd.appraisal.services.writing import (
    bring_from_coaching as bring_from_coaching,
    bring_own_words as bring_own_words,
    remove_need as remove_need,
    remove_objective as remove_objective,
    save_need as save_need,
    save_objective as save_objective,
    save_own_words as save_own_words,
    save_sentence as save_sentence,
    take_out as take_out,
)
