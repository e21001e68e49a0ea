"""What a visit, a focus or a review offers goes with the posts somebody holds."""

import pytest
from sqlalchemy.orm import Session

from cpd.core.database import transaction
from cpd.people.models import StaffGroup
from cpd.standards import policy, queries
from cpd.standards.models import Standard, searchable
from tests.world import ASSISTANT, LEADER, SUPPORT, TEACHER

pytestmark = pytest.mark.usefixtures("frameworks")

EIGHT = [f"TS{number}" for number in range(1, 9)]
THEMES = ["TA1", "TA2", "TA3", "TA4"]


def standards(session: Session, *groups: StaffGroup, for_visit: bool = True) -> list[str]:
    return [standard.code for standard in queries.offered_standards(session, groups, for_visit=for_visit)]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([TEACHER], EIGHT),
        ([LEADER], EIGHT),
        ([ASSISTANT], THEMES),
        ([SUPPORT], ["TA1", "TA4"]),
        ([ASSISTANT, TEACHER], EIGHT + THEMES),
        ([SUPPORT, LEADER], [*EIGHT, "TA1", "TA4"]),
        ([], []),
    ],
)
def test_the_post_decides_which_standards_a_visit_offers(
    session: Session, groups: list[StaffGroup], expected: list[str]
) -> None:
    assert standards(session, *groups) == expected


def test_a_review_has_part_two_and_a_visit_never(session: Session) -> None:
    assert standards(session, TEACHER, for_visit=False) == [*EIGHT, "P2"]
    assert "P2" not in standards(session, *StaffGroup)
    assert not [one for one in queries.offered_look_fors(session, list(StaffGroup)) if one.code.startswith("GP2")]
    assert not [one for one in queries.offered_steps(session, list(StaffGroup)) if one.code.startswith("GP2")]


def test_a_teaching_assistant_is_offered_nothing_of_the_teachers_standards(session: Session) -> None:
    look_fors = queries.offered_look_fors(session, [ASSISTANT])
    steps = queries.offered_steps(session, [ASSISTANT])

    assert {one.group.standard.framework.code for one in [*look_fors, *steps]} == {"TA"}
    assert [one.code for one in steps if one.code.startswith("TA3")] == ["TA3-S1", "TA3-S2", "TA3-S3", "TA3-S4"]
    assert not {"TA1-L5", "TA4-L5", "TA4-L6"} & {one.code for one in look_fors}


def test_support_staff_are_offered_their_own_lines_of_two_themes(session: Session) -> None:
    look_fors = [one.code for one in queries.offered_look_fors(session, [SUPPORT])]
    steps = [one.code for one in queries.offered_steps(session, [SUPPORT])]

    assert look_fors == [*(f"TA1-L{n}" for n in range(1, 6)), "TA4-L3", "TA4-L4", "TA4-L5", "TA4-L6"]
    assert steps == ["TA1-S1", "TA1-S2", "TA1-S3", "TA4-S3", "TA4-S4"]


def test_lines_stand_in_the_order_of_the_framework(session: Session) -> None:
    codes = [one.code for one in queries.offered_look_fors(session, [TEACHER])]

    assert codes[0] == "G1A-L1"
    assert codes == sorted(codes)


def test_leaders_have_their_own_framework_once_it_is_filled(session: Session) -> None:
    assert [one.code for one in queries.offered_frameworks(session, [LEADER])] == ["TS"]
    with transaction() as writing:
        leaders = queries.get_framework_by_code(writing, "LD")
        writing.add(
            Standard(
                framework_id=leaders.id,
                code="LD1",
                position=1,
                number=1,
                heading="Lead by being seen in classrooms",
                short="Presence",
                search_text=searchable("LD1", "Presence"),
                for_leader=True,
            )
        )

    assert [one.code for one in queries.offered_frameworks(session, [LEADER])] == ["TS", "LD"]
    assert standards(session, LEADER) == [*EIGHT, "LD1"]
    assert standards(session, TEACHER) == EIGHT


def test_whose_framework_it_is(session: Session) -> None:
    assert policy.own_frameworks({LEADER}) == ["TS", "LD"]
    assert policy.own_frameworks({SUPPORT, TEACHER}) == ["TS", "TA"]
    assert policy.own_frameworks(set()) == []


def test_one_statement_each(session: Session, counted_queries) -> None:
    for read in (queries.offered_look_fors, queries.offered_steps, queries.offered_frameworks):
        count = counted_queries()
        assert read(session, [TEACHER, ASSISTANT])
        assert count.total == 1, read.__name__
