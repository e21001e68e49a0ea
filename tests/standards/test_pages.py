"""The pages, opened by those who use them."""

import html
import re
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient

from tests.seeds.reading import seed
from tests.standards.access import ACCESS, EXAMPLES
from tests.standards.conftest import ReadAs
from tests.world import PEOPLE

ADDRESSES = {
    "framework_index": "/standards/",
    "framework_show": "/standards/frameworks/{code}",
    "standard_show": "/standards/{code}",
    "look_for_show": "/standards/look-fors/{code}",
    "step_show": "/standards/steps/{code}",
    "term_show": "/standards/terms/{slug}",
    "glossary_index": "/standards/terms",
    "search": "/standards/search?q=recall",
    "search_suggestions": "/standards/search/suggestions?q=recall",
}


def text_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def words_of(page: str) -> str:
    """What a reader sees, letter for letter, one space between words."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return " ".join("".join(tree.find(".//main").itertext()).split())


def every_address() -> list[str]:
    addresses = []
    for endpoint in ACCESS:
        address = ADDRESSES[endpoint.removeprefix("standards.")]
        addresses.append(address.format(**EXAMPLES.get(endpoint, {})))
    return addresses


@pytest.mark.parametrize("persona", list(PEOPLE))
def test_everybody_reads_every_framework(read_as: ReadAs, persona: str) -> None:
    client = read_as(persona)

    for address in [*every_address(), *(f"/standards/frameworks/{code}" for code in ("TS", "TA", "LD"))]:
        assert client.get(address).status_code == 200, address


def test_nobody_reads_them_without_signing_in(frameworks: None, client: FlaskClient) -> None:
    for address in every_address():
        assert client.get(address).status_code == 302, address


def test_the_wording_of_part_one_is_the_statute_letter_for_letter(read_as: ReadAs) -> None:
    client = read_as("teacher")
    part = seed("standards/teachers_standards.yaml")["part_one"]

    for standard in part["standards"]:
        page = text_of(client, f"/standards/{standard['code']}")
        words = words_of(page)
        for text in (part["title"], part["lead_in"], standard["heading"], *(b["text"] for b in standard["bullets"])):
            assert text in words, text
            assert f">{text}<" in page or f"> {text}<" in page, f"not written as it stands: {text}"


def test_the_wording_of_part_two_and_the_preamble(read_as: ReadAs) -> None:
    client = read_as("trustee")
    statute = seed("standards/teachers_standards.yaml")
    conduct = words_of(text_of(client, "/standards/P2"))
    framework = words_of(text_of(client, "/standards/frameworks/TS"))

    assert statute["preamble"]["text"] in framework
    for text in (statute["part_two"]["title"], statute["part_two"]["intro"]):
        assert text in conduct
    for statement in statute["part_two"]["statements"]:
        assert statement["text"] in conduct
        for bullet in statement.get("bullets", []):
            assert bullet["text"] in conduct
    assert "never part of a coaching visit" in conduct


@pytest.mark.parametrize("address", ["/standards/TS4", "/standards/P2", "/standards/frameworks/TS"])
def test_the_wording_is_credited(read_as: ReadAs, address: str) -> None:
    words = words_of(text_of(read_as("teacher"), address))

    assert seed("standards/teachers_standards.yaml")["meta"]["attribution"] in words
    assert "© Crown copyright" in words


def test_our_own_words_carry_no_crown_credit(read_as: ReadAs) -> None:
    assert "Crown" not in words_of(text_of(read_as("ta"), "/standards/TA3"))


def test_a_standard_shows_every_look_for_step_and_word_beside_it(read_as: ReadAs) -> None:
    client = read_as("teacher")
    standard = next(one for one in seed("standards/look_fors.yaml")["standards"] if one["code"] == "TS6")
    page = text_of(client, "/standards/ts6")
    words = words_of(page)

    for group in standard["groups"]:
        assert f'id="{group["id"]}"' in page
        for line in [*group["look_fors"], *group["steps"]]:
            assert line["text"] in words
            assert line["id"] in words
    assert "/standards/terms/cold-call" in page
    assert "Nobody is assessed on a single line" in words


def test_a_reader_finds_their_own_framework_first(read_as: ReadAs) -> None:
    def order(persona: str) -> list[str]:
        page = text_of(read_as(persona), "/standards/")
        return re.findall(r'class="card__title"><a href="/standards/frameworks/(\w+)"', page)

    assert order("teacher") == ["TS", "LD", "TA"]
    assert order("head") == ["TS", "LD", "TA"]
    assert order("ta") == ["TA", "TS", "LD"]
    assert order("office") == ["TA", "TS", "LD"]
    assert order("trustee") == ["TS", "LD", "TA"]
    assert "Yours" not in words_of(text_of(read_as("trustee"), "/standards/"))


def test_the_leaders_framework_says_that_it_waits(read_as: ReadAs) -> None:
    words = words_of(text_of(read_as("head"), "/standards/frameworks/LD"))

    assert "Nothing is written here yet" in words
    assert "leaders work with the Teachers' Standards" in words


def test_a_line_for_some_says_for_whom(read_as: ReadAs) -> None:
    words = words_of(text_of(read_as("office"), "/standards/TA4"))

    assert "Teaching assistants only" in words
    assert "Support staff only" in words
    assert "for support staff" in words_of(text_of(read_as("office"), "/standards/look-fors/TA4-L5"))


def test_a_look_for_has_its_own_address_to_send(read_as: ReadAs) -> None:
    page = text_of(read_as("ambassador"), "/standards/look-fors/G2A-L2")

    assert 'value="http://localhost/standards/look-fors/G2A-L2"' in page
    assert "mailto:?subject=If%20a%20pupil" in page
    words = words_of(page)
    assert "be accountable for pupils’ attainment, progress and outcomes" in words
    assert "timetable when each will be heard in school" in words


def test_a_step_leads_to_what_it_helps_with(read_as: ReadAs) -> None:
    words = words_of(text_of(read_as("ta"), "/standards/steps/TA3-S1"))

    assert "Waits, prompts and hints before helping" in words


def test_a_word_of_the_account_has_its_meaning_and_its_look_fors(read_as: ReadAs) -> None:
    words = words_of(text_of(read_as("ta"), "/standards/terms/group-teaching"))

    assert "Teaching a small group with a clear purpose" in words
    assert "You might see" in words


def test_a_word_about_no_lesson_says_so(read_as: ReadAs) -> None:
    assert "no look-fors stand beside it" in words_of(text_of(read_as("ta"), "/standards/terms/benchmark"))


def test_the_glossary_holds_every_word(read_as: ReadAs) -> None:
    page = html.unescape(text_of(read_as("trustee"), "/standards/terms"))

    for term in seed("standards/glossary.yaml")["terms"]:
        assert f'/standards/terms/{term["slug"]}">{term["term"]}</a></dt><dd>{term["definition"]}</dd>' in page


@pytest.mark.parametrize(
    "address",
    [
        "/standards/TS9",
        "/standards/frameworks/XX",
        "/standards/look-fors/G1A-S1",
        "/standards/steps/G1A-L1",
        "/standards/terms/nothing",
    ],
)
def test_what_is_not_there_is_not_found(read_as: ReadAs, address: str) -> None:
    assert read_as("teacher").get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/standards/", 3),
        ("/standards/frameworks/TS", 3),
        ("/standards/TS2", 8),
        ("/standards/look-fors/G2B-L1", 5),
        ("/standards/terms/rehearsal", 5),
        ("/standards/terms", 1),
        ("/standards/search?q=recall", 1),
    ],
)
def test_a_page_takes_few_statements(read_as: ReadAs, counted_queries: Any, address: str, most: int) -> None:
    client = read_as("teacher")
    frame = counted_queries()
    client.get("/")
    around = frame.total
    count = counted_queries()
    client.get(address)

    assert count.total - around <= most, count.statements


def test_pages_are_small(read_as: ReadAs) -> None:
    client = read_as("teacher")

    for address in every_address():
        assert len(client.get(address).data) < 30_000, address


def test_an_empty_house_says_what_will_be_here(as_persona: ReadAs) -> None:
    client = as_persona("teacher")

    assert "not here yet" in words_of(text_of(client, "/standards/"))
    assert "No words yet" in words_of(text_of(client, "/standards/terms"))
    assert html.unescape(text_of(client, "/standards/search?q=recall")).count("Nothing holds “recall”") == 1
