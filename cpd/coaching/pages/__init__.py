"""What the pages of coaching show, as plain values."""

from cpd.coaching.pages.capture import (
    Between as Between,
    CorrectPage as CorrectPage,
    EditPage as EditPage,
    NewPage as NewPage,
    correct_page as correct_page,
    edit_page as edit_page,
)
from cpd.coaching.pages.conversation import AfterVisit as AfterVisit, after_visit as after_visit
from cpd.coaching.pages.development import (
    FocusPage as FocusPage,
    OneStepPage as OneStepPage,
    StepPage as StepPage,
    both_step_texts as both_step_texts,
    focus_page as focus_page,
    one_step_page as one_step_page,
    own_step_page as own_step_page,
    step_page as step_page,
    steps_page as steps_page,
)
from cpd.coaching.pages.kinds import (
    both_kind_texts as both_kind_texts,
    kind_line as kind_line,
    kinds_page as kinds_page,
)
from cpd.coaching.pages.ledger import (
    CountsPage as CountsPage,
    LedgerPage as LedgerPage,
    MyLedgerPage as MyLedgerPage,
    TermCounts as TermCounts,
    counts_page as counts_page,
    entry_line as entry_line,
    ledger_page as ledger_page,
    my_ledger_page as my_ledger_page,
)
from cpd.coaching.pages.offline import (
    as_sent as as_sent,
    caseload as caseload,
    device_lines as device_lines,
)
from cpd.coaching.pages.other_visits import (
    action_line as action_line,
    both_other_texts as both_other_texts,
    other_index_page as other_index_page,
    other_visit_page as other_visit_page,
)
from cpd.coaching.pages.stale import both_texts as both_texts
from cpd.coaching.pages.visits import (
    IndexPage as IndexPage,
    VisitPage as VisitPage,
    index_page as index_page,
    visit_page as visit_page,
)
