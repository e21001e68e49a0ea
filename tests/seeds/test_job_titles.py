"""Real-life job titles find the staff group that a school would expect."""

import pytest

from cpd.people.rules.staff import StaffGroup, job_title_words, staff_group_for
from tests.seeds.reading import seed

pytestmark = pytest.mark.one_database

EXPECTED = {
    "leader": """
        Headteacher | Head Teacher | HEADTEACHER | Acting Headteacher | Executive Headteacher
        Co-Headteacher | Associate Headteacher | Deputy Headteacher | Deputy Head Teacher/SENCO
        Assistant Headteacher | Assistant Head | Assistant Headteacher (Inclusion) & Class Teacher
        Deputy Head | Head of School | Head | Principal | Vice Principal | Assistant Principal
        Executive Principal | Chief Executive Officer | CEO | Chief Operating Officer
        Director of Education | Director of School Improvement | Finance Director
        Head of School Improvement | School Improvement Lead | Trust Lead for SEND
        Trust Lead for Safeguarding""",
    "teacher": """
        Teacher | Class Teacher | Classroom Teacher - Year 3 | Teacher (0.6) | Teacher of the Deaf | ECT
        ECT Year 1 | Early Career Teacher | Unqualified Teacher | Instructor | PPA Teacher
        Supply Teacher | SENCo | SENDCO | S.E.N.Co | SEND Coordinator | Phase Leader | Year Group Leader
        Key Stage 2 Leader | KS1 Lead | EYFS Lead | Maths Lead | Lead Practitioner | Head of Year 6
        Class Teacher and TA lead | Inclusion Manager | Teacher / Phase Leader (UKS2) | Induction Tutor
        Music Teacher""",
    "teaching_assistant": """
        Teaching Assistant | TEACHING ASSISTANT | Teaching Assistant Level 2 | TA | T.A. | TA2 (TA)
        HLTA | Higher Level Teaching Assistant | HLTA / PPA Cover | Learning Support Assistant | LSA
        SEN Assistant | SEND Support Assistant | Cover Supervisor | Nursery Nurse
        Early Years Practitioner | Early Years Educator | 1:1 Support | One-to-One TA | ELSA
        Apprentice Teaching Assistant | TA / Midday Supervisor | SENCO Assistant | Forest School Leader
        Academic Mentor""",
    "support": """
        Headteacher's PA | Headteacher’s PA | Head Teacher's Secretary | PA to the Headteacher
        P.A. to the Head | PA to the Principal | Principal's Secretary | Principal’s PA
        Executive Assistant to the CEO | Assistant to the Headteacher | Office Manager
        School Administrator | Admin Assistant | Senior Administrator | Receptionist
        School Business Manager | Finance Officer | Finance Manager | Head of Finance | HR Adviser
        Head of IT | Midday Supervisor | Midday Meals Supervisor | MDSA | Lunchtime Supervisor
        Caretaker | Site Manager | Premises Officer | Cleaner | Cleaner in Charge | Cook | Head Cook
        Catering Assistant | Kitchen Assistant | Pastoral Lead | Pastoral Support Worker
        Family Liaison Officer | Attendance Officer | Learning Mentor | Behaviour Mentor | Technician
        ICT Technician | Librarian | Data Manager | Deputy Designated Safeguarding Lead
        Safeguarding Officer | Speech and Language Therapist | School Nurse | Minibus Driver
        Breakfast Club Leader | Clerk to Governors | Governance Professional | Sports Coach""",
}
CASES = [
    (title, group) for group, titles in EXPECTED.items() for line in titles.splitlines() for title in line.split("|")
]
NO_MATCH = ["", "Assistant", "Volunteer", "Painter", "Itinerant", "Overheads"]


def staff_group(title: str) -> str | None:
    return staff_group_for(title, [(rule["words"], StaffGroup(rule["staff_group"])) for rule in RULES])


RULES: list[dict[str, str]] = seed("people/job_titles.yaml")["rules"]


@pytest.mark.parametrize(("title", "group"), [(title.strip(), group) for title, group in CASES if title.strip()])
def test_a_title_finds_its_group(title: str, group: str) -> None:
    assert staff_group(title) == group


@pytest.mark.parametrize("title", NO_MATCH)
def test_a_title_that_says_nothing_finds_none(title: str) -> None:
    assert staff_group(title) is None


def test_every_line_can_be_reached() -> None:
    """A line below a shorter one with the same words would never be tried."""
    for index, rule in enumerate(RULES):
        assert rule["staff_group"] in EXPECTED
        earlier = [
            other
            for other in RULES[:index]
            if job_title_words(other["words"]) in job_title_words(rule["words"])
            and other["staff_group"] != rule["staff_group"]
        ]
        assert earlier == [], (rule, earlier)
