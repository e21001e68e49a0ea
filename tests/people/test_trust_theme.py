"""A trust's own colours, from the settings to every page."""

from collections.abc import Callable

from tests.conftest import CheckingClient

AsPersona = Callable[[str], CheckingClient]


def _save(client: CheckingClient, header: str, action: str) -> tuple[int, str]:
    answer = client.post_form(
        "/people/trust/edit",
        {"name": "Saltmarsh Learning Trust", "colour_header": header, "colour_action": action},
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_trust_wears_its_own_colours_at_the_door_too(as_persona: AsPersona, client: CheckingClient) -> None:
    assert _save(as_persona("administrator"), "#123a5c", "")[0] == 302
    page = client.get("/sign-in").get_data(as_text=True)
    address = page.split('href="/people/theme.css')[1].split('"')[0]
    style = client.get(f"/people/theme.css{address}")
    assert style.mimetype == "text/css"
    assert "--brand:#123a5c;" in style.get_data(as_text=True)
    assert "--action:#0b6360;" in style.get_data(as_text=True)


def test_a_colour_too_pale_to_read_is_refused_with_the_nearest_that_is_not(as_persona: AsPersona) -> None:
    status, page = _save(as_persona("administrator"), "#ffcc00", "")
    assert status == 422
    assert "#ffcc00 is too pale to be read. The nearest that can be is #" in page


def test_without_colours_of_its_own_a_trust_needs_no_stylesheet_more(client: CheckingClient, trust: object) -> None:
    assert "theme.css" not in client.get("/sign-in").get_data(as_text=True)
