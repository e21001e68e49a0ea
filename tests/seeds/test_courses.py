"""The first courses are in the form that the course import reads, and each says where it comes from."""

import datetime as dt
import re
from typing import Any

import pytest

from cpd.core.paths import SEEDS
from cpd.standards.mechanisms import NAMES
from tests.seeds.reading import seed

pytestmark = pytest.mark.one_database

CATEGORIES = {"send", "attendance", "safeguarding", "health_safety", "data_cyber", "pedagogy", "other"}
STAFF_GROUPS = {"leader", "teacher", "teaching_assistant", "support"}
PHASES = {"nursery", "primary", "secondary", "all-through", "special", "alternative provision", "central"}
STANDARDS = {*(f"TS{n}" for n in range(1, 9)), "P2", *(f"TA{n}" for n in range(1, 5))}
NEEDED = {"code", "title", "category", "standards", "source", "why", "renewal", "required"}
ALLOWED = NEEDED | {"satisfied_by", "refresher", "afterwards", "mechanisms", "look_fors", "need"}
REQUIREMENT_NEEDED = {"staff_groups", "schools", "effective_from", "grace_days"}
REQUIREMENT_ALLOWED = REQUIREMENT_NEEDED | {"effective_to", "job_titles", "roles", "people"}

COURSES: list[dict[str, Any]] = seed("training/courses.yaml")
BY_CODE = {course["code"]: course for course in COURSES}
each_course = pytest.mark.parametrize("course", COURSES, ids=lambda course: str(course["code"]))


def test_codes_and_titles_are_unique() -> None:
    assert len(BY_CODE) == len(COURSES) >= 24
    assert len({course["title"] for course in COURSES}) == len(COURSES)


@each_course
def test_a_course_has_the_agreed_keys(course: dict[str, Any]) -> None:
    assert set(course) >= NEEDED
    assert set(course) <= ALLOWED
    assert re.fullmatch(r"[A-Z]+(-[A-Z]+)+", course["code"])
    assert course["category"] in CATEGORIES
    assert set(course["standards"]) <= STANDARDS
    assert course["source"].strip()
    assert course["why"].endswith(".")


def test_what_is_said_of_a_course_is_in_the_words_of_the_trust() -> None:
    text = "".join((SEEDS / "standards" / f"{name}.yaml").read_text() for name in ("look_fors", "teaching_assistants"))
    look_fors = set(re.findall(r"id: (\S+-L\d+)", text))
    for course in COURSES:
        assert set(course.get("look_fors", [])) <= look_fors
        assert set(course.get("mechanisms", [])) <= set(NAMES)
    assert len({course["need"] for course in COURSES if "need" in course}) == 4


@each_course
def test_a_renewal_is_one_of_the_three_kinds(course: dict[str, Any]) -> None:
    renewal = course["renewal"]
    if renewal == "none":
        return
    if "months" in renewal:
        assert set(renewal) == {"months"}
        assert 0 < renewal["months"] <= 60
    else:
        assert set(renewal) == {"academic_year", "renew_by"}
        assert renewal["academic_year"] is True
        assert dt.date.fromisoformat(f"2025-{renewal['renew_by']}").strftime("%m-%d") == renewal["renew_by"]


@each_course
def test_requirements_say_who_and_from_when(course: dict[str, Any]) -> None:
    for requirement in course["required"]:
        assert REQUIREMENT_NEEDED <= set(requirement) <= REQUIREMENT_ALLOWED
        groups = requirement["staff_groups"]
        assert groups == "all" or set(groups) <= STAFF_GROUPS
        schools = requirement["schools"]
        assert schools == "all" or set(schools.get("phases", [])) <= PHASES
        assert isinstance(requirement["effective_from"], dt.date)
        assert requirement["effective_from"].strftime("%m-%d") == "09-01"
        assert 0 < requirement["grace_days"] <= 365


@each_course
def test_alternatives_and_refreshers_exist(course: dict[str, Any]) -> None:
    others = list(course.get("satisfied_by", []))
    if "refresher" in course:
        assert set(course["refresher"]) == {"course"}
        others.append(course["refresher"]["course"])
    assert set(others) <= set(BY_CODE) - {course["code"]}


@each_course
def test_a_course_without_a_period_in_law_says_so(course: dict[str, Any]) -> None:
    source = course["source"].lower()
    if course["renewal"] != "none" and "convention" not in source:
        assert re.search(r"year|counts (for|in place)|no period|certificate|draft", source), course["code"]


@pytest.mark.parametrize(
    "code",
    [
        "ATT-ROLE",
        "ATT-SAC",
        "SG-DSL",
        "SG-RECRUIT",
        "HS-FAW",
        "HS-PFA",
        "HS-MARSHAL",
        "HS-POSITIVE",
        "HS-MOVING",
    ],
)
def test_a_role_that_no_staff_file_tells_has_no_requirement(code: str) -> None:
    assert BY_CODE[code]["required"] == []


def test_the_four_areas_of_need_and_a_course_for_everybody_are_there() -> None:
    assert {"SEND-CI", "SEND-CL", "SEND-SEMH", "SEND-SPN", "SEND-UNI"} <= set(BY_CODE)
    assert BY_CODE["SEND-UNI"]["required"][0]["staff_groups"] == "all"


def test_what_was_written_from_a_draft_says_that_it_must_be_checked() -> None:
    assert "check the final guidance" in BY_CODE["HS-ALLERGY"]["source"]
