"""The frame around every page."""

from collections.abc import Callable

from tests.conftest import CheckingClient


def test_a_page_names_who_is_signed_in(as_persona: Callable[[str], CheckingClient]) -> None:
    page = as_persona("ta").get("/")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "Łukasz Thorn" in text
    assert "Teaching Assistant, Hazel Down Primary School" in text


def test_without_a_sign_in_every_page_leads_to_the_door(client: CheckingClient) -> None:
    answer = client.get("/account?from=mail")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/account?from%3Dmail"
