"""What the pages of coaching show, as plain values."""

from cpd.coaching.pages.capture import (
    CorrectPage as CorrectPage,
    EditPage as EditPage,
    NewPage as NewPage,
    both_texts as both_texts,
    correct_page as correct_page,
    edit_page as edit_page,
)
from cpd.coaching.pages.development import (
    FocusPage as FocusPage,
    StepPage as StepPage,
    focus_page as focus_page,
    step_page as step_page,
    steps_page as steps_page,
)
from cpd.coaching.pages.ledger import (
    CountsPage as CountsPage,
    LedgerPage as LedgerPage,
    counts_page as counts_page,
    ledger_page as ledger_page,
)
from cpd.coaching.pages.visits import (
    IndexPage as IndexPage,
    VisitPage as VisitPage,
    index_page as index_page,
    visit_page as visit_page,
)
