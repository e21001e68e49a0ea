"""A trust small enough to count on one's fingers; every figure of it was worked out by hand.

As at 15 September 2026. FIRE lasts twelve months; everybody must hold it from 1 September 2024, within 42 days.
SEND lasts for good and is for teachers and teaching assistants of Oak (100001), from 1 September 2026 within 30 days.

========  =====================================  ==============================================  ========
person    posts                                  FIRE                                            SEND
========  =====================================  ==============================================  ========
Abel      teacher at Oak since 2020              2 Jan 2026, until 2 Jan 2027: in date           3 Sep 2026: in date
Bea       teacher at Oak, support at Elm         1 Oct 2025, until 1 Oct 2026: due soon          due 1 Oct: not yet due
Cai       teaching assistant at Oak since 2021   1 Mar 2025, until 1 Mar 2026: expired           exempt
Dot       support at Elm since 2022              none, due 13 Oct 2024: overdue                  not in scope
Eve       leader at Elm since 1 Sep 2026         none, due 13 Oct 2026: not yet due              not in scope
Fay       teacher at Oak, away                   1 Jul 2026: on leave                            none: on leave
Gil       teacher at Ash, which joins in 2027    not in scope                                    not in scope
========  =====================================  ==============================================  ========
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from cpd.people.models import StaffGroup
from cpd.training.queries.people import list_people_rows
from cpd.training.queries.summary import list_summary
from cpd.training.rules.coverage import Renewal, RenewalKind, Status
from tests.training.small_trust import (
    ACompletion,
    ACourse,
    APeriod,
    APost,
    ARequirement,
    ARule,
    ASchool,
    SmallTrust,
)

OAK, ELM, ASH = 100001, 100002, 100003
LEADER, TEACHER = StaffGroup.LEADER, StaffGroup.TEACHER
ASSISTANT, SUPPORT = StaffGroup.TEACHING_ASSISTANT, StaffGroup.SUPPORT
AS_AT = dt.date(2026, 9, 15)
YEARLY = Renewal(RenewalKind.MONTHS, months=12)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def the_trust() -> SmallTrust:
    return SmallTrust(
        schools=[ASchool(OAK), ASchool(ELM), ASchool(ASH, joined_on=day("2027-01-01"))],
        people={"A1": "Abel", "B1": "Bea", "C1": "Cai", "D1": "Dot", "E1": "Eve", "F1": "Fay", "G1": "Gil"},
        posts=[
            APost("A1", OAK, TEACHER, "Teacher", day("2020-09-01")),
            APost("B1", OAK, TEACHER, "Teacher", day("2020-09-01"), fte=Decimal("0.6")),
            APost("B1", ELM, SUPPORT, "Clerk", day("2023-01-09"), fte=Decimal("0.4")),
            APost("C1", OAK, ASSISTANT, "Teaching Assistant", day("2021-09-01")),
            APost("D1", ELM, SUPPORT, "Cook", day("2022-09-01")),
            APost("E1", ELM, LEADER, "Headteacher", day("2026-09-01")),
            APost("F1", OAK, TEACHER, "Teacher", day("2020-09-01")),
            APost("G1", ASH, TEACHER, "Teacher", day("2020-09-01")),
        ],
        courses=[
            ACourse("FIRE", (ARule(YEARLY),), (ARequirement(day("2024-09-01"), 42),)),
            ACourse(
                "SEND",
                requirements=(
                    ARequirement(day("2026-09-01"), 30, groups=frozenset({TEACHER, ASSISTANT}), urns=frozenset({OAK})),
                ),
            ),
        ],
        completions=[
            ACompletion("A1", "FIRE", day("2026-01-02")),
            ACompletion("A1", "SEND", day("2026-09-03")),
            ACompletion("B1", "FIRE", day("2025-10-01")),
            ACompletion("C1", "FIRE", day("2025-03-01")),
            ACompletion("F1", "FIRE", day("2026-07-01")),
        ],
        away=[APeriod("F1", day("2026-09-01"))],
        exemptions=[APeriod("C1", day("2026-09-01"), day("2026-12-31"), course="SEND")],
    )


Write = Callable[[SmallTrust], None]


def figures(session: Session, as_at: dt.date = AS_AT, **narrowed: Any) -> list[tuple[Any, ...]]:
    numbers = attrgetter(
        *("eligible", "trained", "due_soon", "expired", "overdue", "not_yet_due", "on_leave", "exempt")
    )
    return [
        (row.school_urn, row.staff_group, row.course_code, *numbers(row), str(row.coverage_percent).replace("None", ""))
        for row in list_summary(session, as_at, **narrowed)
    ]


def statuses(session: Session, as_at: dt.date = AS_AT, **narrowed: Any) -> dict[tuple[str, str], Status]:
    return {(row.last_name, row.course_code): row.status for row in list_people_rows(session, as_at, **narrowed)}


def course_of_one(session: Session, write: Write, *completions: ACompletion, **rule: Any) -> Any:
    """The row of Dot, who must hold FULL, and what she completed."""
    trust = the_trust()
    trust.courses = [
        ACourse("FULL", (ARule(**rule),), (ARequirement(day("2024-09-01")),)),
        *(ACourse(code) for code in ("ADVANCED", "EXPERT", "REFRESHER")),
    ]
    trust.completions, trust.exemptions = list(completions), []
    write(trust)
    return next(row for row in list_people_rows(session, AS_AT) if row.last_name == "Dot")


def done(course: str, completed_on: str, expires_on: str | None = None) -> ACompletion:
    return ACompletion("D1", course, day(completed_on), day(expires_on) if expires_on else None)
