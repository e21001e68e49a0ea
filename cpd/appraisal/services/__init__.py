"""Writing of reviews: beginning a round, what each side writes, signing."""

from cpd.appraisal.services.signing import (
    Frozen as Frozen,
    digest as digest,
    sign as sign,
    take_back as take_back,
)
from cpd.appraisal.services.starting import (
    appoint as appoint,
    make_confidential as make_confidential,
    open_cycle as open_cycle,
    start_reviews as start_reviews,
)
from cpd.appraisal.services.writing import (
    bring_from_coaching as bring_from_coaching,
    bring_own_words as bring_own_words,
    remove_need as remove_need,
    remove_objective as remove_objective,
    save_comment as save_comment,
    save_focus as save_focus,
    save_need as save_need,
    save_objective as save_objective,
    save_sentence as save_sentence,
    take_out as take_out,
)
