"""The demonstration trust is whole, invented, and varied enough to be read; its texts keep to the words we use."""

import re
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.seeds.reading import SEEDS, seed
from tests.seeds.test_job_titles import staff_group

FILES = sorted(path.name for path in (SEEDS / "demonstration").glob("*.yaml"))
TEXT_FILES = ["agreed_support.yaml", "appraisal.yaml", "focuses.yaml", "replies.yaml", "visits.yaml", "visits_ta.yaml"]
AVOIDED = r"grad(e|es|ed|ing)|scor(e|es|ed)|judge?ments?|targets?|compliance|evidence upload|underperform\w*|league"
TEACHER_STANDARDS = [f"TS{number}" for number in range(1, 9)]


def texts(value: Any) -> Iterator[str]:
    """Every text under a value, without its keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def sentences(value: Any) -> list[str]:
    return [text for text in texts(value) if " " in text]


def slots_of(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def demonstration(name: str) -> Any:
    return seed(f"demonstration/{name}")


def test_the_trust_has_the_size_it_should_have() -> None:
    trust = demonstration("trust.yaml")
    schools, central = trust["schools"], trust["central_team"]

    assert Counter(school["phase"] for school in schools) == {"primary": 13, "special": 2}
    assert 780 <= sum(school["teachers"] for school in schools) + central["teachers"] <= 820
    others = sum(school["teaching_assistants"] + school["support"] for school in schools)
    assert 580 <= others + central["support"] <= 620


def test_nothing_about_the_trust_can_be_real() -> None:
    trust = demonstration("trust.yaml")
    schools = trust["schools"]

    for key in ("urn", "name", "slug"):
        assert len({school[key] for school in schools}) == len(schools)
    assert all(190_000 < school["urn"] < 200_000 for school in schools)
    assert trust["central_team"]["urn"] >= 900_000
    assert all(school["postcode"].startswith("ZZ") for school in [*schools, trust["central_team"]])
    for school in schools:
        assert set(school["worries"]) == {"lead", "deputy", "head"}
    contacts = [contact for school in schools for contact in school["worries"].values()]
    for contact in [*contacts, trust["trust"]["worries"]["about_the_head"]]:
        assert re.fullmatch(r"01632 960\d{3}", contact["telephone"])
        assert contact["email"].endswith(".example")


def test_contacts_are_different_people_with_different_telephones() -> None:
    contacts = [contact for school in demonstration("trust.yaml")["schools"] for contact in school["worries"].values()]

    for key in ("name", "telephone"):
        assert len({contact[key] for contact in contacts}) == len(contacts)


def test_there_are_names_enough_of_many_kinds() -> None:
    names = demonstration("names.yaml")

    assert len(names["first"]) == len(set(names["first"])) >= 250
    assert len(names["last"]) == len(set(names["last"])) >= 400
    assert {"Siân", "Łukasz", "Adébáyò"} <= set(names["first"])
    assert {"O'Neill", "Smith-Ojo", "Van der Berg"} <= set(names["last"])
    assert all(name == name.strip() for name in [*names["first"], *names["last"]])


def test_job_titles_are_read_as_the_staff_group_they_stand_under() -> None:
    posts = demonstration("posts.yaml")
    for phase in ("primary", "special", "central"):
        titles = [(group, title) for group, listed in posts[phase]["each_school"].items() for title in listed] + [
            (group, row["title"]) for group, rows in posts[phase]["mix"].items() for row in rows
        ]
        for group, title in titles:
            assert staff_group(title) == group, title


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_what_it_is(name: str) -> None:
    assert (SEEDS / "demonstration" / name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", TEXT_FILES)
def test_every_slot_is_known(name: str) -> None:
    known = {*demonstration("slots.yaml"), "name"}
    for text in texts(demonstration(name)):
        assert {slot.lower() for slot in slots_of(text)} <= known, text


@pytest.mark.parametrize("name", TEXT_FILES)
def test_a_sentence_begins_with_a_capital(name: str) -> None:
    small = set(demonstration("slots.yaml")) - {"class", "start"}
    for text in sentences(demonstration(name)):
        for beginning in re.findall(r"(?:^|[.?!] )['\"]?\{?(\w+)", text):
            assert beginning not in small, text
            assert beginning == "name" or beginning in {"class", "start"} or not beginning[0].islower(), text


@pytest.mark.parametrize("name", TEXT_FILES)
def test_nothing_is_said_twice(name: str) -> None:
    repeated = [text for text, times in Counter(sentences(demonstration(name))).items() if times > 1]
    assert repeated == []


@pytest.mark.parametrize("name", TEXT_FILES)
def test_the_words_are_ours_and_nobody_is_named(name: str) -> None:
    people = set(demonstration("names.yaml")["first"])
    for text in texts(demonstration(name)):
        assert not re.search(rf"\b({AVOIDED})\b", text, re.IGNORECASE), text
        assert "%" not in text
        assert not people & set(re.findall(r"\w+", text)), text


def test_every_group_of_a_visit_has_notes_and_praise() -> None:
    visits = demonstration("visits.yaml")
    groups = {
        group["id"]
        for standard in seed("standards/look_fors.yaml")["standards"]
        for group in standard["groups"]
        if group.get("visits") != "never"
    }

    assert set(visits["notes"]) == groups
    assert {*visits["around"], *visits["subjects"]} < groups
    for notes in visits["notes"].values():
        assert len(notes) >= 4
        assert all(set(note) == {"seen", "worked"} for note in notes)


def test_visits_to_other_staff_keep_to_their_themes() -> None:
    visits = demonstration("visits_ta.yaml")
    themes = seed("standards/teaching_assistants.yaml")["standards"]

    for kind, group in (("notes", "teaching_assistant"), ("notes_support", "support")):
        assert set(visits[kind]) == {theme["code"] for theme in themes if group in theme["staff_groups"]}
        assert all(len(notes) >= 5 for notes in visits[kind].values())
    places = {note["at"] for notes in visits["notes_support"].values() for note in notes}
    assert places == set(visits["openings_support"])


def test_each_focus_belongs_to_a_standard_of_its_reader() -> None:
    focuses = demonstration("focuses.yaml")
    groups = {
        group["id"]: standard["code"]
        for standard in seed("standards/look_fors.yaml")["standards"]
        for group in standard["groups"]
    }

    assert Counter(focus["standard"] for focus in focuses["teacher"]).keys() == set(TEACHER_STANDARDS)
    assert all(groups[focus["group"]] == focus["standard"] for focus in focuses["teacher"])
    assert {focus["standard"] for focus in focuses["teaching_assistant"]} == {"TA1", "TA2", "TA3", "TA4"}
    assert {focus["standard"] for focus in focuses["support"]} == {"TA1", "TA4"}


def test_the_words_of_appraisal_belong_to_the_right_framework() -> None:
    appraisal = demonstration("appraisal.yaml")

    for kind in ("objectives", "objectives_leader"):
        assert all(set(line["standards"]) <= set(TEACHER_STANDARDS) for line in appraisal[kind])
    for kind in ("objectives_ta", "objectives_support"):
        assert all(set(line["standards"]) <= {"TA1", "TA2", "TA3", "TA4"} for line in appraisal[kind])
    assert {code for line in appraisal["objectives"] for code in line["standards"]} == set(TEACHER_STANDARDS)
    assert all(len(appraisal["sentences"][code]) >= 20 for code in TEACHER_STANDARDS)
    assert all(len(appraisal["sentences"][f"TA{number}"]) >= 8 for number in range(1, 5))


def test_objectives_are_about_practice_and_carry_no_numbers_of_pupils() -> None:
    appraisal = demonstration("appraisal.yaml")
    for kind in ("objectives", "objectives_leader", "objectives_ta", "objectives_support"):
        for objective in appraisal[kind]:
            assert objective["text"].endswith(".")
            assert objective["looks_like"].endswith(".")
            assert not re.search(r"\d|per cent|percentage", objective["text"] + objective["looks_like"])
