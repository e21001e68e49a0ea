"""The macros every page is built of, rendered as a page renders them and checked as a page is checked."""

import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import html5lib
import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional

from cpd.core import paths
from cpd.core.forms import BaseForm, DayFirstDateField
from tests.conftest import CheckingClient
from tests.page_checks import check_page


class EveryField(BaseForm):
    who = StringField(
        "Colleague", description="Three letters of a name.", validators=[InputRequired("Choose somebody.")]
    )
    on = DayFirstDateField("Date", validators=[InputRequired("Say on which day.")])
    minutes = IntegerField("Minutes", validators=[Optional()], render_kw={"inputmode": "numeric"})
    kind = SelectField("Kind", choices={"coaching": "Coaching visit", "open": "Open door"})
    seen = SelectMultipleField(
        "Seen",
        choices={"a": "Small steps", "b": "Everybody answers"},
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validators=[InputRequired("Tick one.")],
    )
    worked = TextAreaField("What worked", validators=[Length(max=20, message="Keep it under 20 letters.")])
    step = RadioField("Step", choices={"library": "From the library", "own": "Our own words"})
    mail = BooleanField("Send a mail")
    word = PasswordField("Password", render_kw={"autocomplete": "current-password"})
    file = FileField("Certificate", validators=[Optional()])
    version = HiddenField()


HERE = Path(__file__).parent
PAGE = (HERE / "every_field.html").read_text("utf-8")


@pytest.fixture
def page(app: Flask) -> Iterator[Any]:
    """Render a template within a request, check it as every page is checked, and give its tree."""

    def render(template: str, **values: Any) -> Any:
        text = render_template_string(template, **values)
        check_page(TestResponse(text.encode(), "200 OK", {"Content-Type": "text/html"}, None))  # type: ignore[arg-type]  # no request is looked at
        return html5lib.parse(text, namespaceHTMLElements=False)

    with app.test_request_context("/", method="POST"):
        yield render


def _one(tree: Any, id_: str) -> Any:
    (found,) = [element for element in tree.iter() if element.get("id") == id_]
    return found


def test_an_empty_form_has_a_labelled_control_for_each_field(page: Any) -> None:
    tree = page(PAGE, form=EveryField(formdata=None))
    assert tree.find(".//form").get("enctype") == "multipart/form-data"
    assert tree.find(".//form").get("novalidate") is not None
    assert not tree.findall(".//div[@class='govuk-error-summary']")
    assert _one(tree, "who").get("aria-describedby") == "who-hint"
    assert _one(tree, "minutes").get("inputmode") == "numeric"
    assert _one(tree, "word").get("autocomplete") == "current-password"
    assert _one(tree, "on").get("aria-describedby") == "on-hint"
    assert "23 11 2026" in _one(tree, "on-hint").text
    assert {element.get("name") for element in tree.iter("input") if element.get("type") == "hidden"} >= {
        "csrf_token",
        "version",
    }


def test_each_error_is_said_at_its_field_and_linked_from_the_summary(page: Any) -> None:
    form = EveryField(MultiDict({"worked": "x" * 30, "kind": "coaching", "step": "own"}))
    form.validate()
    tree = page(PAGE, form=form)
    links = {
        link.get("href"): link.text for link in tree.findall(".//ul[@class='govuk-list govuk-error-summary__list']//a")
    }
    assert links == {
        "#who": "Choose somebody.",
        "#on": "Say on which day.",
        "#seen-0": "Tick one.",
        "#worked": "Keep it under 20 letters.",
    }
    for href in links:
        _one(tree, href[1:])
    who = _one(tree, "who")
    assert who.get("aria-describedby") == "who-hint who-error"
    assert who.get("aria-invalid") == "true"
    worked = _one(tree, "worked")
    assert worked.text.strip() == "x" * 30, "what was typed is still there, however long"
    assert worked.get("maxlength") is None


def test_what_was_typed_is_escaped(page: Any) -> None:
    form = EveryField(MultiDict({"who": '"><script>alert(1)</script>'}))
    tree = page(PAGE, form=form)
    assert _one(tree, "who").get("value") == '"><script>alert(1)</script>'
    assert all(script.get("src") for script in tree.iter("script"))


def test_the_components_make_a_page(page: Any) -> None:
    tree = page(
        (HERE / "every_component.html").read_text("utf-8"),
        day=dt.date(2026, 11, 23),
        typed="One\n\n<b>two</b>",
    )
    words = " ".join(" ".join(tree.itertext()).split())
    assert "1,120 of 1,400 (80.0%) on 23 Nov 2026" in words.replace("( ", "(")
    assert "Nobody to count" in words
    assert "Who can see this: you and Siân Price." in words
    assert "<b>two</b>" in words
    titles = [title.text for title in tree.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["In date: 1,120 of 1,400"]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 413, 418, 422, 429, 500, 502, 503])
def test_every_refusal_says_what_happened_and_what_to_do(page: Any, code: int) -> None:
    tree = page("""{% extends "core/error.html" %}""", code=code)
    assert len(tree.findall(".//main//p")) >= 2


@pytest.mark.parametrize(("persona", "address"), [(None, "/sign-in"), ("ambassador", "/coaching/offline/visit")])
def test_a_first_visit_is_under_100_kilobytes(
    client: CheckingClient, as_persona: Callable[[str], CheckingClient], persona: str | None, address: str
) -> None:
    """With every file that the page links to, and the fonts of English words."""
    page = (as_persona(persona) if persona else client).get(address).get_data()
    linked = set(re.findall(r'(?:href|src)="(/static/[^"?]+)', page.decode()))
    files = [paths.STATIC / name.removeprefix("/static/") for name in linked]
    fonts = sum(path.stat().st_size for path in (paths.STATIC / "fonts").glob("*-latin.woff2"))
    assert files
    assert len(gzip.compress(page)) + sum(len(gzip.compress(path.read_bytes())) for path in files) + fonts < 100_000


def test_the_stylesheet_asks_for_files_that_are_there_by_the_address_pages_use(app: Flask) -> None:
    css = (paths.STATIC / "css/app.css").read_text("utf-8")
    asset = cast("Callable[[str], str]", app.jinja_env.globals["asset"])
    for name in set(re.findall(r"\.\./([\w./-]+\?v=\w+)", css)):
        assert asset(name.partition("?")[0]) == f"/static/{name}"
    assert "GDS Transport" not in css
    assert "crown" not in css
