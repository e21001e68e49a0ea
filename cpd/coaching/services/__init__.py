"""Writing of coaching records."""

from cpd.coaching.services.development import (
    change_focus as change_focus,
    end_focus as end_focus,
    end_step as end_step,
)
from cpd.coaching.services.drafts import (
    NotComplete as NotComplete,
    begin_visit as begin_visit,
    discard_draft as discard_draft,
    save_draft as save_draft,
    share_visit as share_visit,
    take_over_words as take_over_words,
)
from cpd.coaching.services.shared import (
    CORRECTED as CORRECTED,
    correct_visit as correct_visit,
    reply as reply,
    withdraw_visit as withdraw_visit,
)
from cpd.coaching.services.writing import words_of as words_of
