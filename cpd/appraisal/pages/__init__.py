"""What each page of appraisal shows, as plain values."""

from cpd.appraisal.pages.boards import (
    BoardLine as BoardLine,
    BoardPage as BoardPage,
    CountsPage as CountsPage,
    board_page as board_page,
)
from cpd.appraisal.pages.cycles import (
    CyclePage as CyclePage,
    PrioritiesPage as PrioritiesPage,
    cycle_page as cycle_page,
    priorities_page as priorities_page,
)
from cpd.appraisal.pages.inductions import (
    InductionLine as InductionLine,
    InductionPage as InductionPage,
    induction_line as induction_line,
    induction_page as induction_page,
)
from cpd.appraisal.pages.lists import (
    CycleLine as CycleLine,
    IndexPage as IndexPage,
    ReviewLine as ReviewLine,
    SchoolLine as SchoolLine,
    StartPage as StartPage,
    cycle_line as cycle_line,
    index_page as index_page,
    review_line as review_line,
    start_page as start_page,
)
from cpd.appraisal.pages.meetings import (
    MeetingLine as MeetingLine,
    MeetingPage as MeetingPage,
    meeting_lines as meeting_lines,
    meeting_page as meeting_page,
)
from cpd.appraisal.pages.parts import (
    PartPage as PartPage,
    PartWords as PartWords,
    part_name as part_name,
    part_page as part_page,
    part_words as part_words,
)
from cpd.appraisal.pages.review import (
    EditPage as EditPage,
    PickLine as PickLine,
    ReviewPage as ReviewPage,
    edit_page as edit_page,
    pick_lines as pick_lines,
    readers_of as readers_of,
    review_page as review_page,
    standard_choices as standard_choices,
)
from cpd.appraisal.pages.stages import (
    YearPart as YearPart,
    year_part as year_part,
)
from cpd.appraisal.pages.starting_trust import (
    StartTrustPage as StartTrustPage,
    start_trust_page as start_trust_page,
)
from cpd.appraisal.pages.support import (
    EarlierLine as EarlierLine,
    PlanPage as PlanPage,
    earlier_lines as earlier_lines,
    plan_page as plan_page,
)
