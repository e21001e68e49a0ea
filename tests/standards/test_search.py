"""One box over everything."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cpd.standards.queries import Kind, search_language, search_words
from tests.standards.conftest import ReadAs
from tests.standards.test_pages import text_of, words_of


@pytest.fixture
def found(session: Session, frameworks: None) -> Callable[[str], list[str]]:
    return lambda text: [hit.code for hit in search_language(session, text)]


@pytest.mark.parametrize("text", ["recall", "RECALL", "  Recall ", "récall"])
def test_a_word_is_found_however_it_is_written(found: Callable[[str], list[str]], text: str) -> None:
    codes = found(text)

    assert codes[0] == "recall-and-respond"
    assert {"memory-recall", "retrieval-practice", "G2B-L1", "G2B-S1", "TS2"} <= set(codes)


def test_three_letters_are_enough(found: Callable[[str], list[str]]) -> None:
    assert found("aut")[0] == "automaticity"


def test_two_letters_find_nothing(found: Callable[[str], list[str]]) -> None:
    assert found("re") == []
    assert found("") == []
    assert found("%%%") == []


def test_every_word_has_to_be_there(found: Callable[[str], list[str]]) -> None:
    assert "G6A-L3" in found("waits after asking")
    assert found("waits zebra") == []


def test_signs_of_the_database_are_letters_like_others(found: Callable[[str], list[str]]) -> None:
    assert found("rec_ll") == []
    assert found("rec%") == found("rec")


def test_a_code_is_enough(found: Callable[[str], list[str]]) -> None:
    assert found("G1A-L1")[0] == "G1A-L1"
    assert found("TS5")[0] == "TS5"
    assert found("5a")[0] == "5a"


def test_an_apostrophe_makes_no_difference(found: Callable[[str], list[str]]) -> None:
    assert "2a" in found("pupils' attainment")
    assert "2a" in found("pupils’ attainment")


def test_the_nearest_come_first(session: Session, frameworks: None) -> None:
    """What begins with the text, then what holds it as words, then what holds parts of words."""
    routine = [hit.code for hit in search_language(session, "routine")]
    call = [hit.code for hit in search_language(session, "call") if hit.kind is Kind.TERM]

    assert routine[:2] == ["routine", "stuck-routine"]
    assert call == ["cold-call", "memory-recall", "recall-and-respond", "retrieval-practice"]


def test_it_is_one_statement(session: Session, frameworks: None, counted_queries: Any) -> None:
    count = counted_queries()
    search_language(session, "recall")

    assert count.total == 1


def test_words() -> None:
    assert search_words("Cold-call, please!") == ["cold", "call", "please"]
    assert search_words("5a") == ["5a"]
    assert search_words("a5") == []


def test_the_page_shows_what_was_found_by_kind(read_as: ReadAs) -> None:
    words = words_of(text_of(read_as("ta"), "/standards/search?q=recall"))

    assert "8 places found" in words
    for title in ("Words we share", "Look-fors", "Action steps", "Standards and their lines"):
        assert title in words


def test_the_page_asks_for_more_letters(read_as: ReadAs) -> None:
    client = read_as("ta")

    assert "at least three letters" in words_of(text_of(client, "/standards/search?q=re"))
    assert "What are you looking for?" in words_of(text_of(client, "/standards/search"))


def test_the_text_typed_stays_in_the_box_and_harmless(read_as: ReadAs) -> None:
    page = text_of(read_as("ta"), "/standards/search?q=%3Cscript%3E%22x")

    assert "<script>&#34;x" not in page
    assert "&lt;script&gt;&#34;x" in page


def test_a_statement_leads_to_its_line_on_the_page(read_as: ReadAs) -> None:
    client = read_as("teacher")

    assert 'href="/standards/TS3#3d"' in text_of(client, "/standards/search?q=synthetic+phonics")
    assert 'id="3d"' in text_of(client, "/standards/TS3")


def test_the_readers_own_framework_comes_first(read_as: ReadAs) -> None:
    def first(persona: str) -> str:
        suggestions = read_as(persona).get("/standards/search/suggestions?q=praise").get_json()
        return next(one["href"] for one in suggestions if "/terms/" not in one["href"])

    assert first("ta").startswith("/standards/look-fors/TA")
    assert first("teacher").startswith("/standards/look-fors/G")


def test_suggestions_are_few_and_lead_somewhere(read_as: ReadAs) -> None:
    client = read_as("teacher")
    suggestions = client.get("/standards/search/suggestions?q=pupils").get_json()

    assert len(suggestions) == 8
    for one in suggestions:
        assert client.get(one["href"]).status_code == 200
        assert set(one) == {"text", "line", "href"}
