"""Writing of coaching records."""

from cpd.coaching.services.development import (
    change_focus as change_focus,
    end_focus as end_focus,
    end_step as end_step,
)
from cpd.coaching.services.drafts import (
    NotComplete as NotComplete,
    begin_visit as begin_visit,
    copy_last_visit as copy_last_visit,
    discard_draft as discard_draft,
    is_empty as is_empty,
    save_draft as save_draft,
    says_the_same as says_the_same,
    share_visit as share_visit,
    take_over_words as take_over_words,
)
from cpd.coaching.services.entries import (
    add_entry as add_entry,
    dispute_entry as dispute_entry,
    remove_entry as remove_entry,
    settle_entry as settle_entry,
)
from cpd.coaching.services.kinds import (
    change_kind as change_kind,
    define_kind as define_kind,
    end_kind as end_kind,
    remove_limit as remove_limit,
    set_limit as set_limit,
    take_kind_up as take_kind_up,
    words_of_kind as words_of_kind,
    words_of_limit as words_of_limit,
)
from cpd.coaching.services.offline import (
    DeviceOff as DeviceOff,
    SentVisit as SentVisit,
    meet_device as meet_device,
    receive_visit as receive_visit,
    switch_device_off as switch_device_off,
    switch_device_on as switch_device_on,
)
from cpd.coaching.services.other_visits import (
    add_action as add_action,
    begin_other_visit as begin_other_visit,
    discard_other_visit as discard_other_visit,
    finish_action as finish_action,
    save_other_visit as save_other_visit,
    share_other_visit as share_other_visit,
    words_of_other as words_of_other,
)
from cpd.coaching.services.shared import (
    CORRECTED as CORRECTED,
    correct_visit as correct_visit,
    reflect as reflect,
    reply as reply,
    share_reflection as share_reflection,
    withdraw_visit as withdraw_visit,
)
from cpd.coaching.services.steps import (
    agree_step as agree_step,
    begin_step as begin_step,
    record_trial as record_trial,
    set_step_aside as set_step_aside,
    share_trial as share_trial,
    take_step_up as take_step_up,
    write_step as write_step,
)
from cpd.coaching.services.support import (
    HasSayOver as HasSayOver,
    NotCoached as NotCoached,
    allot as allot,
    end_support as end_support,
    set_rhythm as set_rhythm,
    take_on as take_on,
)
from cpd.coaching.services.wishes import (
    ask_for_another as ask_for_another,
    choose_look_for as choose_look_for,
    decline as decline,
    set_matching as set_matching,
    set_reminders as set_reminders,
    undo_ask_for_another as undo_ask_for_another,
    undo_decline as undo_decline,
)
from cpd.coaching.services.writing import version_with_step as version_with_step, words_of as words_of
