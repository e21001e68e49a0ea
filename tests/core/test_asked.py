"""What an address asks for: a search text of any length is an ordinary answer, in every search box."""

from collections.abc import Callable

import pytest

from tests.conftest import CheckingClient
from tests.world import World

# Longer than SQLite takes, and more words than it takes in one condition.
TEXTS = ("x" * 60_000, "ab " * 20_000)


@pytest.mark.parametrize("text", TEXTS, ids=["one-word", "many-words"])
@pytest.mark.parametrize(
    ("persona", "address"),
    [
        ("ambassador", "/coaching/visits/new"),
        ("ambassador", "/coaching/colleagues"),
        ("head", "/people/search"),
        ("administrator", "/accounts"),
        ("office", "/training/sessions/leaders.json"),
        ("teacher", "/standards/search"),
        ("teacher", "/standards/search/suggestions"),
    ],
)
def test_a_search_text_of_any_length_finds_nothing(
    as_persona: Callable[[str], CheckingClient], trust: World, persona: str, address: str, text: str
) -> None:
    assert as_persona(persona).get(address, query_string={"q": text}).status_code == 200
