"""What each page of appraisal shows, as plain values."""

from cpd.appraisal.pages.lists import (
    BoardPage as BoardPage,
    CountsPage as CountsPage,
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
