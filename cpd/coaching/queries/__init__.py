"""Reads of coaching, each scoped to who asks. Other rooms use the names given here."""

from cpd.coaching.queries.colleagues import (
    Place as Place,
    find_colleagues as find_colleagues,
    get_place as get_place,
    has_say_over as has_say_over,
    manages_or_appraises as manages_or_appraises,
    places_of as places_of,
    staff_groups_of as staff_groups_of,
)
from cpd.coaching.queries.conversation import (
    last_visit as last_visit,
    list_reflections as list_reflections,
    list_trials as list_trials,
    second_visitors as second_visitors,
    visit_of_open_step as visit_of_open_step,
    visits_since as visits_since,
    working_weekdays as working_weekdays,
)
from cpd.coaching.queries.counts import (
    KindCount as KindCount,
    SchoolCount as SchoolCount,
    kind_counts as kind_counts,
    visit_counts as visit_counts,
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
    steps_to_settle as steps_to_settle,
    visit_for_own_step as visit_for_own_step,
    what_may_be_brought as what_may_be_brought,
)
from cpd.coaching.queries.kinds import (
    get_kind as get_kind,
    get_limit as get_limit,
    list_all_kinds as list_all_kinds,
    list_kinds as list_kinds,
    list_limits as list_limits,
)
from cpd.coaching.queries.language import (
    OfferedLine as OfferedLine,
    look_fors_offered as look_fors_offered,
    steps_offered as steps_offered,
)
from cpd.coaching.queries.ledger import (
    EntryCount as EntryCount,
    LedgerLine as LedgerLine,
    Scope as Scope,
    count_entries as count_entries,
    count_struck as count_struck,
    get_entry as get_entry,
    get_own_entry as get_own_entry,
    last_entered_on as last_entered_on,
    line_of as line_of,
    list_ledger as list_ledger,
    list_open_disputes as list_open_disputes,
    nobody_since as nobody_since,
    scope_of_own as scope_of_own,
    scope_of_school as scope_of_school,
)
from cpd.coaching.queries.offline import (
    CaseloadLine as CaseloadLine,
    get_device as get_device,
    get_visit_by_key as get_visit_by_key,
    has_device as has_device,
    list_caseload as list_caseload,
    list_devices as list_devices,
    list_whole_drafts as list_whole_drafts,
)
from cpd.coaching.queries.other_visits import (
    Room as Room,
    companions as companions,
    count_other_visits as count_other_visits,
    find_to_visit as find_to_visit,
    get_action as get_action,
    get_other_visit as get_other_visit,
    list_open_actions as list_open_actions,
    list_other_drafts as list_other_drafts,
    list_other_visits as list_other_visits,
    rooms_of as rooms_of,
    schools_to_visit as schools_to_visit,
)
from cpd.coaching.queries.support import (
    AmbassadorAt as AmbassadorAt,
    MySupport as MySupport,
    Supported as Supported,
    WithNobody as WithNobody,
    ambassadors_at as ambassadors_at,
    closed_to as closed_to,
    current_rhythm as current_rhythm,
    get_rhythm as get_rhythm,
    get_support as get_support,
    list_supported as list_supported,
    list_with_nobody as list_with_nobody,
    supports_of as supports_of,
    times_to_share as times_to_share,
)
from cpd.coaching.queries.visits import (
    get_visit as get_visit,
    get_visit_alone as get_visit_alone,
    get_words as get_words,
    list_drafts as list_drafts,
    list_shared as list_shared,
    visits_of_person as visits_of_person,
)
from cpd.coaching.queries.wishes import (
    Match as Match,
    list_matches as list_matches,
    my_wish as my_wish,
    wants as wants,
)
