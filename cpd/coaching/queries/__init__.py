"""Reads of coaching, each scoped to who asks. Other rooms use the names given here."""

from cpd.coaching.queries.colleagues import (
    Place as Place,
    find_colleagues as find_colleagues,
    get_place as get_place,
    manages_or_appraises as manages_or_appraises,
    places_of as places_of,
    staff_groups_of as staff_groups_of,
)
from cpd.coaching.queries.development import (
    BroughtKind as BroughtKind,
    MayBeBrought as MayBeBrought,
    current_focus as current_focus,
    get_step as get_step,
    list_ambassadors as list_ambassadors,
    list_focuses as list_focuses,
    list_steps as list_steps,
    open_steps as open_steps,
    what_may_be_brought as what_may_be_brought,
)
from cpd.coaching.queries.language import (
    OfferedLine as OfferedLine,
    look_fors_offered as look_fors_offered,
    steps_offered as steps_offered,
)
from cpd.coaching.queries.ledger import (
    LedgerLine as LedgerLine,
    PersonCount as PersonCount,
    SchoolCount as SchoolCount,
    count_visits_by_person as count_visits_by_person,
    list_visits_that_took_place as list_visits_that_took_place,
    visit_counts as visit_counts,
)
from cpd.coaching.queries.visits import (
    Supported as Supported,
    get_visit as get_visit,
    list_drafts as list_drafts,
    list_shared as list_shared,
    list_supported as list_supported,
    visits_of_person as visits_of_person,
)
