"""Who may read a review, once in SQL; who may do what with it, once in Python (roles.md)."""

from cpd.appraisal.policy.consistency import (
    can_change_round as can_change_round,
    can_open_round as can_open_round,
    can_see_counts as can_see_counts,
    can_see_rounds as can_see_rounds,
    can_take_part as can_take_part,
)
from cpd.appraisal.policy.cycles import (
    can_look_after as can_look_after,
    can_open_cycle as can_open_cycle,
    can_read_counts as can_read_counts,
)
from cpd.appraisal.policy.inductions import (
    induction_visible as induction_visible,
    is_oneself as is_oneself,
)
from cpd.appraisal.policy.keeping import (
    can_decide_keeping as can_decide_keeping,
    can_set_keeping as can_set_keeping,
    keeping_decided_by as keeping_decided_by,
    keeping_is_decided as keeping_is_decided,
)
from cpd.appraisal.policy.moderation import (
    can_ask_for_moderation as can_ask_for_moderation,
    can_end_moderation as can_end_moderation,
    may_be_moderated as may_be_moderated,
    moderated_by as moderated_by,
    moderation_state as moderation_state,
)
from cpd.appraisal.policy.moving import (
    can_lay_down as can_lay_down,
    can_move_ahead as can_move_ahead,
    can_move_back as can_move_back,
    can_move_on as can_move_on,
    can_take_up as can_take_up,
)
from cpd.appraisal.policy.reading import (
    appraised_by as appraised_by,
    is_appointed as is_appointed,
    is_appraiser as is_appraiser,
    is_head_of as is_head_of,
    is_hr_contact as is_hr_contact,
    is_person as is_person,
    looks_after as looks_after,
    named_contact as named_contact,
    readable_parts as readable_parts,
    signer_of as signer_of,
    visible as visible,
)
from cpd.appraisal.policy.writing import (
    can_appoint as can_appoint,
    can_make_confidential as can_make_confidential,
    can_plan_meetings as can_plan_meetings,
    can_sign as can_sign,
    can_take_back as can_take_back,
    can_write_appraisers_part as can_write_appraisers_part,
    can_write_before_meetings as can_write_before_meetings,
    can_write_own_part as can_write_own_part,
    can_write_plan as can_write_plan,
)
