"""The frameworks and the glossary are whole: ids are unique, and everything they name exists."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.seeds.reading import seed

pytestmark = pytest.mark.one_database

STAFF_GROUPS = {"leader", "teacher", "teaching_assistant", "support"}


def teacher_groups() -> Iterator[tuple[str, dict[str, Any]]]:
    for standard in seed("standards/look_fors.yaml")["standards"]:
        yield from ((standard["code"], group) for group in standard["groups"])


def assert_lines(parent: str, letter: str, lines: list[dict[str, Any]]) -> None:
    """Ids run on from 1 below their parent, and every line is a finished sentence."""
    assert [line["id"] for line in lines] == [f"{parent}-{letter}{i}" for i in range(1, len(lines) + 1)]
    for line in lines:
        assert line["text"] == line["text"].strip()
        assert re.fullmatch(r"[A-Z].*[.?]'?", line["text"]), line


def test_every_standard_has_look_fors_and_steps() -> None:
    codes = [standard["code"] for standard in seed("standards/look_fors.yaml")["standards"]]

    assert codes == [*(f"TS{number}" for number in range(1, 9)), "P2"]
    for _, group in teacher_groups():
        assert len(group["look_fors"]) >= 4
        assert len(group["steps"]) >= 2
        assert_lines(group["id"], "L", group["look_fors"])
        assert_lines(group["id"], "S", group["steps"])


def test_group_ids_are_unique_and_belong_to_their_standard() -> None:
    groups = list(teacher_groups())

    ids = [group["id"] for _, group in groups]
    assert len(ids) == len(set(ids))
    for code, group in groups:
        assert re.fullmatch(rf"G{code[-1]}[A-D]" if code != "P2" else "GP2", group["id"])


def test_groups_cover_every_statement_once() -> None:
    standards = seed("standards/teachers_standards.yaml")
    statements = [bullet["code"] for standard in standards["part_one"]["standards"] for bullet in standard["bullets"]]
    for statement in standards["part_two"]["statements"]:
        lines = statement.get("bullets", [])
        statements += [line["code"] for line in lines] or [statement["code"]]

    named = [statement for _, group in teacher_groups() for statement in group["statements"]]

    assert sorted(named) == sorted(statements)


def test_conduct_is_never_offered_in_a_visit() -> None:
    assert {group["id"] for _, group in teacher_groups() if group.get("visits") == "never"} == {"GP2"}


def test_the_visit_language_has_both_lists() -> None:
    language = seed("standards/look_fors.yaml")["visit_language"]

    assert language["use"]
    assert language["avoid"]
    assert language["note"]


def test_teaching_assistants_have_four_themes_with_steps() -> None:
    themes = seed("standards/teaching_assistants.yaml")["standards"]

    assert [theme["code"] for theme in themes] == ["TA1", "TA2", "TA3", "TA4"]
    assert sum(len(theme["steps"]) for theme in themes) >= 12
    for theme in themes:
        assert_lines(theme["code"], "L", theme["look_fors"])
        assert_lines(theme["code"], "S", theme["steps"])


def test_support_staff_have_the_themes_on_conduct_and_working_with_others() -> None:
    themes = seed("standards/teaching_assistants.yaml")["standards"]

    assert [theme["code"] for theme in themes if "support" in theme["staff_groups"]] == ["TA1", "TA4"]
    for theme in themes:
        groups = set(theme["staff_groups"])
        assert groups <= STAFF_GROUPS
        for line in [*theme["look_fors"], *theme["steps"]]:
            assert set(line.get("staff_groups", groups)) <= groups, line
        for group in groups:
            for lines in (theme["look_fors"], theme["steps"]):
                offered = [line for line in lines if group in line.get("staff_groups", groups)]
                assert len(offered) >= 2, (theme["code"], group)


def test_the_leaders_framework_waits_for_the_trust() -> None:
    leaders = seed("standards/leaders.yaml")

    assert (leaders["code"], leaders["standards"]) == ("LD", [])


def test_no_line_stands_in_two_places() -> None:
    texts = [line["text"] for _, group in teacher_groups() for line in [*group["look_fors"], *group["steps"]]]
    for theme in seed("standards/teaching_assistants.yaml")["standards"]:
        texts += [line["text"] for line in [*theme["look_fors"], *theme["steps"]]]

    assert len(texts) == len(set(texts))


def test_glossary_terms_have_an_address_and_real_groups() -> None:
    terms = seed("standards/glossary.yaml")["terms"]
    groups = {group["id"] for _, group in teacher_groups()}

    slugs = [term["slug"] for term in terms]
    assert len(slugs) == len(set(slugs)) >= 47
    for term in terms:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", term["slug"])
        assert term["definition"].endswith(".")
        assert set(term["groups"]) <= groups - {"GP2"}


@pytest.mark.parametrize(
    "slug", ["group-teaching", "introducing-a-new-topic", "memory-recall", "fluency", "recall-and-respond"]
)
def test_the_words_of_the_common_language_are_there(slug: str) -> None:
    assert slug in {term["slug"] for term in seed("standards/glossary.yaml")["terms"]}
